"""The figures of the call list, and of one client's chance of staying; and from what the chances come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.clients_at_risk.rows import F17, LOSS
from assistant.analytics.sentences import told
from assistant.analytics.staying import Chances
from assistant.analytics.valuation.cash_flow import mortality
from assistant.analytics.valuation.inputs import valued_clients
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

VALUE = Method("F12 client", "net present value of the client, as in value_book")
BLEND = Method(
    "F17 blend",
    "1 − the mean over all coefficients of (variance after the firm's own years ÷ variance of the published size): 0 "
    "nothing but published sizes, 1 nothing of them",
)
SERVED = Method(
    "F17 served",
    "1 − the chance of loss of a client who differs only in that no reply came late, nothing is overdue and the last "
    "two-way contact is today; an association",
)
DEATH = Method(
    "F10 household",
    "chance that the client, and the partner where there is one, die within twelve months by age and sex (Gompertz); "
    "a hazard of its own, not in the chance of staying",
)
UNTAUGHT = "the nightly pass has not yet learned from the firm's own years"


def many_figures(rows: pd.DataFrame, shown: pd.DataFrame) -> tuple[Figure, ...]:
    """Value at risk of all and of the first, leavers to be expected, how many are listed."""
    behind = Rows.of("households", rows.index)
    every = money(int(rows["at_risk_cents"].sum()))
    first = money(int(shown["at_risk_cents"].iloc[0]))
    return (
        Figure("at_risk", "Value at risk, all clients", every, "money", F17, behind),
        Figure(
            "expected", "Clients expected to leave", rate(float(rows["loss"].sum()), 2), "score", LOSS, behind
        ),
        Figure("first", "Value at risk, first client", first, "money", F17, Rows.of("households", shown.index[:1])),
        Figure("listed", "Clients listed", len(shown), "count", F17, Rows.of("households", shown.index)),
    )  # fmt: skip


def one_figures(book: Book, row: pd.Series) -> tuple[Figure, ...]:
    """One client: the chance of staying, as it is and better served, of dying, the value and what of it is at risk."""
    behind = Rows.of("households", [row.name])
    mine = valued_clients(book)
    mine = mine[mine["household_id"] == row.name].head(1)
    dies = _dies(mine)
    known = bool(mine["age_known"].iloc[0])
    return (
        Figure("stays", "Chance of staying twelve months", rate(1 - float(row["loss"])), "rate", LOSS, behind),
        Figure("served", "Chance of staying, better served", rate(1 - float(row["served"])), "rate", SERVED, behind),
        told("death", "Chance of death within twelve months", rate(dies) if known else None, "rate", DEATH, behind, (),
             "no birth date is on record"),
        Figure("at_risk", "Value at risk", money(int(row["at_risk_cents"])), "money", F17, behind),
        Figure("value", "Value of the client", money(int(row["npv_cents"])), "money", VALUE, behind),
    )  # fmt: skip


def _dies(mine: pd.DataFrame) -> float:
    """The first row's chance; a client without a partner stands alone."""

    def hazard(age: str, male: str) -> npt.NDArray[np.float64]:
        return mortality(mine[age].to_numpy(dtype=np.float64), mine[male].to_numpy(dtype=np.float64))

    both = hazard("age", "male") * np.nan_to_num(hazard("partner_age", "partner_male"), nan=1.0)
    return float(both[0])


def blend_figures(chances: Chances) -> tuple[Figure, ...]:
    """How much of the chances comes from the firm's own years, and from how many."""
    learned = chances.learned
    taught = learned.rows > 0
    inputs = (("learned from", f"{learned.since}..{learned.until}"),) if taught else ()
    return (
        told("own_weight", "Weight of the firm's own years", rate(learned.weight) if taught else None, "rate", BLEND,
             Rows(), inputs, UNTAUGHT),
        told("client_years", "Client years learned from", learned.rows if taught else None, "count", BLEND, Rows(),
             inputs, UNTAUGHT),
        told("left", "of them, clients who left", learned.events if taught else None, "count", BLEND, Rows(), inputs,
             UNTAUGHT),
    )  # fmt: skip


def blend_caveat(chances: Chances) -> str:
    if chances.learned.rows:
        return (
            "The chances start from published sizes and are moved by the firm's own years, whose weight is among the "
            "figures; the model card says how good they were on the last year."
        )
    return (
        "The chances are published sizes at the level of this book's own last year: the nightly pass "
        "(`assistant scan`) has not yet learned from the firm's own years."
    )
