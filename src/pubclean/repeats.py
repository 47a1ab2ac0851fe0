"""Find the texts that a page gives twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pubclean.duplicates.methods import plan_of
from pubclean.kernel.engine import Engine
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
    engine = Engine(plan_of("copies", None))
    engine.expect(len(rows))
    matched, _ = engine.relay([text for _, text in rows], 1)
    kept: list[int] = []  # the blocks that repeat none, as the engine numbers them
    repeats = {}
    for (i, _), of in zip(rows, memoryview(matched).cast("B").cast("q"), strict=True):
        if of == len(kept):
            kept.append(i)
        else:
            repeats[i] = kept[of]
    return repeats
