"""`deduplicate`: many texts at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pubclean.duplicates.clusters import Deduplication
from pubclean.duplicates.methods import plan_of
from pubclean.duplicates.texts import opened
from pubclean.incoming import text_of
from pubclean.kernel.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    from pubclean.duplicates.methods import MethodName
    from pubclean.duplicates.texts import Texts

PORTION, WIDE_PORTION = 512, 65_536  # texts handed over at a time; threads begin and end together once a portion


def deduplicate(  # noqa: PLR0913 the contract
    texts: Iterable[str | None],
    *,
    method: MethodName = "copies",
    threshold: float | None = None,
    keep: str | ArrayLike = "first",
    workers: int = 1,
    progress: bool = False,
) -> Deduplication:
    """Keep one of the texts that are copies of each other; a row goes only for a kept row it matches.

    >>> deduplicate(["The first text.", "Another text.", "the FIRST text"], method="jaccard").keep
    array([0, 1])

    Args:
        texts: any iterable of `str`; None and NaN are empty texts, which are never duplicates.
        method: "copies" matches edited, garbled and truncated copies; "jaccard" is exact Jaccard over runs of
            five words.
        threshold: the least similarity of a match, above 0 and up to 1; None is the method's default.
        keep: which of a group stays: "first", "longest", or one number per row, of which the highest wins.
        workers: threads; the result is the same for any number.
        progress: show a bar (needs tqdm).

    Raises:
        TypeError: `texts` holds something that is neither a text nor missing.
        ValueError: an argument is out of its range.
    """
    plan = plan_of(method, threshold)
    if workers < 1:
        raise ValueError(f"workers is at least 1, not {workers}")
    items = opened(texts)
    order = _ranked(items, keep)
    engine = Engine(plan)
    engine.expect(len(items))
    found, scores = np.empty(len(items), np.int64), np.ones(len(items), np.float32)
    size = PORTION if workers == 1 else WIDE_PORTION
    with _bar(len(items), progress=progress) as advance:
        for start in range(0, len(items), size):
            chosen = order[start : start + size]
            rows, shares = engine.relay(items.rows(chosen), workers, partial(_text_at, chosen))
            found[start : start + size] = np.frombuffer(rows, np.int64)
            scores[start : start + size] = np.frombuffer(shares, np.float32)
            advance(min(size, len(items) - start))
    return _assembled(found, scores, order)


def _text_at(rows: NDArray[np.int64], item: object, at: int) -> str:
    return text_of(item, int(rows[at]))


def _ranked(items: Texts, keep: str | ArrayLike) -> NDArray[np.int64]:
    """Return rows in the order they are considered."""
    if isinstance(keep, str):
        if keep == "first":
            return np.arange(len(items), dtype=np.int64)
        if keep != "longest":
            raise ValueError(f'keep is "first", "longest" or one number per row, not {keep!r}')
        ranks: NDArray[Any] = items.lengths()
    else:
        ranks = np.asarray(keep)
        if ranks.shape != (len(items),) or ranks.dtype.kind not in "biuf":
            raise ValueError(f"keep wants one number per row: {len(items)} of them")
        if ranks.dtype.kind == "f" and np.isnan(ranks).any():
            raise ValueError("keep has a NaN: every row needs a number")
    # the stable way to sort downwards: reverse, sort upwards, reverse
    return len(items) - 1 - np.argsort(ranks[::-1], kind="stable")[::-1].astype(np.int64)


def _assembled(found: NDArray[np.int64], scores: NDArray[np.float32], order: NDArray[np.int64]) -> Deduplication:
    """Turn the engine's rows, numbered by keeping, into rows of the input."""
    kept = np.ones(len(found), bool)  # a row that is kept has a number above all before it
    highest = np.maximum.accumulate(found)
    np.greater(highest[1:], highest[:-1], out=kept[1:])
    first = np.flatnonzero(kept)
    duplicate_of = np.empty(len(found), np.int64)
    similarity = np.empty(len(found), np.float32)
    duplicate_of[order] = order[first][found]
    similarity[order] = scores
    return Deduplication(np.flatnonzero(duplicate_of == np.arange(len(found))), duplicate_of, similarity)


class _bar:  # noqa: N801 used as a function is
    """A progress bar, or none."""

    def __init__(self, total: int, *, progress: bool) -> None:
        self.bar: Any = None
        if progress:
            from tqdm import tqdm  # noqa: PLC0415 an extra

            self.bar = tqdm(total=total, unit=" texts")

    def __enter__(self) -> Any:
        return self.bar.update if self.bar is not None else lambda _: None

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()
