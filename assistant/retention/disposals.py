"""Which payloads went by a recorded disposal: number ranges as short text. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def ranges_text(numbers: Iterable[int]) -> str:
    """Sorted numbers as `1-40,52`; blank for none."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def read_ranges(text: str) -> list[tuple[int, int]]:
    """(first, last) of each range. Raises ValueError when the text is not one of `ranges_text`."""
    spans = []
    for part in filter(None, text.split(",")):
        low, _, high = part.partition("-")
        spans.append((int(low), int(high or low)))
    return spans


def disposed_by(disposals: Iterable[Mapping[str, Any]]) -> Callable[[int], bool]:
    """Whether one of these `retention.disposed` payloads names a number."""
    spans: list[tuple[int, int]] = []
    for said in disposals:
        try:
            spans += read_ranges(str(said["ranges"]))
        except (KeyError, ValueError, TypeError):
            continue
    spans.sort()
    starts = [low for low, _ in spans]
    reach, furthest = [], 0
    for _, high in spans:
        furthest = max(furthest, high)
        reach.append(furthest)

    def disposed(number: int) -> bool:
        place = bisect_right(starts, number) - 1
        return place >= 0 and number <= reach[place]

    return disposed
