"""Which traits are commoner among the clients worth most an hour than in the book (F37). Association, not cause.

Age and sex are protected and left out, and being retired with them, for it stands for age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv

from assistant.analytics.serving import hours_to_serve
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

SUPPORT, MOST = 8, 5
"""Clients that must share a trait, and traits in a profile at most (F37)."""
PRIOR = 10.0
"""Clients of the book's own mix that each trait is given to begin with; as many as the least prior of F31."""
LOWER = 0.10
NOT_TRAITS = frozenset(("retired", "pensioner", "pensionato", "pensionata", "jubilado", "jubilada"))
QUARTERS = ("lowest band", "lower middle band", "upper middle band", "highest band")
"""The quarters of a book by an amount. No word of the calendar and no number: "second quarter" reads as a date."""
INCOME, WORTH = "income", "net worth"

F37 = Method(
    "F37",
    "share of the top quarter by value an hour among clients with the trait, pulled towards that of the book by ten "
    "clients, ÷ the book's share; traits of at least eight clients",
)
F37_LOWER = Method("F37 lower bound", "10 % quantile of F37: the lift the trait beats in nine cases out of ten")
F37_VALUE = Method(
    "F37 value",
    "net present value ÷ hours of contact and booked time of the last twelve closed months, of clients of a year or "
    "more",
)


def value_an_hour(book: Book, values: pd.DataFrame) -> pd.Series:
    """Cents of NPV per hour of the last twelve months, index household_id in order: open clients of at least that long
    with a value and with hours on file. `values`: of client_values. Source: F37."""
    clients = book.open_households.set_index("household_id").sort_index()
    first = book.last_month - pd.DateOffset(months=11)
    settled = clients.index[clients["since"].isna() | (clients["since"] <= first)]
    hours = hours_to_serve(book).reindex(settled)
    npv = values["npv_cents"].reindex(settled)
    known = (hours > 0) & (npv > 0)
    return (npv[known] / hours[known]).rename("hour_cents")


def quarter_cuts(amounts: pd.Series) -> Floats | None:
    """The three amounts (cents) that cut a book's known ones into quarters; None when fewer than twice SUPPORT are
    known or two cuts fall together."""
    known = amounts.dropna().to_numpy(dtype=np.float64)
    if len(known) < 2 * SUPPORT:
        return None
    cuts: Floats = np.quantile(known, (0.25, 0.50, 0.75))
    return cuts if (np.diff(cuts) > 0).all() else None


def quarters(amounts: pd.Series, cuts: Floats | None) -> pd.Series:
    """The quarter that each amount falls in (QUARTERS), blank where it is not known; an amount on a cut is above it."""
    if cuts is None:
        return pd.Series(None, index=amounts.index, dtype="object")
    place = np.searchsorted(cuts, amounts.fillna(0).to_numpy(dtype=np.float64), side="right")
    return pd.Series(np.array(QUARTERS, dtype=object)[place], index=amounts.index).where(amounts.notna())


def net_worth_of(book: Book) -> pd.Series:
    """The latest declared net worth of each household in cents: the total, or the investable one without a total."""
    rows = book.net_worth.sort_values(["household_id", "as_of"]).drop_duplicates("household_id", keep="last")
    rows = rows.set_index("household_id")
    total = rows["total_net_worth_cents"].astype("float64")
    return total.fillna(rows["investable_net_worth_cents"].astype("float64"))


def client_traits(book: Book, income_cuts: Floats | None, worth_cuts: Floats | None) -> pd.DataFrame:
    """One row a household and trait: `household_id`, `kind`, `value`. Occupation, employer and plan sponsor are of any
    living adult of the household; kinds of source are those of referral_sources, `referred` is by a client."""
    households = book.open_households
    income = households.set_index("household_id")["annual_income_cents"].astype("float64")
    worth = net_worth_of(book)
    worth = worth[worth.index.isin(income.index)]
    kinds = book.referral_sources.set_index("source_id")["kind"]
    kind = households["referral_source_id"].map(kinds)
    referred = households["referred_by_household_id"].notna() | (kind == "client")
    came = kind.where(kind.notna() & (kind != "client"))
    people = book.clients
    people = people[people["deceased_on"].isna() & people["next_generation_of"].isna()]
    people = people[people["household_id"].isin(income.index)]
    work = people["occupation"].str.strip().str.lower()
    sponsors = book.frame("plan_sponsors").set_index("plan_sponsor_id")["name"]
    parts = (
        (income.index, INCOME, quarters(income, income_cuts).to_numpy()),
        (worth.index, WORTH, quarters(worth, worth_cuts).to_numpy()),
        (households["household_id"], "state", households["state"]),
        (households["household_id"], "source", came),
        (households["household_id"], "came", referred.map({True: "referred by a client", False: None})),
        (people["household_id"], "occupation", work.where(~work.isin(NOT_TRAITS))),
        (people["household_id"], "employer", people["employer"]),
        (people["household_id"], "plan sponsor", people["plan_sponsor_id"].map(sponsors)),
    )
    frames = [
        pd.DataFrame({"household_id": np.asarray(ids, dtype=object), "kind": kind, "value": np.asarray(found, object)})
        for ids, kind, found in parts
    ]
    return pd.concat(frames).dropna().drop_duplicates(ignore_index=True)


def lifts(traits: pd.DataFrame, top: pd.Series) -> pd.DataFrame:
    """One row a trait shared by at least SUPPORT clients, but not by all: `kind`, `value`, `clients`, `in_top`, `lift`
    (F37) and its `lower` bound, surest first.

    `traits`: household_id, kind, value; `top`: by household_id, whether the client is in the top quarter by value an
    hour. Households without an entry in `top` are left out. Empty when nobody is in the top. Source: F37.
    """
    known = traits[traits["household_id"].isin(top.index)]
    is_top = known["household_id"].map(top).astype("int64")
    counts = is_top.groupby([known["kind"], known["value"]]).agg(["size", "sum"]).reset_index()
    counts.columns = pd.Index(["kind", "value", "clients", "in_top"])
    base = float(top.mean()) if len(top) else 0.0
    counts = counts[(counts["clients"] >= SUPPORT) & (counts["clients"] < len(top)) & (base > 0)]
    a = PRIOR * base + counts["in_top"]
    b = PRIOR * (1 - base) + counts["clients"] - counts["in_top"]
    counts = counts.assign(lift=a / (a + b) / (base or 1.0), lower=betaincinv(a, b, LOWER) / (base or 1.0))
    order = ["lower", "clients", "kind", "value"]
    return counts.sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def top_quarter(worth: pd.Series) -> pd.Series:
    """Whether each amount is within the top quarter, ties included; index as given."""
    return worth >= worth.quantile(0.75) if len(worth) else worth.astype(bool)


def profile(found: pd.DataFrame) -> pd.DataFrame:
    """The traits that lift, surest first, at most MOST; `sure` where even the lower bound is above the book's share."""
    kept = found[found["lift"] > 1].head(MOST)
    return kept.assign(sure=kept["lower"] > 1)
