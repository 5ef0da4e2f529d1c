#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));

// The package manager makes these the `main` of each executable.
#define FUZZER(NAME) \
    int NAME##_main(int argc, char **argv) { \
        return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput); \
    }

FUZZER(FuzzCrontabs)
FUZZER(FuzzForeign)
FUZZER(FuzzLines)
FUZZER(FuzzTemplates)
