"""The firm itself: units, advisors, the people who use the product, pay grids, fee schedules, plan sponsors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.book.demo.dates import Calendar, Floats, Ints, Table
from assistant.book.demo.names import ADVISORS, CULTURES, address
from assistant.book.demo.places import home_states
from assistant.book.demo.writing import blank_unless

DOMAIN = "quillmere.example.com"
FIRM_ID = "FIRM"
REGIONS = ("Atlantic", "Heartland", "Pacific")
BRANCHES = ("Boston", "Philadelphia", "Chicago", "Denver", "Seattle", "San Diego")
TEAMS = ("Harbor", "Juniper", "Granite", "Lantern", "Meadow", "Summit", "Cedar", "Tidewater")

# The graduated schedule of domain reference 4.1, and the same with a discount for one household in five.
FEE_FROM = (0, 500_000, 1_000_000, 2_000_000, 5_000_000)
FEE_RATE = (0.0110, 0.0090, 0.0080, 0.0060, 0.0045)
DISCOUNTS = (0.0, 0.05, 0.10, 0.15, 0.20, 0.25)
SCHEDULES = ("FS-STD", "FS-D05", "FS-D10", "FS-D15", "FS-D20", "FS-D25")

ORDINARY_BOOK = 210
CLIFF = ((0, 0.30), *((100_000 * i + 50_000, round(0.33 + 0.01 * i, 2)) for i in range(2, 30)))
MARGINAL = ((0, 0.30), (250_000, 0.36), (400_000, 0.40), (600_000, 0.43), (1_000_000, 0.46))
HURDLE = ((0, 0.22), (12_500, 0.50))
GRIDS = (("PG-CLIFF", "cliff", CLIFF), ("PG-MARG", "marginal", MARGINAL), ("PG-HURDLE", "hurdle", HURDLE))

SPONSORS = (
    ("Tahoe Medical Group", "direct", "Plan document permits advisers to write to participants"),
    ("Cobalt Ridge Foods", "direct", "Education only, agreed with the plan committee"),
    ("Larkspur Instruments", "via_hr", "All mail goes to HR, which forwards it"),
    ("Pinewater Logistics", "via_hr", "HR forwards benefits mail once a quarter"),
    ("Ashgrove School District", "via_hr", "Contact through the benefits office"),
    ("Brightwater Utilities", "none", "The plan bars outreach to participants"),
    ("Halcyon Robotics", "none", "No solicitation of staff, in writing since 2022"),
    ("Marrow Creek Brewing", "direct", "Participants may be written to about their own account"),
)
STATES = ("MA", "RI", "NH", "CT", "NY", "PA", "NJ", "DE", "IL", "WI", "IN", "CO", "UT", "WA", "OR", "CA", "NV", "FL")


@dataclass(frozen=True, slots=True)
class Firm:
    """Who works where. Arrays have one entry an advisor; a branch is its index in the list of branches."""

    calendar: Calendar
    names: tuple[str, ...]
    ids: tuple[str, ...]
    team: Ints
    branch: Ints
    region: Ints
    unit: tuple[str, ...]
    grid: Ints
    hourly_cents: Ints
    grid_scale: float  # the cliff and marginal thresholds suit books of ordinary size; small books get small ones
    recruited: int | None  # the advisor who arrived with a book in the middle of the year
    tiny: int | None  # the advisor with five clients

    @property
    def size(self) -> int:
        return len(self.ids)

    def special(self, advisor: int) -> bool:
        return advisor in (self.recruited, self.tiny)

    def branch_id(self, branch: int) -> str:
        return f"BR{branch + 1}"

    def in_branch(self, branch: int) -> list[int]:
        return [advisor for advisor in range(self.size) if self.branch[advisor] == branch]


def build_firm(rng: np.random.Generator, calendar: Calendar, advisors: int, households: int) -> Firm:
    """Advisors in teams, branches and regions, in order; with four advisors or more, two of them are special."""
    width = max(2, len(str(advisors)))
    teams = max(min(2, advisors), round(advisors * 0.65))
    branches = max(min(2, advisors), min(len(BRANCHES), round(teams * 0.65)))
    order = np.arange(advisors)
    team = order * teams // advisors
    branch = team * branches // teams
    special = advisors >= 4 and households >= 15 * advisors
    tiny, recruited = (advisors - 2, advisors - 1) if special else (None, None)
    unit = [f"TM{t + 1}" for t in team]
    if tiny is not None:
        unit[tiny] = f"BR{branch[tiny] + 1}"
    return Firm(
        calendar=calendar,
        names=_advisor_names(rng, advisors),
        ids=tuple(f"A{i + 1:0{width}d}" for i in range(advisors)),
        team=team,
        branch=branch,
        region=branch * min(len(REGIONS), branches) // branches,
        unit=tuple(unit),
        grid=np.where(order == 0, 0, np.resize([0, 0, 1, 2, 1, 0], advisors)),
        hourly_cents=rng.integers(95, 165, advisors) * 100,
        grid_scale=max(0.1, round(households / advisors / ORDINARY_BOOK, 1)),
        recruited=recruited,
        tiny=tiny,
    )


def _advisor_names(rng: np.random.Generator, advisors: int) -> tuple[str, ...]:
    names = list(ADVISORS[:advisors])
    taken = {address(name, DOMAIN) for name in names}
    while len(names) < advisors:
        name = _random_name(rng)
        if address(name, DOMAIN) not in taken:
            taken.add(address(name, DOMAIN))
            names.append(name)
    return tuple(names)


def _random_name(rng: np.random.Generator) -> str:
    culture = CULTURES[rng.integers(len(CULTURES))]
    first = culture.female if rng.random() < 0.5 else culture.male
    return f"{first[rng.integers(len(first))]} {culture.surnames[rng.integers(len(culture.surnames))]}"


def org_units(firm: Firm) -> Table:
    rows = [(FIRM_ID, "", "firm", "Quillmere Advisory")]
    regions = sorted(set(firm.region.tolist()))
    rows += [(f"REG{r + 1}", FIRM_ID, "region", REGIONS[r]) for r in regions]
    seen = dict(zip(firm.branch.tolist(), firm.region.tolist(), strict=True))
    rows += [(f"BR{b + 1}", f"REG{r + 1}", "branch", BRANCHES[b]) for b, r in seen.items()]
    teams = dict(zip(firm.team.tolist(), firm.branch.tolist(), strict=True))
    rows += [(f"TM{t + 1}", f"BR{b + 1}", "team", _team_name(t)) for t, b in teams.items()]
    return _rows(("unit_id", "parent_id", "kind", "name"), rows)


def _team_name(team: int) -> str:
    lap = team // len(TEAMS)
    return f"{TEAMS[team % len(TEAMS)]} Team" + (f" {lap + 1}" if lap else "")


def advisors_table(rng: np.random.Generator, firm: Firm) -> Table:
    joined = np.datetime64("2004-01-05", "D") + rng.integers(0, 16 * 365, firm.size)
    if firm.recruited is not None:
        joined[firm.recruited] = firm.calendar.month(RECRUITED_MONTH).astype("M8[D]") + 1
    count = rng.integers(3, 9, firm.size)
    return {
        "advisor_id": np.array(firm.ids),
        "name": np.array(firm.names),
        "email": np.array([address(name, DOMAIN) for name in firm.names]),
        "unit_id": np.array(firm.unit),
        "slack_user_id": np.array([f"U0{advisor_id}QM" for advisor_id in firm.ids]),
        "joined_on": joined,
        "hourly_cost_cents": firm.hourly_cents,
        "pay_grid_id": np.array([GRIDS[g][0] for g in firm.grid]),
        "registered_states": np.array(
            [
                ";".join(dict.fromkeys([*home_states(branch), *rng.permutation(STATES)[:n].tolist()]))
                for branch, n in zip(firm.branch.tolist(), count, strict=True)
            ]
        ),
        "designations": rng.choice(["CFP", "CFP;CIMA", "ChFC", "CFA", ""], firm.size),
    }


RECRUITED_MONTH = 56  # four months before the last closed one: June when that is October


def users_table(rng: np.random.Generator, firm: Firm) -> Table:
    """Advisors first; then one delegate for every second advisor, and those who look after the firm."""
    rows: list[tuple[str, ...]] = [
        (name, "advisor", "", "series 7;series 66") for name in firm.names
    ]  # fmt: skip
    taken = {address(name, DOMAIN) for name in firm.names}
    roles: list[tuple[str, str, str]] = []
    # The first delegate acts for the first advisor alone, the second for the next three, the others for two each.
    edges = [0, 1, *range(4, firm.size, 2), firm.size]
    for low, high in pairwise(dict.fromkeys(min(edge, firm.size) for edge in edges)):
        roles.append(("delegate", ";".join(firm.ids[low:high]), ""))
    roles += [("manager", firm.branch_id(b), "series 9/10") for b in sorted(set(firm.branch.tolist()))]
    roles += [
        ("executive", FIRM_ID, ""),
        ("compliance", "", ""),
        ("principal", FIRM_ID, "series 24"),
        ("principal", FIRM_ID, "series 24;series 53"),
        ("admin", "", ""),
    ]
    for role, acts_for, qualifications in roles:
        name = _random_name(rng)
        while address(name, DOMAIN) in taken:
            name = _random_name(rng)
        taken.add(address(name, DOMAIN))
        rows.append((name, role, acts_for, qualifications))
    names = [row[0] for row in rows]
    return {
        "user_id": np.array([f"U{i + 1:03d}" for i in range(len(rows))]),
        "name": np.array(names),
        "email": np.array([address(name, DOMAIN) for name in names]),
        "role": np.array([row[1] for row in rows]),
        "acts_for": np.array([row[2] for row in rows]),
        "active": np.ones(len(rows), dtype=bool),
        "qualifications": np.array([row[3] for row in rows]),
    }


def cliff_thresholds(firm: Firm) -> list[int]:
    """In cents, lowest first, without the zero."""
    return [_threshold(firm, "cliff", start) * 100 for start, _ in CLIFF[1:]]


def _threshold(firm: Firm, method: str, start: int) -> int:
    return start if method == "hurdle" else round(start * firm.grid_scale)


def pay_grids(firm: Firm) -> Table:
    rows = [
        (grid, method, f"{_threshold(firm, method, start)}.00", f"{rate}")
        for grid, method, steps in GRIDS
        for start, rate in steps
    ]
    return _rows(("pay_grid_id", "method", "from_amount", "rate"), rows)


def fee_schedules() -> Table:
    rows = [
        (schedule, f"{start}.00", f"{round(rate * (1 - discount), 7):.7f}".rstrip("0"))
        for schedule, discount in zip(SCHEDULES, DISCOUNTS, strict=True)
        for start, rate in zip(FEE_FROM, FEE_RATE, strict=True)
    ]
    return _rows(("fee_schedule_id", "from_amount", "rate"), rows)


def yearly_fee(total: Floats, discount: Floats) -> Floats:
    """The graduated fee of a year on a household's billed assets, each slice at its own rate."""
    edges = [*FEE_FROM[1:], np.inf]
    fee = np.zeros_like(total)
    for start, end, rate in zip(FEE_FROM, edges, FEE_RATE, strict=True):
        fee += np.clip(total - start, 0, end - start) * rate
    result: Floats = fee * (1 - discount)
    return result


def plan_sponsors(calendar: Calendar) -> Table:
    ids = np.array([f"PS{i + 1}" for i in range(len(SPONSORS))])
    rule = np.array([sponsor[1] for sponsor in SPONSORS])
    addresses = np.char.mod("benefits@sponsor%d.example.org", np.arange(1, len(SPONSORS) + 1))
    return {
        "plan_sponsor_id": ids,
        "name": np.array([sponsor[0] for sponsor in SPONSORS]),
        "contact_rule": rule,
        "hr_email": blank_unless(rule == "via_hr", addresses),
        "agreement_note": np.array([sponsor[2] for sponsor in SPONSORS]),
        "allowed_channels": np.where(rule == "none", "", "email"),
        "allowed_topics": np.where(rule == "none", "", "retirement plan;education"),
        "valid_until": np.where(rule == "none", np.datetime64("NaT"), calendar.today + 210).astype("M8[D]"),
    }


def _rows(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
