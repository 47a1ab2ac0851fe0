"""Do one thing to many texts: lazily, in order, in this process or in several."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Sized
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pubclean.incoming import each_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Result = TypeVar("Result")
CHUNK = 16  # texts a worker gets at once: enough to hide the cost of sending them
AHEAD = 4  # chunks per worker that are read from the caller before he asks


def ordered_map(
    verb: Callable[[str], Result], texts: Iterable[str], *, workers: int = 1, progress: bool = False
) -> Iterator[Result]:
    """Yield `verb(text)` for every text in order; None and NaN are empty texts.

    Raises:
        ValueError: `workers` is below 1.
        TypeError: a text is not a str; told with its number when it is reached.
    """
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers!r}; os.cpu_count() here is {os.cpu_count()}")
    each = each_text(texts)
    found = map(verb, each) if workers == 1 else _in_processes(verb, each, workers)
    return _with_bar(found, texts) if progress else found


def _in_processes(verb: Callable[[str], Result], texts: Iterator[str], workers: int) -> Iterator[Result]:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, and one process needs none

    with ProcessPoolExecutor(workers, initializer=_leave_interrupts) as pool:
        waiting: deque = deque()  # type: ignore[type-arg]
        try:
            while True:
                while len(waiting) < workers * AHEAD and (chunk := list(islice(texts, CHUNK))):
                    waiting.append(pool.submit(_each, verb, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Let Ctrl-C, which a terminal sends to all, end the process that asked: it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _each(verb: Callable[[str], Result], chunk: list[str]) -> list[Result]:
    return [verb(text) for text in chunk]


def _with_bar(found: Iterator[Result], texts: Iterable[str]) -> Iterator[Result]:
    try:
        from tqdm import tqdm  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ImportError('progress=True needs tqdm: pip install "pubclean[progress]"') from error
    total = len(texts) if isinstance(texts, Sized) else None
    return iter(tqdm(found, total=total, unit="page", disable=None))
