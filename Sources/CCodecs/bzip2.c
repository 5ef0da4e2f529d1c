#include "codec.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[6];
    struct {
        __typeof__(BZ2_bzCompressInit) *compress_init;
        __typeof__(BZ2_bzCompress) *compress;
        __typeof__(BZ2_bzCompressEnd) *compress_end;
        __typeof__(BZ2_bzDecompressInit) *decompress_init;
        __typeof__(BZ2_bzDecompress) *decompress;
        __typeof__(BZ2_bzDecompressEnd) *decompress_end;
    };
} bz2;

// Opens the library and makes a stream.
static const char *prepare(struct codec *codec) {
    static const char *const names[] = {
        "BZ2_bzCompressInit", "BZ2_bzCompress", "BZ2_bzCompressEnd", "BZ2_bzDecompressInit", "BZ2_bzDecompress", "BZ2_bzDecompressEnd",
    };
    if (!bz2.pointers[5] && !codec_open("libbz2.so.1.0", names, bz2.pointers, 6)
        && !codec_open("libbz2.so.1", names, bz2.pointers, 6)) {
        bz2.pointers[5] = NULL;
        return "the library libbz2.so.1.0 cannot be loaded";
    }
    codec->stream = calloc(1, sizeof(bz_stream));
    return codec->stream ? NULL : "out of memory";
}

static const char *begin(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    return bz2.compress_init(codec->stream, 9, 0, 0) == BZ_OK ? NULL : "libbz2 refused to begin";
}

static const char *begin_reading(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    return bz2.decompress_init(codec->stream, 0, 0) == BZ_OK ? NULL : "libbz2 refused to begin";
}

// The action is BZ_RUN or BZ_FINISH; negative: the stream is read.
static int feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int action) {
    bz_stream *stream = codec->stream;
    unsigned in_now = *in_left < UINT_MAX ? (unsigned)*in_left : UINT_MAX;
    unsigned out_now = *out_left < UINT_MAX ? (unsigned)*out_left : UINT_MAX;
    stream->next_in = (char *)*in;
    stream->avail_in = in_now;
    stream->next_out = (char *)*out;
    stream->avail_out = out_now;
    int result = action < 0 ? bz2.decompress(stream) : bz2.compress(stream, in_now == *in_left ? action : BZ_RUN);
    *in += in_now - stream->avail_in;
    *in_left -= in_now - stream->avail_in;
    *out += out_now - stream->avail_out;
    *out_left -= out_now - stream->avail_out;
    if (result == BZ_STREAM_END) return CODEC_DONE;
    return result == BZ_OK || result == BZ_RUN_OK || result == BZ_FINISH_OK ? CODEC_MORE : CODEC_FAILED;
}

static int write_some(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    // libbz2 takes a call that can do nothing for a mistake.
    if (*in_left == 0 && !finish) return CODEC_MORE;
    return feed(codec, in, in_left, out, out_left, finish ? BZ_FINISH : BZ_RUN);
}

static int read_some(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    (void)finish;
    return feed(codec, in, in_left, out, out_left, -1);
}

static void end(struct codec *codec) { bz2.compress_end(codec->stream); }
static void end_reading(struct codec *codec) { bz2.decompress_end(codec->stream); }

const struct codec_format codec_bzip2 = {begin, write_some, end};
const struct codec_format codec_bunzip2 = {begin_reading, read_some, end_reading};
