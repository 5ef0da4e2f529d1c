// Compression and decompression of a stream of bytes by zlib (gzip), libbz2 and liblzma behind one interface.
//
// The libraries are opened with dlopen when they are needed: linked, they would cost every start of the
// program their loading, though most runs compress nothing.
#ifndef CCODECS_H
#define CCODECS_H

#include <stddef.h>
#include <stdint.h>

enum { CODEC_GZIP = 1, CODEC_BZIP2 = 2, CODEC_XZ = 3 };
enum { CODEC_MORE = 0, CODEC_DONE = 1, CODEC_FAILED = -1 };

struct codec;

// Begins a stream at the level of the original (gzip 9, bzip2 9, xz 6). NULL: *reason says why, as a static text.
struct codec *codec_begin(int format, const char **reason);

// Begins a stream that is read; what follows its end belongs to a stream of its own. NULL: as above.
struct codec *codec_begin_reading(int format, const char **reason);

// Takes bytes from in (moves *in and *in_left on) and puts what comes of them at out (moves *out and *out_left on).
// With finish everything given so far is written out: call it until it returns CODEC_DONE, which it does only then.
// A stream that is read is done where it ends, with or without finish.
// CODEC_FAILED: the stream is lost; end it.
int codec_feed(struct codec *codec, const uint8_t **in, size_t *in_left, uint8_t **out, size_t *out_left, int finish);

// The version of a format's library; NULL: it cannot be had.
const char *codec_version(int format);

// Frees everything; whatever was not finished is lost.
void codec_end(struct codec *codec);

#endif
