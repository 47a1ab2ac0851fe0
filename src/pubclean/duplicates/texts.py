"""Reading what a caller hands over: lists, generators, Series, Arrow; a missing value is an empty text."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from pubclean.incoming import each_text
from pubclean.kernel.engine import ArrowTexts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@runtime_checkable
class Texts(Protocol):
    """Texts by row, as an engine reads them."""

    def __len__(self) -> int: ...

    def lengths(self) -> NDArray[np.int64]:
        """Count the code points of each row."""

    def rows(self, rows: NDArray[np.int64]) -> Any:
        """Return the texts of some rows in the form `Engine.relay` takes."""


class ListedTexts:
    """Texts that lie in a list, missing ones among them."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def lengths(self) -> NDArray[np.int64]:
        """Count the code points of each row."""
        self.items = list(each_text(self.items))
        return np.fromiter(map(len, self.items), np.int64, len(self.items))

    def rows(self, rows: NDArray[np.int64]) -> list[Any]:
        """Return some rows as a list of their own, missing ones as they are."""
        if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
            return self.items[rows[0] : rows[-1] + 1]
        return [self.items[row] for row in rows.tolist()]


class ArrowColumn:
    """Texts that lie in Arrow's memory, read there."""

    def __init__(self, texts: ArrowTexts) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def lengths(self) -> NDArray[np.int64]:
        """Count the code points of each row."""
        return np.frombuffer(self.texts.lengths(), np.int64)

    def rows(self, rows: NDArray[np.int64]) -> tuple[ArrowTexts, bytes]:
        """Return the column and the rows to read of it."""
        return self.texts, rows.tobytes()


def opened(texts: Iterable[Any]) -> Texts:
    """Return texts by row: as they are if they are so, in Arrow's memory where the kernel is compiled, else in a list.

    Raises:
        TypeError: a lone `str` or `bytes`, nothing to iterate over, or an item that is neither a text nor missing.
    """
    if isinstance(texts, Texts):
        return texts
    if not _lies_in_arrow(texts):
        return ListedTexts(texts if isinstance(texts, list) else list(each_text(texts)))
    if ArrowTexts is not None:
        with suppress(UnicodeEncodeError):  # of a column that pandas keeps elsewhere: Arrow has no lone surrogates
            return ArrowColumn(ArrowTexts(texts))
    try:
        return ListedTexts(list(each_text(texts)))
    except TypeError as error:
        raise TypeError(f"texts are Arrow strings, not {type(texts).__name__}: pass one text column") from error


def _lies_in_arrow(texts: object) -> bool:
    """Say whether texts are a column that Arrow reads; one of Python's objects it would have to write first."""
    reads = hasattr(texts, "__arrow_c_stream__") or hasattr(texts, "__arrow_c_array__")
    return reads and str(getattr(texts, "dtype", "")) != "object"
