// libcurl's interface, and one POST in the shape that salesd sends: setting options is variadic, so it is done here (shim.c).

#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stddef.h>
#include <sys/socket.h>

/// Asked before each connection with the very address that it goes to; 0 refuses it.
typedef int (*ccurl_permit)(void *context, const struct sockaddr *address);

/// One POST with what has come of it.
typedef struct ccurl_post {
    CURL *handle;
    struct curl_slist *fields;
    unsigned char *answer;
    size_t answer_length;
    size_t answer_limit;
    /// Whether more came than is kept; the transfer was ended then.
    int is_cut;
    /// Whether an address was refused.
    int is_refused;
    ccurl_permit permit;
    void *context;
} ccurl_post;

/// Makes libcurl ready for all threads. Returns a result code.
int ccurl_begin(void);

/// A POST of a copy of these bytes; NULL where memory is exhausted.
ccurl_post *ccurl_post_make(const char *url, const void *body, size_t length, size_t answer_limit);

/// Adds a field line, `Name: value`. Returns 0 where memory is exhausted.
int ccurl_post_add_field(ccurl_post *post, const char *line);

/// Sets everything else; `ca_file` may be NULL for the system's authorities. Returns a result code.
CURLcode ccurl_post_prepare(
    ccurl_post *post, long connect_milliseconds, long total_milliseconds, const char *ca_file, ccurl_permit permit, void *context);

/// The status of the answer; 0 where none has come.
long ccurl_post_status(const ccurl_post *post);

/// The seconds that Retry-After asks for; 0 where it asks for none.
long ccurl_post_retry_after(const ccurl_post *post);

/// Bounds how many idle connections a multi handle keeps.
void ccurl_multi_bound(CURLM *multi, long connections);

/// Gives everything free.
void ccurl_post_free(ccurl_post *post);

#endif
