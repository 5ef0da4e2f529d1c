#include "codec.h"

#include <bzlib.h>
#include <limits.h>
#include <stdlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[3];
    struct {
        __typeof__(BZ2_bzCompressInit) *init;
        __typeof__(BZ2_bzCompress) *compress;
        __typeof__(BZ2_bzCompressEnd) *end;
    };
} bz2;

static const char *begin(struct codec *codec) {
    static const char *const names[] = {"BZ2_bzCompressInit", "BZ2_bzCompress", "BZ2_bzCompressEnd"};
    if (!bz2.pointers[2] && !codec_open("libbz2.so.1.0", names, bz2.pointers, 3)
        && !codec_open("libbz2.so.1", names, bz2.pointers, 3)) {
        bz2.pointers[2] = NULL;
        return "the library libbz2.so.1.0 cannot be loaded";
    }
    bz_stream *stream = codec->stream = calloc(1, sizeof *stream);
    if (!stream) return "out of memory";
    return bz2.init(stream, 9, 0, 0) == BZ_OK ? NULL : "libbz2 refused to begin";
}

static int feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    // libbz2 takes a call that can do nothing for a mistake.
    if (*in_left == 0 && !finish) return CODEC_MORE;
    bz_stream *stream = codec->stream;
    unsigned in_now = *in_left < UINT_MAX ? (unsigned)*in_left : UINT_MAX;
    unsigned out_now = *out_left < UINT_MAX ? (unsigned)*out_left : UINT_MAX;
    stream->next_in = (char *)*in;
    stream->avail_in = in_now;
    stream->next_out = (char *)*out;
    stream->avail_out = out_now;
    int result = bz2.compress(stream, finish && in_now == *in_left ? BZ_FINISH : BZ_RUN);
    *in += in_now - stream->avail_in;
    *in_left -= in_now - stream->avail_in;
    *out += out_now - stream->avail_out;
    *out_left -= out_now - stream->avail_out;
    if (result == BZ_STREAM_END) return CODEC_DONE;
    return result == BZ_RUN_OK || result == BZ_FINISH_OK ? CODEC_MORE : CODEC_FAILED;
}

static void end(struct codec *codec) { bz2.end(codec->stream); }

const struct codec_format codec_bzip2 = {begin, feed, end};
