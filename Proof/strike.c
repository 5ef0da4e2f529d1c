// Runs a command under ptrace, tells each system call of it and of those of its descendants that run the same program, and has one of them fail, or
// kills its process before it: what crash and failure at any instant look like. strace can do neither for the n-th call of one process in a family.
//
// usage: strike TRACE POINT COMMAND ARG...
//   POINT: none, or PROCESS CALL OCCURRENCE ACTION in one word with colons between; ACTION is kill (the process), killall (and all others of the
//   family at once), directory, fifo, link or foreign (that is put in the place of the file that the call is about, if it is in a directory
//   beside TRACE; a link leads to TRACE.victim, what is foreign belongs to nobody), or an error number.
//   1:renameat:2:5 is: the second renameat of the first process fails with EIO.
// TRACE gets a line per call, "PROCESS CALL OCCURRENCE COMMIT DETAIL", "hit" when the point was reached, and "ended PROCESS exit|signal N" of each.
// A process is named by its place in the tree: 1 is the command, 1.2 its second child. COMMIT is 1 where the call may change what others see.
// A process that executes something else is let go: a job is not slowed down.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST_IS_PATH = 1, SECOND_IS_PATH = 2, FIRST_IS_FD = 4, COMMITS = 8, OPENS = 16 };
#define ROW(name, flags) {#name, SYS_##name, flags}
static const struct { const char *name; long number; int flags; } CALLS[] = {
    ROW(accept4, 0), ROW(bind, COMMITS), ROW(brk, 0), ROW(chdir, FIRST_IS_PATH), ROW(clock_nanosleep, 0), ROW(clone, COMMITS), ROW(clone3, COMMITS),
    ROW(close, FIRST_IS_FD), ROW(close_range, 0), ROW(connect, COMMITS), ROW(copy_file_range, COMMITS), ROW(dup, 0), ROW(dup3, 0),
    ROW(epoll_create1, 0), ROW(epoll_ctl, 0), ROW(eventfd2, 0), ROW(execve, FIRST_IS_PATH), ROW(exit_group, COMMITS), ROW(faccessat, SECOND_IS_PATH),
    ROW(faccessat2, SECOND_IS_PATH), ROW(fallocate, FIRST_IS_FD | COMMITS), ROW(fchmod, FIRST_IS_FD | COMMITS), ROW(fchmodat, SECOND_IS_PATH | COMMITS),
    ROW(fchown, FIRST_IS_FD | COMMITS), ROW(fchownat, SECOND_IS_PATH | COMMITS), ROW(fcntl, FIRST_IS_FD), ROW(fdatasync, FIRST_IS_FD | COMMITS),
    ROW(fgetxattr, FIRST_IS_FD), ROW(flock, FIRST_IS_FD | COMMITS), ROW(fstat, FIRST_IS_FD), ROW(fstatfs, FIRST_IS_FD), ROW(fsync, FIRST_IS_FD | COMMITS),
    ROW(ftruncate, FIRST_IS_FD | COMMITS), ROW(futex, 0), ROW(getcwd, 0), ROW(getdents64, FIRST_IS_FD), ROW(getpeername, 0), ROW(getrandom, 0),
    ROW(getrusage, 0), ROW(getsockname, 0), ROW(getsockopt, 0), ROW(ioctl, FIRST_IS_FD), ROW(kill, COMMITS), ROW(linkat, SECOND_IS_PATH | COMMITS),
    ROW(lseek, FIRST_IS_FD), ROW(madvise, 0), ROW(mkdirat, SECOND_IS_PATH | COMMITS), ROW(mmap, 0), ROW(mprotect, 0), ROW(mremap, 0), ROW(munmap, 0),
    ROW(newfstatat, SECOND_IS_PATH), ROW(openat, SECOND_IS_PATH | OPENS), ROW(openat2, SECOND_IS_PATH), ROW(pidfd_open, 0), ROW(pidfd_send_signal, COMMITS),
    ROW(pipe2, 0), ROW(ppoll, 0), ROW(prctl, 0), ROW(pread64, FIRST_IS_FD), ROW(prlimit64, 0), ROW(pwrite64, FIRST_IS_FD | COMMITS),
    ROW(pwritev, FIRST_IS_FD | COMMITS), ROW(read, FIRST_IS_FD), ROW(readlinkat, SECOND_IS_PATH), ROW(recvfrom, FIRST_IS_FD), ROW(recvmsg, FIRST_IS_FD),
    ROW(renameat2, SECOND_IS_PATH | COMMITS), ROW(rt_sigaction, 0), ROW(rt_sigprocmask, 0), ROW(rt_sigtimedwait, 0), ROW(sendfile, COMMITS),
    ROW(sendmmsg, FIRST_IS_FD | COMMITS), ROW(sendmsg, FIRST_IS_FD | COMMITS), ROW(sendto, FIRST_IS_FD | COMMITS), ROW(setpgid, 0), ROW(setpriority, 0),
    ROW(setsid, 0), ROW(setsockopt, 0), ROW(shutdown, 0), ROW(signalfd4, 0), ROW(socket, 0), ROW(socketpair, 0), ROW(splice, 0), ROW(statx, SECOND_IS_PATH),
    ROW(symlinkat, COMMITS), ROW(timer_create, 0), ROW(timer_settime, 0), ROW(timerfd_create, 0), ROW(timerfd_settime, 0), ROW(umask, 0),
    ROW(unlinkat, SECOND_IS_PATH | COMMITS), ROW(utimensat, SECOND_IS_PATH | COMMITS), ROW(wait4, 0), ROW(waitid, 0), ROW(write, FIRST_IS_FD | COMMITS),
    ROW(writev, FIRST_IS_FD | COMMITS),
#ifdef SYS_renameat
    ROW(renameat, SECOND_IS_PATH | COMMITS),
#endif
#ifdef SYS_open  // What only older machines have.
    ROW(access, FIRST_IS_PATH), ROW(dup2, 0), ROW(getpgrp, 0), ROW(open, FIRST_IS_PATH), ROW(pipe, 0), ROW(poll, 0), ROW(readlink, FIRST_IS_PATH),
    ROW(rename, FIRST_IS_PATH | COMMITS), ROW(unlink, FIRST_IS_PATH | COMMITS), ROW(vfork, COMMITS),
#endif
};
enum { KINDS = sizeof CALLS / sizeof *CALLS, FAMILY = 256 };

