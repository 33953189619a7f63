"""What happens to a household of the locked firm: five ways to drift away, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.erosion_firms.locked_life import Life

Story = Callable[[Life, int], None]


def _cools(life: Life, low: float, high: float) -> Callable[[Life], None]:
    to = life.rng.uniform(low, high)
    return lambda one: setattr(one, "interest", to)


def slow_leak(life: Life, when: int) -> None:
    """A standing transfer to a rival, raised after a while by half of them."""
    rng = life.rng

    def begin(one: Life) -> None:
        one.leak, one.leak_every = one.balance * rng.uniform(0.006, 0.025), rng.choice((1, 1, 1, 2))
        one.order *= rng.choice((1.0, 1.0, 0.3, 0.0))

    life.at(when, begin)
    if rng.random() < 0.5:
        life.at(when + rng.randint(4, 8), lambda one: setattr(one, "leak", one.leak * rng.uniform(1.2, 1.8)))
    if rng.random() < 0.6:
        life.at(when + rng.randint(-1, 4), _cools(life, 0.2, 0.65))


def partial_transfer(life: Life, when: int) -> None:
    """One whole account is moved to a rival to try it, or a part of the only one; some move another later."""
    rng = life.rng

    def move(one: Life) -> None:
        whole = [account for account in one.accounts if account < 0.65 * one.balance]
        amount = rng.choice(whole) if whole else one.balance * rng.uniform(0.15, 0.45)
        one.take(amount, to_rival=True)
        one.loyalty *= 0.4

    life.at(when, move)
    if rng.random() < 0.4:
        life.at(when + rng.randint(1, 6), move)
    if rng.random() < 0.45:
        life.at(when + rng.randint(0, 2), lambda one: setattr(one, "order", one.order * rng.uniform(0, 0.4)))
    if rng.random() < 0.65:
        life.at(when + rng.randint(-2, 3), _cools(life, 0.15, 0.55))


def stopped_contributions(life: Life, when: int) -> None:
    """The standing order is cancelled and spare money goes to the rival."""

    def stop(one: Life) -> None:
        one.elsewhere_stream += one.order
        one.pay -= one.order
        one.order, one.loyalty = 0.0, one.rng.uniform(0, 0.1)

    life.at(when, stop)
    if life.rng.random() < 0.55:
        life.at(when + life.rng.randint(-1, 4), _cools(life, 0.2, 0.6))


def held_away(life: Life, when: int) -> None:
    """Grants, bonuses or the sale of a stake build up with a rival; this firm sees less new money than before."""
    rng = life.rng

    def begin(one: Life) -> None:
        one.elsewhere_stream += one.balance * rng.uniform(0.01, 0.03)
        one.loyalty *= rng.uniform(0, 0.2)
        one.order *= rng.uniform(0.2, 0.9)

    life.at(when, begin)
    if rng.random() < 0.55:
        life.at(when + rng.randint(0, 5), _cools(life, 0.25, 0.65))


def engagement(life: Life, when: int) -> None:
    """Meetings are put off and calls not returned; for half of them money follows in a trickle."""
    rng = life.rng
    life.at(when, _cools(life, 0.02, 0.25))

    def trickle(one: Life) -> None:
        one.leak = one.balance * rng.uniform(0.001, 0.004)
        one.order *= rng.uniform(0.3, 1.0)

    if rng.random() < 0.5:
        life.at(when + rng.randint(2, 7), trickle)


def steady_draw(life: Life, when: int) -> None:
    """It has lived on its accounts for years and goes on."""


def new_retiree(life: Life, when: int) -> None:
    """A leaving gift of some calls, then pay becomes a pension and the gap is drawn."""
    rng = life.rng

    def retire(one: Life) -> None:
        one.pay, one.order = one.spending * rng.uniform(0.35, 0.75), 0.0
        one.draw, one.draw_every = min(one.spending - one.pay, one.balance * 0.055 / 12), rng.choice((1, 1, 3))
        one.extra_calls = 2.0
        one.write("retirement", late=2)
        if rng.random() < one.diligence:
            one.told = -one.draw

    life.at(when, retire)


def planned_withdrawal(life: Life, when: int) -> None:
    """A yacht, a wedding, a roof: spoken of beforehand and paid in one to three parts."""
    rng = life.rng
    parts, share = rng.randint(1, 3), rng.uniform(0.04, 0.22)
    in_plan = life.planning and rng.random() < 0.7

    def speak(one: Life) -> None:
        one.extra_calls = 1.5
        one.write("planned_withdrawal", chance=one.diligence if in_plan else 0.9)
        for part in range(parts):
            if in_plan:
                one.plan[when + part] = one.plan.get(when + part, 0.0) - one.balance * share / parts

    life.at(when - rng.randint(0, 1), speak)
    for part in range(parts):
        life.at(when + part, lambda one: one.take(one.balance * share / parts) and None)


def paused_contributions(life: Life, when: int) -> None:
    """Between two jobs the standing order rests, then it runs again."""
    usual = life.order
    life.at(when, lambda one: setattr(one, "order", 0.0))
    life.at(when + life.rng.randint(2, 5), lambda one: setattr(one, "order", usual))


def bonus(life: Life, when: int) -> None:
    """A bonus comes each year in the same month and most of it is invested here."""
    months = life.rng.uniform(1.5, 6)
    life.yearly[life.rng.randint(1, 5)] = [lambda one: one.put(one.pay * months * one.rng.uniform(0.6, 1.3))]


def death(life: Life, when: int) -> None:
    """A widow or widower stays with most of it, or the heirs take all in parts."""
    rng = life.rng

    def dies(one: Life) -> None:
        one.order, one.portal, one.talks = 0.0, 0.1, one.talks * 1.6
        one.extra_calls = 2.0
        one.write("death_notice", late=1, chance=max(one.diligence, 0.5))

    life.at(when, dies)
    heirs, parts, first = rng.random() < 0.5, rng.randint(1, 4), when + rng.randint(1, 5)
    total = 1.0 if heirs else rng.uniform(0.15, 0.5)
    for part in range(parts):
        share = total / parts / (1 - total / parts * part)
        life.at(first + part, lambda one, share=share: one.take(one.balance * min(share, 1.0)) and None)


def tax_season(life: Life, when: int) -> None:
    """Owners of a business pay in April, some again in June and September."""
    life.april_tax = life.balance * life.rng.uniform(0.015, 0.06)
    if life.rng.random() < 0.4:
        for month in (6, 9):
            life.yearly[month] = [lambda one: one.take(one.april_tax * 0.4) and None]


def gift(life: Life, when: int) -> None:
    """At the end of the year the children or a charity are given something; for half of them only of late."""
    share = life.rng.uniform(0.01, 0.06)
    starts = when - 6 if life.rng.random() < 0.5 else 0

    def give(one: Life) -> None:
        if one.now >= starts:
            one.take(one.balance * share * one.rng.uniform(0.6, 1.4))

    life.yearly[life.rng.choice((11, 12, 12))] = [give]


def tuition(life: Life, when: int) -> None:
    """A child studies: bills in late summer and in January for four years."""
    bill, starts = life.balance * life.rng.uniform(0.012, 0.05), when - 12

    def pay(one: Life) -> None:
        if starts <= one.now < starts + 48:
            one.take(bill * one.rng.uniform(0.9, 1.1))

    life.yearly[life.rng.choice((8, 9))] = [pay]
    life.yearly[1] = [pay]


def house(life: Life, when: int) -> None:
    """Weeks of calls, a down payment, then furniture."""
    share = life.rng.uniform(0.07, 0.28)
    for before in (2, 1):
        life.at(when - before, lambda one: setattr(one, "extra_calls", 1.2))
    life.at(when - 1, lambda one: one.write("planned_withdrawal", late=2))
    life.at(when, lambda one: one.take(one.balance * share) and None)
    life.at(when + 1, lambda one: one.take(one.balance * 0.01) and None)


def rmd(life: Life, when: int) -> None:
    """The law asks for a part each year; for some from this year on."""
    starts = when - 6 if life.rng.random() < 0.4 else 0
    month, part = life.rng.choice((11, 12, 12)), life.rng.uniform(0.4, 1.0)

    def distribute(one: Life) -> None:
        if one.now >= starts:
            taken = one.take(one.balance * part / max(27.4 - 0.9 * (one.age - 72), 8.0))
            if one.planning or one.diligence > 0.6:
                one.plan[one.now] = one.plan.get(one.now, 0.0) - taken * one.rng.uniform(0.9, 1.1)

    life.yearly[month] = [distribute]


def disclosure(life: Life, when: int) -> None:
    """An old employer's plan that was never spoken of comes up."""
    old = life.balance * life.rng.uniform(0.15, 0.9)
    life.elsewhere += old
    life.undisclosed = old
    life.at(when, lambda one: setattr(one, "undisclosed", 0.0))


