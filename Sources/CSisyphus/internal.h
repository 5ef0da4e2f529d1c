#ifndef CSISYPHUS_INTERNAL_H
#define CSISYPHUS_INTERNAL_H

#include "CSisyphus.h"

/// CLOCK_MONOTONIC in microseconds.
int64_t sis_now(void);
void sis_sleep(int64_t microseconds);
/// Reads a file of /proc/PID; returns the bytes read, -1 if it cannot be opened.
ssize_t sis_read_proc(pid_t pid, const char *file, char *buffer, size_t size);
/// Like fork, but tries again when there is no room for a process at the moment (5 times, less than a second in all).
pid_t sis_fork(void);
/// Calls `body` for each process of the system. False: there is no /proc.
bool sis_each_process(void (*body)(pid_t pid, void *context), void *context);

#endif
