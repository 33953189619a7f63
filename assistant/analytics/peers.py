"""“Clients like you”: a household's nearest peers and what they hold (P1). No advice, and silent below ten peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.needs import accounts_for, need_called
from assistant.analytics.people import household_ages
from assistant.analytics.wallet import wallet_rows
from assistant.blocks import Column, Result, Table
from assistant.errors import NotFound
from assistant.figures import Figure, Line, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NEIGHBOURS, LEAST_PEERS = 25, 10
LEAST_SHOWN = 3
"""What fewer than three peers hold is noise, and could point at one of them."""
CREDIT = "lending"
LEAST_KNOWN = 3
"""Two households are compared when at least three of the six features are known of both."""
NUMBERS = ("age", "log_income", "log_worth", "risk_tolerance")
WORDS = ("stage", "type")
STAGES = ((35, "starting"), (50, "building"), (62, "before retirement"), (75, "retired"))

P1 = Method(
    "P1",
    f"the {NEIGHBOURS} households nearest by Gower distance over age, log income, log investable worth, risk tolerance,"
    " life stage and household type, each weighing the same; features missing on either side are left out",
)
P1_SHARE = Method("P1 share", "peers that hold it ÷ peers")
P1_NEAR = Method("P1 nearest", "share of peers that hold it, each weighing 1 ÷ (0.05 + distance)")
P1_BASE = Method("P1 base", "households of the whole pool that hold it ÷ households of the pool")
CAVEATS = (
    "This describes what similar clients hold. It is not a recommendation and says nothing about what is suitable.",
    "No peer is named. Sex is not used; age is, and whether a household is of one person or of a couple.",
    "Credit is left out of what peers hold, as peers are found by age and family.",
)


def similar_clients(book: Book, *, household_id: str, pool: Book | None = None) -> Result:
    """The peers of one household and what they hold by asset class, registration and product.

    `pool`: the Book the peers come from, the household's own when left out. With fewer than LEAST_PEERS comparable
    households the answer is their count and nothing else. Raises NotFound for a household that is not an open one of
    `book`. Source: P1 (3.12).
    """
    if household_id not in set(book.open_households["household_id"]):
        raise NotFound("There is no such client in this book.")
    name = str(client_labels(book)[household_id])
    pool = pool or book
    peers = nearest(features(book).loc[household_id], features(pool).drop(index=household_id, errors="ignore"))
    behind = Rows.of("households", [household_id])
    count = Figure("peers", "Comparable clients", len(peers), "count", P1, behind)
    if len(peers) < LEAST_PEERS:
        least = Figure("least_peers", "Fewest peers an answer needs", LEAST_PEERS, "count", P1)
        line = Line(
            "There are {n} comparable clients for {who}, fewer than the {least} it takes to say anything.",
            {"n": count, "who": name, "least": least},
        )
        return Result(f"Clients like {name}", book.as_of, (count, least), summary=(line,), caveats=CAVEATS)
    mine = _holdings(book)
    mine = mine[mine["household_id"] == household_id]
    held = adoption(peers, _holdings(pool), len(pool.open_households), mine)
    radius = Figure("radius", "Distance of the furthest peer, 0 to 1", rate(float(peers.max()), 4), "score", P1, behind)
    stands_out = _stands_out(held)
    shares = _shares(stands_out, behind)
    return Result(
        title=f"Clients like {name}",
        as_of=book.as_of,
        figures=(count, radius, *shares),
        blocks=(_table(held),) if len(held) else (),
        summary=_summary(name, count, radius, shares, stands_out),
        caveats=CAVEATS,
    )


def features(book: Book) -> pd.DataFrame:
    """What makes households comparable, index household_id: `age`, `log_income`, `log_worth` (declared investable net
    worth), `risk_tolerance` (1 to 5), `stage` of life, `type` of household; NaN where unknown."""
    households = book.open_households.set_index("household_id").sort_index()
    age = household_ages(book).reindex(households.index)
    worth = wallet_rows(book)["worth_cents"].reindex(households.index)
    stage = pd.cut(
        age, [-np.inf, *(limit for limit, _ in STAGES), np.inf], right=False, labels=[*(s for _, s in STAGES), "late"]
    )
    return pd.DataFrame(
        {
            "age": age,
            "log_income": _log(households["annual_income_cents"]),
            "log_worth": _log(worth),
            "risk_tolerance": households["risk_tolerance"].astype("float64"),
            "stage": stage.astype(object),
            "type": _household_type(book).reindex(households.index),
        }
    )


def _log(cents: pd.Series) -> pd.Series:
    amounts = cents.astype("float64")
    return np.log(amounts.where(amounts > 0))


def _household_type(book: Book) -> pd.Series:
    """single or couple, with or without a next generation on record."""
    people = book.clients[book.clients["deceased_on"].isna()]
    heir = people["next_generation_of"].notna()
    adults = (~heir).groupby(people["household_id"]).sum()
    family = heir.groupby(people["household_id"]).any()
    base = pd.Series(np.where(adults >= 2, "couple", "single"), index=adults.index, dtype=object)
    return base + family.map({True: " with next generation", False: ""})


def nearest(one: pd.Series, others: pd.DataFrame) -> pd.Series:
    """Gower distance (0 to 1) from one household to its NEIGHBOURS nearest others, nearest first, ties by id.

    `one`: the features NUMBERS and WORDS; `others`: the same as columns, index household_id. Numbers differ by their
    distance over the range of all, words by being unequal; households with fewer than LEAST_KNOWN features in common
    are left out. Source: P1.
    """
    everyone = pd.concat([others, one.to_frame().T])
    numbers = everyone[list(NUMBERS)].astype("float64")
    width = (numbers.max() - numbers.min()).replace(0.0, 1.0)
    words = everyone[list(WORDS)]
    gaps = pd.concat(
        [
            (numbers.iloc[:-1] - numbers.iloc[-1]).abs() / width,
            (words.iloc[:-1] != words.iloc[-1])
            .astype("float64")
            .where(words.iloc[:-1].notna() & words.iloc[-1].notna()),
        ],
        axis=1,
    )
    comparable = gaps[gaps.notna().sum(axis=1) >= LEAST_KNOWN]
    distance = comparable.mean(axis=1).rename("distance").rename_axis("household_id").reset_index()
    order = distance.sort_values(["distance", "household_id"]).head(NEIGHBOURS)
    return order.set_index("household_id")["distance"]


def _holdings(book: Book) -> pd.DataFrame:
    """What each open household holds, credit left out: `household_id`, `kind` (asset class, registration, product),
    `item`."""
    accounts = book.accounts
    accounts = accounts[
        accounts["closed_on"].isna() & accounts["household_id"].isin(book.open_households["household_id"])
    ]
    accounts = accounts.drop(index=accounts_for(book, need_called(CREDIT)).index, errors="ignore")
    owners = accounts.set_index("account_id")["household_id"]
    holdings = book.holdings[book.holdings["account_id"].isin(owners.index) & (book.holdings["value_cents"] > 0)]
    latest = holdings.groupby("account_id")["as_of"].transform("max")
    holdings = holdings[holdings["as_of"] == latest]
    parts = (
        (holdings["account_id"].map(owners), "asset class", holdings["asset_class"]),
        (accounts["household_id"], "registration", accounts["registration"]),
        (accounts["household_id"], "product", accounts["product_type"]),
    )
    frames = [pd.DataFrame({"household_id": ids, "kind": kind, "item": items}) for ids, kind, items in parts]
    return pd.concat(frames).dropna().drop_duplicates(ignore_index=True)


def adoption(peers: pd.Series, held: pd.DataFrame, pool_size: int, mine: pd.DataFrame) -> pd.DataFrame:
    """How common each thing is among the peers and in the pool, one row a `kind` and `item`.

    `peers`: distance by household_id; `held` and `mine`: `household_id, kind, item` of the pool and of the household.
    Returns `peers` (how many hold it), `share`, `nearest` (weighted by 1 ÷ (0.05 + distance)), `base` and `own` (the
    household holds it too), the commonest first. What fewer than LEAST_SHOWN peers hold is left out. Source: P1.
    """
    weights = 1 / (0.05 + peers)
    near = held[held["household_id"].isin(peers.index)]
    near = near.assign(weight=near["household_id"].map(weights))
    rows = near.groupby(["kind", "item"]).agg(peers=("weight", "size"), weight=("weight", "sum"))
    base = held.groupby(["kind", "item"])["household_id"].nunique() / pool_size
    own = pd.MultiIndex.from_frame(mine[["kind", "item"]])
    rows = rows.assign(share=rows["peers"] / len(peers), nearest=rows["weight"] / weights.sum(), base=base)
    rows = rows.assign(own=rows.index.isin(own))[rows["peers"] >= LEAST_SHOWN].reset_index()
    order = ["kind", "nearest", "item"]
    return rows.drop(columns="weight").sort_values(order, ascending=[True, False, True], ignore_index=True)


def _stands_out(held: pd.DataFrame) -> pd.Series | None:
    """What the nearest peers hold most above the pool and the household does not, if anything."""
    above = held[~held["own"] & (held["nearest"] > held["base"])]
    if above.empty:
        return None
    above = above.assign(lift=above["nearest"] - above["base"])
    return above.sort_values(["lift", "kind", "item"], ascending=[False, True, True]).iloc[0]


def _shares(row: pd.Series | None, behind: Rows) -> tuple[Figure, ...]:
    if row is None:
        return ()
    near = rate(float(row["nearest"]))
    return (
        Figure("nearest_share", f"Nearest peers holding {row['item']}", near, "rate", P1_NEAR, behind),
        Figure("base_share", f"All clients holding {row['item']}", rate(float(row["base"])), "rate", P1_BASE, behind),
    )


def _summary(
    name: str, count: Figure, radius: Figure, shares: tuple[Figure, ...], row: pd.Series | None
) -> tuple[Line, ...]:
    first = Line(
        "{n} clients compare with {who}; the furthest of them is {radius} away on a scale of nothing to one.",
        {"n": count, "who": name, "radius": radius},
    )
    last = Line("It is a question for the next review; it says nothing about what is suitable.")
    if row is None:
        return first, Line("{who} holds whatever these peers hold more often than other clients.", {"who": name}), last
    template = "Of the nearest peers, {near} hold {item}; in the whole pool {base} do, and {who} does not."
    near, base = shares
    return first, Line(template, {"near": near, "item": str(row["item"]), "base": base, "who": name}), last


def _table(held: pd.DataFrame) -> Table:
    columns = (
        Column("kind", "By"),
        Column("item", "What peers hold"),
        Column("peers", "Peers", "count", P1_SHARE),
        Column("share", "Share of peers", "rate", P1_SHARE),
        Column("nearest", "Nearest weigh more", "rate", P1_NEAR),
        Column("base", "All clients", "rate", P1_BASE),
        Column("own", "This client"),
    )
    rows = tuple(
        (
            row.kind,
            row.item,
            int(row.peers),
            rate(float(row.share)),
            rate(float(row.nearest)),
            rate(float(row.base)),
            "holds it" if row.own else "does not",
        )
        for row in held.itertuples(index=False)
    )
    return Table("What peers hold", columns, rows)
