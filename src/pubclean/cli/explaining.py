"""Pages told block by block, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pubclean.report.pages import is_left_out, sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pubclean.page import Block, Page


def explained(page: Page) -> Iterator[str]:
    """Yield a page block by block: what each is, in which language, why, and what was changed in it."""
    for number, block in enumerate(page.blocks):
        yield f"{'-' if is_left_out(block) else '+'} {number} {_headline(block)}"
        yield f"    {block.text}"
        for reason in block.evidence:
            yield f"    because: {reason.rule} ({reason.weight:+.1f}) {_quoted(page, reason.start, reason.end)}"
        for edit in block.edits:
            yield f"    edited: {edit.rule}: {_quoted(page, edit.start, edit.end)} → {edit.replacement!r}"
    yield f"language {page.language.code} ({page.language.confidence:.2f}), {len(page.records)} records"


def _headline(block: Block) -> str:
    words = [
        block.label.value,
        f"{block.language.code} {block.language.confidence:.2f}",
        f"{block.start}-{block.end}",
    ]
    if block.incomplete:
        words.append("cut short by the page")
    if block.duplicate_of is not None:
        words.append(f"repeats block {block.duplicate_of}")
    return "  ".join(words)


def _quoted(page: Page, start: int, end: int) -> str:
    quote = page.source[start:end]
    return repr(quote if len(quote) <= 60 else f"{quote[:57]}...")


def as_fields(page: Page, into: str, *, blocks: bool) -> dict[str, Any]:
    """Return a page as JSON fields: the clean text, its language, the share left out; if asked, all there is."""
    lost, whole = sizes(page)
    fields: dict[str, Any] = {
        into: page.text,
        f"{into}_language": page.language.code,
        f"{into}_dropped": round(lost / whole, 4) if whole else 0.0,
    }
    if blocks:
        fields[f"{into}_records"] = [record._asdict() for record in page.records]
        fields[f"{into}_blocks"] = [_block(block) for block in page.blocks]
    return fields


def _block(block: Block) -> dict[str, Any]:
    return block._asdict() | {
        "language": block.language._asdict(),
        "evidence": [reason._asdict() for reason in block.evidence],
        "edits": [edit._asdict() for edit in block.edits],
    }
