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
    from pubclean.kernel.plan import Plan

Table = TypeVar("Table")


class Engine(Protocol[Table]):
    """What runs the tables: the one thing each database brings of its own."""

    def make(self, sql: str, **tables: Table | int) -> Table:
        """Run a query of `proposals` on tables and numbers, and keep what comes."""

    def view(self, sql: str, **tables: Table | int) -> Table:
        """Name a query that is read once."""

    def is_empty(self, table: Table) -> bool:
        """Say whether a table has no row."""

    def forget(self, *tables: Table) -> None:
        """Let go of what nothing reads any more."""

    def keyed(self, rows: Table) -> Table:
        """Return the keys of all texts, as `entries` with the keys of lone texts among them."""

    def decided(self, rows: Table, stale: Table | None, held: Table | None) -> Table:
        """Let every part decide, or the stale ones on what is held for them; return `decisions`."""


def decisions(engine: Engine[Table], rows: Table, plan: Plan, parts: int) -> Table:
    """Return what each row repeats, as `deduplicate` would say it of all rows in the order of their places."""
    made = engine.decided(rows, None, None)
    if parts == 1:
        return made
    every = engine.keyed(rows)
    entries = engine.make(proposals.SHARED, entries=every)
    before = engine.view(proposals.NOTHING, entries=entries)
    engine.forget(every)
    for _ in range(1, parts):
        bounds = {"most": most_held(plan), "phrase": closing(plan)}
        standing = engine.make(proposals.STANDING, entries=entries, decisions=made, **bounds)
        stale = engine.make(proposals.STALE, entries=entries, standing=standing, before=before)
        engine.forget(before)
        before = standing
        if engine.is_empty(stale):
            engine.forget(stale)
            break
        met = engine.make(proposals.MET, entries=entries, standing=standing, stale=stale)
        wanted = engine.make(proposals.WANTED, met=met, enough=ENOUGH)
        held = engine.view(proposals.HELD, met=met, wanted=wanted, rows=rows, phrase=closing(plan))
        fresh = engine.decided(rows, stale, held)
        merged = engine.make(proposals.MERGED, decisions=made, stale=stale, fresh=fresh)
        engine.forget(made, stale, met, wanted, fresh)
        made = merged
    engine.forget(entries, before)
    return made
