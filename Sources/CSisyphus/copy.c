// A copy of a process in which Swift has run already (fork(2) without exec). Swift's Mutex and the locks of libdispatch know a thread by the kernel's id, which
// is asked for once in each thread: the first thread of the copy has that of the other process, and whoever met a lock in its hands would wait for that one.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

#include "internal.h"

static sem_t is_out;
static void (*work)(void *context);

static void first_thread_is_out(void *ignored) {
    (void)ignored;
    sem_post(&is_out);
}

static void *begin(void *context) {
    while (sem_wait(&is_out) == -1 && errno == EINTR) {}
    work(context);
    return NULL;
}

int sis_when_first_thread_is_out(void (*body)(void *context), void *context) {
    pthread_key_t key;
    pthread_t thread;
    work = body;
    sem_init(&is_out, 0, 0);
    // Destructors are called in the order in which their keys were made, on which libdispatch relies too: its own, which gives up the main queue, was made when the
    // library was loaded, and that which keeps the thread for good is made by dispatch_main(3) itself.
    int error = pthread_key_create(&key, first_thread_is_out);
    if (!error) error = pthread_setspecific(key, &is_out);
    if (!error) error = pthread_create(&thread, NULL, begin, context);
    if (!error) pthread_detach(thread);
    return error;
}
