#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static char *area;
/// Up to the end of the arguments: ps looks on behind it only when the byte before is not zero.
static size_t area_size;

bool sis_title_prepare(int argc, char **argv) {
    if (area) return true;
    if (argc < 1 || !argv[0]) return false;
    char *end = argv[0];
    for (int i = 0; i < argc; i++) {
        if (argv[i] != end) return false;
        end += strlen(argv[i]) + 1;
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
    area = argv[0];
    area_size = (size_t)(end - area);
    return true;
}

void sis_title_set(const char *text, size_t length) {
    if (!area) return;
    if (length > area_size - 1) length = area_size - 1;
    memmove(area, text, length);
    memset(area + length, 0, area_size - length);
}
