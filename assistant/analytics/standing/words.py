"""What a ranking says in sentences: who leads, what cannot be told apart, ties, moves, who is left out, the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.analytics.ranking import Ties
from assistant.analytics.standing.metrics import Metric
from assistant.analytics.standing.places import TIES, Standing
from assistant.figures import Figure, Line

Figures = Mapping[str, Figure]
Labels = Mapping[str, str]

NAMES_SHOWN = 4
"""Names in a sentence before it says “others”."""
RUNS_SHOWN = 3


def names(parts: Sequence[str], labels: Labels) -> str:
    """“Ada, Ben and Cleo”; of many the first few and “others”."""
    words = [*(labels[part] for part in parts[:NAMES_SHOWN]), *(["others"] if len(parts) > NAMES_SHOWN else [])]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def leading_line(found: Standing, metric: Metric, many: str, labels: Labels, by: Figures) -> Line:
    """Who comes first and who last, with what was measured."""
    places = found.ranked["place"]
    first, last = str(places.index[0]), str(places.index[-1])
    leaders = [str(part) for part in places.index[places == places.iloc[0]]]
    values: dict[str, Figure | str] = {"value": by[f"value_{first}"], "metric": metric.label, "who": labels[first]}
    if len(places) == 1:
        return Line("{who} has {value} of {metric}; there are no peers to be ranked against.", values)
    values |= {"peers": by["peers"], "many": many, "who": names(leaders, labels), "last": labels[last]}
    if len(leaders) == len(places):
        return Line("All {peers} {many} are equal on {metric}, at {value}.", values)
    come = "comes" if len(leaders) == 1 else "come"
    opening = f"{{who}} {come} first of {{peers}} {{many}} on {{metric}}"
    values["least"] = by[f"value_{last}"]
    if not metric.is_rate:
        return Line(opening + ": {value}; {last} comes last with {least}.", values)
    values |= {"cases": by[f"cases_{first}"], "of": metric.cases}
    values |= {"lead": by[f"shrunken_{first}"], "low": by[f"shrunken_{last}"]}
    template = (
        ": {value} measured on {cases} {of}, {lead} after shrinkage; {last} comes last with {least}, {low} after."
    )
    return Line(opening + template, values)


def overlap_line(found: Standing, metric: Metric, by: Figures) -> Line | None:
    """Which places cannot be told apart, in words; None for sums, which are what they are."""
    if not metric.is_rate or len(found.ranked) < 2:
        return None
    if found.ranked["best"].isna().any():
        return Line("How sure these places are cannot be told: nobody ranked rests on two cases.")
    if not found.runs:
        return Line("Every place is clear of the next at the usual confidence.")
    numbers = range(1, min(len(found.runs), RUNS_SHOWN) + 1)
    first, *others = (f"places {{from_{n}}} to {{to_{n}}}" for n in numbers)
    template = f"P{first[1:]} cannot be told apart{''.join(f', nor can {other}' for other in others)}: the order there "
    ends = {f"{end}_{n}": by[f"run_{n}_{end}"] for n in numbers for end in ("from", "to")}
    return Line(template + "may be chance.", ends)


def ties_line(found: Standing, ties: Ties, labels: Labels) -> Line | None:
    """Who shares a place, and by which rule."""
    if not found.ties:
        return None
    pairs = "; ".join(names(group, labels) for group in found.ties[:NAMES_SHOWN])
    more = "; and more" if len(found.ties) > NAMES_SHOWN else ""
    return Line("Equal, so on one place: {pairs}. Ties: {rule}.", {"pairs": pairs + more, "rule": TIES[ties]})


def moved_most(found: Standing) -> tuple[str, ...]:
    """Who went up most and who went down most since the period before; who did not move is not there."""
    change = found.ranked["change"].dropna()
    ends = (str(change.idxmax()), str(change.idxmin())) if len(change) else ()
    return tuple(part for part, sign in zip(ends, (1, -1), strict=False) if sign * change[part] > 0)


def moves_line(found: Standing, labels: Labels, by: Figures) -> Line:
    """Who went up and down most since the period before."""
    if found.ranked["change"].isna().all():
        return Line("How places have changed is unknown: nobody ranked now could be ranked in the period before.")
    moved = moved_most(found)
    if not moved:
        return Line("Nobody has changed place since the period before.")
    moves, places = [], dict[str, Figure | str]()
    for number, part in enumerate(moved):
        moves.append(f"{{who_{number}}} has gone from place {{before_{number}}} to {{now_{number}}}")
        places |= {f"who_{number}": labels[part], f"before_{number}": by[f"before_{part}"]}
        places |= {f"now_{number}": by[f"place_{part}"]}
    return Line(f"Since the period before, {' and '.join(moves)}.", places)


def apart_words(found: Standing, labels: Labels) -> tuple[str, ...]:
    """Who is not ranked, reason by reason, as a caveat; nothing when everybody is."""
    if found.apart.empty:
        return ()
    groups = found.apart.groupby("reason", sort=True).groups
    words = "; ".join(f"{names([str(p) for p in parts], labels)} ({reason})" for reason, parts in groups.items())
    return (f"Not ranked: {words}.",)


def window_line(metric: Metric, by: Figures) -> Line:
    """The definition, the window, and what it is compared with."""
    looked = {
        "cohort": "begun from {from} to {to}, compared with {before_from} to {before_to}",
        "period": "over {from} to {to}, compared with {before_from} to {before_to}",
        "year": "over the twelve months to {to}, compared with those to {before_to}",
        "date": "at {to}, compared with {before_to}",
    }[metric.window]
    days = {day: by[day] for day in ("from", "to", "before_from", "before_to")}
    used = {day: figure for day, figure in days.items() if f"{{{day}}}" in looked}
    method = "" if metric.method.id in metric.label else f" ({metric.method.id})"
    return Line(f"Ranked on {{metric}} {looked}.", {"metric": metric.label + method, **used})
