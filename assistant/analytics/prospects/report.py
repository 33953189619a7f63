"""The profile worth pursuing and, if there were one call, which: traits with their lift, leads by value an hour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.frame_tables import cell, table_from
from assistant.analytics.lifetime import client_values
from assistant.analytics.prospects.call import call_lines
from assistant.analytics.prospects.leads import (
    F37_ALIKE,
    F37_CHANCE,
    F37_EXPECTED,
    F37_HOURS,
    F37_SCORE,
    F37_TRIED,
    open_leads,
)
from assistant.analytics.prospects.traits import (
    F37,
    F37_LOWER,
    F37_VALUE,
    INCOME,
    QUARTERS,
    WORTH,
    Floats,
    client_traits,
    lifts,
    net_worth_of,
    profile,
    quarter_cuts,
    top_quarter,
    value_an_hour,
)
from assistant.blocks import Chart, Column, Result
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, Unit, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

OPEN = Method("F37 leads", "leads that are neither won nor lost at the book's date")
AGE = Method("F37 age", "days from created to the book's date")
TRAITS: tuple[Column, ...] = (
    Column("trait", "Trait"),
    Column("clients", "Clients with it", "count", F37),
    Column("in_top", "Of them in the top quarter", "count", F37_VALUE),
    Column("lift", "Lift", "multiple", F37),
    Column("lower", "Lift, lower bound", "multiple", F37_LOWER),
    Column("from", "From", "money", F37),
    Column("below", "Below", "money", F37),
    Column("evidence", "Evidence"),
)
LEADS: tuple[Column, ...] = (
    Column("lead_id", "Lead"),
    Column("source", "Source"),
    Column("referrer", "Referred by"),
    Column("state", "State"),
    Column("stage", "Stage"),
    Column("hour", "Value an hour", "money", F37_SCORE),
    Column("chance", "Chance of a win", "rate", F37_CHANCE),
    Column("npv", "Expected value", "money", F37_EXPECTED),
    Column("hours", "Hours it takes", "count", F37_HOURS),
    Column("fits", "Traits shared", "count", F37),
    Column("days", "Days open", "days", AGE),
    Column("slow", "Pace"),
)
FIGURES = ("hour", "chance", "npv", "hours", "days")
REASONS: tuple[Column, ...] = (
    Column("tried", "leads of its source", "count", F37_TRIED),
    Column("won", "of them won", "count", F37_TRIED),
    Column("alike", "clients of like means", "count", F37_ALIKE),
)
"""What more is a figure of each lead: why its chance and its value are what they are."""
CAVEATS = (
    "A trait goes with value here; it does not make it. The traits that stand out are picked from many, so some of it "
    "is chance even where the lower bound holds.",
    "Protected traits are left out: sex, age, and being retired, which stands for age; no lead is scored by them. A "
    "client's net present value does reckon with life expectancy, so being worth most an hour is not free of them.",
    "A prospect's expected value is that of this book's clients of like means, who have been growing here for years; a "
    "new client brings less at first.",
    "Leads open for longer than nine wins in ten took stand behind the others: their chance is less than it says.",
    "Whether a prospect may be called is for you to check: leads carry no consent.",
)


def ideal_prospect(book: Book, *, limit: int = 10) -> Result:
    """The traits commoner among the clients worth most an hour (at most five, each with its clients and lift) and the
    open leads by expected value × chance of a win an hour; the first is the one call to make.

    Reads the book's date; leads of any date count while they are open. Raises NotEnoughData when there is neither an
    open lead nor a client with a value and hours. Source: F37.
    """
    values = client_values(book)
    income = book.open_households["annual_income_cents"].astype("float64")
    worth = net_worth_of(book)
    cuts = {
        INCOME: quarter_cuts(income),
        WORTH: quarter_cuts(worth[worth.index.isin(book.open_households["household_id"])]),
    }
    hourly = value_an_hour(book, values)
    top = top_quarter(hourly)
    found = profile(lifts(client_traits(book, cuts[INCOME], cuts[WORTH]), top))
    leads = open_leads(book, values, cuts[INCOME], cuts[WORTH])
    if leads.empty and hourly.empty:
        raise NotEnoughData(
            f"The book of {book.scope.label} has no open lead, and no client of a year with a value and hours on file; "
            "record leads and contact minutes."
        )
    found, leads = _shown(found, cuts), _fitted(book, leads, found)
    figures = (*_counts(leads, top), *_trait_figures(found, top), *_lead_figures(leads.head(limit)))
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"The ideal prospect, {book.scope.label}",
        as_of=book.as_of,
        figures=figures,
        blocks=(
            table_from("Open leads by value an hour", LEADS, leads.head(limit).reset_index(), ids="lead_id"),
            *((table_from("What the clients worth most an hour share", TRAITS, found),) if len(found) else ()),
            _chart(leads.head(limit)),
        ),
        summary=(*call_lines(leads, found, by_key), *_profile_lines(found, by_key)),
        caveats=CAVEATS,
        data_version=book.data_version,
    )


def _shown(found: pd.DataFrame, cuts: Mapping[str, Floats | None]) -> pd.DataFrame:
    """The traits with their names, the amounts between which a quarter lies, and how sure they are."""
    bounds = [
        _bounds(cuts.get(str(kind)), str(value)) for kind, value in zip(found["kind"], found["value"], strict=True)
    ]
    return found.assign(
        trait=found["kind"] + ": " + found["value"],
        from_cents=pd.Series([low for low, _ in bounds], index=found.index, dtype="float64"),
        below_cents=pd.Series([high for _, high in bounds], index=found.index, dtype="float64"),
        evidence=found["sure"].map({True: "holds up", False: "may be chance"}),
    )


def _bounds(cuts: Floats | None, value: str) -> tuple[float | None, float | None]:
    if cuts is None or value not in QUARTERS:
        return None, None
    place = QUARTERS.index(value)
    return (float(cuts[place - 1]) if place else None), (float(cuts[place]) if place < len(cuts) else None)


def _fitted(book: Book, leads: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The leads with `fits`, how many of the profile's traits each shares as far as a lead can tell, and their pace."""
    kinds = leads["source_id"].map(book.referral_sources.set_index("source_id")["kind"])
    by_client = (kinds == "client") | leads["referrer"].notna()
    told = leads[[INCOME, WORTH, "state"]].assign(
        source=kinds.where(kinds != "client"), came=by_client.map({True: "referred by a client", False: None})
    )
    fits = pd.Series(0, index=leads.index)
    for kind, value in zip(found["kind"], found["value"], strict=True):
        if kind in told:
            fits += (told[kind] == value).astype("int64")
    return leads.assign(fits=fits, slow=leads["slow"].map({True: "slower than nine wins in ten", False: ""}))


