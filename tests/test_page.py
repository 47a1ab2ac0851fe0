from __future__ import annotations

import pickle

import pytest

import pubclean
from pubclean import Block, Edit, Evidence, Label, Language, Page, Record
from pubclean.page import BOILERPLATE, UNDETERMINED

CONTENT = ["title", "person", "abstract", "prose", "date", "venue", "citation", "section", "ui", "other"]
FURNITURE = ["consent", "promo", "newsletter", "nav", "share", "related", "comments", "legal"]


def test_the_labels_are_those_of_the_contract():
    assert [label.value for label in Label] == CONTENT + FURNITURE
    assert frozenset(FURNITURE) == BOILERPLATE


@pytest.mark.parametrize("label", Label)
def test_a_label_knows_whether_it_is_boilerplate(label):
    assert label.is_boilerplate is (label.value in FURNITURE)


def test_a_label_is_its_name():
    assert Label("title") is Label.TITLE == "title"
    assert f"{Label.TITLE}" == "title"


def test_the_fields_are_those_of_the_contract():
    assert Page._fields == ("source", "blocks", "language", "text", "records")
    assert Block._fields == (
        "start", "end", "text", "label", "boilerplate", "language", "incomplete", "duplicate_of", "evidence", "edits",
    )  # fmt: skip
    assert Evidence._fields == ("rule", "start", "end", "weight")
    assert Edit._fields == ("start", "end", "replacement", "rule")
    assert Language._fields == ("code", "confidence")
    assert Record._fields == ("title", "authors", "abstract", "date", "venue", "citation", "blocks")


def test_a_block_is_other_until_it_is_labelled():
    block = Block(0, 1, "a")
    assert (block.label, block.boilerplate, block.language) == (Label.OTHER, False, UNDETERMINED)
    assert (block.incomplete, block.duplicate_of, block.evidence, block.edits) == (False, None, (), ())


@pytest.mark.parametrize(
    "thing",
    [Block(0, 1, "a"), Language("en", 0.9), Record("Tides"), Edit(0, 1, "", "wrap.join"), Evidence("nav", 0, 1, 0.5)],
)
def test_what_a_page_is_made_of_is_immutable_and_travels(thing):
    with pytest.raises(AttributeError):
        setattr(thing, thing._fields[0], None)
    assert pickle.loads(pickle.dumps(thing)) == thing  # noqa: S301 - our own bytes
    assert hash(thing) == hash(thing._replace())


PAGE = "We use cookies to improve your experience. You can refuse them.\nTides of small lakes\nLi Wei, Ada Moreau"


def test_what_is_found_late_counts_like_the_rest():
    late = pubclean.parse(PAGE)
    blocks = tuple(Block(*(getattr(block, name) for name in Block._fields)) for block in late.blocks)
    whole = Page(PAGE, blocks, late.language, late.text, late.records)
    for ours, told in [(pubclean.parse(PAGE), whole), *zip(pubclean.parse(PAGE).blocks, blocks, strict=True)]:
        assert ours == told
        assert not ours != told  # noqa: SIM202 the other operator
        assert (hash(ours), repr(ours), tuple(ours), ours[-3:]) == (hash(told), repr(told), tuple(told), told[-3:])
        assert ours._asdict() == told._asdict()
        assert pickle.loads(pickle.dumps(ours)) == told  # noqa: S301 - our own bytes
        assert ours != told._replace(**{ours._fields[-1]: ("another",)})


def test_a_text_needs_no_languages(monkeypatch):
    def refuse(_):
        raise AssertionError("nobody asked for languages")

    monkeypatch.setattr("pubclean.reading.page_languages", refuse)
    assert pubclean.clean(PAGE) == pubclean.parse(PAGE).text
    with pytest.raises(AssertionError, match="nobody"):
        pubclean.parse(PAGE).blocks[0].language  # noqa: B018


def test_languages_are_judged_once_a_page(monkeypatch):
    asked = []

    def judge(texts):
        asked.append(len(texts))
        return [UNDETERMINED] * len(texts)

    monkeypatch.setattr("pubclean.reading.page_languages", judge)
    page = pubclean.parse(PAGE)
    assert {block.language for block in page.blocks} == {page.language} == {UNDETERMINED}
    assert asked == [3]
