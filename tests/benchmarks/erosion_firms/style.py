"""How a firm's households behave when something happens to them: sizes, speeds, and how much of it is written down."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """Ranges are (low, high), drawn evenly; chances are 0 to 1; shares are of the household's balance."""

    leak: Range  # share a month
    leak_shape: str  # steady, ramp or lumpy
    transfer: Range  # share in all
    tranches: int  # at most
    kept_contribution: Range  # of a contribution that stops
    held_away: Range  # share a month that grows elsewhere
    quiet_too: float  # chance that contacts and logins fall as well
    quiet_factor: Range  # to what share of their own rate
    engagement_factor: Range  # the same for erosion by engagement alone
    crm: float  # chance that an event is written down
    crm_lag: int  # months it may be late
    has_plan: float  # chance that a known change reaches the expected flows
    withdrawal: Range  # planned ones, share
    house: Range
    tax: Range
    gift: Range
    tuition: Range
    windfall: Range
    draw: Range  # share a year
    disclosure: Range  # share of the balance declared all at once
    weights: dict[str, float]  # share of the book for each kind and look-alike
