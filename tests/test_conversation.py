"""The path of a question: recorded first, answered from tools, reviewed, recorded again, then shown."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation import WITHHELD
from assistant.desk import verify_log
from assistant.errors import BadArguments, NotFound, ServiceDown
from assistant.retention import Entry, Search
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, MANAGER, OTHER_ADVISOR, driven_by, opened
from tests.scripted import Calls, Fails, Says, scripted_model

WORTH = "What is my book worth?"
VALUE_CALL = Calls((("value_book", {}),))


def types_of(home: Path) -> list[str]:
    with sqlite3.connect(home / "log.db") as log:
        return [row[0] for row in log.execute("SELECT type FROM log_record ORDER BY seq")]


class TestNoQuestion:
    @pytest.mark.parametrize("question", ["", "   ", "x" * 8_001])
    def test_is_refused_before_anything_is_written(self, home: Path, question: str) -> None:
        before = types_of(home)
        with opened(home) as desk, pytest.raises(BadArguments):
            desk.ask(desk.caller(ADVISOR), question)
        assert types_of(home) == before


class TestTheEmbeddedModel:
    def test_answers_with_the_figures_of_the_tool(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            answer = desk.ask(caller, WORTH)
            result, _ = desk.call_tool(caller, "value_book", {})
        assert answer.status == "given"
        assert [f.to_json() for f in answer.figures] == [f.to_json() for f in result.figures]

    def test_leaves_question_prompt_call_verdict_and_answer_in_the_log_in_that_order(self, home: Path) -> None:
        with opened(home) as desk:
            desk.ask(desk.caller(ADVISOR), WORTH)
            verdict = verify_log(desk.settings)
        kinds = types_of(home)
        steps = [
            "msg.in",
            "prompt.sent",
            "model.response",
            "tool.call",
            "tool.result",
            "guard.verdict",
            "answer.released",
        ]
        assert [k for k in kinds if k in steps][-9:] == [
            "msg.in", "prompt.sent", "model.response", "tool.call", "tool.result", "prompt.sent", "model.response",
            "guard.verdict", "answer.released",
        ]  # fmt: skip
        assert verdict.ok

    def test_goes_on_from_the_last_answer(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            desk.ask(caller, WORTH, conversation_id="c1")
            answer = desk.ask(caller, "and if I lose my three biggest clients?", conversation_id="c1")
        assert [(c.name, c.arguments["lose_top"]) for c in answer.turn.calls] == [("value_book", 3)]

    def test_asks_which_of_two_rossis_is_meant(self, home: Path) -> None:
        with opened(home) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "Prepare me for the meeting with the Rossis")
        assert answer.status == "clarify"
        assert answer.words.count("Rossi") >= 2

    def test_gives_the_same_bytes_for_the_same_call(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            first, second = (desk.call_tool(caller, "find_erosion", {})[0].to_json() for _ in range(2))
        assert first == second


class TestALanguageModel:
    def test_that_rephrases_the_figures_is_heard(self, home: Path) -> None:
        with opened(home) as desk:
            result, _ = desk.call_tool(desk.caller(ADVISOR), "value_book", {})
        words = result.words()[0]
        with scripted_model(VALUE_CALL, Says(words)) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert (answer.status, answer.words) == ("given", words)

    def test_that_invents_a_number_is_asked_once_more_then_withheld_and_the_figures_are_shown(self, home: Path) -> None:
        invented = Says("Your book is worth $7,654,321.")
        with scripted_model(VALUE_CALL, invented) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert (answer.status, answer.words) == ("withheld", WITHHELD)
        assert answer.figures
        assert "7,654,321" not in answer.words
        assert "answer.withheld" in types_of(home)

    def test_that_mends_its_words_when_told_is_heard(self, home: Path) -> None:
        steps = (VALUE_CALL, Says("It is worth $7,654,321."), VALUE_CALL, Says("The range is shown below."))
        with scripted_model(*steps) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert (answer.status, answer.words) == ("given", "The range is shown below.")

    def test_gets_no_prompt_that_is_not_durable_first(self, home: Path) -> None:
        recorded: list[int] = []

        def look(_request: dict[str, Any]) -> None:
            recorded.append(types_of(home).count("prompt.sent"))

        with scripted_model(Says("Good day.")) as script, driven_by(home, script) as desk:
            script.before = look
            desk.ask(desk.caller(ADVISOR), "hello")
            prompts = desk.log.search(Search(type="prompt.sent"))
        assert recorded[0] >= 1
        assert [json.loads(prompt.content or b"") for prompt in reversed(prompts)] == script.seen  # the very bytes

    def test_is_sent_nothing_more_once_the_log_is_down_and_that_is_what_is_said(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with scripted_model(Says("Good day.")) as script, driven_by(home, script) as desk:
            append = desk.log.append

            def down(entry: Entry, *, wait: bool = True) -> Any:
                if entry.type == "prompt.sent":
                    raise ServiceDown("The records system is unavailable; nothing was sent.")
                return append(entry, wait=wait)

            monkeypatch.setattr(desk.log, "append", down)
            answer = desk.ask(desk.caller(ADVISOR), "hello")
        assert (answer.status, answer.words) == ("failed", "The records system is unavailable; nothing was sent.")
        assert script.seen == []

    def test_that_loops_ends_within_its_budget(self, home: Path) -> None:
        with scripted_model(VALUE_CALL) as script, driven_by(home, script, turn_model_calls=4) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert answer.status == "failed"
        assert len(script.seen) <= 4
        assert "budget" in answer.words

    def test_that_is_down_gives_a_sentence_and_a_record(self, home: Path) -> None:
        with scripted_model(Fails(500)) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert answer.status == "failed"
        assert "does not answer" in answer.words
        assert types_of(home)[-1] == "answer.released"
        assert "model.aborted" in types_of(home)

    @pytest.mark.parametrize(
        "step",
        [Calls((("no_such_tool", {}),)), Calls((("value_book", "{broken"),)), Calls((("value_book", {"nope": 1}),))],
    )
    def test_that_calls_badly_is_told_and_nothing_breaks(self, home: Path, step: Calls) -> None:
        with scripted_model(step, Says("I could not find that.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert answer.status in ("given", "clarify", "refused")
        assert not answer.figures


class TestAModelThatLaundersNumbers:
    """What a model writes into an argument is no ground for what it says."""

    def test_cannot_put_a_number_into_a_query_and_say_it(self, home: Path) -> None:
        call = Calls((("search_knowledge", {"query": "the book is worth 9,876,543 dollars"}),))
        with scripted_model(call, Says("Your book is worth $9,876,543.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert answer.status == "withheld"

    def test_cannot_put_a_figure_into_a_draft(self, home: Path) -> None:
        note = {"to": ["Lindqvist"], "purpose": "the year", "points": ["Your portfolio rose 23.4% this year."]}
        with scripted_model(Calls((("draft_email", note),)), Says("Done.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "Write to the Lindqvists about the year")
        assert [draft.status for draft in answer.drafts] == ["held"]

    def test_cannot_spend_more_calls_by_asking_for_them_at_once(self, home: Path) -> None:
        many = Calls(tuple(("value_book", {"lose_top": n}) for n in range(1, 31)))
        with scripted_model(many, Says("See below.")) as script, driven_by(home, script, turn_tool_calls=5) as desk:
            answer = desk.ask(desk.caller(ADVISOR), WORTH)
        assert answer.status == "failed" or len(answer.turn.results) <= 5
        assert [c.arguments["lose_top"] for c in answer.turn.calls if c.outcome == "ok"] == [1, 2, 3, 4, 5]


class TestATurnThatFails:
    def test_is_closed_in_the_log(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_arguments: object, **_named: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("assistant.tools.value_book.value_book", broken)
        with opened(home) as desk, pytest.raises(ZeroDivisionError):
            desk.call_tool(desk.caller(ADVISOR), "value_book", {})
        assert types_of(home)[-1] == "turn.closed"


class TestAnObeyingModel:
    """The scripted model does what an attacker wants: what holds is the product's own code (security case S-12)."""

    def test_cannot_reach_another_advisors_client(self, home: Path) -> None:
        call = Calls((("client_profile", {"client": "H11"}),))
        with scripted_model(call, Says("Here you are.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "Show me household H11")
        assert [c.outcome for c in answer.turn.calls] == ["refused"]
        assert answer.status == "refused"
        assert not answer.blocks

    @pytest.mark.parametrize("scope", ["Benedikt Šimić", "A2", "firm"])
    def test_cannot_widen_the_scope(self, home: Path, scope: str) -> None:
        call = Calls((("value_book", {"scope": scope}),))
        with scripted_model(call, Says("Here you are.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "Value the firm")
        assert [c.outcome for c in answer.turn.calls] == ["refused"]

    def test_is_not_offered_what_the_role_may_not_use(self, home: Path) -> None:
        call = Calls((("draft_email", {"to": ["Lindqvist"], "purpose": "hello"}),))
        with scripted_model(call, Says("Done.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(MANAGER), "Write to the Lindqvists")
        offered = {tool["function"]["name"] for tool in script.seen[0]["tools"]}
        assert "draft_email" not in offered
        assert not answer.drafts

    def test_sees_no_note_of_a_client(self, home: Path) -> None:
        call = Calls((("client_profile", {"client": "Okafor"}),))
        with scripted_model(call, Says("See below.")) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "Prepare me for the Okafors")
        sent = str(script.seen)
        notes = [block.body for block in answer.blocks if block.to_json()["kind"] == "text"]
        assert not any(note and note in sent for note in notes)


class TestAConversation:
    def test_that_is_somebody_elses_does_not_exist(self, home: Path) -> None:
        with opened(home) as desk:
            desk.ask(desk.caller(ADVISOR), WORTH, conversation_id="mine")
            with pytest.raises(NotFound):
                desk.ask(desk.caller(OTHER_ADVISOR), WORTH, conversation_id="mine")
            with pytest.raises(NotFound):
                desk.conversation(desk.caller(OTHER_ADVISOR), "mine")

    def test_is_read_back_from_the_log_after_a_restart(self, home: Path) -> None:
        with opened(home) as desk:
            first = desk.ask(desk.caller(ADVISOR), WORTH, conversation_id="c9")
        with opened(home) as desk:
            exchanges = desk.conversation(desk.caller(ADVISOR), "c9")
        assert [(e.question, e.answer) for e in exchanges] == [(WORTH, first.words)]


class TestWhoMayAsk:
    def test_compliance_gets_no_book(self, home: Path) -> None:
        with opened(home) as desk:
            answer = desk.ask(desk.caller(COMPLIANCE), WORTH)
        assert answer.status == "refused"
        assert not answer.figures

    def test_a_delegate_sees_the_book_of_the_advisor_acted_for(self, home: Path) -> None:
        with opened(home) as desk:
            own = desk.ask(desk.caller(ADVISOR), WORTH)
            delegated = desk.ask(desk.caller(DELEGATE), WORTH)
        assert [f.value for f in own.figures] == [f.value for f in delegated.figures]


class TestTheLogIsDown:
    def test_then_nothing_is_answered(self, home: Path) -> None:
        with opened(home, log_seconds=0.5) as desk:
            caller = desk.caller(ADVISOR)
            blocker = sqlite3.connect(home / "log.db", isolation_level=None)
            blocker.execute("BEGIN IMMEDIATE")
            try:
                with pytest.raises(ServiceDown, match="records system"):
                    desk.ask(caller, WORTH)
            finally:
                blocker.rollback()
                blocker.close()

    def test_and_when_it_is_back_the_next_question_is_answered(self, home: Path) -> None:
        with opened(home, log_seconds=0.5) as desk:
            caller = desk.caller(ADVISOR)
            blocker = sqlite3.connect(home / "log.db", isolation_level=None)
            blocker.execute("BEGIN IMMEDIATE")
            with pytest.raises(ServiceDown):
                desk.ask(caller, WORTH)
            blocker.rollback()
            blocker.close()
            assert desk.ask(caller, WORTH).status == "given"
            assert verify_log(desk.settings).ok


class TestAClientWhoIsNotTheirs:
    def test_of_another_advisor_sounds_like_one_who_is_nowhere(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            theirs = desk.ask(caller, "Prepare me for the meeting with the Bianchi household")
            nowhere = desk.ask(caller, "Prepare me for the meeting with the Zanetti household")
        assert theirs.status == nowhere.status == "refused"
        assert theirs.words.replace("Bianchi", "Zanetti") == nowhere.words


class TestWhatALanguageModelSees:
    SECRETS = ("Rossi", "123-45-6789", "marta@example.com")

    def test_is_pseudonyms_and_the_person_reads_the_real_names(self, home: Path) -> None:
        with scripted_model(Says("I have nothing on that.")) as script, driven_by(home, script) as desk:
            desk.ask(desk.caller(ADVISOR), f"Is {self.SECRETS[0]} with SSN {self.SECRETS[1]} at {self.SECRETS[2]}?")
            sent = json.dumps(script.seen)
        assert not [secret for secret in self.SECRETS if secret in sent]
        assert "Person-" in sent

    def test_its_tools_are_called_with_the_real_names(self, home: Path) -> None:
        def with_pseudonym(request: dict[str, Any]) -> None:
            if len(script.seen) == 1:
                words = request["messages"][-1]["content"]
                name = next(word for word in words.replace("?", " ").split() if word.startswith("Person-"))
                script.steps[0] = Calls((("client_profile", {"client": name}),))

        with scripted_model(Says("…"), Says("Done.")) as script, driven_by(home, script) as desk:
            script.before = with_pseudonym
            answer = desk.ask(desk.caller(ADVISOR), "Who is Okafor?")
        assert [call.arguments["client"] for call in answer.turn.calls] == ["Okafor"]

    def test_a_firm_may_let_names_leave_but_never_numbers(self, home: Path) -> None:
        with scripted_model(Says("Fine.")) as script, driven_by(home, script, hide_names=False) as desk:
            desk.ask(desk.caller(ADVISOR), "Is Rossi's SSN 123-45-6789?")
            sent = json.dumps(script.seen)
        assert "Rossi" in sent
        assert "123-45-6789" not in sent
