"""Label the blocks of a page: each alone first, then by its neighbours, then under the guards.

What a block looks like and where it stands are features with names; a linear model says what each weighs for each
label. Scores are sums of whole numbers, so they are the same on every machine, and the heaviest features of a label
are its evidence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from pubclean.page import BOILERPLATE, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pubclean.lexicons import Lexicon
    from pubclean.looks import Look

LABELS = tuple(Label)
PASSES = ("alone", "neighbours", "again")  # each sees the labels the one before it gave
UNIT = 64  # a weight of 1.0, as the weights file writes it
CONTENT_TEXT = frozenset({Label.ABSTRACT, Label.PROSE, Label.CITATION})
HEADED = frozenset({Label.SECTION, Label.RELATED, Label.COMMENTS, Label.NEWSLETTER, Label.CONSENT, Label.SHARE})


class Verdict(NamedTuple):
    """A block's label, and the features that weigh most for it (feature, weight)."""

    label: Label
    reasons: tuple[tuple[str, float], ...]


class Weights:
    """A linear model: a row of whole numbers, one per label, for each feature."""

    def __init__(self, rows: Sequence[str], table: NDArray[np.int32]) -> None:
        self.row = {feature: i for i, feature in enumerate(rows)}
        self.table = table

    def scores(self, blocks: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        """Return the score of every label for every block, shape (blocks, labels)."""
        import numpy as np  # noqa: PLC0415 - loaded by the first page, not by the import

        row = self.row
        known = [[row[feature] for feature in features if feature in row] or [0] for features in blocks]
        starts = np.cumsum([0, *map(len, known[:-1])])
        flat = np.fromiter((at for found in known for at in found), dtype=np.intp)
        scores: NDArray[np.int32] = np.add.reduceat(self.table[flat], starts, axis=0, dtype=np.int32)
        return scores


@cache
def weights(name: str) -> Weights:
    """Read the weights of one of the `PASSES`; made by `benchmarks/training/labels.py`."""
    import numpy as np  # noqa: PLC0415

    lines = (files(__package__) / "weights" / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    return Weights([row[0] for row in rows], np.array([row[1:] for row in rows], dtype=np.int32))


def label_blocks(looks: Sequence[Look], told: Lexicon | None = None) -> list[Verdict]:
    """Label the blocks of one page, given in order; a phrase the caller `told` of decides alone."""
    if not looks:
        return []
    scores = weights(PASSES[0]).scores([look.features for look in looks])
    for name in PASSES[1:]:
        features = context(looks, *best_two(scores))
        scores = weights(name).scores(features)
    verdicts = [_verdict(LABELS[at], found) for at, found in zip(scores.argmax(axis=1).tolist(), features, strict=True)]
    for i, seen in enumerate(looks if told else ()):
        if hits := told.find(seen.folded):
            kind = hits[0].kind
            verdicts[i] = Verdict(Label(kind.partition(".")[0]), ((f"told {kind}", 1.0),))
    return verdicts


def best_two(scores: NDArray[np.int32]) -> tuple[list[Label], list[int]]:
    """Return the best label of every block, and by how many units it leads the second (0 to 4)."""
    import numpy as np  # noqa: PLC0415

    best = scores.argmax(axis=1)
    ordered = np.partition(scores, -2, axis=1)
    leads = np.minimum((ordered[:, -1] - ordered[:, -2]) // UNIT, 4)
    return [LABELS[at] for at in best.tolist()], leads.tolist()


def _verdict(label: Label, features: Sequence[str]) -> Verdict:
    model, column = weights(PASSES[-1]), LABELS.index(label)
    known = [(feature, int(model.table[model.row[feature], column])) for feature in features if feature in model.row]
    known.sort(key=lambda reason: -reason[1])
    return Verdict(label, tuple((feature, round(weight / UNIT, 2)) for feature, weight in known[:3] if weight > 0))


def context(looks: Sequence[Look], labels: Sequence[Label], leads: Sequence[int]) -> list[list[str]]:
    """Return the features of every block with its neighbours and its place on the page."""
    count = len(looks)
    boilerplate = [0]
    consent = [0]
    for label in labels:
        boilerplate.append(boilerplate[-1] + (label in BOILERPLATE))
        consent.append(consent[-1] + (label is Label.CONSENT))
    texts = [i for i, label in enumerate(labels) if label in CONTENT_TEXT and looks[i].length > 100]
    first, last = (texts[0], texts[-1]) if texts else (count, -1)
    copies = Counter(look.folded for look in looks)
    page = _page(looks, labels, boilerplate[-1], consent[-1])
    found, head, head_at = [], "nothing", -1
    for i, look in enumerate(looks):
        label = labels[i]
        features = [*look.features, *page, f"alone {label}", f"alone {label} {leads[i]}"]
        for name, at in (("above", i - 1), ("below", i + 1), ("2 above", i - 2), ("2 below", i + 2)):
            near = labels[at] if 0 <= at < count else "edge"
            features.append(f"{name} {near}")
            if name in ("above", "below"):
                features.append(f"{label}, {name} {near}")
                if 0 <= at < count:
                    features.append(f"{name} {near} {leads[at]}")
        features += _surroundings(i, count, boilerplate, consent)
        features.append(_place(i, first, last))
        features.append(f"{label} {_place(i, first, last)}")
        if copies[look.folded] > 1:
            features.append(f"repeated, {'short' if look.length < 60 else 'long'}")
        features.append(f"under {head}, {'near' if i - head_at < 6 else 'far'}")
        if i and looks[i - 1].length // 8 == look.length // 8:
            features.append("as long as above")
        if i:
            features += [f"below {feature}" for feature in looks[i - 1].features if feature in _TELLING]
        if i + 1 < count:
            features += [f"above {feature}" for feature in looks[i + 1].features if feature in _TELLING]
        found.append(features)
        if label in HEADED and look.length < 60:
            head, head_at = label.value, i
    return found


_TELLING = frozenset(
    {
        "line abstract.labels", "line person.labels", "line date.labels", "line venue.labels", "line title.labels", "only years",
        "line person.roles", "line truncation.alone", "1 name", "2 names", "3 or more names", "only a date",
        "line related.lines", "line comments.lines", "line newsletter.lines", "line consent.headings",
        "line consent.categories", "line consent.buttons", "line section.lines", "line nav.lines", "marker",
        "banner voice", "ends in :", "line share.lines", "line ui.lines", "status in brackets", "line legal.lines",
    }
)  # fmt: skip


def _page(looks: Sequence[Look], labels: Sequence[Label], boilerplate: int, consent: int) -> list[str]:
    count = len(looks)
    papers = sum(label in (Label.ABSTRACT, Label.CITATION, Label.VENUE) for label in labels)
    long = sum(look.length > 130 for look in looks)
    marked = sum("marker" in look.features for look in looks)
    return [
        f"page of {bisect_right((2, 6, 15, 40, 100, 300), count)}",
        f"page papers {bisect_right((1, 2, 4, 10), papers)}",
        f"page long {bisect_right((0.05, 0.15, 0.3, 0.6), long / count)}",
        f"page boilerplate {bisect_right((0.1, 0.3, 0.5, 0.7, 0.9), boilerplate / count)}",
        f"page consent {bisect_right((1, 3, 8), consent)} {bisect_right((0.1, 0.3, 0.6), consent / count)}",
        f"page markers {bisect_right((1, 2, 4), marked)}",
    ]


def _surroundings(i: int, count: int, boilerplate: Sequence[int], consent: Sequence[int]) -> list[str]:
    low, high = max(0, i - 4), min(count, i + 5)
    above, below = boilerplate[i] - boilerplate[low], boilerplate[high] - boilerplate[i + 1]
    near = consent[min(count, i + 4)] - consent[max(0, i - 3)]
    features = [
        f"boilerplate above {above} of {i - low}" if i - low < 4 else f"boilerplate above {above}",
        f"boilerplate below {below} of {high - i - 1}" if high - i - 1 < 4 else f"boilerplate below {below}",
        f"consent round {min(near, 4)}",
    ]
    before, after = consent[i] - consent[max(0, i - 5)], consent[min(count, i + 6)] - consent[i + 1]
    if before and after:
        features.append("amid consent")
    return features


def _place(i: int, first: int, last: int) -> str:
    if i < first:
        return f"before the text {bisect_right((1, 3, 8, 20), first - i)}"
    if i > last:
        return f"after the text {bisect_right((1, 3, 8, 20), i - last)}"
    return "amid the text"
