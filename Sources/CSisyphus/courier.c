// The courier is a program in another role. It is caught here, before main, so that nothing of what the program does by itself is done once more.
#include <stdlib.h>

#include "internal.h"

/// SisyphusCourier has it; the runtime of Swift, whose own constructor is linked first, is ready. Returns if this is no courier after all.
extern void sis_begin_courier(void) __attribute__((weak));

__attribute__((constructor)) static void catch_courier(void) {
    if (sis_begin_courier && getenv("SISYPHUS_RUN_COURIER")) sis_begin_courier();
}
