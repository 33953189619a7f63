"""A name called the largest or the smallest is so in a table of the turn."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.guardrails import review

TABLE = {"names": ["Rossi", "Okafor", "Lindqvist"], "columns": [[300, 900, 100], [7, 5, None]]}


def flagged(text: str, tables: list[Any] | None = None) -> bool:
    facts = {"figures": [], "tables": [TABLE] if tables is None else tables}
    return any(f.rule == "ungrounded-figure" for f in review(text, facts, "answer").findings)


class TestWithoutTables:
    def test_nobody_is_out_of_place(self) -> None:
        assert not flagged("Lindqvist is your largest household.", [])


@pytest.mark.parametrize(
    "text",
    [
        "Lindqvist is your largest household.",
        "The most assets are with Lindqvist.",
        "Okafor is the smallest of all by what they own... Okafor, the smallest.",
        "La famiglia più grande è Lindqvist.",
        "El hogar más grande es Lindqvist.",
    ],
)
def test_a_name_in_a_place_that_no_column_gives_it_is_caught(text: str) -> None:
    tables = [{"names": TABLE["names"], "columns": [[300, 900, 100]]}]
    assert flagged(text, tables)


@pytest.mark.parametrize(
    "text",
    [
        "Okafor is your largest household.",
        "Rossi writes most often.",
        "Lindqvist is the smallest.",
        "Lindqvist is not the largest.",
        "Lindqvist is one of the largest.",
        "Lindqvist is at most a small client.",
        "Okafor is the largest, and Lindqvist comes after.",
        "Your largest household is worth a call.",
        "La famiglia più grande è Okafor.",
    ],
)
def test_a_name_that_leads_in_some_column_or_is_not_said_to_lead_is_not(text: str) -> None:
    assert not flagged(text)


@pytest.mark.parametrize(
    "tables", [None, "words", [1], [{"names": "abc"}], [{"names": ["Rossi"], "columns": [[1, 2]]}]]
)
def test_tables_of_any_shape_are_read(tables: Any) -> None:
    facts = {"figures": [], "tables": tables}
    assert "review-incomplete" not in {f.rule for f in review("Rossi is the largest.", facts, "answer").findings}
