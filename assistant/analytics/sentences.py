"""Figures with a reason where they have no value, and sentences from a template and the figures it names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.figures import Figure, Line, Method, Rows, Unit, Value

Inputs = tuple[tuple[str, str], ...]
NO_ROWS = Rows()
PLACE = re.compile(r"\{(\w+)\}")


def told(
    key: str,
    label: str,
    value: Value,
    unit: Unit,
    method: Method,
    rows: Rows = NO_ROWS,
    inputs: Inputs = (),
    reason: str = "",
) -> Figure:
    """A Figure whose `reason` counts only where it has no value."""
    return Figure(key, label, value, unit, method, rows, inputs, "" if value is not None else reason)


def sentence(template: str, figures: Mapping[str, Figure], **words: str) -> Line:
    """The line whose places are filled from the figures by key, or from `words`, which go first.

    Raises KeyError for a place that neither has.
    """
    return Line(
        template, {place: words[place] if place in words else figures[place] for place in PLACE.findall(template)}
    )


def are(figure: Figure) -> str:
    """`is` after one, `are` after any other number."""
    return "is" if figure.value == 1 else "are"
