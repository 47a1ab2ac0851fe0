"""Do one thing to many texts: lazily, in order, in this process or in several."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Sized
from contextlib import contextmanager
from itertools import islice
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, TypeVar

from pubclean.errors import WorkerDiedError
from pubclean.incoming import each_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future, ProcessPoolExecutor

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
        WorkerDiedError: a worker was killed, or crashed; told with the text it died of.
    """
    if not isinstance(workers, int) or workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers!r}; os.cpu_count() here is {os.cpu_count()}")
    each = each_text(texts)
    found = map(verb, each) if workers == 1 else _in_processes(verb, each, workers)
    return _with_bar(found, texts) if progress else found


def _in_processes(verb: Callable[[str], Result], texts: Iterator[str], workers: int) -> Iterator[Result]:
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - slow to import, and one needs none

    waiting: deque[tuple[int, list[str], Future[list[Result]]]] = deque()  # the number of the first, texts, results
    read = 0
    with _pool(workers) as pool:
        try:
            while True:
                while len(waiting) < workers * AHEAD and (chunk := list(islice(texts, CHUNK))):
                    waiting.append((read, chunk, _submit(pool, verb, chunk)))
                    read += len(chunk)
                if not waiting:
                    return
                yield from waiting[0][2].result()
                waiting.popleft()
        except BrokenProcessPool as error:
            raise _blamed(verb, waiting) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    return ProcessPoolExecutor(workers, initializer=_begin)


def _submit(pool: ProcessPoolExecutor, verb: Callable[[str], Result], chunk: list[str]) -> Future[list[Result]]:
    with _held_back():
        return pool.submit(_each, verb, chunk)


@contextmanager
def _held_back() -> Iterator[None]:
    """Hear requests to end after the block: a pool torn while it starts its processes would wait for ever."""
    if current_thread() is not main_thread():  # where Python never handles signals
        yield
        return
    heard: list[int] = []
    before = {int(number): signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, lambda number, _: heard.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in heard:
        signal.raise_signal(number)


def _begin() -> None:
    """Let Ctrl-C, which a terminal sends to all, end the process that asked; it ends the others, or they follow it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415 - of workers alone

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _blamed(
    verb: Callable[[str], Result], waiting: Iterable[tuple[int, list[str], Future[list[Result]]]]
) -> WorkerDiedError:
    """Find the text that a worker died of: read those that were under way again, one after the other."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as above

    left = [
        (first + at, text)
        for first, chunk, found in waiting
        if not found.done() or isinstance(found.exception(), BrokenProcessPool)
        for at, text in enumerate(chunk)
    ]
    with _pool(1) as pool:
        for number, text in left:
            try:
                failed = _submit(pool, verb, [text]).exception()
            except BrokenProcessPool as error:  # it died between two texts
                failed = error
            if isinstance(failed, BrokenProcessPool):
                return WorkerDiedError(number, number)
    return WorkerDiedError(left[0][0], left[-1][0])


def _each(verb: Callable[[str], Result], chunk: list[str]) -> list[Result]:
    return [verb(text) for text in chunk]


def _with_bar(found: Iterator[Result], texts: Iterable[str]) -> Iterator[Result]:
    try:
        from tqdm import tqdm  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ImportError('progress=True needs tqdm: pip install "pubclean[progress]"') from error
    total = len(texts) if isinstance(texts, Sized) else None
    return iter(tqdm(found, total=total, unit="page", disable=None))
