"""What comes back: the rows kept, what the others repeat, and how closely."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import TypeVar

    from numpy.typing import NDArray

    Item = TypeVar("Item")
    Clusters = tuple[tuple[int, ...], ...]


class Match(NamedTuple):
    """A stored text that another repeats: its key, and how closely, 0 to 1."""

    key: Hashable
    similarity: float


@dataclass(frozen=True, slots=True, eq=False)
class Deduplication:
    """Which rows stay, and for every row the kept one it repeats.

    Attributes:
        keep: rows kept, ascending; int64, shape (kept,).
        duplicate_of: the kept row each row repeats, itself when kept; int64, shape (rows,).
        similarity: to that row, 1.0 when kept; float32, shape (rows,).
    """

    keep: NDArray[np.int64]
    duplicate_of: NDArray[np.int64]
    similarity: NDArray[np.float32]
    _clusters: list[Clusters] = field(default_factory=list, init=False, repr=False)

    @property
    def clusters(self) -> Clusters:
        """The groups of two rows or more, the kept row first and the others ascending; made when first asked for.

        >>> from pubclean import deduplicate
        >>> deduplicate(["a text", "another", "A text."], method="jaccard").clusters
        ((0, 2),)
        """
        if not self._clusters:
            self._clusters.append(_grouped(self.duplicate_of))
        return self._clusters[0]

    def select(self, sequence: Sequence[Item]) -> list[Item]:
        """Return the items of `sequence` that stand on kept rows.

        >>> from pubclean import deduplicate
        >>> deduplicate(["a text", "A text."], method="jaccard").select(["x", "y"])
        ['x']

        Raises:
            ValueError: `sequence` does not have one item per row.
        """
        if len(sequence) != len(self.duplicate_of):
            raise ValueError(f"select wants one item per row: {len(self.duplicate_of)}, not {len(sequence)}")
        return [sequence[row] for row in self.keep.tolist()]

    def to_html(self, texts: Iterable[str | None], *, clusters: int = 50, names: Sequence[object] | None = None) -> str:
        """Return a picture of the groups: one HTML file that loads nothing, every copy beside the row kept.

        >>> from pubclean import deduplicate
        >>> texts = ["Small lakes have tides, but nobody saw them.", "Small lakes have low tides, but nobody saw them."]
        >>> "<ins>low</ins>" in deduplicate(texts).to_html(texts)
        True

        Args:
            texts: the texts that were compared, all of them, in the same order.
            clusters: the most groups that are shown; the picture says how many are left out.
            names: what rows are called, one per row; their numbers when None.

        Raises:
            ValueError: `texts` or `names` does not have one item per row, or `clusters` is negative.
        """
        from pubclean.report import clusters_html  # noqa: PLC0415 a picture is drawn upstairs

        return clusters_html(self, texts, clusters=clusters, names=names)


def _grouped(duplicate_of: NDArray[np.int64]) -> Clusters:
    repeats = np.flatnonzero(duplicate_of != np.arange(len(duplicate_of)))
    groups: dict[int, list[int]] = {}
    for row, keeper in zip(repeats.tolist(), duplicate_of[repeats].tolist(), strict=True):
        groups.setdefault(keeper, [keeper]).append(row)
    return tuple(tuple(groups[keeper]) for keeper in sorted(groups))
