"""The final answer: sentences of the results, one caveat each, errors as their sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from assistant.agent.planner.speech import compose, status_of
from assistant.blocks import Result, Text
from assistant.figures import Figure, Line, Method
from assistant.turn import ToolCall, Turn

TurnOf = Callable[..., Turn]
VALUE = Figure("value", "Book value", Decimal("1234567.00"), "money", Method("F12", "a definition"))
RESULT = Result(
    "Value",
    dt.date(2026, 10, 31),
    (VALUE,),
    (Text("A table's words", "never read aloud"),),
    (Line("The book is worth {value}.", {"value": VALUE}),),
    ("An estimate.", "A second caveat."),
)


class TestAnAnswer:
    def test_of_nothing_is_what_could_not_be_answered(self, turn_of: TurnOf) -> None:
        assert compose([], turn_of(""), "I cannot answer that yet.") == "I cannot answer that yet."

    def test_is_the_sentences_and_one_caveat_and_no_block(self, turn_of: TurnOf) -> None:
        assert compose([RESULT], turn_of("")) == "The book is worth $1,234,567. An estimate."

    def test_prints_numbers_as_the_asker_reads_them(self, turn_of: TurnOf) -> None:
        assert "1.234.567" in compose([RESULT], turn_of("quanto vale il mio portafoglio?"))

    def test_separates_results_by_a_blank_line_and_says_an_error_as_it_stands(self, turn_of: TurnOf) -> None:
        said = compose([RESULT, "I find no client “X”."], turn_of(""))
        assert said.split("\n\n") == ["The book is worth $1,234,567. An estimate.", "I find no client “X”."]


class TestTheStatus:
    def test_is_given_when_anything_was_answered_else_a_question_back_before_a_no(self, turn_of: TurnOf) -> None:
        ok = ToolCall("1", "drafts", {}, "ok")
        asked = ToolCall("2", "client_profile", {}, "refused", "Which?", "clarify")
        no = ToolCall("3", "find_erosion", {}, "refused", "Not found.", "refused")
        for calls, status in (([no, ok], "given"), ([no, asked], "clarify"), ([no], "refused"), ([], "given")):
            turn = turn_of("")
            turn.calls.extend(calls)
            assert status_of(turn) == status
