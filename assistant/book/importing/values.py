"""The text of one CSV cell → the value its column holds. One reader a column type, each saying what would be right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import Any
from zoneinfo import available_timezones

import numpy as np
from sqlalchemy import Boolean, Column, Date, Integer, String

from assistant.book.cells import is_formula, without_guard
from assistant.book.tables.columns import Cents, Month, Rate, Shares, Words, Zone
from assistant.database import UtcTime

PLAIN_MONEY = re.compile(
    r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?"
)  # below 1e15 cents, which a double still holds exactly
PLAIN_COLUMN = re.compile(r"(?:-?[0-9]{1,13}\.[0-9]{2}\n)+")
PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,17})?")
WHOLE = re.compile(r"-?[0-9]{1,12}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
YEARS = range(1850, 2200)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # the last two hide or turn round what is read
CONTROL_IN_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LONGEST_KEY, LONGEST_TEXT, LONGEST_PROSE = 200, 2_000, 100_000  # a key must fit a database's index
SHOWN = 40

Reader = Callable[[str], Any]


class Wrong(ValueError):
    """A cell that cannot be read: a stable kind and a sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


def reader_of(column: Column[Any]) -> Reader:
    """The function that reads the cells of a column, blanks included. It raises Wrong."""
    read = _typed_reader(column)
    prose = column.info.get("prose", False)
    blank: Any = "" if column.info.get("blank_key") else None
    may_be_blank = bool(column.nullable) or blank is not None

    def cell(text: str) -> Any:
        if not text.isascii():
            _decoded(text)
        if not prose:
            text = text.strip()
        elif not text.strip():
            text = ""
        if text:
            return read(text)
        if may_be_blank:
            return blank
        raise Wrong("blank_required", f"is blank; write {_example(column)}")

    return cell


def convert(column: Column[Any], cells: Sequence[str]) -> tuple[list[Any], dict[int, Wrong]]:
    """Values of a column (None where a cell is wrong) and what is wrong by position. Each distinct text is read once,
    and equal cells share one value in memory."""
    if isinstance(column.type, Cents) and (amounts := _plain_amounts(cells, column.info.get("low"))) is not None:
        return amounts, {}
    read = reader_of(column)
    values: dict[str, Any] = {}
    wrong: dict[str, Wrong] = {}
    for text in dict.fromkeys(cells):
        try:
            values[text] = read(text)
        except Wrong as error:
            values[text], wrong[text] = None, error
    places = {position: wrong[text] for position, text in enumerate(cells) if text in wrong} if wrong else {}
    return [values[text] for text in cells], places


def _plain_amounts(cells: Sequence[str], low: int | None) -> list[int] | None:
    """Cents of a column that holds nothing but amounts with two decimals, read in one go; None when anything else is
    among them. Most of a large book is such columns."""
    text = "\n".join(cells) + "\n"
    if not PLAIN_COLUMN.fullmatch(text):
        return None
    amounts = np.fromstring(text.replace(".", ""), dtype=np.int64, sep="\n")
    sound = len(amounts) == len(cells) and (low is None or amounts.min() >= low)
    return amounts.tolist() if sound else None


