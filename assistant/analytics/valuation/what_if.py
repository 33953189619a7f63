"""A what-if on a value: the book without some clients, with other assumptions, or after an advisor has gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from assistant.analytics.valuation.assumptions import EVERYTHING, TRANSITION_LOSSES
from assistant.analytics.valuation.two_values import Valuation
from assistant.errors import BadArguments, NotFound


@dataclass(frozen=True, slots=True)
class Leaver:
    """The advisor who would go, and the assets in cents of each client that are theirs (index household_id)."""

    advisor_id: str
    name: str
    assets: pd.Series


@dataclass(frozen=True, slots=True)
class Scenario:
    """A share of the advisor's business that goes with or after them, and the value of what then is left."""

    share: float
    words: str
    left: Valuation

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True, slots=True)
class Departure:
    """What an advisor's going puts at risk: the value of the clients who are theirs, their assets, and the scenarios,
    the usual ones first, the loss of every client last."""

    name: str
    theirs: Valuation
    assets: int
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The value as it stands and as it would be, the clients lost in between, and the advisor who goes, if one does."""

    before: Valuation
    after: Valuation
    lost: tuple[str, ...] = ()
    departure: Departure | None = None

    @property
    def names_lost(self) -> str:
        names = self.before.rows.drop_duplicates("household_id").set_index("household_id")["name"]
        return ", ".join(str(names[household]) for household in self.lost)

    @property
    def only_loses(self) -> bool:
        """No assumption has changed, so a plain multiple tells the difference."""
        return self.after.assumptions == self.before.assumptions


def what_if(
    before: Valuation,
    after: Valuation,
    *,
    lose_top: int | None = None,
    lose_clients: Collection[str] = (),
    leaver: Leaver | None = None,
) -> WhatIf | None:
    """What is asked beside the value as it stands (`after`: the same clients, other assumptions); None when nothing is.

    When an advisor goes, the usual losses are laid side by side with the loss of every client; the figures take the
    largest of the usual ones. Raises NotFound for a client or an advisor without revenue here, BadArguments.
    """
    if set(lose_clients) - set(before.rows["household_id"]):
        raise NotFound("One of these clients is not in this book, or brings it no revenue.")
    lost = tuple(dict.fromkeys((*largest_clients(before, lose_top), *lose_clients)))
    if after is before and not lost and leaver is None:
        return None
    left = after.without(lost) if lost else after
    if leaver is None:
        return WhatIf(before, left, lost)
    if leaver.advisor_id not in set(before.rows["advisor_id"]):
        raise NotFound("There is no such advisor with clients in this book.")
    departure = _departure(left, leaver, lost)
    return WhatIf(before, departure.scenarios[-2].left, lost, departure)


def _departure(left: Valuation, leaver: Leaver, lost: Collection[str]) -> Departure:
    theirs = (left.rows["advisor_id"] == leaver.advisor_id).to_numpy(dtype=bool)
    usual = [Scenario(share, words, left.keeping(1 - share, of=theirs)) for share, words in TRANSITION_LOSSES]
    everything = Scenario(*EVERYTHING, left.only(~theirs))
    assets = int(leaver.assets[~leaver.assets.index.isin(lost)].sum())
    return Departure(leaver.name, left.only(theirs), assets, (*usual, everything))


def largest_clients(valuation: Valuation, count: int | None) -> tuple[str, ...]:
    """The households with the most trailing revenue, largest first; equal ones in order of their id."""
    if count is None:
        return ()
    if count < 1:
        raise BadArguments(f"lose_top is how many of the largest clients are lost: at least 1, not {count}.")
    by_client = valuation.revenue.groupby(valuation.rows["household_id"]).sum()
    ordered = by_client[by_client > 0].sort_index().sort_values(ascending=False, kind="stable")
    return tuple(str(household) for household in ordered.index[:count])
