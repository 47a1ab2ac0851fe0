"""What labels and dropped lines are worth, held against what a reader says. Nothing of nothing is None."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pubclean.page import BOILERPLATE, Label

if TYPE_CHECKING:
    from collections.abc import Iterable


class Judged(NamedTuple):
    """A block or a line: what it is, what it was taken for, how many characters it has."""

    right: str
    found: str
    length: int


def share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def rates(judged: list[Judged], wanted: Iterable[str]) -> dict[str, float | None]:
    """Return precision, recall and F1 of telling the wanted labels from the others."""
    wanted = frozenset(wanted)
    found = sum(one.found in wanted for one in judged)
    owed = sum(one.right in wanted for one in judged)
    hit = sum(one.right in wanted and one.found in wanted for one in judged)
    return {"P": share(hit, found), "R": share(hit, owed), "F1": share(2 * hit, found + owed)}


def kept(judged: list[Judged], dropped: Iterable[str]) -> float | None:
    """Return the share of the characters of content that is not taken for what is dropped."""
    dropped = frozenset(dropped)
    content = [one for one in judged if one.right not in dropped]
    return share(sum(one.length for one in content if one.found not in dropped), sum(one.length for one in content))


def by_label(judged: list[Judged]) -> dict[str, dict]:
    """Return rates for each label that was right or found anywhere, the commonest first."""
    counts = {label.value: sum(one.right == label for one in judged) for label in Label}
    each = {label: {"blocks": count} | rates(judged, {label}) for label, count in counts.items()}
    return dict(sorted(each.items(), key=lambda pair: (-pair[1]["blocks"], pair[0])))


def of_blocks(judged: list[Judged]) -> dict:
    """Return how labels, and boilerplate as a whole, fare."""
    right = share(sum(one.right == one.found for one in judged), len(judged))
    return {"blocks": len(judged), "right": right} | rates(judged, BOILERPLATE) | {"kept": kept(judged, BOILERPLATE)}


def of_lines(text: str, labels: list[str], dropped: list[bool]) -> list[Judged]:
    """Return the lines of a page whose label is known, `keep` or `drop`."""
    lines = zip(text.split("\n"), labels, dropped, strict=True)
    return [
        Judged(label, "drop" if gone else "keep", len(line)) for line, label, gone in lines if label in {"keep", "drop"}
    ]


def of_cleaning(judged: list[Judged]) -> dict:
    """Return how dropping fares, how keeping does, and how much of the content is left."""
    return (
        {"lines": len(judged)}
        | rates(judged, {"drop"})
        | {"keepF1": rates(judged, {"keep"})["F1"], "kept": kept(judged, {"drop"})}
    )
