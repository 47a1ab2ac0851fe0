from __future__ import annotations

import itertools
import pickle

import pytest
from strategies import ABSTRACTS, BANNERS, MENU, wrapped

import pubclean
from pubclean import Cleaner, Label, Options

FOG, BREAD, CHOIR = ABSTRACTS["en"]
ENTRIES = [
    ("The Fog Books of a Northern Coast", "Ada Moreau, Tomasz Lis", FOG, "2024-05-03", "Journal of Coasts (accepted)"),
    ("Why Warm Shelves Make Fast Bread", "Hanne Vik", BREAD, "2023-09-18", "Notes on Bread (accepted)"),
    ("Singing in Cold Churches", "Pilar Reyes, Otto Brandt", CHOIR, "2022-01-30", "Journal of Choirs (published)"),
]


def folded(text):
    return f"{text[:140]}… (see more){text[140:]}"


def lab_page(banner="en", change=str):
    """Return a page of three publications, the abstract of each changed."""
    lines = [*BANNERS[banner], *MENU, "Publications"]
    for title, names, abstract, date, venue in ENTRIES:
        lines += [title, names, change(abstract), date, venue]
    return "\n".join(lines)


def abstracts(page):
    """Return the blocks that follow the names of authors."""
    names = {entry[1] for entry in ENTRIES}
    return [below for above, below in itertools.pairwise(page.blocks) if above.text in names]


@pytest.mark.parametrize("banner", BANNERS)
@pytest.mark.parametrize("change", [str, folded])
def test_furniture_goes_and_content_stays(banner, change):
    kept = pubclean.clean(lab_page(banner, change)).split("\n\n")
    assert [line for line in kept if line in BANNERS[banner]] == []
    assert [line for line in kept if line in MENU[1:]] in ([], ["Publications"])
    for title, names, abstract, *_ in ENTRIES:
        assert {title, names, abstract} <= set(kept)


def test_publications_are_listed_with_their_parts():
    records = pubclean.parse(lab_page()).records
    assert [record.title for record in records] == [entry[0] for entry in ENTRIES]
    assert [record.authors for record in records] == [(entry[1],) for entry in ENTRIES]
    assert [record.abstract for record in records] == [entry[2] for entry in ENTRIES]
    assert [record.date for record in records] == [entry[3] for entry in ENTRIES]
    assert [record.venue for record in records] == [entry[4] for entry in ENTRIES]


def test_a_consent_notice_alone_leaves_nothing():
    page = pubclean.parse("\n".join(BANNERS["en"]))
    assert page.text == ""
    assert {block.label for block in page.blocks} == {Label.CONSENT}


@pytest.mark.parametrize("language", ABSTRACTS)
def test_an_abstract_under_its_title_and_authors_is_content(language):
    for abstract in ABSTRACTS[language]:
        page = pubclean.parse(f"Publications\nThe Fog Books of a Northern Coast\nAda Moreau, Tomasz Lis\n{abstract}")
        assert page.blocks[-1].label in {Label.ABSTRACT, Label.PROSE}
        assert abstract in page.text
        assert page.blocks[-1].language.code.partition("-")[0] == language


def test_a_label_comes_with_its_reasons():
    page = pubclean.parse(lab_page())
    assert all(block.evidence for block in page.blocks if block.boilerplate)
    notice = page.blocks[0]
    assert all(evidence.weight > 0 for evidence in notice.evidence)
    assert [evidence.weight for evidence in notice.evidence] == sorted(
        (evidence.weight for evidence in notice.evidence), reverse=True
    )


def test_an_edit_names_its_rule():
    raw = wrapped(FOG, 72).raw
    edits = pubclean.parse(f"{raw[:100]}… (see more){raw[100:]}").blocks[0].edits
    assert {edit.rule for edit in edits} == {"wrap.join", "truncation.marker"}
    assert {edit.replacement for edit in edits if edit.rule == "truncation.marker"} == {""}


@pytest.mark.parametrize("tail", ["… (see more)", "… [Read more]", "…", "...", ""])
def test_what_the_page_cut_short_is_incomplete(tail):
    found = abstracts(pubclean.parse(lab_page(change=lambda text: text[:215].rstrip(" .") + tail)))
    assert [block.label.is_boilerplate for block in found] == [False] * 3
    assert [block.incomplete for block in found] == [True] * 3


