"""Service levels as a report: first replies against their promise, reviews and contacts against what a tier is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

import pandas as pd

from assistant.analytics.business_time import NO_HOLIDAYS, OFFICE_HOURS
from assistant.analytics.sentences import are, sentence
from assistant.analytics.service.channels import NONE, lawful_channels
from assistant.analytics.service.contact_figures import (
    booking_table,
    contact_figures,
    contact_tables,
    coverage_chart,
    coverage_rows,
)
from assistant.analytics.service.contacts import behind, contact_rows, to_book
from assistant.analytics.service.parts import (
    CONFOUNDERS,
    group_rows,
    lowest_figure,
    part_blocks,
    part_figures,
    part_lines,
    part_rows,
)
from assistant.analytics.service.request_figures import request_blocks, request_figures
from assistant.analytics.service.requests import judged_requests, opened_in
from assistant.analytics.service.tiers import TIERS, service_tiers
from assistant.blocks import Block, Result
from assistant.errors import BadArguments
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.analytics.service.tiers import Tier
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

Kind = Literal["requests", "reviews"]
DAYS_AHEAD = 21
NAMED = 3
FEW = 10


def service_levels(
    book: Book,
    *,
    period: Period,
    tier: Tier | None = None,
    kind: Kind | None = None,
    days_ahead: int = DAYS_AHEAD,
    by: str | None = None,
    parts: Sequence[Book] = (),
    limit: int = 10,
) -> Result:
    """First replies of the period's requests against their promise, and reviews and contacts over the twelve months to
    the period's end against what each tier is owed a year (F40).

    `kind` shows one half, `tier` one tier. `days_ahead`: how far to look for reviews to book. `parts`, with `by`, the
    word for what they are: one Book a part of the firm, for attainment beside client retention (R1). Raises
    BadArguments for another tier or kind, or when `by` comes without parts.
    """
    if tier not in (None, *TIERS) or kind not in (None, "requests", "reviews"):
        raise BadArguments(f"Service levels are of tier {', '.join(TIERS)} and of kind requests or reviews.")
    if by and not parts:
        raise BadArguments(f"Rows by {by} need one book for each {by}; none was opened.")
    tiers = service_tiers(book)
    halves: list[tuple[dict[str, Figure], tuple[Block, ...], tuple[Line, ...], tuple[str, ...]]] = []
    if kind != "reviews":
        halves.append(_requests(book, tiers, period, tier, by, parts, limit))
    if kind != "requests" and not by:
        ask = kind == "reviews" and not tier
        halves.append(_reviews(book, tiers, period, tier, days_ahead, limit, to_book_first=ask))
    if tier:
        halves.reverse()  # who asks about a tier asks for what it is owed first
    which = f", tier {tier}" if tier else ""
    return Result(
        title=f"Service levels of {book.scope.label}{which}, {period}",
        as_of=book.as_of,
        figures=tuple(figure for half in halves for figure in half[0].values()),
        blocks=tuple(block for half in halves for block in half[1]),
        summary=tuple(line for half in halves for line in half[2]),
        caveats=tuple(caveat for half in halves for caveat in half[3]),
        data_version=book.data_version,
    )


def _requests(
    book: Book,
    tiers: pd.DataFrame,
    period: Period,
    tier: Tier | None,
    by: str | None,
    parts: Sequence[Book],
    limit: int,
) -> tuple[dict[str, Figure], tuple[Block, ...], tuple[Line, ...], tuple[str, ...]]:
    every = judged_requests(book, tiers)
    every = every[every["tier"] == tier] if tier else every
    rows = opened_in(every, period)
    figures = {f.key: f for f in request_figures(rows, every, str(period))}
    blocks = request_blocks(rows, every, limit)
    lines = _request_lines(figures, f"{tier} clients" if tier else book.scope.label, str(period))
    caveats = (*_request_caveats(figures), OFFICE_HOURS, NO_HOLIDAYS)
    if not by:
        return figures, blocks, lines, caveats
    table, groups = part_rows(parts, period, tier), group_rows(book, rows, period)
    figures |= {f.key: f for f in (*part_figures(table, groups, by), *lowest_figure(table, by))}
    blocks = (*part_blocks(table, groups, by), *blocks)
    return figures, blocks, (*part_lines(table, figures, by), *lines[:1]), (CONFOUNDERS, *caveats)


def _request_lines(figures: dict[str, Figure], whose: str, period: str) -> tuple[Line, ...]:
    if not figures["requests"].value:
        opened = "No service request of {whose} was opened ({period}); {backlog} {are} open."
        return (sentence(opened, figures, whose=whose, period=period, are=are(figures["backlog"])),)
    waiting = "; {breached} {are} open without the reply promised." if figures["breached"].value else "."
    if figures["attainment"].value is None:
        first = "Requests of {whose} opened ({period}): {requests}, none with a promise to judge" + waiting
    else:
        few = ", too few to say much" if cast(int, figures["judged"].value) < FEW else ""
        first = (
            "{attainment} of the replies promised to {whose} came in time ({period}): {met} of {judged}" + few + waiting
        )
    lines = [sentence(first, figures, whose=whose, period=period, are=are(figures["breached"]))]
    if figures["response_median"].value is not None:
        words = (
            "Half of the first replies came within {response_median} business hours, nine of ten within {response_p90}"
        )
        closed = "; closing took {closing_median} business days at the median"
        lines.append(sentence(words + (closed if figures["closing_median"].value is not None else "") + ".", figures))
    if figures["nigo"].value:
        words = "Forms not in good order: {nigo}, {nigo_rate} of those opened in the period; still open: {nigo_open}."
        lines.append(sentence(words, figures))
    return tuple(lines)


def _request_caveats(figures: dict[str, Figure]) -> tuple[str, ...]:
    found = ["The promise is of a first human reply (due_at); closing time stands beside it and is no part of it."]
    if figures["running"].value:
        found.append(f"Promises that still run and are not judged yet: {figures['running'].value}.")
    if figures["no_promise"].value:
        found.append(f"Requests that carry no promise and are in no attainment: {figures['no_promise'].value}.")
    if figures["nigo"].value:
        found.append("Why a form came back is not on record; its kind is.")
    return tuple(found)


def _reviews(
    book: Book,
    tiers: pd.DataFrame,
    period: Period,
    tier: Tier | None,
    days_ahead: int,
    limit: int,
    *,
    to_book_first: bool,
) -> tuple[dict[str, Figure], tuple[Block, ...], tuple[Line, ...], tuple[str, ...]]:
    rows = contact_rows(book, tiers, period.end)
    rows = rows[rows["tier"] == tier].reset_index(drop=True) if tier else rows
    until = book.as_of + dt.timedelta(days=days_ahead)
    short, soon = behind(rows), to_book(rows, until)
    figures = {f.key: f for f in contact_figures(rows, short, soon, period.end, until)}
    if rows.empty:
        whose = f"{tier} clients" if tier else "clients"
        return figures, (), (Line("There are no {whose} in this book.", {"whose": whose}),), ()
    coverage = coverage_rows(rows)
    blocks: list[Block] = [coverage_chart(coverage), *contact_tables(coverage, short, limit)]
    caveats = [
        "A review is a two-way meeting or call. Mass mail never counts as contact: a contact is two-way, or a call or "
        "meeting from here.",
        "The promise is of a year, so it is counted over the twelve months to the period's end; more than is owed to "
        "one client does not make up for another.",
        "The tier is the one a person set, else the class by revenue within this scope.",
    ]
    if len(soon):
        channels = lawful_channels(book, pd.Index(soon["household_id"]))
        blocks.insert(1, booking_table(soon, channels, limit))
        caveats.append("Preferred times are not on record: ask the client.")
        barred = int((channels == NONE).sum())
        if barred:
            caveats.append(f"Clients to book without a lawful channel on record: {barred}. Reach nobody without one.")
    booking, lines = _booking_line(soon, figures), _coverage_lines(short, figures, tier, book.scope.label)
    lines = (booking, *lines) if to_book_first else (*lines, booking)
    return figures, tuple(blocks), lines, tuple(caveats)


def _coverage_lines(short: pd.DataFrame, figures: dict[str, Figure], tier: Tier | None, whose: str) -> tuple[Line, ...]:
    who = f"{tier} clients" if tier else f"clients of {whose}"
    lines = [_coverage_line(figures, who, "")]
    if not tier and "review_coverage_A" in figures:
        lines.append(_coverage_line(figures, "A clients", "_A"))
    if len(short):
        names = ", ".join(str(name) for name in short["client"].head(NAMED))
        words = "{behind} of {clients} got less than they are owed; furthest behind: {names}."
        lines.append(sentence(words, figures, names=names))
    return tuple(lines)


def _booking_line(soon: pd.DataFrame, figures: dict[str, Figure]) -> Line:
    if soon.empty:
        return sentence("No review is overdue or falls due by {due_until}.", figures)
    words = "Reviews to book by {due_until}: {to_book}, of them overdue {overdue_reviews}; begin with {names}."
    return sentence(words, figures, names=", ".join(str(name) for name in soon["client"].head(NAMED)))


def _coverage_line(figures: dict[str, Figure], who: str, suffix: str) -> Line:
    if figures[f"contact_coverage{suffix}"].value is None:
        return Line("{who} were owed no contact yet.", {"who": who[0].upper() + who[1:]})
    reviews = f"{{reviews_kept{suffix}}} of {{reviews_owed{suffix}}} reviews owed"
    if figures[f"review_coverage{suffix}"].value is not None:
        reviews += f" ({{review_coverage{suffix}}})"
    contacts = f"{{contacts_kept{suffix}}} of {{contacts_owed{suffix}}} contacts ({{contact_coverage{suffix}}})"
    return sentence(f"{{who}} got {reviews} and {contacts}, over twelve months.", figures, who=who[0].upper() + who[1:])
