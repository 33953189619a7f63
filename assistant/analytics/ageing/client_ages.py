"""The ages of the clients themselves, by band: the other thing that “ageing” can mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.people import completed_years, household_ages
from assistant.analytics.sentences import sentence, told
from assistant.analytics.wallet import assets_today
from assistant.blocks import Chart, Column, Result
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

AGES = Method(
    "ages of clients",
    "completed years at the date of the book; people alive in open households, and households with their assets by the "
    "age that stands for them (the primary client's, else the oldest adult's)",
)
BOUNDS = (40, 50, 60, 70, 80)
"""A bound belongs to the band above it."""
BANDS = ("under 40", "40–49", "50–59", "60–69", "70–79", "80 and over")
UNKNOWN = "no birth date"
OLD = 70
COLUMNS = (
    Column("band", "Age"),
    Column("people", "People", "count", AGES),
    Column("households", "Households", "count", AGES),
    Column("assets", "Assets", "money", AGES),
    Column("share", "Share of assets", "rate", AGES),
)
AMBIGUOUS = "Ageing is read here as the clients' own ages; for how old open things are, ask for one of the other kinds."


def client_ages(book: Book) -> Result:
    """People and households of a book by age band, with their assets; who has no birth date stands apart."""
    people = book.clients
    people = people[people["deceased_on"].isna() & people["household_id"].isin(book.open_households["household_id"])]
    ages = completed_years(people["birth_date"], book.as_of)
    assets = assets_today(book)
    rows = _by_band(ages, household_ages(book).reindex(assets.index), assets)
    behind = Rows.of("clients", people["client_id"])
    known = ages.dropna()
    median = rate(float(known.median()), 2) if len(known) else None
    total, old = (
        int(assets.sum()),
        int(rows.loc[rows["band"].isin(BANDS[BOUNDS.index(OLD) + 1 :]), "assets_cents"].sum()),
    )
    figures = (
        told("people", "People", len(people), "count", AGES, behind),
        told("median_age", "Median age", median, "years", AGES, behind, (), "no birth date is on record"),
        told("undated", "People without a birth date", int(ages.isna().sum()), "count", AGES, behind),
        told("assets", "Assets", money(total), "money", AGES, behind),
        told("old_share", f"Share of assets with households of {OLD} and over", rate(old / total if total else None),
             "rate", AGES, Rows.of("households", assets.index), (), "there are no assets"),
    )  # fmt: skip
    counts = tuple(int(n) for n in rows["people"])
    alt = f"People by age band; the most are in the band “{rows['band'].iloc[int(rows['people'].argmax())]}”."
    return Result(
        title=f"Ages of the clients of {book.scope.label}",
        as_of=book.as_of,
        figures=figures,
        blocks=(
            Chart("People by age", "bar", "count", tuple(rows["band"]), (("People", counts),), alt),
            table_from("Clients by age", COLUMNS, rows),
        ),
        summary=_summary({f.key: f for f in figures}, book.scope.label),
        caveats=(AMBIGUOUS,),
        data_version=book.data_version,
    )


def _by_band(ages: pd.Series, standing: pd.Series, assets: pd.Series) -> pd.DataFrame:
    """One row a band in order: `band`, `people`, `households`, `assets_cents`, `share`."""
    order = [*BANDS, *([UNKNOWN] if ages.isna().any() or standing.isna().any() else [])]
    bands = _bands(standing)
    sums = assets.groupby(bands).agg(["size", "sum"]).reindex(order, fill_value=0)
    total = int(assets.sum())
    return pd.DataFrame(
        {
            "band": order,
            "people": _bands(ages).value_counts().reindex(order, fill_value=0).to_numpy(),
            "households": sums["size"].to_numpy(),
            "assets_cents": sums["sum"].to_numpy(),
            "share": sums["sum"].to_numpy() / total if total else np.nan,
        }
    )


def _bands(ages: pd.Series) -> pd.Series:
    names = np.array([*BANDS, UNKNOWN], dtype=object)
    places = np.searchsorted(np.array(BOUNDS), ages.fillna(0).to_numpy(dtype=np.float64), side="right")
    return pd.Series(names[np.where(ages.isna(), len(BANDS), places)], index=ages.index, dtype="object")


def _summary(figures: dict[str, Figure], whose: str) -> tuple[Line, ...]:
    if not figures["people"].value:
        return (Line("{whose} has no clients.", {"whose": whose}),)
    if figures["median_age"].value is None:
        return (sentence("{whose} has {people} people as clients, none with a birth date.", figures, whose=whose),)
    first = "{whose} has {people} people as clients; half of them are {median_age} or older."
    lines = [sentence(first, figures, whose=whose)]
    if figures["old_share"].value is not None:
        lines.append(sentence("Households of seventy and over hold {old_share} of the assets.", figures))
    if figures["undated"].value:
        lines.append(sentence("Without a birth date on record: {undated}.", figures))
    return tuple(lines)
