"""Exchange signatures and indexes with datasketch 2, and share a live index over its storages.

Signatures are datasketch's `affine32` scheme over pubclean's own five-word shingles: the permutations, the mixing and
the bits of `datasketch.MinHash` for the same seed, so that rows made here and there stand in one index.

datasketch itself pickles the keys it puts into Redis and unpickles what it finds there, so whoever can write to that
Redis can run code in every reader. `SharedIndex` stores keys as JSON and unpickles nothing; an index of your own made
with datasketch's defaults does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from datasketch import MinHash, MinHashLSH
from datasketch.storage import ordered_storage

from pubclean.duplicates import DuplicateIndex, Match
from pubclean.duplicates.methods import plan_of
from pubclean.duplicates.storage import key_from_json, key_to_json
from pubclean.incoming import each_text, text_of
from pubclean.kernel.engine import Engine
from pubclean.kernel.plan import SEED, SLOTS, banding, signing_plan

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Self

    from numpy.typing import NDArray

SCHEME = "affine32"


def signatures(texts: Iterable[str | None], *, slots: int = SLOTS, seed: int = SEED) -> NDArray[np.uint32]:
    """Sign texts as datasketch would: uint32, shape (texts, slots); all ones for a text without words.

    >>> signatures(["a text", "A text!"]).shape
    (2, 128)
    """
    items = list(each_text(texts))
    signed = Engine(signing_plan(slots, seed)).signatures(items)
    return np.frombuffer(signed, np.uint32).reshape(len(items), slots)


def to_minhashes(texts: Iterable[str | None], *, slots: int = SLOTS, seed: int = SEED) -> list[MinHash]:
    """Sign texts into `datasketch.MinHash` objects, ready for any datasketch index.

    >>> one, other = to_minhashes(["a text", "A text!"])
    >>> one.jaccard(other)
    1.0
    """
    permutations = MinHash(num_perm=slots, seed=seed).permutations
    return [
        MinHash(seed=seed, hashvalues=row, permutations=permutations, scheme=SCHEME)
        for row in signatures(texts, slots=slots, seed=seed)
    ]


def from_minhashes(minhashes: Iterable[MinHash]) -> NDArray[np.uint32]:
    """Stack the signatures of `MinHash` objects: uint32, shape (objects, slots).

    >>> bool((from_minhashes(to_minhashes(["a text"])) == signatures(["a text"])).all())
    True

    Raises:
        ValueError: one is of another scheme than affine32, or they differ in seed or in length.
    """
    every = list(minhashes)
    if any(each.scheme != SCHEME for each in every):
        raise ValueError(f"only signatures of the scheme {SCHEME!r} can be exchanged")
    if len({(each.seed, len(each)) for each in every}) > 1:
        raise ValueError("the signatures differ in seed or in length")
    return np.array([each.hashvalues for each in every], np.uint32)


def to_lsh(texts: Mapping[Hashable, str | None], *, threshold: float = 0.8, **options: Any) -> MinHashLSH:
    """Fill a `datasketch.MinHashLSH` with texts by key, in bands that propose 99 % of the pairs at the threshold.

    `options` are those of `MinHashLSH`, for example `storage_config`.

    >>> lsh = to_lsh({"first": "a text", "second": "another text"})
    >>> lsh.query(to_minhashes(["A text."])[0])
    ['first']
    """
    lsh = MinHashLSH(num_perm=SLOTS, params=banding(threshold), **options)
    with lsh.insertion_session() as session:
        for key, minhash in zip(texts, to_minhashes(texts.values()), strict=True):
            session.insert(key, minhash)
    return lsh


def from_lsh(lsh: MinHashLSH, texts: Mapping[Hashable, str | None], *, threshold: float = 0.8) -> DuplicateIndex:
    """Feed a `DuplicateIndex` the texts of the keys an LSH has; it holds signatures only, so the texts come with it.

    >>> texts = {"first": "a text", "second": "A text."}
    >>> len(from_lsh(to_lsh(texts), texts))
    1
    """
    index = DuplicateIndex(method="jaccard", threshold=threshold)
    for key, text in texts.items():
        if key in lsh:
            index.add(key, text)
    return index


class SharedIndex:
    """A "jaccard" index many processes share: bands in a `MinHashLSH`, shingles beside them, exact checks here.

    `storage` is datasketch's `storage_config`; with Redis and a `basename`, whoever opens the same name sees the same
    texts. Keys are str, int, bytes or tuples of these. Two writers that add copies of one text at the same moment may
    both be told it is new. Close it, or use it as a context manager, to let go of the connections.

    >>> index = SharedIndex()
    >>> index.add("first", "One text."), index.add("second", "one TEXT")
    (None, Match(key='first', similarity=1.0))
    """

    def __init__(self, *, threshold: float | None = None, storage: dict[str, Any] | None = None) -> None:
        self._plan = plan_of("jaccard", threshold)
        config = {"type": "dict", "basename": b"pubclean", **(storage or {})}
        self._lsh = MinHashLSH(
            num_perm=SLOTS, params=banding(self._plan.threshold), storage_config=config, prepickle=False
        )
        self._rows = ordered_storage(config, name=config["basename"] + b"_shingles")

    def add(self, key: Hashable, text: str | None) -> Match | None:
        """Store a text that is new and return None; or return the closest it repeats, and store nothing.

        Raises:
            KeyError: the key is taken.
        """
        name = _named(key)
        if name in self._lsh.keys:
            raise KeyError(f"the index already has the key {key!r}")
        found, (minhash, shingles) = self._found(text)
        if found:
            return found[0]
        self._rows.insert(name, shingles.astype("<u8").tobytes())
        if len(shingles):
            self._lsh.insert(name, minhash)
        else:  # a text without words is in the index but in none of its bands
            self._lsh.keys.insert(name, b"")
        return None

    def query(self, text: str | None) -> list[Match]:
        """Return all that a text repeats, closest first and of equals by key; store nothing."""
        return self._found(text)[0]

    def remove(self, key: Hashable) -> None:
        """Forget a stored text.

        Raises:
            KeyError: the index has no such key.
        """
        name = _named(key)
        if name not in self._lsh.keys:
            raise KeyError(key)
        if self._shingles(name).size:
            self._lsh.remove(name)
        else:
            self._lsh.keys.remove(name)
        self._rows.remove(name)

    def close(self) -> None:
        """Let go of the connections; datasketch itself leaves them to the garbage collector."""
        for each in (*self._lsh.hashtables, self._lsh.keys, self._rows):
            client = getattr(each, "_redis", None)
            if client is not None:
                client.connection_pool.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._rows.size())

    def __contains__(self, key: Hashable) -> bool:
        return _named(key) in self._lsh.keys

    def _found(self, text: str | None) -> tuple[list[Match], tuple[MinHash, NDArray[np.uint64]]]:
        text = text_of(text)
        engine = Engine(self._plan)
        engine.add(text)
        shingles = np.frombuffer(engine.dump()[1], "<u8")[1:]  # after the key of the whole text
        minhash = to_minhashes([text])[0]
        scored = []
        for name in self._lsh.query(minhash) if len(shingles) else ():
            other = self._shingles(name)
            shared = len(np.intersect1d(shingles, other))
            score = shared / (len(shingles) + len(other) - shared)
            if score >= self._plan.threshold:
                scored.append((-score, name))
        found = [Match(key_from_json(json.loads(name)), -score) for score, name in sorted(scored)]
        return found, (minhash, shingles)

    def _shingles(self, name: bytes) -> NDArray[np.uint64]:
        return np.frombuffer(b"".join(self._rows.get(name)), "<u8")


def _named(key: Hashable) -> bytes:
    return json.dumps(key_to_json(key)).encode("ascii")
