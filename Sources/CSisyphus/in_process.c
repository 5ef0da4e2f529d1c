// A job in the process of its supervisor that ends this process: exit, a trap, a fatal signal. The supervisor, a thread of its own, hears of it
// first, so that it can close the run.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
enum { fatal_count = sizeof fatal / sizeof *fatal };

static struct sigaction before[fatal_count];
static int bell = -1;
static pthread_t supervisor;
static atomic_bool is_running, may_die;

/// Longer is not waited for a supervisor that cannot go on, because the job died with a lock in its hands.
static const int patience_ms = 10000;

static bool ring(unsigned char kind, unsigned char value) {
    if (!atomic_load(&is_running) || pthread_equal(pthread_self(), supervisor)) return false;
    unsigned char message[2] = {kind, value};
    return write(bell, message, sizeof message) == sizeof message;
}

static void at_exit(int status, void *context) {
    (void)context;
    if (!ring(SIS_IN_PROCESS_EXITED, (unsigned char)status)) return;
    // The supervisor ends the process at once, without what exit does after its handlers.
    fflush(stdout);
    for (;;) pause();
}

/// Only what signal-safety(7) allows. Afterwards the signal does what it did before: the Swift backtracer gets it, or the process dies by it.
static void at_signal(int signal, siginfo_t *info, void *context) {
    (void)context;
    if (ring(SIS_IN_PROCESS_KILLED, (unsigned char)signal)) {
        const struct timespec turn = {0, 5000000};
        for (int waited = 0; waited < patience_ms && !atomic_load(&may_die); waited += 5) nanosleep(&turn, NULL);
    }
    for (int i = 0; i < fatal_count; i++) {
        if (fatal[i] == signal) sigaction(signal, &before[i], NULL);
    }
    // A fault happens again when we return; a signal that was sent has to be sent again.
    if (info->si_code <= 0) raise(signal);
}

static char words[SIS_LAST_WORDS];
static atomic_size_t words_count;

/// The runtimes of Swift and C++ say by the stream why they end the process. What is said goes on to where it went, and is kept. Two threads at once may
/// mix their words.
static ssize_t say(void *cookie, const char *bytes, size_t count) {
    (void)cookie;
    size_t end = atomic_fetch_add(&words_count, count);
    for (size_t i = count > sizeof words ? count - sizeof words : 0; i < count; i++) words[(end + i) % sizeof words] = bytes[i];
    return write(STDERR_FILENO, bytes, count);
}

static void keep_words(void) {
    FILE *stream = fopencookie(NULL, "w", (cookie_io_functions_t){.write = say});
    if (!stream) return;
    setvbuf(stream, NULL, _IONBF, 0);
    // Whoever asks for the descriptor of the stream gets that.
    stream->_fileno = STDERR_FILENO;
    stderr = stream;
}

size_t sis_in_process_last_words(char *copy) {
    size_t end = atomic_load(&words_count), count = end < sizeof words ? end : sizeof words;
    for (size_t i = 0; i < count; i++) copy[i] = words[(end - count + i) % sizeof words];
    return count;
}

void sis_in_process_watch(int bell_fd) {
    bell = bell_fd;
    keep_words();
    supervisor = pthread_self();
    on_exit(at_exit, NULL);
    struct sigaction action = {.sa_sigaction = at_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &action, &before[i]);
}

void sis_in_process_set_running(bool running) {
    supervisor = pthread_self();
    atomic_store(&is_running, running);
}

void sis_in_process_let_die(void) {
    atomic_store(&may_die, true);
}
