"""Present value of a stream at constant rates, in closed form: what the year-by-year valuation is checked against."""

from __future__ import annotations

from typing import Literal


def present_value(
    revenue: float,
    *,
    retention: float,
    growth: float,
    discount_rate: float,
    margin: float = 1.0,
    years: int | None = None,
    timing: Literal["mid", "end"] = "mid",
) -> float:
    """Present value of a stream of revenue at constant yearly rates, in the unit of `revenue`.

    `revenue` is that of the first year and grows from year two. Survival to a payment is `retention` to the power of
    its time, t at year end and t − ½ at mid-year, and it is discounted over the same time. `years` None is for ever.
    Raises ValueError for a stream that does not converge, and for assumptions that make no sense. Source: F13,
    R M r/(1+d) × (1 − x^N)/(1 − x) with x = (1+g) r/(1+d); mid-year payments are worth ((1+d)/r)^½ more.
    """
    if not 0 <= retention <= 1 or growth < -1 or discount_rate <= -1:
        raise ValueError("Retention lies between 0 and 1, growth at or above −1 and the discount rate above −1.")
    if timing not in ("mid", "end"):
        raise ValueError(f"Payments are timed at mid-year or year end: “mid” or “end”, not “{timing}”.")
    if years is not None and years < 0:
        raise ValueError(f"A stream lasts no less than 0 years, not {years}.")
    ratio = (1 + growth) * retention / (1 + discount_rate)
    if years is None and ratio >= 1:
        raise ValueError(
            "The stream does not converge: (1 + growth) × retention must be below 1 + discount rate. Set a number of "
            "years, or a higher discount rate."
        )
    first = (retention / (1 + discount_rate)) ** (0.5 if timing == "mid" else 1.0)
    terms = 1 / (1 - ratio) if years is None else years if ratio == 1 else (1 - ratio**years) / (1 - ratio)
    return float(revenue * margin * first * terms)
