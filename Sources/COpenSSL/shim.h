// The parts of OpenSSL that salesd uses: digests, HMAC, scrypt, random bytes, comparison in constant time.
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
