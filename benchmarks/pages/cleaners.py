"""pubclean and its peers on pages of plain text.

The peers read HTML. The only way to give them plain text is as paragraphs, a line each (`lines.wrapped`): without the
tags, classes and links they were made to go by. What they reach on real HTML is no concern of these figures.
"""

# ruff: noqa: PLC0415 what is measured is imported when its turn comes
from __future__ import annotations

import functools
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.pages.lines import boilerplate, missing, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

STOPLISTS = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hu": "Hungarian", "it": "Italian",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


class Cleaner(NamedTuple):
    """What is made ready of a text and its language, the work on it, and the lines that the work's result drops."""

    ready: Callable[[str, str | None], Any]
    work: Callable[[Any], Any]
    dropped: Callable[[str, Any], list[bool]]


def as_text(text, _language):
    return text


def as_html(text, _language):
    return wrapped(text)


def lines_lost(text, output):
    return missing(text, output or "")


def ours(verb, *, twin=False):
    if twin:
        sys.modules["pubclean.kernel.native"] = None
    import pubclean

    def everything(text):
        page = pubclean.parse(text)
        return page, page.language, page.records, [(block.language, block.evidence) for block in page.blocks]

    work = everything if verb == "everything" else getattr(pubclean, verb)
    return Cleaner(as_text, work, lambda text, page: boilerplate(text, page.blocks))


def justext():
    """Use the stoplist of the page's language; where there is none, none, as its manual says."""
    from justext import get_stoplist
    from justext import justext as paragraphs_of

    stoplist = functools.cache(get_stoplist)

    def ready(text, language):
        name = STOPLISTS.get(language or "")
        return wrapped(text), stoplist(name) if name else frozenset()

    def work(given):
        html, words = given
        limits = {} if words else {"stopwords_low": 0, "stopwords_high": 0}
        return "\n".join(part.text for part in paragraphs_of(html, words, **limits) if not part.is_boilerplate)

    return Cleaner(ready, work, lines_lost)


def trafilatura():
    from trafilatura import extract

    return Cleaner(as_html, extract, lines_lost)


def boilerpy3(extractor):
    from boilerpy3 import extractors

    return Cleaner(as_html, getattr(extractors, extractor)().get_content, lines_lost)


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text

    return Cleaner(as_html, functools.partial(extract_plain_text, main_content=True), lines_lost)


PEERS = {
    "jusText": justext,
    "trafilatura": trafilatura,
    "boilerpy3 Article": lambda: boilerpy3("ArticleExtractor"),
    "boilerpy3 NumWords": lambda: boilerpy3("NumWordsRulesExtractor"),
    "resiliparse": resiliparse,
}
OURS = {
    "clean": lambda: ours("clean"),
    "parse": lambda: ours("parse"),
    "parse, all asked for": lambda: ours("everything"),
    "clean, no compiler": lambda: ours("clean", twin=True),
}
CLEANERS = {**OURS, **PEERS}


def module(peer):
    return peer.split()[0].lower()


def installed():
    return [peer for peer in PEERS if find_spec(module(peer))]