def windfall(life: Life, when: int) -> None:
    """A house is sold and the money rests here until the next is bought."""
    rng = life.rng
    size, kept = life.balance * rng.uniform(0.2, 1.1), rng.uniform(0, 0.15)
    life.at(when, lambda one: one.put(size))
    life.at(when + rng.randint(1, 4), lambda one: one.take(size * (1 - kept)) and None)


def quiet_logins(life: Life, when: int) -> None:
    """A lost password, a long journey: the portal rests."""
    life.at(when, lambda one: setattr(one, "portal", 0.08))
    life.at(when + life.rng.randint(3, 6), lambda one: setattr(one, "portal", 1.0))


def quiet_contacts(life: Life, when: int) -> None:
    """A season abroad: no meetings and no calls, then as before."""
    usual, meets = life.talks, life.meets_every

    def leave(one: Life) -> None:
        one.talks, one.meets_every = 0.0, 10_000

    def back(one: Life) -> None:
        one.talks, one.meets_every = usual, meets

    life.at(when, leave)
    life.at(when + life.rng.randint(3, 5), back)


def correction(life: Life, when: int) -> None:
    """A payment booked to the wrong client is put right."""
    share = life.rng.uniform(0.04, 0.3)

    def book(one: Life) -> None:
        wrong = one.take(one.balance * share)
        one.at(when + one.rng.randint(1, 2), lambda again: again.put(wrong))

    life.at(when, book)


def new_account(life: Life, when: int) -> None:
    """A trust is opened here and filled from the old account, the same month or the next."""
    share, later = life.rng.uniform(0.1, 0.6), life.rng.randint(0, 1)

    def open_it(one: Life) -> None:
        moved = one.take(one.balance * share)
        one.write("account_opened", chance=max(one.diligence, 0.7))
        if later:
            one.at(when + 1, lambda again: again.put(moved))
        else:
            one.put(moved)

    life.at(when, open_it)


STORIES: tuple[tuple[Story, float], ...] = (
    (slow_leak, 0.034),
    (partial_transfer, 0.028),
    (stopped_contributions, 0.02),
    (held_away, 0.02),
    (engagement, 0.018),
    (steady_draw, 0.09),
    (new_retiree, 0.04),
    (planned_withdrawal, 0.045),
    (paused_contributions, 0.03),
    (bonus, 0.03),
    (death, 0.03),
    (tax_season, 0.05),
    (gift, 0.035),
    (tuition, 0.03),
    (house, 0.03),
    (rmd, 0.05),
    (disclosure, 0.03),
    (windfall, 0.02),
    (quiet_logins, 0.03),
    (quiet_contacts, 0.03),
    (correction, 0.02),
    (new_account, 0.03),
)
