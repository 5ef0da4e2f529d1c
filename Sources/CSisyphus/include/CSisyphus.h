// What Swift cannot do by itself: fork, raw system calls, the process title, and the tree killer that keeper and supervisor share.
#ifndef CSISYPHUS_H
#define CSISYPHUS_H

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// --- system.c: calls without a declaration that Swift could import

/// getdents64(2).
ssize_t sis_getdents(int fd, void *buffer, size_t size);
/// Processors that this process may use.
int sis_processors(void);
/// To be called before several threads work at once: those that get and give back memory a few pages at a time wait for each other in the kernel.
void sis_expect_threads(void);
/// Gives this thread a table of descriptors of its own, with all that are open. Where that is refused it goes on with that of the others.
void sis_own_descriptors(void);
/// Seconds that local time is ahead of UTC at this moment; cached for a quarter of an hour, which no zone change cuts.
int32_t sis_utc_offset(int64_t seconds);
/// pidfd_open(2); -1 with errno, ENOSYS or EPERM where the kernel or a filter does not know it.
int sis_process_open(pid_t pid);
/// pidfd_send_signal(2); kill(2) without a descriptor, or where a filter refuses the other.
int sis_process_signal(int descriptor, pid_t pid, int signal);
/// Sets close-on-exec on all descriptors from `first` to `last`, or closes them.
void sis_close_range(int first, int last, bool only_on_exec);
/// For tests: acts as if the kernel had neither close_range(2) nor pidfd_open(2) nor `children` files in /proc.
void sis_pretend_old_kernel(bool old);
/// Resets every signal to its default disposition and unblocks all, by raw system calls (libc refuses the two it reserves).
void sis_default_signals(void);
/// Which signals are ignored and which have handlers: the bit N - 1 for signal N. The two that libc reserves are among them.
void sis_signal_dispositions(uint64_t *ignored, uint64_t *handled);
/// Ends the calling process by this signal as if it had never been handled. Returns only if the signal does not end it.
void sis_die_by(int signal);
/// Whether the calling thread is the one that the process began with.
bool sis_is_main_thread(void);
int sis_set_subreaper(bool on);
int sis_set_dumpable(bool on);
bool sis_is_dumpable(void);
/// The kernel lets this process go on when its parent dies, should somebody have stopped it.
void sis_go_on_without_parent(void);
/// A pipe whose ends are closed on exec.
int sis_pipe(int ends[2]);
/// Both ends of a pseudo-terminal, closed on exec; nobody's controlling terminal yet. The main one does not block. -1 with errno.
int sis_pseudo_terminal(int *main_end, int *side);
/// ppoll(2) with microseconds; negative: no limit.
int sis_poll(struct pollfd *entries, size_t count, int64_t microseconds);
/// A descriptor that reads the blocked signals of the set without waiting.
int sis_signals_open(const sigset_t *set);
/// The next signal and who sent it; 0: none.
int32_t sis_signals_next(int fd, int32_t *sender);
/// F_SETPIPE_SZ.
int sis_set_pipe_size(int fd, int size);
/// A file in memory, closed on exec; -1 with errno.
int sis_memory_file(const char *name);
/// Whether an extended attribute of this name, of users or of trusted ones, has this value (xattr(7)).
bool sis_has_mark(const char *path, const char *name, const char *value);
/// The path by which this program was started, as the kernel was given it; NULL: unknown.
const char *sis_start_path(void);
/// memmem(3).
const void *sis_find(const void *bytes, size_t count, const void *wanted, size_t wanted_count);
/// memrchr(3) for a line feed.
const void *sis_last_line_feed(const void *bytes, size_t count);

// --- procfs.c: what /proc tells about processes

/// A process, named for people.
struct sis_process {
    int32_t pid;
    char state;
    /// Its command line cut to size, NUL-terminated; the name in brackets where there is none.
    char command[83];
};

/// A growing list of process ids.
struct sis_pids {
    pid_t *at;
    size_t count, capacity;
};

