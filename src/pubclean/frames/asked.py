"""What a caller asks of a frame, checked against its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pubclean.duplicates.methods import plan_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pubclean.duplicates.methods import MethodName
    from pubclean.kernel.plan import Plan

ADDED = ("duplicate_of", "similarity")
WORDS = ("first", "longest")  # what `keep` may say besides the name of a column


class Asked(NamedTuple):
    """Deduplicate by these columns, this way."""

    text: str
    id: str | None
    keep: str
    method: MethodName
    threshold: float | None

    @property
    def plan(self) -> Plan:
        """What an engine is told to do."""
        return plan_of(self.method, self.threshold)

    @property
    def ranked(self) -> str | None:
        """The column that ranks rows, if one does."""
        return None if self.keep in WORDS else self.keep

    def check(self, columns: Iterable[str]) -> None:
        """Check that the frame has the columns asked for and not yet those to be added.

        Raises:
            ValueError: it does not.
        """
        there = list(columns)
        self.plan  # noqa: B018 the arguments are checked when it is made
        require_column(there, self.text, "text")
        if self.id is not None:
            require_column(there, self.id, "id", " or id=None for the numbers of the rows" if self.id == "id" else "")
        if self.ranked is not None:
            require_column(there, self.ranked, "keep", ', "first" or "longest"')
        require_free(there, ADDED, "rename or drop it first")


def require_column(columns: list[str], name: str, argument: str, otherwise: str = "") -> None:
    """Raise a `ValueError` when a frame lacks a column."""
    if name not in columns:
        some = ", ".join(map(repr, columns[:8])) + (", …" if len(columns) > 8 else "")
        raise ValueError(f"the frame has no column {name!r}: {argument} names one of {some}{otherwise}")


def require_free(columns: list[str], names: Iterable[str], advice: str) -> None:
    """Raise a `ValueError` when a frame has a column that is to be added."""
    for name in names:
        if name in columns:
            raise ValueError(f"the frame already has a column {name!r}: {advice}")


def refuse_repeated(column: str, value: object) -> ValueError:
    """Return the error for an id that two rows have."""
    return ValueError(f"the ids in {column!r} are not unique: {value!r} stands on more than one row")


def refuse_missing(column: str, rows: int, what: str = "an id") -> ValueError:
    """Return the error for rows without what each row needs."""
    return ValueError(f"{rows} rows have no value in {column!r}: every row needs {what}")


def refuse_type(column: str, kind: str, wanted: str) -> TypeError:
    """Return the error for a column of another type."""
    return TypeError(f"the column {column!r} must hold {wanted}, not {kind}: cast it first")