struct member {
    pid_t pid;
    char name[120];
    int children, counts[KINDS];
    bool known, stopped, fails;
};
static struct member members[FAMILY];
static char program[4096], call[40], struck[120], action[20], home[1000], victim[1000];
static int occurrence;
static pid_t root;
static bool begun;
static FILE *trace;

static void fatal(const char *what) {
    fprintf(stderr, "strike: cannot %s: %s\n", what, strerror(errno));
    exit(125);
}

static struct member *member(pid_t pid) {
    struct member *empty = NULL;
    for (int i = 0; i < FAMILY; i++) {
        if (members[i].pid == pid) return &members[i];
        if (!members[i].pid && !empty) empty = &members[i];
    }
    if (!empty) { errno = EAGAIN; fatal("follow so many processes"); }
    memset(empty, 0, sizeof *empty);
    empty->pid = pid;
    return empty;
}

static bool is_ours(pid_t pid) {
    char link[64], target[4096];
    snprintf(link, sizeof link, "/proc/%d/exe", pid);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) return false;
    target[length] = 0;
    return !strcmp(target, program);
}

// A path, or where a descriptor leads; nothing where it cannot be read.
static void detail(pid_t pid, int flags, const uint64_t *words, char *text, size_t size) {
    text[0] = 0;
    if (flags & (FIRST_IS_PATH | SECOND_IS_PATH)) {
        struct iovec here = {text, size - 1}, there = {(void *)(uintptr_t)words[flags & FIRST_IS_PATH ? 0 : 1], 256};
        // No further than the page that it stands on.
        size_t rest = 4096 - (uintptr_t)there.iov_base % 4096;
        if (there.iov_len > rest) there.iov_len = rest;
        ssize_t length = process_vm_readv(pid, &here, 1, &there, 1, 0);
        text[length < 0 ? 0 : length] = 0;
    }
    // No path: the descriptor itself.
    if (flags & FIRST_IS_FD || (flags & SECOND_IS_PATH && !text[0])) {
        char link[64];
        snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, (int)words[0]);
        ssize_t length = readlink(link, text, size - 1);
        text[length < 0 ? 0 : length] = 0;
    }
}

