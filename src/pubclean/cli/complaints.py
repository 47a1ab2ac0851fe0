"""What the command line says on stderr: what was bad, where, and how often."""

from __future__ import annotations

import sys
from collections import Counter

FAILED = 1  # some input was bad, and the rest was done
SHOWN = 20  # bad rows of one file that are told one by one


class Refused(Exception):  # noqa: N818 it is not our error
    """What was asked cannot be done; the message says what can."""


class Complaints:
    """Tell what is bad as it is met, and remember that it was."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.bad = False

    def input(self, name: str, problem: str) -> None:
        """Say that an input could not be read, or not to its end."""
        self.bad = True
        self.say(f"{name}: {problem}")

    def row(self, name: str, number: int, problem: str) -> None:
        """Say that a line or row of an input was left out."""
        self.bad = True
        self.rows[name] += 1
        if self.rows[name] <= SHOWN:
            self.say(f"{name}:{number}: {problem}")

    def note(self, name: str, remark: str) -> None:
        """Say what is worth knowing but not bad."""
        self.say(f"{name}: {remark}")

    def say(self, message: str) -> None:
        """Write a line on stderr, over a progress bar if one is there."""
        bars = sys.modules.get("tqdm")
        line = f"pubclean: {message}".encode("utf-8", "backslashreplace").decode()
        if bars is not None:
            bars.tqdm.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr)

    def code(self) -> int:
        """Return the exit code, and say how many rows were bad where not all were told."""
        for name, count in self.rows.items():
            if count > SHOWN:
                self.say(f"{name}: {count:,} bad rows in all")
        return FAILED if self.bad else 0


class Silence(Complaints):
    """Remember what is bad, and say nothing: it is told in another reading."""

    def say(self, message: str) -> None:
        """Say nothing."""
