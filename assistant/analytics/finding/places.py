"""Where a household lives, and whether that is the place somebody means: a city, a state or a country, by any name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import pandas as pd
from babel import Locale

from assistant.analytics.finding.wording import folded

US_STATES: Mapping[str, str] = {
    "al": "alabama", "ak": "alaska", "az": "arizona", "ar": "arkansas", "ca": "california", "co": "colorado",
    "ct": "connecticut", "de": "delaware", "dc": "district of columbia", "fl": "florida", "ga": "georgia",
    "hi": "hawaii", "id": "idaho", "il": "illinois", "in": "indiana", "ia": "iowa", "ks": "kansas", "ky": "kentucky",
    "la": "louisiana", "me": "maine", "md": "maryland", "ma": "massachusetts", "mi": "michigan", "mn": "minnesota",
    "ms": "mississippi", "mo": "missouri", "mt": "montana", "ne": "nebraska", "nv": "nevada", "nh": "new hampshire",
    "nj": "new jersey", "nm": "new mexico", "ny": "new york", "nc": "north carolina", "nd": "north dakota",
    "oh": "ohio", "ok": "oklahoma", "or": "oregon", "pa": "pennsylvania", "ri": "rhode island",
    "sc": "south carolina", "sd": "south dakota", "tn": "tennessee", "tx": "texas", "ut": "utah", "vt": "vermont",
    "va": "virginia", "wa": "washington", "wv": "west virginia", "wi": "wisconsin", "wy": "wyoming",
}  # fmt: skip
"""Postal code → name, in lower case."""

LANGUAGES = ("en", "it", "es")


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """Name of a country in each language, and what people say for it → its code, all in lower case."""
    named = {
        folded(name): code.lower()
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return named | {"usa": "us", "america": "us", "uk": "gb", "england": "gb"}


def place_labels(households: pd.DataFrame) -> pd.Series:
    """`Boston, MA`, `Lugano, CH` … by household_id: the city with its state, or with its country where no state is
    on record; missing where neither city, state nor country is."""
    rows = households.set_index("household_id")[["city", "state", "country"]]
    wider = rows["state"].fillna(rows["country"])
    both = rows["city"] + ", " + wider
    return both.fillna(rows["city"]).fillna(wider)


def lives_there(households: pd.DataFrame, place: str) -> pd.Series:
    """Whether each household (index household_id) lives in the place: `Boston`, `MA`, `Massachusetts`, `Boston, MA`,
    `Italy`. Every part between commas must fit."""
    rows = households.set_index("household_id")
    fits = pd.Series(True, index=rows.index)
    for part in filter(None, (folded(p) for p in place.split(","))):
        city, state, country = (
            rows[column].fillna("").map(folded).isin(words)
            for column, words in (("city", {part}), ("state", _state(part)), ("country", _country(part)))
        )
        fits &= city | state | country
    return fits


def _state(part: str) -> set[str]:
    """A state under both its names: `massachusetts`, `ma`."""
    codes = {code for code, name in US_STATES.items() if name == part}
    names = {US_STATES[part]} if part in US_STATES else set()
    return {part, *codes, *names}


def _country(part: str) -> set[str]:
    """A country under each of its names: `italy`, `italia`, `it`."""
    code = _countries().get(part, part)
    return {part, code, *(name for name, its_code in _countries().items() if its_code == code)}
