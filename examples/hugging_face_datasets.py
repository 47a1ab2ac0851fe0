"""A Hugging Face dataset: cleaned by `.map(batched=True)`, then one of each.

Needs datasets: pip install datasets
"""

from __future__ import annotations

from pathlib import Path

from datasets import Dataset, disable_progress_bars

import pubclean


def cleaned(batch: dict[str, list[str]]) -> dict[str, list[str]]:
    """Clean a batch of pages."""
    pages = list(pubclean.parse_many(batch["page"]))
    return {"text": [page.text for page in pages], "language": [page.language.code for page in pages]}


disable_progress_bars()
dumps = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "pages").glob("*.txt"))]
pages = Dataset.from_dict({"page": [*dumps, dumps[0]]}).map(cleaned, batched=True, remove_columns="page")
once = pages.select(pubclean.deduplicate(pages["text"]).keep)
print(len(once), "of", len(pages), "pages stay:", *once["language"])
