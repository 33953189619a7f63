"""The tree of RFC 6962, against the RFC's definition written out and its published test values."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retention.chain import leaf_hash
from assistant.retention.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_path,
    inclusion_path,
    is_consistent,
    perfect_subtrees,
    root_from_inclusion,
)

# Inputs and roots of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests).
INPUTS = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes([number % 256, number // 256])) for number in range(70)]


def defined_root(leaves: list[bytes], low: int, high: int) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if high - low <= 1:
        return leaves[low] if high > low else EMPTY_ROOT
    split = 1
    while split * 2 < high - low:
        split *= 2
    left, right = defined_root(leaves, low, low + split), defined_root(leaves, low + split, high)
    return sha256(b"\x01" + left + right).digest()


class TestFrontier:
    def test_a_tree_without_leaves_is_the_hash_of_nothing(self) -> None:
        assert Frontier().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    def test_the_published_roots(self) -> None:
        frontier = Frontier()
        for number, data in enumerate(INPUTS):
            frontier.add(leaf_hash(data))
            assert frontier.root().hex() == ROOTS[number]

    @given(size=st.integers(0, 70))
    def test_it_gives_the_root_of_the_definition(self, size: int) -> None:
        frontier = Frontier()
        for leaf in LEAVES[:size]:
            frontier.add(leaf)
        assert frontier.root() == defined_root(LEAVES, 0, size)

    @given(size=st.integers(0, 70), more=st.integers(0, 20))
    def test_it_goes_on_from_its_perfect_subtrees(self, size: int, more: int) -> None:
        nodes = [
            Node(level, index, defined_root(LEAVES, index << level, (index + 1) << level))
            for level, index in perfect_subtrees(size)
        ]
        frontier = Frontier(nodes)
        for leaf in LEAVES[size : size + more]:
            frontier.add(leaf)
        assert frontier.root() == defined_root(LEAVES, 0, frontier.size)


class TestInclusion:
    @pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
    def test_a_leaf_that_is_not_there_has_no_proof(self, index: int, size: int) -> None:
        with pytest.raises(ValueError, match="has no leaf"):
            inclusion_path(index, size, partial(defined_root, LEAVES))
        assert root_from_inclusion(index, size, LEAVES[0], []) is None

    def test_every_leaf_of_every_tree_is_proved(self) -> None:
        for size in range(1, 71):
            for index in range(size):
                path = inclusion_path(index, size, partial(defined_root, LEAVES))
                assert root_from_inclusion(index, size, LEAVES[index], path) == defined_root(LEAVES, 0, size)

    @given(size=st.integers(2, 70), data=st.data())
    def test_no_other_leaf_place_or_proof_leads_to_the_root(self, size: int, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, size - 1))
        path = inclusion_path(index, size, partial(defined_root, LEAVES))
        root = defined_root(LEAVES, 0, size)
        changed = data.draw(st.integers(0, len(path) - 1))
        assert root_from_inclusion(index, size, b"x" * 32, path) != root
        assert root_from_inclusion(index, size, LEAVES[index], path[:-1]) != root
        assert root_from_inclusion(index, size, LEAVES[index], [*path, LEAVES[0]]) != root
        forged = [*path[:changed], b"y" * 32, *path[changed + 1 :]]
        assert root_from_inclusion(index, size, LEAVES[index], forged) != root
        other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index))
        assert root_from_inclusion(other, size, LEAVES[index], path) != root


class TestConsistency:
    @pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 3), (4, 3)])
    def test_nothing_and_a_larger_tree_are_no_beginning(self, old: int, size: int) -> None:
        with pytest.raises(ValueError, match="is no beginning"):
            consistency_path(old, size, partial(defined_root, LEAVES))
        assert not is_consistent(old, size, EMPTY_ROOT, EMPTY_ROOT, [])

    def test_every_beginning_of_every_tree_is_proved(self) -> None:
        for size in range(1, 71):
            root = defined_root(LEAVES, 0, size)
            for old in range(1, size + 1):
                path = consistency_path(old, size, partial(defined_root, LEAVES))
                assert is_consistent(old, size, defined_root(LEAVES, 0, old), root, path)

    @given(size=st.integers(2, 70), data=st.data())
    def test_no_other_beginning_is_proved(self, size: int, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, size - 1))
        path = consistency_path(old, size, partial(defined_root, LEAVES))
        old_root, root = defined_root(LEAVES, 0, old), defined_root(LEAVES, 0, size)
        assert not is_consistent(old, size, b"x" * 32, root, path)
        assert not is_consistent(old, size, old_root, b"x" * 32, path)
        assert not is_consistent(old, size, old_root, root, path[:-1])
        assert not is_consistent(old, size, old_root, root, [*path, LEAVES[0]])
