"""Reading what a caller hands over: lists, generators, Series, Arrow; a missing value is an empty text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pubclean.errors import require_str

if TYPE_CHECKING:
    from collections.abc import Iterable


def collected(texts: Iterable[Any]) -> list[str]:
    """Return texts as a list of `str`.

    >>> collected(iter(["a", None, float("nan")]))
    ['a', '', '']

    Raises:
        TypeError: a lone `str` or `bytes`, nothing to iterate over, or an item that is neither a text nor missing.
    """
    if isinstance(texts, (str, bytes)):
        raise TypeError("texts must be many texts, not one: put it in a list")
    listed = getattr(texts, "to_pylist", None)  # Arrow arrays yield scalars
    items = listed() if listed is not None else texts if isinstance(texts, list) else list(texts)
    return items if set(map(type, items)) <= {str} else [text_of(item, row) for row, item in enumerate(items)]


def text_of(item: object, row: int | None = None) -> str:
    """Return one item as a text, a missing one as the empty text."""
    if isinstance(item, str):
        return item
    if item is None or item != item or type(item).__name__ in {"NAType", "NaTType"}:  # noqa: PLR0124 only NaN differs from itself
        return ""
    return require_str(item, "a text" if row is None else f"text {row}")
