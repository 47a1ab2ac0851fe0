"""A page as a picture: the dump as it stood, and what was made of every block of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pubclean.report.figures import chip, clipped, counted, facts, legend, number, page_foot, percent
from pubclean.report.markup import Markup, document, element, escaped, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubclean.page import Block, Edit, Evidence, Page, Record

QUOTED = 80  # characters of a reason's words that are shown
CHANGES = 12  # changes of one block that are listed; all of them are marked in its text


def page_html(page: Page) -> str:
    """Return a page as one HTML file; see `Page.to_html`."""
    left_out = [block for block in page.blocks if is_left_out(block)]
    lost, whole = sizes(page)
    header = element(
        "header",
        element("h1", "What was kept of a page, and why"),
        facts(
            ("blocks", number(len(page.blocks))),
            ("left out", f"{counted(len(left_out), 'block')}, {percent(lost, whole)} of the text"),
            ("language", f"{page.language.code}, {percent(page.language.confidence)} sure"),
            ("publications", number(len(page.records))),
        ),
    )
    counts = Counter(block.label for block in page.blocks)
    foot = page_foot("Point at a block, or walk with j and k, to read the reasons")
    return document(
        "What was kept of a page",
        header,
        legend(counts) if counts else element("p", "The page is empty.", class_="note"),
        element("main", picture(page), _publications(page.records)),
        foot,
    )


def is_left_out(block: Block) -> bool:
    """Say whether `clean` leaves a block out when nothing else is asked for."""
    return block.boilerplate or block.duplicate_of is not None


def sizes(page: Page) -> tuple[int, int]:
    """Return how many characters of the source stand in blocks that are left out, and in all blocks."""
    lost = sum(block.end - block.start for block in page.blocks if is_left_out(block))
    return lost, sum(block.end - block.start for block in page.blocks)


def picture(page: Page, name: str = "b") -> Markup:
    """Return the blocks of a page in their order; `name` begins their anchors."""
    of_record = {at: i for i, record in enumerate(page.records, 1) for at in record.blocks}
    blocks = (_block(page, i, name, of_record.get(i)) for i in range(len(page.blocks)))
    return element("div", *blocks, class_="page")


def _block(page: Page, at: int, name: str, record: int | None) -> Markup:
    block = page.blocks[at]
    states = ["left-out" if is_left_out(block) else "kept", *(["of-record"] if record else [])]
    why = f"{name}{at}-why"
    code = block.language.code
    return element(
        "article",
        element("div", *_tags(block, name, record), class_="tags"),
        element(
            "div", *_as_it_stood(page.source, block), class_="text", dir="auto", lang=None if code == "und" else code
        ),
        element("div", *_why(page, at), class_="why", id=why, role="note"),
        class_=" ".join(["block", block.label.value, *states]),
        id=f"{name}{at}",
        tabindex="0",
        data_step=True,
        aria_describedby=why,
    )


def _tags(block: Block, name: str, record: int | None) -> list[Markup]:
    tags = [chip(block.label)]
    if block.incomplete:
        tags.append(element("span", "cut short", class_="tag"))
    if block.duplicate_of is not None:
        first = element("a", f"repeats block {block.duplicate_of}", href=f"#{name}{block.duplicate_of}")
        tags.append(element("span", first, class_="tag"))
    if record:
        tags.append(element("span", f"publication {record}", class_="tag"))
    return tags


def _as_it_stood(source: str, block: Block) -> list[Markup]:
    """Return the source of a block, what was taken out struck through and what was put there marked."""
    parts, at = [], block.start
    for edit in block.edits:
        parts += [escaped(source[at : edit.start]), *_edit(source, edit)]
        at = edit.end
    return [*parts, escaped(source[at : block.end])]


def _edit(source: str, edit: Edit) -> list[Markup]:
    removed = source[edit.start : edit.end]
    wraps = removed.isspace() and "\n" in removed
    parts = [element("del", removed, class_="wrap" if wraps else None)] if removed else []
    if edit.replacement.strip():
        parts.append(element("ins", edit.replacement))
    return parts


def _why(page: Page, at: int) -> list[Markup]:
    """Return the reasons of a block's label, and what was changed in it."""
    block = page.blocks[at]
    reasons = [_reason(page, block, reason) for reason in block.evidence]
    changes = [_change(page.source, edit) for edit in block.edits]
    language = f"language {block.language.code}, {percent(block.language.confidence)} sure"
    place = f"block {at}, characters {block.start} to {block.end}"
    parts = [element("p", joined(chip(block.label), " because"))] if reasons else [element("p", "no reason is noted")]
    parts += [element("ul", *reasons)] if reasons else []
    parts += [element("p", "changed"), element("ul", *changes[:CHANGES])] if changes else []
    parts += [element("p", f"and {counted(len(changes) - CHANGES, 'more change')}")] if len(changes) > CHANGES else []
    return [*parts, element("p", f"{place} · {language}", class_="note")]


def _reason(page: Page, block: Block, reason: Evidence) -> Markup:
    parts = [element("b", f"{reason.weight:+.1f}"), f" {reason.rule}"]
    if (reason.start, reason.end) != (block.start, block.end):
        parts += [" ", element("q", clipped(page.source[reason.start : reason.end], QUOTED))]
    return element("li", *parts)


def _change(source: str, edit: Edit) -> Markup:
    removed = source[edit.start : edit.end]
    shown = element("del", clipped(removed, QUOTED)) if removed.strip() else Markup("a break" if removed else "nothing")
    put = "" if not edit.replacement else " → " + (edit.replacement if edit.replacement.strip() else "a space")
    return element("li", shown, put, " ", element("span", edit.rule, class_="note"))


def _publications(records: Sequence[Record]) -> Markup:
    if not records:
        return Markup()
    return element(
        "section",
        element("h2", "Publications"),
        element("ol", *(element("li", _publication(record)) for record in records), class_="publications"),
    )


def _publication(record: Record) -> Markup:
    name = clipped(record.title or record.citation or record.abstract or "without a title", 2 * QUOTED)
    link = element("a", name, href=f"#b{record.blocks[0]}") if record.blocks else escaped(name)
    about = " · ".join(
        [*([", ".join(record.authors)] if record.authors else []), *filter(None, [record.date, record.venue])]
    )
    return joined(link, element("div", about, class_="note")) if about else link
