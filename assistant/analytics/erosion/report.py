"""“Am I losing anyone without knowing it?”: the detector's verdicts on a Book, with evidence and innocent reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.erosion.detect import DISCOVERY, TOO_SHORT, detect_erosion, flow_evidence
from assistant.analytics.erosion.flows import EXPLANATIONS
from assistant.analytics.erosion.history import History, erosion_history
from assistant.analytics.labels import client_labels
from assistant.analytics.once import once_a_book
from assistant.analytics.people import last_two_way
from assistant.analytics.wallet import assets_today
from assistant.blocks import Block, Chart, Column, Listing, Result, Table
from assistant.errors import NotFound
from assistant.figures import Figure, Line, Method, Rows, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

FLOOR_CENTS = 5_000_000
"""Households with less than 50,000 twelve months ago are too small to judge by ratios (3.6)."""
INNOCENT_CENTS = 1_000_000
"""Explained outflows of 10,000 and more a year are listed, so that nobody wonders about them."""

E8 = Method(
    "E8",
    "evidence against the household's own baseline, weighed with constants fitted on simulated firms; above the "
    "threshold it is erosion when two independent families (money, saving, engagement, wallet) speak or the leading "
    "one has lasted; less is watched",
)
E8_GONE = Method("E8 gone", "unexplained outflows, or contributions that stopped, since the erosion began")
F23 = Method("F23", "withdrawals − contributions of the month, and how much of it each innocent explanation covers")
TODAY = Method("AUM", "assets at the last closed month")

KIND_WORDS = {
    "slow_leak": "slow leak",
    "partial_transfer": "partial transfer",
    "stopped_contributions": "contributions stopped",
    "held_away": "growing elsewhere",
    "engagement": "disengaging",
}
WHY = {
    "slow_leak": "Money has been leaving month after month beyond anything expected or innocent on record.",
    "partial_transfer": "Large amounts moved out and nothing on record explains them: ask why.",
    "stopped_contributions": "Regular contributions stopped or fell and nothing on record explains it.",
    "held_away": "More money is held elsewhere at the reviews, beyond what the market did.",
    "engagement": "Two-way contacts and logins have fallen far under this household's own rate.",
}
CAVEATS = (
    "A verdict is a reason to call, not a finding: what is not on record cannot be ruled out.",
    "Checked as innocent: expected flows, planned withdrawals, deaths, retirement income, required distributions, "
    "yearly outflows, the household's own habit, and money passing through.",
)


def find_erosion(book: Book, *, household_id: str | None = None, min_loss: int | None = None) -> Result:
    """Who is silently leaving: since when, how much has gone, the evidence, the innocent explanations checked.

    `household_id`: that household alone, whatever its verdict and size, with its months. `min_loss`: only cases with at
    least so many cents gone. Source: 3.6 of the reference (F23, E1, E2, E5, E6, E8). Raises NotFound for a household
    that is not an open one with a history in this book.
    """
    history = erosion_history(book)
    verdicts = _judged(history, book)
    evidence = flow_evidence(*_arguments(history), as_of=book.last_month)
    if household_id is not None:
        return _one(book, verdicts[verdicts["household_id"] == household_id], evidence)
    return _many(book, verdicts, evidence, _large_enough(history, book), min_loss or 0)


@once_a_book
def erosion_verdicts(book: Book) -> pd.DataFrame:
    """`detect_erosion` over the open households of a book at its last closed month, `money_gone` in cents, with
    `assets_cents` today. Households under FLOOR_CENTS a year ago are left out."""
    history = erosion_history(book)
    verdicts = _judged(history, book)
    return verdicts[verdicts["household_id"].isin(_large_enough(history, book))].reset_index(drop=True)


def judge_household(book: Book, household_id: str) -> str | None:
    """The kind of erosion of one household that is eroding or to be watched, None for any other."""
    history = erosion_history(book)
    verdicts = detect_erosion(*_arguments(history), as_of=book.last_month)
    mine = verdicts[(verdicts["household_id"] == household_id) & (verdicts["verdict"] != "steady")]
    return None if mine.empty else str(mine["kind"].iloc[0])


def _arguments(history: History) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return history.months, history.households, history.events, history.expected


def _judged(history: History, book: Book) -> pd.DataFrame:
    verdicts = detect_erosion(*_arguments(history), as_of=book.last_month)
    ids = verdicts["household_id"]
    return verdicts.assign(
        name=ids.map(client_labels(book)),
        assets_cents=ids.map(assets_today(book)).astype("int64"),
        last_contact=ids.map(last_two_way(book)),
    )


def _large_enough(history: History, book: Book) -> pd.Series:
    """Households with FLOOR_CENTS a year ago, or when their history began later, then."""
    year_ago = book.last_month - pd.DateOffset(months=11)
    months = history.months[history.months["month"] >= year_ago].sort_values("month")
    begin = months.drop_duplicates("household_id").set_index("household_id")
    kept = begin[["aum_begin", "aum_end"]].max(axis=1) >= FLOOR_CENTS
    return kept.index[kept].to_series()


def _many(book: Book, verdicts: pd.DataFrame, evidence: pd.DataFrame, large: pd.Series, min_loss: int) -> Result:
    everyone = len(verdicts)
    verdicts = verdicts[verdicts["household_id"].isin(large) & (verdicts["reason"] != TOO_SHORT)]
    evidence = evidence[evidence["household_id"].isin(verdicts["household_id"])]
    unjudged = everyone - len(verdicts)
    found = verdicts[verdicts["verdict"] != "steady"]
    found = found.sort_values(["verdict", "money_gone", "household_id"], ascending=[True, False, True])
    figures = _figures(verdicts, found)
    cases = found[found["money_gone"] >= min_loss]
    eroding = cases[cases["verdict"] == "eroding"]
    blocks: list[Block] = [_case_table(cases)] if len(cases) else []
    if len(eroding):
        blocks.append(_chart(evidence[evidence["household_id"].isin(eroding["household_id"])]))
    innocent = _innocent_table(verdicts, evidence)
    blocks += [innocent] if innocent.rows else []
    disclosed = verdicts.loc[verdicts["reason"] == DISCOVERY, "name"]
    blocks += [Listing("Only disclosed money held elsewhere", tuple(sorted(disclosed)))] if len(disclosed) else []
    left_out = f"{unjudged} clients are not judged: under 50,000 a year ago, or less than twelve months of history."
    return Result(
        title="Silent erosion",
        as_of=book.as_of,
        figures=figures,
        blocks=tuple(blocks),
        summary=_summary(figures, eroding, asked=bool(min_loss), listed=len(cases)),
        caveats=(*CAVEATS, *([left_out] if unjudged else [])),
    )


def _figures(verdicts: pd.DataFrame, cases: pd.DataFrame) -> tuple[Figure, ...]:
    eroding, watch = cases[cases["verdict"] == "eroding"], cases[cases["verdict"] == "watch"]
    discovered = verdicts[verdicts["reason"] == DISCOVERY]
    behind = Rows.of("households", eroding["household_id"])
    gone, left = float(eroding["money_gone"].sum()), int(eroding["assets_cents"].sum())
    return (
        Figure(
            "checked", "Clients judged", len(verdicts), "count", E8, Rows.of("households", verdicts["household_id"])
        ),
        Figure("eroding", "Clients eroding", len(eroding), "count", E8, behind),
        Figure("money_gone", "Money gone so far", money(gone), "money", E8_GONE, behind),
        Figure("still_here", "Their assets still here", money(left), "money", TODAY, behind),
        Figure("watch", "Clients to watch", len(watch), "count", E8, Rows.of("households", watch["household_id"])),
        Figure(
            "discovered",
            "Clients who only disclosed money elsewhere",
            len(discovered),
            "count",
            E8,
            Rows.of("households", discovered["household_id"]),
        ),
    )


def _summary(figures: tuple[Figure, ...], eroding: pd.DataFrame, *, asked: bool, listed: int) -> tuple[Line, ...]:
    value = {figure.key: figure for figure in figures}
    watched = Line(
        "{n} more show a first sign and are worth watching." if value["watch"].value else "Nobody else shows a sign.",
        {"n": value["watch"]},
    )
    if not value["checked"].value:
        return (Line("No client could be judged, so nothing is known of silent erosion in this book."),)
    if eroding.empty:
        none = "None of the {n} clients judged is leaving silently"
        return (Line(none + (" with as much gone as asked for." if asked else "."), {"n": value["checked"]}), watched)
    first = eroding.iloc[0]
    behind = Rows.of("households", [first["household_id"]])
    gone = Figure("first_gone", "Gone from the largest case", money(first["money_gone"]), "money", E8_GONE, behind)
    since = Figure("first_since", "The largest case began", first["since"].date(), "date", E8, behind)
    rows = Figure("listed", "Cases in the table", listed, "count", E8, value["eroding"].rows)
    table = Line("The table lists the {n} with at least as much gone as asked for.", {"n": rows})
    listed_line = (table,) if asked else ()
    return (
        Line(
            "{n} of {all} clients judged show silent erosion: {gone} has gone and {left} of theirs is still here.",
            {"n": value["eroding"], "all": value["checked"], "gone": value["money_gone"], "left": value["still_here"]},
        ),
        Line(
            "The largest case is {who}, since {since}, with {gone} gone.",
            {"who": str(first["name"]), "since": since, "gone": gone},
        ),
        *listed_line,
        Line("Call them in the order of the table and ask what changed.", {}),
        watched,
    )


def _case_table(cases: pd.DataFrame) -> Table:
    columns = (
        Column("client", "Client"),
        Column("verdict", "Verdict", method=E8),
        Column("kind", "Kind"),
        Column("since", "Since", "date", E8),
        Column("money_gone", "Gone so far", "money", E8_GONE),
        Column("assets", "Still here", "money", TODAY),
        Column("last_contact", "Last two-way contact", "date"),
        Column("score", "Urgency", "score", E8),
        Column("reason", "Evidence"),
    )
    rows = tuple(
        (
            case.name,
            case.verdict,
            KIND_WORDS[case.kind],
            case.since.date(),
            money(case.money_gone),
            money(case.assets_cents),
            None if pd.isna(case.last_contact) else case.last_contact,
            rate(case.score, 2),
            case.reason,
        )
        for case in cases.drop(columns="name").assign(name=cases["name"]).itertuples(index=False)
    )
    return Table("Who is leaving silently", columns, rows, tuple(cases["household_id"]))


def _chart(evidence: pd.DataFrame) -> Chart:
    """Unexplained outflow of the eroding households together, month by month."""
    by_month = evidence.groupby("month")["unexplained"].sum().sort_index()
    worst = by_month.index[int(by_month.to_numpy().argmax())]
    return Chart(
        "Unexplained outflow of the eroding clients",
        "bar",
        "money",
        tuple(f"{month:%Y-%m}" for month in by_month.index),
        (("Unexplained outflow", tuple(money(float(cents)) for cents in by_month)),),
        f"Month by month over the last year; the most left in {worst:%B %Y}.",
    )


def _innocent_table(verdicts: pd.DataFrame, evidence: pd.DataFrame) -> Table:
    """Steady households whose outflows look like a loss and are explained, largest first."""
    names = [name for name, _ in EXPLANATIONS]
    steady = verdicts[verdicts["verdict"] == "steady"].set_index("household_id")
    sums = evidence[evidence["household_id"].isin(steady.index)].groupby("household_id")[names].sum()
    sums = sums[sums.sum(axis=1) >= INNOCENT_CENTS]
    order = sums.assign(total=sums.sum(axis=1)).reset_index()
    order = order.sort_values(["total", "household_id"], ascending=[False, True])
    words = dict(EXPLANATIONS)
    columns = (
        Column("client", "Client"),
        Column("explained", "Explained outflow, twelve months", "money", F23),
        Column("why", "Mainly because"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (steady.loc[row["household_id"], "name"], money(row["total"]), words[str(row[names].astype(float).idxmax())])
        for _, row in order.iterrows()
    )
    return Table("Outflows with an innocent explanation", columns, rows, tuple(order["household_id"]))


def _one(book: Book, verdict: pd.DataFrame, evidence: pd.DataFrame) -> Result:
    if verdict.empty:
        raise NotFound("There is no such client with a history in this book.")
    case = verdict.iloc[0]
    behind = Rows.of("households", [case["household_id"]])
    steady = case["verdict"] == "steady"
    figures = (
        Figure("verdict", "Verdict", str(case["verdict"]), "text", E8, behind),
        Figure(
            "since",
            "Since",
            None if steady else case["since"].date(),
            "date",
            E8,
            behind,
            reason="nothing is eroding" if steady else "",
        ),
        Figure("money_gone", "Gone so far", money(case["money_gone"]), "money", E8_GONE, behind),
        Figure("still_here", "Still here", money(int(case["assets_cents"])), "money", TODAY, behind),
    )
    values: dict[str, Figure | str] = {
        "who": str(case["name"]),
        "gone": figures[2],
        "left": figures[3],
        "since": figures[1],
    }
    answer = {
        "steady": "{who} is steady; {left} is here.",
        "watch": "{who} shows a first sign since {since}; {gone} has gone and {left} is still here.",
        "eroding": "{who} is eroding since {since}: {gone} has gone and {left} is still here.",
    }[case["verdict"]]
    return Result(
        title=f"Silent erosion: {case['name']}",
        as_of=book.as_of,
        figures=figures,
        blocks=(_month_table(evidence[evidence["household_id"] == case["household_id"]]),),
        summary=(Line(answer, values), Line(case["reason"] if steady else WHY[case["kind"]])),
        caveats=CAVEATS,
    )


def _month_table(evidence: pd.DataFrame) -> Table:
    """The household's last twelve months: what left, what of it is explained and how, what is not."""
    used = [(name, words) for name, words in EXPLANATIONS if evidence[name].sum() > 0]
    columns = (
        Column("month", "Month"),
        Column("net_outflow", "Net outflow", "money", F23),
        *(Column(name, words[0].upper() + words[1:], "money", F23) for name, words in used),
        Column("unexplained", "Unexplained", "money", F23),
    )
    keys = ["net_outflow", *(name for name, _ in used), "unexplained"]
    rows = tuple(
        (f"{row['month']:%Y-%m}", *(money(float(row[key])) for key in keys))
        for _, row in evidence.sort_values("month").iterrows()
    )
    return Table("The last twelve months", columns, rows)
