#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"

void sis_pids_add(struct sis_pids *list, pid_t pid) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        pid_t *grown = realloc(list->at, capacity * sizeof *grown);
        // Without memory the rest is found by the next walk: the loop ends only when nothing is left.
        if (!grown) return;
        list->at = grown;
        list->capacity = capacity;
    }
    list->at[list->count++] = pid;
}

bool sis_pids_has(const struct sis_pids *list, pid_t pid) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i] == pid) return true;
    }
    return false;
}

void sis_pids_free(struct sis_pids *list) {
    free(list->at);
    *list = (struct sis_pids){0};
}

bool sis_can_see_processes(void) {
    // Asked for each process that is looked at, and answered once: forked processes of ours stay in the namespace.
    static _Atomic int known;
    if (known) return known > 0;
    // In a /proc of another PID namespace we have another number, and so has everybody: what it shows is not what kill(2) reaches.
    char own[16];
    ssize_t length;
    int attempts = 0;
    // What fails once says nothing of what the next call would say, and a tree would be left to itself for it.
    while ((length = readlink("/proc/self", own, sizeof own - 1)) == -1 && errno != ENOENT && ++attempts < 3) {}
    if (length == -1 && errno != ENOENT) return false;
    own[length > 0 ? length : 0] = 0;
    bool can = atol(own) == getpid();
    known = can ? 1 : -1;
    return can;
}

ssize_t sis_read_proc(pid_t pid, const char *file, char *buffer, size_t size) {
    if (!sis_can_see_processes()) return -1;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1) return -1;
    size_t total = 0;
    while (total < size) {
        ssize_t count = read(fd, buffer + total, size - total);
        if (count == -1 && errno == EINTR) continue;
        if (count <= 0) break;
        total += (size_t)count;
    }
    close(fd);
    return (ssize_t)total;
}

/// The fields of stat that stand after the name: the name may hold spaces and parentheses, so the last one counts.
static const char *after_name(pid_t pid, char *buffer, size_t size) {
    ssize_t count = sis_read_proc(pid, "stat", buffer, size - 1);
    if (count <= 0) return NULL;
    buffer[count] = 0;
    const char *end = strrchr(buffer, ')');
    return end && end[1] == ' ' ? end + 2 : NULL;
}

pid_t sis_parent(pid_t pid) {
    char buffer[1024];
    const char *fields = after_name(pid, buffer, sizeof buffer);
    return fields && fields[0] ? (pid_t)strtol(fields + 1, NULL, 10) : -1;
}

pid_t sis_parentage(pid_t pid, char name[SIS_NAME_SIZE]) {
    char buffer[1024];
    const char *fields = after_name(pid, buffer, sizeof buffer);
    const char *start = strchr(buffer, '(');
    if (!fields || !fields[0] || !start) return -1;
    int length = (int)(fields - 2 - (start + 1));
    snprintf(name, SIS_NAME_SIZE, "%.*s", length, start + 1);
    return (pid_t)strtol(fields + 1, NULL, 10);
}

int64_t sis_oom_kills(void) {
    char table[4096], path[4200], events[1024];
    ssize_t count = sis_read_proc(getpid(), "cgroup", table, sizeof table - 1);
    if (count <= 0) return -1;
    table[count] = 0;
    for (char *next = table, *line; (line = strsep(&next, "\n"));) {
        strsep(&line, ":");
        char *controllers = strsep(&line, ":");
        if (!line || (controllers[0] && !strstr(controllers, "memory"))) continue;
        // The unified hierarchy names no controllers.
        if (controllers[0]) snprintf(path, sizeof path, "/sys/fs/cgroup/memory%s/memory.oom_control", line);
        else snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.events", line);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd == -1) continue;
        count = read(fd, events, sizeof events - 1);
        close(fd);
        events[count > 0 ? count : 0] = 0;
        const char *kills = strstr(events, "oom_kill ");
        if (kills) return strtoll(kills + 9, NULL, 10);
    }
    return -1;
}

int64_t sis_start_time(pid_t pid) {
    char buffer[1024];
    const char *field = after_name(pid, buffer, sizeof buffer);
    for (int number = 3; field && number < 22; number++) {
        field = strchr(field, ' ');
        if (field) field++;
    }
    return field ? strtoll(field, NULL, 10) : -1;
}

int64_t sis_owner(pid_t pid) {
    char buffer[2048];
    ssize_t count = sis_read_proc(pid, "status", buffer, sizeof buffer - 1);
    if (count <= 0) return -1;
    buffer[count] = 0;
    const char *line = strstr(buffer, "\nUid:");
    return line ? strtoll(line + 5, NULL, 10) : -1;
}

bool sis_call_takes_descriptor(long number) {
    switch (number) {
    case SYS_read: case SYS_write: case SYS_readv: case SYS_writev: case SYS_pread64: case SYS_pwrite64:
    case SYS_recvfrom: case SYS_sendto: case SYS_recvmsg: case SYS_sendmsg: case SYS_accept: case SYS_accept4: case SYS_connect:
    case SYS_fsync: case SYS_fdatasync: case SYS_flock: case SYS_fcntl: case SYS_ioctl:
        return true;
    default:
        return false;
    }
}

