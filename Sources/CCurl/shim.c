// One POST by libcurl: no redirects, no proxy, no cookies, TLS verified, each address asked about before it is connected to.
#include "CCurl.h"

#include <stdlib.h>
#include <string.h>

int ccurl_begin(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

// Keeps what has room; whoever answers more has said enough, and the transfer ends.
static size_t take(char *bytes, size_t size, size_t count, void *context) {
    ccurl_post *post = context;
    size_t length = size * count;
    size_t room = post->answer_limit - post->answer_length;
    size_t kept = length < room ? length : room;
    memcpy(post->answer + post->answer_length, bytes, kept);
    post->answer_length += kept;
    if (kept < length) {
        post->is_cut = 1;
        return 0;
    }
    return length;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    ccurl_post *post = context;
    if (purpose != CURLSOCKTYPE_IPCXN || !post->permit(post->context, &address->addr)) {
        post->is_refused = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

ccurl_post *ccurl_post_make(const char *url, const void *body, size_t length, size_t answer_limit) {
    ccurl_post *post = calloc(1, sizeof *post);
    if (!post) return NULL;
    post->answer = malloc(answer_limit ? answer_limit : 1);
    post->answer_limit = answer_limit;
    post->handle = curl_easy_init();
    int is_made = post->answer && post->handle && curl_easy_setopt(post->handle, CURLOPT_URL, url) == CURLE_OK
        && curl_easy_setopt(post->handle, CURLOPT_POST, 1L) == CURLE_OK
        && curl_easy_setopt(post->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length) == CURLE_OK
        && curl_easy_setopt(post->handle, CURLOPT_COPYPOSTFIELDS, body) == CURLE_OK;
    if (is_made) return post;
    ccurl_post_free(post);
    return NULL;
}

int ccurl_post_add_field(ccurl_post *post, const char *line) {
    struct curl_slist *fields = curl_slist_append(post->fields, line);
    if (!fields) return 0;
    post->fields = fields;
    return 1;
}

#define SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(post->handle, option, value)

CURLcode ccurl_post_prepare(
    ccurl_post *post, long connect_milliseconds, long total_milliseconds, const char *ca_file, ccurl_permit permit, void *context) {
    CURLcode code = CURLE_OK;
    post->permit = permit;
    post->context = context;
    // Whoever is asked is who was named: nothing of the environment, of files at home, of what an answer says.
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca_file) SET(CURLOPT_CAINFO, ca_file);
    // Signals belong to the main thread.
    SET(CURLOPT_NOSIGNAL, 1L);
    // A name that nobody resolves must not hold up who gives the post up.
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
    SET(CURLOPT_TIMEOUT_MS, total_milliseconds);
    SET(CURLOPT_HTTPHEADER, post->fields);
    SET(CURLOPT_WRITEFUNCTION, take);
    SET(CURLOPT_WRITEDATA, post);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, post);
    return code;
}

long ccurl_post_status(const ccurl_post *post) {
    long status = 0;
    return curl_easy_getinfo(post->handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

long ccurl_post_retry_after(const ccurl_post *post) {
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(post->handle, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds < 0) return 0;
    return (long)seconds;
}

void ccurl_multi_bound(CURLM *multi, long connections) { curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections); }

void ccurl_post_free(ccurl_post *post) {
    if (!post) return;
    if (post->handle) curl_easy_cleanup(post->handle);
    curl_slist_free_all(post->fields);
    free(post->answer);
    free(post);
}
