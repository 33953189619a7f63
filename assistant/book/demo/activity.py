"""Life events, questionnaires, service requests and tasks."""

from __future__ import annotations

import numpy as np

from assistant.book.demo.dates import LAST, MONTHS, NO_DAY, Bools, Calendar, Days, Ints, Table, Texts, work_time
from assistant.book.demo.firm import Firm
from assistant.book.demo.flows import HOUSE, Flows
from assistant.book.demo.households import Households
from assistant.book.demo.notes import EVENT_NOTES
from assistant.book.demo.people import CHILD, PRIMARY, People
from assistant.book.demo.plants import Cast

Event = tuple[str, float, int, int, bool]
# type, yearly rate, youngest, oldest, only the primary client (rates of domain reference 4.3)
EVENTS: tuple[Event, ...] = (
    ("birth", 0.06, 25, 41, True),
    ("birth", 0.05, 55, 76, True),
    ("marriage", 0.03, 52, 69, True),
    ("marriage", 0.02, 22, 51, True),
    ("divorce", 0.022, 25, 50, True),
    ("divorce", 0.009, 50, 90, True),
    ("inheritance", 0.025, 46, 66, True),
    ("inheritance", 0.01, 66, 80, True),
    ("graduation", 0.04, 43, 61, True),
    ("new_home", 0.02, 28, 75, True),
    ("move", 0.06, 25, 45, True),
    ("move", 0.035, 45, 97, True),
    ("job_change", 0.12, 22, 40, False),
    ("job_change", 0.07, 40, 62, False),
    ("retirement", 0.08, 60, 65, False),
    ("retirement", 0.20, 65, 71, False),
    ("business_sale", 0.006, 45, 75, True),
    ("illness", 0.015, 62, 75, False),
    ("illness", 0.05, 80, 99, False),
)
EVENT_YEARS = 3
EVENT_SOURCES = ("questionnaire", "note", "public", "inferred")
ANSWERED = {"A": 0.60, "B": 0.45, "C": 0.30}
WAVES = (LAST - 18, LAST - 12, LAST - 6, LAST)

# kind, share, typical days to close, is a form
REQUESTS: tuple[tuple[str, float, float, bool], ...] = (
    ("transfer", 0.12, 9.0, True),
    ("acat", 0.08, 11.0, True),
    ("address change", 0.16, 1.5, True),
    ("beneficiary change", 0.10, 3.0, True),
    ("distribution", 0.18, 2.0, True),
    ("new account", 0.10, 5.0, True),
    ("fee question", 0.10, 1.0, False),
    ("document request", 0.15, 1.0, False),
    ("complaint", 0.01, 14.0, False),
)
PROMISED_HOURS = {"A": 4, "B": 8, "C": 24}
NIGO = 0.18
TRANSFER_ASKED_ABOUT = 4711
TASKS = (
    "Send beneficiary form", "Prepare review pack", "Call about required distribution", "Update risk profile",
    "Check cost basis with custodian", "Order new checks", "File signed agreement", "Book annual review",
    "Send birthday card", "Chase missing signature", "Thank for referral", "Prepare income plan",
)  # fmt: skip


def life_events_table(rng: np.random.Generator, calendar: Calendar, h: Households, p: People, flows: Flows) -> Table:
    parts = [_by_rate(rng, calendar, p, event) for event in EVENTS]
    dead = np.flatnonzero(~np.isnat(p.deceased_on))
    parts.append((dead, np.full(len(dead), "death"), p.deceased_on[dead]))
    household, month = np.nonzero((flows.reason == HOUSE) & (flows.needs > 0))
    parts.append((p.primary[household], np.full(len(household), "new_home"), calendar.day_in(rng, month)))
    client, kind, occurred = (np.concatenate(column) for column in zip(*parts, strict=True))
    lag = np.where(kind == "death", rng.integers(1, 25, len(client)), rng.exponential(35, len(client)).astype(int))
    known = occurred + lag
    seen = _during_relationship(h, p.household[client], occurred) & (known < calendar.today)
    seen &= (occurred >= calendar.month_end(LAST) - 1_826) & ~(occurred > p.deceased_on[client])
    order = np.flatnonzero(seen)[np.argsort(occurred[seen], kind="stable")]
    kind = kind[order]
    noted = rng.random(len(order)) < 0.7
    notes = np.array([EVENT_NOTES[word] for word in kind.tolist()])
    return {
        "event_id": np.char.mod("E%05d", np.arange(1, len(order) + 1)),
        "client_id": p.ids[client[order]],
        "type": kind,
        "occurred_on": occurred[order],
        "known_on": known[order],
        "source": np.where(kind == "death", "note", rng.choice(EVENT_SOURCES, len(order), p=[0.42, 0.36, 0.08, 0.14])),
        "note": np.where(noted, notes, ""),
    }


def _by_rate(rng: np.random.Generator, calendar: Calendar, p: People, event: Event) -> tuple[Ints, Texts, Days]:
    kind, rate, youngest, oldest, primary_only = event
    fit = (p.age >= youngest) & (p.age < oldest) & (p.role != CHILD) & ((p.role == PRIMARY) | (not primary_only))
    happened = np.flatnonzero(fit & (rng.random(p.count) < rate * EVENT_YEARS))
    day = calendar.today - 1 - rng.integers(0, 365 * EVENT_YEARS, len(happened))
    return happened, np.full(len(happened), kind), day


