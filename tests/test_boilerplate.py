from __future__ import annotations

import numpy as np
import pytest
from strategies import ABSTRACTS, BANNERS, MENU

from pubclean.boilerplate import Sheet
from pubclean.looks import look
from pubclean.page import BOILERPLATE, Label
from pubclean.surroundings import LABELS

PAPERS = [
    line
    for title, names, abstract in zip(
        ("The Fog Books of a Northern Coast", "Why Warm Shelves Make Fast Bread", "Singing in Cold Churches"),
        ("Ada Moreau, Tomasz Lis", "Hanne Vik", "Pilar Reyes, Otto Brandt"),
        ABSTRACTS["en"],
        strict=True,
    )
    for line in (title, names, abstract)
]


def label_of(labels, at):
    return LABELS[labels.found[at]]


def labels(lines):
    found = Sheet([look(line) for line in lines]).label()
    return [label_of(found, at) for at in range(len(found.found))]


def test_nothing_has_no_labels():
    assert labels([]) == []


def test_there_is_a_label_for_every_block():
    for lines in (["a"], MENU, [*MENU, *PAPERS], ["."] * 50):
        assert len(labels(lines)) == len(lines)


@pytest.mark.parametrize("language", BANNERS)
def test_a_banner_over_a_list_of_papers_is_consent(language):
    found = labels([*BANNERS[language], "Publications", *PAPERS])
    assert found[: len(BANNERS[language])] == [Label.CONSENT] * len(BANNERS[language])


def test_a_menu_over_a_list_of_papers_is_navigation():
    found = labels([*MENU, "Selected publications", *PAPERS])
    assert found.count(Label.NAV) >= len(MENU) - 1
    assert not BOILERPLATE & set(found[len(MENU) + 1 :])


def test_the_parts_of_papers_are_told_apart():
    found = labels(["Publications", *PAPERS])
    assert found[1::3] == [Label.TITLE] * 3
    assert found[2::3] == [Label.PERSON] * 3
    assert set(found[3::3]) <= {Label.ABSTRACT, Label.PROSE}


def test_a_title_that_looks_like_names_is_a_title():
    found = labels(["Publications", "Warm Shelves, Fast Bread", *PAPERS[1:]])
    assert found[1] == Label.TITLE


def test_an_article_about_cookies_is_content():
    lines = [
        "What is a cookie, and why does every page ask about it?",
        "Ingrid Falk",
        "11 January 2024",
        (
            "A cookie is a short note that a page asks the browser to keep, so that it can recognise the reader on "
            "the next visit. The note holds no more than a number, and the reader never sees it unless he goes looking."
        ),
        (
            "The first of these notes was written in 1994, by a programmer who wanted a shop to remember what lay in "
            "the basket. Nobody thought of advertising then, and it took two years before anybody complained."
        ),
        (
            "Most readers press the brightest button of a banner without a glance at the words. In a study of ours, "
            "eleven of twelve could not say a minute later what they had agreed to, and one had agreed to nothing."
        ),
    ]
    assert not BOILERPLATE & set(labels(lines)[3:])


def test_what_is_left_is_labelled_as_a_page_of_its_own():
    lines = [*BANNERS["en"], "Publications", *PAPERS]
    alive = [i for i in range(len(lines)) if i >= len(BANNERS["en"])]
    found = Sheet([look(line) for line in lines]).label(np.array(alive))
    assert [label_of(found, at) for at in range(len(alive))] == labels(lines[len(BANNERS["en"]) :])


def test_a_second_reading_forgets_what_was_taken_out():
    marked = [look(line, marked=len(line) > 100) for line in PAPERS]
    found = Sheet(marked).label(reread=True)
    assert [label_of(found, at) for at in range(len(PAPERS))] == labels(PAPERS)


def test_reasons_are_few_and_speak_for_the_label():
    looks = [look(line) for line in [*BANNERS["en"], *MENU, *PAPERS]]
    sheet = Sheet(looks)
    told = sheet.reasons(sheet.label(), range(len(looks)))
    assert len(told) == len(looks)
    for reasons in told:
        assert 1 <= len(reasons) <= 3
        assert all(reason.weight > 0 for reason in reasons)


def test_the_same_blocks_have_the_same_labels():
    lines = [*BANNERS["fr"], *MENU, *PAPERS]
    assert labels(lines) == labels(lines)