def _counts(leads: pd.DataFrame, top: pd.Series) -> tuple[Figure, ...]:
    best = top[top]
    return (
        Figure("open_leads", "Open leads", len(leads), "count", OPEN, Rows.of("leads", leads.index)),
        Figure(
            "judged", "Clients with a value an hour", len(top), "count", F37_VALUE, Rows.of("households", top.index)
        ),
        Figure("top", "Clients in the top quarter", len(best), "count", F37_VALUE, Rows.of("households", best.index)),
    )


def _trait_figures(found: pd.DataFrame, top: pd.Series) -> list[Figure]:
    behind, figures = Rows.of("households", top.index), []
    columns = {column.key: column for column in TRAITS}
    for place, (_, row) in enumerate(found.iterrows(), 1):
        for key in ("lift", "lower", "clients"):
            column = columns[key]
            label = f"{row['trait']}: {column.label.lower()}"
            value = cell(row[key], column.unit)
            figures.append(Figure(f"{key}_{place}", label, value, column.unit, column.method or F37, behind))
    return figures


def _lead_figures(leads: pd.DataFrame) -> list[Figure]:
    columns = {column.key: column for column in (*LEADS, *REASONS)}
    figures = []
    for lead, row in leads.iterrows():
        behind = Rows.of("leads", [lead])
        figures.append(Figure(f"lead_{lead}", "Lead", str(lead), "text", OPEN, behind))
        for key in (*FIGURES, *(column.key for column in REASONS)):
            column = columns[key]
            unit: Unit = column.unit
            value = cell(row[f"{key}_cents" if unit == "money" else key], unit)
            reason = "" if value is not None else _reason(key)
            method = column.method or OPEN
            figures.append(
                Figure(f"{key}_{lead}", f"{lead}: {column.label.lower()}", value, unit, method, behind, (), reason)
            )
    return figures


def _reason(key: str) -> str:
    if key == "npv":
        return "no client of this book can be valued, so there is nothing to expect a prospect's value from"
    if key == "hours":
        return "no hours are recorded on leads of the last three years"
    return "it takes a valued client in this book and hours recorded on leads"


def _chart(leads: pd.DataFrame) -> Chart:
    values = tuple(money(None if pd.isna(v) else float(v)) for v in leads["hour_cents"])
    alt = f"{leads.index[0]} comes first." if len(leads) else "There is no open lead."
    return Chart("Open leads, value an hour", "bar", "money", tuple(leads.index), (("Value an hour", values),), alt)


def _profile_lines(found: pd.DataFrame, by_key: Mapping[str, Figure]) -> tuple[Line, ...]:
    if found.empty:
        text = (
            "No trait shared by enough clients is commoner among those worth most an hour ({top} of {judged} clients)."
        )
        return (Line(text, {key: by_key[key] for key in ("top", "judged")}),)
    words: dict[str, Figure | str] = {key: by_key[key] for key in ("top", "judged")}
    parts = []
    for place, trait in enumerate(found["trait"], 1):
        words |= {f"trait_{place}": str(trait), **{f"{k}_{place}": by_key[f"{k}_{place}"] for k in ("lift", "clients")}}
        parts.append(f"{{trait_{place}}} ({{lift_{place}}}, {{clients_{place}}} clients)")
    others = "" if found["sure"].all() else " The others may be chance."
    first = "The clients worth most an hour ({top} of {judged}) are more often than the book: " + ", ".join(parts) + "."
    holding = ", ".join(found.loc[found["sure"], "trait"])
    held = Line(
        "Holding up against chance: {traits}." + others + " This is association, not cause.", {"traits": holding}
    )
    if not holding:
        held = Line("With so few clients all of it may be chance. This is association, not cause.")
    return (Line(first, words), held)
