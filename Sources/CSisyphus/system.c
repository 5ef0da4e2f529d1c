#define _GNU_SOURCE
#include <sys/auxv.h>
#include <sys/mman.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

static bool kernel_is_old;

void sis_pretend_old_kernel(bool old) { kernel_is_old = old; }

bool sis_kernel_is_old(void) { return kernel_is_old; }

ssize_t sis_getdents(int fd, void *buffer, size_t size) {
    return syscall(SYS_getdents64, fd, buffer, size);
}

void sis_expect_threads(void) {
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

void sis_own_descriptors(void) {
    (void)unshare(CLONE_FILES);
}

int sis_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int32_t sis_utc_offset(int64_t seconds) {
    // Quarter and offset share one word, so that threads never see half of a pair.
    static _Atomic int64_t cache = INT64_MIN;
    int64_t quarter = seconds >= 0 ? seconds / 900 : -((899 - seconds) / 900);
    int64_t known = atomic_load_explicit(&cache, memory_order_relaxed);
    if (known != INT64_MIN && known >> 24 == quarter) return (int32_t)(known & 0xffffff) - 0x800000;
    time_t when = seconds;
    struct tm local;
    if (localtime_r(&when, &local) == NULL) return 0;
    int32_t offset = (int32_t)local.tm_gmtoff;
    atomic_store_explicit(&cache, (int64_t)((uint64_t)quarter << 24) | (offset + 0x800000), memory_order_relaxed);
    return offset;
}

/// What a process has open, where close_range(2) is missing: a limit on the number says nothing about what was opened before it was set.
static bool each_open(int first, int last, bool only_on_exec) {
    DIR *open = opendir("/proc/self/fd");
    if (!open) return false;
    struct dirent *entry;
    while ((entry = readdir(open))) {
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || fd < first || fd > last || fd == dirfd(open)) continue;
        if (only_on_exec) {
            fcntl(fd, F_SETFD, FD_CLOEXEC);
        } else {
            close(fd);
        }
    }
    closedir(open);
    return true;
}

void sis_close_range(int first, int last, bool only_on_exec) {
    if (first > last) return;
#ifdef SYS_close_range
    if (!kernel_is_old && syscall(SYS_close_range, first, last, only_on_exec ? 1U << 2 /* CLOSE_RANGE_CLOEXEC */ : 0U) == 0) return;
#endif
    // Linux before 5.11, or a filter that does not know the call.
    if (each_open(first, last, only_on_exec)) return;
    for (int fd = first; fd <= last && fd < 65536; fd++) {
        if (only_on_exec) {
            fcntl(fd, F_SETFD, FD_CLOEXEC);
        } else {
            close(fd);
        }
    }
}

static void set_default(int signal) {
    // The layout of the kernel's sigaction differs between machines, but all zero means SIG_DFL, no flags, empty mask on each.
    char action[64] = {0};
    syscall(SYS_rt_sigaction, signal, action, NULL, 8);
}

void sis_default_signals(void) {
    for (int signal = 1; signal <= 64; signal++) set_default(signal);
    char mask[16] = {0};
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, NULL, 8);
}

void sis_signal_dispositions(uint64_t *ignored, uint64_t *handled) {
    *ignored = *handled = 0;
    for (int signal = 1; signal <= 64; signal++) {
        // The kernel's begins with the handler.
        uintptr_t action[8] = {0};
        if (syscall(SYS_rt_sigaction, signal, NULL, action, 8) != 0 || action[0] == (uintptr_t)SIG_DFL) continue;
        *(action[0] == (uintptr_t)SIG_IGN ? ignored : handled) |= (uint64_t)1 << (signal - 1);
    }
}

void sis_die_by(int number) {
    // A core of ours would tell nothing about the job.
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    set_default(number);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
}

bool sis_is_main_thread(void) {
    return gettid() == getpid();
}

int sis_set_subreaper(bool on) {
    return prctl(PR_SET_CHILD_SUBREAPER, on ? 1UL : 0UL, 0UL, 0UL, 0UL);
}

void sis_go_on_without_parent(void) { prctl(PR_SET_PDEATHSIG, (unsigned long)SIGCONT, 0UL, 0UL, 0UL); }

int sis_set_dumpable(bool on) {
    return prctl(PR_SET_DUMPABLE, on ? 1UL : 0UL, 0UL, 0UL, 0UL);
}

bool sis_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL) == 1; }

