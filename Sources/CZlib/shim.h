#include <zlib.h>

/* A macro, which Swift cannot call. 31: a window of 32 KiB, and gzip's head and tail. */
static inline int start_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
