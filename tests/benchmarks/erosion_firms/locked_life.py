"""One household of the locked firm: it earns, spends, saves and talks, month after month, and things happen to it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

Act = Callable[["Life"], None]


@dataclass
class Life:
    """A household's state. Money is in a currency's units, rates are a month; `accounts` are those at this firm."""

    rng: random.Random
    age: float
    opened: int
    pay: float  # net a month, or the pension of who is retired
    spending: float
    accounts: list[float]
    elsewhere: float
    cash: float
    risk: float  # how much of the market's move its accounts make
    diligence: float  # of its adviser: chance that something is written down
    order: float = 0.0  # standing order into the accounts here
    order_every: int = 1
    draw: float = 0.0  # a month, paid every `draw_every` months
    draw_every: int = 1
    loyalty: float = 0.7  # share of spare money that comes here
    talks: float = 0.6  # calls a month beside meetings
    meets_every: int = 6
    habit: float = 3.0  # logins a month
    review_month: int = 0  # 0 to 11
    april_tax: float = 0.0
    undisclosed: float = 0.0
    leak: float = 0.0  # standing transfer to a rival
    leak_every: int = 1
    elsewhere_stream: float = 0.0
    warmth: float = 1.0  # towards contacts; follows `interest` by and by
    interest: float = 1.0
    portal: float = 1.0  # towards the portal beside warmth
    agenda: dict[int, list[Act]] = field(default_factory=dict)
    yearly: dict[int, list[Act]] = field(default_factory=dict)  # by month of the year, 1 to 12
    crm: list[tuple[int, str]] = field(default_factory=list)
    plan: dict[int, float] = field(default_factory=dict)
    planning: bool = False
    told: float | None = None  # the monthly flow that the adviser last heard of
    now: int = 0
    came: float = 0.0
    went: float = 0.0
    extra_calls: float = 0.0

    @property
    def balance(self) -> float:
        return sum(self.accounts)

    def at(self, month: int, act: Act) -> None:
        """Something will happen in a month."""
        self.agenda.setdefault(month, []).append(act)

    def put(self, amount: float) -> None:
        """Money comes in from outside."""
        self.came += amount
        self.accounts[0] += amount

    def take(self, amount: float, to_rival: bool = False) -> float:
        """Money leaves, from each account alike, as far as there is any; what a rival gets is still theirs."""
        balance = self.balance
        amount = min(amount, balance)
        if amount <= 0:
            return 0.0
        self.accounts = [account * (1 - amount / balance) for account in self.accounts]
        self.went += amount
        self.elsewhere += amount if to_rival else 0.0
        return amount

    def write(self, kind: str, late: int = 0, chance: float | None = None) -> None:
        """The adviser writes an event down, perhaps some months late."""
        if self.rng.random() < (self.diligence if chance is None else chance):
            self.crm.append((self.now + self.rng.randint(0, late), kind))


@dataclass(frozen=True)
class Month:
    """What the books say of one household and month, to the cent."""

    begin: float
    inflow: float
    outflow: float
    market: float
    fees: float
    end: float
    declared: float
    contacts: int
    logins: int


def live(life: Life, month: int, market: float) -> Month:
    """One month passes. Flows count half for the month's market; fees are billed behind, each quarter."""
    life.now, life.came, life.went, life.extra_calls = month, 0.0, 0.0, 0.0
    begin = round(life.balance, 2)
    of_year = month % 12 + 1
    for act in (*life.agenda.pop(month, ()), *life.yearly.get(of_year, ())):
        act(life)
    _keep_house(life, of_year)
    _plan_ahead(life, of_year)
    came, went = round(life.came, 2), round(min(life.went, begin + life.came), 2)
    left = max(round(begin + came - went, 2), 0.0)
    change = life.risk * market + life.rng.gauss(0, 0.005)
    gain = max(round((begin + (came - went) / 2) * change, 2), -left) if left > 0 else 0.0
    fees = min(round((left + gain) * 0.0024, 2), left + gain) if month % 3 == 2 else 0.0
    end = max(round(left + gain - fees, 2), 0.0)
    held = life.balance
    life.accounts = [account * end / held for account in life.accounts] if held > 0 else life.accounts
    life.elsewhere *= 1 + 0.6 * market
    life.age += 1 / 12
    declared, contacts = _talk(life, end, of_year)
    return Month(
        begin,
        came,
        went,
        round(end - begin - came + went + fees, 2),
        fees,
        end,
        declared,
        contacts,
        _surf(life, market),
    )


