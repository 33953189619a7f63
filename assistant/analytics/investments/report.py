"""What a client or a book holds, how it did and how concentrated it is; nothing here is a recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import data_line, data_month
from assistant.analytics.investments.holdings import Holdings, holding_figures, holdings_of
from assistant.analytics.investments.performance import Performance, account_months
from assistant.analytics.investments.tables import (
    account_table,
    allocation_chart,
    class_table,
    kind_table,
    large_table,
    positions_table,
    security_chart,
    security_table,
)
from assistant.analytics.labels import client_labels
from assistant.blocks import Block, Result
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

By = Literal["asset_class", "security", "account"]
ACCOUNTS_OF_A_CLIENT = 50
FEW = 5
NOTHING_ON_FILE = "No holdings are on file, so the assets are shown by kind of account."


def investments(
    book: Book, *, period: Period, household_id: str | None = None, by: By | None = None, limit: int = 10
) -> Result:
    """Allocation, performance and concentration of a book, or of one of its households, at the book's date.

    Positions are those of each open account's latest statement; without any the assets are shown by registration and
    product. The return is modified Dietz over the period's closed months. `by` puts asset classes, securities or
    accounts first; `limit` is how many of them are listed. Raises NotFound for a household that is not of this book,
    NotEnoughData when it has no open account. Sources: F22, F43 (time-weighted: linked by month, asset-weighted).
    """
    if household_id is not None and household_id not in set(book.households["household_id"]):
        raise NotFound("There is no such client in this book.")
    names = client_labels(book)
    who = book.scope.label if household_id is None else str(names[household_id])
    found = holdings_of(book, household_id)
    if found.accounts.empty:
        raise NotEnoughData(f"{who} has no open account, so there is nothing held to show.")
    performance, missing = _performance(book, period, household_id)
    figures = (
        *holding_figures(found),
        *(performance.figures() if performance else ()),
        data_month(book),
    )
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"Investments of {who}{f', by {by}' if by else ''}".replace("_", " "),
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(found, performance, by, limit, names, household_id is not None),
        summary=_summary(found, who, by, by_key, household_id is not None),
        caveats=_caveats(found, missing),
    )


def _performance(book: Book, period: Period, household_id: str | None) -> tuple[Performance | None, str]:
    """How it did in the period; None, and why, when no month of it has closed or there was no balance."""
    try:
        rows = account_months(book, period, household_id)
    except NotEnoughData as missing:
        return None, missing.sentence
    if rows.empty:
        return None, f"There are no balances in {period}, so no return can be given."
    return Performance(rows), ""


def _blocks(
    found: Holdings, performance: Performance | None, by: By | None, limit: int, names: pd.Series, one: bool
) -> tuple[Block, ...]:
    """What was asked for first, then the rest that a person would look at next."""
    unknown = pd.DataFrame(columns=["net", "gross"], dtype="float64")
    returns = performance.by_account if performance else unknown
    accounts = account_table(found, returns, ACCOUNTS_OF_A_CLIENT if one else limit, None if one else names)
    chart = performance.chart() if performance else None
    if not found.total:
        return (*((accounts, kind_table(found)) if one or by == "account" else (kind_table(found), accounts)),
                *((allocation_chart(found),) if found.assets else ()), *((chart,) if chart else ()))  # fmt: skip
    parts: dict[str, tuple[Block, ...]] = {
        "asset_class": (class_table(found), allocation_chart(found)),
        "security": (security_table(found, limit), security_chart(found)),
        "account": (accounts, *((positions_table(found),) if one else ())),
    }
    asked = by or "asset_class"
    rest = [key for key in parts if key != asked and (by is None or key == "asset_class" or one)]
    large = () if found.large.empty else (large_table(found, names, limit),)
    blocks = [*parts[asked], *(large if asked == "security" else ()), *(b for key in rest for b in parts[key])]
    return (*blocks, *(() if asked == "security" else large), *((chart,) if chart else ()))


def _summary(
    found: Holdings, who: str, by: By | None, figures: dict[str, Figure], one_client: bool
) -> tuple[Line, ...]:
    values: dict[str, Figure | str] = {"who": who, **figures}
    lines = [_held_line(found, values)]
    if found.total:
        concentration = _concentration_line(figures, values, one_client)
        lines = [concentration, *lines] if by == "security" else [*lines, concentration]
        if figures["gain"].value is not None:
            lines.append(Line("Gain not yet taken is {gain} on the {cost_coverage} of the positions whose cost is on "
                              "file; {cash_share} of the positions is cash.", values))  # fmt: skip
    if "return_net" in figures and figures["return_net"].value is not None:
        words = "Over the period the return was {return_net} after fees and {return_gross} before them"
        linked = "; month by month linked {return_linked} after fees"
        lines.append(Line(f"{words}{linked if figures['return_linked'].value is not None else ''}.", values))
    return (*lines, data_line(figures["data_month"]))


def _held_line(found: Holdings, values: dict[str, Figure | str]) -> Line:
    many = "account" if len(found.accounts) == 1 else "accounts"
    if not found.total:
        words = f"{{who}} has {{assets}} in {{accounts}} {many}; no holdings are on file, so what they are invested in "
        return Line(f"{words}is not known.", values)
    classes = [str(kind) for kind in found.by_class["kind"].head(3)]
    listed = classes[0] if len(classes) == 1 else f"{', '.join(classes[:-1])} and {classes[-1]}"
    most = "all" if len(found.by_class) <= len(classes) else "most"
    where = f"{{accounts}} {many}" if found.uncovered.empty else f"{{covered_accounts}} of {{accounts}} {many}"
    words = f"{{who}} holds {{holdings}} on file in {where}, {most} of it in {{classes}}; statements cover "
    return Line(words + "{coverage} of the assets of {assets}.", {**values, "classes": listed})


def _concentration_line(figures: dict[str, Figure], values: dict[str, Figure | str], one_client: bool) -> Line:
    """How concentrated the positions are, and the largest single security apart from funds."""
    many = figures["securities"].value
    five = ", the five largest are {top5_share} of the positions" if isinstance(many, int) and many > FEW else ""
    words = f"The largest position is {{largest_security}} with {{largest_share}}{five} (HHI {{hhi}})"
    if figures["largest_single"].value is None:
        return Line(words + "; no single security is held.", values)
    words += "; the largest single security is {largest_single} with {largest_single_share}"
    whose = "the" if one_client else "a"
    large = f"; single securities above a tenth of {whose} client's positions: {{large_singles}}"
    return Line(f"{words}{large if figures['large_singles'].value else ''}.", values)


def _caveats(found: Holdings, missing: str) -> tuple[str, ...]:
    notes = [missing] if missing else []
    if not found.total:
        notes.append(NOTHING_ON_FILE)
    else:
        days = found.held["as_of"]
        if days.nunique() > 1:
            notes.append(f"Statements are from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}, each account's latest.")
        if len(found.uncovered):
            notes.append("Shares and concentration are of what is on file; accounts without a statement stay out.")
        notes.append("Funds are told from single securities by their names; what a fund holds inside is not on file.")
    return (
        *notes,
        "No benchmark is on file, so returns stand alone; they are not annualised.",
        "This shows what is held; it says nothing about what should be.",
    )
