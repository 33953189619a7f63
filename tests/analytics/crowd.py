"""Seven advisors with a dozen clients each, written as canonical CSV by the rule in `crowd_of_books`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from assistant.book.snapshot import Book, current_version
from assistant.callers import Scope
from tests.book.folders import TinyFirm, fresh, load

SIZE, CLIENTS = 7, 12
MONTHS = [f"{month:%Y-%m}" for month in pd.date_range("2025-01-01", "2026-10-01", freq="MS")]


def crowd_firm() -> TinyFirm:
    """Advisor Pn has CLIENTS clients with 1,000 × (8 − n) each, which the market lifts by one a month; nobody pays in
    or takes out, every client pays a fee of (8 − n) a month and declared twice the assets; P1 lost a client in 2026.
    Of Pn's clients 13 − n were spoken with, n leads were won and n first replies came late."""
    firm = TinyFirm.empty()
    for n in range(1, SIZE + 1):
        firm.add("advisors", f"P{n},P{n} Keller,p{n}@crowd.example,,,2015-01-05,100.00,")
        for c in range(1, CLIENTS + 1):
            _client(firm, n, c)
    return firm


def _client(firm: TinyFirm, n: int, c: int) -> None:
    home, account, thousand = f"H{n}{c:02d}", f"AC{n}{c:02d}", 8 - n
    lost = n == 1 and c == CLIENTS
    firm.add(
        "households",
        f"{home},P{n},Crowd{n}{c:02d},2016-03-03,{'2026-05-20' if lost else ''},{'left' if lost else ''},Dover,NH,US,"
        f"{50_000 + 1_000 * n}.00,3,,,,America/New_York,",
    )
    firm.add("clients", f"C{n}{c:02d},{home},Kim,Crowd{n}{c:02d},,,{1950 + n}-03-12,,,,,,en,in,unknown,true,")
    firm.add("accounts", f"{account},{home},taxable,,,2015-05-05,{'2026-05-20' if lost else ''},,")
    value = thousand * 1_000 - len(MONTHS)
    for month in MONTHS:
        out = value + 1 if lost and month == "2026-05" else 0
        firm.add("balances", f"{account},{month},{value}.00,0.00,{out}.00,0.00,0.00,1.00,0.00,{value + 1 - out}.00")
        value += 1 - out
        firm.add("revenue", f"{home},{account},{month},advisory_fee,{thousand}.00,")
        if out:
            break
    firm.add("net_worth", f"{home},2026-01-15,{2 * thousand * 1_000}.00,,2,statement")
    firm.add(
        "interactions", f"I{n}{c:02d},{home},2026-02-0{n}T10:00:00Z,call,out,30,{'true' if c <= 13 - n else 'false'},"
    )
    firm.add("leads", f"L{n}{c:02d},P{n},,{home},2026-03-01,,,{'2026-04-01' if c <= n else ''},,,,,,,1.00")
    late = "2026-02-05T10:00:00Z" if c <= n else "2026-02-03T10:00:00Z"
    firm.add("service_requests", f"SR{n}{c:02d},{home},question,2026-02-02T10:00:00Z,{late},2026-02-04T10:00:00Z,,,")


def crowd_of_books(folder: Path) -> Iterator[list[Book]]:
    """The Book of each advisor at the end of October 2026."""
    database = fresh(f"sqlite:///{folder / 'crowd.db'}")
    load(database, crowd_firm().at(folder / "csv"))
    with database.reading() as session:
        version = current_version(session)
    day = dt.date(2026, 10, 31)
    yield [Book(database, Scope("advisor", f"P{n} Keller", (f"P{n}",)), day, version) for n in range(1, SIZE + 1)]
    database.close()