@pytest.mark.parametrize("change", [str, folded])
def test_what_came_to_its_end_is_not_incomplete(change):
    found = abstracts(pubclean.parse(lab_page(change=change)))
    assert [block.text for block in found] == [entry[2] for entry in ENTRIES]
    assert [block.incomplete for block in found] == [False] * 3


def test_an_abstract_given_twice_is_kept_once():
    page = pubclean.parse(lab_page() + "\n" + "\n".join(ENTRIES[0][:3]))
    assert page.text.count(FOG) == 1
    (repeat,) = [block for block in page.blocks if block.duplicate_of is not None]
    assert page.blocks[repeat.duplicate_of].text == repeat.text == FOG
    assert [record.abstract for record in page.records].count(FOG) == 2


def test_the_language_of_the_page_is_that_of_its_content():
    assert pubclean.parse(lab_page("fr")).language.code == "en"
    assert pubclean.parse(lab_page("de")).language.code == "en"
    french = "\n".join([*BANNERS["en"], "Publications", *ABSTRACTS["fr"]])
    assert pubclean.parse(french).language.code == "fr"


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", "\t\u2028\r\n"])
def test_nothing_is_read_as_nothing(nothing):
    page = pubclean.parse(nothing)
    assert (page.source, page.blocks, page.text, page.records) == (nothing, (), "", ())
    assert page.language == ("und", 0.0)


def test_furniture_is_kept_where_asked():
    kept = Cleaner(Options(keep={"consent"})).parse(lab_page())
    assert BANNERS["en"][0] in kept.text
    assert kept.blocks[0].boilerplate
    assert FOG in kept.text


def test_repeats_are_kept_where_asked():
    twice = lab_page() + "\n" + "\n".join(ENTRIES[0][:3])
    page = pubclean.parse(twice, options=Options(keep_duplicates=True))
    assert page.text.count(FOG) == 2
    assert any(block.duplicate_of is not None for block in page.blocks)


def test_phrases_of_the_caller_decide():
    options = Options(phrases={"legal": ["harbour board"], "promo": ["regatta*"]})
    source = f"{lab_page()}\nA page of the Harbour Board of the north"
    page = pubclean.parse(source, options=options)
    assert page.blocks[-1].label == Label.LEGAL
    assert len(page.blocks[-1].evidence) == 1
    assert "Harbour Board" not in page.text
    assert FOG in page.text


def test_langdetect_may_be_asked_instead():
    pytest.importorskip("langdetect")
    page = pubclean.parse(lab_page("fr"), options=Options(language_backend="langdetect"))
    codes = {block.text: block.language.code for block in page.blocks}
    assert codes[FOG] == "en"
    assert codes[BANNERS["fr"][0]] == "fr"
    assert page.language.code == "en"


def test_a_cleaner_is_its_options():
    options = Options(keep={"nav"})
    cleaner = Cleaner(options)
    source = lab_page()
    assert cleaner.clean(source) == pubclean.clean(source, options=options)
    assert cleaner.parse(source) == pubclean.parse(source, options=options)
    assert cleaner.segment(source) == pubclean.segment(source)
    assert list(cleaner.clean_many([source, None])) == list(pubclean.clean_many([source, None], options=options))
    assert list(cleaner.parse_many([source])) == list(pubclean.parse_many([source], options=options))
    assert Cleaner().options == Options()


def test_pages_and_cleaners_travel_between_processes():
    page = pubclean.parse(lab_page())
    assert pickle.loads(pickle.dumps(page)) == page  # noqa: S301 - our own bytes
    cleaner = pickle.loads(pickle.dumps(Cleaner(Options(keep={"nav"}, phrases={"legal": ["board"]}))))  # noqa: S301
    assert cleaner.options == Options(keep={"nav"}, phrases={"legal": ["board"]})


def test_options_reach_the_workers():
    pages = [lab_page(banner) for banner in BANNERS]
    options = Options(keep={"consent"})
    assert list(pubclean.clean_many(pages, options=options, workers=2)) == [
        pubclean.clean(page, options=options) for page in pages
    ]
