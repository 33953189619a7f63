"""What a retention answer says: the rates side by side, where they part, how sure they are, what to beware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.analytics.retention_rates.figures import group_figure
from assistant.analytics.retention_rates.measures import Measure
from assistant.analytics.retention_rates.reading import OF_PARTS, OVER_TIME, By, Group, Reading
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

CLOSE = 0.01
"""Rates within a point of each other are called alike."""
Figures = Mapping[str, Figure]


def whole_lines(figures: Figures, reading: Reading) -> tuple[Line, ...]:
    """Every definition in a few sentences, the divergence of clients and money first."""
    whose = reading.book.scope.label
    if figures["clients"].value is None:
        return (Line("{whose} had no client when the period began, so nothing could be kept.", {"whose": whose}),)
    money = figures["assets_gross"].value is not None
    template = "{whose} kept {clients} of clients" + (" and {assets_gross} of their money." if money else ".")
    first = Line(template, {"whose": whose, **{key: figures[key] for key in ("clients", "assets_gross")}})
    return (
        first,
        _verdict(figures, reading),
        *_exit_line(figures),
        *_money_line(figures),
        *_before_line(figures, reading),
    )


def _verdict(figures: Figures, reading: Reading) -> Line:
    """How sure it is, and whether money and clients tell the same story; nothing is judged on few clients."""
    bounds = {"n": figures["clients_out_of"], "low": figures["clients_low"], "high": figures["clients_high"]}
    if reading.rates["clients"].is_small:
        template = (
            "With {n} at the beginning, chance alone could put client retention anywhere from {low} to {high}: fewer "
            "than {least} clients are too few for a verdict."
        )
        return Line(template, {**bounds, "least": figures["least_clients"]})
    gap = figures["divergence"].value
    story = "" if gap is None else _story(float(str(gap)))
    chance = "With {n} clients at the beginning, chance alone could put client retention anywhere from {low} to {high}."
    return Line(story + chance, bounds)


def _story(gap: float) -> str:
    if abs(gap) < CLOSE:
        return "Clients and their money were kept alike. "
    if gap > 0:
        return "More money was lost than the count of clients shows. "
    return "Those who went had little money: the count of clients looks worse than the money. "


def _exit_line(figures: Figures) -> tuple[Line, ...]:
    keys = ("gone", "left", "died", "let_go", "controllable")
    if not figures["gone"].value or figures["controllable"].value is None:
        return ()
    template = (
        "Of them {gone} went: {left} left, {died} by death, {let_go} let go by the firm. Without deaths and "
        "clients the firm let go, retention is {controllable}."
    )
    if figures["gone"].value == figures["left"].value:
        template = "Of them {gone} went, none by death and none let go by the firm."
    return (Line(template, {key: figures[key] for key in keys}),)


def _money_line(figures: Figures) -> tuple[Line, ...]:
    """Revenue with and without the market, and the wallet, as far as they are known."""
    parts = []
    if figures["revenue_gross"].value is not None:
        parts.append(
            "Of their revenue {revenue_gross} was kept; with what clients who stayed added, it came to {revenue_net} "
            "of what it was"
        )
        if figures["revenue_constant"].value is not None:
            parts[-1] += ", {revenue_constant} at constant prices"
    if figures["wallet"].value is not None:
        parts.append("of their wallets {wallet}" if parts else "Of their wallets {wallet} was kept")
        if figures["disclosed"].value:
            parts[-1] += ", or {wallet_known} when mere disclosures are left out"
        if figures["wallet_coverage"].value is not None:
            parts[-1] += ", known for {wallet_coverage} of the assets"
    keys = ("revenue_gross", "revenue_net", "revenue_constant", "wallet", "wallet_known", "wallet_coverage")
    return (Line("; ".join(parts) + ".", {key: figures[key] for key in keys}),) if parts else ()


def _before_line(figures: Figures, reading: Reading) -> tuple[Line, ...]:
    keys = ("clients_before", "assets_gross_before")
    if any(figures[key].value is None for key in keys):
        return ()
    when = reading.window.compared_with
    template = "{when} it was {clients_before} of clients and {assets_gross_before} of the money."
    return (Line(template, {"when": f"{when[:1].upper()}{when[1:]}", **{key: figures[key] for key in keys}}),)


def measure_lines(figures: Figures, reading: Reading, measure: Measure, rest: Sequence[Measure]) -> tuple[Line, ...]:
    """One definition: its rate, what it divides, how sure it is, before, what stands beside it, and what it means."""
    main, whose = figures[measure.key], reading.book.scope.label
    if main.value is None:
        template = "{label} of {whose} cannot be told: {reason}."
        return (Line(template, {"label": measure.label, "whose": whose, "reason": main.reason}), _meaning(measure))
    values: dict[str, Figure | str] = {"label": measure.label, "whose": whose, "rate": main}
    values |= {name: figures[f"{measure.key}_{name}"] for name in ("kept", "out_of")}
    before = figures[f"{measure.key}_before"]
    lines = [Line("{label}, of {whose} is {rate}: {kept} of {out_of}.", values)]
    if measure.counted or reading.rates[measure.key].is_small:
        lines.append(_verdict(figures, reading) if measure.key != "controllable" else _bounds(figures))
    if (annual := figures.get(f"{measure.key}_annual")) is not None:
        lines.append(Line("At that pace it would be {annual} over a year.", {"annual": annual}))
    if before.value is not None:
        when = reading.window.compared_with
        lines.append(Line("{when} it was {before}.", {"when": f"{when[:1].upper()}{when[1:]}", "before": before}))
    if known := [m for m in rest if figures[m.key].value is not None]:
        beside = " and ".join(f"{m.name[:1].lower()}{m.name[1:]} is {{{m.key}}}" for m in known)
        lines.append(Line(f"Beside it, {beside}.", {m.key: figures[m.key] for m in known}))
    return (*lines, _meaning(measure))


def _bounds(figures: Figures) -> Line:
    keys = {"low": figures["controllable_low"], "high": figures["controllable_high"]}
    return Line("Chance alone could put it anywhere from {low} to {high}.", keys)


def _meaning(measure: Measure) -> Line:
    return Line("{id} means: {definition}.", {"id": measure.method.id, "definition": measure.method.definition})


def group_lines(groups: Sequence[Group], measure: Measure, by: By, figures: Figures) -> tuple[Line, ...]:
    """First and last of a trend, or best and worst of the groups that are large enough to be compared."""
    known = [g for g in groups if g.rates[measure.key].value is not None]
    if by in OVER_TIME:
        if len(known) < 2:
            return ()
        first, last = (
            group_figure(key, g, measure) for key, g in (("trend_first", known[0]), ("trend_last", known[-1]))
        )
        values: dict[str, Figure | str] = {
            "what": measure.name,
            "from": known[0].name,
            "to": known[-1].name,
            "first": first,
            "last": last,
        }
        return (Line("{what} was {first} in {from} and {last} in {to}.", values),)
    enough = sorted(
        (g for g in known if not g.rates[measure.key].is_small),
        key=lambda g: (-(g.rates[measure.key].value or 0.0), g.name),
    )
    if len(known) < 2:
        return ()
    if len(enough) < 2:
        template = "No two of the rows had {least} clients at the start, so none is called better than another."
        return (Line(template, {"least": figures["least_clients"]}),)
    best, worst = (group_figure(key, g, measure) for key, g in (("best", enough[0]), ("worst", enough[-1])))
    ranked: dict[str, Figure | str] = {
        "what": measure.name,
        "top": enough[0].name,
        "end": enough[-1].name,
        "best": best,
        "worst": worst,
    }
    chance = " Their intervals overlap, so the difference may be chance." if _overlap(enough, measure) else ""
    return (Line("{what} is highest for {top}, {best}, and lowest for {end}, {worst}." + chance, ranked),)


def _standing(group: Group, measure: Measure) -> float:
    """What a group is placed by: the lower bound of a count, else the rate."""
    found = group.rates[measure.key]
    value = found.low if found.low is not None else found.value
    return value if value is not None else float("-inf")


def _overlap(ranked: Sequence[Group], measure: Measure) -> bool:
    low, high = ranked[0].rates[measure.key].low, ranked[-1].rates[measure.key].high
    return low is not None and high is not None and low <= high


def in_order(groups: Sequence[Group], measure: Measure, by: By) -> tuple[Group, ...]:
    """Parts of the firm by what their retention is at least, those with few clients behind; other rows as they are."""
    if by not in OF_PARTS:
        return tuple(groups)
    return tuple(sorted(groups, key=lambda g: (g.rates[measure.key].is_small, -_standing(g, measure), g.name)))


def caveats(figures: Figures, reading: Reading, measures: Sequence[Measure]) -> tuple[str, ...]:
    keys = {measure.key for measure in measures}
    found = [reading.ledger.trouble + "; only clients are counted."] if reading.ledger.trouble else []
    if _money_starts_late(reading):
        found.append("Balances begin after the period does: money is measured from there, clients over all of it.")
    if keys & {"clients", "controllable"} and figures["merged"].value:
        found.append("Households merged into another count as kept.")
    if keys & {"assets_gross", "assets_net"}:
        found.append("Asset retention leaves market, fees and transfers inside the firm out.")
    if "revenue_net" in keys and figures["revenue_net"].value is not None and (joined := _joined_late(reading)):
        found.append(f"{joined} of the clients joined within the months that revenue is compared with, which lifts R6.")
    if "wallet" in keys and figures["wallet"].value is not None:
        found.append(
            "Wallet-share retention rests on declared net worth, however old, and falls when a client merely discloses "
            "money elsewhere."
        )
    return tuple(found)


def _money_starts_late(reading: Reading) -> bool:
    window, months = reading.window, reading.months
    return months is not None and months.month(window.first).date() > window.start


def _joined_late(reading: Reading) -> int:
    """Clients of the beginning who were not there yet when the months compared with began."""
    window, months = reading.window, reading.months
    if months is None:
        return 0
    began = months.month(window.compared[0] - window.shift)
    return int(((reading.known.since > began.to_datetime64()) & (reading.rows["at_start"].to_numpy() == 1)).sum())


def row_notes(book: Book, by: By | None) -> tuple[str, ...]:
    """What to know about the rows of a table `by` something."""
    if by in ("quarter", "year"):
        return ("The first and the last row hold the closed months of the period alone, and may be cut short by it.",)
    if by in OF_PARTS:
        return (
            f"Rows by {by} of {book.scope.label} stand in order of what retention is at least, those with few clients "
            "behind; a client shared by two advisors counts for both, and once in the total.",
        )
    return ()
