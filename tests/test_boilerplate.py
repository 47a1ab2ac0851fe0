from __future__ import annotations

import pytest
from strategies import ABSTRACTS, BANNERS, MENU

from pubclean.boilerplate import Sheet
from pubclean.looks import look_at
from pubclean.page import BOILERPLATE, Label
from pubclean.surroundings import LABELS, names
from pubclean.weights import UNIT, tables

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


def sheet(lines, marked=None, **how):
    return Sheet(look_at(list(lines), marked or [False] * len(lines), [False] * len(lines)), **how)


def labels(lines, **how):
    return [LABELS[at] for at in sheet(lines, **how).label()]


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


def test_a_title_that_looks_like_names_stays():
    found = labels(["Publications", "Warm Shelves, Fast Bread", *PAPERS[1:]])
    assert found[1] in {Label.TITLE, Label.PERSON}


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
    left = len(BANNERS["en"])
    found = sheet(lines).label(range(left, len(lines)))
    assert [LABELS[at] for at in found] == labels(lines[left:])


def test_a_second_reading_forgets_what_was_taken_out():
    found = sheet(PAPERS, [len(line) > 100 for line in PAPERS]).label(reread=True)
    assert [LABELS[at] for at in found] == labels(PAPERS)


@pytest.mark.parametrize("model", [True, False])
def test_reasons_are_few_and_speak_for_the_label(model):
    lines = [*BANNERS["en"], *MENU, *PAPERS]
    asked = sheet(lines, model=model)
    told = asked.reasons()
    assert len(told) == len(lines)
    for reasons in told:
        assert len(reasons) in (range(1, 4) if model else range(3))
        assert all(reason.weight > 0 for reason in reasons)
        assert sorted(reasons, key=lambda reason: -reason.weight) == list(reasons)


def test_a_reason_weighs_what_the_table_says():
    asked = sheet(["Home", *PAPERS])
    table = tables()[-1].astype(int)
    reason = next(reason for reason in asked.reasons()[0] if reason.rule in names())
    row = table[names().index(reason.rule)]
    assert reason.weight == round((row[asked.label()[0]] - int(row.sum() / len(row))) / UNIT, 2)


def test_the_same_blocks_have_the_same_labels():
    lines = [*BANNERS["fr"], *MENU, *PAPERS]
    assert labels(lines) == labels(lines)


def test_caution_keeps_what_is_not_sure_and_boldness_gives_it_up():
    lines = [*BANNERS["en"], *MENU, "Selected publications", *PAPERS]
    dropped = [sum(label in BOILERPLATE for label in labels(lines, caution=caution)) for caution in (-9, 0, 9, 1e300)]
    assert dropped == sorted(dropped, reverse=True)
    assert dropped[0] > dropped[-1] == 0


def test_without_the_model_listed_lines_and_banners_are_boilerplate():
    found = labels([*BANNERS["en"], *MENU, *PAPERS], model=False)
    furniture = len(BANNERS["en"]) + len(MENU)
    assert set(found[: len(BANNERS["en"])]) == {Label.CONSENT}
    assert set(found[len(BANNERS["en"]) : furniture]) == {Label.NAV, Label.SECTION}  # "People" may head a list
    assert set(found[furniture:]) == {Label.OTHER, Label.PROSE}


def test_without_the_model_the_guards_stand():
    assert labels(["The weavers", "Decline", *PAPERS], model=False)[1] not in BOILERPLATE


def test_no_rule_asks_for_caution():
    lines = [*BANNERS["en"], *MENU, *PAPERS]
    assert labels(lines, model=False, caution=50.0) == labels(lines, model=False)