def _during_relationship(h: Households, household: Ints, day: Days) -> Bools:
    closed = h.closed_on[household]
    during: Bools = (day >= h.since[household]) & (np.isnat(closed) | (day <= closed))
    return during


def questionnaires_table(rng: np.random.Generator, calendar: Calendar, h: Households) -> Table:
    """One every six months for every household; a tenth of the firm has one out this month."""
    household, wave = (grid.ravel() for grid in np.meshgrid(np.arange(h.count), [*WAVES, LAST + 1], indexing="ij"))
    sent = calendar.day_in(rng, wave)
    chosen = _during_relationship(h, household, sent) & ((wave <= LAST) | (household % 10 == 3))
    household, sent = household[chosen], sent[chosen]
    chance = np.array([ANSWERED[tier] for tier in h.tier.tolist()])[household] * np.exp(0.2 * h.engagement[household])
    answered = sent + 1 + rng.exponential(9, len(sent)).astype(np.int64)
    replied = (rng.random(len(sent)) < chance) & (answered < calendar.today)
    return {
        "questionnaire_id": np.char.mod("Q%05d", np.arange(1, len(sent) + 1)),
        "household_id": h.ids[household],
        "sent_on": sent,
        "due_on": sent + 21,
        "answered_on": np.where(replied, answered, NO_DAY),
    }


def service_requests_table(rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast) -> Table:
    household, kind, opened, planted = _requests(rng, calendar, h, cast)
    n = len(household)
    hours = np.array([PROMISED_HOURS[tier] for tier in h.tier.tolist()])[household]
    reply = opened + (rng.lognormal(np.log(hours * 0.45), 0.7) * 3_600).astype(np.int64)
    days = np.array([row[2] for row in REQUESTS])[kind] * rng.lognormal(0, 0.5, n)
    closed = np.maximum(opened + (days * 86_400).astype(np.int64), reply + 600)
    still_open = planted | (closed >= calendar.today)
    silent = still_open & ~planted & ((reply >= calendar.today) | (rng.random(n) < 0.25))
    never = np.datetime64("NaT", "s")
    form = np.array([row[3] for row in REQUESTS])[kind]
    return {
        "request_id": np.char.mod("SR-%04d", _numbers(n, int(np.flatnonzero(planted & (kind == 0))[0]))),
        "household_id": h.ids[household],
        "kind": np.array([row[0] for row in REQUESTS])[kind],
        "opened_at": opened,
        "first_reply_at": np.where(silent, never, reply),
        "due_at": opened + hours * 3_600,
        "closed_at": np.where(still_open, never, closed),
        "reopened": ~still_open & (rng.random(n) < 0.05),
        "not_in_good_order": form & (rng.random(n) < NIGO),
    }


def _requests(
    rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast
) -> tuple[Ints, Ints, Days, Bools]:
    """Two years of requests by time; the last flag marks a transfer and a complaint that the demo asks about."""
    month = np.arange(MONTHS + 1)
    here = (month > np.maximum(h.join, LAST - 24)[:, None]) & (month < h.leave[:, None])
    household, when = np.nonzero(here & (rng.random(here.shape) < 0.055))
    kind = rng.choice(len(REQUESTS), len(household), p=[row[1] for row in REQUESTS])
    opened = work_time(rng, calendar.day_in(rng, when))
    special = work_time(rng, calendar.today - np.array([19, 4]))
    household = np.concatenate([household, [cast.named["Verdi"], cast.named["Ferri"]]])
    kind, opened = np.concatenate([kind, [0, len(REQUESTS) - 1]]), np.concatenate([opened, special])
    order = np.argsort(opened, kind="stable")
    return household[order], kind[order], opened[order], order >= len(order) - 2


def _numbers(n: int, asked_about: int) -> Ints:
    """Running numbers in which the request asked about has its own."""
    numbers = np.arange(n) + max(1, TRANSFER_ASKED_ABOUT - asked_about)
    holder = int(np.flatnonzero(numbers == TRANSFER_ASKED_ABOUT)[0])
    numbers[[asked_about, holder]] = numbers[[holder, asked_about]]
    return numbers


def tasks_table(rng: np.random.Generator, calendar: Calendar, firm: Firm, h: Households) -> Table:
    """Half a year of tasks; the advisor's own, and for the first advisor half of them the delegate's."""
    chosen = np.flatnonzero(h.open & (rng.random(h.count) < 0.45))
    n = len(chosen)
    created = calendar.today - rng.integers(1, 180, n)
    created = np.maximum(created, h.since[chosen])
    done = created + rng.integers(1, 30, n)
    finished = (done < calendar.today) & (rng.random(n) < 0.95)
    to_come = np.maximum(calendar.today + rng.integers(-15, 21, n), created + 1)
    due = np.where(finished, created + rng.integers(2, 28, n), to_come)
    delegate = (h.advisor[chosen] == 0) & (rng.random(n) < 0.5)
    owner = np.where(delegate, firm.size, h.advisor[chosen])
    return {
        "task_id": np.char.mod("T%05d", np.arange(1, n + 1)),
        "household_id": h.ids[chosen],
        "owner": np.char.mod("U%03d", owner + 1),
        "created_on": created,
        "due_on": due,
        "done_on": np.where(finished, done, NO_DAY),
        "text": rng.choice(TASKS, n),
    }
