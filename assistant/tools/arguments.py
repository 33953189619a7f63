"""The arguments every report tool shares, and the kinds of value they take, as people write them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

DEFAULT_LIMIT = 10
PARTS = ("advisor", "team", "branch", "region")
"""Values of `by` and `level` that are parts of the firm; a tool opens one Book a part with `turn.parts`."""
PERIODS = "wtd mtd qtd ytd 1y 3y 5y all, 2026, 2026-H1, 2026-Q3, 2026-09, a day, or 2026-01-15..2026-03-31"


def _as_rate(value: Any) -> Any:
    """0.94, 94, "94", "94%", "94 %", "0,94" all mean 0.94."""
    if value is None or isinstance(value, bool):
        return value
    text = str(value).strip().replace(",", ".")
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        return value
    return number / 100 if percent or abs(number) > 1 else number


def _as_names(value: Any) -> Any:
    """A single name is a list of one."""
    return [value] if isinstance(value, str) else value


Rate = Annotated[float, BeforeValidator(_as_rate), Field(ge=-1, le=1)]
Names = Annotated[list[str], BeforeValidator(_as_names)]


class Arguments(BaseModel):
    """Parent of every tool's arguments. An argument that does not exist is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportArguments(Arguments):
    scope: str | None = Field(
        None, description="advisor, team, branch, region or `firm`; default: the caller's own book"
    )
    period: str = Field(
        "ytd",
        description=PERIODS,
    )
    as_of: dt.date | None = Field(None, description="ISO date; default the book's last closed day")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=500, description="how many rows to show")
    language: str | None = Field(None, description="language of the answer: en, it, es …")
