"""What the cost of new clients says in plain sentences, and what to be careful with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.acquisition.costs import FAILS, FEW, LEAST_VALUED, OPEN, UNKNOWN, few_cases
from assistant.analytics.referrals.economics import NO_SOURCE
from assistant.analytics.referrals.ranking import LEAST_WINS
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NAMED = 5


def summary(rows: pd.DataFrame, by_key: Mapping[str, Figure], judged: pd.DataFrame, by: str) -> tuple[Line, ...]:
    """Cost first, then worth, then what to stop (or who stands lowest and highest), then the wrong clients."""
    lines = [_cost(by_key)]
    if by_key["ltv_cac"].value is not None:
        lines.append(_worth(by_key))
    named = rows[rows.index != NO_SOURCE]
    told = by == "source" and (named["reading"] != UNKNOWN).any()
    lines.append(_channels(named) if told else _ends(named, by_key, by))
    lines.append(_wrong(judged, by_key))
    return tuple(lines)


def _cost(by_key: Mapping[str, Figure]) -> Line:
    if by_key["cac"].value is not None:
        places = ("cac", "cac_cash", "cac_time", "won")
        return Line(
            "A new client cost {cac}: {cac_cash} of cash and {cac_time} of time, over {won} clients won.",
            {key: by_key[key] for key in places},
        )
    spent = (
        "{cost} was spent, time included" if by_key["cost"].value is not None else "What was spent is not known whole"
    )
    return Line(spent + ": " + by_key["cac"].reason + ".", {"cost": by_key["cost"]})


def _worth(by_key: Mapping[str, Figure]) -> Line:
    few = int(str(by_key["valued"].value)) < LEAST_VALUED
    return Line(
        "Over its life a client won is worth {ltv}, {ltv_cac} what it cost, and pays back in {payback} years; clients "
        "this rests on: {valued}" + (", too few to judge by." if few else "."),
        {key: by_key[key] for key in ("ltv", "ltv_cac", "payback", "valued")},
    )


def _channels(rows: pd.DataFrame) -> Line:
    """Which channels to stop, with small samples named as such."""
    fails, few = (list(rows.loc[rows["reading"] == reading, "name"]) for reading in (FAILS, FEW))
    dear = (rows["reading"] == OPEN) & (rows["ltv_cac"] < 1) & (rows["valued"] >= LEAST_WINS)
    watch = list(rows.loc[dear, "name"])
    if (rows["reading"] == UNKNOWN).all():
        return Line(
            "Which channels to stop cannot be said: too few of the clients won are valued, or costs are missing."
        )
    text = "No channel is clearly to be stopped."
    if fails:
        text = "Candidates to stop, for even with good luck a client costs more than it is worth: {fails}."
    if watch:
        text += " So far a client costs more than it is worth, which may be bad luck: {watch}."
    if few:
        text += " Too few cases to say: {few}."
    return Line(text, {"fails": "; ".join(fails), "watch": "; ".join(watch), "few": "; ".join(few)})


def _ends(rows: pd.DataFrame, by_key: Mapping[str, Figure], by: str) -> Line:
    """Where a client cost least and most, of the rows that won more than a few."""
    known = rows[rows["cac_cents"].notna() & ~few_cases(rows)]
    stop = " Too few clients won are valued to say which to stop." if by == "source" else ""
    if len(known) < 2:
        return Line(f"There are too few wins in any but one {by} to compare them." + stop)
    low, high = known["cac_cents"].idxmin(), known["cac_cents"].idxmax()
    return Line(
        "Of the {rows} with enough cases it was highest for {most} ({high}) and lowest for {least} ({low})." + stop,
        {
            "rows": f"{by}es" if by == "branch" else f"{by}s",
            "least": str(known.loc[low, "name"]),
            "low": by_key[f"cac_{low}"],
            "most": str(known.loc[high, "name"]),
            "high": by_key[f"cac_{high}"],
        },
    )


def _wrong(judged: pd.DataFrame, by_key: Mapping[str, Figure]) -> Line:
    if judged.empty:
        return Line("Whether the wrong clients were won cannot be said: {why}.", {"why": by_key["regret_share"].reason})
    if not judged["wrong"].any():
        return Line(
            "Clients won in the last two years that can be judged: {judged}; none is worth less than it cost.",
            {"judged": by_key["regret_judged"]},
        )
    names = list(judged.loc[judged["wrong"], "name"])
    who = ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")
    return Line(
        "The wrong clients: {wins} of {judged} won in the last two years ({share}) are worth less than they cost and "
        "took {hours} hours in the last year: {who}.",
        {
            "wins": by_key["regret_wins"],
            "judged": by_key["regret_judged"],
            "share": by_key["regret_share"],
            "hours": by_key["regret_hours"],
            "who": who,
        },
    )


def caveats(book: Book, total: pd.DataFrame, wins: pd.DataFrame, by: str) -> tuple[str, ...]:
    """What the figures rest on and leave out."""
    row = total.iloc[0]
    found = [
        "Wins are those of the period, whenever the lead was created; cost is that of leads created and expenses "
        "booked in the period, so a short period may count a client's cost and its win in different ones.",
        "A new client may cost more than its first year brings and still be worth it. Lifetime value takes the "
        "standing margin, growth and discount rate of a valuation and the retention of the client's advisor; clients "
        "who left are not in it, they count among the wrong clients.",
    ]
    if 0 < row["valued"] < row["won"]:
        found.append("Some clients won are not linked, have left or are too new to be valued; worth is of the others.")
    if pd.isna(row["time_cents"]):
        found.append("Some hours have no hourly cost on file, so cost with time is left out rather than shown too low.")
    if by == "source" and (wins["key"] == NO_SOURCE).any():
        found.append("Some leads won name no source; they stand under “No source on file”.")
    if book.scope.level != "firm" and book.expenses["advisor_id"].isna().any():
        found.append("Costs of the whole firm, of no advisor, count at the firm alone.")
    return tuple(found)
