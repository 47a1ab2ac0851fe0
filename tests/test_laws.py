"""The laws of the contract, on texts of any kind and on page dumps whose reading is known."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import ABSTRACTS, BANNERS, MENU, SCRAPS, Dump, pages, texts

import pubclean
from pubclean import Cleaner, Label, Options

FOG = ABSTRACTS["en"][0]
dumps = st.one_of(texts(), pages().map(lambda dump: dump.source))
options = st.builds(
    Options,
    keep=st.sets(st.sampled_from(["consent", "promo", "nav", "legal", "share"])),
    keep_duplicates=st.booleans(),
    phrases=st.sampled_from([{}, {"legal": ["tides of*"]}, {"nav": ["publications"]}]),
    model=st.booleans(),
    caution=st.sampled_from((0.0, 0.0, 1.5, -1.5, 40, -40)),
)


def replayed(source, block):
    pieces, at = [], block.start
    for edit in block.edits:
        assert at <= edit.start <= edit.end <= block.end
        pieces += [source[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*pieces, source[at : block.end]])


# 1 ------------------------------------------------------------------------------------------------------


@given(dumps)
def test_to_clean_is_to_parse(text):
    assert pubclean.clean(text) == pubclean.parse(text).text


@given(dumps)
@example("one… (see more)\n\nTwo [...] Read more")
@example(f"{FOG}\n{FOG}")
def test_cleaning_twice_is_cleaning_once(text):
    cleaned = pubclean.clean(text)
    assert pubclean.clean(cleaned) == cleaned


@given(dumps, options)
def test_cleaning_twice_is_cleaning_once_whatever_the_options(text, chosen):
    cleaner = Cleaner(chosen)
    cleaned = cleaner.clean(text)
    assert cleaner.clean(cleaned) == cleaned


@given(dumps, st.floats(-60, 60), st.floats(0, 60))
def test_more_caution_never_drops_a_block_that_less_has_kept(text, caution, more):
    line = " ".join(text.split())
    careful, bold = (Cleaner(Options(caution=how)).parse(line) for how in (caution + more, caution))
    assert len(bold.blocks) > 1 or careful.text or not bold.text


@given(dumps)
def test_without_the_model_nothing_but_rules_is_evidence(text):
    for block in Cleaner(Options(model=False)).parse(text).blocks:
        for told in block.evidence:
            assert told.rule == "banner voice" or told.rule.startswith(("line ", "mostly ", "length "))


def test_cleaning_twice_is_cleaning_once_behind_two_leading_markers():
    assert pubclean.segment("…(voir plus)…(voir) Jeanne Dupont")[0].text == "Jeanne Dupont"


def test_cleaning_twice_is_cleaning_once_behind_a_raised_ellipsis():
    once = pubclean.segment("The tides of lakes ⋯ Read more\x85")[0].text
    assert pubclean.segment(once)[0].text == once


@settings(max_examples=50)
@given(st.lists(dumps, max_size=5))
def test_many_pages_are_cleaned_like_one(sources):
    assert list(pubclean.clean_many(sources)) == [pubclean.clean(text) for text in sources]
    assert list(pubclean.parse_many(sources)) == [pubclean.parse(text) for text in sources]


LISTS = [
    [],
    ["", "\ud83d", "\0\r\u2028"],
    [*SCRAPS],
    ["\n".join([*MENU, *BANNERS["en"], "The Fog Books", "Ada Moreau", text]) for text in ABSTRACTS["en"]] * 20,
]


@pytest.mark.parametrize("sources", LISTS)
def test_workers_change_nothing(sources):
    alone = [pubclean.parse(text) for text in sources]
    assert list(pubclean.parse_many(iter(sources), workers=2)) == alone
    assert list(pubclean.clean_many(iter(sources), workers=2)) == [page.text for page in alone]


# 2 ------------------------------------------------------------------------------------------------------


@given(dumps)
def test_the_source_is_kept(text):
    assert pubclean.parse(text).source == text


@given(dumps)
def test_spans_rise_and_leave_white_space_between_them(text):
    edges = [0, *itertools.chain.from_iterable((b.start, b.end) for b in pubclean.parse(text).blocks), len(text)]
    assert edges == sorted(edges)
    assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()


@given(dumps)
def test_segments_are_the_blocks_of_the_page(text):
    blocks = pubclean.parse(text).blocks
    assert [(b.start, b.end, b.text, b.edits) for b in pubclean.segment(text)] == [
        (b.start, b.end, b.text, b.edits) for b in blocks
    ]


@given(dumps)
def test_evidence_lies_inside_its_block(text):
    for block in pubclean.parse(text).blocks:
        assert all(block.start <= e.start <= e.end <= block.end for e in block.evidence)


# 3 ------------------------------------------------------------------------------------------------------


@given(dumps)
def test_replaying_the_edits_gives_the_text(text):
    assert all(replayed(text, block) == block.text for block in pubclean.parse(text).blocks)


@given(dumps)
def test_a_text_stands_on_one_line_less_the_space_round_it(text):
    for block in pubclean.segment(text):
        if "…" not in text and "..." not in text and "⋯" not in text:
            assert block.text == block.text.strip()
            assert len(block.text.splitlines()) == 1


@given(pages())
def test_every_block_of_a_known_page_reads_as_it_must(dump: Dump):
    assert [block.text for block in pubclean.segment(dump.source)] == list(dump.texts)


@given(pages())
def test_what_is_cut_short_is_said_to_be_unless_it_is_boilerplate(dump: Dump):
    for block, part in zip(pubclean.parse(dump.source).blocks, dump.parts, strict=True):
        if part.cut:
            assert block.incomplete is not block.boilerplate


@given(dumps)
def test_boilerplate_is_what_its_label_says_and_is_never_incomplete(text):
    for block in pubclean.parse(text).blocks:
        assert block.boilerplate is block.label.is_boilerplate
        assert not (block.boilerplate and block.incomplete)


@given(dumps)
def test_the_clean_text_is_the_kept_blocks_in_order(text):
    page = pubclean.parse(text)
    kept = [b.text for b in page.blocks if not b.boilerplate and b.duplicate_of is None]
    assert page.text == "\n\n".join(kept)


@given(dumps)
def test_a_repeat_names_an_earlier_block_that_is_none(text):
    page = pubclean.parse(text)
    for i, block in enumerate(page.blocks):
        if block.duplicate_of is not None:
            assert block.duplicate_of < i
            assert page.blocks[block.duplicate_of].duplicate_of is None
            assert block.label in {Label.ABSTRACT, Label.PROSE}


@given(dumps)
def test_records_name_blocks_of_the_page(text):
    page = pubclean.parse(text)
    named = [i for record in page.records for i in record.blocks]
    assert len(named) == len(set(named))
    assert all(0 <= i < len(page.blocks) for i in named)


@given(dumps)
def test_a_confidence_is_a_share(text):
    page = pubclean.parse(text)
    assert all(0 <= language.confidence <= 1 for language in [page.language, *(b.language for b in page.blocks)])


# 4 ------------------------------------------------------------------------------------------------------

VERBS = [pubclean.clean, pubclean.parse, pubclean.segment, pubclean.strip_truncation, pubclean.detect_language]


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_str_is_accepted(text):
    for verb in VERBS:
        verb(text)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("unit", ["a", "a\n", "… (", f"{FOG} ", " \t\n", "\0", "\ud83d"], ids=ascii)
def test_a_large_text_is_accepted(verb, unit):
    verb(unit * (30_000 // len(unit)))


@pytest.mark.parametrize("verb", [*VERBS, Cleaner().clean, Cleaner().parse, Cleaner().segment])
@pytest.mark.parametrize("value", [None, 7, b"bytes", ["a"]])
def test_anything_but_str_is_a_type_error_that_says_what_to_do(verb, value):
    with pytest.raises(TypeError, match=f"text must be str, not {type(value).__name__}") as caught:
        verb(value)
    assert ("decode it first" in str(caught.value)) is isinstance(value, bytes)


@pytest.mark.parametrize("verb", [pubclean.clean_many, pubclean.parse_many])
def test_one_str_is_no_list_of_pages(verb):
    with pytest.raises(TypeError, match=r"use \[text\]"):
        list(verb("a text"))


# 5 ------------------------------------------------------------------------------------------------------

SAMPLES = [
    "\n".join(
        [
            *BANNERS["fr"],
            *MENU,
            "Publications",
            "The Fog Books",
            "Ada Moreau",
            f"{FOG[:140]}… (voir plus){FOG[140:]}",
            FOG,
        ]
    ),
    "\n\n".join(text for found in ABSTRACTS.values() for text in found),
    "".join(scrap for scrap in SCRAPS if scrap.isprintable()),
]
READ = """
import json, sys, pubclean
print(ascii([pubclean.parse(text) for text in json.load(sys.stdin)]))
"""


def test_hash_seeds_and_processes_change_nothing(python):
    given_ = json.dumps(SAMPLES).encode()
    read = {python("-c", READ, stdin=given_, seed=seed).stdout for seed in ("0", "1", "4242")}
    assert read == {f"{[pubclean.parse(text) for text in SAMPLES]!a}\n".encode()}


@settings(max_examples=50)
@given(st.lists(dumps, min_size=2, max_size=4))
def test_what_was_read_before_changes_nothing(sources):
    cleaner = Cleaner()
    there = [cleaner.parse(text) for text in sources]
    back = [cleaner.parse(text) for text in reversed(sources)]
    assert there == back[::-1]
