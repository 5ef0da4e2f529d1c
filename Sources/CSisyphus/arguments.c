// In a program that has the Swift runtime inside (Scripts/build-release says so), takes the place of the runtime's CommandLine.cpp. That reads /proc/self/maps
// at each start to find the arguments, which the C library hands to constructors anyway (glibc, csu/libc-start.c). The linker takes a member of an archive
// only for what is not there yet, so the names have to be all of those in that file.
#ifdef SISYPHUS_STATIC_RUNTIME
static char **arguments;
static int count;

__attribute__((constructor)) static void take(int argc, char **argv) {
    arguments = argv;
    count = argc;
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) { take(argc, argv); }

char **_swift_stdlib_getUnsafeArgvArgc(int *argc) {
    *argc = count;
    return arguments;
}
#endif
