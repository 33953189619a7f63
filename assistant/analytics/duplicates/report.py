"""“Clean the duplicates”: what looks like one, how sure that is, and what a merge would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.duplicates.pairs import person_pairs
from assistant.analytics.frame_tables import table_from
from assistant.analytics.labels import client_labels
from assistant.analytics.segments import book_classes, classes, ttm_revenue
from assistant.analytics.wallet import wallet_rows
from assistant.blocks import Block, Column, Result
from assistant.figures import Figure, Line, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

SAME = Method(
    "duplicates",
    "pairs of people that share an email address, a telephone number or a full name; each piece of evidence adds to or "
    "takes from the odds (email 4, telephone 3, birth date 3, name 2.5, city 1; other birth date −5, other first name "
    "−3.5, other city −0.5; start −4, logits); shown from even odds on",
)
MERGE = Method("merge preview", "the two households as they are, and as one: nothing is merged")
CAVEATS = (
    "Nothing is merged by this: a person decides each pair where the records are kept.",
    "A shared name alone is no duplicate; couples share an address and a telephone and are two people.",
)


def duplicate_records(book: Book, *, limit: int = 10) -> Result:
    """Pairs of people, and so of households, that look like one, the surest first, with what a merge would change.

    A merge of two households adds their assets and revenue, keeps the later declared net worth, may change classes and
    joins the referrals of both. An empty book, or one without look-alikes, says so.
    """
    pairs = person_pairs(book)
    households = _households(pairs)
    figures = (
        _count("people", "Pairs of people that look like one", pairs, "clients", ["a", "b"]),
        _count("households", "Pairs of households a merge would join", households, "households", ["a", "b"]),
        Figure(
            "checked",
            "People compared",
            len(book.clients),
            "count",
            SAME,
            Rows.of("clients", book.clients["client_id"]),
        ),
    )
    if pairs.empty:
        line = Line("Among {checked} people none looks like a duplicate of another.", {"checked": figures[2]})
        return Result("Duplicate records", book.as_of, figures, (), (line,), CAVEATS)
    blocks: list[Block] = [_people_table(book, pairs.head(limit))]
    if len(households):
        blocks.append(_merge_table(book, households.head(limit)))
    return Result("Duplicate records", book.as_of, figures, tuple(blocks), _summary(book, pairs, figures), CAVEATS)


def _households(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of different households, each once, with the confidence of its surest pair of people."""
    apart = pairs[pairs["household_a"] != pairs["household_b"]]
    ordered = pd.DataFrame(
        {
            "a": apart[["household_a", "household_b"]].min(axis=1),
            "b": apart[["household_a", "household_b"]].max(axis=1),
            "confidence": apart["confidence"],
        }
    )
    found = ordered.groupby(["a", "b"], as_index=False)["confidence"].max()
    return found.sort_values(["confidence", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _count(key: str, label: str, pairs: pd.DataFrame, table: str, ids: list[str]) -> Figure:
    return Figure(
        key, label, len(pairs), "count", SAME, Rows.of(table, pairs[ids].to_numpy().ravel() if len(pairs) else ())
    )


def _people_table(book: Book, pairs: pd.DataFrame) -> Block:
    people = book.clients.set_index("client_id")
    full = (people["first_name"].fillna("") + " " + people["last_name"].fillna("")).str.strip()
    shown = pairs.assign(first=pairs["a"].map(full), second=pairs["b"].map(full))
    columns = (
        Column("first", "One"), Column("a", "Id"), Column("second", "Other"), Column("b", "Id"),
        Column("confidence", "Confidence", "rate", SAME), Column("evidence", "For"), Column("against", "Against"),
    )  # fmt: skip
    return table_from("People that look like one", columns, shown, ids="household_a")


def _merge_table(book: Book, pairs: pd.DataFrame) -> Block:
    """What the one household would be, were the two merged."""
    wallet = wallet_rows(book)
    revenue, now, labels = ttm_revenue(book), book_classes(book), client_labels(book)
    sent = book.leads.dropna(subset="referred_by_household_id").groupby("referred_by_household_id").size()
    rows = []
    for pair in pairs.itertuples(index=False):
        both = [pair.a, pair.b]
        known = wallet.reindex(both).dropna(subset="declared_on").sort_values("declared_on")
        merged = revenue.reindex(both, fill_value=0).sum()
        after = classes(pd.concat([revenue.drop(both, errors="ignore"), pd.Series({pair.a: merged})]))
        rows.append(
            {
                "id": pair.a,
                "pair": f"{labels[pair.a]} and {labels[pair.b]}",
                "confidence": pair.confidence,
                "assets_cents": wallet["assets_cents"].reindex(both, fill_value=0).sum(),
                "worth_cents": None if known.empty else known["worth_cents"].iloc[-1],
                "revenue_cents": merged,
                "class": f"{now.get(pair.a, '—')} and {now.get(pair.b, '—')} → {after[pair.a]}",
                "referrals": int(sent.reindex(both, fill_value=0).sum()),
            }
        )
    columns = (
        Column("pair", "Households"), Column("confidence", "Confidence", "rate", SAME),
        Column("assets", "Assets together", "money", MERGE), Column("worth", "Net worth kept", "money", MERGE),
        Column("revenue", "Revenue together", "money", MERGE), Column("class", "Class", method=MERGE),
        Column("referrals", "Referrals together", "count", MERGE),
    )  # fmt: skip
    return table_from(
        "What a merge would change", columns, pd.DataFrame(rows).astype({"worth_cents": "Float64"}), ids="id"
    )


def _summary(book: Book, pairs: pd.DataFrame, figures: tuple[Figure, ...]) -> tuple[Line, ...]:
    first = pairs.iloc[0]
    people = book.clients.set_index("client_id")
    names = [f"{people.loc[c, 'first_name']} {people.loc[c, 'last_name']} ({c})" for c in (first["a"], first["b"])]
    sure = Figure("first", "Confidence of the surest pair", rate(float(first["confidence"])), "rate", SAME,
                  Rows.of("clients", [first["a"], first["b"]]))  # fmt: skip
    return (
        Line(
            "{people} pairs of people look like one; the surest is {one} and {other}, at {sure}: {evidence}.",
            {
                "people": figures[0],
                "one": names[0],
                "other": names[1],
                "sure": sure,
                "evidence": str(first["evidence"]),
            },
        ),
        Line("Nothing is merged: decide each pair where your records are kept."),
    )
