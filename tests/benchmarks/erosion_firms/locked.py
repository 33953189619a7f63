"""The locked firm: each household lives its own life, told month by month. It is to be scored and never tuned on.

It shares no line with the other firms but the names of what is planted: money flows come from pay, bills, standing
orders and accounts, and erosion is an act of the household, not a disturbance of a series.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import astuple

import pandas as pd

from tests.benchmarks.erosion_firms.books import KINDS, LAST_ONSET, WINDOW, Firm, calendar, household_ids, month_of
from tests.benchmarks.erosion_firms.locked_life import Life, Month, live
from tests.benchmarks.erosion_firms.locked_stories import STORIES, Story

PER_ADVISER = 90
MONEY = ("aum_begin", "inflow", "outflow", "market_gain", "fees", "aum_end", "declared_net_worth")
COLUMNS = {
    "history": ("household_id", "month", *MONEY, "contacts", "logins"),
    "households": ("household_id", "age", "opened_month"),
    "events": ("household_id", "month", "kind"),
    "expected": ("household_id", "month", "amount"),
    "truth": ("household_id", "kind", "onset", "look_alike"),
}
ORDERED = ("stopped_contributions", "paused_contributions", "bonus", "held_away")
RETIRED = ("steady_draw", "rmd")


def simulate(households: int, months: int, seed: int) -> Firm:
    """The book of `households` over `months`; the same arguments give the same book."""
    market = _market(random.Random(f"{seed} market"), months)
    tables: dict[str, list[tuple[object, ...]]] = {name: [] for name in COLUMNS}
    for number, name in enumerate(household_ids(households)):
        rng = random.Random(f"{seed} household {number}")
        adviser = random.Random(f"{seed} adviser {number // PER_ADVISER}")
        for table, rows in _tell(name, rng, adviser, market).items():
            tables[table] += rows
    return _frames(tables)


def _tell(
    name: str, rng: random.Random, adviser: random.Random, market: list[float]
) -> dict[str, list[tuple[object, ...]]]:
    """One household's rows of every frame."""
    months, days = len(market), calendar(len(market))
    story, when = _story(rng, months)
    life = _person(rng, story.__name__ if story else "plain", adviser, months)
    if story:
        story(life, when)
    outages = set(adviser.sample(range(months), 2)) if adviser.random() < 0.5 else set()
    lived = [(month, row) for month, row in _lived(life, market) if month not in outages or rng.random() < 0.4]
    label = story.__name__ if story else None
    truth = (name, label, days[when], None) if label in KINDS else (name, None, pd.NaT, label)
    return {
        "history": [(name, days[month], *astuple(row)) for month, row in lived],
        "households": [(name, round(life.age), life.opened)],
        "events": [(name, days[month], kind) for month, kind in sorted(life.crm) if month < months],
        "expected": [
            (name, days[month], round(paid, 2)) for month, paid in sorted(life.plan.items()) if month < months
        ],
        "truth": [truth],
    }


def _frames(tables: dict[str, list[tuple[object, ...]]]) -> Firm:
    frames = {name: pd.DataFrame(rows, columns=COLUMNS[name]) for name, rows in tables.items()}
    frames["households"]["opened_month"] = month_of(frames["households"]["opened_month"].to_numpy())
    frames["truth"]["onset"] = pd.to_datetime(frames["truth"]["onset"])
    return Firm("locked", **frames)


def _lived(life: Life, market: list[float]) -> Iterator[tuple[int, Month]]:
    """The months of a life from its opening here until its accounts are empty."""
    for month in range(max(life.opened, 0), len(market)):
        row = live(life, month, market[month])
        yield month, row
        if row.end <= 0:
            return


def _story(rng: random.Random, months: int) -> tuple[Story | None, int]:
    """What will happen, if anything, and when it begins."""
    luck = rng.random()
    for story, weight in STORIES:
        luck -= weight
        if luck < 0:
            erodes = story.__name__ in KINDS
            return story, rng.randint(months - WINDOW - (0 if erodes else 2), months - (LAST_ONSET if erodes else 3))
    return None, 0


