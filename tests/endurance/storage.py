"""What becomes of an index file when the machine dies while it is written, or its bytes change.

`python tests/endurance/storage.py --kills 1000 --damages 10000`; the tests run a few of each.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from pathlib import Path

from pubclean import DuplicateIndex
from pubclean.duplicates import IndexFileError


def index_of(size: int, *, seed: int = 0) -> DuplicateIndex:
    rng, index = random.Random(seed), DuplicateIndex(method="jaccard" if seed % 2 else "copies")
    for key in range(size):
        index.add(key, " ".join(f"word{rng.randrange(5000)}" for _ in range(40)))
    return index


def save_again_and_again(path: Path, size: int, saved: multiprocessing.connection.Connection) -> None:
    """Save two indexes in turn for ever; the one has one text more than the other."""
    less = index_of(size)
    more = index_of(size)
    more.add("more", "one more text that no other one repeats")
    saved.send(True)
    while True:
        more.save(path)
        less.save(path)


def kill_while_saving(folder: Path, times: int, *, size: int = 300, seed: int = 1) -> tuple[int, int]:
    """Kill a process that saves, at a time drawn anew each time; return how often each file was left.

    Raises:
        IndexFileError: a file was torn.
        AssertionError: a file loads, but is neither of the two.
    """
    rng, path, found = random.Random(seed), folder / "index", {size + 1: 0, size: 0}
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    for _ in range(times):
        ready, saved = context.Pipe(duplex=False)
        process = context.Process(target=save_again_and_again, args=(path, size, saved), daemon=True)
        process.start()
        ready.recv()
        process.join(rng.uniform(0.002, 0.03))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        if path.exists():
            index = DuplicateIndex.load(path)
            assert len(index) in found
            assert ("more" in index) is (len(index) == size + 1)
            found[len(index)] += 1
        for left in folder.glob(".index.*"):  # what was being written when it died
            left.unlink()
    return found[size + 1], found[size]


def damaged(whole: bytes, rng: random.Random) -> bytes:
    """Flip a bit, cut off an end, drop or repeat a stretch, or overwrite one."""
    at, size = rng.randrange(len(whole)), rng.randrange(1, 64)
    kind = rng.randrange(10)
    if kind < 5:
        return whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :]
    if kind < 7:
        return whole[:at]
    if kind == 7:
        return whole[:at] + whole[at + size :]
    if kind == 8:
        return whole[:at] + whole[at : at + size] + whole[at:]
    return whole[:at] + rng.randbytes(size) + whole[at + size :]


def damage(folder: Path, times: int, *, seed: int = 1) -> tuple[int, int]:
    """Load damaged copies of two files; return how many were refused and how many were the file itself after all."""
    rng, path, refused, same = random.Random(seed), folder / "index", 0, 0
    wholes = []
    for method in range(2):
        index_of(60, seed=method).save(path)
        wholes.append(path.read_bytes())
    for number in range(times):
        whole = wholes[number % 2]
        content = damaged(whole, rng)
        path.write_bytes(content)
        try:
            DuplicateIndex.load(path)
        except IndexFileError as error:
            assert str(path) in str(error)  # noqa: PT017 - no test, a script
            refused += 1
        else:
            assert content == whole, "a damaged file was loaded"
            same += 1
    return refused, same


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--damages", type=int, default=10_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        more, less = kill_while_saving(Path(folder), chosen.kills)
        print(f"killed {chosen.kills} times while saving: {more} new files, {less} old ones, none torn")
        refused, same = damage(Path(folder), chosen.damages)
        print(f"damaged {chosen.damages} times: {refused} refused, {same} not changed at all, none loaded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
