"""Conversations: each turn is planned with what the log would remember of the turns before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.agent.planner import make_plan
from assistant.turn import Exchange, Turn
from tests.agent.planner.dialogues import DIALOGUES, Ask
from tests.agent.planner.test_plan import unlike

TurnOf = Callable[..., Turn]


class TestAConversation:
    def test_a_half_sentence_without_one_is_not_understood(self, turn_of: TurnOf) -> None:
        plan = make_plan("and by roi", turn_of("and by roi"))
        assert plan.calls == ()

    @pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: " / ".join(ask.text for ask in dialogue))
    def test_each_turn_becomes_its_calls(self, dialogue: tuple[Ask, ...], turn_of: TurnOf) -> None:
        memory: tuple[Exchange, ...] = ()
        for ask in dialogue:
            plan = make_plan(ask.text, turn_of(ask.text, memory=memory))
            assert [tool for tool, _ in plan.calls] == [tool for tool, _ in ask.calls], (ask.text, plan)
            for (tool, got), (_, wanted) in zip(plan.calls, ask.calls, strict=True):
                assert unlike(tool, wanted, got) == [], (ask.text, plan)
            assert plan.status == ask.status
            status = ask.ended or plan.status
            memory += (Exchange(ask.text, plan.say or "an answer", status, plan.calls, households=ask.named),)

    def test_the_figure_asked_about_is_the_one_whose_label_is_named(self, turn_of: TurnOf) -> None:
        figures = ({"label": "Book value by discounted cash flow"}, {"label": "Yearly retention"})
        memory = (Exchange("what is my book worth", "…", "given", (("value_book", {}),), figures),)
        text = "how did you get the retention"
        assert make_plan(text, turn_of(text, memory=memory)).calls == (
            ("explain_answer", {"figure": "Yearly retention"}),
        )

    def test_an_answer_to_a_question_back_may_name_the_city_in_another_language(self, turn_of: TurnOf) -> None:
        memory = (Exchange("tell me about Rossi", "Which one?", "clarify", (("client_profile", {"client": "Rossi"}),)),)
        assert make_plan("Boston", turn_of("Boston", memory=memory)).calls == (("client_profile", {"client": "H01"}),)

    def test_a_new_question_after_a_question_back_is_a_new_question(self, turn_of: TurnOf) -> None:
        memory = (Exchange("tell me about Rossi", "Which one?", "clarify", (("client_profile", {"client": "Rossi"}),)),)
        text = "leave that: what is my whole book worth at the end of 2025?"
        assert make_plan(text, turn_of(text, memory=memory)).calls == (("value_book", {"as_of": "2025-12-31"}),)
