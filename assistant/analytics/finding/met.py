"""What one condition found: who meets it, who cannot be told, and what it says in words and in a column."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assistant.blocks import Column
from assistant.figures import Line, Method

ASKED = Method("condition", "as it was asked")
MATCHES = Method("matches", "households that meet every condition; what is not on record meets none")


@dataclass(frozen=True, slots=True)
class Met:
    """`holds`: index household_id, True, False, or NA where the book cannot tell (`missing` says what is not on
    record). `column` and `cells` show what was asked about; `people` are the persons it found, where it is about
    persons; `note` is a reading worth saying."""

    key: str
    holds: pd.Series
    words: Line
    column: Column
    cells: pd.Series
    missing: str = ""
    people: pd.DataFrame | None = None
    note: str = ""


def told(holds: pd.Series, known: pd.Series) -> pd.Series:
    """Three answers of two: NA where nothing is known, else whether it holds."""
    return holds.astype("boolean").where(known.astype(bool))
