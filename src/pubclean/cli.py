"""The command line: `pubclean clean page.txt`, `pubclean clean --explain page.txt`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pubclean import __version__
from pubclean.pipeline import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pubclean.page import Block, Page

FAILED = 1  # some input could not be read
MISUSED = 2  # argparse's own code for a command line it cannot read


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code: 0, 1 when an input could not be read, 2 when misused."""
    for stream in (sys.stdin, sys.stdout):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")
    options = _parser().parse_args(arguments)
    try:
        return _clean(options.files or ["-"], explain=options.explain)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away: nothing more to say
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pubclean", description="Turn scraped page dumps into clean text.")
    parser.add_argument("--version", action="version", version=f"pubclean {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    clean = verbs.add_parser("clean", help="print the content of page dumps", description="Print what is content.")
    clean.add_argument("files", nargs="*", metavar="FILE", help="page dumps in UTF-8; none or - reads stdin")
    clean.add_argument("--explain", action="store_true", help="print every block with its label, reasons and edits")
    return parser


def _clean(files: Sequence[str], *, explain: bool) -> int:
    cleaner, code = Cleaner(), 0
    for number, name in enumerate(files):
        try:
            source = _read(name)
        except OSError as error:
            print(f"pubclean: {name}: {error.strerror or error}", file=sys.stderr)
            code = FAILED
            continue
        page = cleaner.parse(source)
        if number:
            print()
        if explain:
            print("\n".join(explained(page)))
        elif page.text:
            print(page.text)
    return code


def _read(name: str) -> str:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return data.decode("utf-8-sig", "surrogateescape")


def explained(page: Page) -> Iterator[str]:
    """Yield a page block by block: what each is, in which language, why, and what was changed in it."""
    for number, block in enumerate(page.blocks):
        yield f"{'-' if block.boilerplate or block.duplicate_of is not None else '+'} {number} {_headline(block)}"
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
