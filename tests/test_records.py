from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubclean import Block, Label, Record
from pubclean.records import ORDERS, group_records

LETTERS = {
    "T": Label.TITLE, "P": Label.PERSON, "A": Label.ABSTRACT, "D": Label.DATE, "V": Label.VENUE, "C": Label.CITATION,
    "S": Label.SECTION, "o": Label.OTHER, "u": Label.UI, "x": Label.PROSE, "n": Label.NAV,
}  # fmt: skip


def page(shape):
    """Return blocks, one a letter; the text of each says its letter and place."""
    return [Block(i, i + 1, f"{letter}{i}", LETTERS[letter]) for i, letter in enumerate(shape)]


def grouped(shape):
    return ["".join(shape[i] for i in record.blocks) for record in group_records(page(shape))]


def test_a_publication_has_its_lines_as_they_stood():
    assert group_records(page("TPADV")) == (Record("T0", ("P1",), "A2", "D3", "V4", blocks=(0, 1, 2, 3, 4)),)


def test_authors_may_take_several_lines():
    assert group_records(page("TPPA")) == (Record("T0", ("P1", "P2"), "A3", blocks=(0, 1, 2, 3)),)


@pytest.mark.parametrize("order", [order for order in ORDERS if len(set(order)) == len(order)])
def test_a_page_that_keeps_to_an_order_is_read_in_it(order):
    assert grouped(order * 3) == [order] * 3


@pytest.mark.parametrize(
    ("shape", "records"),
    [
        ("", []),
        ("TPADVTPADV", ["TPADV", "TPADV"]),
        ("TPADTPAV", ["TPAD", "TPAV"]),
        ("TATATA", ["TA", "TA", "TA"]),
        ("AAA", ["A", "A", "A"]),
        ("DTPVDTPV", ["DTPV", "DTPV"]),
        ("TPASTPA", ["TPA", "TPA"]),
        ("TPoADV", ["TPADV"]),
        ("TPuADV", ["TPADV"]),
        ("TPnADV", ["TPADV"]),
        ("TPAnnnnTPA", ["TPA", "TPA"]),
        ("CCC", ["C", "C", "C"]),
        ("TPACTPA", ["TPA", "C", "TPA"]),
        ("S", []),
        ("P", []),
        ("T", []),
        ("D", []),
        ("TP", ["TP"]),
        ("TD", []),
        ("A", ["A"]),
    ],
)
def test_records_are_cut_where_the_next_publication_begins(shape, records):
    assert grouped(shape) == records


def test_a_publication_on_one_line_is_a_citation():
    assert group_records(page("SC"))[0] == Record(citation="C1", blocks=(1,))


def test_a_long_aside_parts_records():
    blocks = page("TPoPV")
    assert len(group_records(blocks)) == 1
    blocks[2] = blocks[2]._replace(text="an aside " * 40)
    assert [record.blocks for record in group_records(blocks)] == [(0, 1)]


@pytest.mark.parametrize(
    ("shape", "records"),
    [
        ("TTPA", ["TTPA"]),
        ("TTPVTTPV", ["TTPV", "TTPV"]),
        ("TTPATPATPA", ["TPA", "TPA", "TPA"]),
        ("TnTPATPA", ["TPA", "TPA"]),
    ],
)
def test_a_title_in_two_languages_is_of_one_record(shape, records):
    assert grouped(shape) == records


@pytest.mark.parametrize(
    ("shape", "records"),
    [
        ("TPxxxxxxxxxA", ["TPA"]),
        ("TPnnnnnnnnnnnA", ["TPA"]),
        ("TPxPxPDxA", ["TPPPDA"]),
        ("TDxTPxPA", ["TPPA"]),
        ("TPxTxA", ["TPA"]),
        ("TPAxxA", ["TPA", "A"]),
        ("TPATPxxA", ["TPA", "TPA"]),
        ("TPATPxxxxxxxxxA", ["TPA", "TP", "A"]),
        ("AxTP", ["A", "TP"]),
    ],
)
def test_a_far_abstract_is_of_the_record_that_has_none(shape, records):
    assert grouped(shape) == records


@given(st.text("TPADVCSoxn", max_size=40))
def test_no_block_is_in_two_records_and_records_rise(shape):
    records = [record.blocks for record in group_records(page(shape))]
    blocks = [i for record in records for i in record]
    assert len(blocks) == len(set(blocks))
    assert records == sorted(records)
    assert all(list(record) == sorted(record) for record in records)


@given(st.text("TPADVCSoxn", max_size=40))
def test_every_abstract_and_citation_is_in_a_record(shape):
    listed = {i for record in group_records(page(shape)) for i in record.blocks}
    assert {i for i, letter in enumerate(shape) if letter in "AC"} <= listed


@given(st.text("TPADVCSoxn", max_size=40))
def test_a_record_is_made_of_the_blocks_it_names(shape):
    blocks = page(shape)
    for record in group_records(blocks):
        texts = {blocks[i].text for i in record.blocks}
        parts = {record.title, *record.authors, record.abstract, record.date, record.venue, record.citation} - {None}
        assert parts == texts or parts < texts


@given(st.text("TPADV", max_size=30))
def test_a_record_has_one_abstract_and_one_title_or_two_in_a_row(shape):
    for record in grouped(shape):
        assert record.count("T") <= 1 or (record.count("T") == 2 and "TT" in record)
        assert record.count("A") <= 1