char sis_state(pid_t pid) {
    char buffer[1024];
    const char *fields = after_name(pid, buffer, sizeof buffer);
    return fields ? fields[0] : 0;
}

bool sis_describe(pid_t pid, struct sis_process *into) {
    char buffer[1024];
    const char *fields = after_name(pid, buffer, sizeof buffer);
    if (!fields) return false;
    memset(into, 0, sizeof *into);
    into->pid = pid;
    into->state = fields[0];
    ssize_t count = sis_read_proc(pid, "cmdline", into->command, sizeof into->command - 1);
    while (count > 0 && into->command[count - 1] == 0) count--;
    if (count > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (into->command[i] == 0) into->command[i] = ' ';
        }
    } else {
        const char *name = strchr(buffer, '(');
        snprintf(into->command, sizeof into->command, "[%.*s]", (int)(fields - 2 - (name + 1)), name + 1);
    }
    return true;
}

bool sis_each_process(void (*body)(pid_t pid, void *context), void *context) {
    DIR *proc = sis_can_see_processes() ? opendir("/proc") : NULL;
    if (!proc) return false;
    struct dirent *entry;
    while ((entry = readdir(proc))) {
        if (isdigit((unsigned char)entry->d_name[0])) body((pid_t)atoi(entry->d_name), context);
    }
    closedir(proc);
    return true;
}

/// Adds the children of one thread. False: the kernel has no such file (CONFIG_PROC_CHILDREN).
static bool add_children_of_thread(pid_t pid, const char *thread, struct sis_pids *into) {
    if (sis_kernel_is_old()) return false;
    char path[80];
    snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, thread);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1) return errno != ENOENT || access("/proc/self/stat", F_OK) != 0 || access("/proc/thread-self/children", F_OK) == 0;
    char buffer[4096];
    long number = 0;
    ssize_t count;
    while ((count = read(fd, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (isdigit((unsigned char)buffer[i])) {
                number = number * 10 + (buffer[i] - '0');
            } else if (number) {
                sis_pids_add(into, (pid_t)number);
                number = 0;
            }
        }
    }
    close(fd);
    return true;
}

static bool add_children(pid_t pid, struct sis_pids *into) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *tasks = opendir(path);
    if (!tasks) return true;
    bool known = true;
    struct dirent *entry;
    while (known && (entry = readdir(tasks))) {
        if (isdigit((unsigned char)entry->d_name[0])) known = add_children_of_thread(pid, entry->d_name, into);
    }
    closedir(tasks);
    return known;
}

bool sis_children(pid_t pid, bool has_one_thread, struct sis_pids *into) {
    char thread[16];
    snprintf(thread, sizeof thread, "%d", (int)pid);
    return has_one_thread ? add_children_of_thread(pid, thread, into) : add_children(pid, into);
}

struct pair {
    pid_t pid, parent;
};
struct pairs {
    struct pair *at;
    size_t count, capacity;
};

static void add_pair(pid_t pid, void *context) {
    struct pairs *pairs = context;
    if (pairs->count == pairs->capacity) {
        size_t capacity = pairs->capacity ? pairs->capacity * 2 : 256;
        struct pair *grown = realloc(pairs->at, capacity * sizeof *grown);
        if (!grown) return;
        pairs->at = grown;
        pairs->capacity = capacity;
    }
    pairs->at[pairs->count++] = (struct pair){pid, sis_parent(pid)};
}

static bool is_excepted(pid_t pid, const pid_t *except, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (except[i] == pid) return true;
    }
    return false;
}

/// The slow way, for kernels without children files.
static bool descendants_by_parent(pid_t root, const pid_t *except, size_t except_count, struct sis_pids *into) {
    struct pairs pairs = {0};
    bool known = sis_each_process(add_pair, &pairs);
    size_t next = 0;
    for (pid_t parent = root;; parent = into->at[next++]) {
        for (size_t i = 0; i < pairs.count; i++) {
            if (pairs.at[i].parent == parent && !is_excepted(pairs.at[i].pid, except, except_count)) sis_pids_add(into, pairs.at[i].pid);
        }
        if (next == into->count) break;
    }
    free(pairs.at);
    return known;
}

bool sis_descendants(pid_t root, const pid_t *except, size_t except_count, struct sis_pids *into) {
    if (!sis_can_see_processes()) return false;
    into->count = 0;
    size_t next = 0;
    for (pid_t parent = root;; parent = into->at[next++]) {
        size_t before = into->count;
        if (!add_children(parent, into)) {
            into->count = 0;
            return descendants_by_parent(root, except, except_count, into);
        }
        // A process that is re-parented during the walk may turn up twice.
        size_t kept = before;
        for (size_t i = before; i < into->count; i++) {
            struct sis_pids seen = {into->at, kept, 0};
            if (!is_excepted(into->at[i], except, except_count) && !sis_pids_has(&seen, into->at[i])) into->at[kept++] = into->at[i];
        }
        into->count = kept;
        if (next == into->count) break;
    }
    return true;
}
