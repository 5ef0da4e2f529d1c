// The keeper: parent and subreaper of the job, in pure C and with one thread. It spawns, reaps and kills on the supervisor's word,
// and by itself when the supervisor is gone.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

struct keeper {
    const struct sis_spawn *spec;
    pid_t supervisor, supervisor_group;
    int channel, signals;
    /// Tells whether exec worked; -1: known.
    int failure;
    pid_t job;
    bool job_reaped, spawn_failed, has_children, gone_told, orphaned;
    struct sis_killer killer;
};

static void tell(const struct keeper *k, struct sis_report *report) {
    if (k->orphaned) return;
    size_t size = offsetof(struct sis_report, processes) + (size_t)report->shown * sizeof report->processes[0];
    while (send(k->channel, report, size, MSG_NOSIGNAL) == -1 && errno == EINTR) {
    }
}

static void tell_value(const struct keeper *k, int kind, int value, int step) {
    struct sis_report report = {.kind = kind, .value = value, .step = step};
    tell(k, &report);
}

static int64_t microseconds(struct timeval time) {
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void tell_processes(const struct keeper *k, int kind) {
    struct sis_report report = {.kind = kind};
    if (kind != SIS_GONE) report.count = sis_living(&k->killer, report.processes, SIS_SHOWN_PROCESSES);
    report.shown = report.count < SIS_SHOWN_PROCESSES ? report.count : SIS_SHOWN_PROCESSES;
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) {
        report.usage = (struct sis_usage){microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss};
    }
    tell(k, &report);
}

/// Closes everything but the given descriptors (ascending order after sorting), so that no pipe is held open by us.
static void close_others(int *keep, int count) {
    for (int i = 1; i < count; i++) {
        for (int j = i; j > 0 && keep[j - 1] > keep[j]; j--) {
            int other = keep[j];
            keep[j] = keep[j - 1];
            keep[j - 1] = other;
        }
    }
    int last = count ? keep[count - 1] : 2;
    for (int fd = 3; fd < last; fd++) {
        bool kept = false;
        for (int i = 0; i < count; i++) kept = kept || keep[i] == fd;
        if (!kept) close(fd);
    }
    sis_close_from((last > 2 ? last : 2) + 1, false);
}

static void give_terminal(const struct keeper *k, pid_t group) {
    if (k->spec->terminal != -1) tcsetpgrp(k->spec->terminal, group);
}

static bool spawn(struct keeper *k) {
    size_t count = 0;
    while (k->spec->argv[count]) count++;
    char **shell_argv = calloc(count + 2, sizeof *shell_argv);
    int ends[2];
    if (!shell_argv || pipe2(ends, O_CLOEXEC) == -1) return false;
    pid_t self = getpid();
    k->job = sis_fork();
    if (k->job == 0) {
        // Above 2, where place() does not put anything.
        int failure = ends[1] > 2 ? ends[1] : fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
        sis_become_job(k->spec, self, failure, shell_argv);
    }
    int error = errno;
    free(shell_argv);
    close(ends[1]);
    k->failure = ends[0];
    if (k->job == -1) {
        close(ends[0]);
        errno = error;
        return false;
    }
    k->killer.group = k->job;
    // Both sides do it, so that it is done whoever comes first.
    if (k->spec->terminal != -1) setpgid(k->job, k->job);
    return true;
}

/// The job's descriptors and whatever else came with the fork are no business of ours: a pipe that we hold would never end.
static void let_go_of_descriptors(struct keeper *k) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null != -1) {
        for (int fd = 0; fd < 3; fd++) {
            if (fd != k->spec->terminal) dup2(null, fd);
        }
    }
    int keep[5], count = 0;
    int wanted[] = {k->channel, k->signals, k->failure, k->spec->lock, k->spec->terminal};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (wanted[i] > 2) keep[count++] = wanted[i];
    }
    close_others(keep, count);
}

static void learn_of_exec(struct keeper *k) {
    int32_t message[2];
    ssize_t count;
    while ((count = read(k->failure, message, sizeof message)) == -1 && errno == EINTR) {
    }
    close(k->failure);
    k->failure = -1;
    if (count == (ssize_t)sizeof message) {
        k->spawn_failed = true;
        tell_value(k, SIS_SPAWN_FAILED, message[0], message[1]);
    } else {
        tell_value(k, SIS_SPAWNED, k->job, 0);
    }
}

static void reap(struct keeper *k) {
    struct signalfd_siginfo info;
    while (read(k->signals, &info, sizeof info) > 0) {
    }
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG | __WALL | (k->spec->terminal != -1 ? WUNTRACED : 0));
        if (pid == 0) return;
        if (pid == -1) {
            if (errno == EINTR) continue;
            k->has_children = false;
            return;
        }
        if (pid != k->job) continue;
        if (WIFSTOPPED(status)) {
            // The user suspended the foreground job: so the whole of us is to be suspended, as the shell expects.
            give_terminal(k, k->supervisor_group);
            if (!k->orphaned) kill(k->supervisor, SIGTSTP);
            continue;
        }
        if (k->failure != -1) learn_of_exec(k);
        k->job_reaped = true;
        give_terminal(k, k->supervisor_group);
        if (!k->spawn_failed) tell_value(k, SIS_EXITED, status, 0);
    }
}

