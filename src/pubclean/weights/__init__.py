"""What each feature weighs for each label: a table of small whole numbers a pass, learned from labelled pages.

`benchmarks/training/labels.py` makes the file; what it was learned from stands in the README beside it. The names of
the rows are not in it, but their sum: features that were added, taken out or renamed since need weights of their own.
"""

from __future__ import annotations

import zlib
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from pubclean.features import FEATURES
from pubclean.page import Label
from pubclean.surroundings import ROWS, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

UNIT = 64  # a weight of 1.0: it makes a label e times as likely
PASSES = ("alone", "neighbours", "again")  # each sees the labels the one before it gave
SHAPES = tuple((len(FEATURES) + 1 if name == PASSES[0] else ROWS, len(Label)) for name in PASSES)
FILE = "labels.bin"
_MAGIC = b"pubclean labels 1\n"
_SUM = 16  # bytes


def packed(tables: Sequence[NDArray[np.int16]]) -> bytes:
    """Return the file of the tables of all passes.

    Most weights are small: a weight is written as a number from 0 (0, -1, 1, -2, …), its low byte apart from its high.

    Raises:
        ValueError: a table has another shape than `SHAPES` says.

    >>> [int(table.max()) for table in unpacked(packed([np.full(shape, 500, np.int16) for shape in SHAPES]))]
    [500, 500, 500]
    """
    parts = []
    for table, shape in zip(tables, SHAPES, strict=True):
        if table.shape != shape:
            raise ValueError(f"a table of weights must have the shape {shape}, not {table.shape}")
        folded = (table << 1 ^ table >> 15).astype("<u2").view(np.uint8)
        parts += [folded[:, 0::2].tobytes(), folded[:, 1::2].tobytes()]
    packer = zlib.compressobj(9, strategy=zlib.Z_FILTERED)
    return _MAGIC + _sum_of_names() + packer.compress(b"".join(parts)) + packer.flush()


def unpacked(data: bytes) -> tuple[NDArray[np.int16], ...]:
    """Return the tables of a file of weights.

    Raises:
        ValueError: the file is none, is torn, or is of other features or labels than the package has.
    """
    head = len(_MAGIC) + _SUM
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{FILE} is no file of weights: install the package again")
    if data[len(_MAGIC) : head] != _sum_of_names():
        raise ValueError(f"{FILE} is of other features or labels than the package has: train again")
    try:
        body = zlib.decompress(data[head:])
    except zlib.error as error:
        raise ValueError(f"{FILE} is torn: install the package again") from error
    tables, at = [], 0
    for rows, labels in SHAPES:
        low, high = np.frombuffer(body, np.uint8, 2 * rows * labels, at).reshape(2, rows, labels).astype(np.uint16)
        folded = high << 8 | low
        tables.append((folded >> 1).astype(np.int16) ^ -(folded & 1).astype(np.int16))
        at += 2 * rows * labels
    return tuple(tables)


@cache
def tables() -> tuple[NDArray[np.int16], ...]:
    """Return the tables that the package ships, one a pass, int16 (rows, labels), in `UNIT`ths."""
    return unpacked((files(__name__) / FILE).read_bytes())


def dump(shown: Sequence[NDArray[np.int16]]) -> str:
    r"""Return tables to be read: tab-separated, a row a feature and pass, in `UNIT`ths; rows of zeros are left out.

    >>> dump(tables()).splitlines()[0].split("\t")[:4]
    ['pass', 'feature', 'title', 'person']
    """
    lines = ["\t".join(["pass", "feature", *Label])]
    for name, table in zip(PASSES, shown, strict=True):
        rows = zip(names(), table.tolist(), strict=False)
        lines += ["\t".join([name, feature, *map(str, row)]) for feature, row in rows if any(row)]
    return "\n".join(lines) + "\n"


def undumped(text: str) -> list[NDArray[np.int16]]:
    """Return the weights that `dump` wrote, by the rows that are known today; a row that is not there weighs nothing.

    So weights outlive a new feature until they are learned anew.
    """
    place = {name: row for row, name in enumerate(names())}
    found = [np.zeros(shape, np.int16) for shape in SHAPES]
    for line in text.splitlines()[1:]:
        of, feature, *row = line.split("\t")
        table = found[PASSES.index(of)]
        if place.get(feature, ROWS) < len(table):
            table[place[feature]] = [int(weight) for weight in row]
    return found


@cache
def _sum_of_names() -> bytes:
    return blake2b("\n".join((*PASSES, *Label, *names())).encode(), digest_size=_SUM).digest()
