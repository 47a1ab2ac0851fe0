"""Compile the TOML files into `compiled.json`: run `python -m pubclean.lexicons` after changing one."""

from __future__ import annotations

import json
from pathlib import Path

from pubclean.lexicons import COMPILED, folded_phrases
from pubclean.lexicons.files import merged, read_all


def main() -> None:
    """Write `compiled.json` beside the TOML files."""
    text = json.dumps(folded_phrases(merged(read_all()))._asdict(), ensure_ascii=False, separators=(",", ":"))
    (Path(__file__).parent / COMPILED).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
