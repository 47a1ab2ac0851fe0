"""A data frame of page dumps, cell by cell: what went, in which language the rest is, and which pages tell the same.

Needs pandas: pip install "pubclean[frames]" pandas
"""

# %%
from __future__ import annotations

from pathlib import Path

import pandas as pd

from pubclean import frames

# %% one row a page; the last is a copy of the first, as crawlers bring them
paths = sorted((Path(__file__).parent / "pages").glob("*.txt"))
pages = pd.DataFrame({"id": [path.stem for path in paths], "page": [path.read_text("utf-8") for path in paths]})
copy = pd.DataFrame({"id": ["copy"], "page": [pages["page"][0].upper()]})
pages = pd.concat([pages, copy], ignore_index=True)

# %% clean them: three columns more
pages = frames.clean(pages, text="page")
print(pages[["id", "clean_language", "clean_dropped"]].to_string(index=False))

# %% which of them repeat another
pages = frames.deduplicate(pages, text="clean")
print(pages[["id", "duplicate_of", "similarity"]].to_string(index=False))

# %% one of each
once = pages[pages["id"] == pages["duplicate_of"]]
print(len(once), "of", len(pages), "pages stay")
