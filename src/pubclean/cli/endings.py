"""Requests to end: Ctrl-C and SIGTERM unwind what runs, so that what is half written is taken away.

Python prints and loses what is raised while an object is being destroyed. So a request is noted as well, and is raised
again where rows are read and before an output takes its place.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_asked: list[int] = []


@contextmanager
def unwinding() -> Iterator[None]:
    """Let requests to end raise `KeyboardInterrupt` with the number of their signal."""

    def unwind(number: int, _: FrameType | None) -> None:
        _asked.append(number)
        raise KeyboardInterrupt(number)

    def unheard(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            hook(lost)

    _asked.clear()
    hook, before = sys.unraisablehook, {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, unwind)
    except ValueError:  # not the main thread: whoever runs us there ends us in his own way
        yield
        return
    sys.unraisablehook = unheard
    try:
        yield
        go_on()
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def go_on() -> None:
    """Do nothing, unless a request to end got lost."""
    if _asked:
        raise KeyboardInterrupt(_asked[0])
