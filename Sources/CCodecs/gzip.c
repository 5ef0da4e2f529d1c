#include "codec.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[6];
    struct {
        __typeof__(deflateInit2_) *deflate_init;
        __typeof__(deflate) *deflate;
        __typeof__(deflateEnd) *deflate_end;
        __typeof__(inflateInit2_) *inflate_init;
        __typeof__(inflate) *inflate;
        __typeof__(inflateEnd) *inflate_end;
    };
} zlib;

// Opens the library and makes a stream.
static const char *prepare(struct codec *codec) {
    static const char *const names[] = {"deflateInit2_", "deflate", "deflateEnd", "inflateInit2_", "inflate", "inflateEnd"};
    if (!zlib.pointers[5] && !codec_open("libz.so.1", names, zlib.pointers, 6)) {
        zlib.pointers[5] = NULL;
        return "the library libz.so.1 cannot be loaded";
    }
    codec->stream = calloc(1, sizeof(z_stream));
    return codec->stream ? NULL : "out of memory";
}

// 16 more window bits: with the header and the end of gzip instead of zlib's.
static const char *begin(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    int result = zlib.deflate_init(codec->stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, sizeof(z_stream));
    return result == Z_OK ? NULL : "zlib refused to begin";
}

static const char *begin_reading(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    return zlib.inflate_init(codec->stream, 15 + 16, ZLIB_VERSION, sizeof(z_stream)) == Z_OK ? NULL : "zlib refused to begin";
}

static int feed(
    int call(z_stream *, int), int flush, struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left
) {
    z_stream *stream = codec->stream;
    uInt in_now = *in_left < UINT_MAX ? (uInt)*in_left : UINT_MAX;
    uInt out_now = *out_left < UINT_MAX ? (uInt)*out_left : UINT_MAX;
    stream->next_in = (Bytef *)*in;
    stream->avail_in = in_now;
    stream->next_out = *out;
    stream->avail_out = out_now;
    int result = call(stream, in_now == *in_left ? flush : Z_NO_FLUSH);
    *in += in_now - stream->avail_in;
    *in_left -= in_now - stream->avail_in;
    *out += out_now - stream->avail_out;
    *out_left -= out_now - stream->avail_out;
    if (result == Z_STREAM_END) return CODEC_DONE;
    // Z_BUF_ERROR: nothing could be done for want of space or bytes, which the next call brings.
    return result == Z_OK || result == Z_BUF_ERROR ? CODEC_MORE : CODEC_FAILED;
}

static int write_some(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    return feed(zlib.deflate, finish ? Z_FINISH : Z_NO_FLUSH, codec, in, in_left, out, out_left);
}

static int read_some(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    (void)finish;
    return feed(zlib.inflate, Z_NO_FLUSH, codec, in, in_left, out, out_left);
}

static void end(struct codec *codec) { zlib.deflate_end(codec->stream); }
static void end_reading(struct codec *codec) { zlib.inflate_end(codec->stream); }

const struct codec_format codec_gzip = {begin, write_some, end};
const struct codec_format codec_gunzip = {begin_reading, read_some, end_reading};
