"""Present value when retention follows the clients' tenure instead of staying the same every year (F19)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from assistant.analytics.bridge import MERGED
from assistant.analytics.once import once_a_book
from assistant.analytics.retention_rates.cohort import lives
from assistant.analytics.retention_rates.tenure import LEAST_EXITS, Curve, curve_of, tenure_years
from assistant.analytics.sentences import told
from assistant.analytics.valuation.cash_flow import mid_year_factors, unit_flows, yearly_retention
from assistant.analytics.valuation.inputs import NO_CHOICE
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.analytics.valuation.two_values import Valuation
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

F19_VALUE = Method(
    "F19 value",
    "NPV as F12 with retention by tenure: the shifted-beta-geometric curve of this scope's clients who chose to leave, "
    "followed on from each client's tenure; deaths apart. Fitted anew for each scope, so parts do not add up",
)


@once_a_book
def choice_curve(book: Book) -> Curve | None:
    """The curve of those who chose to leave, by year of tenure, since the balances begin; deaths, mergers and exits the
    firm chose take their year out. None with too few exits. Source: F19."""
    known = lives(book.households)
    chosen = replace(known, reason=np.where(np.isin(known.reason, NO_CHOICE), MERGED, known.reason))
    return curve_of(tenure_years(chosen, book.first_month.date(), book.as_of))


def stays_by_tenure(curve: Curve, tenure: Floats, years: int) -> Floats:
    """Chance that a client of this tenure (years, fractions too) has not left by the middle of each year to come.
    Shape (clients, years); at whole years the product of F19's yearly retention rates."""
    ahead = np.arange(years) + 0.5
    chances: Floats = np.exp(
        betaln(curve.a, curve.b + tenure[:, None] + ahead) - betaln(curve.a, curve.b + tenure[:, None])
    )
    return chances


def npv_by_tenure(valuation: Valuation, curve: Curve) -> int:
    """NPV in cents; a client whose first day is not on record keeps the constant retention."""
    years, given = valuation.assumptions.years, valuation.assumptions
    tenure = valuation.rows["tenure"].to_numpy(dtype=np.float64)
    constant = yearly_retention(valuation.clients)[:, None] ** (np.arange(years) + 0.5)
    followed = stays_by_tenure(curve, np.nan_to_num(tenure), years)
    stays = np.where(np.isnan(tenure)[:, None], constant, followed)
    flows = unit_flows(valuation.clients, years, valuation.lives[:, :years], stays)
    value = valuation.revenue.to_numpy(dtype=np.float64) @ flows @ mid_year_factors(given.discount_rate, years)
    return round(float(value * given.margin))


def tenure_figure(book: Book, valuation: Valuation, rows: Rows, inputs: tuple[tuple[str, str], ...]) -> Figure:
    """The NPV by tenure, undefined with the reason where no curve can be fitted."""
    curve = choice_curve(book)
    value = None if curve is None else money(npv_by_tenure(valuation, curve))
    fitted = () if curve is None else (("curve", f"a {rate(curve.a, 3)}, b {rate(curve.b, 3)}"),)
    reason = f"a curve by tenure takes {LEAST_EXITS} clients who chose to leave since the balances begin"
    label = "Net present value with retention by tenure"
    return told("npv_by_tenure", label, value, "money", F19_VALUE, rows, (*inputs, *fitted), reason)
