"""Who the best referrers are and whether they were thanked, with what counts as credit and as thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.frame_tables import cell, table_from
from assistant.analytics.referrals.economics import FIRST_YEAR, funnel, leads_of
from assistant.analytics.referrals.referral_graph import CREDIT
from assistant.analytics.referrals.referrers import UNSIGNED, created_in, referred_leads, referrer_rows
from assistant.analytics.referrals.report import source_names, unsigned_promoters
from assistant.analytics.referrals.thanks import NONE, THANKED, THANKS
from assistant.analytics.valuation.cash_flow import F12
from assistant.blocks import Block, Chart, Column, Result, Table, Text
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, Unit, money

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

COUNTS = Method("F33 referred", "leads created in the period that name a referring client, and those of them won")
BROUGHT = Method("F33 brought", "clients on whose record, or on whose won lead, the referrer stands; of any date")
TOTAL = Method("F33 referrer value", "the referrer's own net present value + the credit for the clients it brought")
PROMOTERS = Method("F31 promoters", "sources that are compensated and have no agreement dated by the book's date")
CONTACT = Method("last contact", "date of the last two-way contact")

WHO: tuple[Column, ...] = (
    Column("name", "Client"),
    Column("value", "Value brought", "money", CREDIT),
    Column("clients", "Clients brought", "count", BROUGHT),
    Column("leads", "Leads in the period", "count", COUNTS),
    Column("won", "Won in the period", "count", COUNTS),
    Column("status", "Thanks", "text", THANKS),
    Column("thanked_on", "Last thanked", "date", THANKS),
    Column("last_referral", "Last referral", "date", BROUGHT),
    Column("last_contact", "Last contact", "date", CONTACT),
    Column("paid", "Paid to refer", "text", PROMOTERS),
)
WHAT: tuple[Column, ...] = (
    Column("name", "Client"),
    Column("direct", "Value of clients brought itself, in full", "money", F12),
    Column("value", "Value brought, credited", "money", CREDIT),
    Column("own", "Own value", "money", F12),
    Column("total", "Referrer value", "money", TOTAL),
    Column("revenue", "First-year revenue of clients brought itself", "money", FIRST_YEAR),
    Column("leads_ever", "Leads of any date", "count", BROUGHT),
    Column("won_ever", "Won of any date", "count", BROUGHT),
)
FIGURES = ("value", "own", "total", "revenue", "clients", "leads", "won")
QUOTED, NAMED = 3, 5


def top_referrers(book: Book, *, period: Period, limit: int = 10) -> Result:
    """The clients who refer, best first by the value they brought: credit over the referral graph (cycle-safe, each
    client once a referrer), leads and wins of the period, own value apart, whether they were thanked, paid promoters.

    Value and clients brought are of any date, leads and wins those created in the period. Raises NotEnoughData when no
    client of the book is on file as a referrer. Source: F33.
    """
    every = referred_leads(book)
    rows = referrer_rows(book, period, every)
    if rows.empty:
        raise NotEnoughData(
            f"Nobody in the book of {book.scope.label} is on file as having referred a client; record who referred "
            "whom on the lead or on the household."
        )
    shown, leads = rows.head(limit), created_in(every, period)
    figures = (*_figures(shown, leads), *_totals(rows, leads))
    unsigned = unsigned_promoters(book, pd.Index(book.referral_sources["source_id"]))
    blocks: list[Block] = [
        table_from("Clients who refer", WHO, shown.reset_index(), ids="household_id"),
        table_from("What they brought", WHAT, shown.reset_index(), ids="household_id"),
        _chart(shown),
        *_quoted(shown),
    ]
    if unsigned:
        blocks.insert(2, _promoters(book, period, unsigned))
    return Result(
        title=f"Clients who refer, {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=tuple(blocks),
        summary=_summary(shown, {figure.key: figure for figure in figures}, unsigned),
        caveats=_caveats(rows, leads, book, period),
        data_version=book.data_version,
    )


def _figures(shown: pd.DataFrame, leads: pd.DataFrame) -> list[Figure]:
    columns = {column.key: column for column in (*WHO, *WHAT)}
    found = []
    for household, row in shown.iterrows():
        mine = Rows.of("leads", leads.loc[leads["referrer"] == household, "lead_id"])
        for key in FIGURES:
            column = columns[key]
            value = cell(row[f"{key}_cents" if column.unit == "money" else key], column.unit)
            behind = mine if key in ("leads", "won") else Rows.of("households", [household])
            reason = "" if value is not None else _reason(key)
            label = f"{row['name']}: {column.label.lower()}"
            method = column.method or COUNTS
            found.append(Figure(f"{key}_{household}", label, value, column.unit, method, behind, (), reason))
    return found


def _reason(key: str) -> str:
    if key == "revenue":
        return "no client it brought began inside the book's history, or its won leads are not linked to a client"
    return "no client concerned can be valued: won leads are not linked to a client, or it is too new to be valued"


def _totals(rows: pd.DataFrame, leads: pd.DataFrame) -> list[Figure]:
    everyone, named = Rows.of("households", rows.index), Rows.of("leads", leads["lead_id"])
    won = leads[leads["won_on"].notna()]
    outside = won[~won["referrer"].isin(rows.index)]
    silent = rows[rows["status"] != THANKED]
    counts: tuple[tuple[str, str, int, Method, Rows], ...] = (
        ("referrers", "Clients who ever referred", len(rows), BROUGHT, everyone),
        ("leads", "Leads referred by a client", len(leads), COUNTS, named),
        ("won", "Referred leads won", len(won), COUNTS, Rows.of("leads", won["lead_id"])),
        ("won_outside", "Won, referred by a client outside this book", len(outside), COUNTS,
         Rows.of("leads", outside["lead_id"])),
        ("unthanked", "Referrers without thanks since their last referral", len(silent), THANKS,
         Rows.of("households", silent.index)),
    )  # fmt: skip
    unit: Unit = "count"
    return [Figure(key, label, value, unit, method, behind) for key, label, value, method, behind in counts]


def _promoters(book: Book, period: Period, unsigned: list[str]) -> Table:
    """Compensated sources without an agreement on file, of whatever kind, with what they brought in the period."""
    names = source_names(book)
    mine = names[names.isin(unsigned)]
    counts = funnel(leads_of(book, period))[["leads", "won"]].reindex(mine.index, fill_value=0)
    kinds = book.referral_sources.set_index("source_id")["kind"].reindex(mine.index)
    frame = pd.DataFrame({"name": mine, "kind": kinds, **counts}).reset_index()
    columns = (
        Column("name", "Source"),
        Column("kind", "Kind"),
        Column("leads", "Leads in the period", "count", PROMOTERS),
        Column("won", "Won in the period", "count", PROMOTERS),
    )
    return table_from("Paid to refer, no agreement on file", columns, frame, ids="source_id")


def _chart(shown: pd.DataFrame) -> Chart:
    values = tuple(money(None if pd.isna(v) else float(v)) for v in shown["value_cents"])
    alt = f"{shown['name'].iloc[0]} brought most value of those shown."
    if shown["value_cents"].isna().all():
        alt = "The value that these clients brought is not known."
    return Chart("Value brought, credited", "bar", "money", tuple(shown["name"]), (("Value brought", values),), alt)


def _quoted(shown: pd.DataFrame) -> list[Text]:
    """The words that count as thanks, as they stand in the notes of the first few who were thanked."""
    told = shown[shown["status"] == THANKED].head(QUOTED)
    return [
        Text(f"Thanks to {row['name']}", str(row["note"]), str(row["interaction_id"])) for _, row in told.iterrows()
    ]


def _summary(shown: pd.DataFrame, by: dict[str, Figure], unsigned: list[str]) -> tuple[Line, ...]:
    lines = [_best(shown, by), _thanks(shown, by)]
    paid = sorted(shown.loc[shown["paid"] == UNSIGNED, "name"])
    if paid or unsigned:
        whom = f"{', '.join(paid)}: refers through a paid source" if paid else ", ".join(unsigned) + ": paid to refer"
        lines.append(Line("{whom}, with no agreement on file. Settle that before thanking with money.", {"whom": whom}))
    lines.append(
        Line(
            "Leads that clients referred in the period: {leads}, won {won}; each counts once, under the client who "
            "referred it.",
            {"leads": by["leads"], "won": by["won"]},
        )
    )
    lines.append(
        Line(
            "Value brought is the net present value of the clients referred, halved with every generation between, "
            "each client once a referrer, so that a circle of referrals earns nothing twice."
        )
    )
    return tuple(lines)


def _best(shown: pd.DataFrame, by: dict[str, Figure]) -> Line:
    household, name = shown.index[0], str(shown["name"].iloc[0])
    if by[f"value_{household}"].value is None:
        return Line(
            "{name} stands first with {won} of {leads} leads won in the period; what the clients brought are worth is "
            "not known.",
            {"name": name, "won": by[f"won_{household}"], "leads": by[f"leads_{household}"]},
        )
    places = {key: by[f"{key}_{household}"] for key in ("value", "clients")}
    return Line(
        "{name} is the best referrer: {value} of client value is credited to it; clients it brought itself: {clients}.",
        {"name": name, **places},
    )


def _thanks(shown: pd.DataFrame, by: dict[str, Figure]) -> Line:
    silent = list(shown.loc[shown["status"] != THANKED, "name"])
    if not silent:
        return Line("Each of those shown was thanked after the last referral.")
    places = {"unthanked": by["unthanked"], "referrers": by["referrers"]}
    names = ", ".join(silent[:NAMED]) + (" and others" if len(silent) > NAMED else "")
    return Line(
        "{unthanked} of {referrers} referrers have no contact with thanks on file since their last referral; the first "
        "to thank: {names}.",
        {**places, "names": names},
    )


def _caveats(rows: pd.DataFrame, leads: pd.DataFrame, book: Book, period: Period) -> tuple[str, ...]:
    found = [
        "Evidence of thanks is a contact that went out on or after the day of the last referral and whose note thanks "
        f"(English, Italian, Spanish); thanks that nobody noted are not seen, so “{NONE}” is not “never thanked”.",
        "Leads, wins and their sums are of the period; clients and value brought are of any date, at today's value. "
        "Clients who left are worth nothing here, clients too new to be valued are left out.",
    ]
    won = leads["won_on"].notna()
    if (won & leads["household_id"].isna()).any():
        found.append("Won leads that are not linked to a client count as won and bring no value here.")
    if (won & ~leads["referrer"].isin(rows.index)).any():
        found.append("Some referrers are not clients of this book; their wins count and they are not named.")
    every = leads_of(book, period)
    by_client = book.referral_sources.loc[book.referral_sources["kind"] == "client", "source_id"]
    nameless = every["source_id"].isin(by_client) & every["referred_by_household_id"].isna() & every["won_on"].notna()
    if nameless.any():
        found.append("Some leads won by client referral do not say who referred them; nobody is credited with those.")
    if (rows["paid"] != "").any():
        found.append("A paid promoter needs disclosure, and above the threshold a written agreement (SEC 206(4)-1).")
    return tuple(found)
