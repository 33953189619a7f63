"""Compensated promoters: who is paid for introductions, and whether an agreement is on file (SEC Rule 206(4)-1(b))."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

AGREEMENT_CENTS = 100_000
"""Above 1,000 dollars in twelve months a promoter needs a written agreement (Rule 206(4)-1(b)(2)(i))."""
PAID = Method("paid promoters", "referral sources marked as compensated, by the date of their agreement")
CASH = Method("paid promoters cash", "expenses booked to the source in the twelve months to the last closed one")
CAVEATS = (
    "Every paid promoter owes clear disclosures and the firm owes oversight, whatever the amount.",
    "What was paid is what expenses name the source; what was paid otherwise is not on file.",
)


def paid_referrers(book: Book) -> Result:
    """Every compensated source of the firm with what it was paid in twelve months and whether it has an agreement.

    An agreement dated after the book's date does not count. A firm without paid sources has an empty list, and says so.
    """
    rows = promoter_rows(book)
    unsigned = rows[~rows["signed"]]
    owed = unsigned[unsigned["paid_cents"] > AGREEMENT_CENTS]
    count = Figure("paid", "Paid promoters", len(rows), "count", PAID, Rows.of("referral_sources", rows.index))
    missing = Figure(
        "unsigned", "Without an agreement", len(unsigned), "count", PAID, Rows.of("referral_sources", unsigned.index)
    )
    above = Figure(
        "above", "Of these paid above the line", len(owed), "count", CASH, Rows.of("referral_sources", owed.index)
    )
    words = "{unsigned} of {paid} paid promoters have no agreement on file; {above} of them were paid above the line."
    if rows.empty:
        words = "No referral source is marked as compensated."
    line = Line(words, {"unsigned": missing, "paid": count, "above": above})
    blocks = (_table(rows),) if len(rows) else ()
    return Result("Paid promoters", book.as_of, (count, missing, above), blocks, (line,), CAVEATS)


def promoter_rows(book: Book) -> pd.DataFrame:
    """Index source_id, the unsigned and best paid first: `name`, `kind`, `agreement_on`, `signed`, `paid_cents`,
    `leads` of the twelve months to the last closed one."""
    sources = book.referral_sources
    sources = sources[sources["compensated"].fillna(False).astype(bool)].set_index("source_id")
    first = book.last_month - pd.DateOffset(months=11)
    spent = book.expenses[book.expenses["month"].between(first, book.last_month)]
    leads = book.leads[book.leads["created_on"] >= first]
    rows = sources[["name", "kind", "agreement_on"]].copy()
    rows["signed"] = rows["agreement_on"].notna() & (rows["agreement_on"] <= pd.Timestamp(book.as_of))
    paid = spent.groupby("source_id")["amount_cents"].sum()
    rows["paid_cents"] = paid.reindex(rows.index, fill_value=0).fillna(0).astype("int64")
    rows["leads"] = leads.groupby("source_id").size().reindex(rows.index, fill_value=0).astype("int64")
    return rows.reset_index().sort_values(
        ["signed", "paid_cents", "source_id"], ascending=[True, False, True]
    ).set_index("source_id")  # fmt: skip


def _table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("source", "Source"), Column("kind", "Kind"), Column("agreement", "Agreement of", "date", PAID),
        Column("paid", "Paid in twelve months", "money", CASH),
        Column("leads", "Leads in twelve months", "count", PAID),
        Column("verdict", "Verdict", method=PAID),
    )  # fmt: skip
    cells = tuple(
        (
            str(r.name_), str(r.kind), r.agreement_on.date() if pd.notna(r.agreement_on) else None,
            money(int(r.paid_cents)), int(r.leads), "agreement on file" if r.signed else "no agreement on file",
        )
        for r in rows.rename(columns={"name": "name_"}).itertuples(index=False)
    )  # fmt: skip
    return Table("Paid promoters", columns, cells, tuple(rows.index.astype(str)))
