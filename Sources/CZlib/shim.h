// zlib: the gzip coding of answers (RFC 1952).
#include <zlib.h>
