"""The engine that grows: texts in order, each new or a repeat of a text that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pubclean.kernel.reference.checking import same_as
from pubclean.kernel.reference.sketching import (
    CHECKED,
    signatures,
    sketches,
    sketches_of_folded,
    sketches_of_shingles,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pubclean.kernel.plan import Plan
    from pubclean.kernel.reference.sketching import Sketch

FULL = 32  # rows a key may propose: more would make a shared boilerplate head quadratic
PHRASE = 16  # copies: a key of so many rows is a phrase and proposes none
LARGE = 2048  # shingles: larger sets are kept in ascending order
HOT: list[int] = []
MOST_SHARED = 200  # keys in common: no need to count further
MOST = 32  # rows checked for one text, those with most keys in common first


class Engine:
    """Kept texts, and the keys that propose them; rows are numbered in the order of keeping.

    >>> from pubclean.kernel.plan import jaccard_plan
    >>> engine = Engine(jaccard_plan(0.8))
    >>> engine.decide(engine.sketch(["one text", "One text!", "another"]))[0].tolist()
    [0, 0, 1]
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.kept: list[Sketch] = []
        self.gone: set[int] = set()
        self.rows_of: dict[int, int | list[int]] = {}  # a lone row, or a list of them

    def sketch(self, texts: Sequence[str]) -> list[Sketch]:
        """Read texts; any thread may, at any time."""
        return sketches(texts, self.plan)

    def signatures(self, texts: Sequence[str]) -> bytes:
        """Sign texts: uint32, one a permutation, all ones for a text without words."""
        found = self.sketch(texts)
        made = np.array([len(sketch.shingles) for sketch in found], np.int64)
        signed = np.full((len(found), len(self.plan.a)), 0xFFFFFFFF, np.uint32)
        flat = np.concatenate([np.empty(0, np.uint64), *(sketch.shingles for sketch in found)])
        signed[made > 0] = signatures(flat, made, self.plan.a, self.plan.b)
        return signed.tobytes()

    def decide(self, found: list[Sketch]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Keep each text or name the kept row it repeats; return rows and similarities."""
        rows, scores = np.empty(len(found), np.int64), np.ones(len(found), np.float32)
        for place, sketch in enumerate(found):
            row, score = self._closest(sketch)
            rows[place] = self._keep(sketch) if row is None else row
            scores[place] = score
        return rows, scores

    def relay(
        self,
        texts: Sequence[Any],
        threads: int,  # noqa: ARG002 the twin does it on this thread
        read: Callable[[object, int], str] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Sketch and decide texts; `read` makes one of an item, given its place, that is no `str`."""
        if read is not None:
            texts = [item if isinstance(item, str) else read(item, at) for at, item in enumerate(texts)]
        return self.decide(self.sketch(texts))

    def add(self, text: str) -> tuple[int, float]:
        """Sketch and decide one text: its row, and its similarity to that row."""
        rows, scores = self.decide(self.sketch([text]))
        return int(rows[0]), float(scores[0])

    def matches(self, text: str) -> list[tuple[int, float]]:
        """Return row and similarity of all that one text repeats."""
        sketch = self.sketch([text])[0]
        pairs = ((row, float(np.float32(self._similarity(sketch, row)))) for row in self._proposed(sketch))
        return [pair for pair in pairs if pair[1]]

    def expect(self, texts: int) -> None:
        """Make room for a number of texts to come."""

    def drop(self, row: int) -> None:
        """Never match a row again."""
        self.gone.add(row)

    def dump(self) -> tuple[bytes, bytes]:
        """Return the rows that are not gone: their sizes in bytes (uint64), and what `restore` makes them from."""
        live = [sketch for row, sketch in enumerate(self.kept) if row not in self.gone]
        if self.plan.copies:
            parts = [sketch.text.replace(b" ", b"\0") for sketch in live]
        else:
            parts = [_row_bytes(sketch) for sketch in live]
        return np.array([len(part) for part in parts], "<u8").tobytes(), b"".join(parts)

    def restore(self, sizes: bytes, data: bytes) -> None:
        """Keep the rows of a dump, unasked."""
        edges = [0, *np.cumsum(np.frombuffer(sizes, "<u8"), dtype=np.int64).tolist()]
        parts = [data[edges[i] : edges[i + 1]] for i in range(len(edges) - 1)]
        if self.plan.copies:
            found = sketches_of_folded([part + b"\0" for part in parts], self.plan)
        else:
            sets = [np.frombuffer(part, "<u8") for part in parts]
            found = sketches_of_shingles([each[1:] for each in sets], self.plan)
            for sketch, each in zip(found, sets, strict=True):
                sketch.keys[:1] = each[:1].tolist()
        for sketch in found:
            self._keep(sketch)

    def keys(self, texts: Sequence[str]) -> tuple[bytes, bytes]:
        """List the keys of texts: uint32 counts, and uint32 keys text by text, the first for the whole text."""
        found = [sketch.keys for sketch in self.sketch(texts)]
        counts = np.array([len(keys) for keys in found], np.uint32)
        return counts.tobytes(), np.array([key for keys in found for key in keys], np.uint32).tobytes()

    def hold(self, texts: Sequence[str], counts: bytes, keys: bytes) -> None:
        """Keep texts unasked, each under the keys given for it, as `keys` lists them."""
        edges = [0, *np.cumsum(np.frombuffer(counts, np.uint32), dtype=np.int64).tolist()]
        given = np.frombuffer(keys, np.uint32).tolist()
        if len(texts) != len(edges) - 1 or edges[-1] != len(given):
            raise ValueError("texts, counts and keys do not add up")
        for i, sketch in enumerate(self.sketch(texts)):
            self._keep(sketch, given[edges[i] : edges[i + 1]])

    def __len__(self) -> int:
        return len(self.kept)

    def _keep(self, sketch: Sketch, keys: list[int] | None = None) -> int:
        row = len(self.kept)
        self.kept.append(sketch)
        for key in sketch.keys if keys is None else keys:
            rows = self.rows_of.get(key)
            if rows is None:
                self.rows_of[key] = row
            elif isinstance(rows, int):
                self.rows_of[key] = rows if rows == row else [rows, row]
            elif rows is not HOT and len(rows) < FULL and rows[-1] != row:
                rows.append(row)
                if self.plan.copies and len(rows) == PHRASE:
                    self.rows_of[key] = HOT  # what many kept texts share is a phrase, not a trace of copying
        return row

    def _proposed(self, sketch: Sketch) -> list[int]:
        """Return the rows to check: one key in common is enough for "jaccard", two for "copies"."""
        find = self.rows_of.get
        hits = [(place, rows) for place, key in enumerate(sketch.keys) if (rows := find(key)) is not None]
        shared: dict[int, int] = {}
        for place, rows in hits:
            for row in (rows,) if isinstance(rows, int) else rows:
                count = shared.get(row, 0)
                if count < MOST_SHARED:
                    shared[row] = count + (1 if place else 2)  # the whole text in common is enough
        need = 2 if self.plan.copies and len(sketch.keys) > 2 else 1  # a text may have one anchor only
        rows = sorted(row for row, count in shared.items() if count >= need and row not in self.gone)
        return sorted(rows, key=lambda row: -shared[row])[:MOST]

    def _closest(self, sketch: Sketch) -> tuple[int | None, float]:
        best, at = 0.0, None
        for row in self._proposed(sketch):
            score = self._similarity(sketch, row)
            if score > best or (score == best and at is not None and row < at):
                best, at = score, row
        return (None, 1.0) if at is None else (at, best)

    def _similarity(self, sketch: Sketch, row: int) -> float:
        return same_as(sketch, self.kept[row], self.plan)


def _row_bytes(sketch: Sketch) -> bytes:
    """Return what a row for "jaccard" is restored from: the key of the whole text, and its distinct shingles."""
    if not sketch.keys:
        return b""
    shingles = sketch.shingles & CHECKED
    values, first = np.unique(shingles, return_index=True)
    if len(values) <= LARGE:
        values = shingles[np.sort(first)]
    return np.concatenate([np.array(sketch.keys[:1], np.uint64), values]).astype("<u8").tobytes()
