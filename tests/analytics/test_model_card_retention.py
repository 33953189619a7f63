"""The verdict on the chances of leaving: what may be used of them, in one sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.analytics.model_card import retention_card
from assistant.analytics.model_card.retention import verdict_on
from assistant.analytics.staying import CARD_KIND, Card
from assistant.book.snapshot import Book

GOOD = Card(
    scored_on="2025-10-31", trained_rows=3_000, trained_events=140, rows=1_000, expected=48.0, happened=50,
    brier=0.043, brier_base=0.0475, auc=0.78, pr_auc=0.2, lift=3.1, slope=1.02, ece=0.006, bins=(), by_age=(),
    by_sex=(), by_size=(), by_advisor=(), moved=(),
)  # fmt: skip


class TestTheVerdict:
    @pytest.mark.parametrize(
        ("card", "said"),
        [
            (replace(GOOD, auc=None, slope=None), "not to be judged yet"),
            (GOOD, "good enough to be used"),
            (replace(GOOD, auc=0.58), "hardly tell leavers from stayers"),  # the gate of P4: AUC 0.60
            (replace(GOOD, slope=0.7), "the order holds, the sizes do not"),  # and a slope of 0.8 to 1.25
            (replace(GOOD, slope=1.3), "the order holds, the sizes do not"),
            (replace(GOOD, expected=90.0), "the level has moved: fewer left than expected"),
            (replace(GOOD, expected=20.0), "the level has moved: more left than expected"),
            (replace(GOOD, moved=("share of wallet",)), "drifted since: share of wallet"),
        ],
    )
    def test_says_what_may_be_used(self, card: Card, said: str) -> None:
        assert said in verdict_on(card)


def test_the_card_of_the_nightly_pass_is_the_one_shown(demo_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {CARD_KIND: {"card": GOOD.to_json()}}
    monkeypatch.setattr(type(demo_book), "learned", lambda self, kind: kept[kind])
    figures = {figure.key: figure.value for figure in retention_card(demo_book).figures}
    assert (figures["rows"], figures["happened"], figures["trained"]) == (1_000, 50, 3_000)
