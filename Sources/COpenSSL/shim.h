// The parts of OpenSSL that salesd uses: digests, HMAC, scrypt, random bytes, comparison in constant time; TLS.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

// As constants and a function: Swift does not see macros with casts.

// A peer that ends without close_notify has ended: requests carry their own lengths.
static const uint64_t copenssl_options = SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
    | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF;

// What is not sent may be offered again from elsewhere and with more behind it; idle connections keep no buffers.
static const long copenssl_modes = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS;

static inline int copenssl_reason(unsigned long error) { return ERR_GET_REASON(error); }
