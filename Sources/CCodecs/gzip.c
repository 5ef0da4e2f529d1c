#include "codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[3];
    struct {
        __typeof__(deflateInit2_) *init;
        __typeof__(deflate) *deflate;
        __typeof__(deflateEnd) *end;
    };
} zlib;

static const char *begin(struct codec *codec) {
    static const char *const names[] = {"deflateInit2_", "deflate", "deflateEnd"};
    if (!zlib.pointers[2] && !codec_open("libz.so.1", names, zlib.pointers, 3)) {
        zlib.pointers[2] = NULL;
        return "the library libz.so.1 cannot be loaded";
    }
    z_stream *stream = codec->stream = calloc(1, sizeof *stream);
    if (!stream) return "out of memory";
    // 16 more window bits: with the header and the end of gzip instead of zlib's.
    int result = zlib.init(stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, sizeof *stream);
    return result == Z_OK ? NULL : "zlib refused to begin";
}

static int feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    z_stream *stream = codec->stream;
    uInt in_now = *in_left < UINT_MAX ? (uInt)*in_left : UINT_MAX;
    uInt out_now = *out_left < UINT_MAX ? (uInt)*out_left : UINT_MAX;
    stream->next_in = (Bytef *)*in;
    stream->avail_in = in_now;
    stream->next_out = *out;
    stream->avail_out = out_now;
    int result = zlib.deflate(stream, finish && in_now == *in_left ? Z_FINISH : Z_NO_FLUSH);
    *in += in_now - stream->avail_in;
    *in_left -= in_now - stream->avail_in;
    *out += out_now - stream->avail_out;
    *out_left -= out_now - stream->avail_out;
    if (result == Z_STREAM_END) return CODEC_DONE;
    // Z_BUF_ERROR: nothing could be done for want of space or bytes, which the next call brings.
    return result == Z_OK || result == Z_BUF_ERROR ? CODEC_MORE : CODEC_FAILED;
}

static void end(struct codec *codec) { zlib.end(codec->stream); }

const struct codec_format codec_gzip = {begin, feed, end};
