"""Times, memory and the Markdown table of scripts/bench.py."""

import contextlib
import resource
import time
from pathlib import Path

PROCESS = Path("/proc/self")


class Table:
    """One row per measure: what, time, memory, ratio to the floor, budget."""

    HEADER = ("work", "measured", "peak memory", "floor", "× floor", "budget", "")

    def __init__(self):
        self.rows = []

    def add(self, work, seconds, budget=None, floor=None, memory=None):
        """A duration; ``floor`` is what plain SQL needs for the same."""
        verdict = "" if budget is None else "OK" if seconds <= budget else "OVER"
        self.rows.append(
            (
                work,
                f"{seconds:.2f} s",
                f"{memory:.0f} MiB" if memory else "",
                f"{floor:.2f} s" if floor else "",
                f"{seconds / floor:.1f}" if floor else "",
                f"≤ {budget} s" if budget is not None else "",
                verdict,
            )
        )

    def add_rate(self, work, count, seconds, budget=None):
        rate = count / seconds
        verdict = "" if budget is None else "OK" if rate >= budget else "OVER"
        shown = f"≥ {budget} / s" if budget is not None else ""
        self.rows.append((work, f"{rate:.1f} / s", "", "", "", shown, verdict))

    def note(self, work, text):
        self.rows.append((work, text, "", "", "", "", ""))

    def __str__(self):
        rows = [self.HEADER, ("---",) * len(self.HEADER), *self.rows]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)


@contextlib.contextmanager
def clock():
    """``seconds`` and ``memory`` (peak, MiB) of a block, once it is left."""
    result = Measure()
    _forget_peak()
    started = time.perf_counter()
    yield result
    result.seconds = time.perf_counter() - started
    result.memory = _peak()


class Measure:
    seconds = memory = 0.0


def _forget_peak():
    with contextlib.suppress(OSError):
        (PROCESS / "clear_refs").write_text("5")


def _peak():
    with contextlib.suppress(OSError):
        for line in (PROCESS / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
