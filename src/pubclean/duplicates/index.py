"""`DuplicateIndex`: texts one by one."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from pubclean.duplicates.clusters import Match
from pubclean.duplicates.methods import plan_of
from pubclean.duplicates.texts import text_of
from pubclean.kernel.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pubclean.duplicates.methods import MethodName


class DuplicateIndex:
    """Kept texts that grow one at a time; fed in the same order, it says what `deduplicate` says.

    >>> index = DuplicateIndex(method="jaccard")
    >>> index.add("first", "One text.") is None
    True
    >>> index.add("second", "one TEXT")
    Match(key='first', similarity=1.0)
    """

    __slots__ = ("_engine", "_keys", "_lock", "_method", "_plan", "_rows")

    def __init__(self, *, method: MethodName = "copies", threshold: float | None = None) -> None:
        self._method, self._plan = method, plan_of(method, threshold)
        self._engine = Engine(self._plan)
        self._lock = Lock()
        self._rows: dict[Hashable, int] = {}
        self._keys: list[Hashable] = []

    def add(self, key: Hashable, text: str | None) -> Match | None:
        """Store a text that is new and return None; or return what it repeats, and store nothing.

        Raises:
            KeyError: the key is taken.
        """
        with self._lock:
            if key in self._rows:
                raise KeyError(f"the index already has the key {key!r}")
            row, score = self._engine.add(text_of(text))
            if row < len(self._keys):
                return Match(self._keys[row], score)
            self._rows[key] = row
            self._keys.append(key)
            return None
