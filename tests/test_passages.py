from __future__ import annotations

import pytest
from hypothesis import given
from strategies import ABSTRACTS, Dump, Part, folded, pages, texts, wrapped

from pubclean.page import Edit
from pubclean.passages import Passage, find_passages, replay, source_span

FOG = ABSTRACTS["en"][0]


@given(folded())
def test_a_folded_text_reads_as_it_was(part: Part):
    passage = find_passages(part.raw)[0]
    assert (passage.text, passage.marked, passage.cut) == (part.text, True, part.cut)


@given(pages())
def test_a_page_reads_as_it_was(dump: Dump):
    found = find_passages(dump.source)
    assert [passage.text for passage in found] == list(dump.texts)
    assert [passage.cut for passage in found] == [part.cut for part in dump.parts]


@given(pages())
def test_a_passage_spans_its_lines_as_they_stood(dump: Dump):
    found = find_passages(dump.source)
    assert [dump.source[p.start : p.end] for p in found] == [part.raw for part in dump.parts]


@pytest.mark.parametrize("at", [40, 75, 140, 170])
def test_wraps_and_markers_go_together(at):
    raw = wrapped(FOG, 72).raw
    passages = find_passages(f"{raw[:at]}… (voir plus){raw[at:]}")
    assert [passage.text for passage in passages] == [FOG]
    assert {edit.rule for edit in passages[0].edits} == {"wrap.join", "truncation.marker"}


def test_a_marker_cut_by_the_wrap_goes():
    raw = "The tides of small lakes are low, and those of the large lakes are… (voir\nplus) hardly higher than those."
    assert find_passages(raw)[0].text == (
        "The tides of small lakes are low, and those of the large lakes are hardly higher than those."
    )


@pytest.mark.parametrize("break_", ["… (voir plus)\n", " … (voir plus)\n", "… (voir plus) \n"])
def test_a_marker_at_the_end_of_a_wrapped_line_goes_and_the_lines_join(break_):
    raw = f"The tides of small lakes are low, and those of the large lakes are{break_}hardly higher than those."
    assert find_passages(raw)[0].text.split() == raw.replace("… (voir plus)", " ").split()
    assert "\n" not in find_passages(raw)[0].text


def test_a_marker_between_spaces_at_the_end_of_a_wrapped_line_goes_and_the_lines_join():
    raw = "The tides of small lakes are low, and those of the large lakes are … (voir plus) \nhardly higher than those."
    assert find_passages(raw)[0].text == (
        "The tides of small lakes are low, and those of the large lakes are hardly higher than those."
    )


@given(pages())
def test_a_text_stands_on_one_line(dump: Dump):
    for passage in find_passages(dump.source):
        assert passage.text.splitlines() == [passage.text]


@given(texts())
def test_edits_replay_to_the_text(text):
    for passage in find_passages(text):
        assert replay(text, passage.start, passage.end, passage.edits) == passage.text


@given(texts())
def test_edits_rise_inside_their_passage(text):
    for passage in find_passages(text):
        edges = [edge for edit in passage.edits for edge in (edit.start, edit.end)]
        assert edges == sorted(edges)
        assert all(passage.start <= edge <= passage.end for edge in edges)


@given(texts())
def test_only_white_space_is_put_in(text):
    for passage in find_passages(text):
        assert {edit.replacement for edit in passage.edits} <= {"", " "}


@given(texts())
def test_no_passage_is_empty(text):
    assert all(passage.text.strip() for passage in find_passages(text))


def test_replay_makes_every_edit_in_its_place():
    edits = [Edit(2, 4, "", "a"), Edit(5, 6, " ", "b")]
    assert replay("0123456789", 1, 8, edits) == "14 67"


def test_a_place_in_the_text_is_found_again_in_the_source():
    source = "xx ab… (voir plus)cd ef"
    passage = find_passages(source)[0]
    assert passage.text == "xx abcd ef"
    assert [source[slice(*source_span(passage, at, at + 2))] for at in (0, 3, 5, 8)] == ["xx", "ab", "cd", "ef"]
    assert source[slice(*source_span(passage, 3, 7))] == "ab… (voir plus)cd"


@given(folded())
def test_every_letter_of_the_text_is_found_in_the_source(part: Part):
    passage = find_passages(part.raw)[0]
    assert all(part.raw[slice(*source_span(passage, at, at + 1))] == letter for at, letter in enumerate(passage.text))


def test_a_passage_without_edits_is_its_source():
    assert find_passages("Tides of small lakes") == [Passage(0, 20, "Tides of small lakes", ())]
