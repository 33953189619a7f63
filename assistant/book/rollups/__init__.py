"""What the whole firm adds up to: Parquet shards of each data version, and monthly sums by advisor made from them."""

from assistant.book.rollups.build import are_current, keep, sum_up
from assistant.book.rollups.counting import Parts
from assistant.book.rollups.rollup import RollUp
from assistant.book.rollups.shards import Shards
from assistant.book.rollups.streaming import Progress

__all__ = ["Parts", "Progress", "RollUp", "Shards", "are_current", "keep", "sum_up"]