def _market(rng: random.Random, months: int) -> list[float]:
    """Slow good and bad spells with jumps; one clear fall and its partial return always come."""
    mood, path = 0.0, []
    for _ in range(months):
        mood = 0.8 * mood + rng.gauss(0, 0.006)
        path.append(0.007 + mood + rng.gauss(0, 0.03) - (0.07 if rng.random() < 0.04 else 0.0))
    fall = rng.randint(months // 2, months - 8)
    path[fall] -= 0.13
    path[fall + 2] += 0.05
    return [max(change, -0.3) for change in path]


def _person(rng: random.Random, story: str, adviser: random.Random, months: int) -> Life:
    """Someone to whom the story can happen, and an adviser with habits of her own."""
    age = _age(rng, story)
    retired = story in RETIRED or (story not in ORDERED and story != "new_retiree" and age > 66 and rng.random() < 0.85)
    balance = 30e3 + rng.lognormvariate(math.log(12e3 * max(age - 24, 4)), 0.85)
    owns = rng.lognormvariate(math.log(0.9), 0.7) * balance
    cuts = sorted(rng.random() for _ in range(rng.choice((0, 1, 1, 2, 3))))
    shares = [high - low for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
    drifts_in = story == "plain" and rng.random() < 0.2
    life = Life(
        rng, age,
        opened=rng.randint(0, months - 2) if drifts_in else -rng.randint(1, 160),
        pay=0.0, spending=0.0,
        accounts=[balance * share for share in shares],
        elsewhere=owns, cash=0.0,
        risk=rng.uniform(0.3, 1.0),
        diligence=min(max(adviser.gauss(0.6, 0.22), 0.15), 0.95),
        loyalty=rng.betavariate(4, 2),
        talks=rng.gammavariate(3, 0.25),
        meets_every=rng.choice((3, 4, 6, 6)),
        habit=rng.gammavariate(1.5, 2.5) if rng.random() < 0.85 else 0.0,
        review_month=rng.randint(0, 11),
    )  # fmt: skip
    life.planning = rng.random() < life.diligence * 0.8
    _money(life, retired, balance, story)
    if life.opened >= 0:
        life.accounts = [0.0]
        life.at(life.opened, lambda one: one.put(balance))
    return life


def _age(rng: random.Random, story: str) -> float:
    low, high = {
        "new_retiree": (58, 69), "rmd": (72, 90), "steady_draw": (64, 88), "death": (66, 92), "tuition": (42, 58),
        "stopped_contributions": (30, 62), "paused_contributions": (30, 60), "bonus": (30, 60), "held_away": (33, 64),
    }.get(story, (30, 88))  # fmt: skip
    return rng.triangular(low, high)


def _money(life: Life, retired: bool, balance: float, story: str) -> None:
    """Pay, bills, standing order or draw, in proportion to each other."""
    rng = life.rng
    if retired:
        life.draw = balance * rng.uniform(0.028, 0.055) / 12 if story in RETIRED or rng.random() < 0.7 else 0.0
        life.draw_every = rng.choice((1, 1, 1, 3, 6))
        life.pay = max(balance * rng.uniform(0.02, 0.05) / 12, 2e3)
        life.spending = life.pay + life.draw
    else:
        life.pay = max(balance * rng.uniform(0.12, 0.4) / 12, 3e3)
        saver = story in ORDERED or rng.random() < 0.6
        life.order = life.pay * rng.uniform(0.05, 0.25) if saver else 0.0
        life.order_every = rng.choice((1, 1, 1, 3))
        life.spending = life.pay - life.order - life.pay * rng.uniform(0.0, 0.12)
    life.cash = life.spending * rng.uniform(2, 7)
