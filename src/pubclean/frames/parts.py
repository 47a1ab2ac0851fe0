"""One part of a corpus too large for one engine: the keys of its texts, and its decisions given earlier parts.

A corpus is cut into parts in the order its rows are considered. An engine that is to decide one part needs of all
earlier parts only what stands under the keys of this part, and little of that with its text. So seated, it decides as
one that had decided everything before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pubclean.duplicates.texts import opened
from pubclean.kernel.engine import Engine
from pubclean.kernel.reference.engine import FULL, PHRASE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pubclean.kernel.plan import Plan

    I64 = NDArray[np.int64]
    U32 = NDArray[np.uint32]

ENOUGH = 2  # keys in common, by weight, that make a pair a proposal


def most_held(plan: Plan) -> int:
    """Return how many kept rows of a key, the first ones, an engine ever looks at."""
    return PHRASE if plan.copies else FULL


def closing(plan: Plan) -> int:
    """Return how many kept rows close a key, so that it proposes none; 0 where no number does."""
    return PHRASE if plan.copies else 0


def keyed_table(plan: Plan, rows: pa.Table) -> pa.Table:
    """List the keys of a part: part, place, text → part, place, key, weight.

    What an engine asks of two texts before it checks them is here a sum of weights: of "jaccard" one key in common, of
    "copies" the key of the whole text or two others, or the only one that a text has.
    """
    texts = opened(rows["text"])
    counts, keys = Engine(plan).keys(texts.rows(np.arange(len(texts))))
    each = np.frombuffer(counts, np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(each)), each)
    weight = np.full(len(row), ENOUGH, np.int8)
    if plan.copies:
        weight[each[row] > ENOUGH] = 1
        weight[(np.cumsum(each) - each)[each > 0]] = ENOUGH
    key = np.frombuffer(keys, np.uint32)
    # a key that a text has twice, by chance, stands once: the first time, with all the weight it takes
    once = np.sort(np.unique(row << 32 | key, return_index=True)[1])
    columns = (rows["part"].take(row[once]), rows["place"].take(row[once]), key[once], weight[once])
    return pa.table(dict(zip(("part", "place", "key", "weight"), columns, strict=True)))


def decided_table(plan: Plan, rows: pa.Table, held: pa.Table | None) -> pa.Table:
    """Decide a part: part, place, text and what is `held` for it → part, place, keeper, similarity."""
    rows = rows.sort_by("place")
    engine = Engine(plan)
    seats = _seated(engine, plan, held) if held is not None else np.empty(0, np.int64)
    texts = opened(rows["text"])
    engine.expect(len(texts))
    answers, scores = engine.relay(texts.rows(np.arange(len(texts))), 1)
    found = np.frombuffer(answers, np.int64)
    before = np.maximum.accumulate(np.concatenate([[len(seats) - 1], found]))
    kept = rows["place"].to_numpy()[np.flatnonzero(np.diff(before))]
    columns = (rows["part"], rows["place"], np.concatenate([seats, kept])[found], np.frombuffer(scores, np.float32))
    return pa.table(dict(zip(("part", "place", "keeper", "similarity"), columns, strict=True)))


def _seated(engine: Engine, plan: Plan, held: pa.Table) -> I64:
    """Let an engine hold what earlier parts hold for this one; return the place of each of its rows.

    The first rows have no text, no place (-1), and are never proposed: they crowd a key in place of the rows that no
    text of this part has enough in common with.
    """
    listed, lone = held.filter(held["key"].is_valid()), held.filter(held["key"].is_null()).sort_by("place")
    crowding = listed.filter(listed["place"].is_null())
    listed = listed.filter(listed["place"].is_valid()).sort_by("place")
    keys, crowd = _keys(crowding), crowding["crowd"].to_numpy()
    for number in range(most_held(plan)):
        here = keys[crowd > number]
        engine.hold([""], np.array([len(here)], np.uint32).tobytes(), here.tobytes())
        engine.drop(number)
    places = lone["place"].to_numpy()
    counts = np.bincount(np.searchsorted(places, listed["place"].to_numpy()), minlength=len(places))
    texts = opened(lone["text"])
    engine.hold(texts.rows(np.arange(len(texts))), counts.astype(np.uint32).tobytes(), _keys(listed).tobytes())
    return np.concatenate([np.full(most_held(plan), -1, np.int64), places])


def _keys(table: pa.Table) -> U32:
    keys: U32 = table["key"].to_numpy().astype(np.uint32)
    return keys
