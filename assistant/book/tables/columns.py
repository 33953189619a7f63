"""The kinds of column a book has. The type of a column says how its CSV text is read, checked, stored and written.

`assistant/book/importing` derives every check from these types, so a new column is written once, in its table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from assistant.database import FIRM_METADATA, FirmTable, UtcTime

__all__ = ["FIRM_METADATA", "FirmTable"]


class Cents(TypeDecorator[int]):
    """Money: `1234.56` in CSV, 123456 here. The column's name ends in `_cents`, the CSV column's does not."""

    impl = BigInteger
    cache_ok = True


class Rate(TypeDecorator[float]):
    """A decimal fraction, 0.0085."""

    impl = Float
    cache_ok = True


class Month(TypeDecorator[str]):
    """A calendar month, `2026-10`."""

    impl = String(7)
    cache_ok = True


class Words(TypeDecorator[str]):
    """One word of a closed list (or several, separated by `;`, when `many`)."""

    impl = String
    cache_ok = True

    def __init__(self, *choices: str, many: bool = False) -> None:
        super().__init__()
        self.choices, self.many = choices, many


class Zone(TypeDecorator[str]):
    """An IANA time zone name."""

    impl = String
    cache_ok = True


class Shares(TypeDecorator[str]):
    """`A1:0.6;A2:0.4`: advisor ids with shares that sum to one."""

    impl = String
    cache_ok = True


def key(refers: str = "", *, blank: bool = False) -> Any:
    """Part of the primary key; `refers` names the `table.column` it points to. A blank part is stored as ''."""
    return _column(String, False, refers=refers, part_of_key=True, blank_key=blank)


def amount_key() -> Any:
    """Money as part of the primary key (the lower bound of a bracket)."""
    return _column(Cents, False, part_of_key=True)


def link(refers: str, *, blank: bool = True, header_optional: bool = False) -> Any:
    """An id of another table."""
    return _column(String, blank, refers=refers, header_optional=header_optional)


def text(*, blank: bool = True, header_optional: bool = False, prose: bool = False) -> Any:
    """A short text; `prose` may hold line breaks."""
    return _column(String, blank, header_optional=header_optional, prose=prose)


def words(
    *choices: str,
    blank: bool = True,
    many: bool = False,
    part_of_key: bool = False,
    header_optional: bool = False,
) -> Any:
    return _column(
        Words(*choices, many=many),
        blank and not part_of_key,
        part_of_key=part_of_key,
        header_optional=header_optional,
    )


def money(*, blank: bool = False, negative: bool = False) -> Any:
    """Integer cents; `negative` allows them below zero."""
    return _column(Cents, blank, low=None if negative else 0)


def rate(*, blank: bool = True, low: float = 0.0, high: float = 1.0) -> Any:
    """A decimal fraction within its bounds."""
    return _column(Rate, blank, low=low, high=high)


def hours(*, blank: bool = True) -> Any:
    return _column(Rate, blank, low=0.0, high=100_000.0)


def number(*, blank: bool = True, low: int = 0, high: int = 10**9, primary_key: bool = False) -> Any:
    """A whole number within its bounds."""
    return _column(Integer, blank and not primary_key, low=low, high=high, part_of_key=primary_key)


def day(*, blank: bool = True, header_optional: bool = False, part_of_key: bool = False) -> Any:
    return _column(Date, blank and not part_of_key, header_optional=header_optional, part_of_key=part_of_key)


def month(*, part_of_key: bool = False) -> Any:
    return _column(Month, False, part_of_key=part_of_key)


def moment(*, blank: bool = True) -> Any:
    return _column(UtcTime, blank)


def flag(*, blank: bool = True) -> Any:
    return _column(Boolean, blank)


def zone() -> Any:
    return _column(Zone, True)


def shares() -> Any:
    return _column(Shares, True)


def _column(sa_type: Any, blank: bool, *, part_of_key: bool = False, refers: str = "", **info: Any) -> Any:
    """`info` rides on the column: what an import may find there. References are checked by the import itself, in one
    pass over all files, so that a folder may point forwards and at itself."""
    default: Any = None if blank else ...
    about = {"refers": refers, "header_optional": False, **info}
    return Field(
        default=default,
        primary_key=part_of_key,
        sa_type=sa_type,
        nullable=blank,
        sa_column_kwargs={"info": about},
    )
