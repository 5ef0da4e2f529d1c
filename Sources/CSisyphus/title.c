#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static int word_count;
static char **words;

// glibc hands main's arguments to constructors. Swift's own CommandLine reads /proc/self/cmdline into a copy: what is written
// there shows nowhere, and a library loaded before us may have hidden it. Other constructors want them too.
__attribute__((constructor(101))) static void note_arguments(int argc, char **argv) {
    word_count = argc;
    words = argv;
}

int sis_argument_count(void) { return word_count; }

char *sis_argument(int index) { return index >= 0 && index < word_count ? words[index] : NULL; }

void sis_set_environment(char **entries) { environ = entries; }

static char *area;
/// Up to the end of the arguments: ps looks on behind it only when the byte before is not zero.
static size_t area_size;

bool sis_title_prepare(void) {
    if (area) return true;
    if (word_count < 1 || !words[0]) return false;
    char *end = words[0];
    for (int i = 0; i < word_count; i++) {
        if (words[i] != end) return false;
        end += strlen(words[i]) + 1;
    }
    size_t count = 0;
    while (environ && environ[count]) {
        // Variables that were set meanwhile lie elsewhere; those at the start follow the arguments.
        if (environ[count] == end) end += strlen(environ[count]) + 1;
        count++;
    }
    char **copy = calloc(count + 1, sizeof *copy);
    if (!copy) return false;
    for (size_t i = 0; i < count; i++) {
        copy[i] = strdup(environ[i]);
        if (!copy[i]) return false;
    }
    environ = copy;
    area = words[0];
    area_size = (size_t)(end - area);
    return true;
}

void sis_title_set(const char *text, size_t length) {
    if (!area) return;
    if (length > area_size - 1) length = area_size - 1;
    memmove(area, text, length);
    memset(area + length, 0, area_size - length);
}
