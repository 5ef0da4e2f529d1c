// What a format has to offer to the uniform interface.
#ifndef CODEC_H
#define CODEC_H

#include "CCodecs.h"

struct codec_format {
    // Prepares the stream; NULL or a static text that says what failed.
    const char *(*begin)(struct codec *codec);
    int (*feed)(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish);
    void (*end)(struct codec *codec);
};

struct codec {
    const struct codec_format *format;
    void *stream;
};

extern const struct codec_format codec_gzip, codec_bzip2, codec_xz, codec_gunzip, codec_bunzip2, codec_unxz;

// Opens a library and finds its functions; returns 0 if anything is missing. A library stays open.
int codec_open(const char *library, const char *const *names, void **functions, size_t count);

#endif
