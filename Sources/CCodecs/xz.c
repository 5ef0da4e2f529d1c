#include "codec.h"

#include <lzma.h>
#include <stdlib.h>

// Filled by the first stream; all use is in one thread.
static union {
    void *pointers[4];
    struct {
        __typeof__(lzma_easy_encoder) *encoder;
        __typeof__(lzma_stream_decoder) *decoder;
        __typeof__(lzma_code) *code;
        __typeof__(lzma_end) *end;
    };
} lzma;

// Opens the library and makes a stream.
static const char *prepare(struct codec *codec) {
    static const char *const names[] = {"lzma_easy_encoder", "lzma_stream_decoder", "lzma_code", "lzma_end"};
    if (!lzma.pointers[3] && !codec_open("liblzma.so.5", names, lzma.pointers, 4)) {
        lzma.pointers[3] = NULL;
        return "the library liblzma.so.5 cannot be loaded";
    }
    codec->stream = calloc(1, sizeof(lzma_stream));
    return codec->stream ? NULL : "out of memory";
}

static const char *begin(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    return lzma.encoder(codec->stream, 6, LZMA_CHECK_CRC64) == LZMA_OK ? NULL : "liblzma refused to begin (memory?)";
}

static const char *begin_reading(struct codec *codec) {
    const char *reason = prepare(codec);
    if (reason) return reason;
    return lzma.decoder(codec->stream, UINT64_MAX, 0) == LZMA_OK ? NULL : "liblzma refused to begin (memory?)";
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
const struct codec_format codec_unxz = {begin_reading, feed, end};
