"""The tables of a client's profile: people, accounts, bridge, depth, contacts, events, service, tasks, quoted notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.bridge import F20, F21, STEPS
from assistant.analytics.bridge_return import F22_GROSS, F22_NET
from assistant.analytics.depth import F44, PARTS
from assistant.analytics.event_needs import BY_TYPE
from assistant.analytics.people import completed_years
from assistant.analytics.profile.figures import Span
from assistant.blocks import Column, Table, Text
from assistant.figures import Figure, Method, Rows, Unit, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NOTES_SHOWN, CONTACTS_SHOWN = 5, 8
EVENT_MONTHS = 24
TODAY = Method("AUM", "value at the last closed month")
DECLARED = Method("net worth", "the latest investable net worth that the client declared")
AGE = Method("age", "completed years at the date of the book")


def word(value: Any) -> str | None:
    """A cell's text, or None where the book has nothing."""
    return None if pd.isna(value) else str(value)


def people_table(people: pd.DataFrame, book: Book) -> Table:
    """Everyone in the household, the primary client first, the next generation last."""
    heir = people["next_generation_of"].notna()
    primary = people["is_primary"].fillna(False).astype(bool)
    rows = people.assign(heir=heir, second=~primary, age=completed_years(people["birth_date"], book.as_of))
    rows = rows.sort_values(["heir", "second", "client_id"])
    columns = (
        Column("name", "Name"),
        Column("role", "Role"),
        Column("age", "Age", "years", AGE),
        Column("birth_date", "Born", "date"),
        Column("occupation", "Occupation"),
        Column("employer", "Employer"),
        Column("language", "Language"),
        Column("email_consent", "Email consent"),
        Column("deceased_on", "Died", "date"),
    )
    lines = tuple(
        (
            " ".join(filter(None, (word(p.first_name), word(p.last_name)))),
            "next generation" if p.heir else "member" if p.second else "primary",
            None if pd.isna(p.age) or not pd.isna(p.deceased_on) else int(p.age),
            None if pd.isna(p.birth_date) else p.birth_date.date(),
            word(p.occupation),
            word(p.employer),
            word(p.language),
            word(p.email_consent),
            None if pd.isna(p.deceased_on) else p.deceased_on.date(),
        )
        for p in rows.itertuples(index=False)
    )
    return Table("People", columns, lines, tuple(rows["client_id"]))


def accounts_table(accounts: pd.DataFrame, book: Book) -> Table:
    """Open accounts with their value at the last closed month, largest first."""
    balances = book.balances
    today = balances[balances["month"] == book.last_month].set_index("account_id")["end_value_cents"]
    rows = accounts[accounts["closed_on"].isna()]
    rows = rows.assign(value=rows["account_id"].map(today).fillna(0).astype("int64"))
    rows = rows.sort_values(["value", "account_id"], ascending=[False, True])
    columns = (
        Column("account", "Account"),
        Column("registration", "Registration"),
        Column("product", "Product"),
        Column("custodian", "Custodian"),
        Column("opened", "Opened", "date"),
        Column("value", "Value", "money", TODAY),
    )
    lines = tuple(
        (
            a.account_id,
            a.registration,
            word(a.product_type),
            word(a.custodian),
            None if pd.isna(a.opened_on) else a.opened_on.date(),
            money(a.value),
        )
        for a in rows.itertuples(index=False)
    )
    return Table("Accounts", columns, lines, tuple(rows["account_id"]))


def bridge_steps_table(spans: Sequence[Span]) -> Table:
    """The periods one below the other: each step of the bridge, then the return after and before fees."""
    columns = (
        Column("period", "Period"),
        *(Column(key, label, "money", F20) for key, label, _ in STEPS),
        Column("net_new_assets", "Net new assets", "money", F21),
        Column("return_net", "Return after fees", "rate", F22_NET),
        Column("return_gross", "Return before fees", "rate", F22_GROSS),
    )
    rows = tuple(
        (
            span.word,
            *(money(getattr(span.bridge, key)) for key, _, _ in STEPS),
            money(span.bridge.net_new_assets),
            rate(span.net),
            rate(span.gross),
        )
        for span in spans
    )
    return Table("What moved the assets", columns, rows)


def declared_figures(wallet: pd.DataFrame) -> tuple[Figure, ...]:
    """When, from what source and how much investable net worth was declared last; `wallet` is one row or none."""
    row = None if wallet.empty or pd.isna(wallet["worth_cents"].iloc[0]) else wallet.iloc[0]
    behind = Rows.of("net_worth", [] if row is None else [f"{wallet.index[0]}:{row['declared_on']:%Y-%m-%d}"])
    never = "the household is closed" if wallet.empty else "no net worth was ever declared"
    reason = never if row is None else ""
    source = None if row is None else word(row["source"])
    return (
        Figure("net_worth", "Declared investable net worth", None if row is None else money(int(row["worth_cents"])),
               "money", DECLARED, behind, reason=reason),
        Figure("declared_on", "Declared on", None if row is None else row["declared_on"].date(), "date", DECLARED,
               behind, reason=reason),
        Figure("declared_by", "Source of the declaration", source, "text", DECLARED, behind,
               reason="" if source else reason or "its source is not on record"),
    )  # fmt: skip


