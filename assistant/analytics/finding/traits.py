"""Conditions in words: where a household lives, its class, its accounts, what it holds, which needs it has met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.asset_classes import kind_asked, kinds_of_classes
from assistant.analytics.finding.met import ASKED, Met, told
from assistant.analytics.finding.places import lives_there, place_labels
from assistant.analytics.finding.wording import Choice, choice, folded
from assistant.analytics.needs import NEEDS, households_with
from assistant.analytics.positions import open_accounts, positions_today
from assistant.analytics.segments import CLASSES, S1, book_classes
from assistant.blocks import Column
from assistant.errors import BadArguments
from assistant.figures import Line

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

STATUSES = ("open", "closed", "all")
HELD_SHOWN = 3
"""How many holdings or kinds of account a cell names."""


def meet_location(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who lives in one of the places. Raises BadArguments for nothing readable."""
    wanted = choice(given, commas=False)
    households = book.households
    fits = pd.concat([lives_there(households, place) for place in wanted.words], axis=1).any(axis=1)
    labels = place_labels(households).reindex(ids)
    return _met("location", "Location", wanted, fits.reindex(ids), labels.notna(), labels, "no place on record")


def meet_status(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who is a client at the date (`open`), who no longer is (`closed`), or both (`all`). Raises BadArguments."""
    asked = folded(given)
    if asked not in STATUSES:
        raise BadArguments(f"The status is one of {', '.join(STATUSES)}; open is taken when nothing is said.")
    closed = book.households.set_index("household_id")["closed_on"].reindex(ids)
    holds = {"open": closed.isna(), "closed": closed.notna()}.get(asked, pd.Series(True, index=ids))
    words = Line("open or closed") if asked == "all" else Line("{status}", {"status": asked})
    column = Column("closed_on", "Closed on", "date", ASKED)
    return Met("status", told(holds, pd.Series(True, index=ids)), words, column, closed)


def meet_segment(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who is in one of the classes A, B, C of this book (S1). Raises BadArguments for another word."""
    wanted = choice(given)
    letters = [folded(word).removesuffix(" clients").removesuffix(" client").upper() for word in wanted.words]
    unknown = [word for word, letter in zip(wanted.words, letters, strict=True) if letter not in CLASSES]
    if unknown:
        raise BadArguments(f"There is no class “{unknown[0]}”; the classes are {', '.join(CLASSES)}.")
    classes = book_classes(book).reindex(ids)
    wanted = Choice(tuple(letters), wanted.negative)
    return _met("segment", "Class", wanted, classes.isin(letters), classes.notna(), classes, "no class, being closed")


def meet_account(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who has an open account of one of the kinds: a registration (`roth`) or words of a product (`managed`)."""
    wanted = choice(given)
    accounts = open_accounts(book)
    product = accounts["product_type"].fillna("").map(_spelled)
    fits = pd.Series(False, index=accounts.index)
    for word in map(_kind_of_account, wanted.words):
        fits |= (accounts["registration"] == word) | product.str.contains(rf"\b{word}", regex=True)
    names = accounts["registration"].where(fits)
    found = _listed(accounts["household_id"], names, ids)
    has = pd.Series(ids.isin(accounts.loc[fits, "household_id"]), index=ids)
    return _met("account", "Account", wanted, has, has | True, found, "")


def meet_need(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who has not yet met one of the needs (see needs.NEEDS); `not` or `met` in front: who has. Raises BadArguments."""
    wanted = choice(given)
    words = [folded(word).removeprefix("met ").removeprefix("has ") for word in wanted.words]
    met_already = wanted.negative or all(w != folded(x) for w, x in zip(words, wanted.words, strict=True))
    needs = [next((n for n in NEEDS if word.replace(" ", "_") in (n.key, _key(n.label))), None) for word in words]
    if None in needs:
        raise BadArguments(f"I know no need “{words[needs.index(None)]}”; the needs are {_needs()}.")
    kept = [need for need in needs if need is not None]
    lacking = pd.DataFrame({n.key: ~ids.isin(sorted(households_with(book, n))) for n in kept}, index=ids)
    fits = (~lacking).any(axis=1) if met_already else lacking.any(axis=1)
    has = "has it" if met_already else "does not have it yet"
    cells = pd.Series(has, index=ids, dtype="object").where(fits, None)
    label = " or ".join(need.label for need in kept)
    definitions = "; ".join(f"{need.label}: {need.definition}" for need in kept)
    note = f"A need counts as met by what is on record ({definitions})."
    words_of_it = Line(
        "need for {need} {state}", {"need": label, "state": "met already" if met_already else "not met yet"}
    )
    return Met("need", told(fits, pd.Series(True, index=ids)), words_of_it, _column("need", "Need"), cells, note=note)


def meet_holding(book: Book, ids: pd.Index, given: Any) -> Met:
    """Who holds one of the securities, by symbol, name or asset class, on the latest statement of an open account.

    A household is not told when it does not show the holding and some account of it with money has no statement.
    """
    wanted = choice(given)
    held = positions_today(book)
    fits = pd.Series(False, index=held.index)
    for word in wanted.words:
        fits |= _is_held(held, word)
    found = _listed(held["household_id"], held["name"].fillna(held["symbol"]).where(fits), ids)
    has = pd.Series(ids.isin(held.loc[fits, "household_id"]), index=ids)
    accounts = open_accounts(book)
    dark = accounts[(accounts["value_cents"] > 0) & ~accounts["account_id"].isin(held["account_id"])]
    known = has | ~pd.Series(ids.isin(dark["household_id"]), index=ids)
    nobody = "" if fits.any() else f"No statement in this book shows {' or '.join(wanted.words)}. "
    note = nobody + _what_is_held(held) if not fits.any() else ""
    return _met("holding", "Holding", wanted, has, known, found, "an account without a statement of holdings", note)


def _is_held(held: pd.DataFrame, word: str) -> pd.Series:
    """Positions of that symbol, asset class or name; else of that kind of class (`bonds`), else with that in the
    name."""
    text = folded(word)
    symbol, name, classes = (_folded(held[column].fillna("")) for column in ("symbol", "name", "asset_class"))
    exact = (symbol == text) | (name == text) | (classes == text)
    kind = kind_asked(text)
    if not exact.any() and kind is not None:
        exact = pd.Series(kinds_of_classes(held["asset_class"]) == kind, index=held.index)
    return exact if exact.any() else name.str.contains(text, regex=False)


def _folded(words: pd.Series) -> pd.Series:
    """Each word folded; a word that stands in many rows once."""
    return words.map({word: folded(word) for word in words.unique()})


def _what_is_held(held: pd.DataFrame) -> str:
    classes = sorted(held["asset_class"].dropna().unique())
    return f"Asset classes on file are {', '.join(classes)}." if classes else "No holdings are on file at all."


def _spelled(product: str) -> str:
    return folded(product.replace("_", " "))


def _kind_of_account(word: str) -> str:
    """`Roth IRA` → roth, `401(k)` → 401k, `529 plan` → 529, `managed_account` → managed account."""
    text = _spelled(word).replace("(", "").replace(")", "").removesuffix(" accounts").removesuffix(" account")
    synonyms = {"roth ira": "roth", "traditional ira": "ira", "iras": "ira", "401 k": "401k", "529 plan": "529"}
    bare = synonyms.get(text, text)
    if not bare.replace(" ", "").isalnum():
        raise BadArguments(f"I cannot read “{word}” as a kind of account; write it like roth, ira or managed account.")
    return bare


def _listed(households: pd.Series, names: pd.Series, ids: pd.Index) -> pd.Series:
    """The different names of each household in one cell, the first few of them; missing where there is none."""
    pairs = pd.DataFrame({"household_id": households, "name": names}).dropna().drop_duplicates()
    pairs = pairs.sort_values(["household_id", "name"]).groupby("household_id", sort=True).head(HELD_SHOWN)
    return pairs.groupby("household_id")["name"].agg(", ".join).reindex(ids)


def _needs() -> str:
    return ", ".join(need.key for need in NEEDS)


def _key(label: str) -> str:
    return label.removeprefix("a ").removeprefix("an ").replace(" ", "_")


def _column(key: str, label: str) -> Column:
    return Column(key, label, "text", S1 if key == "segment" else ASKED)


def _met(
    key: str, label: str, wanted: Choice, fits: pd.Series, known: pd.Series, cells: pd.Series, missing: str,
    note: str = "",
) -> Met:  # fmt: skip
    """A condition in words: who fits, or who does not when it was denied."""
    words = f"{'not ' if wanted.negative else ''}{' or '.join(wanted.words)}"
    holds = ~fits.astype(bool) if wanted.negative else fits.astype(bool)
    line = Line(f"{label.lower()} {{{key}}}", {key: words})
    return Met(key, told(holds, known), line, _column(key, label), cells, missing, note=note)
