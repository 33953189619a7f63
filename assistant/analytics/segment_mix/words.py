"""What a change of mix says in sentences: better or worse first, the effects that add up, the class rows, who moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from assistant.analytics.segment_mix.classing import Classing
from assistant.analytics.segment_mix.mix import Mix
from assistant.analytics.segments import CLASSES
from assistant.figures import Figure, Line, show

CLASS_ROWS = (
    "Look at the class rows before the average: the average of all clients can fall while every class does better."
)
WEIGHTS = "Effects use the clients' shares and averages of the start as weights; what moves together stands under rate."
MATRICES = "A migration's rows hold what clients brought at the start; new clients stand with what they bring today."


def mix_summary(by: Mapping[str, Figure], mix: Mix, whose: str, dates: tuple[dt.date, dt.date]) -> tuple[Line, ...]:
    """The answer first. Without a start only the present mix is told, with the reason."""
    data = Line("Revenue is closed to {data_month}.", {"data_month": by["data_month"]})
    if mix.change is None:
        template = "How the mix of {whose} changed is not known: {reason}."
        return Line(template, {"whose": whose, "reason": mix.sides.reason}), _present(by, mix), data
    paradox = (_paradox(by, mix),) if mix.paradox else ()
    return (_answer(by, whose, dates), _value(by), _class_rows(by, mix), *paradox, _moved(by, mix), data)


def _answer(by: Mapping[str, Figure], whose: str, dates: tuple[dt.date, dt.date]) -> Line:
    effect = by["revenue_mix"].value
    verdict = "did not change" if not effect else "improved" if _positive(by["revenue_mix"]) else "got worse"
    template = (
        "The mix of {whose} {verdict} from {start} to {end}: of a change of {revenue_change} in revenue a year (from "
        "{revenue_before} to {revenue_now}), mix made {revenue_mix}, volume {revenue_volume} and revenue a client "
        "{revenue_rate}."
    )
    keys = ("change", "before", "now", "mix", "volume", "rate")
    words = {"whose": whose, "verdict": verdict, "start": _day(dates[0]), "end": _day(dates[1])}
    return Line(template, {**words, **{f"revenue_{key}": by[f"revenue_{key}"] for key in keys}})


def _value(by: Mapping[str, Figure]) -> Line:
    template = (
        "Book value by revenue multiple changed by {value_change} (from {value_before} to {value_now}): mix "
        "{value_mix}, volume {value_volume}, revenue a client {value_rate}, multiples {value_multiple}."
    )
    keys = ("change", "before", "now", "mix", "volume", "rate", "multiple")
    return Line(template, {f"value_{key}": by[f"value_{key}"] for key in keys})


def _class_rows(by: Mapping[str, Figure], mix: Mix) -> Line:
    parts: list[str] = []
    values: dict[str, Figure] = {}
    for at, name in enumerate(mix.names):
        key = name.replace(" ", "_")
        then, now = by[f"average_{key}_before"], by[f"average_{key}_now"]
        parts.append(f"{name} {{then{at}}} → {{now{at}}}")
        values |= {f"then{at}": then, f"now{at}": now}
    template = "Revenue a client: " + ", ".join(parts) + "; all {average_before} → {average_now}."
    return Line(template, {**values, "average_before": by["average_before"], "average_now": by["average_now"]})


def _paradox(by: Mapping[str, Figure], mix: Mix) -> Line:
    every, whole = ("more", "fell") if mix.paradox == "fell" else ("less", "rose")
    key = mix.grown_most().replace(" ", "_")
    template = (
        f"Every class brings {every} a client and yet the average of all {whole}, because the mix moved: {{name}} was "
        "{before} of the clients and is {now}."
    )
    return Line(
        template, {"name": mix.grown_most(), "before": by[f"share_{key}_before"], "now": by[f"share_{key}_now"]}
    )


def _moved(by: Mapping[str, Figure], mix: Mix) -> Line:
    in_order = len(mix.names) == len(CLASSES)  # the four classes of two axes have no better and lesser
    steps = "to a better class {moved_up}, to a lesser one {moved_down}, " if in_order else ""
    template = "Clients who moved: " + steps + "new {moved_new}, lost {moved_lost}."
    return Line(template, {key: by[key] for key in ("moved_up", "moved_down", "moved_new", "moved_lost")})


def _present(by: Mapping[str, Figure], mix: Mix) -> Line:
    keys = [name.replace(" ", "_") for name in mix.names]
    parts = [f"{name} {{clients_{key}_now}}" for name, key in zip(mix.names, keys, strict=True)]
    template = "Now there are {clients_now} clients (" + ", ".join(parts) + ") with {revenue_now} of revenue a year."
    values = {f"clients_{key}_now": by[f"clients_{key}_now"] for key in keys}
    return Line(template, {**values, "clients_now": by["clients_now"], "revenue_now": by["revenue_now"]})


def mix_caveats(mix: Mix, classing: Classing, whose: str, merged: int) -> tuple[str, ...]:
    """Which definition, which weights, and what the value is not."""
    whose_place = "household stands" if merged == 1 else "households stand"
    together = (f"{merged} merged {whose_place} where the household it went into does.",) if merged else ()
    return (
        f"Classes within the book of {whose}, {classing.definition.id}: {classing.definition.definition}.",
        *((CLASS_ROWS, WEIGHTS, MATRICES) if mix.change else ()),
        *together,
        "Value is at the centre market multiple, without a haircut for concentration, which does not add up over "
        "parts; it is an estimate and no appraisal.",
    )


def _positive(figure: Figure) -> bool:
    return not isinstance(figure.value, str | dt.date | None) and figure.value > 0


def _day(day: dt.date) -> str:
    return show(day, "date")
