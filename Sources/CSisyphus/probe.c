// Questions whose answer may never come (a name server, a file system of a server that is gone), asked by a process of their own.
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "internal.h"

enum { HOLDS = 0, FAILS = 1, UNKNOWN = 150 };

static __attribute__((noreturn, format(printf, 3, 4))) void answer(int output, int status, const char *format, ...) {
    char text[1024];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    size_t size = length < 0 ? 0 : (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    // Whoever does not read it sees the status.
    if (write(output, text, size) == -1) _exit(status);
    _exit(status);
}

/// The child of a fork, in a session of its own as every other program that is asked; it dies with who asks.
static pid_t begin(void) {
    pid_t parent = getpid();
    pid_t pid = sis_fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(UNKNOWN);
    setsid();
    sis_default_signals();
    return 0;
}

pid_t sis_probe_connect(const char *host, const char *port, int output) {
    pid_t pid = begin();
    if (pid != 0) return pid;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found;
    int failure = getaddrinfo(host, port, &hints, &found);
    if (failure) answer(output, FAILS, "%s is not known: %s", host, failure == EAI_SYSTEM ? strerror(errno) : gai_strerror(failure));
    int error = 0;
    for (struct addrinfo *one = found; one; one = one->ai_next) {
        int descriptor = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
        if (descriptor != -1 && connect(descriptor, one->ai_addr, one->ai_addrlen) == 0) _exit(HOLDS);
        error = errno;
        if (descriptor != -1) close(descriptor);
    }
    answer(output, FAILS, "cannot connect to %s:%s: %s", host, port, strerror(error));
}

pid_t sis_probe_addresses(const char *host, int output) {
    pid_t pid = begin();
    if (pid != 0) return pid;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG}, *found;
    int failure = getaddrinfo(host, NULL, &hints, &found);
    if (failure) answer(output, FAILS, "%s is not known: %s", host, failure == EAI_SYSTEM ? strerror(errno) : gai_strerror(failure));
    char text[1024];
    size_t size = 0;
    for (struct addrinfo *one = found; one && size < sizeof text - 100; one = one->ai_next) {
        if (getnameinfo(one->ai_addr, one->ai_addrlen, text + size, 99, NULL, 0, NI_NUMERICHOST) != 0) continue;
        size += strlen(text + size);
        text[size++] = '\n';
    }
    answer(output, HOLDS, "%.*s", (int)size, text);
}

int sis_connect(const char *address, const char *port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *found;
    if (getaddrinfo(address, port, &hints, &found)) {
        errno = EADDRNOTAVAIL;
        return -1;
    }
    int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, found->ai_protocol);
    if (descriptor != -1 && connect(descriptor, found->ai_addr, found->ai_addrlen) == -1 && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        errno = error;
        descriptor = -1;
    }
    freeaddrinfo(found);
    return descriptor;
}

pid_t sis_probe_free(const char *path, int64_t bytes, int output) {
    pid_t pid = begin();
    if (pid != 0) return pid;
    struct statvfs status;
    if (statvfs(path, &status) == -1) answer(output, UNKNOWN, "cannot look at %s: %s", path, strerror(errno));
    unsigned long long free = (unsigned long long)status.f_bavail * status.f_frsize;
    if (free > (unsigned long long)bytes) _exit(HOLDS);
    answer(output, FAILS, "only %.1f MiB are free at %s", (double)free / (1 << 20), path);
}
