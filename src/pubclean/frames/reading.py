"""Cleaning a column of page dumps: for each its clean text, the language of its content, the share that went."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from pubclean.batches import ordered_map
from pubclean.frames.asked import require_column, require_free
from pubclean.pipeline import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pubclean.options import Options

    Row = tuple[str, str, float]


class Reader(NamedTuple):
    """Reads pages into three columns: `into`, `into` + "_language", `into` + "_dropped"."""

    into: str
    options: Options | None = None
    workers: int = 1

    @property
    def names(self) -> tuple[str, str, str]:
        """The columns made."""
        return self.into, f"{self.into}_language", f"{self.into}_dropped"

    def check(self, columns: Iterable[str], text: str) -> None:
        """Check that the column to read is there, and those to be made are not.

        Raises:
            ValueError: they are not so.
        """
        there = list(columns)
        require_column(there, text, "text")
        require_free(there, self.names, "choose another name with into=")

    def columns(self, texts: Iterable[Any]) -> tuple[list[str], list[str], list[float]]:
        """Return the columns for some texts."""
        rows = list(ordered_map(partial(_row, Cleaner(self.options)), texts, workers=self.workers))
        return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]

    def added_to(self, batch: pa.RecordBatch, text: str) -> pa.RecordBatch:
        """Return an Arrow batch with the columns for its texts."""
        for name, values, kind in zip(
            self.names, self.columns(batch[text]), ("string", "string", "float"), strict=True
        ):
            batch = batch.append_column(name, pa.array(values, kind))
        return batch


def _row(cleaner: Cleaner, text: str) -> Row:
    page = cleaner.parse(text)
    return page.text, page.language.code, dropped_share(text, page.text)


def dropped_share(source: str, kept: str) -> float:
    """Return how much of a page's characters went, white space aside, 0 to 1; 0 of a page that has none.

    >>> dropped_share("Home Small lakes", "Small lakes")
    0.2857142857142857
    """
    before, after = (sum(map(len, text.split())) for text in (source, kept))
    return max(0.0, 1 - after / before) if before else 0.0
