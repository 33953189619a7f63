"""By which channels a household may be reached about its own service: consent, an address, the plan sponsor's rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NONE = "no lawful channel on record"


def lawful_channels(book: Book, household_ids: pd.Index) -> pd.Series:
    """Index household_id → the person to reach and how, in words (`Kim Moss: email, phone`), or NONE.

    The first of the household's adults who may be reached by any channel, the primary client first: email and text
    where the consent is not `out` (unknown consent permits service to a client of the firm) and an address or number
    is on file, a call where a number is. Who takes part in a plan whose sponsor forwards mail is reached through the
    sponsor's contact alone; a sponsor that allows no contact bars all. Source: the book's contract, “Consent”.
    """
    people = book.clients
    people = people[people["household_id"].isin(household_ids) & people["deceased_on"].isna()]
    primary = people["is_primary"].fillna(False).astype(bool)
    people = people[primary | people["next_generation_of"].isna()]
    people = people.assign(second=~primary, how=_ways(book, people))
    first = people[people["how"] != ""].sort_values(["household_id", "second", "client_id"])
    first = first.drop_duplicates("household_id").set_index("household_id")
    name = first["first_name"].fillna("").str.cat(first["last_name"].fillna(""), sep=" ").str.strip()
    return (name + ": " + first["how"]).reindex(household_ids).fillna(NONE)


def _ways(book: Book, people: pd.DataFrame) -> pd.Series:
    sponsors = book.frame("plan_sponsors").set_index("plan_sponsor_id")
    rule = people["plan_sponsor_id"].map(sponsors["contact_rule"])
    forwarding = sponsors["name"].where(_has_at(sponsors["hr_email"]))
    forwards = people["plan_sponsor_id"].map(forwarding).astype("object").fillna("")
    has_phone = people["phone"].notna()
    ways = {
        "email": _has_at(people["email"]) & (people["email_consent"] != "out"),
        "text": has_phone & (people["sms_consent"] != "out"),
        "phone": has_phone,
    }
    own = pd.Series("", index=people.index, dtype="object")
    for way, open_to in ways.items():
        own = own.where(~open_to, (own + ", " + way).str.removeprefix(", "))
    through = ("the plan contact of " + forwards).where((forwards != "") & (people["email_consent"] != "out"), "")
    chosen = np.select([rule == "none", rule == "via_hr"], ["", through], own)
    return pd.Series(chosen, index=people.index, dtype="object")


def _has_at(addresses: pd.Series) -> pd.Series:
    return addresses.fillna("").str.contains("@", regex=False)
