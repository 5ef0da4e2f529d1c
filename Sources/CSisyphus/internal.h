#ifndef CSISYPHUS_INTERNAL_H
#define CSISYPHUS_INTERNAL_H

#include "CSisyphus.h"

/// CLOCK_MONOTONIC in microseconds.
int64_t sis_now(void);
void sis_sleep(int64_t microseconds);
bool sis_kernel_is_old(void);
/// The parent of a process; -1: no such process.
pid_t sis_parent(pid_t pid);
/// Reads a file of /proc/PID; returns the bytes read, -1 if it cannot be opened.
ssize_t sis_read_proc(pid_t pid, const char *file, char *buffer, size_t size);
/// Like fork, but tries again when there is no room for a process at the moment (5 times, less than a second in all).
pid_t sis_fork(void);
/// Whether a fork that failed with this errno is to be tried again; waits before (`*pause` microseconds, doubled each time).
bool sis_fork_again(int attempt, int64_t *pause);
/// What failed between fork and exec (or work), and with which errno; step 0: nothing.
struct sis_failure {
    int error;
    enum sis_step step;
};
/// Starts the job and returns when it has executed its command, begins its work or has failed to (child.c). -1: there is no process, errno says why.
pid_t sis_start_job(const struct sis_spawn *spec, struct sis_failure *failure, char **shell_argv);

/// Calls `body` for each process of the system. False: there is no /proc.
bool sis_each_process(void (*body)(pid_t pid, void *context), void *context);

#endif
