#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

/// A process of the run. Its parent may wait for it at any time, so only the descriptor names it for sure.
struct target {
    pid_t pid;
    int descriptor;
};

struct search {
    const char *cookie;
    struct sis_pids spared;
    struct target *at;
    size_t count, capacity;
};

/// Whether the environment holds the string as a whole entry. Read in pieces: environments may have megabytes.
static bool has_cookie(pid_t pid, const char *cookie) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1) return false;
    size_t length = strlen(cookie), matched = 0;
    bool at_start = true, found = false;
    char buffer[16384];
    ssize_t count;
    while (!found && ((count = read(fd, buffer, sizeof buffer)) > 0 || (count == -1 && errno == EINTR))) {
        for (ssize_t i = 0; i < count && !found; i++) {
            if (buffer[i] == 0) {
                found = at_start && matched == length;
                at_start = true;
                matched = 0;
            } else if (at_start && matched < length && buffer[i] == cookie[matched]) {
                matched++;
            } else {
                at_start = false;
            }
        }
    }
    close(fd);
    return found;
}

static void consider(pid_t pid, void *context) {
    struct search *search = context;
    if (sis_pids_has(&search->spared, pid)) return;
    int descriptor = sis_kernel_is_old() ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
    // A filter that does not know the call says EPERM, which the call itself never does.
    if (descriptor == -1 && !sis_kernel_is_old() && errno != ENOSYS && errno != EPERM) return;
    // Looked at after the descriptor was opened: what we read is what we signal.
    if (has_cookie(pid, search->cookie)) {
        if (search->count == search->capacity) {
            size_t capacity = search->capacity ? search->capacity * 2 : 32;
            struct target *grown = realloc(search->at, capacity * sizeof *grown);
            if (grown) {
                search->at = grown;
                search->capacity = capacity;
            }
        }
        if (search->count < search->capacity) {
            search->at[search->count++] = (struct target){pid, descriptor};
            return;
        }
    }
    if (descriptor != -1) close(descriptor);
}

static void find(struct search *search) {
    for (size_t i = 0; i < search->count; i++) {
        if (search->at[i].descriptor != -1) close(search->at[i].descriptor);
    }
    search->count = 0;
    sis_each_process(consider, search);
}

static void send_all(const struct search *search, int signal) {
    for (size_t i = 0; i < search->count; i++) {
        const struct target *target = &search->at[i];
        sis_process_signal(target->descriptor, target->pid, signal);
    }
}

/// Waits until all that were found have ended, or the time is reached.
static void wait_for_all(const struct search *search, int64_t until) {
    for (size_t i = 0; i < search->count; i++) {
        int64_t left = until - sis_now();
        if (left <= 0) return;
        if (search->at[i].descriptor == -1) {
            sis_sleep(left < 5000 ? left : 5000);
            continue;
        }
        struct pollfd watched = {search->at[i].descriptor, POLLIN, 0};
        while (poll(&watched, 1, (int)((left + 999) / 1000)) == -1 && errno == EINTR) {
        }
    }
}

int sis_cookie_end(const char *cookie, int signal, int64_t grace_us, struct sis_process *left, int limit, int *ended) {
    struct search search = {.cookie = cookie};
    // The caller may itself run inside of what is left of the run.
    for (pid_t pid = getpid(); pid > 0;) {
        sis_pids_add(&search.spared, pid);
        pid = sis_parent(pid);
    }
    find(&search);
    *ended = (int)search.count;
    if (search.count) {
        send_all(&search, signal);
        send_all(&search, SIGCONT);
        wait_for_all(&search, sis_now() + grace_us);
        int64_t give_up = sis_now() + 8000000;
        for (find(&search); search.count && sis_now() < give_up; find(&search)) {
            send_all(&search, SIGSTOP);
            send_all(&search, SIGKILL);
            wait_for_all(&search, sis_now() + 100000);
        }
    }
    int count = 0;
    for (size_t i = 0; i < search.count; i++) {
        if (count < limit && sis_describe(search.at[i].pid, &left[count])) count++;
        if (search.at[i].descriptor != -1) close(search.at[i].descriptor);
    }
    int total = search.count > (size_t)count && count == limit ? (int)search.count : count;
    free(search.at);
    sis_pids_free(&search.spared);
    return total;
}
