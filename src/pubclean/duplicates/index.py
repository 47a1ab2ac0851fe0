"""`DuplicateIndex`: texts one by one."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from pubclean.duplicates.clusters import Match
from pubclean.duplicates.methods import plan_of
from pubclean.duplicates.storage import IndexFileError, Snapshot, read_snapshot, write_snapshot
from pubclean.incoming import text_of
from pubclean.kernel.engine import Engine

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable

    from pubclean.duplicates.methods import MethodName

SPARE = 1000  # removed texts that may lie about; past these, and past half of all, the index is made anew


class DuplicateIndex:
    """Kept texts that grow one at a time; fed in the same order, it says what `deduplicate` says.

    Any number of threads may use one index. An abstract of 150 words takes about 1.2 KB with "jaccard" and 2.5 KB
    with "copies", besides its key.

    >>> index = DuplicateIndex(method="jaccard")
    >>> index.add("first", "One text.") is None
    True
    >>> index.add("second", "one TEXT")
    Match(key='first', similarity=1.0)
    >>> index.query("One text!"), "second" in index, len(index)
    ([Match(key='first', similarity=1.0)], False, 1)
    """

    __slots__ = ("_engine", "_keys", "_lock", "_method", "_plan", "_rows")

    def __init__(self, *, method: MethodName = "copies", threshold: float | None = None) -> None:
        self._method, self._plan = method, plan_of(method, threshold)
        self._engine = Engine(self._plan)
        self._lock = Lock()
        self._rows: dict[Hashable, int] = {}
        self._keys: list[Hashable] = []  # by row; what stands on a removed row is never read

    def add(self, key: Hashable, text: str | None) -> Match | None:
        """Store a text that is new and return None; or return what it repeats, and store nothing.

        Raises:
            KeyError: the key is taken.
            TypeError: `text` is neither a text nor missing.
        """
        text = text_of(text)
        with self._lock:
            if key in self._rows:
                raise KeyError(f"the index already has the key {key!r}")
            row, score = self._engine.add(text)
            if row < len(self._keys):
                return Match(self._keys[row], score)
            self._rows[key] = row
            self._keys.append(key)
            return None

    def query(self, text: str | None) -> list[Match]:
        """Return all that a text repeats, closest first and of equals the one stored first; store nothing.

        Raises:
            TypeError: `text` is neither a text nor missing.
        """
        text = text_of(text)
        with self._lock:
            found = sorted(self._engine.matches(text), key=lambda match: (-match[1], match[0]))
            return [Match(self._keys[row], score) for row, score in found]

    def remove(self, key: Hashable) -> None:
        """Forget a stored text; its key may be used again.

        Raises:
            KeyError: the index has no such key.
        """
        with self._lock:
            self._engine.drop(self._rows.pop(key))
            if len(self._keys) - len(self._rows) > max(SPARE, len(self._rows)):
                self._compact()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._rows

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the index to a file that is replaced at once or not at all.

        Raises:
            TypeError: a key is not made of str, bytes, int, float, bool, None and tuples of these.
        """
        with self._lock:
            if len(self._keys) > len(self._rows):
                self._compact()  # what is loaded answers as what was saved
            sizes, data = self._engine.dump()
            snapshot = Snapshot(self._method, self._plan.threshold, self._keys.copy(), sizes, data)
        write_snapshot(path, snapshot)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> DuplicateIndex:
        """Read an index that `save` wrote.

        Raises:
            IndexFileError: the file is not whole, or not an index.
        """
        snapshot = read_snapshot(path)
        try:
            index = cls(method=snapshot.method, threshold=snapshot.threshold)
            index._engine.restore(snapshot.sizes, snapshot.data)
        except (TypeError, ValueError) as error:
            raise IndexFileError(path, f"not well formed: {error}") from error
        index._keys = snapshot.keys
        index._rows = {key: row for row, key in enumerate(snapshot.keys)}
        return index

    def _compact(self) -> None:
        """Make the engine anew from the texts that are left, in their order."""
        engine = Engine(self._plan)
        engine.restore(*self._engine.dump())
        self._engine = engine
        self._keys = sorted(self._rows, key=self._rows.__getitem__)
        self._rows = {key: row for row, key in enumerate(self._keys)}