void sis_pids_add(struct sis_pids *list, pid_t pid);
bool sis_pids_has(const struct sis_pids *list, pid_t pid);
void sis_pids_free(struct sis_pids *list);
/// Whether processes can be looked for: there is a /proc that shows those of our own namespace.
bool sis_can_see_processes(void);
/// All descendants of `root` but those in `except` and theirs, each after its parent. False: there is no /proc.
bool sis_descendants(pid_t root, const pid_t *except, size_t except_count, struct sis_pids *into);
/// Adds the children of a process. False: the kernel does not tell them (CONFIG_PROC_CHILDREN).
bool sis_children(pid_t pid, bool has_one_thread, struct sis_pids *into);
enum { SIS_NAME_SIZE = 32 };
/// Name and parent; -1: no such process.
pid_t sis_parentage(pid_t pid, char name[SIS_NAME_SIZE]);
/// How many processes of our control group, or of groups below it, the kernel has killed for want of memory; -1: it does not tell.
int64_t sis_oom_kills(void);
/// The start time in clock ticks since boot (field 22 of stat); -1: no such process.
int64_t sis_start_time(pid_t pid);
/// The real user of a process; -1: no such process.
int64_t sis_owner(pid_t pid);
/// Fills `into`. False: no such process.
bool sis_describe(pid_t pid, struct sis_process *into);
/// Whether the system call of this number may wait for the descriptor that is its first argument.
bool sis_call_takes_descriptor(long number);
/// The state letter; 0: no such process.
char sis_state(pid_t pid);

// --- killer.c: ends a process tree step by step, never blocking

/// CPU time, memory, bytes from and to storage, and context switches of all that was waited for.
struct sis_usage {
    int64_t user_us, system_us, max_rss_kib, read, written, switches;
};

enum sis_killer_phase { SIS_KILLER_IDLE, SIS_KILLER_GRACE, SIS_KILLER_KILLING, SIS_KILLER_DONE };

struct sis_killer {
    enum sis_killer_phase phase;
    /// The process group that is signalled as a whole; 0: none.
    pid_t group;
    /// A child that leads this group and has not been waited for, so that neither id can be anybody else's; 0: none.
    pid_t leader;
    /// Children that are no part of the tree.
    pid_t except[8];
    size_t except_count;
    /// A 1 written to it kills all of the tree's control group at once (`cgroup.kill`); 0: there is none.
    int group_end;
    /// Microseconds of any clock that does not go back.
    int64_t grace_end, give_up, next;
    int64_t pause;
};

/// Sends the signal and SIGCONT to the tree and begins to wait.
void sis_killer_begin(struct sis_killer *killer, int64_t now, int64_t grace_us, int signal);
/// Ends the grace.
void sis_killer_hurry(struct sis_killer *killer, int64_t now);
/// Goes on; to be called when `next` is reached and after every SIGCHLD. True when it is over: nothing is left, or the bound was hit.
bool sis_killer_step(struct sis_killer *killer, int64_t now, bool has_children);
/// Sends a signal once to each process of the tree: to the group as a whole, to the others one by one.
void sis_signal_tree(const struct sis_killer *killer, int signal);
/// What is alive: fills at most `limit`, returns how many there are.
int sis_living(const struct sis_killer *killer, struct sis_process *into, int limit);
/// Waits for ended children other than those given. True if a child that is not excepted is still there.
bool sis_reap_orphans(const pid_t *except, size_t except_count);

// --- keeper.c: the process that is the parent of the job

enum { SIS_SHOWN_PROCESSES = 50 };

struct sis_spawn {
    char *const *argv;
    char *const *envp;
    /// What is executed; NULL: what argv[0] names.
    const char *file;
    /// Set: nothing is executed, the job's process goes on with this in a copy of the caller. It does not return.
    void (*work)(void *context);
    void *work_context;
    /// The job's 0, 1 and 2.
    int descriptors[3];
    /// The terminal to hand over to the job; -1: none, the job gets a session of its own.
    int terminal;
    /// The terminal of that session; -1: none.
    int own_terminal;
    mode_t umask;
    /// Held open by the keeper; -1: none.
    int lock, slot;
    /// `cgroup.procs` and `cgroup.kill` of the control group for the job; 0: none.
    int group_entry, group_end;
    /// The lock of all hosts: a page in which its deadline stands (sis_deadline), NULL: none; and how long before it the tree is asked to end.
    const int64_t *lock_deadline;
    int64_t lock_margin_us;
    /// The reading end of whoever holds that lock by keeping the other end open; -1: nobody.
    int lock_output;
    /// What whoever holds it reads, and takes the end of for that of the run: held open; -1: none.
    int lock_input;
    /// How long a tree that lost its supervisor has to end by itself.
    int64_t grace_us;
    /// What asks that tree to end.
    int kill_signal;
    /// The keeper's title; NULL: left as it is.
    const char *title;
};

