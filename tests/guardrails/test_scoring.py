"""Counting a guardrail run: every number here is counted by hand from the few items above it."""

from __future__ import annotations

import pytest

from assistant.guardrails.scoring import LABELLED, Judged, Score, Share, score


def judged(
    id: str, labels: str = "", found: str = "", also_ok: str = "", trap: str = "", language: str = "en"
) -> Judged:
    sets = [frozenset(words.split()) for words in (labels, also_ok, trap, found)]
    return Judged(id, language, *sets)


class TestNothing:
    def test_has_no_shares(self) -> None:
        empty = score([])
        assert empty.recall == empty.false_alarms == Share(0, 0)
        assert (empty.recall.value, empty.macro_recall, empty.low_rules) == (None, None, ())


class TestAFewItems:
    @pytest.fixture
    def counted(self) -> Score:
        return score(
            [
                judged("a", "gift-limit", "gift-limit pii-ssn"),  # right, and one false finding
                judged("b", "gift-limit", "mnpi-tipping", also_ok="mnpi-tipping"),  # flagged for another reason
                judged("c", "gift-limit risk-free-claim", "risk-free-claim", language="it"),
                judged("d", "pii-ssn", "review-incomplete"),  # not a labelled rule: missed
                judged("e", "", "gift-limit", trap="gift-limit"),  # a hard negative flagged
                judged("f", "", "", trap="pii-ssn", language="it"),
                judged("g", "", "link-not-allowed"),  # not a labelled rule: no alarm
            ]
        )

    def test_item_decisions(self, counted: Score) -> None:
        assert counted.recall == Share(3, 4)
        assert counted.right_reason == Share(2, 4)
        assert counted.false_alarms == Share(1, 3)
        assert counted.hard_negatives == Share(1, 2)

    def test_languages_apart(self, counted: Score) -> None:
        assert counted.by_language["en"] == (Share(2, 3), Share(1, 2))
        assert counted.by_language["it"] == (Share(1, 1), Share(0, 1))
        assert counted.by_language["es"] == (Share(0, 0), Share(0, 0))

    def test_each_rule(self, counted: Score) -> None:
        rules = {rule.rule: rule for rule in counted.rules}
        gift, tip, ssn = rules["gift-limit"], rules["mnpi-tipping"], rules["pii-ssn"]
        assert (gift.true, gift.missed, gift.false, gift.strict_false) == (1, 2, 1, 1)
        assert gift.recall == pytest.approx(1 / 3)
        assert gift.precision == 0.5
        assert (tip.true, tip.false, tip.strict_false) == (0, 0, 1)  # a reviewer could defend it
        assert (tip.recall, tip.precision, tip.strict_precision) == (None, None, 0.0)
        assert (ssn.recall, ssn.precision) == (0.0, 0.0)

    def test_macro_recall_is_the_mean_of_the_labelled_rules(self, counted: Score) -> None:
        assert counted.macro_recall == pytest.approx((1 / 3 + 1.0 + 0.0) / 3)
        assert counted.low_rules == ("pii-ssn", "gift-limit")


def test_forty_nine_rules_are_labelled() -> None:
    assert len(set(LABELLED)) == len(LABELLED) == 49
