"""What a pay report says in sentences: pay first, then the edge, the what-if, and always the conflict of interest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.analytics.pay.earnings import Earnings
from assistant.analytics.pay.figures import Window
from assistant.analytics.pay.grids import Grid
from assistant.figures import Figure, Line

CONFLICT = "This action affects your pay; it is no reason to time a client's trade."
CONFLICT_OF_OTHERS = "Near an edge an action affects the advisor's pay; it is no reason to time a client's trade."


def pay_lines(by: Mapping[str, Figure], everyone: Sequence[Earnings], window: Window, whose: str) -> list[Line]:
    """The answer first: pay so far, of the month, and of the period when another one was asked."""
    if by["pay_ytd"].value is None:
        template = "Pay of {whose} is not known: {reason}. Production, {months}, was {production_ytd}."
        values = {"whose": whose, "reason": by["pay_ytd"].reason, "months": window.year}
        return [Line(template, {**values, "production_ytd": by["production_ytd"]})]
    rate_words = " ({effective_rate} of it)" if by["effective_rate"].value is not None else ""
    whom = "The {advisors} advisors of {whose} have" if len(everyone) > 1 else "{whose} has"
    lines = [
        Line(
            whom + " earned {pay_ytd} from {months} on {production_ytd} of production" + rate_words
            + "; {month} alone pays {pay_month} on {production_month}.",
            {"whose": whose, "months": window.year, "month": f"{window.last:%B %Y}",
             **_present(by, "pay_ytd", "production_ytd", "effective_rate", "pay_month", "production_month",
                        "advisors")},
        )
    ]  # fmt: skip
    if window.is_own and by["pay_period"].value is not None:
        template = "Over {months} it is {pay_period} on {production_period} of production."
        lines.append(Line(template, {"months": window.months, **_present(by, "pay_period", "production_period")}))
    return lines


def edge_lines(by: Mapping[str, Figure], grid: Grid, base: int) -> list[Line]:
    """Where the production `base` stands on the grid, what the next edge would change, and the last if it is near."""
    on_what = "each slice" if grid.method != "cliff" else "all of it"
    lines = [
        Line(
            f"The {grid.method} grid {{grid}} pays {{tier_rate}} in the present tier, on {on_what}; its edges count "
            f"the production of the {grid.span}. " + _next_edge(by, grid),
            {"grid": grid.id, **_present(by, "tier_rate", "next_edge", "to_next_edge", "next_rate", "gain_at_next_edge",
                                         "edge_step")},
        )
    ]  # fmt: skip
    if "last_edge" in by and grid.near_edge(base) == grid.edge_below(base):
        step = " and would take {last_edge_step} of pay with it" if "last_edge_step" in by else ""
        template = "Production is only {above_last_edge} above the edge at {last_edge}: losing that falls back" + step
        lines.append(Line(template + ".", _present(by, "above_last_edge", "last_edge", "last_edge_step")))
    return lines


def _next_edge(by: Mapping[str, Figure], grid: Grid) -> str:
    if by["next_edge"].value is None:
        return "No higher tier follows."
    if grid.method == "cliff":
        return (
            "The next edge is at {next_edge}, {to_next_edge} away: there the rate becomes {next_rate} on everything "
            "and pay rises by {gain_at_next_edge}; one unit of money at that edge moves {edge_step} of pay."
        )
    return (
        "The next edge is at {next_edge}, {to_next_edge} away: from there on each further slice pays {next_rate}, and "
        "nothing changes for what came before."
    )


def what_if_lines(by: Mapping[str, Figure], extra: int, month: str) -> list[Line]:
    """Pay with the extra production, of the year and of the month, and the tier it leads to."""
    change, added = by["pay_change"], by["extra_production"]
    if change.value is None:
        return [Line("What extra production would pay is not known: {reason}.", {"reason": change.reason})]
    moves = "does not change" if change.value == 0 else "rises by {change}" if extra > 0 else "falls by {change}"
    ytd = "to {pay_ytd_with_extra} for the year to date and " if by["pay_ytd_with_extra"].value is not None else ""
    template = (
        "With {size} " + ("more" if extra > 0 else "less") + f" production, pay {moves}: {ytd}to "
        "{pay_month_with_extra} for {month} alone, in the tier of {tier_rate_with_extra}."
    )
    values = _present(by, "pay_ytd_with_extra", "pay_month_with_extra", "tier_rate_with_extra")
    return [Line(template, {"size": _size(added), "change": _size(change), "month": month, **values})]


def projection_lines(by: Mapping[str, Figure], year: int) -> list[Line]:
    """The projection, called one."""
    if by["projected_pay"].value is None:
        return []
    template = (
        "A projection, not pay that was earned: if the months left of {year} are like the average month so far, "
        "production comes to {projected_production} and pay to {projected_pay}."
    )
    return [Line(template, {"year": str(year), **_present(by, "projected_production", "projected_pay")})]


def near_lines(by: Mapping[str, Figure], everyone: Sequence[Earnings], window: Window) -> list[Line]:
    """Who stands at an edge."""
    last = window.last
    standing = [(e, e.standing(last)) for e in everyone]
    near = [e.name for e, grid in standing if grid and grid.near_edge(e.threshold_base(last)) is not None]
    if not near:
        return []
    template = "Within {near_edge} of an edge of the grid: {names}."
    return [Line(template, {"names": ", ".join(near), "near_edge": by["near_edge"]})]


def value_lines(by: Mapping[str, Figure]) -> list[Line]:
    """The value created, beside the pay."""
    if "value_created" not in by or by["value_created"].value is None:
        return []
    apart = " ({value_recruited} more arrived by transfer)" if by["value_recruited"].value else ""
    template = "Since the year began the value of {book} by revenue multiple changed by {value_created}" + apart + "."
    books = {"book": "their books" if "advisors" in by else "the book"}
    return [Line(template, {**books, **_present(by, "value_created", "value_recruited")})]


def _present(by: Mapping[str, Figure], *keys: str) -> dict[str, Figure | str]:
    return {key: by[key] for key in keys if key in by}


def _size(figure: Figure) -> Figure:
    """The figure without its sign, for a sentence that says the direction in words."""
    return replace(figure, value=abs(figure.value)) if isinstance(figure.value, Decimal) else figure
