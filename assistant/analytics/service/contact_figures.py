"""The figures and tables of reviews and contacts: coverage by tier, who is behind, what is to be booked and how."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.sentences import Inputs, told
from assistant.analytics.service.contacts import F40_CONTACTS, F40_DUE, F40_REVIEWS
from assistant.analytics.service.tiers import F40_TIER, TIERS
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Rows, rate

NOTHING_OWED = "no client of the tier was owed one in these twelve months"
BY_TIER = (
    Column("tier", "Tier"),
    Column("clients", "Clients", "count", F40_TIER),
    Column("reviews_owed", "Reviews owed", "count", F40_REVIEWS),
    Column("reviews_kept", "held of those", "count", F40_REVIEWS),
    Column("review_coverage", "Review coverage", "rate", F40_REVIEWS),
    Column("contacts_owed", "Contacts owed", "count", F40_CONTACTS),
    Column("contacts_kept", "made of those", "count", F40_CONTACTS),
    Column("contact_coverage", "Contact coverage", "rate", F40_CONTACTS),
    Column("contacts_made", "Contacts made in all", "count", F40_CONTACTS),
    Column("late", "Reviews overdue", "count", F40_DUE),
)
BEHIND = (
    Column("client", "Client"),
    Column("tier", "Tier"),
    Column("class", "Class by revenue"),
    Column("reviews_kept", "Reviews held", "count", F40_REVIEWS),
    Column("reviews_owed", "owed", "count", F40_REVIEWS),
    Column("contacts_kept", "Contacts made", "count", F40_CONTACTS),
    Column("contacts_owed", "owed", "count", F40_CONTACTS),
    Column("last_review", "Last review", "date"),
    Column("last_contact", "Last contact", "date"),
)
TO_BOOK = (
    Column("client", "Client"),
    Column("tier", "Tier"),
    Column("advisor", "With"),
    Column("last_review", "Last review", "date"),
    Column("review_due", "Next due", "date", F40_DUE),
    Column("days_late", "Days late", "days", F40_DUE),
    Column("channels", "Reach by"),
    Column("slot", "Preferred time"),
)
NO_SLOT = "not on record"


def coverage_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a tier with clients: sums of contact_rows, and the two coverages as ratios of those sums."""
    counts = ["reviews_owed", "reviews_held", "reviews_kept", "contacts_owed", "contacts_made", "contacts_kept"]
    by = rows.groupby("tier")
    table = by[counts].sum().assign(clients=by.size(), late=by["days_late"].count())
    table = table.reindex([tier for tier in TIERS if tier in table.index])
    for what in ("review", "contact"):
        owed = table[f"{what}s_owed"]
        table[f"{what}_coverage"] = (table[f"{what}s_kept"] / owed.where(owed > 0)).astype("float64")
    return table.rename_axis("tier").reset_index()


def contact_figures(
    rows: pd.DataFrame, short: pd.DataFrame, soon: pd.DataFrame, end: dt.date, until: dt.date
) -> tuple[Figure, ...]:
    """Over all rows, and by tier under the same key with the tier added (`review_coverage_A`). `short` of behind,
    `soon` of to_book, which looked ahead to `until`."""
    year: Inputs = (("twelve months to", end.isoformat()),)
    found = [*_coverage_figures(rows, "", "", year)]
    if rows["tier"].nunique() > 1:
        for tier in TIERS:
            mine = rows[rows["tier"] == tier]
            found += _coverage_figures(mine, f"_{tier}", f" of {tier} clients", year) if len(mine) else ()
    late, ahead = soon[soon["days_late"].notna()], soon[soon["days_late"].isna()]
    ahead_of: Inputs = (("until", until.isoformat()),)
    return (
        *found,
        told("window_end", "Twelve months counted to", end, "date", F40_REVIEWS),
        told("behind", "Clients with less than they are owed", len(short), "count", F40_CONTACTS, _ids(short), year),
        told("to_book", "Reviews to book", len(soon), "count", F40_DUE, _ids(soon), ahead_of),
        told("overdue_reviews", "Reviews overdue", len(late), "count", F40_DUE, _ids(late)),
        told("due_soon", "Reviews falling due", len(ahead), "count", F40_DUE, _ids(ahead), ahead_of),
        told("due_until", "Reviews looked ahead to", until, "date", F40_DUE, Rows(), ahead_of),
    )


def _ids(rows: pd.DataFrame) -> Rows:
    return Rows.of("households", rows["household_id"])


def _coverage_figures(rows: pd.DataFrame, suffix: str, whose: str, year: Inputs) -> tuple[Figure, ...]:
    everyone = _ids(rows)
    found = [told(f"clients{suffix}", f"Clients{whose}", len(rows), "count", F40_TIER, everyone)]
    for what, done, method in (("review", "held", F40_REVIEWS), ("contact", "made", F40_CONTACTS)):
        owed, kept, all_done = (int(rows[f"{what}s_{key}"].sum()) for key in ("owed", "kept", done))
        share = rate(kept / owed if owed else None)
        name, plural = f"{what.capitalize()}s", f"{what}s"
        counts = (("owed", owed, "owed"), ("kept", kept, f"{done} of those owed"), (done, all_done, done))
        found += [
            told(f"{plural}_{key}{suffix}", f"{name} {label}{whose}", count, "count", method, everyone, year)
            for key, count, label in counts
        ]
        label = f"{what.capitalize()} coverage{whose}"
        found.append(told(f"{what}_coverage{suffix}", label, share, "rate", method, everyone, year, NOTHING_OWED))
    return tuple(found)


def contact_tables(coverage: pd.DataFrame, short: pd.DataFrame, limit: int) -> tuple[Table, ...]:
    """Coverage by tier, and who got less than is owed."""
    tables = [table_from("Reviews and contacts by tier", BY_TIER, coverage)]
    if len(short):
        tables.append(table_from("Clients with less than they are owed", BEHIND, short.head(limit), ids="household_id"))
    return tuple(tables)


def booking_table(soon: pd.DataFrame, channels: pd.Series, limit: int) -> Table:
    """Reviews to book, with the channels each client may be reached by. A preferred time is nowhere on record."""
    rows = soon.assign(channels=soon["household_id"].map(channels), slot=NO_SLOT)
    return table_from("Reviews to book", TO_BOOK, rows.head(limit), ids="household_id")


def coverage_chart(table: pd.DataFrame) -> Chart:
    series = tuple(
        (label, tuple(rate(None if pd.isna(v) else float(v)) for v in table[key]))
        for key, label in (("review_coverage", "Reviews"), ("contact_coverage", "Contacts"))
    )
    alt = "Share of owed reviews and contacts that was given, by tier; at one hundred percent the promise is kept."
    return Chart("Promise kept by tier", "bar", "rate", tuple(table["tier"]), series, alt)
