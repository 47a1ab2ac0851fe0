"""Every regular expression that pubclean compiles, with the place that does: `python tests/patterns.py`.

In an interpreter of its own, since a pattern is compiled once: all modules are imported and every verb is called.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "src"


def call_sites() -> set[str]:
    """Where the sources call `re`: "pubclean/text.py:17"."""
    return {
        f"{path.relative_to(SOURCES).as_posix()}:{node.lineno}"
        for path in (SOURCES / "pubclean").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"re", "regex"}
        and node.func.attr != "escape"
    }


def compiled() -> dict[str, list[tuple[str, int]]]:
    """Import and call everything; return patterns and flags by the place that compiled them."""
    found: dict[str, list[tuple[str, int]]] = {}
    plain, package = re.compile, Path(importlib.import_module("pubclean").__file__).parent

    def recorded(pattern, flags=0):
        made, frame = plain(pattern, flags), sys._getframe(1)
        path = Path(frame.f_code.co_filename)
        if package in path.parents:
            place = path.relative_to(package).as_posix()
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            found.setdefault(f"pubclean/{place}:{frame.f_lineno}", []).append((text, made.flags))
        return made

    re.compile = recorded
    call_everything()
    re.compile = plain
    return found


def call_everything() -> None:  # what it imports is to be imported now
    import pubclean  # noqa: PLC0415

    for module in pkgutil.walk_packages(pubclean.__path__, "pubclean."):
        if not module.name.endswith(("__main__", "native")):
            try:
                importlib.import_module(module.name)
            except ImportError as error:  # an extra that is not installed
                if (error.name or "pubclean").startswith("pubclean"):
                    raise
    page = "Home\nTides of Lakes\nLi Wei and Ada Moreau\nSmall lakes have tides… (see more) as we show.\n12 May 2024"
    read = pubclean.parse(page)
    repr((read.records, read.language, [block.evidence for block in read.blocks]))  # which are found when asked for
    from pubclean.kernel.plan import copies_plan  # noqa: PLC0415
    from pubclean.kernel.reference import Engine  # noqa: PLC0415
    from pubclean.looks import look_at_each  # noqa: PLC0415

    Engine(copies_plan(0.8)).add(page)
    look_at_each(page.split("\n"), [False] * 5, [False] * 5)


if __name__ == "__main__":
    json.dump({"sites": sorted(call_sites()), "patterns": compiled()}, sys.stdout)
