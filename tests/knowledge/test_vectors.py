"""The vector store: a shelf holds exactly what it was given, and gives back true cosines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.encoder import encoder
from knowledge.vectors import BATCH, Changes, Entry, VectorStore

ENTRIES = [Entry(f"e{n}", f"passage number {n} about fees", {"n": n}) for n in range(BATCH + 6)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    kept = VectorStore(tmp_path, encoder())
    yield kept
    kept.close()


class TestVectorStore:
    def test_an_empty_shelf_has_nothing_near(self, store: VectorStore) -> None:
        assert store.keep("empty", []) == Changes(0, 0, 0)
        assert store.nearest("empty", encoder().queries(["fees"])[0], 5) == {}

    def test_all_are_kept_over_several_batches_and_found_with_their_true_cosine(self, store: VectorStore) -> None:
        assert store.keep("fees", ENTRIES).encoded == len(ENTRIES)
        question = encoder().queries(["what are the fees?"])[0]
        near = store.nearest("fees", question, len(ENTRIES))
        true = encoder().passages([entry.text for entry in ENTRIES]) @ question
        assert np.allclose([near[entry.id] for entry in ENTRIES], true, atol=1e-5)

    def test_facts_narrow_the_search(self, store: VectorStore) -> None:
        store.keep("fees", ENTRIES[:5])
        near = store.nearest("fees", encoder().queries(["fees"])[0], 5, {"n": {"$lte": 1}})
        assert set(near) == {"e0", "e1"}

    def test_shelves_are_apart(self, store: VectorStore) -> None:
        store.keep("one", ENTRIES[:1])
        store.keep("two", ENTRIES[1:2])
        question = encoder().queries(["fees"])[0]
        assert (set(store.nearest("one", question, 5)), set(store.nearest("two", question, 5))) == ({"e0"}, {"e1"})