def _keep_house(life: Life, of_year: int) -> None:
    """Pay and bills go over the bank account; what is spare is invested, what is missing is drawn."""
    rng = life.rng
    season = 1.35 if of_year == 12 else 1.2 if of_year == 8 else 0.96
    life.cash += life.pay * rng.uniform(0.97, 1.04) - life.spending * season * rng.lognormvariate(0, 0.12)
    if life.order and life.now % life.order_every == 0:
        life.put(life.order * life.order_every)
        life.cash -= life.order * life.order_every
    if life.draw and life.now % life.draw_every == 0:
        life.cash += life.take(life.draw * life.draw_every)
    if life.leak and life.now % life.leak_every == 0:
        life.take(life.leak * life.leak_every * rng.uniform(0.8, 1.2), to_rival=True)
    life.elsewhere += life.elsewhere_stream * rng.uniform(0.3, 1.9)
    if of_year == 4 and life.april_tax:
        life.take(life.april_tax * rng.lognormvariate(0, 0.4))
    if rng.random() < 0.02:
        life.take(life.balance * min(rng.lognormvariate(math.log(0.012), 0.8), 0.12))
    _balance_cash(life)


def _balance_cash(life: Life) -> None:
    """Above eight months of bills all but five months of it is invested; below one month of bills some is drawn."""
    if life.cash > 8 * life.spending:
        spare = life.cash - 5 * life.spending
        life.put(spare * life.loyalty)
        life.elsewhere += spare * (1 - life.loyalty)
        life.cash -= spare
    elif life.cash < life.spending:
        need = 2 * life.spending - life.cash
        share = life.balance / max(life.balance + life.elsewhere, 1.0)
        life.take(need * share)
        life.elsewhere = max(life.elsewhere - need * (1 - share), 0.0)
        life.cash += need


def _plan_ahead(life: Life, of_year: int) -> None:
    """A planning adviser writes down each January what the year should bring, from what was last told."""
    if not life.planning:
        return
    if life.told is None or of_year == 1:
        life.told = life.order - life.draw
    if life.told:
        every = life.draw_every if life.told < 0 else life.order_every
        if life.now % every == 0:
            life.plan[life.now] = life.plan.get(life.now, 0.0) + life.told * every


def _talk(life: Life, end: float, of_year: int) -> tuple[float, int]:
    """Declared wealth (missing unless it was spoken of) and the number of contacts."""
    rng = life.rng
    life.warmth += 0.45 * (life.interest - life.warmth)
    met = (life.now - life.review_month) % life.meets_every == 0 and rng.random() < 0.9 * min(life.warmth, 1.0)
    calls = drawn(rng, life.talks * life.warmth * rng.lognormvariate(0, 0.3) + life.extra_calls)
    declared = math.nan
    if met and (of_year - 1 - life.review_month) % 6 == 0 and rng.random() < 0.85:
        life.write("review")
        told = (end + life.elsewhere - min(life.undisclosed, life.elsewhere)) * rng.lognormvariate(0, 0.035)
        declared = float(f"{told:.2g}") if rng.random() < 0.5 else round(told, -3)  # some say “about 2.4 million”
    return declared, calls + (rng.randint(1, 3) if met else 0)


def _surf(life: Life, market: float) -> int:
    """Logins follow habit, warmth, and fear in a bad month."""
    fear = 1 + 8 * max(-market - 0.02, 0)
    return drawn(
        life.rng, life.habit * (0.25 + 0.75 * life.warmth) * life.portal * fear * life.rng.lognormvariate(0, 0.4)
    )


def drawn(rng: random.Random, rate: float) -> int:
    """A Poisson number, by Knuth's product of uniforms."""
    limit, count, product = math.exp(-min(rate, 60.0)), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
