"""The rules of required minimum distributions: from what age, by what divisor, by when. Nothing here opens a book.

Sources: Internal Revenue Code 401(a)(9); 26 CFR 1.401(a)(9)-2 (ages, required beginning date) and 1.401(a)(9)-9(c)
(Uniform Lifetime Table for years from 2022 on, also Table III of IRS Publication 590-B); SECURE Act of 2019, section
114; SECURE 2.0 Act of 2022, section 107.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from assistant.figures import Method

RMD1 = Method(
    "RMD1",
    "who reaches the required age in the year or earlier: 70½ if born before 1 July 1949, 72 if born to the end of "
    "1950, 73 if born from 1951 to 1959, 75 if born later",
)
RMD2 = Method(
    "RMD2",
    "balance of the account on 31 December of the year before ÷ the Uniform Lifetime Table's divisor for the age the "
    "owner reaches in the year",
)

FIRST_TABLE_YEAR, YOUNGEST, OLDEST = 2022, 72, 120
TENTHS = (
    274, 265, 255, 246, 237, 229, 220, 211,  # 72 to 79
    202, 194, 185, 177, 168, 160, 152, 144, 137, 129,  # 80 to 89
    122, 115, 108, 101, 95, 89, 84, 78, 73, 68,  # 90 to 99
    64, 60, 56, 52, 49, 46, 43, 41, 39, 37,  # 100 to 109
    35, 34, 33, 31, 30, 29, 28, 27, 25, 23,  # 110 to 119
    20,  # 120 and older
)  # fmt: skip
"""The Uniform Lifetime Table in tenths of a year, one entry an age from 72 on (26 CFR 1.401(a)(9)-9(c))."""


def required_age(born: dt.date) -> tuple[int, int]:
    """The age, in years and months, in whose calendar year the first distribution falls. Source: RMD1."""
    if born < dt.date(1949, 7, 1):
        return 70, 6
    if born.year <= 1950:
        return 72, 0
    return (73, 0) if born.year <= 1959 else (75, 0)


def first_year(born: dt.date) -> int:
    """The calendar year of the first required distribution. Source: RMD1."""
    years, months = required_age(born)
    return born.year + years + (born.month - 1 + months) // 12


def deadline(born: dt.date, year: int) -> dt.date:
    """By when the distribution for a year is due: the first by 1 April of the next year, others by 31 December."""
    return dt.date(year + 1, 4, 1) if year == first_year(born) else dt.date(year, 12, 31)


def divisor(age: int) -> Decimal:
    """The Uniform Lifetime Table's divisor for an age reached in the year, in years with one decimal.

    Raises ValueError below 72, where the table has none. Source: RMD2.
    """
    if age < YOUNGEST:
        raise ValueError(f"The Uniform Lifetime Table begins at {YOUNGEST}; there is no divisor for {age}.")
    return Decimal(TENTHS[min(age, OLDEST) - YOUNGEST]) / 10


def required_cents(balance_cents: int, age: int) -> int:
    """Cents to take in a year: the balance of the year before's last day ÷ the divisor, half to even. Source: RMD2."""
    return int((Decimal(balance_cents) / divisor(age)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
