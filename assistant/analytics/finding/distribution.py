"""A set of households spread over bands of age, income, net worth or tenure, or over places, with a row for who has no
value on record: clients, assets and revenue of each, and the median from the single values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from assistant.analytics.finding.places import place_labels
from assistant.analytics.finding.quantities import quantity_called, quantity_cell
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Line, Method, Rows, Unit, Value, money, rate, show

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

By = Literal["age", "income", "net_worth", "location", "tenure"]

BANDS: dict[str, tuple[int, ...]] = {
    "age": (40, 50, 60, 70, 80),
    "income": (50_000, 100_000, 150_000, 250_000, 500_000),
    "net_worth": (250_000, 500_000, 1_000_000, 2_000_000, 5_000_000),
    "tenure": (2, 5, 10, 20),
}
"""Lower bounds of the bands above the lowest, in years or whole units of money; a bound belongs to the band above."""

BAND = Method("distribution", "clients, assets and revenue of each band; a bound belongs to the band above it")
MEDIAN = Method("median", "middle value of the single clients that have one on record, never of bands or of parts")
UNKNOWN = "not on record"
PLACES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Spread:
    """Bands in order: `name`, `clients`, `aum_cents`, `revenue_cents`; `known` and `median` of the values behind."""

    by: By
    rows: pd.DataFrame
    known: int
    median: float | None
    ids: tuple[str, ...]


def spread(book: Book, ids: pd.Index, by: By, money_of: pd.DataFrame) -> Spread:
    """The households over the bands of `by`. `money_of`: `aum_cents` and `revenue_cents` by household_id."""
    if by == "location":
        values = place_labels(book.households).reindex(ids)
        names, median = _place_names(values, money_of), None
        order = [*names.value_counts(sort=False).index]
    else:
        quantity = quantity_called(by)
        values = quantity.of(book).reindex(ids)
        order = _band_names(by, quantity.unit)
        scale = 100 if quantity.unit == "money" else 1
        bounds = np.array(BANDS[by]) * scale
        known = values.notna()
        places = np.searchsorted(bounds, values[known].to_numpy(dtype="float64"), side="right")
        names = pd.Series(UNKNOWN, index=ids, dtype="object")
        names[known] = np.array(order, dtype="object")[places]
        median = float(values[known].astype("float64").median()) if known.any() else None
    table = money_of.reindex(ids).assign(name=names, clients=1).groupby("name", sort=False).sum()
    if by == "location":
        last = [name for name in ("elsewhere", UNKNOWN) if name in table.index]
        ranked = table.drop(index=last).reset_index().sort_values(["aum_cents", "name"], ascending=[False, True])
        order = [*ranked["name"], *(name for name in last if name == "elsewhere")]
    table = table.reindex([*order, *([UNKNOWN] if UNKNOWN in table.index else [])], fill_value=0)
    known_ids = values.index[values.notna()]
    return Spread(by, table.rename_axis("name").reset_index(), len(known_ids), median, tuple(known_ids))


def _place_names(labels: pd.Series, money_of: pd.DataFrame) -> pd.Series:
    """Each household's place, the smaller places by assets together as `elsewhere`."""
    sums = money_of["aum_cents"].reindex(labels.index).groupby(labels).sum()
    ranked = (
        sums.rename("aum").rename_axis("place").reset_index().sort_values(["aum", "place"], ascending=[False, True])
    )
    shown = set(ranked["place"].head(PLACES_SHOWN))
    named = labels.astype("object").where(labels.isin(shown) | labels.isna(), "elsewhere")
    return named.fillna(UNKNOWN)


def _band_names(by: By, unit: Unit) -> list[str]:
    """`under 40`, `40 to 49` …, `80 and over`; amounts as they are, without a sign for the currency."""
    bounds = BANDS[by]
    words = [show(bound, "count") for bound in bounds]
    upper = words[1:] if unit == "money" else [show(bound - 1, "count") for bound in bounds[1:]]
    between = [f"{low} to {high}" for low, high in zip(words[:-1], upper, strict=True)]
    years = " years" if by == "tenure" else ""
    return [f"under {words[0]}{years}", *(f"{name}{years}" for name in between), f"{words[-1]}{years} and over"]


