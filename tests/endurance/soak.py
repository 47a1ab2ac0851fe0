"""A long run under load: `python tests/endurance/soak.py --minutes 30`.

Eight threads query an index while one adds, removes and saves, and the main thread reads pages, all at once. Memory is
noted ten times; after the first fifth of the time it may not grow by more than `--grow` MB. Any error ends it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import pubclean

sys.path.insert(0, str(Path(__file__).parent.parent))
from strategies import SCRAPS

KEPT = 2000  # texts the index holds; each new one takes the place of an old one
READERS, NOTES = 8, 10


def resident() -> float:
    """MB of memory that this process holds."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def text_of(number: int) -> str:
    rng = random.Random(number)
    return " ".join(f"word{rng.randrange(3000)}" for _ in range(60))


class Load:
    """What all threads share: the index, the last number stored, how much was done, and what went wrong."""

    def __init__(self) -> None:
        self.index = pubclean.DuplicateIndex()
        self.last, self.stop = 0, threading.Event()
        self.done = dict.fromkeys(("queries", "adds", "saves", "pages"), 0)
        self.errors: list[BaseException] = []
        for number in range(KEPT):
            self.index.add(number, text_of(number))
        self.last = KEPT - 1

    def run(self, work) -> None:
        try:
            while not self.stop.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            self.errors.append(error)
            self.stop.set()

    def read(self) -> None:
        number = self.last - random.randrange(KEPT // 2)  # far from the end that is removed
        found = self.index.query(text_of(number))
        if not any(match.key == number and match.similarity == 1 for match in found) and number in self.index:
            raise AssertionError(f"text {number} is stored, and was not found, but {found}")
        self.done["queries"] += 1

    def write(self) -> None:
        number = self.last + 1
        if self.index.add(number, text_of(number)) is not None:
            raise AssertionError(f"text {number} is new, and was taken for another")
        self.index.remove(number - KEPT)
        self.last = number
        self.done["adds"] += 1
        if number % 2000 == 0:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "index")
                self.index.save(path)
                if len(pubclean.DuplicateIndex.load(path)) != KEPT:
                    raise AssertionError("a saved index has lost texts")
            self.done["saves"] += 1

    def parse(self, rng: random.Random) -> None:
        page = "\n".join(rng.choices(SCRAPS, k=40))
        if pubclean.clean(page) != pubclean.parse(page).text:
            raise AssertionError(f"read in two ways: {page!r}")
        self.done["pages"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--grow", type=float, default=16, help="MB that memory may grow")
    chosen = parser.parse_args()
    load, rng, notes = Load(), random.Random(1), []
    workers = [threading.Thread(target=load.run, args=(load.read,)) for _ in range(READERS)]
    workers.append(threading.Thread(target=load.run, args=(load.write,)))
    for worker in workers:
        worker.start()
    began, seconds = time.monotonic(), chosen.minutes * 60
    while (past := time.monotonic() - began) < seconds and not load.stop.is_set():
        load.parse(rng)
        if past >= seconds * len(notes) / NOTES:
            notes.append(resident())
    load.stop.set()
    for worker in workers:
        worker.join()
    notes.append(resident())
    if load.errors:
        raise load.errors[0]
    grown = max(notes[2:]) - notes[2]
    print(f"{chosen.minutes:g} minutes:", ", ".join(f"{count:,} {what}" for what, count in load.done.items()))
    print("memory in MB:", " ".join(f"{note:.0f}" for note in notes), f"(grown by {grown:.1f} after the first fifth)")
    return grown > chosen.grow


if __name__ == "__main__":
    sys.exit(main())