// Puts something else in the place of a file, as somebody else with rights in its directory could at this moment. False: nothing was done.
static bool swap(pid_t pid, int flags, const uint64_t *words, const char *text) {
    char path[1200], link[64];
    size_t length = 0;
    if (text[0] != '/') {
        bool is_relative = (int)words[0] == AT_FDCWD || flags & FIRST_IS_PATH;
        snprintf(link, sizeof link, is_relative ? "/proc/%d/cwd" : "/proc/%d/fd/%d", pid, (int)words[0]);
        ssize_t count = readlink(link, path, sizeof path - 1);
        if (count < 0) return false;
        path[count] = '/';
        length = (size_t)count + 1;
    }
    snprintf(path + length, sizeof path - length, "%s", text);
    struct stat there;
    // What lies beside TRACE is the test's.
    if (strncmp(path, home, strlen(home)) || !strchr(path + strlen(home), '/') || strstr(path, "/..") || (lstat(path, &there) == 0 && (S_ISDIR(there.st_mode) || unlink(path)))) return false;
    if (!strcmp(action, "directory")) return mkdir(path, 0700) == 0;
    if (!strcmp(action, "fifo")) return mkfifo(path, 0600) == 0;
    if (!strcmp(action, "link")) return symlink(victim, path) == 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done = fd != -1 && write(fd, "{\n", 2) == 2 && fchown(fd, 65534, 65534) == 0;
    close(fd);
    return done;
}

static void set_register(pid_t pid, bool is_result, long value) {
#if defined(__x86_64__)
    if (ptrace(PTRACE_POKEUSER, pid, 8L * (is_result ? 10 /* RAX */ : 15 /* ORIG_RAX */), value)) fatal("change a register");
#elif defined(__aarch64__)
    struct { uint64_t x[31], sp, pc, state; } all;
    int number = (int)value;
    struct iovec registers = {&all, sizeof all}, kind = {&number, sizeof number};
    if (!is_result) {
        if (ptrace(PTRACE_SETREGSET, pid, 0x404 /* NT_ARM_SYSTEM_CALL */, &kind)) fatal("change a register");
    } else {
        if (ptrace(PTRACE_GETREGSET, pid, 1, &registers)) fatal("read registers");
        all.x[0] = (uint64_t)value;
        if (ptrace(PTRACE_SETREGSET, pid, 1, &registers)) fatal("change a register");
    }
#else
#error "This machine is not known to strike.c."
#endif
}

static void kill_all(void) {
    for (int i = 0; i < FAMILY; i++) if (members[i].pid) kill(members[i].pid, SIGKILL);
}

static void entered(struct member *m, const struct __ptrace_syscall_info *info) {
    int kind = 0;
    while (kind < KINDS && CALLS[kind].number != (long)info->entry.nr) kind++;
    if (kind == KINDS) return;
    int number = ++m->counts[kind], flags = CALLS[kind].flags;
    uint64_t words[6];
    memcpy(words, info->entry.args, sizeof words);
    bool commits = flags & COMMITS || (flags & OPENS && words[2] & (O_CREAT | O_TRUNC));
    char text[512];
    detail(m->pid, flags, words, text, sizeof text);
    char plain[sizeof text];
    for (size_t i = 0; i < sizeof text; i++) plain[i] = text[i] == '\n' || text[i] == ' ' ? '?' : text[i];
    fprintf(trace, "%s %s %d %d %s\n", m->name, CALLS[kind].name, number, commits, plain);
    if (number != occurrence || strcmp(m->name, struck) || strcmp(CALLS[kind].name, call)) return;
    bool swaps = !strchr("k0123456789", action[0]);
    if (swaps && !swap(m->pid, flags, words, text)) return;
    fprintf(trace, "hit\n");
    if (!strcmp(action, "kill")) kill(m->pid, SIGKILL);
    else if (!strcmp(action, "killall")) kill_all();
    else if (!swaps) {
        // A close that fails has closed.
        if (strcmp(call, "close")) set_register(m->pid, false, -1);
        m->fails = true;
    }
}

