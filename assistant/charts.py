"""Charts: one or more series over the same labels, drawn as a Vega-Lite specification.

The specification holds the figures themselves and is the same for every door; light and dark differ in `config` alone.
No chart needs colour to be read: bars carry their values, series differ in lightness, dash and mark, falls point down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from assistant.figures import Unit, json_value

Shape = Literal["bar", "line", "waterfall"]
Theme = Literal["light", "dark"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 220
LONG_LABEL, MANY_LABELS = 14, 12
"""Longer or more labels than this lie on their side: bars then run from left to right."""
PRINTED_BARS = 16
"""Up to so many bars carry their value; beyond that the axis must do."""
FALL = "#d1495b"
AXIS_FORMATS: Mapping[str, str] = {"money": "~s", "rate": ".0%", "multiple": ".1f", "score": ".2f", "count": "d"}
MARK_FORMATS: Mapping[str, str] = {"money": ".3~s", "rate": ".1%", "multiple": ".2f", "score": ".2f", "count": ",d"}
SERIES: Mapping[Theme, tuple[str, ...]] = {
    "light": ("#0f5b78", "#e9a64b", "#6b4a86", "#8fc1d6", "#8a2846", "#b9c9a2"),
    "dark": ("#7cc4de", "#b7791f", "#d9c3f0", "#4f8aa3", "#f59aa5", "#5f7a3a"),
}
"""Colours of series; each differs from the next in lightness too, so that they stay apart in grey."""
INK: Mapping[Theme, tuple[str, str, str]] = {
    "light": ("#55607a", "#e6e9f0", "#ffffff"),
    "dark": ("#a6b0c4", "#2b3341", "#1b212b"),
}
"""Words, grid lines and ground of a theme."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One or more series over the same labels. `alt` says in a sentence what a person who cannot see it should know.

    A `waterfall` has one series: the first and last values are totals, those between are the steps from one to the
    other.
    """

    title: str
    shape: Shape
    unit: Unit
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Decimal | int | None, ...]], ...]
    alt: str

    def to_json(self) -> dict[str, Any]:
        series = [{"name": name, "values": [json_value(v) for v in values]} for name, values in self.series]
        head = {"kind": "chart", "title": self.title, "shape": self.shape, "unit": self.unit, "alt": self.alt}
        return {**head, "labels": list(self.labels), "series": series, **self._drawings()}

    def _drawings(self) -> dict[str, Any]:
        """The specification in light, and what of it is another in the dark."""
        return {"vega_lite": self.vega_lite(), "dark_config": theme_config("dark")}

    def vega_lite(self, theme: Theme = "light") -> dict[str, Any]:
        """The chart as a Vega-Lite specification: one drawing for the page, for Slack's picture and for print."""
        rows = self._falling_rows() if self.shape == "waterfall" else self._plain_rows()
        layers = [self._marks()]
        if self.shape != "line" and len(rows) <= PRINTED_BARS:
            layers.append(self._values())
        return {
            "$schema": SCHEMA,
            "description": self.alt,
            "width": "container",
            "height": max(HEIGHT, 22 * len(rows)) if self._lies else HEIGHT,
            "data": {"values": rows},
            "encoding": self._places(),
            "layer": layers,
            "config": theme_config(theme),
        }

    @property
    def _lies(self) -> bool:
        """Bars from left to right, for labels too long or too many to stand under them."""
        long = max((len(label) for label in self.labels), default=0) > LONG_LABEL
        return self.shape != "line" and (long or len(self.labels) > MANY_LABELS)

    def _plain_rows(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "value": json_value(value), "series": name, "edge": _edge(value)}
            for name, values in self.series
            for label, value in zip(self.labels, values, strict=True)
        ]

    def _falling_rows(self) -> list[dict[str, Any]]:
        """Each step from where the one before ended; the first and the last value stand on the ground."""
        name, values = self.series[0]
        level, rows = Decimal(0), []
        for place, (label, value) in enumerate(zip(self.labels, values, strict=True)):
            step = Decimal(value or 0)
            start = Decimal(0) if place in (0, len(values) - 1) else level
            level = start + step
            ends = {"from": json_value(start), "to": json_value(level), "edge": json_value(max(start, level))}
            rows.append({"label": label, "value": json_value(value), "series": name, **ends})
        return rows

    def _places(self) -> dict[str, Any]:
        across: dict[str, Any] = {"field": "label", "type": "ordinal", "sort": None, "title": None}
        across["axis"] = {"labelLimit": 220} if self._lies else {"labelAngle": -35}
        up: dict[str, Any] = {"field": "value", "type": "quantitative", "title": None, "stack": None}
        up["axis"] = {"format": AXIS_FORMATS.get(self.unit, "~s")}
        if self.shape == "line":
            up["scale"] = {"zero": False}
        if self.shape == "waterfall":
            up["field"] = "to"
        tip = [{"field": f, "title": f} for f in ("label", "series", "value")]
        names = ("y", "x") if self._lies else ("x", "y")
        encoding: dict[str, Any] = {names[0]: across, names[1]: up, "tooltip": tip}
        if len(self.series) > 1 and self.shape != "line":  # side by side: stacked bars would add what does not add
            encoding["yOffset" if self._lies else "xOffset"] = {"field": "series", "sort": None}
        return encoding

    def _marks(self) -> dict[str, Any]:
        encoding: dict[str, Any] = {}
        if len(self.series) > 1:
            apart: dict[str, Any] = {
                "field": "series",
                "type": "nominal",
                "sort": None,
                "title": None,
                "legend": {"orient": "top"},
            }
            encoding["color"] = apart
            if self.shape == "line":
                apart["legend"] = {"orient": "top", "symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
                encoding |= {"strokeDash": apart, "shape": apart | {"legend": None}}
        elif self.shape != "line":
            encoding["color"] = {"condition": {"test": "datum.value < 0", "value": FALL}}
        if self.shape == "waterfall":
            encoding["x2" if self._lies else "y2"] = {"field": "from"}
        mark = {"type": "line", "point": True} if self.shape == "line" else {"type": "bar", "cornerRadiusEnd": 2}
        return {"mark": mark, "encoding": encoding}

    def _values(self) -> dict[str, Any]:
        """The value written above each bar, or to its right: beside what it measures, never on it."""
        beside: dict[str, Any] = {"align": "left", "dx": 4} if self._lies else {"baseline": "bottom", "dy": -3}
        text = {"field": "value", "type": "quantitative", "format": MARK_FORMATS.get(self.unit, ".3~s")}
        edge = {"x" if self._lies else "y": {"field": "edge", "type": "quantitative"}}
        return {"mark": {"type": "text", "fontSize": 10, **beside}, "encoding": {"text": text, **edge}}


def _edge(value: Decimal | int | None) -> Any:
    """Where a bar's value is written: at its end, or at the ground for a bar that points down."""
    return None if value is None else json_value(max(value, 0))


def theme_config(theme: Theme) -> dict[str, Any]:
    """What a theme changes in a specification, and all that it changes."""
    words, grid, ground = INK[theme]
    series = list(SERIES[theme])
    return {
        "background": ground,
        "axis": {"labelColor": words, "titleColor": words, "gridColor": grid, "domainColor": grid, "tickColor": grid},
        "legend": {"labelColor": words, "titleColor": words},
        "text": {"color": words},
        "bar": {"color": series[0]},
        "line": {"color": series[0]},
        "point": {"color": series[0]},
        "range": {"category": series},
        "view": {"stroke": None},
    }
