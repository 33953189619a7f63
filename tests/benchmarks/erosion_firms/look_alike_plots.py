"""What looks like erosion in a drawn book and is not. Each writes on the canvas for `rows` around month `begins`."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.erosion_firms.canvas import Array, Canvas
from tests.benchmarks.erosion_firms.erosion_plots import Plot
from tests.benchmarks.erosion_firms.style import Style


def _at(canvas: Canvas, rows: Array, when: Array, shares: Array) -> None:
    """Spends a share of the balance in the months `when`; what falls after the book is left out."""
    inside = when < canvas.months
    canvas.share_spent[rows[inside], when[inside]] += shares[inside]


def _in_months(canvas: Canvas, numbers: tuple[int, ...]) -> Array:
    return np.isin(canvas.month_numbers(), numbers)


def _known(canvas: Canvas, rows: Array, style: Style) -> Array:
    return canvas.rng.random(len(rows)) < style.has_plan


def steady_draw(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Nothing changes: the household has drawn on its balance all along."""


def new_retiree(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Contributions end and a yearly draw begins, in months or quarters."""
    rng, after = canvas.rng, canvas.since(begins) >= 0
    canvas.inflow[rows] = np.where(after, 0, canvas.inflow[rows])
    yearly = rng.uniform(*style.draw, len(rows)) * canvas.scale[rows]
    quarterly = rng.random(len(rows)) < 0.3
    paid = np.where(quarterly[:, None], 3.0 * (canvas.since(begins) % 3 == 0), 1.0)
    amounts = np.where(after, yearly[:, None] / 12 * paid, 0)
    canvas.spent[rows] += amounts * rng.lognormal(0, 0.05, amounts.shape)
    canvas.contacts[rows] *= np.where(np.abs(canvas.since(begins)) <= 3, 1.5, 1)
    canvas.note(rows, begins, "retirement", style.crm, style.crm_lag)
    known = _known(canvas, rows, style)
    canvas.planned[rows[known]] = np.where(after[known], np.nan, canvas.planned[rows[known]])
    canvas.plan(rows[known], -amounts[known])


def planned_withdrawal(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """One to three withdrawals that were talked about, mostly written down or in the plan."""
    shares = canvas.rng.uniform(*style.withdrawal, len(rows))
    parts = canvas.rng.integers(1, 4, len(rows))
    for part in range(3):
        more = part < parts
        _at(canvas, rows[more], begins[more] + part, (shares / parts)[more])
    known = _known(canvas, rows, style)
    since = canvas.since(begins[known])
    paid = np.where((since >= 0) & (since < parts[known, None]), 1 / parts[known, None], 0)
    canvas.plan(rows[known], -paid * (shares * canvas.scale[rows] * 1.1)[known, None])
    canvas.note(rows[~known], begins[~known], "planned_withdrawal", 0.85, style.crm_lag)
    canvas.note(rows[known], begins[known], "planned_withdrawal", style.crm, style.crm_lag)


def paused_contributions(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Contributions stop for two to five months and come back as they were."""
    since = canvas.since(begins)
    lasts = canvas.rng.integers(2, 6, len(rows))[:, None]
    canvas.inflow[rows] *= ~((since >= 0) & (since < lasts))


def bonus(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """A large inflow in the same month each year, beside which other months look poor."""
    month = canvas.rng.integers(1, 5, len(rows))[:, None]
    paid = canvas.month_numbers()[None, :] == month
    size = canvas.rng.uniform(0.03, 0.15, len(rows))[:, None] * canvas.scale[rows][:, None]
    canvas.inflow[rows] += np.where(paid, size * canvas.rng.lognormal(0, 0.3, paid.shape), 0)


def death(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """The estate pays out part or all over one to eight months; logins end, calls about the estate begin."""
    rng, since = canvas.rng, canvas.since(begins)
    canvas.inflow[rows] *= since < 0
    total = np.where(rng.random(len(rows)) < 0.5, 1.0, rng.uniform(0.3, 0.7, len(rows)))
    first, parts = begins + rng.integers(1, 5, len(rows)), rng.integers(1, 5, len(rows))
    left = np.ones(len(rows))
    for part in range(4):
        share = np.where(part < parts, total / parts, 0)
        _at(canvas, rows, first + part, np.clip(share / np.maximum(left, 1e-9), 0, 1))
        left = left - share
    canvas.logins[rows] *= np.where(since >= 0, 0.05, 1)
    canvas.contacts[rows] *= np.where((since >= 0) & (since < 8), 1.8, np.where(since >= 8, 0.5, 1))
    canvas.note(rows, begins, "death_notice", max(style.crm, 0.6), style.crm_lag)


def tax_season(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """A tax payment each April, for some with instalments in January, June and September."""
    rng = canvas.rng
    size = rng.uniform(*style.tax, len(rows))[:, None]
    quarters = (rng.random(len(rows)) < 0.4)[:, None]
    paid = np.where(_in_months(canvas, (4,)), 1.0, np.where(quarters & _in_months(canvas, (1, 6, 9)), 0.4, 0))
    canvas.share_spent[rows] += size * paid * rng.lognormal(0, 0.4, paid.shape)


def gift(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Gifts to family or charity in November or December, some in the last year only."""
    rng = canvas.rng
    recent = (rng.random(len(rows)) < 0.5)[:, None] & (np.arange(canvas.months) < canvas.months - 14)
    month = rng.choice((11, 12), len(rows), p=(0.3, 0.7))[:, None]
    paid = (canvas.month_numbers()[None, :] == month) & ~recent
    size = rng.uniform(*style.gift, len(rows))[:, None] * rng.lognormal(0, 0.4, paid.shape)
    canvas.share_spent[rows] += np.where(paid, size, 0)


def tuition(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Two bills a year, in August or September and in January, from the first autumn after `begins` less a year."""
    rng = canvas.rng
    autumn = rng.choice((8, 9), len(rows))[:, None]
    numbers = canvas.month_numbers()[None, :]
    due = ((numbers == autumn) | (numbers == 1)) & (canvas.since(begins) >= -12)
    bill = rng.uniform(*style.tuition, len(rows))[:, None] * canvas.scale[rows][:, None]
    canvas.spent[rows] += np.where(due, bill * rng.lognormal(0, 0.08, due.shape), 0)
    known = _known(canvas, rows, style) & (rng.random(len(rows)) < 0.5)
    canvas.plan(rows[known], -np.where(due, bill, 0)[known])


def house(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """One large purchase; the household talks to its adviser more in the months before it."""
    since = canvas.since(begins)
    _at(canvas, rows, begins, canvas.rng.uniform(*style.house, len(rows)))
    canvas.contacts[rows] *= np.where((since >= -2) & (since <= 1), 2.0, 1)
    canvas.note(rows, begins - 1, "planned_withdrawal", style.crm, style.crm_lag + 1)


def rmd(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """The yearly distribution the law asks for, in November or December; for half it begins within the window."""
    rng = canvas.rng
    begins_late = (rng.random(len(rows)) < 0.5)[:, None]
    month = rng.choice((11, 12), len(rows), p=(0.25, 0.75))[:, None]
    due = (canvas.month_numbers()[None, :] == month) & (~begins_late | (canvas.since(begins) >= -6))
    share = 1 / np.clip(26.5 - 0.85 * (canvas.age[rows] - 73), 8, 27)  # near the uniform lifetime table
    qualified = share * rng.uniform(0.4, 1.0, len(rows))
    canvas.share_spent[rows] += np.where(due, qualified[:, None], 0)
    known = rng.random(len(rows)) < max(style.has_plan, 0.5)
    canvas.plan(rows[known], -np.where(due, (qualified * canvas.scale[rows])[:, None], 0)[known])


def disclosure(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """The household tells of an old account elsewhere: declared wealth jumps once and nothing else changes."""
    size = canvas.rng.uniform(*style.disclosure, len(rows)) * canvas.scale[rows]
    canvas.saved_elsewhere[rows, begins] += size


def windfall(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """A large sum is parked and leaves again within one to four months, in one or two parts."""
    rng = canvas.rng
    size = rng.uniform(*style.windfall, len(rows)) * canvas.scale[rows]
    canvas.inflow[rows, begins] += size
    kept, parts = rng.uniform(0, 0.2, len(rows)), rng.integers(1, 3, len(rows))
    leaves = begins + rng.integers(1, 5, len(rows))
    for part in range(2):
        inside = (part < parts) & (leaves + part < canvas.months)
        canvas.spent[rows[inside], leaves[inside] + part] += (size * (1 - kept) / parts)[inside]


def quiet_logins(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Hardly a login for three to six months, then as before."""
    since, lasts = canvas.since(begins), canvas.rng.integers(3, 7, len(rows))[:, None]
    canvas.logins[rows] *= np.where((since >= 0) & (since < lasts), 0.08, 1)


def quiet_contacts(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """No contact for three to five months, then as before."""
    since, lasts = canvas.since(begins), canvas.rng.integers(3, 6, len(rows))[:, None]
    canvas.contacts[rows] *= ~((since >= 0) & (since < lasts))


def correction(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """An outflow booked by mistake and booked back in the next month or the one after."""
    size = canvas.rng.uniform(0.04, 0.3, len(rows)) * canvas.scale[rows]
    canvas.spent[rows, begins] += size
    back = begins + canvas.rng.integers(1, 3, len(rows))
    inside = back < canvas.months
    canvas.inflow[rows[inside], back[inside]] += size[inside]


def new_account(canvas: Canvas, rows: Array, begins: Array, style: Style) -> None:
    """Money moves to an account just opened here: out and in, in the same month or the next."""
    size = canvas.rng.uniform(0.1, 0.6, len(rows)) * canvas.scale[rows]
    canvas.spent[rows, begins] += size
    arrives = np.minimum(begins + canvas.rng.integers(0, 2, len(rows)), canvas.months - 1)
    canvas.inflow[rows, arrives] += size
    canvas.note(rows, begins, "account_opened", max(style.crm, 0.7), 0)


PLOTS: dict[str, Plot] = {
    plot.__name__: plot
    for plot in (
        steady_draw,
        new_retiree,
        planned_withdrawal,
        paused_contributions,
        bonus,
        death,
        tax_season,
        gift,
        tuition,
        house,
        rmd,
        disclosure,
        windfall,
        quiet_logins,
        quiet_contacts,
        correction,
        new_account,
    )
}
