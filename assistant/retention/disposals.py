"""Which payloads went by a recorded disposal: ranges of numbers as pairs [first, last]. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Span = tuple[int, int]


def pairs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as `[[1, 40], [52, 52]]`, in order; empty for none."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans


class Spans:
    """Ranges of numbers to look in; they may overlap and come in any order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        merged: list[list[int]] = []
        for low, high in sorted(span for span in spans if span[0] <= span[1]):
            if merged and low <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], high)
            else:
                merged.append([low, high])
        self.pairs: list[Span] = [(low, high) for low, high in merged]
        self._lows = [low for low, _ in self.pairs]

    @property
    def count(self) -> int:
        return sum(high - low + 1 for low, high in self.pairs)

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._lows, number) - 1
        return place >= 0 and number <= self.pairs[place][1]

    def without(self, others: Spans) -> Spans:
        """What is left when the numbers of others are taken out."""
        left: list[Span] = []
        for start, end in self.pairs:
            low = start
            place = max(0, bisect_right(others._lows, low) - 1)
            while place < len(others.pairs) and others.pairs[place][0] <= end:
                other_low, other_high = others.pairs[place]
                if other_high >= low:
                    left.append((low, other_low - 1))
                    low = other_high + 1
                place += 1
            left.append((low, end))
        return Spans(left)


def counted(count: int) -> str:
    """So many records, in words."""
    return "1 record" if count == 1 else f"{count:,} records"


def read_pairs(said: object) -> Spans:
    """The ranges as a record says them. Raises ValueError when they are not pairs of whole numbers."""
    if not isinstance(said, list | tuple):
        raise ValueError("ranges are a list of pairs")
    spans: list[Span] = []
    for pair in said:
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and all(type(each) is int for each in pair)):
            raise ValueError(f"{pair!r} is no pair of numbers")
        spans.append((pair[0], pair[1]))
    return Spans(spans)


def disposed_by(disposals: Iterable[Mapping[str, Any]]) -> Callable[[int], bool]:
    """Whether one of these `retention.disposed` payloads names a number.

    A disposal says its `ranges` before it begins; when it has finished, a second payload of the same `disposal` says
    what it `kept` because a hold had come in between: that has not gone.
    """
    named: dict[str, list[Span]] = defaultdict(list)
    kept: dict[str, list[Span]] = defaultdict(list)
    for said in disposals:
        try:
            disposal = str(said.get("disposal", ""))
            ranges, spared = read_pairs(said.get("ranges", ())), read_pairs(said.get("kept", ()))
        except (AttributeError, ValueError):
            continue
        named[disposal] += ranges.pairs
        kept[disposal] += spared.pairs
    gone = Spans(
        span for disposal, spans in named.items() for span in Spans(spans).without(Spans(kept[disposal])).pairs
    )
    return gone.__contains__
