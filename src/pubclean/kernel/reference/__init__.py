"""The twin of the compiled kernel, in NumPy: slower, plainer, and the same bits."""

from pubclean.kernel.reference.engine import Engine

__all__ = ["Engine"]
