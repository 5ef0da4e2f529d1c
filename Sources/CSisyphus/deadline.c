#include <stdlib.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

int64_t *sis_deadline_map(int fd) {
    if (ftruncate(fd, sizeof(int64_t)) == -1) return NULL;
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return page == MAP_FAILED ? NULL : page;
}

int64_t sis_deadline(const int64_t *page) { return __atomic_load_n(page, __ATOMIC_SEQ_CST); }

void sis_deadline_set(int64_t *page, int64_t deadline) { __atomic_store_n(page, deadline, __ATOMIC_SEQ_CST); }

int64_t sis_boot_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int sis_boot_timer(void) { return timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK); }

void sis_boot_timer_set(int fd, int64_t at) {
    // A moment of 0 would switch it off.
    if (at < 1) at = 1;
    struct itimerspec time = {.it_value = {at / 1000000, at % 1000000 * 1000}};
    timerfd_settime(fd, TFD_TIMER_ABSTIME, &time, NULL);
}
