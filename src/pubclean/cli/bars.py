"""Progress on stderr: bars where somebody watches, nothing where nobody does."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def watched(output: str | None) -> bool:
    """Say whether bars would be seen, and not amid what is written: stderr is a terminal, the output elsewhere."""
    if not sys.stderr.isatty() or (output is None and sys.stdout.isatty()):
        return False
    try:
        import tqdm  # noqa: F401, PLC0415 an extra
    except ImportError:
        return False
    return True


class Bar:
    """How much of some bytes has been read."""

    def __init__(self, drawn: Any = None) -> None:
        self.drawn = drawn

    def advance(self, size: int) -> None:
        """Say that so many bytes more were read."""
        if self.drawn is not None:
            self.drawn.update(size)

    def watch(self, file: io.FileIO) -> io.RawIOBase:
        """Return a file whose reading moves the bar."""
        return file if self.drawn is None else _Watched(file, self)


class _Watched(io.RawIOBase):
    def __init__(self, file: io.FileIO, bar: Bar) -> None:
        self.file, self.bar = file, bar

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        size = self.file.readinto(buffer)
        self.bar.advance(size or 0)
        return size


@contextmanager
def bar(what: str, total: int, output: str | None) -> Iterator[Bar]:
    """Draw how far the reading of `total` bytes has come, if that is seen."""
    if not watched(output):
        yield Bar()
        return
    from tqdm import tqdm  # noqa: PLC0415 an extra

    with tqdm(total=total or None, desc=what, unit="B", unit_scale=True, unit_divisor=1024, file=sys.stderr) as drawn:
        yield Bar(drawn)
