// `sisyphus-sh`, the command under the name of a shell: what is no line of a crontab goes to the real shell before anything else is set up, because
// a crontab's SHELL is also what its scripts take for theirs.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static bool is_our_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return strcmp(slash ? slash + 1 : path, "sisyphus-sh") == 0;
}

bool sis_is_shell(void) {
    const char *name = sis_argument(0);
    return name && is_our_name(name);
}

const char *sis_real_shell(void) {
    const char *chosen = getenv("SISYPHUS_SHELL");
    // A shell that is this program again would start itself for ever.
    return chosen && chosen[0] == '/' && !is_our_name(chosen) ? chosen : "/bin/sh";
}

bool sis_may_be_crontab_line(void) {
    int count = sis_argument_count();
    if (count == 3) return strcmp(sis_argument(1), "-c") == 0;
    // systemd-cron writes a line into a file, and gives the shell its path.
    static const char directory[] = "/run/systemd/generator/cron-";
    return count == 2 && strncmp(sis_argument(1), directory, sizeof directory - 1) == 0;
}

__attribute__((constructor(102))) static void pass_on(int argc, char **argv) {
    if (argc < 1 || !sis_is_shell() || sis_may_be_crontab_line()) return;
    char *shell = (char *)sis_real_shell(), *name = argv[0];
    setenv("SHELL", shell, 1);
    argv[0] = shell;
    execv(shell, argv);
    // main tries once more, and says why it fails.
    argv[0] = name;
}
