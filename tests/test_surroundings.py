from __future__ import annotations

import numpy as np
import pytest

from pubclean.looks import look
from pubclean.page import Label
from pubclean.surroundings import LABELS, lines, repeated, surroundings, within

TEXTS = ["Home", "Contact", "Home", "Tides of small lakes", "We measure the tides of small lakes. " * 5]
GIVEN = [Label.NAV, Label.NAV, Label.NAV, Label.TITLE, Label.ABSTRACT]


def names(texts=TEXTS, labels=GIVEN, lead=1):
    """Name the features of every block of a page."""
    found = np.array([LABELS.index(label) for label in labels], np.intp)
    columns = surroundings(lines([look(text) for text in texts]), found, np.full(len(found), lead, np.intp))
    rows = [np.broadcast_to(column.values, len(texts)) for column in columns]
    return [{c.names[row[i]] for c, row in zip(columns, rows, strict=True)} - {""} for i in range(len(texts))]


def test_neighbours_are_named():
    found = names()
    assert {"above edge", "below nav", "2 below nav"} <= found[0]
    assert {"above nav", "below abstract", "title, below abstract", "2 below edge"} <= found[3]


def test_the_place_counts_from_the_texts():
    found = names()
    assert "before the text 2" in found[0]
    assert "before the text 1" in found[3]
    assert "amid the text" in found[4]


def test_what_stands_twice_is_repeated():
    assert repeated([look(text) for text in TEXTS]).tolist() == [1, 0, 1, 0, 0]
    assert "repeated, short" in names()[0]


def test_the_page_is_told_to_every_block():
    assert all("page papers 1" in found and "page markers 0" in found for found in names())


def test_every_column_has_a_name_for_every_value():
    for texts, labels in ((TEXTS, GIVEN), (["x"], [Label.CONSENT]), (["x"] * 9, [Label.PROMO] * 9)):
        assert len(names(texts, labels)) == len(texts)


@pytest.mark.parametrize(
    ("before", "after", "counts"), [(0, 0, [1, 0, 1, 0]), (1, 0, [1, 1, 1, 1]), (-1, 2, [1, 1, 0, 0])]
)
def test_hits_are_counted_within_reach(before, after, counts):
    assert within(np.array([True, False, True, False]), before, after).tolist() == counts


def test_some_blocks_are_a_page_of_their_own():
    looks = [look(text) for text in TEXTS]
    alive = np.array([1, 2, 4], np.intp)
    part = lines(looks).of(alive, looks)
    assert part.repeated.tolist() == [0, 0, 0]
    assert part.lengths.tolist() == [7, 4, looks[4].length]
