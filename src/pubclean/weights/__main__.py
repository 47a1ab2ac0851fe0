"""`python -m pubclean.weights` writes the weights out, to be read; `… --pack FILE` packs such a text again."""

import sys
from pathlib import Path

from pubclean.weights import FILE, dump, packed, tables, undumped

if sys.argv[1:2] == ["--pack"]:
    data = packed(undumped(Path(sys.argv[2]).read_text("utf-8")))
    Path(__file__).with_name(FILE).write_bytes(data)
else:
    sys.stdout.write(dump(tables()))
