// What Benchmarks/soak has sisyphus end: swarm FILE COUNT forks COUNT times a second, tree FILE COUNT makes so many children that stay. Half of them leave
// the group, and some ignore the signal. FILE says how many there were.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 4) return 64;
    int count = atoi(argv[3]), is_swarm = !strcmp(argv[1], "swarm");
    double begun = now();
    signal(SIGCHLD, SIG_IGN);
    for (int made = 1; is_swarm || made < count; made++) {
        pid_t pid = fork();
        if (pid == -1) made--;
        if (pid == 0) {
            if (made % 2) setsid();
            if (made % 3) signal(SIGTERM, SIG_IGN);
            close(1);
            if (is_swarm) usleep(20000); else for (;;) pause();
            _exit(0);
        }
        if (made % 100 && made < count - 1) continue;
        FILE *file = fopen(argv[2], "w");
        if (file) { fprintf(file, "%d in %.1f s", made, now() - begun); fclose(file); }
        for (double early; is_swarm && (early = begun + (double)made / count - now()) > 0.001;) usleep((useconds_t)(early * 1e6));
    }
    for (;;) pause();
}
