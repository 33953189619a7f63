"""Builds the demo firm step by step and writes it. Each step draws from a stream of its own, so that changing one
leaves the luck of the others alone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.book.demo.accounts import accounts_table, build_accounts
from assistant.book.demo.activity import (
    life_events_table,
    questionnaires_table,
    service_requests_table,
    tasks_table,
)
from assistant.book.demo.contacts import interactions_table
from assistant.book.demo.dates import Calendar, Table
from assistant.book.demo.firm import (
    advisors_table,
    build_firm,
    fee_schedules,
    org_units,
    pay_grids,
    plan_sponsors,
    users_table,
)
from assistant.book.demo.flows import build_flows
from assistant.book.demo.growth import (
    build_leads,
    credit_sources,
    expenses_table,
    leads_table,
    referral_sources_table,
)
from assistant.book.demo.holdings import holdings_table
from assistant.book.demo.households import build_households, households_table
from assistant.book.demo.layout import lay_out
from assistant.book.demo.money import balances_table, expected_table, run_months
from assistant.book.demo.people import build_people, clients_table
from assistant.book.demo.pipeline import campaign_sends_table, campaigns_table, opportunities_table
from assistant.book.demo.plants import cast_parts
from assistant.book.demo.revenue import build_revenue, revenue_table
from assistant.book.demo.truths import World, planted_truths
from assistant.book.demo.tuning import plant_edges, plant_paradox
from assistant.book.demo.wealth import build_wealth, wealth_tables
from assistant.book.demo.writing import write_table

Progress = Callable[[str, float], None]
SMALLEST_BOOK = 15


def write_demo_firm(
    folder: Path,
    *,
    households: int = 2500,
    advisors: int = 12,
    seed: int = 7,
    last_month: str = "2026-10",
    progress: Progress | None = None,
) -> None:
    """Write the CSV of a whole firm into `folder`, and `planted_truths.json` beside them.

    `households` is the number open at the end of `last_month`, the last closed month of sixty; about a fifth as many
    have left before. Same arguments, same bytes. `progress` is called with what is being done and the part done so
    far, 0 to 1. Raises ValueError when the books would be smaller than fifteen households.
    """
    if advisors < 1 or households < SMALLEST_BOOK * advisors:
        raise ValueError(
            f"{households} households for {advisors} advisors: the demo firm needs at least one advisor and "
            f"{SMALLEST_BOOK} households for each."
        )
    tell = progress or _silent
    folder.mkdir(parents=True, exist_ok=True)
    draw = _Streams(seed)
    tell("living through five years", 0.0)
    world = _build(draw, Calendar.ending(last_month), households, advisors)
    tables = _tables(draw, world)
    for done, (name, make) in enumerate(tables):
        tell(f"writing {name}", 0.3 + 0.7 * done / len(tables))
        write_table(folder / name, make())
    truths = json.dumps(planted_truths(world, seed=seed), ensure_ascii=False, indent=1)
    (folder / "planted_truths.json").write_text(truths + "\n", encoding="utf-8")
    tell("done", 1.0)


def _silent(_what: str, _part: float) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True, slots=True)
class _Streams:
    seed: int

    def __call__(self, step: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(step.encode())]))


def _build(draw: _Streams, calendar: Calendar, count: int, advisors: int) -> World:
    firm = build_firm(draw("firm"), calendar, advisors, count)
    layout = lay_out(draw("layout"), firm, count)
    households = build_households(draw("households"), firm, layout)
    cast = cast_parts(draw("cast"), firm, layout, households)
    source = credit_sources(draw("sources"), households, cast, firm.recruited)
    leads = build_leads(draw("leads"), firm, households, source)
    people = build_people(draw("people"), calendar, households, cast)
    accounts = build_accounts(draw("accounts"), firm, households, cast)
    flows = build_flows(draw("flows"), calendar, households, cast)
    ledger = run_months(draw("months"), calendar, households, accounts, flows)
    earned = build_revenue(draw("revenue"), households, accounts, ledger, cast)
    with_paradox = plant_paradox(firm, layout, households, earned, cast)
    revenue, edges = plant_edges(
        draw("edges"), firm, households, accounts, layout=layout, revenue=with_paradox, cast=cast
    )
    wealth = build_wealth(draw("wealth"), households, accounts, ledger, cast)
    return World(
        firm, layout, households, people, accounts, flows, ledger, revenue, wealth, leads, cast, edges
    )  # fmt: skip


def _tables(draw: _Streams, w: World) -> list[tuple[str, Callable[[], Table]]]:
    """Every file with what makes it, in the order of the contract."""
    calendar, firm, h, a = w.firm.calendar, w.firm, w.households, w.accounts
    clients = clients_table(draw("clients"), calendar, h, w.cast, w.people)
    net_worth, held_away = wealth_tables(draw("snapshots"), calendar, h, w.wealth, w.cast)
    campaigns = campaigns_table(draw("campaigns"), firm)
    return [
        ("org_units.csv", lambda: org_units(firm)),
        ("advisors.csv", lambda: advisors_table(draw("advisors"), firm)),
        ("users.csv", lambda: users_table(draw("users"), firm)),
        ("households.csv", lambda: households_table(draw("tiers"), firm, h)),
        ("clients.csv", lambda: clients),
        ("plan_sponsors.csv", lambda: plan_sponsors(calendar)),
        ("accounts.csv", lambda: accounts_table(draw("dates"), calendar, h, a)),
        ("fee_schedules.csv", fee_schedules),
        ("balances.csv", lambda: balances_table(calendar, a, w.ledger)),
        ("expected_flows.csv", lambda: expected_table(calendar, a, w.ledger)),
        ("net_worth.csv", lambda: net_worth),
        ("held_away.csv", lambda: held_away),
        ("revenue.csv", lambda: revenue_table(calendar, h, a, w.revenue)),
        ("holdings.csv", lambda: holdings_table(draw("holdings"), calendar, h, a, w.ledger)),
        (
            "interactions.csv",
            lambda: interactions_table(draw("contacts"), calendar, h, w.flows, cast=w.cast, wealth=w.wealth),
        ),
        ("life_events.csv", lambda: life_events_table(draw("events"), calendar, h, w.people, w.flows)),
        ("questionnaires.csv", lambda: questionnaires_table(draw("questionnaires"), calendar, h)),
        ("referral_sources.csv", referral_sources_table),
        ("leads.csv", lambda: leads_table(draw("prospects"), firm, h, w.leads)),
        ("opportunities.csv", lambda: opportunities_table(draw("deals"), firm, h, w.leads, w.cast)),
        ("expenses.csv", lambda: expenses_table(draw("expenses"), firm, h, w.leads)),
        ("service_requests.csv", lambda: service_requests_table(draw("requests"), calendar, h, w.cast)),
        ("campaigns.csv", lambda: campaigns),
        (
            "campaign_sends.csv",
            lambda: campaign_sends_table(draw("sends"), calendar, h, w.people, clients=clients, campaigns=campaigns),
        ),
        ("tasks.csv", lambda: tasks_table(draw("tasks"), calendar, firm, h)),
        ("pay_grids.csv", lambda: pay_grids(firm)),
    ]
