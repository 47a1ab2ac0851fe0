"""Deciding in rounds: every part decides on what the others held in the round before, until nobody's view changes.

A row's decision hangs on earlier rows alone. So after round n the first n parts have decided as one engine would that
went through all rows in order, and when no part's view changes, all have. Copies seldom hang on copies, so three or
four rounds are usual whatever the number of parts; a chain through all of them takes as many rounds as there are parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from pubclean.frames import proposals
from pubclean.frames.parts import ENOUGH, closing, most_held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pubclean.kernel.plan import Plan

Table = TypeVar("Table")


class Engine(Protocol[Table]):
    """What runs the tables: the one thing each database brings of its own."""

    def make(self, sql: str, **tables: Table | int) -> Table:
        """Run a query of `proposals` on tables and numbers, and keep what comes."""

    def make_by_key(self, sql: str, keyed: Mapping[str, Table], **tables: Table | int) -> Table:
        """Do as `make` for a query that asks of each key on its own what the `keyed` tables have under it."""

    def view(self, sql: str, **tables: Table | int) -> Table:
        """Name a query that is read once."""

    def is_empty(self, table: Table) -> bool:
        """Say whether a table has no row."""

    def forget(self, *tables: Table) -> None:
        """Let go of what nothing reads any more."""

    def keyed(self, rows: Table) -> Table:
        """Return the keys of all texts, as `entries` with the keys of lone texts among them."""

    def decided(self, rows: Table, stale: Table | None, met: Table | None) -> Table:
        """Let every part decide, or the stale ones on what is `held` for them; return `decisions`."""


def decisions(engine: Engine[Table], rows: Table, plan: Plan, parts: int) -> Table:
    """Return what each row repeats, as `deduplicate` would say it of all rows in the order of their places."""
    made = engine.decided(rows, None, None)
    if parts == 1:
        return made
    every = engine.keyed(rows)
    entries = engine.make_by_key(proposals.SHARED, {"entries": every})
    before = engine.view(proposals.NOTHING, entries=entries)
    engine.forget(every)
    for _ in range(1, parts):
        bounds = {"most": most_held(plan), "phrase": closing(plan)}
        standing = engine.make_by_key(proposals.STANDING, {"entries": entries}, decisions=made, **bounds)
        keyed = {"entries": entries, "standing": standing}
        stale = engine.make_by_key(proposals.STALE, {**keyed, "before": before})
        engine.forget(before)
        before = standing
        if engine.is_empty(stale):
            engine.forget(stale)
            break
        met = engine.make_by_key(proposals.MET, keyed, stale=stale)
        fresh = engine.decided(rows, stale, met)
        merged = engine.make(proposals.MERGED, decisions=made, stale=stale, fresh=fresh)
        engine.forget(made, stale, met, fresh)
        made = merged
    engine.forget(entries, before)
    return made


def held(engine: Engine[Table], rows: Table, met: Table, plan: Plan) -> tuple[Table, Table]:
    """Return what is held for the parts of `met`, a query to be read once, and a table to forget afterwards."""
    wanted = engine.make(proposals.WANTED, met=met, enough=ENOUGH)
    return engine.view(proposals.HELD, met=met, wanted=wanted, rows=rows, phrase=closing(plan)), wanted
