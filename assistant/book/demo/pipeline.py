"""Opportunities in the firm's own stages, and campaigns with a hold-out group."""

from __future__ import annotations

import numpy as np

from assistant.book.demo.dates import LAST, NO_DAY, Bools, Calendar, Ints, Table, Texts, work_time
from assistant.book.demo.firm import Firm
from assistant.book.demo.growth import Leads
from assistant.book.demo.households import Households
from assistant.book.demo.people import People
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless

STAGES = np.array(["Discovery", "Analysis", "Proposal", "Paperwork"])
_IN_STAGE = (0.38, 0.27, 0.22, 0.13)
KINDS = np.array(["consolidation", "401k rollover", "managed account", "insurance review", "529 plan", "trust"])
CLOSED_YEARS = 2

# name, subject, months before the last closed one, of the first advisor only, share that meets when treated
CAMPAIGNS: tuple[tuple[str, str, int, bool, float], ...] = (
    ("Year-end checklist", "Before the year ends: five things to check", 22, False, 0.035),
    ("Tax season help", "Your tax documents, and how to read them", 19, False, 0.02),
    ("Spring planning week", "An hour for your plan this spring", 18, False, 0.05),
    ("College savings letter", "Paying for college without guesswork", 14, True, 0.05),
    ("Year-end checklist again", "What changed this year, and what to do", 10, False, 0.04),
    ("Required distributions", "Your required distribution, step by step", 9, False, 0.045),
    ("Old 401k campaign", "Do you have a plan left with a former employer?", 6, True, 0.07),
    ("Summer of estates", "Wills, beneficiaries, and who to tell", 4, False, 0.03),
    ("Women and wealth breakfast", "Breakfast on the harbor, September", 2, True, 0.08),
    ("Medicare and you", "Turning 65: dates that matter", 1, False, 0.04),
)
RECIPIENTS = 320
HOLDOUT = 0.15
MEETS_ANYWAY = 0.015


def opportunities_table(rng: np.random.Generator, firm: Firm, h: Households, leads: Leads, cast: Cast) -> Table:
    household, lead, advisor = _subjects(rng, h, leads, cast)
    n = len(household)
    today = firm.calendar.today
    verdi = np.arange(n) == 0
    is_open = verdi | (lead >= 0) | (rng.random(n) < 0.35)
    created = today - 1 - np.where(is_open, rng.integers(3, 240, n), rng.integers(60, 365 * CLOSED_YEARS, n))
    created = np.where(verdi, today - 95, created)
    closed = np.minimum(created + 12 + rng.exponential(60, n).astype(np.int64), today - 1)
    since = created + ((np.where(is_open, today - 1, closed) - created).astype(np.int64) * rng.random(n)).astype(
        np.int64
    )
    spoke = today - 1 - np.minimum(rng.exponential(20, n).astype(np.int64), (today - 1 - created).astype(np.int64))
    kind = np.where(verdi, "managed account", rng.choice(KINDS, n))
    amount = np.where(verdi, 900_000, np.round(rng.lognormal(np.log(190_000), 0.8, n) / 5_000 + 1) * 5_000)
    stage = np.where(verdi, "Paperwork", rng.choice(STAGES, n, p=_IN_STAGE))
    won = rng.random(n) < 0.48
    return {
        "opportunity_id": np.char.mod("O%05d", np.arange(1, n + 1)),
        "advisor_id": np.array(firm.ids)[advisor],
        "household_id": blank_unless(household >= 0, h.ids[household]),
        "lead_id": blank_unless(lead >= 0, leads.ids[lead]),
        "name": _names(h, household, leads.ids[lead], kind),
        "kind": kind,
        "amount_cents": (amount * 100).astype(np.int64),
        "expected_revenue_cents": np.round(amount * 0.85).astype(np.int64),
        "stage": np.where(is_open, stage, "Closed"),
        "stage_since": np.where(verdi, today - 12, np.where(is_open, since, closed)),
        "created_on": created,
        "expected_close_on": np.where(verdi, today + 5, created + rng.integers(60, 270, n)),
        "closed_on": np.where(is_open, NO_DAY, closed),
        "outcome": np.where(is_open, "", np.where(won, "won", "lost")),
        "last_two_way_on": np.where(verdi, today - 6, np.where(is_open, spoke, closed)),
    }


