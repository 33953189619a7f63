"""Share of wallet: how much, how sure, whether it is really rising, who else has the money, what it could be worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import data_line, data_month
from assistant.analytics.labels import client_labels
from assistant.analytics.profile.tables import declared_figures
from assistant.analytics.wallet import F24, held_away_today, wallet
from assistant.analytics.wallet_share import tables, words
from assistant.analytics.wallet_share.figures import away_figures, move_figures, reach_figures, share_figures
from assistant.analytics.wallet_share.moves import UNKNOWN
from assistant.analytics.wallet_share.providers import OLD_PLAN, plan_events
from assistant.analytics.wallet_share.reading import Group, Reading, Step, by_class, by_part, one_client, read, steps
from assistant.blocks import Block, Result, Table
from assistant.errors import BadArguments, NotEnoughData, NotFound
from assistant.figures import Figure, Rows, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

By = Literal["client", "segment", "advisor", "branch", "month", "quarter"]


def wallet_share(
    book: Book,
    *,
    period: Period,
    client: str | None = None,
    by: By | None = None,
    held_away_only: bool = False,
    parts: Sequence[Book] = (),
    limit: int = 10,
) -> Result:
    """Share of wallet of a book today (F24, F26), its way over the period (F25), divided relationships (F27), money
    held away by name, old employer plans, and the opportunity in money (F28).

    `client`: a household_id, for one client alone. `by`: rows by client, segment, month or quarter, or by advisor or
    branch with one Book a part in `parts`. `held_away_only`: only what is held elsewhere, and by whom. `limit`: how
    many clients are listed; old plans are listed all. Shares are decimals, money is in cents until it is a Figure.

    Raises NotFound for a client that is not of the book, NotEnoughData for a closed client, for a book without
    balances, and for rows over time without a closed month; BadArguments for parts that were not opened.
    """
    if client is not None:
        _must_be_open(book, client)
    if by in ("advisor", "branch") and not parts:
        raise BadArguments(f"Rows by {by} need one book for each {by}; none was opened.")
    away = held_away_today(book)
    if held_away_only:
        return _held_away(book, away, client, limit)
    reading = read(book, period, away)
    if client is not None:
        return _one(one_client(reading, client), period, client, away)
    return _whole(reading, period, by, parts, away, limit)


def _must_be_open(book: Book, client: str) -> None:
    if client not in set(book.households["household_id"]):
        raise NotFound("There is no such client in this book.")
    if client not in set(book.open_households["household_id"]):
        name = client_labels(book)[client]
        raise NotEnoughData(f"{name} is no client any more, so there is no present share; ask for an earlier date.")


def _whole(
    reading: Reading, period: Period, by: By | None, parts: Sequence[Book], away: pd.DataFrame, limit: int
) -> Result:
    book, when = reading.book, str(period)
    maybe = plan_events(book, away)
    groups = by_class(reading) if by == "segment" else by_part(reading, parts) if parts else ()
    if by in ("month", "quarter") and reading.trouble:
        raise NotEnoughData(reading.trouble)
    found = () if reading.trouble else steps(reading, period, by if by == "quarter" else "month")
    figures = (
        *share_figures(reading),
        *move_figures(reading, when),
        *away_figures(away, maybe),
        *reach_figures(reading.rows),
        *_extremes(groups),
        data_month(book),
    )
    by_key = {figure.key: figure for figure in figures}
    share, *rests_on = words.share_lines(by_key, book.scope.label)
    summary = (
        share,
        *words.trend_lines(by_key, when),
        *rests_on,
        *(words.group_lines(groups, by_key, by) if by and groups else ()),
        *words.away_lines(by_key),
        *words.reach_lines(by_key),
        data_line(by_key["data_month"]),
    )
    return Result(
        title=f"Share of wallet of {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(reading, by, groups, found, away, limit),
        summary=summary,
        caveats=words.caveats(reading, by_key, plans=bool(by_key["old_plans"].value), by=by),
    )


def _blocks(
    reading: Reading, by: By | None, groups: Sequence[Group], found: Sequence[Step], away: pd.DataFrame, limit: int
) -> tuple[Block, ...]:
    book = reading.book
    blocks: list[Block] = []
    if groups:
        blocks += [tables.groups_table(groups, str(by)), tables.groups_chart(groups, str(by))]
    if by in ("month", "quarter"):
        blocks.append(tables.steps_table(found, by))
    if by == "client" or by is None:
        blocks.append(tables.clients_table(reading, limit))
    if reading.move is not None and reading.move.change is not None:
        blocks.append(tables.move_table(reading.move))
    if found and not groups:
        blocks.append(tables.trend_chart(found))
    moved = tables.moved_table(reading, limit)
    plans = away[away["kind"] == OLD_PLAN]
    away_tables = (
        tables.kinds_table(away),
        tables.away_table(plans, reading.names, book.as_of, "Old employer plans on record", limit),
    )
    return tuple(block for block in (*blocks, moved, *away_tables) if not isinstance(block, Table) or block.rows)


def _extremes(groups: Sequence[Group]) -> tuple[Figure, ...]:
    """The highest and the lowest share among the rows, where there are two."""
    known = words.ranked(groups)
    if len(known) < 2:
        return ()
    return tuple(
        Figure(key, f"Share of wallet, {group.name}", rate(wallet(group.wallet).share), "rate", F24,
               Rows.of("households", group.wallet.index))
        for key, group in (("best", known[0]), ("worst", known[-1]))
    )  # fmt: skip


def _one(reading: Reading, period: Period, client: str, everywhere: pd.DataFrame) -> Result:
    book, when, name = reading.book, str(period), str(reading.names[client])
    away, maybe = (rows[rows["household_id"] == client] for rows in (everywhere, plan_events(book, everywhere)))
    figures = (
        *share_figures(reading),
        *declared_figures(reading.rows),
        *move_figures(reading, when),
        *away_figures(away, maybe),
        *reach_figures(reading.rows),
        data_month(book),
    )
    by_key = {figure.key: figure for figure in figures}
    label = UNKNOWN if reading.moves is None else str(reading.moves.loc[client, "label"])
    months = book.household_months
    assets = months[months["household_id"] == client].set_index("month")["end_value_cents"]
    blocks = (
        tables.clients_table(reading, 1),
        tables.declarations_table(book, client, assets),
        *([tables.move_table(reading.move)] if reading.move is not None and reading.move.change is not None else []),
        tables.away_table(away, reading.names, book.as_of, "Held away, by name"),
    )
    return Result(
        title=f"Share of wallet: {name}",
        as_of=book.as_of,
        figures=figures,
        blocks=tuple(block for block in blocks if block.rows),
        summary=(*words.client_lines(by_key, name, label, when), data_line(by_key["data_month"])),
        caveats=words.caveats(reading, by_key, plans=bool(by_key["old_plans"].value), by=None),
    )


def _held_away(book: Book, away: pd.DataFrame, client: str | None, limit: int) -> Result:
    """Only what is held elsewhere: by kind, by name, old employer plans with the date of each record."""
    maybe, names = plan_events(book, away), client_labels(book)
    if client is not None:
        away, maybe = (rows[rows["household_id"] == client] for rows in (away, maybe))
    figures = (*away_figures(away, maybe), data_month(book))
    by_key = {figure.key: figure for figure in figures}
    whose = book.scope.label if client is None else str(names[client])
    plans = away[away["kind"] == OLD_PLAN]
    blocks: tuple[Block, ...] = (
        tables.away_table(plans, names, book.as_of, "Old employer plans on record"),
        tables.events_table(maybe, names),
        tables.kinds_table(away),
        *([tables.kinds_chart(away)] if len(away) else []),
        tables.away_table(away, names, book.as_of, "Largest sums held away", limit),
    )
    return Result(
        title=f"Money held away: {whose}",
        as_of=book.as_of,
        figures=figures,
        blocks=tuple(block for block in blocks if not isinstance(block, Table) or block.rows),
        summary=(*words.plan_lines(by_key), *words.away_lines(by_key)),
        caveats=(
            *((words.ROLLOVER,) if by_key["old_plans"].value or by_key["plan_events"].value else ()),
            "Each record holds what the client last told, at its date; it is not followed since.",
        ),
    )
