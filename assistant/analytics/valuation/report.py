"""What a book is worth, two ways side by side, and what would change it: present_value and value_book."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.segments import CLASSES, book_classes
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.blocks import valuation_blocks
from assistant.analytics.valuation.drivers import reconcile
from assistant.analytics.valuation.figures import valuation_figures
from assistant.analytics.valuation.inputs import LEAST_MONTHS, valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.analytics.valuation.what_if import what_if
from assistant.analytics.valuation.words import valuation_caveats, valuation_summary
from assistant.blocks import Result
from assistant.errors import BadArguments, NotEnoughData, NotFound

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def present_value(
    revenue: float,
    *,
    retention: float,
    growth: float,
    discount_rate: float,
    margin: float = 1.0,
    years: int | None = None,
    timing: Literal["mid", "end"] = "mid",
) -> float:
    """Present value of a stream of revenue at constant yearly rates, in the unit of `revenue`.

    `revenue` is that of the first year and grows from year two. Survival to a payment is `retention` to the power of
    its time, t at year end and t − ½ at mid-year, and it is discounted over the same time. `years` None is for ever.
    Raises ValueError for a stream that does not converge, and for assumptions that make no sense. Source: F13,
    R M r/(1+d) × (1 − x^N)/(1 − x) with x = (1+g) r/(1+d); mid-year payments are worth ((1+d)/r)^½ more.
    """
    if not 0 <= retention <= 1 or growth < -1 or discount_rate <= -1:
        raise ValueError("Retention lies between 0 and 1, growth at or above −1 and the discount rate above −1.")
    if timing not in ("mid", "end"):
        raise ValueError(f"Payments are timed at mid-year or year end: “mid” or “end”, not “{timing}”.")
    if years is not None and years < 0:
        raise ValueError(f"A stream lasts no less than 0 years, not {years}.")
    ratio = (1 + growth) * retention / (1 + discount_rate)
    if years is None and ratio >= 1:
        raise ValueError(
            "The stream does not converge: (1 + growth) × retention must be below 1 + discount rate. Set a number of "
            "years, or a higher discount rate."
        )
    first = (retention / (1 + discount_rate)) ** (0.5 if timing == "mid" else 1.0)
    terms = 1 / (1 - ratio) if years is None else years if ratio == 1 else (1 - ratio**years) / (1 - ratio)
    return float(revenue * margin * first * terms)


def value_book(
    book: Book,
    *,
    client: str | None = None,
    segment: str | None = None,
    retention: float | None = None,
    growth: float | None = None,
    discount_rate: float | None = None,
    margin: float | None = None,
    heir_retention: float | None = None,
    years: int | None = None,
    lose_top: int | None = None,
    lose_clients: Collection[str] = (),
    lose_advisor: str | None = None,
) -> Result:
    """The book's value by revenue multiple (F1, F3) and by discounted cash flow (F12): a range, reconciled (F16), by
    driver (F5), year by year, with sensitivities (F18) and the concentration haircut (F6) apart; and any what-if on it.

    `client` (household id) and `segment` (A, B, C of S1 within the scope) say what is valued; every other argument is a
    what-if, laid beside the value as it stands. Rates are decimals; `retention` replaces voluntary retention only,
    deaths stay. `lose_top` takes away the largest clients by trailing revenue, `lose_clients` those named,
    `lose_advisor` the shares usually lost when that advisor goes. Raises NotFound, BadArguments, and NotEnoughData
    when nothing here has three months of revenue.
    """
    changed = Assumptions.with_changes(
        retention=retention,
        growth=growth,
        discount_rate=discount_rate,
        margin=margin,
        heir_retention=heir_retention,
        years=years,
    )
    rows, subject = valued_clients(book), _subject(book, client, segment)
    chosen = _chosen(book, rows, client, segment)
    standing = value_clients(rows, Assumptions()).only(chosen)
    if not standing.revenue.sum():
        raise NotEnoughData(
            f"Nothing here can be valued: it takes repeatable revenue in the last twelve closed months and "
            f"{LEAST_MONTHS} months of history, which {subject} does not have."
        )
    after = standing if changed == standing.assumptions else value_clients(rows, changed).only(chosen)
    asked = what_if(standing, after, lose_top=lose_top, lose_clients=lose_clients, lose_advisor=lose_advisor)
    gap = reconcile(standing)
    figures = valuation_figures(standing, gap, asked, one_client=client is not None)
    return Result(
        title=f"What {subject} is worth",
        as_of=book.as_of,
        figures=figures,
        blocks=valuation_blocks(standing, gap, asked),
        summary=valuation_summary(figures, asked, subject),
        caveats=valuation_caveats(standing.rows, asked),
        data_version=book.data_version,
    )


def _chosen(book: Book, rows: pd.DataFrame, client: str | None, segment: str | None) -> npt.NDArray[np.bool_]:
    """Which rows are valued: one client's, one class's, or all."""
    chosen = np.ones(len(rows), dtype=bool)
    if client is not None:
        if client not in set(book.open_households["household_id"]):
            raise NotFound("There is no such client in this book.")
        chosen &= np.asarray(rows["household_id"] == client, dtype=bool)
    if segment is not None:
        if segment not in CLASSES:
            raise BadArguments(f"A segment is A, B or C, not “{segment}”.")
        chosen &= np.asarray(rows["household_id"].map(book_classes(book)) == segment, dtype=bool)
    return chosen


def _subject(book: Book, client: str | None, segment: str | None) -> str:
    if client is not None:
        return f"the client {client_labels(book).get(client, client)}"
    return f"segment {segment} of the book of {book.scope.label}" if segment else f"the book of {book.scope.label}"
