"""The clients who refer, one row each: leads, wins, the value they brought, thanks, whether they are paid for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.lifetime import client_values
from assistant.analytics.people import last_two_way
from assistant.analytics.referrals.economics import first_year
from assistant.analytics.referrals.referral_graph import credited, generations, merged, referrals
from assistant.analytics.referrals.thanks import thanks

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

SIGNED, UNSIGNED = "paid, agreement on file", "paid, no agreement on file"


def referred_leads(book: Book) -> pd.DataFrame:
    """The leads, of any date, that name a referring client, under `referrer` (a merged household under the one it is
    part of now)."""
    leads = book.leads
    named = leads.dropna(subset="referred_by_household_id")
    heirs = merged(book)
    referrer = named["referred_by_household_id"]
    return named.assign(referrer=referrer.replace(heirs) if heirs else referrer)


def created_in(leads: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Those of the leads that were created in the period."""
    created: pd.DataFrame = leads[leads["created_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    return created


def referrer_rows(book: Book, period: Period, every: pd.DataFrame) -> pd.DataFrame:
    """One row a client of this book, present or former, who ever referred anyone; index household_id, best first by the
    value it brought, who cannot be valued last.

    `name`; `leads` and `won` of the period, `leads_ever` and `won_ever` of any date; `clients` (brought itself),
    `direct_cents` (their NPV, in full), `value_cents` (the credit of `credited` over all generations), `own_cents` (its
    own NPV), `total_cents` (both), `revenue_cents` (first year of the clients it brought itself, as far as months
    closed, where it lies in the book's history); NaN where unknown. `last_referral`, `status`, `thanked_on`,
    `interaction_id`, `note` (of `thanks`), `last_contact` (two-way), `paid` (blank, SIGNED or UNSIGNED). `every`: of
    referred_leads. Source: F33.
    """
    pairs, labels = referrals(book), client_labels(book)
    latest = pd.concat([pairs[["referrer", "on"]].set_axis(["referrer", "created_on"], axis=1), every])
    latest = latest.groupby("referrer", sort=True)["created_on"].max()
    rows = pd.DataFrame({"last_referral": latest[latest.index.isin(labels.index)]}).rename_axis("household_id")
    rows["name"] = labels.reindex(rows.index)
    for suffix, counted in (("", created_in(every, period)), ("_ever", every)):
        by = counted.groupby("referrer")
        rows[f"leads{suffix}"] = by.size().reindex(rows.index, fill_value=0)
        rows[f"won{suffix}"] = by["won_on"].count().reindex(rows.index, fill_value=0)
    rows = rows.join(_brought(book, pairs, every, rows.index))
    rows = rows.join(thanks(book, rows["last_referral"]))
    rows["last_contact"] = pd.to_datetime(last_two_way(book).reindex(rows.index))
    rows["paid"] = _paid(book, every).reindex(rows.index, fill_value="")
    order = rows.assign(rank=-rows["value_cents"], wins=-rows["won"]).sort_values(["rank", "wins", "household_id"])
    return rows.loc[order.index]


def _brought(book: Book, pairs: pd.DataFrame, leads: pd.DataFrame, referrers: pd.Index) -> pd.DataFrame:
    """The value columns of `referrer_rows`. A referrer nobody of whose clients can be valued has an unknown value; one
    who brought nobody has brought nothing."""
    npv = client_values(book)["npv_cents"]
    lines = credited(generations(pairs), npv)
    direct = lines[lines["generation"] == 1]
    by, by_direct = lines.groupby("referrer"), direct.groupby("referrer")
    unlinked = leads[leads["won_on"].notna() & leads["household_id"].isna()].groupby("referrer").size()
    nobody = ~referrers.isin(pairs["referrer"]) & ~referrers.isin(unlinked.index)
    found = pd.DataFrame(index=referrers)
    found["clients"] = by_direct.size().reindex(referrers, fill_value=0)
    found["direct_cents"] = by_direct["npv_cents"].sum(min_count=1).reindex(referrers).mask(nobody, 0.0)
    found["value_cents"] = by["credit_cents"].sum(min_count=1).reindex(referrers).mask(nobody, 0.0)
    found["own_cents"] = npv.reindex(referrers)
    found["total_cents"] = found["own_cents"] + found["value_cents"]
    first = _first_years(book, pairs)
    found["revenue_cents"] = first.groupby(pairs["referrer"]).sum(min_count=1).reindex(referrers).mask(nobody, 0.0)
    return found


def _first_years(book: Book, pairs: pd.DataFrame) -> pd.Series:
    """First-year revenue of each pair's client in cents, NaN where its first year lies before the book's history."""
    joined = pairs.dropna(subset="joined").drop_duplicates("household_id").set_index("household_id")["joined"]
    first = first_year(book, joined)
    return pairs["household_id"].map(first["revenue_cents"].where(first["months"] > 0).astype("float64"))


def _paid(book: Book, leads: pd.DataFrame) -> pd.Series:
    """By referrer: SIGNED or UNSIGNED when a source that its referrals came by is compensated; the worse of them."""
    households = book.households
    recorded = households[["referred_by_household_id", "referral_source_id"]].set_axis(
        ["referrer", "source_id"], axis=1
    )
    sources = book.referral_sources.set_index("source_id")
    sources = sources[sources["compensated"].fillna(False).astype(bool)]
    recorded = recorded.dropna()
    recorded = recorded[recorded["source_id"].isin(sources.index)]
    recorded = recorded.assign(referrer=recorded["referrer"].replace(merged(book)))
    signed = sources["agreement_on"] <= pd.Timestamp(book.as_of)
    pairs = pd.concat([recorded, leads[["referrer", "source_id"]]])
    pairs = pairs[pairs["source_id"].isin(sources.index)]
    all_signed = pairs["source_id"].map(signed).astype(bool).groupby(pairs["referrer"]).all()
    return pd.Series(np.where(all_signed, SIGNED, UNSIGNED), index=all_signed.index, dtype="str")
