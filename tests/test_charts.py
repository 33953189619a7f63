"""Charts: what is drawn, that it can be read without colour, in light and in dark."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from assistant.charts import FALL, INK, SERIES, Chart, Theme, theme_config

STEPS = Chart(
    "Assets",
    "waterfall",
    "money",
    ("Begin", "Withdrawals", "Market", "End"),
    (("Assets", (Decimal("100.00"), Decimal("-30.00"), Decimal("5.00"), Decimal("75.00"))),),
    "Down.",
)
TWO = (("A", (1, None)), ("B", (3, 4)))


def fields(node: Any) -> set[str]:
    """Every data field that a specification names."""
    if isinstance(node, dict):
        own = {node["field"]} if isinstance(node.get("field"), str) else set()
        return own.union(*(fields(v) for k, v in node.items() if k != "data"), set())
    return set().union(*(fields(each) for each in node)) if isinstance(node, list) else set()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class TestChart:
    def test_one_without_data_is_drawn_empty(self) -> None:
        spec = Chart("None", "bar", "count", (), (), "Nothing yet.").vega_lite()
        assert spec["data"] == {"values": []}
        assert spec["description"] == "Nothing yet."

    @pytest.mark.parametrize("shape", ["bar", "line", "waterfall"])
    def test_its_drawing_names_only_fields_that_its_data_have(self, shape: Any) -> None:
        series = TWO if shape != "waterfall" else TWO[1:]
        spec = Chart("Clients", shape, "count", ("2025", "2026"), series, "Up.").vega_lite()
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        assert all(fields(spec) <= row.keys() for row in spec["data"]["values"])
        assert len(spec["data"]["values"]) == 2 * len(series)

    def test_labels_keep_their_order(self) -> None:
        assert STEPS.vega_lite()["encoding"]["x"]["sort"] is None

    def test_a_waterfall_falls_from_where_the_step_before_ended_to_the_last_total(self) -> None:
        rows = STEPS.vega_lite()["data"]["values"]
        assert [(row["from"], row["to"]) for row in rows] == [(0, 100), (100, 70), (70, 75), (0, 75)]
        assert [row["value"] for row in rows] == [100, -30, 5, 75]

    def test_an_undefined_value_is_a_gap_and_not_a_nought(self) -> None:
        spec = Chart("Clients", "line", "count", ("2025", "2026"), (("A", (None, 2)),), "Up.").vega_lite()
        assert [row["value"] for row in spec["data"]["values"]] == [None, 2]

    def test_a_series_that_misses_a_label_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            Chart("Bad", "bar", "count", ("2025", "2026"), (("A", (1,)),), "").vega_lite()

    def test_long_names_stand_beside_their_bars(self) -> None:
        names = ("Aleksandra Wiśniewska-Oduya", "Li")
        spec = Chart("Clients", "bar", "money", names, (("A", (1, 2)),), "Two.").vega_lite()
        assert spec["encoding"]["y"]["field"] == "label"
        assert spec["encoding"]["x"]["field"] == "value"

    def test_its_json_holds_the_numbers_the_words_and_the_drawing(self) -> None:
        shown = STEPS.to_json()
        assert shown["series"] == [{"name": "Assets", "values": [100.0, -30.0, 5.0, 75.0]}]
        assert (shown["kind"], shown["shape"], shown["alt"]) == ("chart", "waterfall", "Down.")
        assert shown["vega_lite"] == STEPS.vega_lite()
        assert shown["vega_lite"] | {"config": shown["dark_config"]} == STEPS.vega_lite("dark")
        json.dumps(shown, allow_nan=False)


class TestReadingWithoutColour:
    def test_a_few_bars_carry_their_values(self) -> None:
        marks = [layer["mark"]["type"] for layer in STEPS.vega_lite()["layer"]]
        assert marks == ["bar", "text"]

    def test_many_bars_leave_it_to_the_axis(self) -> None:
        labels = tuple(map(str, range(40)))
        spec = Chart("Many", "bar", "count", labels, (("A", tuple(range(40))),), "Forty.").vega_lite()
        assert [layer["mark"]["type"] for layer in spec["layer"]] == ["bar"]

    def test_lines_differ_in_dash_and_mark(self) -> None:
        encoding = Chart("Two", "line", "count", ("2025", "2026"), TWO, "Two.").vega_lite()["layer"][0]["encoding"]
        assert encoding["strokeDash"]["field"] == encoding["shape"]["field"] == "series"

    def test_bars_of_several_series_stand_side_by_side_in_the_order_of_the_legend(self) -> None:
        spec = Chart("Two", "bar", "count", ("2025", "2026"), TWO, "Two.").vega_lite()
        assert spec["encoding"]["xOffset"] == {"field": "series", "sort": None}
        assert spec["encoding"]["y"]["stack"] is None

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_neighbouring_series_differ_in_lightness(self, theme: Theme) -> None:
        pairs = zip(SERIES[theme], SERIES[theme][1:], strict=False)
        assert all(contrast(one, other) >= 1.5 for one, other in pairs)

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_words_and_falls_stand_out_from_the_ground(self, theme: Theme) -> None:
        # WCAG 2.2: 1.4.3 asks 4.5 of words, 1.4.11 asks 3 of what a drawing needs to be understood
        words, _, ground = INK[theme]
        assert contrast(words, ground) >= 4.5
        assert contrast(FALL, ground) >= 3
        assert contrast(SERIES[theme][0], ground) >= 3

    def test_a_theme_is_a_configuration_and_nothing_else(self) -> None:
        light, dark = STEPS.vega_lite("light"), STEPS.vega_lite("dark")
        assert light.pop("config") == theme_config("light") != dark.pop("config")
        assert light == dark
