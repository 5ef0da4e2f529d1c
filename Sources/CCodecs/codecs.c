#include "codec.h"

#include <dlfcn.h>
#include <stdlib.h>

static struct codec *begin(int format, const struct codec_format *const formats[], const char **reason) {
    if (format < CODEC_GZIP || format > CODEC_XZ) {
        *reason = "unknown format";
        return NULL;
    }
    struct codec *codec = calloc(1, sizeof *codec);
    if (!codec) {
        *reason = "out of memory";
        return NULL;
    }
    codec->format = formats[format - 1];
    *reason = codec->format->begin(codec);
    if (*reason) {
        free(codec->stream);
        free(codec);
        return NULL;
    }
    return codec;
}

const char *codec_version(int format) {
    static const struct { const char *library, *function; } sources[] = {
        {"libz.so.1", "zlibVersion"}, {"libbz2.so.1.0", "BZ2_bzlibVersion"}, {"liblzma.so.5", "lzma_version_string"},
    };
    if (format < CODEC_GZIP || format > CODEC_XZ) return NULL;
    void *function;
    if (!codec_open(sources[format - 1].library, &sources[format - 1].function, &function, 1)) return NULL;
    return ((const char *(*)(void))function)();
}

struct codec *codec_begin(int format, const char **reason) {
    static const struct codec_format *const formats[] = {&codec_gzip, &codec_bzip2, &codec_xz};
    return begin(format, formats, reason);
}

struct codec *codec_begin_reading(int format, const char **reason) {
    static const struct codec_format *const formats[] = {&codec_gunzip, &codec_bunzip2, &codec_unxz};
    return begin(format, formats, reason);
}

int codec_feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish) {
    return codec->format->feed(codec, in, in_left, out, out_left, finish);
}

void codec_end(struct codec *codec) {
    codec->format->end(codec);
    free(codec->stream);
    free(codec);
}

int codec_open(const char *library, const char *const *names, void **functions, size_t count) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return 0;
    for (size_t i = 0; i < count; i++) {
        functions[i] = dlsym(handle, names[i]);
        if (!functions[i]) return 0;
    }
    return 1;
}