// What a stopped process is continued with: a signal, or nothing when it has been let go.
static void stopped(struct member *m, int status) {
    int event = status >> 16, signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
        unsigned long child;
        if (ptrace(PTRACE_GETEVENTMSG, m->pid, 0, &child) == 0) {
            struct member *new = member((pid_t)child);
            snprintf(new->name, sizeof new->name, "%.100s.%d", m->name, ++m->children);
            new->known = true;
            if (new->stopped) ptrace(PTRACE_SYSCALL, new->pid, 0, 0);
            new->stopped = false;
        }
    } else if (event == PTRACE_EVENT_EXEC) {
        if (!is_ours(m->pid)) {
            ptrace(PTRACE_DETACH, m->pid, 0, 0);
            // How the command ends is told whatever it has become.
            if (m->pid != root) m->pid = 0;
            return;
        }
        memset(m->counts, 0, sizeof m->counts);
        begun = true;
        fprintf(trace, "executed %s\n", m->name);
    } else if (event == PTRACE_EVENT_STOP) {
        if (!m->known) { m->stopped = true; return; }
        if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) { ptrace(PTRACE_LISTEN, m->pid, 0, 0); return; }
    } else if (signal == (SIGTRAP | 0x80)) {
        struct __ptrace_syscall_info info;
        if (ptrace(PTRACE_GET_SYSCALL_INFO, m->pid, sizeof info, &info) > 0) {
            if (info.op == PTRACE_SYSCALL_INFO_ENTRY && begun) entered(m, &info);
            else if (info.op == PTRACE_SYSCALL_INFO_EXIT && m->fails) { set_register(m->pid, true, -atol(action)); m->fails = false; }
        }
    } else if (!event) {
        ptrace(PTRACE_SYSCALL, m->pid, 0, signal);
        return;
    }
    ptrace(PTRACE_SYSCALL, m->pid, 0, 0);
}

int main(int argc, char **argv) {
    if (argc < 4) { fprintf(stderr, "usage: strike TRACE POINT COMMAND ARG...\n"); return 64; }
    if (strcmp(argv[2], "none") && sscanf(argv[2], "%119[^:]:%39[^:]:%d:%19s", struck, call, &occurrence, action) != 4) {
        fprintf(stderr, "strike: %s is no point\n", argv[2]);
        return 64;
    }
    if (!realpath(argv[3], program)) fatal("find the program");
    if (!(trace = fopen(argv[1], "we"))) fatal("write the trace");
    snprintf(home, sizeof home, "%.*s", (int)(strrchr(argv[1], '/') ? strrchr(argv[1], '/') - argv[1] + 1 : 0), argv[1]);
    snprintf(victim, sizeof victim, "%s.victim", argv[1]);
    int gate[2];
    if (pipe2(gate, O_CLOEXEC)) fatal("make a pipe");
    root = fork();
    if (root < 0) fatal("fork");
    if (root == 0) {
        char byte;
        close(gate[1]);
        if (read(gate[0], &byte, 1) < 0) _exit(125);
        execv(program, argv + 3);
        _exit(127);
    }
    struct member *first = member(root);
    strcpy(first->name, "1");
    first->known = true;
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SEIZE, root, 0, options)) fatal("trace");
    if (ptrace(PTRACE_INTERRUPT, root, 0, 0)) fatal("trace");
    close(gate[0]);
    close(gate[1]);
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;) {
        if (pid <= 0) continue;
        struct member *m = member(pid);
        if (WIFSTOPPED(status)) { stopped(m, status); continue; }
        if (m->known && WIFEXITED(status)) fprintf(trace, "ended %s exit %d\n", m->name, WEXITSTATUS(status));
        if (m->known && WIFSIGNALED(status)) fprintf(trace, "ended %s signal %d\n", m->name, WTERMSIG(status));
        m->pid = 0;
    }
    return fclose(trace) ? 125 : 0;
}
