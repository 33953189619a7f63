"""Figures: numbers with their provenance. Rounding and printing happen here and nowhere else.

An analysis makes figures with a short `key`; the turn gives each an `id` that names the very call it came from, so that
any figure can be explained and computed again to the cent.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from babel.dates import format_date
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

Unit = Literal["money", "rate", "multiple", "count", "score", "months", "years", "days", "date", "text"]
Value = Decimal | int | dt.date | str | None

LOCALES: Mapping[str, str] = {"en": "en_US", "it": "it_IT", "es": "es_ES"}
SAMPLE_OF_ROWS = 50


@dataclass(frozen=True, slots=True)
class Method:
    """How a figure is obtained: the formula's id in the methods pages, and its definition in one sentence."""

    id: str
    definition: str

    def __str__(self) -> str:
        return f"{self.id}: {self.definition}"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the book behind a figure: the table and the ids, all of them."""

    table: str = ""
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: str, ids: Iterable[object]) -> Rows:
        return cls(table, tuple(sorted({str(i) for i in ids})))

    def to_json(self) -> dict[str, Any]:
        return {"table": self.table, "count": len(self.ids), "ids": list(self.ids[:SAMPLE_OF_ROWS])}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number (or date, or word) with its provenance.

    `value` is in the unit's own terms: `money` a Decimal of whole currency units with two places, `rate` a decimal
    fraction (0.94), `multiple` a plain ratio. An undefined value is None and `reason` says why. `inputs` are the
    assumptions and arguments that went in, in words.
    """

    key: str
    label: str
    value: Value
    unit: Unit
    method: Method
    rows: Rows = Rows()
    inputs: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, float):
            raise TypeError(f"figure {self.key}: a float is not exact; use money(), rate() or a Decimal")
        if self.value is None and not self.reason:
            raise ValueError(f"figure {self.key}: an undefined value needs its reason")

    def to_json(self, *, language: str = "en", currency: str = "USD") -> dict[str, Any]:
        """The figure as JSON; `text` is the value as it is printed, so that no door rounds by itself."""
        return {
            "id": self.id or self.key,
            "key": self.key,
            "label": self.label,
            "value": json_value(self.value),
            "unit": self.unit,
            "text": show(self.value, self.unit, language=language, currency=currency),
            "method": str(self.method),
            "rows": self.rows.to_json(),
            "inputs": dict(self.inputs),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One plain sentence built from figures: a template with `{name}` places, and what stands in them.

    A place holds a Figure (printed for the reader's language) or a word that is printed as it is.
    """

    template: str
    values: Mapping[str, Figure | str] = field(default_factory=dict)


def money(cents: int | float | Decimal | None) -> Decimal | None:
    """Whole cents → an exact Decimal of currency units. Fractions of a cent are rounded half to even, once, here."""
    if cents is None or (isinstance(cents, float) and math.isnan(cents)):
        return None
    whole = Decimal(cents).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return (whole / 100).quantize(Decimal("0.01"))


def rate(value: float | Decimal | None, places: int = 6) -> Decimal | None:
    """A ratio kept to `places` decimals (0.941234), so that the same book gives the same bytes on any machine."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return Decimal(repr(float(value)) if isinstance(value, float) else value).quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN
    )


def json_value(value: Value) -> Any:
    if isinstance(value, Decimal):
        return float(value)  # two or six places: the shortest text of the float is the decimal itself
    return value.isoformat() if isinstance(value, dt.date) else value


def show(value: Value, unit: Unit, *, language: str = "en", currency: str = "USD", compact: bool = False) -> str:
    """A value in the reader's language: `$1,234,567`, `94.1%`, `2.81×`, `3 Mar 2026`. None prints as a dash."""
    locale = LOCALES.get(language, LOCALES["en"])
    if value is None:
        return "—"
    if isinstance(value, dt.date):
        return format_date(value, "d MMM y", locale=locale)
    if isinstance(value, str):
        return value
    number = Decimal(value)
    if unit == "money":
        return _show_money(number, currency, locale, compact)
    if unit == "rate":
        return format_percent(_rounded(number, 3), "#,##0.0%" if locale == "en_US" else "#,##0.0 %", locale=locale)
    if unit == "multiple":
        return f"{format_decimal(_rounded(number, 2), '#,##0.00', locale=locale)}×"
    if unit == "score":
        return format_decimal(_rounded(number, 2), "#,##0.00", locale=locale)
    return format_decimal(_rounded(number, 1), "#,##0.#", locale=locale)


def _rounded(number: Decimal, places: int) -> Decimal:
    """Half to even; what rounds to nothing loses its sign, so that no reader meets a minus zero."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN) + 0


def _show_money(amount: Decimal, currency: str, locale: str, compact: bool) -> str:
    if compact and abs(amount) >= 10_000:
        return format_compact_currency(amount, currency, locale=locale, fraction_digits=1)
    return format_currency(
        _rounded(amount, 0), currency, locale=locale, currency_digits=False, format=_money_pattern(locale)
    )


def _money_pattern(locale: str) -> str:
    return "¤#,##0;-¤#,##0" if locale == "en_US" else "#,##0 ¤;-#,##0 ¤"


def say(line: Line, *, language: str = "en", currency: str = "USD") -> str:
    """The sentence in words. A place without a value is an error of the analysis, found by its test."""

    def fill(match: re.Match[str]) -> str:
        value = line.values[match.group(1)]
        return value if isinstance(value, str) else show(value.value, value.unit, language=language, currency=currency)

    return re.sub(r"\{(\w+)\}", fill, line.template)
