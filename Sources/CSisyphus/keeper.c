// The keeper: parent and subreaper of the job, in pure C and with one thread. It spawns, reaps and kills on the supervisor's word,
// and by itself when the supervisor is gone.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
    int channel, signals, timer;
    pid_t job;
    bool job_reaped, spawn_failed, has_children, gone_told, orphaned, lock_lost;
    struct sis_killer killer;
};

/// What failed once for want of memory may succeed a moment later. A keeper that cannot do its work even so ends: the job dies with it, the rest
/// becomes the supervisor's, which is told by the kernel.
static void try_again_or_end(int *failures) {
    if (++*failures == 100) _exit(1);
    sis_sleep(1000);
}

static void tell(const struct keeper *k, struct sis_report *report) {
    if (k->orphaned) return;
    size_t size = offsetof(struct sis_report, processes) + (size_t)report->shown * sizeof report->processes[0];
    int failures = 0;
    while (send(k->channel, report, size, MSG_NOSIGNAL) == -1) {
        // The supervisor is gone, which the next turn finds.
        if (errno == EPIPE || errno == ECONNRESET) return;
        if (errno != EINTR) try_again_or_end(&failures);
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
        // Blocks are of 512 bytes, whatever the file system's are.
        report.usage = (struct sis_usage){microseconds(usage.ru_utime), microseconds(usage.ru_stime), usage.ru_maxrss,
            (int64_t)usage.ru_inblock * 512, (int64_t)usage.ru_oublock * 512, (int64_t)usage.ru_nvcsw + usage.ru_nivcsw};
    }
    tell(k, &report);
}

static void tell_gone(struct keeper *k) {
    if (k->gone_told) return;
    k->gone_told = true;
    tell_processes(k, SIS_GONE);
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
    int first = 3;
    for (int i = 0; i < count; i++) {
        sis_close_range(first, keep[i] - 1, false);
        first = keep[i] + 1;
    }
    sis_close_range(first, INT_MAX, false);
}

static void give_terminal(const struct keeper *k, pid_t group) {
    if (k->spec->terminal != -1) tcsetpgrp(k->spec->terminal, group);
}

/// Starts the job. Says by itself what becomes of that; false: there was not even a process.
static bool spawn(struct keeper *k) {
    size_t count = 0;
    while (k->spec->argv[count]) count++;
    char **shell_argv = calloc(count + 2, sizeof *shell_argv);
    if (!shell_argv) return false;
    struct sis_failure failure = {0, 0};
    k->job = sis_start_job(k->spec, &failure, shell_argv);
    int error = errno;
    free(shell_argv);
    if (k->job == -1) {
        errno = error;
        return false;
    }
    k->killer.group = k->killer.leader = k->job;
    // Both sides do it, so that it is done whoever comes first.
    if (k->spec->terminal != -1) setpgid(k->job, k->job);
    k->spawn_failed = failure.step != 0;
    if (k->spawn_failed) {
        tell_value(k, SIS_SPAWN_FAILED, failure.error, failure.step);
    } else {
        tell_value(k, SIS_SPAWNED, k->job, 0);
    }
    return true;
}

/// The job's descriptors and whatever else came with the fork are no business of ours: a pipe that we hold would never end.
static void let_go_of_descriptors(struct keeper *k) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 3; fd++) {
        if (fd == k->spec->terminal || (null != -1 && dup2(null, fd) != -1)) continue;
        close(fd);
    }
    int keep[9], count = 0;
    int wanted[] = {k->channel, k->signals, k->spec->lock, k->spec->slot, k->spec->terminal, k->spec->group_end, k->timer, k->spec->lock_output,
        k->spec->lock_input};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (wanted[i] > 2) keep[count++] = wanted[i];
    }
    close_others(keep, count);
}

static void reap(struct keeper *k) {
    struct signalfd_siginfo info;
    while (read(k->signals, &info, sizeof info) > 0) {
    }
    int job_status = 0;
    bool job_ended = false;
    int failures = 0;
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG | __WALL | (k->spec->terminal != -1 ? WUNTRACED : 0));
        if (pid == 0) break;
        if (pid == -1) {
            if (errno == EINTR) continue;
            // No children while the job has not been waited for: not to be believed at once.
            if (errno != ECHILD || !k->job_reaped) {
                try_again_or_end(&failures);
                continue;
            }
            k->has_children = false;
            break;
        }
        if (pid != k->job) continue;
        if (WIFSTOPPED(status)) {
            // The user suspended the foreground job: so the whole of us is to be suspended, as the shell expects.
            give_terminal(k, k->supervisor_group);
            if (!k->orphaned) kill(k->supervisor, SIGTSTP);
            continue;
        }
        k->job_reaped = job_ended = true;
        k->killer.leader = 0;
        job_status = status;
        give_terminal(k, k->supervisor_group);
    }
    // First that nothing is left, if so: then nobody has to ask.
    if (!k->has_children) tell_gone(k);
    if (job_ended && !k->spawn_failed) tell_value(k, SIS_EXITED, job_status, 0);
}

