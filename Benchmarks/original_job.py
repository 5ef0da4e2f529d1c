"""The original's side of the library benchmark: log calls of 80 characters with one task open."""
from ll import sisyphus

CALLS = 20_000


class Lines(sisyphus.Job):
    projectname = "bench"

    def execute(self):
        text = "x" * 80
        with self.task("write", "lines"):
            for _ in range(CALLS):
                self.log(text)
        return f"logged {CALLS} lines"


if __name__ == "__main__":
    sisyphus.execute(Lines())
