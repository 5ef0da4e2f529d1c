#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

// How long SIGKILL may take before what is left is reported (a process in an uninterruptible wait dies when that ends).
static const int64_t bound_us = 8000000;

static void find(const struct sis_killer *killer, struct sis_pids *into) {
    if (sis_descendants(getpid(), killer->except, killer->except_count, into)) return;
    // Without /proc only the group of the job can be reached.
    into->count = 0;
    if (killer->leader) sis_pids_add(into, killer->leader);
}

/// Signals a process of the tree. Those that are not our own children are waited for by others, so that an id may have passed to a stranger
/// since the walk: the descriptor is opened first, then whoever it names must still have its parent among us.
static void signal_one(const struct sis_killer *killer, const struct sis_pids *tree, pid_t pid, int signal) {
    int descriptor = sis_kernel_is_old() ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
    pid_t parent = sis_parent(pid);
    if (parent == getpid() || pid == killer->leader || (parent > 0 && sis_pids_has(tree, parent))) {
        sis_process_signal(descriptor, pid, signal);
    }
    if (descriptor != -1) close(descriptor);
}

/// Whether the job's group still is ours: its id stays taken while a member lives, and one of our descendants is in it.
static bool has_group(const struct sis_killer *killer, const struct sis_pids *tree) {
    if (killer->group <= 0 || killer->group == getpgrp()) return false;
    for (size_t i = 0; i < tree->count; i++) {
        if (getpgid(tree->at[i]) == killer->group) return true;
    }
    return false;
}

static void signal_each(const struct sis_killer *killer, const struct sis_pids *tree, int signal) {
    bool with_group = has_group(killer, tree);
    if (with_group) kill(-killer->group, signal);
    // Signalling members of the group once more would run their handlers twice.
    for (size_t i = 0; i < tree->count; i++) {
        if (!with_group || getpgid(tree->at[i]) != killer->group) signal_one(killer, tree, tree->at[i], signal);
    }
}

void sis_signal_tree(const struct sis_killer *killer, int signal) {
    struct sis_pids tree = {0};
    find(killer, &tree);
    signal_each(killer, &tree, signal);
    sis_pids_free(&tree);
}

int sis_living(const struct sis_killer *killer, struct sis_process *into, int limit) {
    struct sis_pids tree = {0};
    find(killer, &tree);
    int count = 0;
    for (size_t i = 0; i < tree.count; i++) {
        struct sis_process process;
        if (!sis_describe(tree.at[i], &process) || process.state == 'Z' || process.state == 'X') continue;
        if (count < limit) into[count] = process;
        count++;
    }
    sis_pids_free(&tree);
    return count;
}

void sis_killer_begin(struct sis_killer *killer, int64_t now, int64_t grace_us, int signal) {
    if (killer->phase != SIS_KILLER_IDLE && killer->phase != SIS_KILLER_DONE) return;
    struct sis_pids tree = {0};
    find(killer, &tree);
    // One walk for both signals: who was asked to end must also be able to run.
    signal_each(killer, &tree, signal);
    signal_each(killer, &tree, SIGCONT);
    sis_pids_free(&tree);
    killer->phase = SIS_KILLER_GRACE;
    killer->grace_end = killer->next = now + grace_us;
}

void sis_killer_hurry(struct sis_killer *killer, int64_t now) {
    if (killer->phase == SIS_KILLER_KILLING) return;
    killer->phase = SIS_KILLER_GRACE;
    killer->grace_end = killer->next = now;
}

/// Kills all of the control group at once: nothing can fork away from that.
static bool kill_group(const struct sis_killer *killer) {
    return killer->group_end > 0 && write(killer->group_end, "1", 1) == 1;
}

/// Stops everything, so that nothing forks away from under us, until a walk finds nobody new; then kills what the last walk found.
/// The list of a process's children is exact only while they stand still.
static void kill_once(const struct sis_killer *killer) {
    struct sis_pids stopped = {0}, found = {0};
    for (int round = 0; round < 16; round++) {
        find(killer, &found);
        bool is_new = false;
        for (size_t i = 0; i < found.count; i++) {
            if (sis_pids_has(&stopped, found.at[i])) continue;
            is_new = true;
            signal_one(killer, &found, found.at[i], SIGSTOP);
            sis_pids_add(&stopped, found.at[i]);
        }
        if (!is_new) break;
    }
    if (has_group(killer, &found)) kill(-killer->group, SIGKILL);
    for (size_t i = 0; i < found.count; i++) signal_one(killer, &found, found.at[i], SIGKILL);
    sis_pids_free(&stopped);
    sis_pids_free(&found);
}

bool sis_killer_step(struct sis_killer *killer, int64_t now, bool has_children) {
    if (killer->phase == SIS_KILLER_IDLE || killer->phase == SIS_KILLER_DONE) return killer->phase == SIS_KILLER_DONE;
    if (!has_children) {
        killer->phase = SIS_KILLER_DONE;
        return true;
    }
    if (killer->phase == SIS_KILLER_GRACE) {
        if (now < killer->grace_end) return false;
        killer->phase = SIS_KILLER_KILLING;
        killer->give_up = now + bound_us;
        killer->pause = 1000;
        killer->next = kill_group(killer) ? now + killer->pause : now;
    }
    // Without /proc what is left cannot even be looked for.
    bool is_hopeless = !killer->leader && !sis_can_see_processes();
    if (now >= killer->give_up || is_hopeless) {
        killer->phase = SIS_KILLER_DONE;
        return true;
    }
    if (now < killer->next) return false;
    kill_once(killer);
    killer->next = now + killer->pause;
    if (killer->pause < 32000) killer->pause *= 2;
    return false;
}

bool sis_reap_orphans(const pid_t *except, size_t except_count) {
    if (except_count == 0) {
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0) {
        }
        return pid == 0;
    }
    struct sis_pids tree = {0};
    bool left = false;
    if (sis_descendants(getpid(), except, except_count, &tree)) {
        for (size_t i = 0; i < tree.count; i++) {
            // ECHILD: a grandchild, which its parent waits for.
            if (waitpid(tree.at[i], NULL, WNOHANG | __WALL) != tree.at[i]) left = true;
        }
    }
    sis_pids_free(&tree);
    return left;
}
