"""Texts laid down in a file that goes away: as many as the disk holds, read by row."""

from __future__ import annotations

import tempfile
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from numpy.typing import NDArray

ODD = "surrogatepass"  # any str is a text


class Spool:
    r"""Texts by row, as `deduplicate` reads them; of each, sixteen bytes are in memory.

    >>> with Spool() as texts:
    ...     texts.append("one")
    ...     texts.append("\ud83d")
    ...     list(texts), texts.rows(np.array([1, 0])), texts.lengths().tolist()
    (['one', '\ud83d'], ['\ud83d', 'one'], [3, 1])
    """

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile(prefix="pubclean-")  # noqa: SIM115 it is ours until we are left
        self.ends, self.sizes = array("q", [0]), array("q")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def append(self, text: str) -> None:
        """Lay down one more text."""
        data = text.encode("utf-8", ODD)
        self.file.write(data)
        self.ends.append(self.ends[-1] + len(data))
        self.sizes.append(len(text))

    def __len__(self) -> int:
        return len(self.sizes)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), 512):
            yield from self._between(start, min(start + 512, len(self)))

    def lengths(self) -> NDArray[np.int64]:
        """Count the code points of each row."""
        return np.array(self.sizes, np.int64)

    def rows(self, rows: NDArray[np.int64]) -> list[str]:
        """Return the texts of some rows, those that lie side by side in one reading."""
        wanted = rows.tolist()
        cuts = [0, *(np.flatnonzero(np.diff(rows) != 1) + 1).tolist(), len(wanted)]
        runs = ((wanted[start], wanted[stop - 1] + 1) for start, stop in pairwise(cuts) if stop > start)
        return [text for start, stop in runs for text in self._between(start, stop)]

    def _between(self, start: int, stop: int) -> list[str]:
        ends = self.ends[start : stop + 1]
        self.file.seek(ends[0])
        data = self.file.read(ends[-1] - ends[0])
        return [data[a - ends[0] : b - ends[0]].decode("utf-8", ODD) for a, b in pairwise(ends)]