def shown(text: str) -> str:
    """A cell as a message quotes it: short, on one line, without control characters."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in short)


def _typed_reader(column: Column[Any]) -> Reader:
    kind, info = column.type, column.info
    low, high = info.get("low"), info.get("high")
    if isinstance(kind, Cents):
        return partial(_money, low=low)
    if isinstance(kind, Rate):
        return partial(_rate, low=low, high=high)
    if isinstance(kind, Integer):
        return partial(_whole, low=low, high=high)
    if isinstance(kind, Words):
        return partial(_words, kind=kind)
    if isinstance(kind, String):
        limit = LONGEST_KEY if column.primary_key or info.get("refers") else LONGEST_TEXT
        return _prose if info.get("prose") else partial(_text, limit=limit)
    plain: dict[type, Reader] = {
        Month: _month,
        Zone: _zone,
        Shares: _shares,
        UtcTime: _moment,
        Date: _day,
        Boolean: _flag,
    }
    return plain[type(kind)]  # a new column type without a reader fails here, at the first import


def _example(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, Words):
        return " or ".join(kind.choices) if len(kind.choices) <= 3 else f"one of {', '.join(kind.choices)}"
    examples = {
        Cents: "an amount, such as 0.00", Rate: "a decimal, such as 0.0085", Month: "a month, such as 2026-10",
        Date: "a date, such as 2026-10-31", UtcTime: "a time with its offset, such as 2026-10-31T09:30:00Z",
    }  # fmt: skip
    target = column.info.get("refers")
    return examples.get(type(kind), f"an id of {target.split('.')[0]}.csv" if target else "its value")


def _decoded(text: str) -> None:
    """Bytes that are no UTF-8 were read as lone surrogates; they must not go further."""
    try:
        text.encode()
    except UnicodeEncodeError:
        message = f"{shown(text)} holds bytes that are not UTF-8; save the file as UTF-8"
        raise Wrong("wrong_encoding", message) from None


def _money(text: str, low: int | None) -> int:
    plain = PLAIN_MONEY.fullmatch(text)
    if plain is None:
        raise Wrong("bad_money", f"{shown(text)} {_money_advice(text)}")
    sign, whole, cents = plain.groups()
    amount = int(whole) * 100 + int((cents or "").ljust(2, "0"))
    if sign and amount:
        if low == 0:
            raise Wrong("negative_amount", f"{text} is negative; this amount is never below 0.00")
        return -amount
    return amount


def _money_advice(text: str) -> str:
    if re.fullmatch(r"-?[0-9]+\.[0-9]{3,}", text):
        return "has more than two decimals; write whole cents, such as 1234.56"
    if re.fullmatch(r"-?[0-9]{14,}(\.[0-9]*)?", text):
        return "is too large to be an amount of money"
    bare = re.sub(r"[\s$€£']|USD|EUR|GBP", "", text)
    if re.fullmatch(r"\(.*\)", bare):
        bare = "-" + bare[1:-1]
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"-?[0-9.]+,[0-9]{1,2}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    right = bare if PLAIN_MONEY.fullmatch(bare) else "an amount such as 1234.56"
    return f"is not a plain decimal; write {right}"


def _rate(text: str, low: float | None, high: float | None) -> float:
    percent = text.endswith("%") and PLAIN_DECIMAL.fullmatch(text[:-1].strip())
    if percent:
        right = format(Decimal(text[:-1].strip()) / 100, "f")
        raise Wrong("bad_rate", f"{shown(text)} is not a decimal fraction; write {right}")
    if not PLAIN_DECIMAL.fullmatch(text):
        raise Wrong("bad_rate", f"{shown(text)} is not a plain decimal; write it like 0.0085")
    value = float(text)
    if (low is not None and value < low) or (high is not None and value > high):
        advice = f"; {text} percent is {format(Decimal(text) / 100, 'f')}" if high == 1 and 1 < value <= 100 else ""
        raise Wrong("bad_rate", f"{text} is not between {low:g} and {high:g}{advice}")
    return value or 0.0  # -0 is 0


def _whole(text: str, low: int | None, high: int | None) -> int:
    if not WHOLE.fullmatch(text):
        raise Wrong("bad_number", f"{shown(text)} is not a whole number; write digits only, such as 30")
    value = int(text)
    if (low is not None and value < low) or (high is not None and value > high):
        raise Wrong("out_of_range", f"{text} is not between {low} and {high}")
    return value


def _day(text: str) -> dt.date:
    if not DAY.fullmatch(text):
        raise Wrong("bad_date", f"{shown(text)} is not an ISO date; write it as YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Wrong("impossible_date", f"{text} is not a day of the calendar") from None
    if day.year not in YEARS:
        raise Wrong("impossible_date", f"{text} is not a year a book can hold; check its year")
    return day


def _month(text: str) -> str:
    if not MONTH.fullmatch(text) or int(text[:4]) not in YEARS:
        raise Wrong("bad_month", f"{shown(text)} is not a month; write it as YYYY-MM")
    return text


def _moment(text: str) -> dt.datetime:
    form = MOMENT.fullmatch(text)
    if form is None:
        raise Wrong("bad_time", f"{shown(text)} is not an ISO time; write it like 2026-10-31T09:30:00-04:00")
    if form[1] is None:
        raise Wrong("time_without_offset", f"{text} has no offset; write {text}Z or {text}-04:00, as is right")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("bad_time", f"{text} is not a time of the calendar and clock") from None
    if moment.year not in YEARS:
        raise Wrong("bad_time", f"{text} is not a year a book can hold; check its year")
    return moment.astimezone(dt.UTC)


def _flag(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    right = {"yes": "true", "y": "true", "1": "true", "no": "false", "n": "false", "0": "false"}.get(text.lower())
    right = right or (text.lower() if text.lower() in ("true", "false") else "true or false")
    raise Wrong("bad_boolean", f"{shown(text)} is not a boolean; write {right}")


def _words(text: str, kind: Words) -> str:
    words = [word.strip() for word in text.split(";") if word.strip()] if kind.many else [text]
    for word in words:
        if word not in kind.choices:
            known = ", ".join(kind.choices)
            raise Wrong("word_outside_list", f"{shown(word)} is not one of the words of this column: {known}")
    if not words:
        raise Wrong("blank_required", f"names nothing; write one or more of {', '.join(kind.choices)}")
    return ";".join(dict.fromkeys(words))


def _zone(text: str) -> str:
    if text not in _zones():
        message = f"{shown(text)} is not an IANA time zone; write a name like America/New_York"
        raise Wrong("unknown_time_zone", message)
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _shares(text: str) -> str:
    parts = [part.rpartition(":") for part in text.split(";")]
    owners = [owner.strip() for owner, _, _ in parts]
    shares = [share.strip() for _, _, share in parts]
    if not all(owners) or not all(PLAIN_DECIMAL.fullmatch(share) for share in shares):
        raise Wrong("bad_split", f"{shown(text)} is not a split; write it like A1:0.6;A2:0.4")
    if len(set(owners)) < len(owners):
        raise Wrong("bad_split", f"{shown(text)} names an advisor twice; give each advisor one share")
    exact = [Decimal(share) for share in shares]
    if any(share <= 0 for share in exact):
        raise Wrong("bad_split", f"{shown(text)} has a share that is not above 0; leave that advisor out")
    total = sum(exact, Decimal())
    if abs(total - 1) > Decimal("1e-9"):
        raise Wrong("split_not_one", f"{shown(text)} sums to {total}; the shares must sum to 1")
    return ";".join(f"{owner}:{share}" for owner, share in zip(owners, shares, strict=True))


def _text(text: str, limit: int) -> str:
    return _safe(text, CONTROL, limit, prose=False)


def _prose(text: str) -> str:
    return _safe(text, CONTROL_IN_PROSE, LONGEST_PROSE, prose=True)


def _safe(text: str, control: re.Pattern[str], limit: int, *, prose: bool) -> str:
    if len(text) > limit:
        raise Wrong("too_long", f"{shown(text)} has {len(text):,} characters; at most {limit:,} fit here")
    if control.search(text):
        message = f"{shown(text)} holds control characters or a line break; take them out"
        raise Wrong("control_characters", message)
    if is_formula(text, prose=prose):
        message = f"{shown(text)} starts like a spreadsheet formula; take the sign away, or write ' before it"
        raise Wrong("formula_in_text", message)
    return without_guard(text)