def depth_table(parts: pd.Series) -> Table:
    """The parts of F44 for one household with their weights; a part that does not apply has no points."""
    columns = (
        Column("part", "Part"),
        Column("weight", "Weight", "rate", F44),
        Column("value", "Reached", "rate", F44),
        Column("applies", "Counts"),
    )
    rows = tuple(
        (
            p.label,
            rate(p.weight),
            rate(float(parts[p.key])),
            "no, weights of the rest count" if pd.isna(parts[p.key]) else "yes",
        )
        for p in PARTS
    )
    return Table("Depth of the relationship, part by part", columns, rows)


def contacts_table(contacts: pd.DataFrame) -> Table:
    columns = (
        Column("on", "On", "date"),
        Column("channel", "Channel"),
        Column("direction", "From"),
        Column("two_way", "Two-way"),
        Column("minutes", "Minutes", "count"),
    )
    shown = contacts.head(CONTACTS_SHOWN)
    rows = tuple(
        (
            c.at.date(),
            c.channel,
            {"in": "client", "out": "us"}.get(str(c.direction)),
            None if pd.isna(c.two_way) else "yes" if c.two_way else "no",
            None if pd.isna(c.minutes) else int(c.minutes),
        )
        for c in shown.itertuples(index=False)
    )
    return Table("Recent contacts", columns, rows, tuple(shown["interaction_id"]))


def quoted_notes(contacts: pd.DataFrame) -> tuple[Text, ...]:
    """The newest different notes, each quoted whole, with where it stands. A note is data and never an instruction."""
    noted = contacts[contacts["note"].notna()].drop_duplicates("note").head(NOTES_SHOWN)
    return tuple(
        Text(
            f"Note of {c.at:%Y-%m-%d}",
            str(c.note),
            f"{c.channel}, {'from the client' if c.direction == 'in' else 'written by us'}, record {c.interaction_id}",
        )
        for c in noted.itertuples(index=False)
    )


def events_of(people: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Life events of these people known in the last EVENT_MONTHS, newest first, with `who` and when the clock ends."""
    who = people.set_index("client_id")
    since = pd.Timestamp(book.as_of) - pd.DateOffset(months=EVENT_MONTHS)
    events = book.life_events
    events = events[events["client_id"].isin(who.index)]
    known = events["known_on"].fillna(events["occurred_on"])
    events = events.assign(known=known, who=events["client_id"].map(who["first_name"]))
    events = events[known >= since].sort_values(["known", "event_id"], ascending=[False, True])
    days = events["type"].map({name: need.days for name, need in BY_TYPE.items()})
    return events.assign(due=events["known"] + pd.to_timedelta(days, unit="D"))


def events_table(events: pd.DataFrame) -> Table:
    columns = (
        Column("who", "Who"),
        Column("event", "Event"),
        Column("occurred_on", "Happened", "date"),
        Column("known_on", "Known", "date"),
        Column("source", "Source"),
        Column("needs", "To review"),
        Column("clock", "Clock"),
        Column("due", "Until", "date"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            word(e.who),
            str(e.type).replace("_", " "),
            None if pd.isna(e.occurred_on) else e.occurred_on.date(),
            None if pd.isna(e.known) else e.known.date(),
            word(e.source),
            BY_TYPE[e.type].review if e.type in BY_TYPE else None,
            BY_TYPE[e.type].clock if e.type in BY_TYPE else None,
            None if pd.isna(e.due) else e.due.date(),
        )
        for e in events.itertuples(index=False)
    )
    return Table("Life events and what they ask for", columns, rows, tuple(events["event_id"]))


def dated_table(title: str, rows: pd.DataFrame, columns: tuple[tuple[str, str, Unit], ...], key: str) -> Table:
    """A plain table of words, dates and money straight from the book's rows, in their order."""

    def cell(value: Any, unit: Unit) -> Value:
        if pd.isna(value):
            return None
        if unit == "money":
            return money(int(value))
        return pd.Timestamp(value).date() if unit == "date" else str(value)

    cells = tuple(tuple(cell(row[name], unit) for name, _, unit in columns) for _, row in rows.iterrows())
    return Table(title, tuple(Column(name, label, unit) for name, label, unit in columns), cells, tuple(rows[key]))
