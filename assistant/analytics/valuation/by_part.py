"""The value by part of the firm or by class, to the cent, and which part is oldest and most concentrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.segments import CLASSES
from assistant.analytics.valuation.assumptions import CONCENTRATION_CLIENTS, RISK_YEARS, SENIOR_AGE
from assistant.analytics.valuation.cash_flow import lives
from assistant.analytics.whole_cents import running_cents

if TYPE_CHECKING:
    from assistant.analytics.valuation.two_values import Valuation
    from assistant.callers import Scope

Ints = npt.NDArray[np.int64]
AMOUNTS = ("revenue", "centre", "adjusted", "npv", "risk", "senior", "known")


@dataclass(frozen=True, slots=True)
class Division:
    """The value by `by`: one row a part (`part`, its name; `clients`; `revenue_cents`, `centre_cents`,
    `adjusted_cents`, `npv_cents`, `risk_cents`; `age`, `senior`, `top`, NaN where undefined), and `whole`, the same for
    all of it. Money adds up to the whole's to the cent; clients, age and shares are each part's own."""

    by: str
    parts: pd.DataFrame
    whole: pd.Series

    def leader(self, column: str) -> pd.Series | None:
        """The part with the most of something, the first of equals; None where no part has any."""
        known = self.parts[column].dropna()
        return None if known.empty else self.parts.loc[known.idxmax()]


def by_scopes(valuation: Valuation, by: str, parts: Sequence[Scope]) -> Division:
    """The value by parts of the firm, each advisor in one of them; the greatest value by multiple first."""
    place = {advisor: n for n, part in enumerate(parts) for advisor in part.advisor_ids}
    found = _rows(valuation, valuation.rows["advisor_id"].map(place), [part.label for part in parts])
    ordered = found.iloc[:-1].sort_values(["centre_cents", "part"], ascending=[False, True], ignore_index=True)
    return Division(by, ordered, found.iloc[-1])


def by_classes(valuation: Valuation, classed: pd.Series) -> Division:
    """The value by class A, B and C, from the class of each household (index household_id)."""
    place = valuation.rows["household_id"].map(classed).map({name: n for n, name in enumerate(CLASSES)})
    found = _rows(valuation, place, list(CLASSES))
    return Division("segment", found.iloc[:-1], found.iloc[-1])


def _rows(valuation: Valuation, place: pd.Series, names: list[str]) -> pd.DataFrame:
    """One row a part and one for the whole."""
    each = _each(valuation)
    both = pd.concat([each.assign(place=place.to_numpy()), each.assign(place=len(names))], ignore_index=True)
    index = pd.RangeIndex(len(names) + 1)
    sums = both.groupby("place")[[*AMOUNTS, "aged"]].sum().reindex(index, fill_value=0)
    clients = both.groupby(["place", "household_id"])["revenue"].sum().sort_values(ascending=False, kind="stable")
    top = clients.groupby(level=0).head(CONCENTRATION_CLIENTS).groupby(level=0).sum().reindex(index, fill_value=0)
    return pd.DataFrame(
        {
            "part": [*names, "all"],
            "clients": clients.groupby(level=0).size().reindex(index, fill_value=0),
            **{f"{name}_cents": sums[name].astype("int64") for name in AMOUNTS[:5]},
            "age": sums["aged"] / sums["known"].where(sums["known"] > 0),
            "senior": sums["senior"] / sums["npv"].where(sums["npv"] > 0),
            "top": top / sums["revenue"].where(sums["revenue"] > 0),
        }
    )


def _each(valuation: Valuation) -> pd.DataFrame:
    """What each row adds to its part: values, NPV with clients of SENIOR_AGE and over, revenue of known age, and
    revenue × age."""
    rows, revenue = valuation.rows, valuation.revenue.to_numpy(dtype=np.int64)
    age, known = rows["age"].to_numpy(dtype=np.float64), rows["age_known"].to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "household_id": rows["household_id"],
            "revenue": revenue,
            "centre": valuation.by_multiple["centre"],
            "adjusted": valuation.adjusted,
            "npv": valuation.npv,
            "risk": at_risk(valuation),
            "senior": np.where(known & (age >= SENIOR_AGE), valuation.npv, 0),
            "known": np.where(known, revenue, 0),
            "aged": np.where(known, revenue * age, 0.0),
        }
    )


def at_risk(valuation: Valuation) -> Ints:
    """The part of each row's NPV, in cents, that stands to go within RISK_YEARS by deaths that partners and heirs do
    not stay after. Source: F9, F12."""
    gone = 1 - lives(valuation.clients, RISK_YEARS)[:, -1]
    return running_cents(valuation.npv * gone, list(valuation.rows["advisor_id"]))
