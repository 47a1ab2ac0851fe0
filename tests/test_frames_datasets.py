"""Hugging Face datasets: the verbs work in batches on their columns."""

from __future__ import annotations

import pytest

import pubclean

datasets = pytest.importorskip("datasets", reason="needs datasets, of the extra test-engines")


def test_map_in_batches_then_select():
    datasets.disable_progress_bars()
    page = "We use cookies to improve your experience. You can refuse them.\nSmall lakes have tides, as we show here."
    pages = datasets.Dataset.from_dict({"page": [page, None, "another text", page.upper(), "été"]})
    clean = pages.map(lambda batch: {"text": list(pubclean.clean_many(batch["page"]))}, batched=True, batch_size=2)
    assert list(clean["text"]) == list(pubclean.clean_many(pages["page"]))
    found = pubclean.deduplicate(clean["text"])
    assert (
        found.duplicate_of.tolist()
        == pubclean.deduplicate(list(clean["text"])).duplicate_of.tolist()
        == [0, 1, 2, 0, 4]
    )
    assert list(clean.select(found.keep)["page"]) == [page, None, "another text", "été"]
