"""Why the assets of a client, or of a whole book, moved over a period: the verdict first, then what is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import F20, bridge_chart, bridge_figures, data_line, data_month
from assistant.analytics.bridge_return import (
    F22_BROKEN,
    F22_GROSS,
    F22_NET,
    broken_months,
    broken_return,
)
from assistant.analytics.change.flows import EXPECTED, flows_of
from assistant.analytics.change.pieces import Pieces, cut
from assistant.analytics.change.tables import (
    F22_TIE,
    accounts_table,
    clients_table,
    events_table,
    flows_table,
    months_table,
    return_table,
    spoken,
)
from assistant.analytics.change.verdict import main_line, verdict_figures, verdict_line
from assistant.analytics.labels import client_labels
from assistant.blocks import Block, Result
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

DATES = Method("dates", "the days at whose close the assets are taken")
LARGEST = Method("largest flow", "the largest single flow of an account in a month, or on a day where days are known")
Inputs = tuple[tuple[str, str], ...]


def explain_change(book: Book, *, period: Period, household_id: str | None = None, limit: int = 10) -> Result:
    """What moved the assets of a household, or of the whole book, over a period: market, contributions, withdrawals,
    transfers and fees with the verdict in words; each flow with what was expected of it; the return by modified Dietz.

    Days before and after the whole closed months count where every account has daily values (Pieces). `limit`: how many
    clients a book lists. Raises NotFound for a household that is not of this book, NotEnoughData when the period has no
    closed month and no daily values, or the household had no money in it. Sources: F20, F21, F22, F23.
    """
    pieces = cut(book, period, household_id=household_id)
    names = client_labels(book)
    who = book.scope.label if household_id is None else str(names[household_id])
    if pieces.rows.empty:
        raise NotEnoughData(f"{who} had no account with a balance in {period}, so there is no change to explain.")
    behind = Rows.of("accounts", pieces.rows["account_id"].unique())
    inputs: Inputs = (("period", f"{pieces.begin_on.isoformat()}..{pieces.end_on.isoformat()}"),)
    flows = flows_of(book, pieces)
    figures = (
        *verdict_figures(pieces.bridge, behind, inputs),
        *_dates(pieces),
        *bridge_figures(pieces.bridge, rows=behind, period=inputs[0][1]),
        *_flow_figures(flows, inputs),
        *_largest(flows, inputs, None if household_id else names),
        *_return_figures(pieces, behind, inputs),
        data_month(book),
    )
    by_key = {figure.key: figure for figure in figures}
    events = events_table(book, household_id, period) if household_id else None
    accounts = book.accounts[book.accounts["account_id"].isin(pieces.rows["account_id"])]
    blocks: tuple[Block, ...] = (
        bridge_chart(pieces.bridge, f"What moved the assets of {who}"),
        accounts_table(pieces, accounts) if household_id else clients_table(pieces, names, limit),
        *([flows_table(flows, None if household_id else names)] if len(flows) else []),
        months_table(pieces),
        return_table(pieces),
        *([events] if events else []),
    )
    return Result(
        title=f"Why the assets of {who} moved, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=blocks,
        summary=_summary(book, pieces, who, by_key, flows),
        caveats=(*_gone(book, household_id), *_caveats(pieces, bool(events))),
    )


def _dates(pieces: Pieces) -> tuple[Figure, ...]:
    return (
        Figure("begin_on", "Beginning, close of", pieces.begin_on, "date", DATES),
        Figure("end_on", "End, close of", pieces.end_on, "date", DATES),
    )


def _flow_figures(flows: pd.DataFrame, inputs: Inputs) -> tuple[Figure, ...]:
    """Withdrawals and contributions, expected and not, and the largest flow with its account and month."""
    figures = []
    for kind, plural in (("withdrawal", "withdrawals"), ("contribution", "contributions")):
        mine = flows[flows["kind"] == kind]
        behind = Rows.of("balances", _row_ids(mine))
        planned, total = int(mine["planned_cents"].sum()), int(mine["amount_cents"].sum())
        for key, label, cents in (
            (f"{plural}_total", f"All {plural}", total),
            (f"{plural}_expected", f"{plural.capitalize()} that were expected", planned),
            (f"{plural}_unexpected", f"{plural.capitalize()} that were not expected", total - planned),
        ):
            method = F20 if key.endswith("total") else EXPECTED
            figures.append(Figure(key, label, money(cents), "money", method, behind, inputs))
    return tuple(figures)


def _row_ids(flows: pd.DataFrame) -> pd.Series:
    """The balances behind flows: account and month."""
    months = {day: f"{day:%Y-%m}" for day in flows["on"].unique()}
    return flows["account_id"] + ":" + flows["on"].map(months)


def _largest(flows: pd.DataFrame, inputs: Inputs, names: pd.Series | None) -> tuple[Figure, ...]:
    """The largest flow with its kind, month and account, and in a whole book its client."""
    reason = "" if len(flows) else "no money came or went in the period"
    one = None if flows.empty else flows.loc[flows["amount_cents"].idxmax()]
    behind = Rows() if one is None else Rows.of("balances", _row_ids(flows.loc[[one.name]]))
    whose = None if names is None or one is None else str(names[one["household_id"]])
    words = (
        ("largest_kind", "Its kind", None if one is None else str(one["kind"])),
        ("largest_when", "Its month or day", None if one is None else spoken(one["on"], one["last"])),
        ("largest_account", "Its account", None if one is None else str(one["account_id"])),
        *((("largest_client", "Its client", whose),) if whose else ()),
    )
    amount = None if one is None else money(int(one["amount_cents"]))
    return (
        Figure("largest_flow", "Largest flow", amount, "money", LARGEST, behind, inputs, reason),
        *(Figure(key, label, value, "text", LARGEST, behind, inputs, reason) for key, label, value in words),
    )


def _return_figures(pieces: Pieces, behind: Rows, inputs: Inputs) -> tuple[Figure, ...]:
    """The return net and gross, the money it is made of, and the return with large flows as breaks where there are."""
    thin = "the capital of the period is zero or too small to measure a return on"
    found = {name: rate(float(pieces.returns.loc[name, "rate"])) for name in ("net", "gross")}
    why = {name: "" if value is not None else thin for name, value in found.items()}
    base = money(float(pieces.returns.loc["net", "base"]))
    bridge = pieces.bridge
    tie = bridge.end - bridge.begin - bridge.net_new_assets - bridge.transfers_in + bridge.transfers_out
    figures = [
        Figure("return_net", "Return after fees", found["net"], "rate", F22_NET, behind, inputs, why["net"]),
        Figure("return_gross", "Return before fees", found["gross"], "rate", F22_GROSS, behind, inputs, why["gross"]),
        Figure("market_after_fees", "Market effect after fees", money(tie), "money", F22_TIE, behind, inputs),
        Figure("average_capital", "Average capital", base, "money", F22_NET, behind, inputs),
    ]
    if broken_months(pieces.whole):
        value = broken_return(pieces.whole)
        figures.append(
            Figure("return_broken", "Return after fees, broken at large flows", rate(value), "rate", F22_BROKEN,
                   behind, inputs, "" if value is not None else thin)
        )  # fmt: skip
    return tuple(figures)


def _summary(book: Book, pieces: Pieces, who: str, figures: dict[str, Figure], flows: pd.DataFrame) -> tuple[Line, ...]:
    main = main_line(pieces.bridge, figures)
    largest = figures["largest_flow"].value is not None
    words = f"From the close of {{begin_on}} to the close of {{end_on}}, {_withdrawn_words(figures, flows)}"
    words += f"; the largest flow was {_largest_words(figures)}" if largest else ""
    closed = pd.Timestamp(pieces.end_on) == book.last_month + pd.offsets.MonthEnd(0)
    return (
        verdict_line(pieces.bridge, who, figures),
        *([main] if main else []),
        Line(f"{words}.", figures),
        _return_line(figures),
        *([data_line(figures["data_month"])] if closed else []),
    )


def _withdrawn_words(figures: dict[str, Figure], flows: pd.DataFrame) -> str:
    """What of the withdrawals was expected, with the reasons on file, the largest first."""
    if flows.empty:
        return "no money came or went"
    mine = flows[(flows["kind"] == "withdrawal") & flows["reason"].notna()]
    planned = mine.groupby("reason", sort=True)["planned_cents"].sum().sort_values(ascending=False, kind="stable")
    reasons = dict.fromkeys(reason for words in planned.index for reason in str(words).split(", "))
    why = f" ({', '.join(reasons)})" if reasons else ""
    if not figures["withdrawals_total"].value:
        return "nothing was withdrawn"
    if not figures["withdrawals_unexpected"].value:
        return f"all of the {{withdrawals_total}} withdrawn was expected{why}"
    if not figures["withdrawals_expected"].value:
        return "none of the {withdrawals_total} withdrawn was expected"
    return f"{{withdrawals_expected}} of the withdrawals was expected{why} and {{withdrawals_unexpected}} was not"


def _largest_words(figures: dict[str, Figure]) -> str:
    whose = " of {largest_client}" if "largest_client" in figures else ""
    return f"a {{largest_kind}} of {{largest_flow}} ({{largest_when}}, account {{largest_account}}{whose})"


def _return_line(figures: dict[str, Figure]) -> Line:
    if figures["return_net"].value is None:
        return Line("No return can be given: {why}.", {"why": figures["return_net"].reason})
    template = "The return was {return_net} after fees and {return_gross} before them"
    if "return_broken" in figures and figures["return_broken"].value is not None:
        template += "; broken at the large flows it is {return_broken} after fees"
    return Line(f"{template}.", figures)


def _gone(book: Book, household_id: str | None) -> tuple[str, ...]:
    """That the household closed, and why, where it did."""
    one = book.households[book.households["household_id"] == household_id]
    if one.empty or pd.isna(one["closed_on"].iloc[0]):
        return ()
    why = "" if pd.isna(one["close_reason"].iloc[0]) else f" ({str(one['close_reason'].iloc[0]).replace('_', ' ')})"
    return (f"This household closed on {one['closed_on'].iloc[0]:%Y-%m-%d}{why}.",)


def _caveats(pieces: Pieces, has_events: bool) -> tuple[str, ...]:
    broken = ", ".join(f"{month:%B %Y}" for month in broken_months(pieces.whole))
    large = f"Flows above 10 % of the assets fell in {broken}: the return depends on when in the month they came."
    days = "Days outside the closed months are from daily values, where transfers and fees are not told apart."
    events = "Life events stand beside the flows as facts; what caused a flow only the client can say."
    return (
        *pieces.notes,
        *((large,) if broken else ()),
        *(() if pieces.is_months else (days,)),
        "A flow counts as expected up to what the expected flows of its account and month cover.",
        *((events,) if has_events else ()),
    )