static void obey(struct keeper *k, const struct sis_order *order) {
    int64_t now = sis_now();
    switch (order->command) {
    case SIS_TERMINATE:
        sis_killer_begin(&k->killer, now, order->grace_us);
        break;
    case SIS_KILL:
        sis_killer_hurry(&k->killer, now);
        break;
    case SIS_FORWARD:
        // Until it is reaped, the job's id is nobody else's.
        if (!k->job_reaped) kill(-k->job, order->signal);
        break;
    case SIS_PAUSE:
        sis_signal_tree(&k->killer, SIGSTOP);
        break;
    case SIS_RESUME:
        if (k->spec->terminal != -1 && tcgetpgrp(k->spec->terminal) == k->supervisor_group && !k->job_reaped) give_terminal(k, k->job);
        sis_signal_tree(&k->killer, SIGCONT);
        break;
    case SIS_LIST:
        tell_processes(k, SIS_LEFTOVERS);
        break;
    case SIS_RELEASE:
        _exit(0);
    }
}

static void lose_supervisor(struct keeper *k) {
    k->orphaned = true;
    give_terminal(k, k->supervisor_group);
    close(k->channel);
    k->channel = -1;
    int64_t now = sis_now();
    sis_killer_begin(&k->killer, now, k->spec->grace_us);
    // An end with a longer grace may be under way, but nobody waits for it any more.
    if (k->killer.phase == SIS_KILLER_GRACE && k->killer.grace_end > now + k->spec->grace_us) {
        k->killer.grace_end = k->killer.next = now + k->spec->grace_us;
    }
}

static void listen_to_supervisor(struct keeper *k) {
    struct sis_order order;
    ssize_t count;
    // A supervisor that closes the channel with reports unread causes one ECONNRESET before the orders that it sent.
    do {
        count = recv(k->channel, &order, sizeof order, MSG_DONTWAIT);
    } while (count == -1 && (errno == ECONNRESET || errno == EINTR));
    if (count == (ssize_t)sizeof order) {
        obey(k, &order);
    } else if (count == 0 || (count == -1 && errno != EAGAIN)) {
        lose_supervisor(k);
    }
}

static int timeout(const struct keeper *k) {
    if (k->killer.phase != SIS_KILLER_GRACE && k->killer.phase != SIS_KILLER_KILLING) return -1;
    int64_t left = k->killer.next - sis_now();
    return left <= 0 ? 0 : (int)((left + 999) / 1000 > 1000000 ? 1000000 : (left + 999) / 1000);
}

static void serve(struct keeper *k) {
    for (;;) {
        struct pollfd watched[] = {{k->failure, POLLIN, 0}, {k->signals, POLLIN, 0}, {k->channel, POLLIN, 0}};
        poll(watched, 3, timeout(k));
        if (watched[0].revents) learn_of_exec(k);
        if (watched[2].revents) listen_to_supervisor(k);
        if (k->has_children) reap(k);
        bool was_busy = k->killer.phase == SIS_KILLER_GRACE || k->killer.phase == SIS_KILLER_KILLING;
        bool is_over = sis_killer_step(&k->killer, sis_now(), k->has_children);
        if (was_busy && is_over && k->has_children) {
            tell_processes(k, SIS_SURVIVORS);
            if (k->orphaned) _exit(0);
        }
        if (!k->has_children && !k->gone_told) {
            k->gone_told = true;
            tell_processes(k, SIS_GONE);
        }
        if (!k->has_children && k->orphaned) _exit(0);
    }
}

static void be_keeper(const struct sis_spawn *spec, int channel, pid_t supervisor, pid_t group) {
    struct keeper k = {
        .spec = spec, .channel = channel, .supervisor = supervisor, .supervisor_group = group, .failure = -1, .has_children = true};
    // A group of our own: a SIGKILL for the supervisor's whole group leaves us to end the tree.
    setpgid(0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL);
    prctl(PR_SET_PDEATHSIG, 0UL);
    // If it were ignored, children would vanish without a status.
    signal(SIGCHLD, SIG_DFL);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    k.signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (spec->title) sis_title_set(spec->title, strlen(spec->title));
    bool spawned = k.signals != -1 && spawn(&k);
    int error = errno;
    let_go_of_descriptors(&k);
    if (!spawned) {
        tell_value(&k, SIS_SPAWN_FAILED, error, SIS_STEP_FORK);
        _exit(1);
    }
    serve(&k);
}

pid_t sis_keeper_start(const struct sis_spawn *spec, int *channel) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1) return -1;
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t supervisor = getpid(), group = getpgrp();
    pid_t pid = sis_fork();
    int error = errno;
    if (pid == 0) {
        close(ends[0]);
        be_keeper(spec, ends[1], supervisor, group);
        _exit(0);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (pid == -1) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *channel = ends[0];
    return pid;
}
