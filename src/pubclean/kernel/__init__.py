"""The kernel: buffers in, arrays out; `native` (C) where it was built, `reference` (NumPy) elsewhere.

Both give the same bits. `COMPILED` says whether `native` is there.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

try:
    native: Any = import_module("pubclean.kernel.native")
except ImportError:
    native = None

COMPILED = native is not None
