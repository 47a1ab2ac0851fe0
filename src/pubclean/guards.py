"""Guards: what furniture must show of itself, whatever the weights say, before a text is given up for it.

A page about cookies says "cookies", and a paper may be called "Decline"; a banner also speaks as one. So blocks near
one another that are taken for the same furniture must hold its words: one block that surely does, or two that may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pubclean.features import FEATURES
from pubclean.page import Label
from pubclean.surroundings import LABELS, within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pubclean.sights import Sights

NEAR = 6  # blocks on each side that may speak for a block
SHORT = 40  # characters of a line that need not speak for itself; what is longer must, or stand between two that do


class _Words(NamedTuple):
    """The features by which a block surely is a kind of furniture, and those by which it may be."""

    sure: frozenset[str]
    may_be: frozenset[str]


GUARDED = {
    Label.CONSENT: _Words(
        frozenset({"banner voice", "line consent.headings"}),
        frozenset({"says consent.topic", "says consent.voice", "line consent.categories", "line consent.buttons"}),
    ),
    Label.PROMO: _Words(
        frozenset({"calls to an event", "calls on a day"}), frozenset({"says promo.calls", "says promo.events"})
    ),
    Label.NEWSLETTER: _Words(frozenset({"says newsletter.phrases", "line newsletter.lines"}), frozenset()),
    Label.COMMENTS: _Words(frozenset({"says comments.phrases", "line comments.lines"}), frozenset()),
}


# the words of furniture in general, by any of which a run of lines shows that it is some
_FURNITURE = frozenset(
    {
        *(f"line {table}.lines" for table in ("nav", "share", "related", "comments", "newsletter", "legal")),
        *(f"says {table}.phrases" for table in ("nav", "share", "related", "comments", "newsletter", "legal")),
        *(feature for words in GUARDED.values() for feature in words.sure),
        "says consent.topic", "says consent.voice", "line consent.categories", "line consent.buttons",
        "says promo.calls",
        "line truncation.alone", "begins with ©", "crumbs", "counts", "bars 3", "no words", "ends in ›", "ends in ×",
        "ends in […]",
    }
)  # fmt: skip
_CONSENT = list(GUARDED).index(Label.CONSENT)
MENU = 6  # lines in a row that may be a menu though none of them says so
HEADLINE = 20  # characters of a line that may be a title

# a name or a date alone
_PARTS = frozenset(
    {
        "1 name", "2 names", "3 or more names", "name behind a lead", "names behind a lead", "only a date",
        "date behind a lead",
    }
)  # fmt: skip

# what the guards ask of a feature, in bits: for each label guarded whether by it a block surely is one, whether it may
# be one; whether it is a word of furniture, and whether it makes a part of a publication
SURE, MAY_BE, FURNITURE, PART = 0, 4, 8, 11


def _bits(feature: str) -> int:
    found = (feature in _FURNITURE) << FURNITURE | (feature in _PARTS) << PART
    for number, words in enumerate(GUARDED.values()):
        found |= (feature in words.sure) << SURE + number | (feature in words.may_be) << MAY_BE + number
    return found


TRAITS: NDArray[np.uint32] = np.array([_bits(feature) for feature in FEATURES], np.uint32)


class Marks(NamedTuple):
    """What the blocks of a page say of themselves: arrays of one value a block, or of (labels guarded, blocks)."""

    sure: NDArray[np.bool_]
    may_be: NDArray[np.bool_]
    furniture: NDArray[np.bool_]
    part: NDArray[np.bool_]
    lengths: NDArray[np.int32]


def marks(seen: Sights) -> Marks:
    """Return what the blocks of a page say of themselves."""
    traits = np.zeros(len(seen), np.uint32)
    for blocks, numbers in seen.each():
        traits[blocks] |= TRAITS[numbers]

    def has(bit: int) -> NDArray[np.bool_]:
        return (traits >> np.uint32(bit) & np.uint32(1)).astype(np.bool_)

    labels = range(len(GUARDED))
    return Marks(
        np.array([has(SURE + label) for label in labels]),
        np.array([has(MAY_BE + label) for label in labels]),
        has(FURNITURE),
        has(PART),
        seen.lengths,
    )


def below_banner(found: NDArray[np.intp], seen: Marks) -> NDArray[np.bool_]:
    """Return the names and dates right below a banner: their place alone must not make them part of it."""
    below = np.concatenate(([False], found[:-1] == LABELS.index(Label.CONSENT)))
    return below & seen.part & ~seen.furniture


def unfounded(found: NDArray[np.intp], seen: Marks) -> NDArray[np.bool_]:
    """Return the blocks whose label nothing near them speaks for, given the labels found."""
    doubtful = np.zeros(len(found), np.bool_)
    for sure_words, may_be_words, label in zip(seen.sure, seen.may_be, GUARDED, strict=True):
        labelled = found == LABELS.index(label)
        if not labelled.any():
            continue
        sure, may_be = sure_words & labelled, (sure_words | may_be_words) & labelled
        stands = (within(sure, NEAR, NEAR) > 0) | (within(may_be, NEAR, NEAR) > 1)
        between = (within(sure, 2, -1) > 0) & (within(sure, -1, 2) > 0)
        next_to = (within(sure, 1, 1) > 0) if label is Label.PROMO else between
        doubtful |= labelled & ~(stands & ((seen.lengths <= SHORT) | may_be | next_to))
    return doubtful


def drawn_in(found: NDArray[np.intp], seen: Marks) -> NDArray[np.bool_]:
    """Return the blocks that are part of a banner whatever they were taken for.

    A short line amid a banner names one of its choices ("Multimedia Player"), and what speaks as a banner right below
    an announcement is no further one.
    """
    banner = (found == LABELS.index(Label.CONSENT)) & (seen.sure[_CONSENT] | seen.may_be[_CONSENT])
    amid = (within(banner, 2, -1) > 0) & (within(banner, -1, 2) > 0) & (within(banner, NEAR, NEAR) > 2)
    short = amid & ~banner & (seen.lengths <= HEADLINE * 3)
    drawn: NDArray[np.bool_] = short | ((found == LABELS.index(Label.PROMO)) & seen.sure[_CONSENT])
    return drawn


def adrift(is_boilerplate: NDArray[np.bool_], seen: Marks) -> NDArray[np.bool_]:
    """Return the blocks taken for boilerplate in a run that says nowhere that it is, or as the heading of what follows.

    A page of one title has no menu; and what stands between a menu and a text, and is no word of menus, is its title.
    So is the last line of a page that would else be nothing but furniture.
    """
    count = len(is_boilerplate)
    begins = np.flatnonzero(is_boilerplate & ~np.concatenate(([False], is_boilerplate[:-1])))
    ends = np.flatnonzero(is_boilerplate & ~np.concatenate((is_boilerplate[1:], [False]))) + 1
    found = np.zeros(count, np.bool_)
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        says = seen.furniture[begin:end]
        if not says.any() and (end - begin < MENU or (seen.lengths[begin:end] >= 2 * HEADLINE).any()):
            found[begin:end] = True
        elif (end < count or begin == 0) and not says[-1] and seen.lengths[end - 1] >= HEADLINE:
            found[end - 1] = True
    return found
