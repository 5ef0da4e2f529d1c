#include <stdio.h>

#include "internal.h"

void sis_stdout_by_lines(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
}

void sis_stdout_flush(void) {
    fflush(stdout);
}
