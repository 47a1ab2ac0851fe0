"""Find the texts that a page gives twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean.page import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

# characters; below them a text said twice is a sentence of the house: a role, a disclaimer under every item
SHORTEST = {Label.ABSTRACT: 60, Label.PROSE: 200}


def find_repeats(blocks: Sequence[tuple[int, str, Label]]) -> dict[int, int]:
    """Return, for each block (index, text, label) that repeats an earlier abstract or prose text, that one's index."""
    rows = [(i, text) for i, text, label in blocks if label in SHORTEST and len(text) >= SHORTEST[label]]
    if len(rows) < 2:
        return {}
    from pubclean.duplicates import deduplicate  # noqa: PLC0415 - numpy is loaded by the first page that needs it

    found = deduplicate([text for _, text in rows])
    return {rows[row][0]: rows[of][0] for row, of in enumerate(found.duplicate_of.tolist()) if of != row}
