"""What of the tests `make test` tries: a bounded sample; `make prove` (TEST_PROFILE=prove) tries all.

A test that runs alike on SQLite and on PostgreSQL runs on one of the two, chosen by its name, unless its class is
marked `each_engine`. Of a long list of cases marked `sampled(n)` it tries n, evenly spread, the first one among them.
The choice depends on names alone, so it is the same on every machine and in every worker.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence

import pytest

_ENGINE = re.compile(r"\b(sqlite|postgresql)\b")


def left_out(items: Sequence[pytest.Item], *, postgresql: bool) -> list[pytest.Item]:
    """The tests that a bounded sample leaves out. Without PostgreSQL what runs on either engine stays on SQLite."""
    out = _of_the_other_engine(items) if postgresql else []
    gone = set(out)
    return out + _beyond_the_sample([item for item in items if item not in gone])


def _of_the_other_engine(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    pairs = defaultdict(list)
    for item in items:
        if item.get_closest_marker("each_engine") is None and _ENGINE.search(item.name):
            pairs[_ENGINE.sub("", item.nodeid)].append(item)
    return [pair[zlib.crc32(name.encode()) % 2] for name, pair in pairs.items() if len(pair) == 2]


def _beyond_the_sample(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    cases = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled"):
            cases[item.nodeid.partition("[")[0]].append(item)
    out: list[pytest.Item] = []
    for group in cases.values():
        mark = group[0].get_closest_marker("sampled")
        most = mark.args[0] if mark else len(group)
        kept = {place * len(group) // most for place in range(most)}
        out += [item for place, item in enumerate(group) if place not in kept]
    return out
