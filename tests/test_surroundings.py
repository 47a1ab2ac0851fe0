from __future__ import annotations

import numpy as np
import pytest

from pubclean.looks import look_at
from pubclean.page import Label
from pubclean.sights import Sights
from pubclean.surroundings import LABELS, NONE, names, surroundings, within

TEXTS = ["Home", "Contact", "Home", "Tides of small lakes", "We measure the tides of small lakes. " * 5]
GIVEN = [Label.NAV, Label.NAV, Label.NAV, Label.TITLE, Label.ABSTRACT]


def seen(texts):
    return Sights(look_at(texts, [False] * len(texts), [False] * len(texts)))


def named(texts=TEXTS, labels=GIVEN, lead=1):
    """Name the features of every block of a page."""
    found = np.array([LABELS.index(label) for label in labels], np.intp)
    columns = surroundings(seen(texts), found, np.full(len(found), lead, np.intp))
    rows = [np.broadcast_to(column, len(texts)) for column in columns]
    return [{names()[row[i]] for row in rows if row[i] != NONE} for i in range(len(texts))]


def test_neighbours_are_named():
    found = named()
    assert {"above edge", "below nav", "2 below nav"} <= found[0]
    assert {"above nav", "below abstract", "title, below abstract", "2 below edge"} <= found[3]


def test_the_place_counts_from_the_texts():
    found = named()
    assert "before the text 2" in found[0]
    assert "before the text 1" in found[3]
    assert "amid the text" in found[4]


def test_what_stands_twice_is_repeated():
    assert seen(TEXTS).repeated.tolist() == [1, 0, 1, 0, 0]
    assert "repeated, short" in named()[0]


def test_the_page_is_told_to_every_block():
    assert all("page papers 1" in found and "page markers 0" in found for found in named())


def test_every_column_has_a_name_for_every_value():
    for texts, labels in ((TEXTS, GIVEN), (["x"], [Label.CONSENT]), (["x"] * 9, [Label.PROMO] * 9)):
        assert len(named(texts, labels)) == len(texts)


@pytest.mark.parametrize(
    ("before", "after", "counts"), [(0, 0, [1, 0, 1, 0]), (1, 0, [1, 1, 1, 1]), (-1, 2, [1, 1, 0, 0])]
)
def test_hits_are_counted_within_reach(before, after, counts):
    assert within(np.array([True, False, True, False]), before, after).tolist() == counts
