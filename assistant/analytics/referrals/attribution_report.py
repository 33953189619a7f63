"""The wins of a period by the rule of attribution asked for and by the others, side by side: a table that adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.referrals.attribution import (
    METHODS,
    MOST_WITHOUT_MARKOV,
    RULES,
    Journey,
    Rule,
    credit,
    journeys_not_won,
    journeys_of_wins,
    removal_credit,
)
from assistant.analytics.referrals.economics import NO_SOURCE
from assistant.blocks import Column, Table
from assistant.errors import BadArguments
from assistant.figures import Figure, Line, Method, Rows, Value, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

WORDS: Mapping[str, str] = {
    "first": "First touch",
    "last": "Last touch",
    "linear": "Linear",
    "position": "By position 40/20/40",
    "markov": "Removal effect",
}
SAID: Mapping[Rule, str] = {
    "first": "first touch",
    "last": "last touch",
    "linear": "linear attribution",
    "position": "attribution by position",
}
SEVERAL = Method("F33 journeys", "won clients of the period whose journey has touches of more than one source")
UNSOURCED = "No source on file"


@dataclass(frozen=True, slots=True)
class Credits:
    """The blocks, figures and words about who is credited with the wins."""

    table: Table
    figures: tuple[Figure, ...]
    line: Line
    caveats: tuple[str, ...]


def credited_wins(book: Book, leads: pd.DataFrame, rule: Rule, names: pd.Series) -> Credits:
    """Who is credited with the leads of the period that were won, under the rule asked for, the others beside it.

    `names`: of sources, by source_id. Every column of the table sums to the clients won. Raises BadArguments for a rule
    that is not one of RULES. Source: F33, attribution.
    """
    if rule not in RULES:
        raise BadArguments(f"Wins are attributed by {', '.join(RULES)}, not by “{rule}”.")
    won, others = journeys_of_wins(book, leads), journeys_not_won(leads)
    columns: dict[str, dict[str, Fraction]] = {
        name: credit(won, name) for name in (rule, *(other for other in RULES if other != rule))
    }
    enough = len(won) + len(others) > MOST_WITHOUT_MARKOV
    if enough:
        columns["markov"] = removal_credit(tuple(won.values()), others)
    known = names.to_dict() | {NO_SOURCE: UNSOURCED}
    known |= {source: source for credits in columns.values() for source in credits if source not in known}
    several = {win: journey for win, journey in won.items() if len(set(journey)) > 1}
    figures = (*_figures(columns[rule], rule, known, won), _several(several))
    return Credits(_table(columns, known, len(won)), figures, _line(rule, figures), _caveats(enough, bool(several)))


def _table(columns: Mapping[str, Mapping[str, Fraction]], names: Mapping[str, str], wins: int) -> Table:
    """Sources with any credit, most by the first column first, and the total; no rows are cut, so that it adds up."""
    main = next(iter(columns.values()))
    sources = sorted({s for credits in columns.values() for s in credits}, key=lambda s: (-main.get(s, 0), names[s]))
    rows: list[tuple[Value, ...]] = [
        (names[source], *(_printed(credits.get(source, Fraction(0))) for credits in columns.values()))
        for source in sources
    ]
    rows.append(("All won clients", *(_printed(sum(credits.values(), Fraction(0))) for credits in columns.values())))
    head = (Column("source", "Source"), *(Column(rule, WORDS[rule], "count", METHODS[rule]) for rule in columns))
    return Table("Clients won, by the rule that credits them", head, tuple(rows if wins else ()))


def _printed(part: Fraction) -> Value:
    return int(part) if part.denominator == 1 else rate(float(part), 4)


def _figures(
    credits: Mapping[str, Fraction], rule: str, names: Mapping[str, str], won: Mapping[str, Journey]
) -> list[Figure]:
    method = METHODS[rule]
    found = [
        Figure(
            f"credit_{source or 'none'}",
            f"{names[source]}: won clients credited",
            _printed(part),
            "count",
            method,
            Rows.of("leads", (win for win, journey in won.items() if source in journey)),
        )
        for source, part in sorted(credits.items(), key=lambda item: (-item[1], item[0]))
    ]
    return [*found, Figure("credited", "Won clients credited", len(won), "count", method, Rows.of("leads", won))]


def _several(several: Mapping[str, Journey]) -> Figure:
    return Figure(
        "journeys_several",
        "Won clients with touches of several sources",
        len(several),
        "count",
        SEVERAL,
        Rows.of("leads", several),
    )


def _line(rule: Rule, figures: tuple[Figure, ...]) -> Line:
    """Who is credited with most, by which rule, and whether another rule could say otherwise."""
    first, total, several = figures[0], figures[-2], figures[-1]
    if not total.value:
        return Line("No lead of the period was won, so there is no win to credit.")
    agree = (
        "no journey has several sources, so every rule agrees"
        if not several.value
        else ("{several} of them came by several sources, and the other rules stand beside it")
    )
    return Line(
        "By {rule}, {name} is credited with {most} of {total} clients won; " + agree + ".",
        {
            "rule": SAID[rule],
            "name": first.label.removesuffix(": won clients credited"),
            "most": first,
            "total": total,
            "several": several,
        },
    )


def _caveats(enough: bool, several: bool) -> tuple[str, ...]:
    found = []
    if several:
        found.append(
            "A journey is the leads that carry the same household, in time order, and the source on its own record "
            "where that differs; touches that nobody recorded are not in it."
        )
    if not enough:
        found.append(
            f"The removal effect (Markov) is left out: it takes more than {MOST_WITHOUT_MARKOV} journeys to be more "
            "than noise."
        )
    return tuple(found)