static void obey(struct keeper *k, const struct sis_order *order) {
    int64_t now = sis_now();
    switch (order->command) {
    case SIS_TERMINATE:
        sis_killer_begin(&k->killer, now, order->grace_us, order->signal);
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
    sis_killer_begin(&k->killer, now, k->spec->grace_us, k->spec->kill_signal);
    // An end with a longer grace may be under way, but nobody waits for it any more.
    if (k->killer.phase == SIS_KILLER_GRACE && k->killer.grace_end > now + k->spec->grace_us) {
        k->killer.grace_end = k->killer.next = now + k->spec->grace_us;
    }
}

static void listen_to_supervisor(struct keeper *k) {
    struct sis_order order;
    ssize_t count;
    // A supervisor that closes the channel with reports unread causes one ECONNRESET before the orders that it sent.
    int failures = 0;
    while ((count = recv(k->channel, &order, sizeof order, MSG_DONTWAIT)) == -1 && errno != EAGAIN) {
        if (errno != ECONNRESET && errno != EINTR) sis_sleep(1000);
        if (++failures == 100) break;
    }
    if (count == (ssize_t)sizeof order) {
        obey(k, &order);
    } else if (count == 0 || (count == -1 && errno != EAGAIN)) {
        lose_supervisor(k);
    }
}

/// The lock of all hosts may soon be somebody else's, or is: whatever the supervisor does, the tree must be gone by then.
static void lose_lock(struct keeper *k) {
    k->lock_lost = true;
    tell_value(k, SIS_LOCK_LOST, 0, 0);
    sis_killer_begin(&k->killer, sis_now(), k->spec->grace_us, k->spec->kill_signal);
}

/// Looks at the deadline, which others put off, and has itself woken then.
static void watch_lock(struct keeper *k, bool is_closed) {
    if (k->lock_lost) return;
    if (is_closed) return lose_lock(k);
    if (!k->spec->lock_deadline) return;
    int64_t end = sis_deadline(k->spec->lock_deadline) - k->spec->lock_margin_us;
    if (end <= sis_boot_now()) return lose_lock(k);
    if (k->timer != -1) sis_boot_timer_set(k->timer, end);
}

static int timeout(const struct keeper *k) {
    if (k->killer.phase != SIS_KILLER_GRACE && k->killer.phase != SIS_KILLER_KILLING) return -1;
    int64_t left = k->killer.next - sis_now();
    return left <= 0 ? 0 : (int)((left + 999) / 1000 > 1000000 ? 1000000 : (left + 999) / 1000);
}

static void serve(struct keeper *k) {
    watch_lock(k, false);
    for (;;) {
        // Of the holder of a lock nothing but its end is of interest. Descriptors of -1 are passed over.
        struct pollfd watched[] = {{k->signals, POLLIN, 0}, {k->orphaned ? -1 : k->channel, POLLIN, 0}, {k->lock_lost ? -1 : k->timer, POLLIN, 0},
            {k->lock_lost ? -1 : k->spec->lock_output, 0, 0}};
        // What cannot be waited for is asked without waiting.
        bool is_blind = poll(watched, sizeof watched / sizeof *watched, timeout(k)) == -1 && errno != EINTR;
        if (is_blind) sis_sleep(1000);
        if (!k->orphaned && (is_blind || watched[1].revents)) listen_to_supervisor(k);
        watch_lock(k, !is_blind && (watched[3].revents & (POLLHUP | POLLERR)));
        if (k->has_children) reap(k);
        bool was_busy = k->killer.phase == SIS_KILLER_GRACE || k->killer.phase == SIS_KILLER_KILLING;
        bool is_over = sis_killer_step(&k->killer, sis_now(), k->has_children);
        if (was_busy && is_over && k->has_children) {
            tell_processes(k, SIS_SURVIVORS);
            if (k->orphaned) _exit(0);
        }
        if (!k->has_children && k->orphaned) _exit(0);
    }
}

static void be_keeper(const struct sis_spawn *spec, int channel, pid_t supervisor, pid_t group) {
    struct keeper k = {
        .spec = spec, .channel = channel, .timer = -1, .supervisor = supervisor, .supervisor_group = group, .has_children = true,
        .killer.group_end = spec->group_end};
    // A group of our own: a SIGKILL for the supervisor's whole group leaves us to end the tree.
    setpgid(0, 0);
    // Without this nobody would find what leaves the job's group.
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL) == -1) {
        tell_value(&k, SIS_SPAWN_FAILED, errno, SIS_STEP_TREE);
        _exit(1);
    }
    // A keeper that somebody stopped goes on when the supervisor dies, since nobody else could end the tree.
    sis_go_on_without_parent();
    // If it were ignored, children would vanish without a status.
    signal(SIGCHLD, SIG_DFL);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    k.signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (spec->lock_deadline) k.timer = sis_boot_timer();
    if (spec->title) sis_title_set(spec->title, strlen(spec->title));
    enum sis_step step = k.signals == -1 ? SIS_STEP_SIGNALS : SIS_STEP_FORK;
    bool spawned = k.signals != -1 && spawn(&k);
    int error = errno;
    let_go_of_descriptors(&k);
    if (!spawned) {
        tell_value(&k, SIS_SPAWN_FAILED, error, (int)step);
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
    *channel = ends[0];
    return pid;
}
