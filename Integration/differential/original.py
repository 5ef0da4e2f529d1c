"""Wraps a command with ll.sisyphus and logs every line that it prints, as a job of the original would. usage: original.py [options] -- COMMAND…"""
import subprocess
import sys

from ll import sisyphus


class Wrapped(sisyphus.Job):
    projectname = "P"
    jobname = "job"
    argdescription = "log what a command prints"

    def __init__(self, command):
        self.command = command

    def execute(self):
        child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        lines = 0
        for line in child.stdout:
            lines += 1
            self.log(line.rstrip("\n"))
        if status := child.wait():
            raise RuntimeError(f"failed with exit status {status}")
        return f"{lines} lines" if lines else None


if __name__ == "__main__":
    cut = sys.argv.index("--")
    sisyphus.executewithargs(Wrapped(sys.argv[cut + 1:]), sys.argv[1:cut])
