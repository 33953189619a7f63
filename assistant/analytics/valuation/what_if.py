"""A what-if on a value: the book without some clients, with other assumptions, or after an advisor has gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.analytics.valuation.assumptions import TRANSITION_LOSSES
from assistant.analytics.valuation.two_values import Valuation
from assistant.errors import BadArguments, NotFound


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The value as it stands and as it would be; `scenarios` are (share lost, value) when an advisor goes."""

    before: Valuation
    after: Valuation
    lost: tuple[str, ...] = ()
    scenarios: tuple[tuple[float, Valuation], ...] = ()

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
    lose_advisor: str | None = None,
) -> WhatIf | None:
    """What is asked beside the value as it stands (`after`: the same clients, other assumptions); None when nothing is.

    When an advisor goes, the usual losses are laid side by side with the loss of every client; the figures take the
    largest of the usual ones. Raises NotFound for a client or an advisor without revenue here, BadArguments.
    """
    if set(lose_clients) - set(before.rows["household_id"]):
        raise NotFound("One of these clients is not in this book, or brings it no revenue.")
    lost = tuple(dict.fromkeys((*largest_clients(before, lose_top), *lose_clients)))
    if after is before and not lost and lose_advisor is None:
        return None
    left = after.without(lost)
    if lose_advisor is None:
        return WhatIf(before, left, lost)
    theirs = (left.rows["advisor_id"] == lose_advisor).to_numpy(dtype=bool)
    if lose_advisor not in set(before.rows["advisor_id"]):
        raise NotFound("There is no such advisor with clients in this book.")
    usual = tuple((loss, left.keeping(1 - loss, of=theirs)) for loss in TRANSITION_LOSSES)
    return WhatIf(before, usual[-1][1], lost, (*usual, (1.0, left.only(~theirs))))


def largest_clients(valuation: Valuation, count: int | None) -> tuple[str, ...]:
    """The households with the most trailing revenue, largest first; equal ones in order of their id."""
    if count is None:
        return ()
    if count < 1:
        raise BadArguments(f"lose_top is how many of the largest clients are lost: at least 1, not {count}.")
    by_client = valuation.revenue.groupby(valuation.rows["household_id"]).sum()
    ordered = by_client[by_client > 0].sort_index().sort_values(ascending=False, kind="stable")
    return tuple(str(household) for household in ordered.index[:count])
