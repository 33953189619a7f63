"""Rules that change on a day: what holds before and after it, and the date in the flag."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.guardrails import review
from assistant.guardrails.facts import Facts
from assistant.guardrails.switches import GIFTS, PROJECTIONS, Switch, day_of

DAY = dt.date(2026, 3, 30)


class TestTheDayOfAText:
    def test_is_unknown_when_no_fact_names_it(self) -> None:
        assert day_of(Facts({}, "email")) is None

    @pytest.mark.parametrize("value", ["2026-03-30", "2026-03-30T09:00", DAY, dt.datetime(2026, 3, 30, 9)])
    def test_is_read_from_its_draft_date(self, value: object) -> None:
        assert day_of(Facts({"draft_date": value, "as_of": "2020-01-01"}, "email")) == DAY

    @pytest.mark.parametrize("value", ["spring", 7, True, []])
    def test_an_unreadable_day_is_unknown(self, value: object) -> None:
        assert day_of(Facts({"draft_date": value}, "email")) is None


class TestASwitch:
    def test_is_off_before_its_day_and_on_from_it(self) -> None:
        assert not GIFTS.is_on(DAY - dt.timedelta(days=1))
        assert GIFTS.is_on(DAY)
        assert GIFTS.is_on(None)

    def test_one_that_is_only_proposed_is_never_on(self) -> None:
        assert not PROJECTIONS.is_on(dt.date(2099, 1, 1))
        assert "not in force" in PROJECTIONS.note(None)

    def test_says_until_when_or_since_when(self) -> None:
        switch = Switch("a-rule", DAY, "Old", "New")
        assert switch.note(DAY - dt.timedelta(days=1)) == "Old (until 2026-03-30)."
        assert switch.note(None) == "New (since 2026-03-30)."


@pytest.mark.parametrize(("day", "limit"), [("2026-03-29", "$100"), ("2026-03-30", "$300")])
def test_a_flag_about_a_gift_names_the_limit_of_its_day(day: str, limit: str) -> None:
    facts = {"audience": "institutional", "recipient_role": "HR lead at plan sponsor", "draft_date": day}
    found = [
        f for f in review("We sent you a $450 hamper as a gift.", facts, "email").findings if f.rule == "gift-limit"
    ]
    assert limit in found[0].reason
    assert "2026-03-30" in found[0].reason
