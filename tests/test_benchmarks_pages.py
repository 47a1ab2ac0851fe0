"""What the benchmark of pages computes: which lines a cleaner dropped, what that is worth, what it is timed on."""

from __future__ import annotations

import gzip
import json

import pytest
from benchmarks.pages.cleaners import CLEANERS, Cleaner
from benchmarks.pages.dumps import SIZES, corpora, invented, labelled
from benchmarks.pages.lines import boilerplate, missing, placed, shown, wrapped
from benchmarks.pages.scores import Judged, by_label, kept, of_blocks, of_cleaning, of_lines, rates
from benchmarks.pages.suite import pages_of
from benchmarks.pages.timing import megabytes, seconds_each
from cases import read_cases
from hypothesis import given
from hypothesis import strategies as st

import pubclean

LINES = st.lists(st.sampled_from(["Home", "News", "Tides of small lakes", "We measured them.", "Share"]), max_size=12)


def test_a_line_becomes_a_paragraph_and_nothing_else():
    page = wrapped("Lakes & <b>tides</b>\n\n  two\twords\x00 \ud800\n")
    assert page.count("<p>") == 2
    assert "<p>Lakes &amp; &lt;b&gt;tides&lt;/b&gt;</p>\n<p>two words</p>" in page


@given(st.text())
def test_any_text_can_be_given_as_html(text):
    assert wrapped(text).encode()
    assert wrapped(text).count("<p>") == sum(bool(shown(line)) for line in text.split("\n"))


@given(LINES, st.randoms(use_true_random=False))
def test_every_kept_line_is_found_in_its_order(lines, draw):
    kept = [line for line in lines if draw.random() < 0.5]
    found = placed(lines, kept)
    assert [lines[at] for at in found] == kept
    assert found == sorted(set(found))


def test_a_repeated_line_is_found_by_its_neighbours():
    lines = ["Home", "Tides", "Home", "Tides", "We measured.", "Home", "Share", "Home"]
    assert placed(lines, ["Home", "Tides", "We measured.", "Home"]) == [2, 3, 4, 5]
    assert placed(lines, ["Share", "Home"]) == [6, 7]


def test_a_line_the_page_does_not_have_hides_no_other():
    assert placed(["one", "two", "three"], ["one", "a caption", "three"]) == [0, 2]


def test_blank_lines_are_not_missed():
    assert missing("Home\n\nTides  of lakes\n \nShare", "Tides of lakes\n\n") == [True, False, False, False, True]


@pytest.mark.parametrize("case", read_cases("synthetic.toml"), ids=lambda case: case.name)
def test_a_line_falls_with_the_block_that_covers_most_of_it(case):
    blocks, start = pubclean.parse(case.source).blocks, 0
    for line, fallen in zip(case.source.split("\n"), boilerplate(case.source, blocks), strict=True):
        places = range(start, start + len(line))
        over = max(blocks, key=lambda block: len({*places} & {*range(block.start, block.end)}), default=None)
        covered = over is not None and over.start < start + len(line) and start < over.end
        assert fallen == (covered and over.boilerplate)
        start += len(line) + 1


JUDGED = [
    Judged("nav", "nav", 5),
    Judged("nav", "ui", 7),
    Judged("consent", "nav", 40),
    Judged("title", "nav", 30),
    Judged("title", "title", 20),
    Judged("prose", "abstract", 50),
]


def test_rates_are_counted_by_hand():
    assert rates(JUDGED, {"nav"}) == {"P": 0.3333, "R": 0.5, "F1": 0.4}
    assert rates(JUDGED, {"venue"}) == {"P": None, "R": None, "F1": None}
    assert kept(JUDGED, {"nav", "consent"}) == 0.7
    assert kept([], {"nav"}) is None


def test_blocks_are_right_by_label_and_by_kind():
    assert of_blocks(JUDGED) == {"blocks": 6, "right": 0.3333, "P": 0.6667, "R": 0.6667, "F1": 0.6667, "kept": 0.7}
    assert list(by_label(JUDGED))[:4] == ["nav", "title", "consent", "prose"]
    assert by_label(JUDGED)["ui"] == {"blocks": 0, "P": 0.0, "R": None, "F1": 0.0}


def test_lines_nobody_knows_of_are_not_scored():
    judged = of_lines("Home\nTides\nWe measured.\n?", ["drop", "keep", "keep", "amb"], [True, True, False, True])
    assert judged == [Judged("drop", "drop", 4), Judged("keep", "drop", 5), Judged("keep", "keep", 12)]
    assert of_cleaning(judged) == {"lines": 3, "P": 0.5, "R": 1.0, "F1": 0.6667, "keepF1": 0.6667, "kept": 0.7059}


def test_pages_to_check_with_are_read_by_source(tmp_path):
    rows = [{"fold": fold, "source": source} for fold in ("train", "check") for source in "aab"]
    with gzip.open(tmp_path / "pages.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert {source: len(pages) for source, pages in pages_of(tmp_path, 1).items()} == {"a": 2, "b": 1}
    assert {source: len(pages) for source, pages in pages_of(tmp_path, 2).items()} == {"a": 1, "b": 1}


@pytest.mark.parametrize("size", SIZES)
def test_invented_pages_have_about_the_size_that_is_asked_for(size):
    pages = invented(size, 4 * size)
    assert pages == invented(size, 4 * size)
    assert len({text for text, _ in pages}) == 4
    assert all(size <= len(text.encode()) + 1 < 1.2 * size + 5000 for text, _ in pages)


def test_pages_are_timed_as_they_stand_in_the_cases():
    pages = corpora(2 * max(SIZES))["cases"]
    assert [text for text, _ in pages] == [case.source for case in read_cases()]


def test_pages_that_warm_up_are_not_timed():
    seen = []
    cleaner = Cleaner(lambda text, language: (text, language), seen.append, missing)
    assert seconds_each(cleaner, [["é", "fr"]] * 20) >= 0
    assert seen == [("é", "fr")] * 20
    assert megabytes(["é\ud800"] * 2) == 1e-5


def test_verbs_are_timed_as_they_are_called():
    case = read_cases("synthetic.toml")[0]
    cleaners = [CLEANERS[name]() for name in ("clean", "parse", "parse, all asked for")]
    text, page, (whole, *_) = (each.work(each.ready(case.source, case.language)) for each in cleaners)
    assert text == page.text == whole.text == pubclean.clean(case.source)


def test_each_block_of_a_case_is_given_a_label():
    def as_menus(text):
        return pubclean.parse("Home")._replace(source=text)

    found = labelled(as_menus)
    assert [case for case, _ in found] == read_cases()
    assert all(labels == [as_menus("").blocks[0].label] * len(case.blocks) for case, labels in found)
