"""Blocks and results: the closed set of renderables as JSON, and what stamping a result changes."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from assistant.blocks import Chart, Column, Listing, Result, Table, Text, cell_words
from assistant.figures import Figure, Line, Method, Rows

METHOD = Method("F1", "the sum of the closing balances")
AUM = Figure("aum", "Assets", Decimal("1234.56"), "money", METHOD, Rows.of("balances", ["AC01"]))
GROWTH = Figure("growth", "Growth", None, "rate", METHOD, reason="no month before")
TABLE = Table(
    "By segment",
    (Column("segment", "Segment"), Column("aum", "Assets", "money", METHOD), Column("since", "Since", "date")),
    (("A", Decimal("1000.00"), dt.date(2026, 1, 1)), ("B", None, None)),
    ("A", "B"),
)
BARS = Chart(
    "Bridge", "waterfall", "money", ("begin", "fees"), (("now", (Decimal("10.00"), Decimal("-2.50"))),), "Fees."
)


def a_result(**changes: Any) -> Result:
    fields: dict[str, Any] = {
        "title": "Where the book stands",
        "as_of": dt.date(2026, 10, 31),
        "figures": (AUM, GROWTH),
        "blocks": (TABLE, BARS, Listing("Next", ("Call Rossi",)), Text("Note", "As told.", "interactions I1")),
        "summary": (Line("Assets are {aum}.", {"aum": AUM}), Line("{who} asks.", {"who": "Rossi"})),
        "caveats": ("Net worth is missing for one.",),
    }
    return Result(**{**fields, **changes})


class TestResult:
    def test_an_empty_one_has_every_part_that_a_tools_result_has(self) -> None:
        assert Result("Nothing", dt.date(2026, 10, 31), ()).to_json() == {
            "title": "Nothing",
            "as_of": "2026-10-31",
            "figures": [],
            "blocks": [],
            "summary": "",
            "caveats": [],
            "data_version": "",
        }

    def test_it_is_plain_json_to_the_last_cell(self) -> None:
        text = json.dumps(a_result().to_json(), allow_nan=False)
        assert [block["kind"] for block in json.loads(text)["blocks"]] == ["table", "chart", "list", "text"]

    def test_each_figure_carries_id_label_value_unit_method_and_rows(self) -> None:
        for figure in a_result().to_json()["figures"]:
            assert {"id", "label", "value", "unit", "method", "rows"} <= figure.keys()

    def test_the_summary_is_spoken_in_the_readers_language(self) -> None:
        assert a_result().to_json()["summary"] == "Assets are $1,235. Rossi asks."
        assert a_result().to_json(language="it", currency="EUR")["summary"] == "Assets are 1.235 €. Rossi asks."

    def test_a_figure_is_found_by_its_key(self) -> None:
        assert a_result().figure("growth") is GROWTH
        with pytest.raises(KeyError):
            a_result().figure("no such")


class TestStamped:
    def test_nothing_to_name_leaves_only_the_data_version(self) -> None:
        empty = Result("Nothing", dt.date(2026, 10, 31), ())
        assert empty.stamped({}, "v1").to_json() == {**empty.to_json(), "data_version": "v1"}

    def test_every_figure_gets_the_id_of_its_call_also_inside_the_sentences(self) -> None:
        stamped = a_result().stamped({"aum": "t.aum.1", "growth": "t.growth.1"}, "v1")
        assert [f.id for f in stamped.figures] == ["t.aum.1", "t.growth.1"]
        spoken = stamped.summary[0].values["aum"]
        assert isinstance(spoken, Figure)
        assert spoken.id == "t.aum.1"
        assert stamped.summary[1].values["who"] == "Rossi"

    def test_values_sentences_and_blocks_stay_what_they_were(self) -> None:
        before, after = a_result(), a_result().stamped({"aum": "t.aum.1", "growth": "t.growth.1"}, "v1")
        assert after.words() == before.words()
        assert after.blocks == before.blocks
        assert [f.value for f in after.figures] == [f.value for f in before.figures]
        assert before.figures[0].id == ""

    def test_a_figure_that_nobody_named_is_an_error(self) -> None:
        with pytest.raises(KeyError, match="growth"):
            a_result().stamped({"aum": "t.aum.1"}, "v1")


class TestTable:
    def test_one_without_rows_still_says_its_columns(self) -> None:
        shown = Table("By segment", TABLE.columns, ()).to_json()
        assert shown["rows"] == []
        assert shown["columns"][1] == {"key": "aum", "label": "Assets", "unit": "money", "method": str(METHOD)}

    def test_a_row_is_keyed_by_column_and_an_undefined_cell_is_null(self) -> None:
        assert TABLE.to_json()["rows"] == [
            {"segment": "A", "aum": 1000.0, "since": "2026-01-01"},
            {"segment": "B", "aum": None, "since": None},
        ]
        assert TABLE.to_json()["row_ids"] == ["A", "B"]

    def test_a_row_that_is_too_short_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            Table("Bad", TABLE.columns, (("A", Decimal(1)),)).to_json()

    def test_cells_are_printed_in_the_unit_of_their_column(self) -> None:
        assert cell_words(TABLE, TABLE.rows[0]) == ["A", "$1,000", "1 Jan 2026"]
        assert cell_words(TABLE, TABLE.rows[1], language="it") == ["B", "—", "—"]


class TestListingAndText:
    def test_an_empty_list_is_a_list(self) -> None:
        assert Listing("Next", ()).to_json() == {"kind": "list", "title": "Next", "items": []}

    def test_a_passage_says_its_source(self) -> None:
        shown = Text("Note", "As told.", "interactions I1").to_json()
        assert shown == {"kind": "text", "title": "Note", "body": "As told.", "source": "interactions I1"}
