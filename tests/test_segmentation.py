from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    ABSTRACTS,
    MENU,
    SPACED_ABSTRACTS,
    Dump,
    is_plain_wrap,
    loose_pages,
    texts,
    wrapped,
    wrapped_pages,
)

from pubclean import segment
from pubclean.kernel import COMPILED
from pubclean.markers import find_markers
from pubclean.segmentation import find_in_python, find_segments

FOG, BREAD, CHOIR = ABSTRACTS["en"]


def texts_of(source):
    return [block.text for block in segment(source)]


@given(loose_pages())
def test_lines_that_no_wrap_cut_stay_apart(dump: Dump):
    assert texts_of(dump.source) == list(dump.texts)


@given(wrapped_pages())
def test_a_wrapped_text_between_blank_lines_is_one_block(dump: Dump):
    assert texts_of(dump.source) == list(dump.texts)


@pytest.mark.parametrize("width", range(60, 101))
def test_a_text_wrapped_plainly_is_one_block_at_any_width(width):
    parts = [wrapped(text, width, hyphens=hyphens) for text in SPACED_ABSTRACTS for hyphens in (False, True)]
    plain = [part for part in parts if is_plain_wrap(part.raw)]
    assert [texts_of(part.raw) for part in plain] == [[part.text] for part in plain]


@pytest.mark.parametrize(("text", "width"), [(CHOIR, 76), (CHOIR, 80), (ABSTRACTS["fr"][0], 92)])
def test_a_wrapped_text_is_one_block_where_a_line_ends_with_a_sentence(text, width):
    raw = wrapped(text, width).raw
    assert any(line.endswith(".") for line in raw.split("\n")[:-1])
    assert texts_of(raw) == [text]


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_a_wrapped_text_ends_where_the_next_title_begins(width):
    lines = [wrapped(FOG, width).raw, "Counting Swifts from the Belfry", "Hanne Vik", wrapped(BREAD, width).raw]
    assert texts_of("\n".join(lines)) == [FOG, "Counting Swifts from the Belfry", "Hanne Vik", BREAD]


@pytest.mark.parametrize("text", ABSTRACTS["zh"] + ABSTRACTS["ja"])
@pytest.mark.parametrize("width", [30, 36, 40])
def test_wrapped_ideographs_join_without_a_space(text, width):
    raw = "\n".join(text[i : i + width] for i in range(0, len(text), width))
    assert texts_of(raw) == [text]


def test_a_menu_is_one_block_an_entry():
    assert texts_of("\n".join(MENU)) == list(MENU)


def test_long_lines_are_one_block_each():
    assert texts_of(f"{FOG}\n{BREAD}\n{CHOIR}") == [FOG, BREAD, CHOIR]


def test_a_blank_line_parts_what_a_wrap_would_join():
    head, tail = wrapped(FOG, 72).raw.split("\n", 1)
    assert texts_of(f"{head}\n\n{tail}") == [head, " ".join(tail.split("\n"))]


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "‐"])
def test_a_word_cut_by_the_wrap_is_made_whole(hyphen):
    raw = f"The tides of small lakes are low, and those of the large lakes hard{hyphen}\nly higher than the small."
    assert texts_of(raw) == [
        "The tides of small lakes are low, and those of the large lakes hardly higher than the small."
    ]


def test_a_hyphen_before_a_capital_or_a_digit_stays():
    raw = "We met the people who had gone all the way from the town of Saint-\nJean to the coast, over the hills."
    assert "Saint- Jean" in texts_of(raw)[0] or "Saint-Jean" in texts_of(raw)[0]


@pytest.mark.parametrize("bullet", ["•", "–", "-", "▪"])
def test_items_of_a_list_stay_apart(bullet):
    items = [f"{bullet} {word} and all the things that one can say about it in a line like this" for word in MENU]
    assert texts_of("\n".join(items)) == items


def test_numbered_items_stay_apart():
    items = [f"{i}. Moreau A., Lis T., A paper with a title that fills its line, 20{i}." for i in range(10, 16)]
    assert texts_of("\n".join(items)) == items


