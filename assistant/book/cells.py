"""How a book looks in CSV, for whoever reads or writes one: column names, amounts, and text a spreadsheet might run.

A file of a book is opened in spreadsheets. Text that such a program would run as a formula gets an apostrophe before it
when it is written, and loses it when it is read, so a round trip is exact. An import refuses formulas without one.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column

from assistant.book.tables.columns import Cents

PHONE_OR_NUMBER = re.compile(r"[+-]\s?\(?[0-9][0-9\s().,/#-]*(?:(?:x|ext)\.?\s*[0-9]+)?", re.ASCII)
EXPOSED = re.compile(r"\s*[=+\-@]")
GUARDED = re.compile(r"'+\s*[=+\-@]")
RUNS = re.compile(r"=[\w(+\-\"'@$\[{]|[+\-@]\s*[\w.$+*/\-]*[(|!]", re.ASCII)
"""A sign that is followed by what a formula is made of: `=A1`, `=-2`, `@SUM(`, `+cmd|`, `-2+3+cmd|`, `+Sheet1!A1`."""


def csv_name(column: Column[Any]) -> str:
    """The name of a column in its CSV file."""
    return column.name.removesuffix("_cents") if isinstance(column.type, Cents) else column.name


def amount(cents: int) -> str:
    """Cents as the CSV has them: `-1234.50`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def is_formula(text: str, *, prose: bool = False) -> bool:
    """Whether a spreadsheet may run this text. A phone number (`+1 555 0100`), a negative number and a lone sign are
    harmless; in prose a sentence may begin with a dash (`- called, no answer`)."""
    if not _exposed(text) or len(text) == 1:
        return False
    return not prose or RUNS.match(text.lstrip()) is not None


def guarded(text: str) -> str:
    """Text as it is written to a file: with an apostrophe before a sign that a spreadsheet takes for a formula."""
    return "'" + text if _exposed(text) or GUARDED.match(text) else text


def without_guard(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if GUARDED.match(text) else text


def _exposed(text: str) -> bool:
    return EXPOSED.match(text) is not None and not PHONE_OR_NUMBER.fullmatch(text)
