"""What tests of stack ranks share: advisors and periods of the small firm, answers by scope, tables by title."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.blocks import Result, Table
from assistant.book.periods import Period, parse_period
from tests.analytics.conftest import answers

ADVISORS = ("A1", "A2", "A3")
AS_OF = dt.date(2026, 10, 31)


def period(word: str = "ytd") -> Period:
    return parse_period(word, AS_OF, earliest=dt.date(2024, 9, 1))


def answered(topic: str, column: str, **wanted: str) -> dict[str, float]:
    """The independent answers of the advisors, blank ones left out."""
    rows = [row for row in answers(topic) if all(row[k] == v for k, v in wanted.items()) and row["scope"] in ADVISORS]
    return {row["scope"]: float(row[column]) for row in rows if row[column]}


def table(result: Result, title: str) -> list[dict[str, Any]]:
    """The rows of the one table whose title begins so, by column."""
    (found,) = (block for block in result.blocks if isinstance(block, Table) and block.title.startswith(title))
    return [dict(zip([column.key for column in found.columns], row, strict=True)) for row in found.rows]
