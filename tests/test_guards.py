from __future__ import annotations

import numpy as np

from pubclean.guards import adrift, drawn_in, marks, unfounded
from pubclean.looks import look_at
from pubclean.page import Label
from pubclean.sights import Sights
from pubclean.surroundings import LABELS

NOTICE = "We use cookies to improve your experience on our website. You can refuse them at any time."
PROSE = (
    "In 1840 every house in the lane held a loom, and most held two. The noise began at five in the morning, and it "
    "did not end before the lamps were out."
)


def numbers(*labels):
    return np.array([LABELS.index(label) for label in labels], np.intp)


def seen(*lines):
    return marks(Sights(look_at(lines, [False] * len(lines), [False] * len(lines))))


def test_a_banner_that_speaks_as_one_stands():
    assert not unfounded(numbers(Label.CONSENT, Label.CONSENT), seen(NOTICE, "Accept all")).any()


def test_one_button_alone_is_no_banner():
    found = unfounded(numbers(Label.TITLE, Label.CONSENT, Label.PROSE), seen("The weavers", "Decline", PROSE))
    assert found.tolist() == [False, True, False]


def test_a_long_text_must_speak_for_itself_or_stand_between_two_that_do():
    labels = numbers(Label.CONSENT, Label.CONSENT, Label.CONSENT)
    assert unfounded(labels, seen(NOTICE, PROSE, NOTICE)).tolist() == [False, False, False]
    assert unfounded(labels, seen(NOTICE, NOTICE, PROSE)).tolist() == [False, False, True]


def test_a_promo_needs_a_call_near_it():
    labels = numbers(Label.PROMO, Label.PROMO)
    assert not unfounded(labels, seen("Open day: the harbour", "Join us for our open day on 3 May 2026!")).any()
    assert unfounded(labels, seen("The harbour", "The harbour is deep and the town is small.")).all()


def test_a_short_line_amid_a_banner_is_drawn_in():
    labels = numbers(Label.CONSENT, Label.CONSENT, Label.SECTION, Label.CONSENT)
    found = drawn_in(labels, seen(NOTICE, "Analytics cookies", "Media corner", NOTICE))
    assert found.tolist() == [False, False, True, False]


def test_a_run_that_never_says_it_is_furniture_is_none():
    title = seen("Tides of small lakes in winter")
    assert adrift(np.array([True]), title).tolist() == [True]


def test_a_menu_of_many_words_is_one_even_if_none_is_known():
    entries = ["Looms", "Reeds", "Shuttles", "Warps", "Wefts", "Heddles", "Bobbins"]
    assert not adrift(np.array([True] * 7), seen(*entries)).any()


def test_what_stands_between_a_menu_and_a_text_is_its_title():
    is_boilerplate = np.array([True, True, True, False])
    found = adrift(is_boilerplate, seen("Home", "Contact", "The fog books of a northern coast", PROSE))
    assert found.tolist() == [False, False, True, False]