def test_a_bibtex_entry_is_one_block():
    entry = "@article{moreau2020,\n  title = {Counting swifts},\n  author = {Ada Moreau},\n  year = {2020}\n}"
    assert [block.text for block in segment(f"{entry}\nPeople")][-1] == "People"
    assert len(segment(f"{entry}\nPeople")) == 2


def test_a_page_that_folds_at_one_column_shows_where_a_wrapped_text_begins():
    column = 140
    parts = [wrapped(text, 72).raw for text in (FOG, BREAD, CHOIR)]
    folded = [f"{raw[:column]}… (voir plus){raw[column:]}" for raw in parts]
    assert texts_of("\n".join(folded)) == [FOG, BREAD, CHOIR]


def test_a_further_paragraph_of_a_folded_text_belongs_to_it():
    texts = [f"{text[:140]}… (voir plus){text[140:]}" for text in (FOG, BREAD, CHOIR)]
    further = "A second paragraph of the same text goes on here and is long enough to have been folded. " * 3
    source = "\n".join(["Title One", texts[0], further.strip(), "Title Two", texts[1], "Title Three", texts[2]])
    assert texts_of(source) == [
        "Title One", f"{FOG} {further.strip()}", "Title Two", BREAD, "Title Three", CHOIR,
    ]  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x85", "\n \t\n"])
def test_every_newline_parts_lines(newline):
    assert texts_of(newline.join(MENU)) == list(MENU)


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", "\t\r\n\u2028 \u00a0"])
def test_nothing_has_no_blocks(nothing):
    assert segment(nothing) == ()


@given(texts())
def test_segments_cover_all_but_white_space(text):
    at = 0
    found = find_segments(text)
    for start, end in zip(found.starts, found.ends, strict=True):
        assert not text[at:start].strip()
        assert start < end
        at = end
    assert not text[at:].strip()


@given(texts())
def test_a_segment_neither_begins_nor_ends_with_white_space(text):
    found = find_segments(text)
    for start, end, raw in zip(*found[:3], strict=True):
        assert raw == text[start:end] == raw.strip()


@given(texts())
def test_joins_lie_between_lines(text):
    for joins in find_segments(text).joins.values():
        for join in joins:
            between = text[join.start : join.end]
            assert between.strip() in {"", "-", "\u00ad", "‐"}
            assert join.replacement in {"", " "}
            assert len(f"x{between}x".splitlines()) > 1


PIECES = [
    "The tides of small lakes are low, and those of the large lakes", "hardly higher than the small ones", "Li Wei",
    "exam-", "co\u00ad", "ple and more of the same, as we know (", "Ends here.", "1. ", "(12) ", "[3] ", "• ", "– ",
    "@article{tides,", "  title = {Tides}", "}", "本文提出一种新的图像分割方法，" * 2, "方法。", "ไทย", "№ ", "٣. ",
    "… (voir plus)", "... [Read more]", "…", "\n", "\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\x85", "\x1c", "\x0b",
    " ", "\t", "\u00a0", "\0", "\ud800", "\U00020000", "ß", "ǅ", "²", "ⅳ", "_", "a", "B",
]  # fmt: skip


@pytest.mark.skipif(not COMPILED, reason="the extension was not compiled")
@given(st.one_of(texts(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_the_kernel_and_its_twin_find_the_same(text):
    markers = find_markers(text)
    assert find_segments(text, markers) == find_in_python(text, markers)


@pytest.mark.skipif(not COMPILED, reason="the extension was not compiled")
@pytest.mark.parametrize("width", [22, 50, 76, 130])
@pytest.mark.parametrize("column", [0, 90, 140])
def test_the_kernel_and_its_twin_find_the_same_habits(width, column):
    for language in ABSTRACTS:
        raws = [wrapped(text, width).raw for text in ABSTRACTS[language]]
        folded = [f"{raw[:column]}… (voir plus){raw[column:]}" if column else raw for raw in raws]
        source = "\n".join(line for text in folded for line in ("A Title", text, "A second part. " * 20))
        markers = find_markers(source)
        assert find_segments(source, markers) == find_in_python(source, markers)


@given(texts())
def test_segment_gives_blocks_without_a_label(text):
    for block in segment(text):
        assert (block.label, block.boilerplate, block.evidence, block.duplicate_of) == ("other", False, (), None)
