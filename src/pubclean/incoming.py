"""Read what a caller hands over as texts: lists, generators, Series, Arrow arrays; a missing value is an empty text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pubclean.errors import require_str

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MISSING_TYPES = frozenset({"NAType", "NaTType"})  # pandas.NA and NaT, known by name so that pandas need not be there


def each_text(texts: Iterable[Any]) -> Iterator[str]:
    """Yield texts one by one, as they are asked for.

    >>> list(each_text(iter(["a", None, float("nan")])))
    ['a', '', '']

    Raises:
        TypeError: one text where many are wanted, nothing to iterate over, or an item that is neither text nor missing.
    """
    if isinstance(texts, str | bytes):
        raise TypeError(f"texts must be an iterable of str, not one {type(texts).__name__}: use [text]")
    listed = getattr(texts, "to_pylist", None)  # Arrow arrays yield scalars
    try:
        items = iter(listed() if listed is not None else texts)
    except TypeError:
        raise TypeError(f"texts must be an iterable of str, not {type(texts).__name__}") from None
    return (item if isinstance(item, str) else text_of(item, row) for row, item in enumerate(items))


def text_of(item: object, row: int | None = None) -> str:
    """Return one item as a text, a missing one as the empty text; `row` is told in the error."""
    if item is None or type(item).__name__ in _MISSING_TYPES or (isinstance(item, float) and item != item):  # noqa: PLR0124
        return ""
    return require_str(item, "a text" if row is None else f"text {row}")
