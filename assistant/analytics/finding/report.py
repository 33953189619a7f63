"""The households that meet every condition given, or the whole book, and how they are spread over a characteristic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.bridge import data_line, data_month
from assistant.analytics.earned import REVENUE
from assistant.analytics.finding.conditions import all_true, households_asked, meet_all
from assistant.analytics.finding.days import CONTACT
from assistant.analytics.finding.distribution import (
    By,
    spread,
    spread_chart,
    spread_figures,
    spread_line,
    spread_table,
)
from assistant.analytics.finding.met import MATCHES, Met
from assistant.analytics.finding.parts import parts_chart, parts_figures, parts_lines, parts_of, parts_table
from assistant.analytics.finding.quantities import (
    TODAY,
    assets_of_all,
    quantity_cell,
    revenue_of_year,
)
from assistant.analytics.finding.wording import read_where
from assistant.analytics.labels import client_labels
from assistant.analytics.people import last_two_way
from assistant.analytics.wallet import FRESH_MONTHS, wallet_rows
from assistant.blocks import Block, Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

SHARE = Method("share of the book", "of the households that match ÷ of all households looked at")
UNTOLD = Method("untold", "households that meet every other condition, where the book cannot tell this one")
NAMED = 3
Figures = Mapping[str, Figure]


def find_clients(
    book: Book,
    *,
    where: Any = None,
    by: By | None = None,
    limit: int = 10,
    level: str | None = None,
    parts: Sequence[Book] = (),
) -> Result:
    """The households of a book that meet all conditions, with their assets and revenue, and their distribution.

    `where`: conditions as an object or a sentence (see wording.read_where and conditions.CONDITIONS); nothing is the
    whole book. `by`: spreads the matches over bands. `limit`: how many households are listed, the largest first.
    `parts`: with a `level` (advisor, team …), one Book a part at the same date, compared by age and concentration.
    Closed households are left out unless `status` asks for them. Raises BadArguments for an unknown condition or a
    value that cannot be read. Sources: S1 for classes, contract for revenue; bands as printed.
    """
    pairs = read_where(where)
    ids = households_asked(book, pairs)
    met = meet_all(book, ids, pairs)
    matched = all_true(met, ids)
    money_of = pd.DataFrame({"aum_cents": assets_of_all(book), "revenue_cents": revenue_of_year(book)})
    figures = {f.key: f for f in (*_counts(ids, matched, money_of), *_untold(met, ids), *_asked(met))}
    blocks: list[Block] = []
    lines = [_headline(book, figures, met)]
    if met:
        lines += _first_names(book, matched, money_of)
        blocks += _lists(book, matched, met, money_of, limit)
    lines += _untold_lines(met, figures)
    if by:
        found = spread(book, matched, by, money_of)
        figures |= {f.key: f for f in spread_figures(found)}
        lines.append(spread_line(found, dict(figures)))
        blocks += [spread_table(found), spread_chart(found)]
    if level:
        compared = parts_of(parts, pairs)
        figures |= {f.key: f for f in parts_figures(compared)}
        lines += parts_lines(dict(figures))
        blocks += [parts_table(compared, level), parts_chart(compared, level)]
    month = data_month(book)
    return Result(
        title=f"Clients of {book.scope.label}{' that match' if met else ''}{f', by {by}' if by else ''}".replace(
            "net_worth", "net worth"
        ),
        as_of=book.as_of,
        figures=(*figures.values(), month),
        blocks=tuple(blocks),
        summary=(*lines, data_line(month)),
        caveats=_caveats(book, matched, met, by, limit, {key for key, _ in pairs}),
    )


def _counts(everyone: pd.Index, matched: pd.Index, money_of: pd.DataFrame) -> tuple[Figure, ...]:
    mine = money_of.reindex(matched).sum()
    behind, all_rows = Rows.of("households", matched), Rows.of("households", everyone)
    aum = int(money_of["aum_cents"].sum())
    no_clients, no_assets = "there is no client to look at", "the book has no assets at the last closed month"
    return (
        Figure("clients", "Clients that match", len(matched), "count", MATCHES, behind),
        Figure("book_clients", "Clients looked at", len(everyone), "count", MATCHES, all_rows),
        Figure("clients_share", "Share of clients", rate(len(matched) / len(everyone)) if len(everyone) else None,
               "rate", SHARE, behind, reason="" if len(everyone) else no_clients),
        Figure("aum", "Their assets", money(int(mine["aum_cents"])), "money", TODAY, behind),
        Figure("aum_share", "Share of the book's assets", rate(int(mine["aum_cents"]) / aum) if aum else None, "rate",
               SHARE, behind, reason="" if aum else no_assets),
        Figure("revenue", "Their revenue, twelve months", money(int(mine["revenue_cents"])), "money", REVENUE, behind),
    )  # fmt: skip


def _untold(met: Sequence[Met], ids: pd.Index) -> tuple[Figure, ...]:
    """For each condition the households that only what is missing keeps out of the list."""
    figures = []
    for place, one in enumerate(met):
        others = [m.holds.fillna(True) for other, m in enumerate(met) if other != place]
        open_still = pd.concat([one.holds.isna(), *others], axis=1).all(axis=1)
        if open_still.any():
            behind = Rows.of("households", ids[open_still])
            count = int(open_still.sum())
            figures.append(Figure(f"untold_{one.key}", f"Clients with {one.missing}", count, "count", UNTOLD, behind))
    return tuple(figures)


def _asked(met: Sequence[Met]) -> tuple[Figure, ...]:
    """The bounds that were asked for, as figures."""
    return tuple(value for one in met for value in one.words.values.values() if isinstance(value, Figure))


def _headline(book: Book, figures: Figures, met: Sequence[Met]) -> Line:
    values: dict[str, Figure | str] = {"whose": book.scope.label, **figures}
    if not met:
        return Line("{whose} has {clients} clients with {aum} of assets and {revenue} of revenue over twelve months.",
                    values)  # fmt: skip
    values |= {key: value for one in met for key, value in one.words.values.items()}
    conditions = "; ".join(one.words.template for one in met)
    if not figures["clients"].value:
        return Line(f"No client of {{whose}} matches: {conditions}.", values)
    share = ", {aum_share} of the book" if figures["aum_share"].value is not None else ""
    verb = "client matches" if figures["clients"].value == 1 else "clients match"
    template = (
        f"{{clients}} {verb} in the book of {{whose}} ({conditions}): {{aum}} of assets{share}, and {{revenue}} of "
    )
    return Line(template + "revenue over twelve months.", values)


def _first_names(book: Book, matched: pd.Index, money_of: pd.DataFrame) -> list[Line]:
    names = client_labels(book).reindex(_largest_first(matched, money_of)[:NAMED])
    if len(matched) < 2:
        return [Line("It is {name}.", {"name": str(names.iloc[0])})] if len(matched) else []
    listed = f"{', '.join(names[:-1])} and {names.iloc[-1]}"
    return [
        Line("The largest by assets are {names}." if len(matched) > NAMED else "They are {names}.", {"names": listed})
    ]


def _largest_first(matched: pd.Index, money_of: pd.DataFrame) -> pd.Index:
    order = money_of.reindex(matched).rename_axis("household_id").reset_index()
    return pd.Index(order.sort_values(["aum_cents", "household_id"], ascending=[False, True])["household_id"])


def _lists(book: Book, matched: pd.Index, met: Sequence[Met], money_of: pd.DataFrame, limit: int) -> list[Block]:
    """The households that match, the birthdays among them, and what each condition leaves by itself."""
    blocks: list[Block] = []
    if len(matched):
        blocks.append(_clients_table(book, _largest_first(matched, money_of)[:limit], met, money_of))
    names = client_labels(book)
    for one in met:
        if one.people is not None and len(found := one.people[one.people["household_id"].isin(matched)]):
            blocks.append(_people_table(found.head(limit), names))
    if len(met) > 1 or not len(matched):
        blocks.append(_conditions_table(met))
    return blocks


def _clients_table(book: Book, shown: pd.Index, met: Sequence[Met], money_of: pd.DataFrame) -> Table:
    """One line a household: what was asked about, then assets, revenue and last contact."""
    spoken = pd.to_datetime(last_two_way(book))
    usual = (
        (Column("aum", "Assets", "money", TODAY), money_of["aum_cents"]),
        (Column("revenue", "Revenue, twelve months", "money", REVENUE), money_of["revenue_cents"]),
        (Column("last_contact", "Last contact", "date", CONTACT), spoken),
    )
    asked = {one.column.key: (one.column, one.cells) for one in met}
    parts = [*asked.values(), *(part for part in usual if part[0].key not in asked)]
    names = client_labels(book)
    cells = [[_cell(value, column) for value in series.reindex(shown)] for column, series in parts]
    rows = tuple((str(names[i]), *line) for i, line in zip(shown, zip(*cells, strict=True), strict=True))
    return Table("Clients that match", (Column("client", "Client"), *(c for c, _ in parts)), rows, tuple(shown))


def _cell(value: Any, column: Column) -> Value:
    if pd.isna(value):
        return None
    if column.unit == "date":
        return dt.date.fromisoformat(str(value)[:10])
    return str(value) if column.unit == "text" else quantity_cell(value, column.unit)


def _people_table(found: pd.DataFrame, names: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("who", "Whose birthday"),
        Column("on", "On", "date"),
        Column("turns", "Turns", "years"),
    )
    rows = tuple((str(names[p.household_id]), p.who.strip(), p.on.date(), int(p.turns)) for p in found.itertuples())
    return Table("Birthdays", columns, rows, tuple(found["household_id"]))


def _conditions_table(met: Sequence[Met]) -> Table:
    columns = (
        Column("condition", "Condition"),
        Column("meets", "Meet it", "count", MATCHES),
        Column("untold", "Cannot be told", "count", UNTOLD),
    )
    rows = tuple((m.column.label, int(m.holds.fillna(False).sum()), int(m.holds.isna().sum())) for m in met)
    return Table("Each condition by itself", columns, rows)


def _untold_lines(met: Sequence[Met], figures: Figures) -> list[Line]:
    """Who is missing from the list only because something is missing from the record."""
    lines = []
    for one in met:
        figure = figures.get(f"untold_{one.key}")
        if figure is not None:
            subject = "client has" if figure.value == 1 else "clients have"
            template = f"{{n}} more {subject} {{missing}}, so whether they match cannot be told."
            lines.append(Line(template, {"n": figure, "missing": one.missing}))
    return lines


def _caveats(
    book: Book, matched: pd.Index, met: Sequence[Met], by: By | None, limit: int, asked: set[str]
) -> tuple[str, ...]:
    notes = [one.note for one in met if one.note]
    if met and len(matched) > limit:
        notes.append(f"The list shows the first {limit} by assets; all of them are counted.")
    if "net_worth" in asked or by == "net_worth":
        stale = wallet_rows(book).reindex(matched)
        old = int((stale["worth_cents"].notna() & ~stale["is_fresh"].fillna(False).astype(bool)).sum())
        notes += [f"{old} of them declared it more than {FRESH_MONTHS} months ago."] if old else []
    if "status" not in asked:
        notes.append("Closed households and people who died are left out.")
    return tuple(notes)
