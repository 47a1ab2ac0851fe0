"""The kernel: buffers in, arrays out; `native` (C) where it was built, `reference` (NumPy) elsewhere.

Both give the same bits. `COMPILED` says whether `native` is there.
"""

from __future__ import annotations

from importlib.util import find_spec

COMPILED = find_spec("pubclean.kernel.native") is not None
