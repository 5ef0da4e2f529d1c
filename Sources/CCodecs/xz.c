#include "codec.h"

#include <lzma.h>
#include <stdlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[3];
    struct {
        __typeof__(lzma_easy_encoder) *init;
        __typeof__(lzma_code) *code;
        __typeof__(lzma_end) *end;
    };
} lzma;

static const char *begin(struct codec *codec) {
    static const char *const names[] = {"lzma_easy_encoder", "lzma_code", "lzma_end"};
    if (!lzma.pointers[2] && !codec_open("liblzma.so.5", names, lzma.pointers, 3)) {
        lzma.pointers[2] = NULL;
        return "the library liblzma.so.5 cannot be loaded";
    }
    lzma_stream *stream = codec->stream = calloc(1, sizeof *stream);
    if (!stream) return "out of memory";
    return lzma.init(stream, 6, LZMA_CHECK_CRC64) == LZMA_OK ? NULL : "liblzma refused to begin (memory?)";
}

static int feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    lzma_stream *stream = codec->stream;
    stream->next_in = *in;
    stream->avail_in = *in_left;
    stream->next_out = *out;
    stream->avail_out = *out_left;
    lzma_ret result = lzma.code(stream, finish ? LZMA_FINISH : LZMA_RUN);
    *in = stream->next_in;
    *in_left = stream->avail_in;
    *out = stream->next_out;
    *out_left = stream->avail_out;
    if (result == LZMA_STREAM_END) return CODEC_DONE;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? CODEC_MORE : CODEC_FAILED;
}

static void end(struct codec *codec) { lzma.end(codec->stream); }

const struct codec_format codec_xz = {begin, feed, end};
