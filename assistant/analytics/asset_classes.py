"""The firm's own words for asset classes, told apart by kind where the product needs to know: cash, bonds, shares …"""

from __future__ import annotations

import re

import pandas as pd

KINDS: tuple[tuple[str, str], ...] = (
    ("insurance", r"insurance|policy|cash value"),
    ("annuity", r"annuit\w*"),
    ("cash", r"cash|money[ -]?market|sweep|deposits?|liquidity|liquidita|liquidez"),
    ("fixed income", r"fixed[ -]?income|bonds?|munis?|municipals?|treasur\w+|obbligazion\w+|bonos|renta fija"),
    ("real assets", r"real[ -]?(?:assets?|estate)|reits?|commodit\w+|property|gold|immobil\w+"),
    ("alternatives", r"alternatives?|alts|hedge|private (?:equity|credit|debt)|managed futures"),
    ("equity", r"equit\w+|stocks?|shares?|azion\w+|acciones|renta variable"),
)
"""Kind → the words of an asset class that belong to it; the first that fits counts (cash value is no cash)."""

CASH = "cash"
POOLED = re.compile(
    r"\b(?:funds?|etfs?|index|trust|portfolio|subaccounts?|money market|mutual|sicav|ucits|pool|cash|policy|annuity|"
    r"treasury|bills?)\b"
)


def kind_of_class(word: str) -> str | None:
    """The kind that a word for an asset class belongs to, None when it is the firm's own and no other."""
    text = word.casefold()
    return next((kind for kind, words in KINDS if re.search(rf"\b(?:{words})\b", text)), None)


def kind_asked(word: str) -> str | None:
    """The kind that a person names by nothing but its own words (`bonds`, `equity funds`), None for a name."""
    text = word.casefold().strip()
    asked = ((kind, rf"(?:any )?(?:{words})(?: funds?| assets?)?") for kind, words in KINDS)
    return next((kind for kind, shape in asked if re.fullmatch(shape, text)), None)


def kinds_of_classes(classes: pd.Series) -> pd.Series:
    """The kind of each asset class (index as given); None where the class is blank or of no known kind."""
    known = {word: kind_of_class(word) for word in classes.dropna().unique()}
    return classes.map(known).astype("object")


def is_single(names: pd.Series, classes: pd.Series) -> pd.Series:
    """Whether each position is one issuer's security rather than a fund, a policy or cash: told by its name and class.

    A position without a name counts as a single security, so that no concentration is hidden by a blank.
    """
    words = names.fillna("").str.casefold()
    pooled = words.str.contains(POOLED) | kinds_of_classes(classes).isin([CASH, "annuity", "insurance"])
    return ~pooled.astype(bool)