def spread_figures(found: Spread) -> tuple[Figure, ...]:
    """The largest band by clients, its clients and assets, and the median."""
    behind = Rows.of("households", found.ids)
    banded = found.rows[found.rows["name"] != UNKNOWN]
    top = None if banded["clients"].sum() == 0 else banded.loc[banded["clients"].idxmax()]
    nobody = "" if top is not None else f"no client has {_noun(found.by)} on record"
    figures = [
        Figure("largest_band", f"Largest band by {_label(found.by)}", None if top is None else str(top["name"]), "text",
               BAND, behind, reason=nobody),
        Figure("largest_band_clients", "Clients in it", None if top is None else int(top["clients"]), "count",
               BAND, behind, reason=nobody),
        Figure("largest_band_aum", "Assets in it", None if top is None else money(int(top["aum_cents"])), "money",
               BAND, behind, reason=nobody),
    ]  # fmt: skip
    if found.by != "location":
        quantity = quantity_called(found.by)
        value: Value = None if found.median is None else quantity_cell(found.median, quantity.unit)
        label = f"Median {quantity.label}"
        figures.append(Figure(f"median_{found.by}", label, value, quantity.unit, MEDIAN, behind, reason=nobody))
    return tuple(figures)


def spread_line(found: Spread, figures: dict[str, Figure]) -> Line:
    if figures["largest_band"].value is None:
        return Line("No distribution by {by} can be shown: {why}.",
                    {"by": _label(found.by), "why": figures["largest_band"].reason})  # fmt: skip
    keys = ["largest_band", "largest_band_clients", "largest_band_aum"]
    many = "client" if figures["largest_band_clients"].value == 1 else "clients"
    template = f"By {_label(found.by)} the largest group is {{largest_band}}, with {{largest_band_clients}} {many} "
    template += "and {largest_band_aum} of assets"
    if f"median_{found.by}" in figures:
        keys.append(f"median_{found.by}")
        suffix = " years" if found.by in ("age", "tenure") else ""
        template += f"; the median {_label(found.by)} is {{median_{found.by}}}{suffix}"
    return Line(template + ".", {key: figures[key] for key in keys})


def spread_table(found: Spread) -> Table:
    columns = (
        Column("band", _label(found.by).capitalize()),
        Column("clients", "Clients", "count", BAND),
        Column("clients_share", "of clients", "rate", BAND),
        Column("aum", "Assets", "money", BAND),
        Column("aum_share", "of assets", "rate", BAND),
        Column("revenue", "Revenue, twelve months", "money", BAND),
    )
    clients, aum = int(found.rows["clients"].sum()), int(found.rows["aum_cents"].sum())
    rows = tuple(
        (
            row.name,
            int(row.clients),
            rate(row.clients / clients) if clients else None,
            money(int(row.aum_cents)),
            rate(row.aum_cents / aum) if aum else None,
            money(int(row.revenue_cents)),
        )
        for row in found.rows.itertuples(index=False)
    )
    return Table(f"Clients by {_label(found.by)}", columns, rows)


def spread_chart(found: Spread) -> Chart:
    rows = found.rows
    top = str(rows.loc[rows["clients"].idxmax(), "name"]) if rows["clients"].sum() else "none"
    return Chart(
        f"Clients by {_label(found.by)}",
        "bar",
        "count",
        tuple(rows["name"]),
        (("Clients", tuple(int(n) for n in rows["clients"])),),
        f"Bars of clients by {_label(found.by)}; the tallest is {top}.",
    )


def _label(by: By) -> str:
    return "location" if by == "location" else quantity_called(by).label


def _noun(by: By) -> str:
    return {"age": "a birth date", "income": "an income", "net_worth": "a declared investable net worth",
            "location": "a place", "tenure": "a first day as a client"}[by]  # fmt: skip
