"""Steps that run once, say what they do, and stop with one clear line."""

import contextlib
import fcntl
import subprocess
import sys
import time
from pathlib import Path

from .settings import ENV


class Failure(Exception):
    """Something the user can act upon; shown without a traceback."""


def say(text, end="\n"):
    print(text, end=end, file=sys.stderr, flush=True)


def run(command, problem, lines=8, **options):
    """Run a command quietly; if it fails, say the problem and its last lines."""
    result = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
    if result.returncode:
        last = result.stdout.strip().splitlines()[-lines:]
        tail = "".join(f"\n    {line}" for line in last)
        raise Failure(f"{problem}{tail}")
    return result.stdout


class Step:
    """One part of the environment, redone when its key changes."""

    def __init__(self, name, title, key, action):
        self.title = title
        self.key = key
        self.action = action
        self.stamp = ENV / "stamps" / name

    def is_done(self):
        try:
            return self.stamp.read_text() == self.key
        except FileNotFoundError:
            return False

    def execute(self, position):
        say(f"[{position}] {self.title} ...", end=" ")
        start = time.monotonic()
        try:
            self.action()
        except BaseException:
            say("failed")
            raise
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(self.key)
        say(f"{time.monotonic() - start:.0f} s")


@contextlib.contextmanager
def lock():
    """Let one process at a time build; the others wait for it."""
    ENV.mkdir(exist_ok=True)
    with open(ENV / "lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another command that is preparing .env ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def execute_all(steps):
    """Run the steps that are not done; cheap when all of them are."""
    if all(step.is_done() for step in steps):
        return
    with lock():
        for number, step in enumerate(steps, 1):
            if not step.is_done():
                step.execute(f"{number}/{len(steps)}")


def main(function):
    """Run a command's main function; a failure is one line, not a traceback."""
    command = Path(sys.argv[0])
    try:
        sys.exit(function(sys.argv[1:]))
    except Failure as failure:
        sys.exit(f"scripts/{command.name}: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