enum sis_command { SIS_TERMINATE = 1, SIS_KILL, SIS_FORWARD, SIS_PAUSE, SIS_RESUME, SIS_LIST, SIS_RELEASE };
struct sis_order {
    int32_t command;
    int32_t signal;
    int64_t grace_us;
};

enum sis_report_kind { SIS_SPAWNED = 1, SIS_SPAWN_FAILED, SIS_EXITED, SIS_GONE, SIS_LEFTOVERS, SIS_SURVIVORS, SIS_LOCK_LOST };
struct sis_report {
    int32_t kind;
    /// The job's process id; the errno; the raw wait status.
    int32_t value;
    /// Of SIS_SPAWN_FAILED: what was tried (enum sis_step).
    int32_t step;
    /// How many processes there are, and how many are shown.
    int32_t count, shown;
    struct sis_usage usage;
    struct sis_process processes[SIS_SHOWN_PROCESSES];
};

/// Forks the keeper. Returns its process id and sets `channel`, or returns -1 with errno set.
pid_t sis_keeper_start(const struct sis_spawn *spec, int *channel);

/// Makes these entries, which stay where they are, the environment of this process.
void sis_set_environment(char **entries);

// --- copy.c: a copy of a process that goes on by itself

/// Calls `body` on a new thread when the calling one, which is the first, has gone through its exit (dispatch_main(3) or pthread_exit(3)). Returns an error
/// number. To be called once.
int sis_when_first_thread_is_out(void (*body)(void *context), void *context);

// --- deadline.c: until when the lock of all hosts is held, shared by the processes of a run

/// A page of a file in memory (sis_memory_file) that these processes share; NULL with errno.
int64_t *sis_deadline_map(int fd);
/// Microseconds of CLOCK_BOOTTIME.
int64_t sis_deadline(const int64_t *page);
void sis_deadline_set(int64_t *page, int64_t deadline);
int64_t sis_boot_now(void);
/// A descriptor that can be read from a moment of CLOCK_BOOTTIME on, also when the machine slept over it; -1 with errno.
int sis_boot_timer(void);
/// Sets it anew.
void sis_boot_timer_set(int fd, int64_t at);

// --- child.c: from fork to exec in the job, or to its work

/// What was tried when the job could not be started.
enum sis_step { SIS_STEP_FORK = 1, SIS_STEP_SESSION, SIS_STEP_DESCRIPTORS, SIS_STEP_EXEC, SIS_STEP_GROUP, SIS_STEP_TREE, SIS_STEP_SIGNALS };

// --- probe.c: questions whose answer may never come, asked by a process of their own

/// Starts a process that connects to a host and port and ends with 0, or prints why not and ends with 1 (150: it cannot be found out). -1 with errno.
pid_t sis_probe_connect(const char *host, const char *port, int output);
/// The same for whether more bytes are free at a path for users who are not root.
pid_t sis_probe_free(const char *path, int64_t bytes, int output);
/// Prints the numeric addresses of a host, a line each. Ends with 0, or prints why there are none and ends with 1.
pid_t sis_probe_addresses(const char *host, int output);
/// A socket on its way to a numeric address, which waits for nothing; -1 and errno (EADDRNOTAVAIL: it is no such address).
int sis_connect(const char *address, const char *port);

// --- cookie.c: processes of a run whose supervisor and keeper are both gone

/// Ends all processes that have this `NAME=VALUE` in their environment (but the caller and its ancestors): the signal, grace, KILL, until none is found
/// or 8 s are over. Blocks. Returns how many are left and fills at most `limit`; adds to `ended` how many were signalled.
int sis_cookie_end(const char *cookie, int signal, int64_t grace_us, struct sis_process *left, int limit, int *ended);

/// Lets the calling thread have all signals of the set, whichever thread gets them: one that waits in sigsuspend gets even those that all block.
/// Each of several such threads gets them.
void sis_signals_to_this_thread(const sigset_t *set);
/// Undoes that for the calling thread. After the last one the signals of the set do what they did before.
void sis_signals_give_back(const sigset_t *set);
/// The kernel's id of the calling thread.
pid_t sis_thread_id(void);
/// Sends a signal to a thread of this process, by its kernel id.
void sis_signal_thread(pid_t thread, int number);
/// From now on the signal writes its number to this descriptor instead of ending the process. What is executed from here has it at its default again.
void sis_signal_to_descriptor(int number, int fd);

