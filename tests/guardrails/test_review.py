"""The door: its shape, its dispositions, and that whatever cannot be reviewed is held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.guardrails import RULES, Flag, Review, review
from assistant.guardrails.channels import CHANNELS, rules_for
from assistant.guardrails.engine import MOST_PER_RULE, SECONDS_IN_ALL, SECONDS_PER_RULE, examine
from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Severity
from assistant.guardrails.passage import MOST_CHARACTERS, Passage
from assistant.guardrails.rule import Hit, Rule

PROMISE = "We guarantee a 7% return."


def rule(check: Any, id: str = "pii-ssn", severity: Severity = "block") -> Rule:
    return Rule(id, "A rule", severity, "A citation", "A cure", "Nothing else.", check)


def finds(severity: Severity | None = None) -> Any:
    return lambda passage, facts: [Hit(0, 1, "a reason", severity=severity)]


class TestAReview:
    def test_nothing_wrong_passes_without_findings(self) -> None:
        assert review("See you on Thursday.", {}, "email") == Review()
        assert Review().disposition == "pass"

    def test_an_empty_text_passes(self) -> None:
        assert review("", {}, "email").disposition == "pass"

    def test_a_finding_says_what_where_why_and_what_to_do(self) -> None:
        flag = review(f"Hello. {PROMISE}", {}, "email").findings[0]
        assert flag.rule == "promissory-guarantee"
        assert flag.severity == "block"
        assert flag.quote == f"Hello. {PROMISE}"[flag.start : flag.end]
        assert flag.reason
        assert flag.cure
        assert "FINRA 2210" in flag.citation

    def test_as_json_it_has_the_fields_of_the_command(self) -> None:
        line = review(PROMISE, {}, "email").to_json("item-1")
        assert list(line) == ["id", "disposition", "findings"]
        assert line["disposition"] == "block"
        fields = ["rule", "severity", "start", "end", "quote", "reason", "citation", "cure", "fix", "policy"]
        assert [list(finding) for finding in line["findings"]] == [fields] * len(line["findings"])
        assert "id" not in review(PROMISE, {}, "email").to_json()

    def test_the_same_text_gives_the_same_findings(self) -> None:
        assert review(PROMISE * 3, {}, "email") == review(PROMISE * 3, {}, "email")

    @pytest.mark.parametrize(
        ("severities", "disposition"),
        [
            (["advise"], "pass"),
            (["advise", "needs_disclosure"], "needs_disclosure"),
            (["needs_disclosure", "needs_principal_review"], "needs_principal_review"),
            (["needs_principal_review", "block", "advise"], "block"),
        ],
    )
    def test_the_most_severe_finding_wins(self, severities: list[Severity], disposition: str) -> None:
        found = tuple(Flag("a-rule", severity, 0, 0, "", "", "", "") for severity in severities)
        assert Review(found).disposition == disposition

    def test_spans_count_the_characters_of_the_text_as_given(self) -> None:
        text = "Ciao \u200b\u200b, w\u200be gu\u00aarantee \uff17% returns \U0001f600"
        flag = next(f for f in review(text, {}, "email").findings if f.rule == "promissory-guarantee")
        assert text[flag.start : flag.end] == flag.quote
        assert flag.quote == "w\u200be gu\u00aarantee \uff17%"

    def test_one_rule_lists_no_more_than_a_reader_can_use(self) -> None:
        found = review("SSN 123-45-6789. " * 1000, {}, "email").findings
        assert len([f for f in found if f.rule == "pii-ssn"]) == MOST_PER_RULE

    def test_overlapping_hits_of_a_rule_are_one_finding(self) -> None:
        def thrice(passage: Passage, facts: Facts) -> Iterator[Hit]:
            yield Hit(4, 8, "second")
            yield Hit(0, 5, "first")
            yield Hit(8, 9, "apart")

        found = examine("123456789", {}, "email", [rule(thrice)]).findings
        assert [(f.reason, f.quote) for f in found] == [("first", "12345678"), ("apart", "9")]


class TestWhatCannotBeReviewedIsHeld:
    def held(self, result: Review) -> None:
        assert result.disposition == "block"
        assert "review-incomplete" in {f.rule for f in result.findings}
        assert all("a person must look" in f.reason for f in result.findings if f.rule == "review-incomplete")

    def test_without_rules(self) -> None:
        self.held(examine("Hello", {}, "email", []))

    def test_without_a_rule_for_the_channel(self) -> None:
        self.held(examine("Hello", {}, "answer", [rule(finds(), id="contact-not-permitted")]))

    def test_when_a_rule_raises(self) -> None:
        def broken(passage: Passage, facts: Facts) -> Iterator[Hit]:
            yield Hit(0, 1, "seen before it broke")
            raise ValueError("no")

        result = examine("Hello", {}, "email", [rule(broken), rule(finds(), id="pii-account-number")])
        self.held(result)
        assert "pii-account-number" in {f.rule for f in result.findings}  # the others still look
        assert "ValueError" in result.findings[-1].reason
        assert "no" not in result.findings[-1].reason.split("ValueError")[1].split("(")[0]  # its words stay inside

    def test_when_a_rule_takes_too_long_though_it_found_nothing(self) -> None:
        now = iter([0.0, 0.0, 0.0, SECONDS_PER_RULE + 1.0])
        self.held(examine("Hello", {}, "email", [rule(lambda p, f: [])], clock=lambda: next(now)))

    def test_when_a_rule_asks_and_its_time_is_up(self) -> None:
        now = iter([0.0, 0.0, 0.0, SECONDS_PER_RULE + 1.0])

        def patient(passage: Passage, facts: Facts) -> Iterator[Hit]:
            passage.tick()
            yield Hit(0, 1, "never reached")

        result = examine("Hello", {}, "email", [rule(patient)], clock=lambda: next(now))
        self.held(result)
        assert "time for it ran out" in result.findings[0].reason

    def test_when_the_whole_review_is_out_of_time_the_remaining_rules_are_not_skipped(self) -> None:
        clock = iter([0.0, *[SECONDS_IN_ALL + 1.0] * 20])
        result = examine(
            "Hello", {}, "email", [rule(finds()), rule(finds(), "pii-account-number")], lambda: next(clock)
        )
        self.held(result)
        assert len(result.findings) == 2

    def test_a_text_longer_than_a_review_reads(self) -> None:
        self.held(review("a" * (MOST_CHARACTERS + 1), {}, "email"))

    def test_a_text_that_grows_too_long_when_unfolded(self) -> None:
        self.held(review("\ufdfa" * (MOST_CHARACTERS // 5), {}, "email"))

    @pytest.mark.parametrize("facts", [None, "consent", ["consent"], 7])
    def test_facts_that_are_no_mapping(self, facts: Any) -> None:
        self.held(review("Hello", facts, "email"))

    @pytest.mark.parametrize("text", [None, 7, b"Hello", ["Hello"]])
    def test_a_text_that_is_no_text(self, text: Any) -> None:
        self.held(review(text, {}, "email"))

    @pytest.mark.parametrize("figures", ["124", 124, {"value": 1}, [124], b"1"])
    def test_figures_that_cannot_be_read(self, figures: Any) -> None:
        self.held(review("Hello", {"figures": figures}, "answer"))

    def test_an_answer_with_more_numbers_than_any_has(self) -> None:
        self.held(review("1 " * 5000, {"figures": []}, "answer"))


class TestChannels:
    def test_every_channel_has_rules(self) -> None:
        assert all(CHANNELS.values())

    def test_every_rule_belongs_to_a_channel_and_every_id_is_a_rule(self) -> None:
        assert {id for ids in CHANNELS.values() for id in ids} == {rule.id for rule in RULES}

    @pytest.mark.parametrize("channel", ["", "fax", "EMAIL", None])
    def test_a_channel_nobody_named_is_held_to_the_rules_of_an_email(self, channel: Any) -> None:
        assert rules_for(Facts({}, channel)) == CHANNELS["email"]

    def test_a_message_that_arrives_is_judged_as_one(self) -> None:
        assert not review("You guaranteed me a 7% return!", {"direction": "incoming"}, "email").findings
        assert review(PROMISE, {"direction": "outgoing draft"}, "email").findings

    def test_an_answer_may_speak_of_the_value_ahead_but_promise_nothing(self) -> None:
        words = {"grounding_words": ["9% 7%"]}
        assert not review("At this assumption the grid will pay you 9% next year.", words, "answer").findings
        assert review(PROMISE, words, "answer").disposition == "block"


class TestTheCatalogue:
    def test_ids_are_not_repeated(self) -> None:
        assert len({rule.id for rule in RULES}) == len(RULES)

    def test_every_rule_says_what_it_means_and_what_it_does_not(self) -> None:
        for each in RULES:
            assert each.title
            assert each.citation
            assert each.cure
            assert each.not_meant.startswith("Not ")

    def test_rules_that_words_cannot_cure_offer_no_words_to_add(self) -> None:
        incurable = {
            "promissory-guarantee",
            "guarantee-against-loss",
            "pii-ssn",
            "off-channel-invitation",
            "record-evasion",
        }
        assert not [r.id for r in RULES if r.id in incurable and r.cure.startswith("Add")]


def test_the_engine_knows_no_book_setting_or_framework() -> None:
    # DESIGN section 3: guardrails import the standard library, pydantic, figures, blocks and errors, and nothing else.
    room = Path(__file__).parents[2] / "assistant" / "guardrails"
    lines = {line.strip() for file in room.glob("*.py") for line in file.read_text().splitlines()}
    ours = {line.split()[1] for line in lines if line.startswith(("from assistant", "import assistant"))}
    assert {name for name in ours if not name.startswith("assistant.guardrails")} <= {"assistant.figures"}
