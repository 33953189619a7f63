"""Tonight's findings with what is kept: once raised, an alert is not new again; once judged, it stays away unless it
is materially worse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.alerts import ANSWERED, NOTHING_HELD_BACK, Alert, Found, Merged, Threshold, merge
from assistant.alerts.merging import QUIET
from tests.alerts.samples import DAY, a_find, an_alert

NEXT = DAY + dt.timedelta(days=1)


def merged(
    kept: Sequence[Alert],
    found: Sequence[Found],
    on: dt.date = NEXT,
    threshold: Threshold = NOTHING_HELD_BACK,
    most_growth: int = 10,
) -> Merged:
    return merge(kept, found, advisor_id="A1", on=on, version="v2", threshold=threshold, most_growth=most_growth)


def first_night() -> Alert:
    (alert,) = merged([], [a_find()], on=DAY).raised
    return alert


def judged(status: str = "dismissed", **more: object) -> Alert:
    marks = {"status": status, "reason": "wrong" if status == "dismissed" else "", "marked_cents": 5_000_000}
    return replace(first_night(), **(marks | more))  # type: ignore[arg-type]


class TestNothing:
    def test_with_nothing_is_nothing(self) -> None:
        assert merged([], []) == Merged((), (), ())


class TestTheFirstNight:
    def test_raises_what_is_found_as_open(self) -> None:
        alert = first_night()
        assert (alert.status, alert.episode, alert.first_seen, alert.found) == ("open", 1, DAY, a_find())

    def test_raises_one_alert_for_one_cause(self) -> None:
        assert len(merged([], [a_find(), a_find(amount_cents=1)]).raised) == 1

    def test_gives_the_same_alert_the_same_id_on_any_machine(self) -> None:
        assert first_night().id == first_night().id
        assert first_night().id != merged([], [a_find(household_id="H2")]).raised[0].id


class TestGrowth:
    """The newest first, and no more than may be open in a book; the rest waits and is counted."""

    FOUND = tuple(
        a_find(
            kind="growth", household_id=f"H{n}", cause=f"life event E{n}", since=DAY - dt.timedelta(days=n), score=0.0
        )
        for n in range(1, 6)
    )

    def test_no_more_is_raised_than_may_be_open_and_the_rest_is_counted(self) -> None:
        first = merged([], self.FOUND, most_growth=2)
        assert [alert.found.household_id for alert in first.raised] == ["H1", "H2"]
        assert first.waiting == 3

    def test_the_next_comes_when_one_is_closed_and_not_before(self) -> None:
        first = merged([], self.FOUND, on=DAY, most_growth=2)
        again = merged(first.raised, self.FOUND, most_growth=2)
        assert (again.raised, again.waiting, len(again.going_on)) == ((), 3, 2)
        closed = replace(first.raised[0], status="acted", marked_cents=5_000_000)
        after = merged([closed, first.raised[1]], self.FOUND, most_growth=2)
        assert [alert.found.household_id for alert in after.raised] == ["H3"]
        assert after.waiting == 2

    def test_what_is_open_stays_open_when_newer_news_come(self) -> None:
        first = merged([], self.FOUND[2:], on=DAY, most_growth=2)
        after = merged(first.raised, self.FOUND, most_growth=2)
        assert (after.raised, after.lapsed, after.waiting) == ((), (), 3)

    def test_money_that_leaves_is_never_held_back_by_it(self) -> None:
        assert len(merged([], [a_find(), *self.FOUND], most_growth=1).raised) == 2


class TestTheSecondNight:
    def test_adds_nothing_and_brings_amount_and_words_up_to_date(self) -> None:
        now = a_find(amount_cents=5_100_000, since=dt.date(2026, 1, 1), what="partial transfer")
        found = merged([first_night()], [now])
        assert (found.raised, found.lapsed) == ((), ())
        (alert,) = found.going_on
        assert (alert.found, alert.first_seen, alert.last_seen, alert.data_version) == (now, DAY, NEXT, "v2")

    def test_leaves_a_seen_one_seen(self) -> None:
        (alert,) = merged([judged("seen")], [a_find()]).going_on
        assert alert.status == "seen"

    def test_lets_an_alert_lapse_whose_cause_is_gone_and_says_so_once(self) -> None:
        (alert,) = merged([first_night()], []).lapsed
        assert (alert.status, alert.lapsed_on) == ("open", NEXT)
        assert not alert.stands("open")
        assert alert.stands("all")
        assert merged([alert], []) == Merged((), (), ())

    def test_keeps_what_an_answered_questionnaire_raised_which_no_pass_finds(self) -> None:
        told = a_find(kind="growth", cause=f"{ANSWERED}QN-1 birth 1", score=0.0)
        (alert,) = merged([], [told], on=DAY).raised
        assert merged([alert], []) == Merged((), (), ())

    def test_takes_up_a_lapsed_one_whose_cause_is_back_within_the_quiet_time(self) -> None:
        (lapsed,) = merged([first_night()], []).lapsed
        found = merged([lapsed], [a_find()], on=DAY + QUIET - dt.timedelta(days=1))
        assert found.raised == ()
        assert found.going_on[0].stands("open")

    def test_gives_a_household_that_has_moved_to_its_new_advisor(self) -> None:
        theirs = replace(first_night(), advisor_id="A2")
        found = merged([theirs], [a_find()])
        assert (found.raised, found.going_on[0].advisor_id) == ((), "A1")

    def test_leaves_what_is_in_another_advisors_book_alone(self) -> None:
        assert merged([replace(first_night(), advisor_id="A2")], []) == Merged((), (), ())


class TestAJudgedAlert:
    @pytest.mark.parametrize("status", ["acted", "dismissed"])
    def test_stays_away_with_the_words_it_was_judged_by(self, status: str) -> None:
        found = merged([judged(status)], [a_find(amount_cents=6_000_000)])
        assert found.raised == ()
        (alert,) = found.going_on
        assert (alert.status, alert.found.amount_cents, alert.last_seen) == (status, 5_000_000, NEXT)

    def test_never_lapses(self) -> None:
        assert merged([judged()], []).lapsed == ()

    @pytest.mark.parametrize(
        ("before", "now", "back"),
        [
            (5_000_000, 7_499_999, False),  # not half as much again
            (5_000_000, 7_500_000, True),
            (1_000_000, 1_999_999, False),  # twice as much, but less than 10,000 more
            (1_000_000, 2_000_000, True),
            (0, 999_999, False),
            (0, 1_000_000, True),
            (5_000_000, None, False),
        ],
    )
    def test_comes_back_as_another_episode_when_it_is_materially_worse(
        self, before: int, now: int | None, back: bool
    ) -> None:
        found = merged([judged(marked_cents=before)], [a_find(amount_cents=now)])
        assert [alert.episode for alert in found.raised] == ([2] if back else [])
        assert found.back == len(found.raised)

    def test_comes_back_when_its_cause_had_been_gone_for_the_quiet_time(self) -> None:
        assert merged([judged()], [a_find()], on=DAY + QUIET).raised[0].episode == 2
        assert merged([judged()], [a_find()], on=DAY + QUIET - dt.timedelta(days=1)).raised == ()

    def test_keeps_what_was_said_of_it_when_another_episode_is_raised(self) -> None:
        before = judged()
        found = merged([before], [a_find(amount_cents=9_000_000)])
        assert before.id not in {alert.id for alert in (*found.raised, *found.going_on, *found.lapsed)}
        again = merged([before, *found.raised], [a_find(amount_cents=9_000_000)])
        assert (again.raised, again.going_on[0].episode) == ((), 2)


class TestTheThreshold:
    HIGH = Threshold(1, 0.95, 0)

    def test_holds_back_retention_below_it_and_never_growth(self) -> None:
        growth = a_find(kind="growth", cause="life event E1", score=0.0, amount_cents=None)
        (raised,) = merged([], [a_find(), growth], threshold=self.HIGH).raised
        assert (raised.found.kind, raised.threshold) == ("growth", 1)

    @pytest.mark.parametrize(("cents", "passes"), [(4_999_999, False), (5_000_000, True)])
    def test_goes_by_money_where_the_score_is_the_same(self, cents: int, passes: bool) -> None:
        assert Threshold(1, 0.9, 5_000_000).passes(a_find(amount_cents=cents)) is passes

    def test_leaves_an_alert_that_was_raised_before_it(self) -> None:
        found = merged([first_night()], [a_find()], threshold=self.HIGH)
        assert (found.lapsed, len(found.going_on)) == ((), 1)

    def test_holds_back_what_would_come_back(self) -> None:
        found = merged([judged()], [a_find(amount_cents=9_000_000)], threshold=self.HIGH)
        assert (found.raised, found.going_on[0].status) == ((), "dismissed")


class TestAList:
    def test_of_open_ones_has_open_ones_only(self) -> None:
        assert an_alert().stands("open")
        assert not an_alert(status="seen").stands("open")

    def test_of_judged_ones_has_those_whose_cause_is_gone_too(self) -> None:
        assert an_alert(status="acted", lapsed_on=DAY).stands("acted")
        assert not an_alert(status="seen", lapsed_on=DAY).stands("seen")
