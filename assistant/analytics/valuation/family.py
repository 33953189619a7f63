"""Who a client household is: the age and sex of its first person and of a partner, and whether the heirs are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.people import people_in_order
from assistant.analytics.valuation.assumptions import REFERENCE_AGE

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

PARTNER_WITHIN_YEARS = 20
"""A second adult further away in age is taken for a parent or a child, not a partner."""
SEXES = {"M": 1.0, "F": 0.0}


def families(book: Book) -> pd.DataFrame:
    """By household of the book's people: `age` and `male` (1, 0, ½ where the sex is not on file) of the first person,
    `partner_age` (NaN without one) and `partner_male`; `age_known`, `heirs_known`. Source: F9.

    People of the next generation are no first person and no partner; one of them alive makes the heirs known to the
    household of the person they follow.
    """
    people = people_in_order(book)
    adults = people[~people["heir"].to_numpy()]
    ids, age = adults["household_id"].to_numpy(dtype=object), adults["age"].to_numpy()
    male = adults["sex"].str.upper().str[:1].map(SEXES).fillna(0.5).to_numpy()
    begins = np.flatnonzero(np.append(True, ids[1:] != ids[:-1])[: len(ids)])
    first = np.repeat(begins, np.diff(np.append(begins, len(ids))))  # of each adult, the first of the household
    near = (np.arange(len(ids)) > first) & (np.abs(age - age[first]) <= PARTNER_WITHIN_YEARS)
    seconds = np.flatnonzero(near)
    seconds = seconds[np.unique(first[seconds], return_index=True)[1]]
    households = pd.Index(sorted(book.open_households["household_id"]), name="household_id")
    place, partner = (_places(ids[rows], households) for rows in (begins, seconds))
    age, male = np.append(age, np.nan), np.append(male, 0.5)
    begins, seconds = np.append(begins, -1), np.append(seconds, -1)
    columns = {
        "age": np.nan_to_num(age[begins[place]], nan=float(REFERENCE_AGE)),
        "male": male[begins[place]],
        "partner_age": age[seconds[partner]],
        "partner_male": male[seconds[partner]],
        "age_known": place >= 0,
        "heirs_known": households.isin(_followed(book)),
    }
    return pd.DataFrame(columns, index=households)


def _places(ids: npt.NDArray[np.object_], households: pd.Index) -> npt.NDArray[np.int64]:
    """Where each household stands among these ids, each there once; -1 (the last place) where it does not."""
    return np.asarray(pd.Index(ids, dtype="str").get_indexer(households), dtype=np.int64)


def _followed(book: Book) -> pd.Series:
    """Households of the living whom somebody alive follows."""
    people = book.clients
    living = people[["client_id", "household_id", "next_generation_of"]][people["deceased_on"].isna()]
    followed: pd.Series = living[living["client_id"].isin(living["next_generation_of"].dropna())]["household_id"]
    return followed