/// Lets a program that is spawned work in a directory.
void sis_spawn_in(posix_spawn_file_actions_t *actions, const char *directory);
enum { SIS_PROGRAM_DESCRIPTORS = 4 };
/// Starts a program as posix_spawnp(3) does, where a filter refuses clone3 in a way that the C library does not take for "not there".
/// `descriptors` become 0 to 3, except for those that are -1; every signal is as by default. Returns an error number.
int sis_spawn_without_clone3(
    pid_t *pid, const char *path, char *const *argv, char *const *envp, const int *descriptors, const char *directory, bool session);

// --- output.c: the stream that print of Swift and printf of C share

/// Lets stdout give out each line when it ends, as on a terminal.
void sis_stdout_by_lines(void);
/// Gives out what stdout holds.
void sis_stdout_flush(void);
/// The same unless another thread is using it, for at most so long.
void sis_stdout_flush_within(int64_t microseconds);

// --- write.c: writing to those who may never read

/// write(2) that gives up after about so long with EAGAIN, however the descriptor waits; 0: a descriptor that does not wait.
ssize_t sis_write_within(int fd, const void *bytes, size_t count, int64_t microseconds, bool is_terminal);
/// A file without a name in this directory; -1 with errno.
int sis_unnamed_file(int directory);
/// Gives back the room of a part of a file.
int sis_punch(int fd, int64_t from, int64_t count);

// --- in_process.c: a job that ends the process that it shares with its supervisor

/// What is written to the bell: one of these, and an exit status or a signal.
enum sis_in_process_end { SIS_IN_PROCESS_RETURNED = 1, SIS_IN_PROCESS_EXITED, SIS_IN_PROCESS_KILLED };

/// From now on whatever thread calls exit, or gets a signal that ends the process, rings and waits while a run is going on.
void sis_in_process_watch(int bell_fd);
/// Called by the thread that supervises, which never waits for itself.
void sis_in_process_set_running(bool running);
enum { SIS_LAST_WORDS = 4096 };
/// What was written last to stderr (the stream), at most SIS_LAST_WORDS bytes. Returns how many.
size_t sis_in_process_last_words(char *words);
/// The run of a process that a signal is to end is closed.
void sis_in_process_let_die(void);

// --- throws.c: where errors of Swift are thrown

/// Gets the box of the error.
typedef void (*sis_throw_handler)(void *error);
/// Gets an error that is in no box yet, its type, and how that is an error.
typedef void (*sis_typed_throw_handler)(void *value, const void *type, const void *conformance);

/// Calls these before each throw from now on, on the thread that throws, never from within themselves. To be called once.
/// False: the runtime does not tell.
bool sis_watch_throws(sis_throw_handler untyped, sis_typed_throw_handler typed);

// --- places.c: where in the source text code stands

struct sis_place {
    /// Cut if it is longer.
    char file[512];
    /// 0: not known.
    int line;
    bool is_known;
};

/// Finds the places of addresses in this process. What has no line tables has no places.
void sis_find_places(const uint64_t *addresses, size_t count, struct sis_place *places);

// --- shell.c: the command under the name of a shell

/// Whether this process was started as `sisyphus-sh`.
bool sis_is_shell(void);
/// The shell behind it: SISYPHUS_SHELL, else /bin/sh.
const char *sis_real_shell(void);
/// Whether the arguments can be a line of a crontab. If not, the real shell has been started already, or cannot be.
bool sis_may_be_crontab_line(void);

// --- title.c: what ps shows

/// The arguments in the memory that ps looks at.
int sis_argument_count(void);
/// NULL: there is none.
char *sis_argument(int index);

/// Takes over the memory of argv and the environment, which is copied away first. False: they do not lie in one piece.
bool sis_title_prepare(void);
/// Shows this text, cut to the space there is. Does nothing when not prepared.
void sis_title_set(const char *text, size_t length);

/// From which commit and when the release was built, which Scripts/build-release links in; NULL in other builds.
const char *sis_build(void);

/// Whether something keeps the clock right (adjtimex(2)).
bool sis_clock_is_set(void);

/// What a user may still write at a path; -1: it cannot be told.
int64_t sis_free_bytes(const char *path);

#endif
