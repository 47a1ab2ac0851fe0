"""`pubclean clean`: pages in, their content out."""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pubclean.cli.bars import bar
from pubclean.cli.complaints import Refused, Silence
from pubclean.cli.explaining import as_fields, explained
from pubclean.cli.inputs import inputs_of, kind_of, rereadable
from pubclean.cli.outputs import output, text_bytes
from pubclean.cli.rewriting import extended
from pubclean.cli.rows import rows_of
from pubclean.pipeline import Cleaner

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Sequence

    from pubclean.cli.complaints import Complaints
    from pubclean.cli.inputs import Input
    from pubclean.cli.rows import Row
    from pubclean.page import Page


def clean(asked: Namespace, complaints: Complaints) -> None:
    """Write the content of pages, as text or as JSON."""
    as_json = asked.jsonl or _is_jsonl(asked.output)
    sources = inputs_of(asked.inputs, asked.format, complaints, default="text", besides=[asked.output])
    with ExitStack() as stack:
        if asked.fit:
            sources = stack.enter_context(rereadable(sources))
        cleaner = _fitted(sources, asked) if asked.fit else Cleaner()
        drawn = stack.enter_context(bar("clean", sum(source.size for source in sources), asked.output))
        rows = rows_of(sources, asked.text, complaints, drawn)
        first = next(rows, None)
        if first is None and complaints.bad:
            return  # nothing was read: an older output is worth more than an empty one
        with output(asked.output) as sink:
            for at, (row, page) in enumerate(pages_of(chain([first] if first else [], rows), asked.workers, cleaner)):
                if as_json:
                    sink.write(extended(row, as_fields(page, asked.into, blocks=asked.explain)))
                else:
                    sink.write(text_bytes(_as_text(page, explain=asked.explain, first=at == 0)))


def pages_of(rows: Iterable[Row], workers: int, cleaner: Cleaner) -> Iterator[tuple[Row, Page]]:
    """Yield rows in order, each with what was read in its text."""
    waiting: deque[Row] = deque()

    def texts() -> Iterator[str]:
        for row in rows:
            waiting.append(row)
            yield row.text

    for page in cleaner.parse_many(texts(), workers=workers):
        yield waiting.popleft(), page


def _fitted(sources: Sequence[Input], asked: Namespace) -> Cleaner:
    """Return a cleaner that knows what stands on many of the pages; what is bad is told when they are cleaned."""
    with bar("learn", sum(source.size for source in sources), asked.output) as drawn:
        rows = rows_of(sources, asked.text, Silence(), drawn)
        return Cleaner().fit((row.text for row in rows), workers=asked.workers)


def _as_text(page: Page, *, explain: bool, first: bool) -> str:
    """Return a page as it is printed, with a blank line between it and the one before."""
    lines = list(explained(page)) if explain else [page.text] if page.text else []
    return "".join(f"{line}\n" for line in ([] if first else [""]) + lines)


def _is_jsonl(name: str | None) -> bool:
    kind = kind_of(Path(name)) if name else None
    if kind in {"csv", "tsv", "parquet"}:
        raise Refused(f"{name}: clean writes text or JSONL")
    return kind == "jsonl"
