"""The furniture of a site: what stands on many pages goes, what they are about stays."""

from __future__ import annotations

from pubclean import Cleaner, Options
from pubclean.page import BOILERPLATE, Block, Label, Page, Record
from pubclean.sites import LEAST_PAGES, LONGEST, furniture_of

ABSTRACT = "We follow the reeds of three lakes through nine winters and find that they come back later each year."


def page(*lines: tuple[str, Label], records: tuple[Record, ...] = ()) -> Page:
    """Make a page of labelled lines."""
    source = "\n".join(text for text, _ in lines)
    blocks, at = [], 0
    for text, label in lines:
        blocks.append(Block(at, at + len(text), text, label, label.is_boilerplate))
        at += len(text) + 1
    return Page(source, tuple(blocks), blocks[0].language, source, records)


def site(count: int, line: tuple[str, Label], *, below: bool = True) -> list[Page]:
    """Make pages that each have a text of their own and one line in common."""
    texts = [(f"{ABSTRACT} Plot {number}.", Label.PROSE) for number in range(count)]
    return [page(text, line) if below else page(text, line, (text[0] + " More.", Label.PROSE)) for text in texts]


def test_what_stands_below_the_content_of_many_pages_is_furniture() -> None:
    found = furniture_of(site(LEAST_PAGES, ("Reed House, 3 Lake Road", Label.OTHER)))
    assert found == {"reed house, 3 lake road": Label.NAV}


def test_few_pages_make_no_habit() -> None:
    assert furniture_of(site(LEAST_PAGES - 1, ("Reed House, 3 Lake Road", Label.OTHER))) == {}


def test_a_line_of_few_of_many_pages_is_no_furniture() -> None:
    pages = site(3, ("Reed House, 3 Lake Road", Label.OTHER)) + site(9, ("", Label.OTHER))
    assert "reed house, 3 lake road" not in furniture_of(pages)


def test_what_stands_amid_the_content_stays() -> None:
    assert furniture_of(site(5, ("Show all gauges", Label.UI), below=False)) == {}


def test_what_most_pages_call_boilerplate_is_so_wherever_it_stands() -> None:
    line = "Reed walks every Sunday, join us"
    pages = site(4, (line, Label.PROMO), below=False) + site(2, (line, Label.OTHER), below=False)
    assert furniture_of(pages) == {line.lower(): Label.PROMO}


def test_abstracts_citations_and_long_texts_are_never_furniture() -> None:
    for line in (
        (ABSTRACT, Label.ABSTRACT),
        ("Li, W. Reeds. Lake Letters 3 (2020).", Label.CITATION),
        ("x " * LONGEST, Label.OTHER),
    ):
        assert furniture_of(site(6, line)) == {}


def test_parts_of_publications_are_never_furniture() -> None:
    def listing(number: int) -> Page:
        title, author = (f"Reeds in winter, part {number}", Label.TITLE), ("Li Wei", Label.PERSON)
        return page(title, author, records=(Record(title[0], (author[0],), blocks=(0, 1)),))

    assert furniture_of([listing(number) for number in range(6)]) == {}


def test_a_line_told_twice_on_a_page_counts_once() -> None:
    line = ("Reed House", Label.OTHER)
    assert furniture_of([page((ABSTRACT, Label.PROSE), line, line, line)] * (LEAST_PAGES - 1)) == {}


NUMBERS = range(1, 6)
HEAD = ("Reed Observatory", "Stations", "Boats", "Tide tables for members")
TAIL = ("Pier 4, Harbour Street 12", "Member of the union of lake stations")


def dump(number: int) -> str:
    """Make a page of a site with furniture that no word gives away."""
    own = f"{ABSTRACT} Here we report on winter {number}, when the ice came {number} weeks late."
    return "\n".join([*HEAD, f"Winter {number} at the lake", own, *TAIL])


def test_a_cleaner_fitted_to_a_site_takes_its_furniture_out():
    pages = [dump(number) for number in NUMBERS]
    found = [Cleaner().fit(pages).clean(page) for page in pages]
    for number, text in zip(NUMBERS, found, strict=True):
        assert f"when the ice came {number} weeks late" in text
        assert not any(line in text for line in (*HEAD, *TAIL))


def test_the_cleaner_it_was_fitted_from_is_what_it_was():
    cleaner, page = Cleaner(), dump(1)
    before = cleaner.clean(page)
    cleaner.fit([dump(number) for number in NUMBERS])
    assert cleaner.clean(page) == before


def test_an_abstract_that_stands_on_many_pages_stays():
    pages = [f"{dump(number)}\n\n{ABSTRACT}\n\nMore of it is on shelf {number}." for number in NUMBERS]
    assert all(ABSTRACT in text for text in Cleaner().fit(pages).clean_many(pages))


def test_a_fitted_cleaner_cleans_alike_with_workers_and_twice():
    pages = [dump(number) for number in NUMBERS]
    fitted = Cleaner().fit(iter(pages))
    once = list(fitted.clean_many(pages))
    assert list(fitted.clean_many(pages, workers=2)) == once == list(fitted.clean_many(once))


def test_a_block_says_that_it_stands_on_many_pages():
    pages = [dump(number) for number in NUMBERS]
    blocks = {block.text: block for block in Cleaner().fit(pages).parse(pages[0]).blocks}
    block = blocks[TAIL[0]]
    assert block.boilerplate
    assert block.evidence[0].rule == "stands on many pages of the site"


def test_what_the_caller_keeps_stays():
    pages = [dump(number) for number in NUMBERS]
    assert TAIL[0] in Cleaner(Options(keep=set(BOILERPLATE))).fit(pages).clean(pages[0])
