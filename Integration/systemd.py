"""Scripts in a mount namespace of their own, also beside a systemd that needs no machine which it has booted."""
import os

from harness import Skip, need, wait_until


def inside(w, script, **more):
    """Starts a script with its own spool, /run and /usr/sbin. `bin`, `sbin`, `config` and `run` of the world must be there."""
    setup = f"""set -e
mount --make-rprivate /
mount -t tmpfs none /run
mount -t tmpfs none /var/spool
mount --bind {w.root}/sbin /usr/sbin
mkdir -p /var/spool/cron/crontabs /run/systemd/system
{script}"""
    return w.spawn(["unshare", "-m", "bash", "-c", setup], env=w.environment(**more))


def until(w, started, condition, what, seconds=20):
    """Waits; says what the script said if it has ended before."""
    def over():
        if started.process.poll() is not None:
            raise Skip(f"it cannot be run here: {started.wait()}")
        return condition()
    wait_until(over, what, seconds)


MANAGER = """
mount -t cgroup2 none /sys/fs/cgroup || { umount -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup; }
group=/sys/fs/cgroup/sisyphus-$$
mkdir $group && echo $$ > $group/cgroup.procs
trap 'kill $manager; wait $manager; echo $$ > /sys/fs/cgroup/cgroup.procs; find $group -depth -type d -exec rmdir {} +' EXIT
export XDG_RUNTIME_DIR=ROOT/run XDG_CONFIG_HOME=ROOT/config
chmod 700 ROOT/run
"""


def manager(w, script):
    """Runs a script beside systemd, which needs no machine that was booted by it as a user's instance."""
    need("systemctl")
    systemd = next((path for path in ("/usr/lib/systemd/systemd", "/lib/systemd/systemd") if os.access(path, os.X_OK)), None)
    if systemd is None:
        raise Skip("needs systemd")
    (w.root / "config/systemd/user").mkdir(parents=True, exist_ok=True)
    return inside(w, MANAGER.replace("ROOT", str(w.root)) + script.replace("SYSTEMD", f"{systemd} --user"))
