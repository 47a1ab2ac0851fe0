"""The engine that serves: the compiled one where it was built, its twin elsewhere."""

from __future__ import annotations

try:
    from pubclean.kernel.native import ArrowTexts, Engine
except ImportError:
    from pubclean.kernel.reference import Engine  # type: ignore[assignment] # its twin

    ArrowTexts = None  # type: ignore[assignment,misc] # the twin reads `str`

__all__ = ["ArrowTexts", "Engine"]
