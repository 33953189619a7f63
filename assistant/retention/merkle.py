"""The tree over the log's leaves: RFC 6962, section 2.1. Pure: hashes in, hashes out.

A tree of n leaves splits at the largest power of two below n; perfect subtrees never change once complete, so the
log keeps a `Frontier` (the roots of the perfect subtrees, left to right) and proofs are read out of stored nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from assistant.retention.chain import node_hash

EMPTY_ROOT = sha256(b"").digest()  # the root of a tree without leaves (RFC 6962, 2.1)
RangeRoot = Callable[[int, int], bytes]
"""The root over leaves `low` … `high − 1` (0-based), a range that the tree's own splitting produces."""


class Node(NamedTuple):
    """A complete subtree of 2^level leaves, the `index`-th of its level, and its hash."""

    level: int
    index: int
    hash: bytes


class Frontier:
    """The perfect subtrees of a growing tree, left to right, largest first."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._nodes = list(nodes)
        self.size = sum(1 << node.level for node in self._nodes)

    def add(self, leaf: bytes) -> list[Node]:
        """Take in the next leaf; returns every subtree that it completed, the leaf itself first."""
        node = Node(0, self.size, leaf)
        done = [node]
        while self._nodes and self._nodes[-1].level == node.level:
            left = self._nodes.pop()
            node = Node(node.level + 1, node.index >> 1, node_hash(left.hash, node.hash))
            done.append(node)
        self._nodes.append(node)
        self.size += 1
        return done

    def root(self) -> bytes:
        """The tree's root, 32 bytes; the hash of nothing for an empty tree."""
        if not self._nodes:
            return EMPTY_ROOT
        root = self._nodes[-1].hash
        for node in reversed(self._nodes[:-1]):
            root = node_hash(node.hash, root)
        return root


def perfect_subtrees(size: int) -> list[tuple[int, int]]:
    """(level, index) of the perfect subtrees of a tree of that size, left to right: the bits of its size."""
    found, low = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            found.append((level, low >> level))
            low += 1 << level
    return found


def inclusion_path(index: int, size: int, root_of: RangeRoot) -> list[bytes]:
    """The proof that leaf `index` (0-based) is in a tree of `size` leaves: PATH of RFC 6962, 2.1.1, leaf's side first.

    Raises ValueError when there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(middle, high))
            high = middle
        else:
            path.append(root_of(low, middle))
            low = middle
    return path[::-1]


def consistency_path(old: int, size: int, root_of: RangeRoot) -> list[bytes]:
    """The proof that a tree of `old` leaves is the beginning of one of `size`: PROOF of RFC 6962, 2.1.2.

    Raises ValueError unless 0 < old ≤ size.
    """
    if not 0 < old <= size:
        raise ValueError(f"a tree of {old} leaves is no beginning of one of {size}")
    low, high, path, whole = 0, size, [], True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root_of(middle, high))
            high = middle
        else:
            path.append(root_of(low, middle))
            low, whole = middle, False
    if not whole:
        path.append(root_of(low, high))
    return path[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its inclusion proof lead to (RFC 9162, 2.1.3.2); None when the proof cannot fit."""
    if not 0 <= index < size:
        return None
    first, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            root = node_hash(sibling, root)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        first, last = first >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree `old_root` is the beginning of the tree `root` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = list(path) if old & (old - 1) else [old_root, *path]
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    if not steps:
        return False
    before = after = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