int sis_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int sis_pseudo_terminal(int *main_end, int *side) {
    *main_end = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (*main_end == -1) return -1;
    // Through the descriptor: the name of the side may lead elsewhere (another mount namespace). Linux 4.13.
    *side = unlockpt(*main_end) == 0 ? ioctl(*main_end, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (*side != -1) return 0;
    int error = errno;
    close(*main_end);
    errno = error;
    return -1;
}

int sis_poll(struct pollfd *entries, size_t count, int64_t microseconds) {
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    return ppoll(entries, count, microseconds < 0 ? NULL : &time, NULL);
}

int sis_signals_open(const sigset_t *set) {
    return signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/// The threads that get the signals, by kernel id; 0: a free place. Each supervises a run of its own.
enum { most_readers = 1024 };
static atomic_int readers[most_readers];
static atomic_int reader_places;
static struct sigaction before[32];
static pthread_mutex_t lending = PTHREAD_MUTEX_INITIALIZER;
static int lent;

/// A thread that has ended meanwhile is not found, which does no harm.
static void hand_over(int number) {
    int error = errno, count = atomic_load(&reader_places);
    for (int i = 0; i < count; i++) {
        pid_t reader = atomic_load(&readers[i]);
        if (reader) syscall(SYS_tgkill, getpid(), reader, number);
    }
    errno = error;
}

void sis_signals_to_this_thread(const sigset_t *set) {
    pthread_mutex_lock(&lending);
    for (int i = 0; i < most_readers; i++) {
        if (atomic_load(&readers[i])) continue;
        atomic_store(&readers[i], gettid());
        if (i >= atomic_load(&reader_places)) atomic_store(&reader_places, i + 1);
        break;
    }
    if (!lent++) {
        struct sigaction action = {.sa_handler = hand_over, .sa_flags = SA_RESTART};
        for (int number = 1; number < 32; number++) {
            if (sigismember(set, number) == 1) sigaction(number, &action, &before[number]);
        }
    }
    pthread_mutex_unlock(&lending);
}

void sis_signals_give_back(const sigset_t *set) {
    pthread_mutex_lock(&lending);
    for (int i = 0; i < most_readers; i++) {
        int own = gettid();
        if (!atomic_compare_exchange_strong(&readers[i], &own, 0)) continue;
        if (!--lent) {
            for (int number = 1; number < 32; number++) {
                if (sigismember(set, number) == 1) sigaction(number, &before[number], NULL);
            }
        }
        break;
    }
    pthread_mutex_unlock(&lending);
}

static atomic_int signal_descriptor = -1;

static void write_number(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(atomic_load(&signal_descriptor), &byte, 1);
    (void)ignored;
    errno = error;
}

void sis_signal_to_descriptor(int number, int fd) {
    struct sigaction action;
    // Whoever has a handler for it knows what to do.
    if (sigaction(number, NULL, &action) != 0 || action.sa_handler != SIG_DFL) return;
    atomic_store(&signal_descriptor, fd);
    action = (struct sigaction){.sa_handler = write_number, .sa_flags = SA_RESTART};
    sigaction(number, &action, NULL);
}

void sis_spawn_in(posix_spawn_file_actions_t *actions, const char *directory) { posix_spawn_file_actions_addchdir_np(actions, directory); }

pid_t sis_thread_id(void) { return gettid(); }

void sis_signal_thread(pid_t thread, int number) { syscall(SYS_tgkill, getpid(), thread, number); }

int32_t sis_signals_next(int fd, int32_t *sender) {
    struct signalfd_siginfo info;
    ssize_t count;
    while ((count = read(fd, &info, sizeof info)) == -1 && errno == EINTR) {
    }
    if (count != (ssize_t)sizeof info) return 0;
    *sender = (int32_t)info.ssi_pid;
    return (int32_t)info.ssi_signo;
}

int sis_set_pipe_size(int fd, int size) {
    return fcntl(fd, F_SETPIPE_SZ, size);
}

int sis_process_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int sis_process_signal(int descriptor, pid_t pid, int signal) {
    if (descriptor != -1) {
        int result = (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0);
        // A filter that does not know the call says that it is not there, or not allowed, as it is where the process must not be signalled either way.
        if (result == 0 || (errno != ENOSYS && errno != EPERM)) return result;
    }
    return kill(pid, signal);
}

int64_t sis_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void sis_sleep(int64_t microseconds) {
    struct timespec left = {microseconds / 1000000, microseconds % 1000000 * 1000};
    while (nanosleep(&left, &left) == -1 && errno == EINTR) {
    }
}

bool sis_fork_again(int attempt, int64_t *pause) {
    if ((errno != EAGAIN && errno != ENOMEM) || attempt == 5) return false;
    sis_sleep(*pause);
    *pause *= 2;
    return true;
}

pid_t sis_fork(void) {
    int64_t pause = 20000;
    for (int attempt = 0;; attempt++) {
        pid_t pid = fork();
        if (pid != -1 || !sis_fork_again(attempt, &pause)) return pid;
    }
}

const char *sis_start_path(void) { return (const char *)getauxval(AT_EXECFN); }

int sis_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC);
}

const void *sis_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count) {
    return memmem(bytes, count, wanted, wanted_count);
}

const void *sis_last_line_feed(const void *bytes, size_t count) { return memrchr(bytes, '\n', count); }

bool sis_has_mark(const char *path, const char *name, const char *value) {
    static const char *const kinds[] = {"user.", "trusted."};
    for (size_t i = 0; i < 2; i++) {
        char full[64], found[16];
        snprintf(full, sizeof full, "%s%s", kinds[i], name);
        ssize_t size = getxattr(path, full, found, sizeof found);
        if (size == (ssize_t)strlen(value) && memcmp(found, value, (size_t)size) == 0) return true;
    }
    return false;
}

extern const char sis_build_text[] __attribute__((weak));

const char *sis_build(void) { return sis_build_text; }

bool sis_clock_is_set(void) {
    struct timex state = {0};
    return adjtimex(&state) != TIME_ERROR;
}

int64_t sis_free_bytes(const char *path) {
    struct statvfs status;
    return statvfs(path, &status) == 0 ? (int64_t)status.f_bavail * (int64_t)status.f_frsize : -1;
}
