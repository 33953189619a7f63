"""The log's tree as it lies in the database: every eighth level is stored, the rest is hashed when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import Connection, func, insert, select

from assistant.retention.chain import node_hash
from assistant.retention.merkle import Frontier, Node, perfect_subtrees
from assistant.retention.tables import NODES, RECORDS

TILE = 8  # levels between stored ones: 256 hashes are read to make one
TILES_KEPT = 512


class StoredTree:
    """Reads subtrees over one connection; what it has read it keeps, since nodes never change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tile: Callable[[int, int], list[list[bytes]]] = lru_cache(TILES_KEPT)(self._read_tile)

    def root_of(self, low: int, high: int) -> bytes:
        """The root over leaves `low` … `high − 1`, a range that the tree's own splitting produces."""
        size = high - low
        if size & (size - 1) == 0:
            return self.node(size.bit_length() - 1, low // size)
        middle = low + (1 << (size - 1).bit_length() - 1)
        return node_hash(self.root_of(low, middle), self.root_of(middle, high))

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises IndexError when leaves of it are not there."""
        height, within = divmod(level, TILE)
        across = TILE - within  # how many bits of the index lie inside the tile
        return self._tile(height, index >> across)[within][index & ((1 << across) - 1)]

    def frontier(self, size: int) -> Frontier:
        """The perfect subtrees of the first `size` leaves."""
        return Frontier(Node(level, index, self.node(level, index)) for level, index in perfect_subtrees(size))

    def _read_tile(self, height: int, number: int) -> list[list[bytes]]:
        """Up to 256 stored hashes and, above them, every complete node they make."""
        low, high = number << TILE, (number + 1) << TILE
        if height == 0:
            statement = select(RECORDS.c.leaf).where(RECORDS.c.seq > low, RECORDS.c.seq <= high).order_by(RECORDS.c.seq)
        else:
            stored = NODES.c.level == height * TILE
            statement = select(NODES.c.hash).where(stored, NODES.c.place >= low, NODES.c.place < high)
            statement = statement.order_by(NODES.c.place)
        rows = [list(self._connection.execute(statement).scalars())]
        for _ in range(TILE):
            below = rows[-1]
            rows.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
        return rows


def store_missing(connection: Connection, size: int) -> None:
    """Store the nodes that the first `size` leaves have completed and that are not stored: a log of the first version
    has none."""
    level = TILE
    while size >> level:
        stored = select(func.count()).select_from(NODES).where(NODES.c.level == level)
        first = connection.execute(stored).scalar_one()
        tree = StoredTree(connection)
        for place in range(first, size >> level):
            below = tree._tile(level // TILE - 1, place)
            connection.execute(insert(NODES), {"level": level, "place": place, "hash": below[TILE][0]})
        level += TILE
