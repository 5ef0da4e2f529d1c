#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

static const char *path_of(char *const *envp) {
    for (; *envp; envp++) {
        if (strncmp(*envp, "PATH=", 5) == 0) return *envp + 5;
    }
    return "/usr/local/bin:/usr/bin:/bin";
}

/// Executes one file; a script without `#!` is given to the shell, as every shell and execvp(3) do.
static void try_file(const char *file, char *const *argv, char *const *envp, char **shell_argv) {
    execve(file, argv, envp);
    if (errno != ENOEXEC) return;
    shell_argv[0] = "sh";
    shell_argv[1] = (char *)file;
    for (size_t i = 1; argv[i - 1]; i++) shell_argv[i + 1] = argv[i];
    execve("/bin/sh", shell_argv, envp);
}

/// Searches the job's PATH as execvp does ours: a file without permission counts only if no other is found.
static void search(char *const *argv, char *const *envp, char **shell_argv) {
    const char *name = argv[0];
    if (strchr(name, '/') || !*name) {
        try_file(name, argv, envp, shell_argv);
        return;
    }
    size_t length = strlen(name);
    bool denied = false;
    for (const char *part = path_of(envp);;) {
        const char *end = strchrnul(part, ':');
        size_t size = (size_t)(end - part);
        char file[PATH_MAX];
        if (size + length + 2 <= sizeof file) {
            memcpy(file, part, size);
            if (size) file[size++] = '/';
            memcpy(file + size, name, length + 1);
            try_file(file, argv, envp, shell_argv);
            if (errno == EACCES) {
                // A directory of that name is no command (126 is for a file that may not be executed).
                struct stat status;
                if (stat(file, &status) != 0 || !S_ISDIR(status.st_mode)) denied = true;
            } else if (errno != ENOENT && errno != ENOTDIR && errno != ESTALE && errno != ENODEV && errno != ETIMEDOUT && errno != ELOOP) {
                return;
            }
        }
        if (!*end) break;
        part = end + 1;
    }
    errno = denied ? EACCES : ENOENT;
}

static __attribute__((noreturn)) void fail(struct sis_failure *failure, enum sis_step step) {
    *failure = (struct sis_failure){errno, step};
    _exit(125);
}

/// Puts the three descriptors to 0, 1 and 2. They may lie there already, in any order: first all are moved out of the way.
static bool place(const int *descriptors) {
    int moved[3];
    for (int i = 0; i < 3; i++) {
        moved[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 3);
        if (moved[i] == -1) return false;
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(moved[i], i) == -1) return false;
    }
    return true;
}

/// What the job's process is given before it is the job's. Returns what failed, and errno says why; 0: nothing.
static enum sis_step equip(const struct sis_spawn *spec, pid_t keeper) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The keeper may have died before the line above.
    if (getppid() != keeper) _exit(125);
    // Before anything of the job's own: what it starts is in the group then.
    if (spec->group_entry > 0 && write(spec->group_entry, "0", 1) != 1) return SIS_STEP_GROUP;
    if (spec->terminal == -1) {
        if (setsid() == -1) return SIS_STEP_SESSION;
        if (spec->own_terminal != -1 && ioctl(spec->own_terminal, TIOCSCTTY, 0) == -1) return SIS_STEP_SESSION;
    } else {
        setpgid(0, 0);
        // Signals are still blocked, so SIGTTOU does not stop us here.
        tcsetpgrp(spec->terminal, getpid());
    }
    if (!place(spec->descriptors)) return SIS_STEP_DESCRIPTORS;
    umask(spec->umask);
    return 0;
}

static __attribute__((noreturn)) void become_job(
    const struct sis_spawn *spec, pid_t keeper, struct sis_failure *failure, char **shell_argv) {
    enum sis_step failed = equip(spec, keeper);
    if (failed) fail(failure, failed);
    sis_close_range(3, INT_MAX, true);
    sis_default_signals();
    // Without /proc the first word has to do.
    if (spec->file) execve(spec->file, spec->argv, spec->envp);
    search(spec->argv, spec->envp, shell_argv);
    fail(failure, SIS_STEP_EXEC);
}

/// The keeper has one thread and all signals blocked, so nothing but `become_job` runs in the memory that both share until exec; dispositions, mask,
/// descriptors and umask are the child's own. A fork would copy the supervisor's pages a second time.
static __attribute__((noinline)) pid_t vfork_job(const struct sis_spawn *spec, pid_t keeper, struct sis_failure *failure, char **shell_argv) {
    pid_t pid = vfork();
    if (pid == 0) become_job(spec, keeper, failure, shell_argv);
    return pid;
}

/// Here the job is a copy of the keeper, and so of the supervisor, in memory of its own. What it could not be given comes through a pipe, which ends
/// when it begins to work.
static pid_t fork_job(const struct sis_spawn *spec, pid_t keeper, struct sis_failure *failure) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == -1) return -1;
    pid_t pid = fork();
    if (pid == 0) {
        enum sis_step failed = equip(spec, keeper);
        if (failed) {
            struct sis_failure told = {errno, failed};
            (void)!write(ends[1], &told, sizeof told);
            _exit(125);
        }
        sis_close_range(3, INT_MAX, false);
        sis_default_signals();
        // What the supervisor has still to give out is not the job's to say.
        __fpurge(stdout);
        __fpurge(stderr);
        // The supervisor has closed its memory to others; jobs dump as ever.
        sis_set_dumpable(true);
        spec->work(spec->work_context);
        _exit(125);
    }
    int error = errno;
    close(ends[1]);
    while (pid != -1 && read(ends[0], failure, sizeof *failure) == -1 && errno == EINTR) {}
    close(ends[0]);
    errno = error;
    return pid;
}

pid_t sis_start_job(const struct sis_spawn *spec, struct sis_failure *failure, char **shell_argv) {
    pid_t keeper = getpid();
    int64_t pause = 20000;
    for (int attempt = 0;; attempt++) {
        pid_t pid = spec->work ? fork_job(spec, keeper, failure) : vfork_job(spec, keeper, failure, shell_argv);
        if (pid != -1 || !sis_fork_again(attempt, &pause)) return pid;
    }
}

static __attribute__((noinline)) pid_t vfork_program(
    const char *path, char *const *argv, char *const *envp, const int *descriptors, const char *directory, bool session, volatile int *failure) {
    pid_t pid = vfork();
    if (pid != 0) return pid;
    bool good = !session || setsid() != -1;
    for (int i = 0; good && i < SIS_PROGRAM_DESCRIPTORS; i++) {
        if (descriptors[i] == -1) continue;
        good = (descriptors[i] == i ? fcntl(i, F_SETFD, 0) : dup2(descriptors[i], i)) != -1;
    }
    if (good && (!directory || chdir(directory) == 0)) {
        sis_default_signals();
        execvpe(path, argv, envp);
    }
    *failure = errno;
    _exit(127);
}

int sis_spawn_without_clone3(
    pid_t *pid, const char *path, char *const *argv, char *const *envp, const int *descriptors, const char *directory, bool session) {
    // No handler may run in the memory that both share until exec.
    unsigned char all[8], before[8];
    memset(all, 0xff, sizeof all);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, all, before, sizeof all);
    volatile int failure = 0;
    *pid = vfork_program(path, argv, envp, descriptors, directory, session, &failure);
    int error = *pid == -1 ? errno : failure;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, sizeof before);
    if (*pid != -1 && error) {
        while (waitpid(*pid, NULL, 0) == -1 && errno == EINTR) {}
    }
    return error;
}
