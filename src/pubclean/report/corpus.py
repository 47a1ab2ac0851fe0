"""A corpus as a picture: what was left out of its pages, by label, language and site, and what they repeat."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pubclean.report.figures import bar, chip, clipped, counted, facts, number, page_foot, percent, table
from pubclean.report.markup import Markup, document, element, joined
from pubclean.report.pages import is_left_out, picture

if TYPE_CHECKING:
    from pubclean.page import Label, Page

SITES = 30  # sites that are listed, those with most pages first
REPEATED = 30  # repeated blocks that are listed
WORST = 12  # pages that are shown whole: those of which the largest share is left out
SMALL = 300  # characters under which a page is too small to be shown for its share
LARGEST = 400  # blocks over which a page is named but not shown
REMEMBERED = 100_000  # different blocks that are counted at a time
KEY = 1000  # characters by which blocks are told apart


@dataclass(slots=True)
class Tally:
    """Pages, their blocks and their characters, and how many of these were left out."""

    pages: int = 0
    blocks: int = 0
    characters: int = 0
    lost: int = 0

    def add(self, characters: int, lost: int, *, pages: int = 1, blocks: int = 0) -> None:
        """Count some more."""
        self.pages += pages
        self.blocks += blocks
        self.characters += characters
        self.lost += lost


@dataclass(slots=True)
class Repeated:
    """A text that stands on pages: on how many, how often left out, and as what."""

    label: Label
    pages: int = 0
    left_out: int = 0


@dataclass(slots=True)
class Corpus:
    """The figures of many pages, added one by one; no page is kept but the few that are shown.

    >>> from pubclean import parse
    >>> corpus = Corpus()
    >>> corpus.add(parse("We use cookies. You can refuse them."), name="a.txt", site="a.example")
    >>> "a.example" in corpus.to_html()
    True
    """

    total: Tally = field(default_factory=Tally)
    labels: dict[Label, Tally] = field(default_factory=dict)
    languages: dict[str, Tally] = field(default_factory=dict)
    sites: dict[str, Tally] = field(default_factory=dict)
    repeated: dict[str, Repeated] = field(default_factory=dict)
    forgotten: bool = False
    worst: list[tuple[float, int, int, str, Page]] = field(default_factory=list)  # a heap, the mildest on top

    def add(self, page: Page, *, name: str = "", site: str = "") -> None:
        """Count a page; `name` and `site` are what the picture calls it and where it puts it."""
        characters = lost = 0
        for block in page.blocks:
            size = block.end - block.start
            gone = size if is_left_out(block) else 0
            self.labels.setdefault(block.label, Tally()).add(size, gone, blocks=1)
            characters += size
            lost += gone
        for tally in (
            self.total,
            self.languages.setdefault(page.language.code, Tally()),
            self.sites.setdefault(site, Tally()),
        ):
            tally.add(characters, lost, blocks=len(page.blocks))
        self._note_blocks(page)
        if lost and characters >= SMALL:
            entry = (lost / characters, lost, -self.total.pages, name, page)
            (heapq.heappushpop if len(self.worst) == WORST else heapq.heappush)(self.worst, entry)

    def to_html(self) -> str:
        """Return the figures as one HTML file that loads nothing."""
        total = self.total
        header = element(
            "header",
            element("h1", "What was left out of a corpus"),
            facts(
                ("pages", number(total.pages)),
                ("blocks", number(total.blocks)),
                ("characters", number(total.characters)),
                ("left out", f"{number(total.lost)}, {percent(total.lost, total.characters)}"),
            ),
        )
        parts = [self._by_label(), self._by_language(), self._by_site(), self._repeats(), self._worst_pages()]
        body = element("main", *parts) if total.pages else element("p", "There was no page.", class_="note")
        return document("What was left out of a corpus", header, body, page_foot("Characters are those of the source"))

    def _note_blocks(self, page: Page) -> None:
        """Count on how many pages each text stands."""
        for text, block in {block.text[:KEY]: block for block in page.blocks if block.text}.items():
            noted = self.repeated.setdefault(text, Repeated(block.label))
            noted.pages += 1
            noted.left_out += is_left_out(block)
        least = 1
        while len(self.repeated) > REMEMBERED:  # the rarest are forgotten; what is frequent comes again
            self.repeated = {text: noted for text, noted in self.repeated.items() if noted.pages > least}
            self.forgotten, least = True, least * 2

    def _by_label(self) -> Markup:
        largest = max((tally.characters for tally in self.labels.values()), default=0)
        rows = [
            (
                chip(label),
                "left out" if label.is_boilerplate else "kept",
                number(tally.blocks),
                number(tally.characters),
                percent(tally.characters, self.total.characters),
                bar(tally.characters / largest, label),
            )
            for label, tally in sorted(self.labels.items(), key=lambda each: (-each[1].characters, each[0]))
        ]
        return _section("By label", table(("label", "", "blocks", "characters", "share", ""), rows, numbers=[2, 3, 4]))

    def _by_language(self) -> Markup:
        ranked = sorted(self.languages.items(), key=lambda each: (-each[1].pages, each[0]))
        return _section("By language", _lost_table("language", ranked))

    def _by_site(self) -> Markup:
        ranked = sorted(self.sites.items(), key=lambda each: (-each[1].pages, each[0]))
        more = len(ranked) - SITES
        note = element("p", f"{counted(more, 'more site')} not shown.", class_="note") if more > 0 else Markup()
        return _section("By site", _lost_table("site", ranked[:SITES]), note)

    def _repeats(self) -> Markup:
        often = ((text, noted) for text, noted in self.repeated.items() if noted.pages > 1)
        listed = heapq.nsmallest(REPEATED, often, key=lambda each: (-each[1].pages, each[0]))
        if not listed:
            return Markup()
        rows = [
            (clipped(text, 160), chip(noted.label), number(noted.pages), percent(noted.left_out, noted.pages))
            for text, noted in listed
        ]
        note = "What stands on many pages and is kept may be furniture that was not recognised."
        if self.forgotten:
            note += " Rare blocks were forgotten along the way: the counts are at least what is said."
        heads = ("block", "label", "pages", "left out on")
        return _section("Blocks on most pages", element("p", note, class_="note"), table(heads, rows, numbers=[2, 3]))

    def _worst_pages(self) -> Markup:
        if not self.worst:
            return Markup()
        pages = [
            element("details", element("summary", *_headline(name, share, page)), _shown(page, f"p{at}-b"))
            for at, (share, _, _, name, page) in enumerate(sorted(self.worst, reverse=True))
        ]
        note = f"Pages of {SMALL} characters or more. Open one to see what was left out of it, and why."
        return _section("Pages that lost most", element("p", note, class_="note"), *pages)


def _section(title: str, *parts: str) -> Markup:
    return element("section", element("h2", title), *parts)


def _lost_table(what: str, ranked: list[tuple[str, Tally]]) -> Markup:
    rows = [
        (
            name or "unnamed",
            number(tally.pages),
            number(tally.characters),
            percent(tally.lost, tally.characters),
            bar(tally.lost / tally.characters if tally.characters else 0),
        )
        for name, tally in ranked
    ]
    return table((what, "pages", "characters", "left out", ""), rows, numbers=[1, 2, 3])


def _headline(name: str, share: float, page: Page) -> list[str]:
    lost: Counter[Label] = Counter()
    for block in page.blocks:
        if is_left_out(block):
            lost[block.label] += block.end - block.start
    most = heapq.nsmallest(3, lost, key=lambda label: (-lost[label], label))
    return [
        element("b", percent(share)),
        f" {name or 'unnamed'} ",
        joined(*(joined(chip(label), " ") for label in most)),
    ]


def _shown(page: Page, name: str) -> Markup:
    if len(page.blocks) > LARGEST:
        return element("p", f"{counted(len(page.blocks), 'block')}: too many to show here.", class_="note")
    return picture(page, name)
