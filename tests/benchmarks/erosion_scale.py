"""Silent erosion over a whole large firm: how long `detect_erosion` takes and how much memory, for `--scale`."""

from __future__ import annotations

import resource
import time

import pandas as pd

from assistant.analytics.erosion import detect_erosion
from tests.benchmarks.erosion_firms import noisy
from tests.benchmarks.erosion_firms.books import Firm

HOUSEHOLDS, MONTHS, DRAWN = 200_000, 36, 20_000
AIM = 60


def measure(seed: int) -> None:
    """A book of 20,000 drawn households ten times over, each time under other ids; time and peak memory are printed."""
    firm = noisy.simulate(DRAWN, MONTHS, seed)
    frames = [_repeated(frame, HOUSEHOLDS // DRAWN) for frame in _frames(firm)]
    history, households, events, expected = frames
    held = sum(frame.memory_usage(deep=True).sum() for frame in frames) / 1e9
    before, begun = _peak(), time.perf_counter()
    verdicts = detect_erosion(history, households, events, expected, as_of=firm.months[-1])
    seconds = time.perf_counter() - begun
    said = verdicts["verdict"].value_counts()
    print(f"{len(verdicts):,} households, {len(history):,} rows of history ({held:.1f} GB as frames)")
    print(f"{seconds:.1f} s (aim {AIM}); peak memory {_peak():.1f} GB, of which {before:.1f} GB before the call")
    print(", ".join(f"{count:,} {verdict}" for verdict, count in said.items()))


def _frames(firm: Firm) -> tuple[pd.DataFrame, ...]:
    return firm.history, firm.households, firm.events, firm.expected


def _repeated(frame: pd.DataFrame, times: int) -> pd.DataFrame:
    copies = [frame.assign(household_id=f"{copy}-" + frame["household_id"].astype(str)) for copy in range(times)]
    return pd.concat(copies, ignore_index=True)


def _peak() -> float:
    """Most memory this process has held so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
