"""What a book is worth, two ways side by side, and what would change it: value_book puts the answer together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.segments import CLASSES, book_classes
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.blocks import clients_table
from assistant.analytics.valuation.deal import SALE_CAVEAT, DealTerms
from assistant.analytics.valuation.inputs import LEAST_MONTHS, valued_clients
from assistant.analytics.valuation.revenue_trend import places_by_revenue
from assistant.analytics.valuation.sections import (
    Section,
    asked_section,
    divided_section,
    moved_section,
    sale_section,
    standing_section,
)
from assistant.analytics.valuation.sharers import assets_of
from assistant.analytics.valuation.two_values import value_clients
from assistant.analytics.valuation.what_if import Leaver, what_if
from assistant.analytics.valuation.what_if_shown import CONFIDENTIAL
from assistant.analytics.valuation.words import NO_APPRAISAL, valuation_caveats
from assistant.blocks import Result
from assistant.errors import BadArguments, NotEnoughData, NotFound

if TYPE_CHECKING:
    from assistant.book.snapshot import Book
    from assistant.callers import Scope


NOTHING = (
    "Nothing here can be valued: it takes repeatable revenue in the last twelve closed months and {months} months of "
    "history, which {subject} does not have."
)


def value_book(
    book: Book,
    *,
    client: str | None = None,
    segment: str | None = None,
    by: str | None = None,
    parts: Sequence[Scope] = (),
    before: Book | None = None,
    retention: float | None = None,
    growth: float | None = None,
    discount_rate: float | None = None,
    margin: float | None = None,
    heir_retention: float | None = None,
    years: int | None = None,
    lose_top: int | None = None,
    lose_clients: Collection[str] = (),
    lose_advisor: str | None = None,
    deal: DealTerms | None = None,
    limit: int = 10,
) -> Result:
    """The book's value by revenue multiple (F1, F3) and by discounted cash flow (F12): a range, reconciled (F16), by
    driver (F5), year by year, with sensitivities (F18), the concentration haircut (F6), retention by tenure (F19) and
    published multiples and rates (F2, F15) apart; and any what-if on it.

    `client` (household id) and `segment` (A, B, C of S1 within the scope) say what is valued. `by` (`segment`, or
    `advisor`, `team`, `branch`, `region` with the scopes in `parts`) divides it, to the cent. `before`, the same book
    at an earlier date, tells what moved the value of the whole book (F30). `deal`: the cash value of a price (F7) after
    the what-if. Every other argument is a what-if, laid beside the value as it stands. Rates are decimals; `retention`
    replaces voluntary retention only, deaths stay. `lose_top` takes away the largest clients by trailing revenue,
    `lose_clients` those named, `lose_advisor` the shares usually lost when that advisor goes. `limit`: clients shown.
    Raises NotFound, BadArguments, and NotEnoughData when nothing here has three months of revenue.
    """
    rates = {"retention": retention, "growth": growth, "discount_rate": discount_rate, "margin": margin}
    changed = Assumptions.with_changes(**rates, heir_retention=heir_retention, years=years)
    if before is not None and (client is not None or segment is not None):
        raise BadArguments("What moved the value is told of a whole book: leave out the client and the segment.")
    rows, subject = valued_clients(book), _subject(book, client, segment)
    chosen = _chosen(book, rows, client, segment)
    standing = value_clients(rows, Assumptions()).only(chosen)
    if not standing.revenue.sum():
        raise NotEnoughData(NOTHING.format(months=LEAST_MONTHS, subject=subject))
    after = standing if changed == standing.assumptions else value_clients(rows, changed).only(chosen)
    leaver = _leaver(book, lose_advisor) if lose_advisor else None
    asked = what_if(standing, after, lose_top=lose_top, lose_clients=lose_clients, leaver=leaver)
    one, final = client is not None, after if asked is None else asked.after
    places = places_by_revenue(book)
    sections = [
        *([] if before is None else [moved_section(book, before, by, parts)]),
        *([] if by is None else [divided_section(book, standing, by, parts, subject)]),
        *([] if asked is None else [asked_section(asked, places, limit, one_client=one)]),
        *([] if deal is None else [sale_section(final, deal)]),
        standing_section(book, standing, subject, clients_table(standing, places, limit), one_client=one),
    ]
    caveats = valuation_caveats(standing.rows, after.assumptions.discount_rate)
    return _together(book, subject, sections, (*caveats, *(() if deal else (SALE_CAVEAT,))))


def _together(book: Book, subject: str, sections: Sequence[Section], caveats: tuple[str, ...]) -> Result:
    figures = tuple(figure for section in sections for figure in section.figures)
    named = {figure.key: figure for figure in figures}
    of_sections = (caveat for section in sections for caveat in section.caveats)
    return Result(
        title=f"What {subject} is worth",
        as_of=book.as_of,
        figures=figures,
        blocks=tuple(block for section in sections for block in section.blocks),
        summary=tuple(line for section in sections for line in section.write(named)),
        caveats=tuple(sorted((NO_APPRAISAL, *of_sections, *caveats), key=lambda caveat: caveat != CONFIDENTIAL)),
        data_version=book.data_version,
    )


def _leaver(book: Book, advisor_id: str) -> Leaver:
    """The advisor who would go; one who is unknown here is found out where the clients are looked for."""
    names = book.advisors.set_index("advisor_id")["name"]
    assets = assets_of(book)
    theirs = assets[assets.index.get_level_values("advisor_id") == advisor_id].droplevel("advisor_id")
    return Leaver(advisor_id, str(names.get(advisor_id, advisor_id)), theirs)


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
