"""Pairs of people that look like one person, with the evidence for and against, and a confidence from it.

Only pairs that share something telling (an address, a number, a name) are compared at all, so that ten thousand clients
take no longer than their names do; every piece of evidence then adds to or takes from the odds.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

PRIOR = -4.0
EVIDENCE = (
    ("same email address", "email", 4.0),
    ("same telephone number", "phone", 3.0),
    ("same full name", "name", 2.5),
    ("same birth date", "birth", 3.0),
    ("same city", "city", 1.0),
)
"""What two records may share, and what it adds to the log odds that they are one person: judgement, stated to be argued
with; no labelled pairs exist to fit it to."""
AGAINST = (
    ("different birth date", "birth", -5.0),
    ("different first name", "first", -3.5),
    ("different city", "city", -0.5),
)
LEAST = 0.5
"""Pairs less likely than this are not shown."""
LARGEST_BLOCK = 30
"""A name or number that more records share than this tells nothing (a switchboard, a family name)."""
KEYS = ("email", "phone", "name")


def person_pairs(book: Book) -> pd.DataFrame:
    """One row a pair, the likeliest first: `a`, `b` (client ids, in order), `household_a`, `household_b`, `confidence`
    (0–1), `evidence`, `against` (words). Both people alive or not; nobody is paired with the own namesake of the next
    generation when the birth dates differ. Empty when nothing looks alike.
    """
    people = _comparable(book)
    pairs = sorted({pair for key in KEYS for pair in _blocks(people, key)})
    if not pairs:
        return pd.DataFrame(columns=["a", "b", "household_a", "household_b", "confidence", "evidence", "against"])
    left = people.loc[[a for a, _ in pairs]].reset_index()
    right = people.loc[[b for _, b in pairs]].reset_index()
    rows = pd.DataFrame({"a": left["client_id"], "b": right["client_id"]})
    rows["household_a"], rows["household_b"] = left["household_id"], right["household_id"]
    same = {c: (left[c] == right[c]) & (left[c] != "") for c in ("email", "phone", "name", "birth", "city", "first")}
    unlike = {c: (left[c] != right[c]) & (left[c] != "") & (right[c] != "") for c in ("birth", "first", "city")}
    odds = pd.Series(PRIOR, index=rows.index)
    for _, column, weight in EVIDENCE:
        odds += same[column] * weight
    for _, column, weight in AGAINST:
        odds += unlike[column] * weight
    rows["confidence"] = (1 / (1 + np.exp(-odds))).round(4)
    rows["evidence"] = _words(EVIDENCE, same)
    rows["against"] = _words(AGAINST, unlike)
    shown = rows[rows["confidence"] >= LEAST]
    return shown.sort_values(["confidence", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _words(catalogue: tuple[tuple[str, str, float], ...], holds: dict[str, pd.Series]) -> list[str]:
    columns = [(words, holds[column].to_numpy()) for words, column, _ in catalogue]
    return ["; ".join(words for words, is_so in columns if is_so[i]) for i in range(len(columns[0][1]))]


def _comparable(book: Book) -> pd.DataFrame:
    """What is compared of each person, index client_id in order: folded to what a slip of typing does not change."""
    people = book.clients.set_index("client_id").sort_index()
    cities = book.households.set_index("household_id")["city"]
    first, last = people["first_name"].map(folded), people["last_name"].map(folded)
    full = (first + " " + last).where((first != "") & (last != ""), "")
    return pd.DataFrame(
        {
            "household_id": people["household_id"],
            "email": people["email"].map(folded),
            "phone": people["phone"].map(_digits),
            "name": full.str.strip(),
            "first": first,
            "birth": people["birth_date"].dt.strftime("%Y-%m-%d").fillna("").astype("str"),
            "city": people["household_id"].map(cities).map(folded),
        }
    )


def folded(value: object) -> str:
    """Lower case, without accents, dots and double spaces; blank for nothing."""
    if not isinstance(value, str):
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", value.casefold()) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain.replace(".", ". ").replace(" .", ".") if "@" not in plain else plain).strip()


def _digits(value: object) -> str:
    """The last nine digits, so that a country code more or less makes no difference; blank for fewer than seven."""
    digits = re.sub(r"\D", "", value) if isinstance(value, str) else ""
    return digits[-9:] if len(digits) >= 7 else ""


def _blocks(people: pd.DataFrame, key: str) -> list[tuple[str, str]]:
    """Pairs of ids that share a value of the key."""
    known = people[people[key] != ""]
    pairs: list[tuple[str, str]] = []
    for _, ids in known.groupby(key).groups.items():
        if 2 <= len(ids) <= LARGEST_BLOCK:
            pairs += combinations(sorted(ids), 2)
    return pairs