def _subjects(rng: np.random.Generator, h: Households, leads: Leads, cast: Cast) -> tuple[Ints, Ints, Ints]:
    """Existing households for the most part, and leads that were met and are still open."""
    verdi = cast.named["Verdi"]
    likely = h.open & (h.size > 60_000) & (rng.random(h.count) < 0.26)
    likely[[verdi, cast.named["Rossi 2"], cast.named["Bianchi"]]] = [False, True, True]
    household = np.concatenate([[verdi], np.flatnonzero(likely)])
    open_lead = np.flatnonzero(~np.isnat(leads.met) & np.isnat(leads.won) & np.isnat(leads.lost))
    blank, none = np.full(len(open_lead), -1), np.full(len(household), -1)
    return (
        np.concatenate([household, blank]),
        np.concatenate([none, open_lead]),
        np.concatenate([h.advisor[household], leads.advisor[open_lead]]),
    )


def _names(h: Households, household: Ints, lead_ids: Texts, kind: Texts) -> Texts:
    who = np.where(household >= 0, h.name[household], np.strings.add("Prospect ", lead_ids))
    return np.strings.add(np.strings.add(who, " "), kind)


def campaigns_table(rng: np.random.Generator, firm: Firm) -> Table:
    n = len(CAMPAIGNS)
    sent = firm.calendar.day_in(rng, LAST - np.array([row[2] for row in CAMPAIGNS]))
    return {
        "campaign_id": np.char.mod("CP%02d", np.arange(1, n + 1)),
        "advisor_id": np.where([row[3] for row in CAMPAIGNS], firm.ids[0], ""),
        "name": np.array([row[0] for row in CAMPAIGNS]),
        "subject": np.array([row[1] for row in CAMPAIGNS]),
        "channel": np.full(n, "email"),
        "sent_at": work_time(rng, sent),
        "holdout_share": np.full(n, HOLDOUT),
    }


def campaign_sends_table(
    rng: np.random.Generator, calendar: Calendar, h: Households, p: People, *, clients: Table, campaigns: Table
) -> Table:
    """Only people who said yes, have an address and are alive; whoever is held out gets nothing."""
    able = (clients["email"] != "") & np.isnat(p.deceased_on) & h.open[p.household]
    may = able & (p.consent == "in")
    said_no = rng.permutation(np.flatnonzero(able & (p.consent == "out") & p.reachable))  # they unsubscribed then
    parts = []
    for i, row in enumerate(CAMPAIGNS):
        sent = campaigns["sent_at"][i].astype("M8[D]")
        there = (h.since[p.household] < sent) & ((h.advisor[p.household] == 0) | (not row[3]))
        chosen = rng.permutation(np.flatnonzero(may & there))[:RECIPIENTS]
        gone = said_no[i :: len(CAMPAIGNS)][:4]
        gone = gone[there[gone]]
        who = np.concatenate([np.sort(chosen), gone])
        left = np.arange(len(who)) >= len(chosen)
        sends = _sends(rng, calendar.today, sent, row[4], left)
        parts.append({"campaign_id": np.full(len(who), campaigns["campaign_id"][i]), "client_id": p.ids[who], **sends})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _sends(
    rng: np.random.Generator, today: np.datetime64, sent: np.datetime64, effect: float, unsubscribed: Bools
) -> Table:
    n = len(unsubscribed)
    treated = (rng.random(n) >= HOLDOUT) | unsubscribed
    delivered = treated & ((rng.random(n) < 0.97) | unsubscribed)
    opened = delivered & (rng.random(n) < 0.46)
    clicked = opened & (rng.random(n) < 0.2)
    day = sent + 2 + rng.integers(0, 60, n)
    met = (rng.random(n) < np.where(delivered, effect, MEETS_ANYWAY)) & (day < today)
    assets = np.round(rng.lognormal(np.log(45_000), 0.7, n) / 1_000) * 100_000 * (met & (rng.random(n) < 0.4))
    return {
        "group": np.where(treated, "treated", "holdout"),
        "delivered": delivered,
        "opened": opened,
        "clicked": clicked,
        "replied": clicked & (rng.random(n) < 0.3),
        "unsubscribed": unsubscribed,
        "met_on": np.where(met, day, NO_DAY),
        "new_assets_cents": assets.astype(np.int64),
    }
