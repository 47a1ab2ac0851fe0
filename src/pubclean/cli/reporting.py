"""`pubclean report`: pages in, one HTML file about them out."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pubclean.cli.bars import bar
from pubclean.cli.cleaning import pages_of
from pubclean.cli.inputs import inputs_of
from pubclean.cli.outputs import output
from pubclean.cli.rows import rows_of
from pubclean.pipeline import Cleaner
from pubclean.report import Corpus

if TYPE_CHECKING:
    from argparse import Namespace

    from pubclean.cli.complaints import Complaints
    from pubclean.cli.rows import Row


def report(asked: Namespace, complaints: Complaints) -> None:
    """Draw what is left out of pages."""
    sources = inputs_of(asked.inputs, asked.format, complaints, default="text", besides=[asked.output])
    with bar("read", sum(source.size for source in sources), asked.output) as drawn:
        rows = rows_of(sources, asked.text, complaints, drawn)
        first = next(rows, None)
        if first is None and complaints.bad:
            return
        corpus = Corpus()
        for row, page in pages_of(chain([first] if first else [], rows), asked.workers, Cleaner()):
            corpus.add(page, name=_name(row, asked.id), site=_site(row, asked.site))
    with output(asked.output) as sink:
        sink.write(corpus.to_html().encode())


def _name(row: Row, field: str | None) -> str:
    return str(row.fields.get(field, row.name)) if field else row.name


def _site(row: Row, field: str | None) -> str:
    """Return the host of an address, any other value as it is, and the folder of a file where none is named."""
    value = str(row.fields.get(field) or "") if field else row.source.site
    if "://" in value:
        with suppress(ValueError):
            return urlsplit(value).hostname or value
    return value
