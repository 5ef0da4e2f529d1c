#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/// Directed at the thread that writes, and used by nobody else.
#define WAKE_SIGNAL (SIGRTMAX - 1)

static void wake(int number) {
    (void)number;
}

/// A timer that interrupts whatever the calling thread waits in, again and again, lest the first time fall between two calls.
struct alarm_clock {
    timer_t timer;
    struct sigaction before;
    sigset_t mask;
};

static bool alarm_begin(struct alarm_clock *alarm, int64_t microseconds) {
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = WAKE_SIGNAL};
    event.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_MONOTONIC, &event, &alarm->timer) != 0) return false;
    struct sigaction action = {.sa_handler = wake};
    sigaction(WAKE_SIGNAL, &action, &alarm->before);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, WAKE_SIGNAL);
    pthread_sigmask(SIG_UNBLOCK, &set, &alarm->mask);
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    struct itimerspec times = {time, time};
    timer_settime(alarm->timer, 0, &times, NULL);
    return true;
}

static void alarm_end(struct alarm_clock *alarm) {
    int error = errno;
    // One that is under way is handled here, while the handler stands.
    timer_delete(alarm->timer);
    pthread_sigmask(SIG_SETMASK, &alarm->mask, NULL);
    sigaction(WAKE_SIGNAL, &alarm->before, NULL);
    errno = error;
}

ssize_t sis_write_within(int fd, const void *bytes, size_t count, int64_t microseconds, bool is_terminal) {
    // A terminal may be set to stop background processes that write (stty tostop), and one that is stopped keeps no limit.
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    if (is_terminal) pthread_sigmask(SIG_BLOCK, &set, &before);
    ssize_t result = -1;
    struct alarm_clock alarm;
    bool is_bounded = microseconds > 0;
    if (is_bounded && !alarm_begin(&alarm, microseconds)) {
        errno = EAGAIN;
    } else {
        result = write(fd, bytes, count);
        if (is_bounded) alarm_end(&alarm);
        // The time is over.
        if (is_bounded && result == -1 && errno == EINTR) errno = EAGAIN;
    }
    int error = errno;
    if (is_terminal) pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return result;
}

void sis_stdout_flush_within(int64_t microseconds) {
    if (ftrylockfile(stdout) != 0) return;
    struct alarm_clock alarm;
    if (alarm_begin(&alarm, microseconds)) {
        fflush(stdout);
        alarm_end(&alarm);
    }
    funlockfile(stdout);
}

int sis_unnamed_file(int directory) {
    return openat(directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

int sis_punch(int fd, int64_t from, int64_t count) {
    return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, count);
}
