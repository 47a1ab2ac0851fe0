"""What each feature weighs for each label: one table of whole numbers for each pass, learned from labelled pages.

The tables are made by `benchmarks/training/labels.py`; what they were learned from stands in the README beside them.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from pubclean.page import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

UNIT = 64  # how the files write a weight of 1.0
PASSES = ("alone", "neighbours", "again")  # each sees the labels the one before it gave


class Weights:
    """The table of one pass: one weight a label for each feature; a feature it does not know weighs nothing."""

    def __init__(self, features: Sequence[str], table: NDArray[np.int32]) -> None:
        self._row = {feature: i for i, feature in enumerate(features)}
        self._table = np.vstack([table, np.zeros((1, table.shape[1]), np.int32)])
        self._columns: dict[tuple[str, ...], NDArray[np.int32]] = {}
        self._centred_columns: dict[tuple[str, ...], NDArray[np.int32]] = {}
        self.bias: NDArray[np.int32] = self._table[self._row.get("bias", -1)]

    def sums(self, blocks: Iterable[Sequence[str]]) -> NDArray[np.int32]:
        """Return the summed weights of the features of each block, shape (blocks, labels)."""
        row = self._row
        known = [[row[feature] for feature in features if feature in row] or [-1] for features in blocks]
        if not known:
            return np.zeros((0, self._table.shape[1]), np.int32)
        starts = np.cumsum([0, *map(len, known[:-1])])
        flat = np.fromiter((at for found in known for at in found), np.intp)
        sums: NDArray[np.int32] = np.add.reduceat(self._table[flat], starts, axis=0, dtype=np.int32)
        return sums

    def column(self, names: tuple[str, ...]) -> NDArray[np.int32]:
        """Return the weights of the values of a column, shape (values, labels)."""
        if names not in self._columns:
            self._columns[names] = self._table[[self._row.get(name, -1) for name in names]]
        return self._columns[names]

    def weight(self, feature: str, label: int) -> int:
        """Return what a feature weighs for a label, less what it weighs for all labels on average."""
        return self._centred_rows[self._row.get(feature, -1)][label]

    def centred(self, names: tuple[str, ...]) -> NDArray[np.int32]:
        """Return the same for the values of a column, shape (values, labels)."""
        if names not in self._centred_columns:
            self._centred_columns[names] = self._centred[[self._row.get(name, -1) for name in names]]
        return self._centred_columns[names]

    @cached_property
    def _centred(self) -> NDArray[np.int32]:
        centred: NDArray[np.int32] = self._table - self._table.mean(axis=1, keepdims=True).astype(np.int32)
        return centred

    @cached_property
    def _centred_rows(self) -> list[list[int]]:
        rows: list[list[int]] = self._centred.tolist()
        return rows


@cache
def weights(name: str) -> Weights:
    """Read the weights of one of the `PASSES`."""
    lines = (files(__name__) / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    if lines[0].split("\t")[1:] != list(Label):
        raise ValueError(f"{name}.tsv has other labels than the package: train again")
    return Weights([row[0] for row in rows], np.array([row[1:] for row in rows], np.int32))
