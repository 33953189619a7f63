"""Where clients live: towns of each branch with their time zones, and a few abroad."""

from __future__ import annotations

import numpy as np

from assistant.book.demo.dates import Ints

_EAST, _CENTRAL, _MOUNTAIN, _WEST = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
# city, state, country, time zone
PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("Boston", "MA", "US", _EAST),
    ("Providence", "RI", "US", _EAST),
    ("Worcester", "MA", "US", _EAST),
    ("Portsmouth", "NH", "US", _EAST),
    ("Hartford", "CT", "US", _EAST),
    ("Philadelphia", "PA", "US", _EAST),
    ("Princeton", "NJ", "US", _EAST),
    ("Wilmington", "DE", "US", _EAST),
    ("Lancaster", "PA", "US", _EAST),
    ("New York", "NY", "US", _EAST),
    ("Chicago", "IL", "US", _CENTRAL),
    ("Evanston", "IL", "US", _CENTRAL),
    ("Milwaukee", "WI", "US", _CENTRAL),
    ("Bloomington", "IN", "US", "America/Indiana/Indianapolis"),
    ("Madison", "WI", "US", _CENTRAL),
    ("Denver", "CO", "US", _MOUNTAIN),
    ("Boulder", "CO", "US", _MOUNTAIN),
    ("Salt Lake City", "UT", "US", _MOUNTAIN),
    ("Fort Collins", "CO", "US", _MOUNTAIN),
    ("Phoenix", "AZ", "US", "America/Phoenix"),
    ("Seattle", "WA", "US", _WEST),
    ("Bellevue", "WA", "US", _WEST),
    ("Portland", "OR", "US", _WEST),
    ("Spokane", "WA", "US", _WEST),
    ("Boise", "ID", "US", "America/Boise"),
    ("San Diego", "CA", "US", _WEST),
    ("Irvine", "CA", "US", _WEST),
    ("Las Vegas", "NV", "US", _WEST),
    ("Santa Barbara", "CA", "US", _WEST),
    ("Honolulu", "HI", "US", "Pacific/Honolulu"),
    ("Naples", "FL", "US", _EAST),
    ("Sarasota", "FL", "US", _EAST),
    ("Lugano", "", "CH", "Europe/Zurich"),
    ("Milano", "", "IT", "Europe/Rome"),
    ("Lisboa", "", "PT", "Europe/Lisbon"),
    ("Toronto", "", "CA", "America/Toronto"),
    ("London", "", "GB", "Europe/London"),
)
BOSTON, PROVIDENCE = 0, 1
TOWNS_OF_A_BRANCH = 5
_ELSEWHERE = 30  # the first place that belongs to no branch


def towns(branch: int) -> slice:
    """The places of a branch."""
    first = branch % (_ELSEWHERE // TOWNS_OF_A_BRANCH) * TOWNS_OF_A_BRANCH
    return slice(first, first + TOWNS_OF_A_BRANCH)


def home_states(branch: int) -> list[str]:
    """States of a branch's towns but for the farthest one, where not everybody is registered."""
    return [state for _, state, _, _ in PLACES[towns(branch)][:-1]]


def choose_places(rng: np.random.Generator, branch: Ints) -> Ints:
    """Seven in eight live near their branch, half of those in its own city; the rest in Florida or abroad."""
    n = len(branch)
    town = rng.choice(TOWNS_OF_A_BRANCH, n, p=[0.5, 0.15, 0.15, 0.1, 0.1])
    near = branch % (_ELSEWHERE // TOWNS_OF_A_BRANCH) * TOWNS_OF_A_BRANCH + town
    return np.where(rng.random(n) < 0.12, rng.integers(_ELSEWHERE, len(PLACES), n), near)
