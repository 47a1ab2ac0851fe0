"""What the command line takes."""

from __future__ import annotations

import argparse

from pubclean import __version__
from pubclean.cli.cleaning import clean
from pubclean.cli.deduplicating import dedup
from pubclean.cli.inputs import KINDS
from pubclean.cli.reporting import report

CODES = """\
exit codes: 0 all went well; 1 some input was bad, the rest was done; 2 nothing could be done as asked; 130 interrupted.
Output files appear whole or not at all. What is bad is told on stderr, a bad line with its number.
"""
INPUTS = "files, folders and globs; .gz and .zst are unpacked; none or - reads stdin"


def parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has a `verb` to call."""
    made = argparse.ArgumentParser(
        prog="pubclean", description="Turn scraped page dumps into clean text.", epilog=CODES
    )
    made.add_argument("--version", action="version", version=f"pubclean {__version__}")
    verbs = made.add_subparsers(required=True, metavar="VERB")
    _clean(verbs)
    _dedup(verbs)
    _report(verbs)
    return made


def _clean(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser(
        "clean", help="keep the content of pages", description="Write what is content.", epilog=CODES
    )
    _pages(verb)
    verb.add_argument("--output", "-o", metavar="FILE", help="where to write; stdout if not given; .gz and .zst pack")
    verb.add_argument("--jsonl", action="store_true", help="write a JSON object per page; implied by --output X.jsonl")
    verb.add_argument("--into", default="clean", metavar="FIELD", help="JSON field for the clean text (clean)")
    verb.add_argument(
        "--fit", action="store_true", help="the inputs are pages of one site: learn first what stands on many of them"
    )
    verb.add_argument("--explain", action="store_true", help="write every block with its label, reasons and edits")
    verb.set_defaults(verb=clean)


def _dedup(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "Write one row of each that are copies of each other; the format is that of the input."
    verb = verbs.add_parser("dedup", help="keep one row of each", description=about, epilog=CODES)
    _rows(verb, [kind for kind in KINDS if kind != "text"])
    verb.add_argument("--output", "-o", metavar="FILE", help="where to write; stdout if not given; .gz and .zst pack")
    verb.add_argument("--id", metavar="FIELD", help="what rows are called; their number, from 0, if not given")
    verb.add_argument(
        "--keep", default="first", metavar="HOW", help="first, longest, or the field whose highest number wins"
    )
    verb.add_argument(
        "--method", choices=["copies", "jaccard"], default="copies", help="what counts as a copy (copies)"
    )
    verb.add_argument(
        "--threshold", type=float, metavar="SHARE", help="least similarity, up to 1 (the method's own: 0.8)"
    )
    verb.add_argument("--all", action="store_true", help="write all rows, with the fields duplicate_of and similarity")
    verb.add_argument("--report", metavar="FILE", help="also draw the groups into an HTML file")
    verb.add_argument("--workers", type=_positive, default=1, metavar="N", help="threads (1); the result is the same")
    verb.set_defaults(verb=dedup)


def _report(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "Draw what is left out of pages, by label, language and site, and what they repeat, as one HTML file."
    verb = verbs.add_parser("report", help="draw what is left out of pages", description=about, epilog=CODES)
    _pages(verb)
    verb.add_argument("--output", "-o", required=True, metavar="FILE", help="the HTML file")
    verb.add_argument(
        "--site", metavar="FIELD", help="field with the site or address of a row; else the folder is the site"
    )
    verb.add_argument("--id", metavar="FIELD", help="what rows are called; file and line if not given")
    verb.set_defaults(verb=report)


def _pages(verb: argparse.ArgumentParser) -> None:
    _rows(verb, KINDS)
    verb.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes (1); the result is the same")


def _rows(verb: argparse.ArgumentParser, kinds: list[str]) -> None:
    verb.add_argument("inputs", nargs="*", metavar="INPUT", help=INPUTS)
    verb.add_argument(
        "--format", choices=kinds, help=f"what the inputs are; by their names if not given, stdin {kinds[0]}"
    )
    verb.add_argument("--text", default="text", metavar="FIELD", help="field or column that holds the text (text)")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)
