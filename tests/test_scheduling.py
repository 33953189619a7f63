"""A letter leaves at a time on the wall: not before, not in the night, not long after, and not if it was cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.desk import Desk, approve, cancel_schedule, deliver_due, release, revise, schedule_draft, turn_down
from assistant.drafts import Draft
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.outreach import plan, tzdata_version
from assistant.retention import Search
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, NOW, OTHER_ADVISOR, PRINCIPAL, settings_of
from tests.letters import NOTE, a_letter, now_of, row_of
from tests.mail_server import MailServer, running
from tests.test_worker import Moving

MORNING = "2026-12-01T09:00"
MOMENT = dt.datetime(2026, 12, 1, 14, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@pytest.fixture
def desk(home: Path, clock: Moving, server: MailServer) -> Iterator[Desk]:
    with Desk(settings_of(home, smtp_url=server.url, smtp_seconds=5), clock=clock) as desk:
        yield desk


def scheduled(desk: Desk, wall: str = MORNING, zone: str | None = None) -> Draft:
    draft = a_letter(desk)
    schedule_draft(desk, desk.caller(ADVISOR), draft.id, wall, zone)
    return draft


class TestScheduling:
    def test_a_draft_that_is_not_there_is_not_found(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            schedule_draft(desk, desk.caller(ADVISOR), "D-nothing", MORNING)

    def test_keeps_the_time_on_the_wall_its_zone_the_moment_and_the_zone_files(self, desk: Desk) -> None:
        draft = scheduled(desk)
        row = row_of(desk, draft)
        assert (row.wall, row.zone, row.planned_at, row.due_at) == (MORNING, "America/New_York", MOMENT, MOMENT)
        assert (row.tzdata, row.state, row.message) == (tzdata_version(), "queued", None)
        assert now_of(desk, draft).status == "scheduled"
        assert now_of(desk, draft).reason == "It leaves on 2026-12-01 at 09:00 (America/New_York)."
        (record,) = desk.log.search(Search(type="send.scheduled"))
        assert (record.payload["at"], record.payload["utc"]) == (MORNING, MOMENT.isoformat())

    def test_takes_another_zone_when_one_is_named(self, desk: Desk) -> None:
        planned = row_of(desk, scheduled(desk, "2026-12-01T15:00", "Europe/Rome")).planned_at
        assert planned == dt.datetime(2026, 12, 1, 14, tzinfo=dt.UTC)

    def test_says_what_the_clocks_do(self, desk: Desk, clock: Moving) -> None:
        clock.now = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
        draft = a_letter(desk)
        planned = plan("2027-03-14T02:30", "America/New_York")
        assert "skip 02:30" in planned.note
        with pytest.raises(Refused, match="quiet hours"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, "2027-03-14T02:30")

    @pytest.mark.parametrize("wall", ["2026-12-01T21:00", "2026-12-01T23:30", "2026-12-01T07:59"])
    def test_refuses_the_quiet_hours(self, desk: Desk, wall: str) -> None:
        draft = a_letter(desk)
        with pytest.raises(Refused, match="quiet hours"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, wall)
        assert now_of(desk, draft).status == "approved"

    def test_refuses_the_night_where_a_reader_lives(self, desk: Desk) -> None:
        draft = a_letter(desk)
        with pytest.raises(Refused, match="quiet hours in America/New_York, where a reader lives"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING, "Europe/Rome")

    def test_refuses_what_is_over(self, desk: Desk) -> None:
        draft = a_letter(desk)
        with pytest.raises(BadArguments, match="is over"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, "2026-11-21T09:00")

    def test_refuses_a_day_on_which_the_approval_is_too_old(self, desk: Desk) -> None:
        draft = a_letter(desk)
        with pytest.raises(Refused, match="older than 30 days"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, "2027-01-05T09:00")

    def test_refuses_what_is_not_approved(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
        with pytest.raises(NotFound, match="has no approval"):
            schedule_draft(desk, caller, draft.id, MORNING)

    @pytest.mark.parametrize(
        ("who", "no"),
        [
            (DELEGATE, NotForThisRole),
            (PRINCIPAL, NotForThisRole),
            (COMPLIANCE, NotForThisRole),
            (OTHER_ADVISOR, NotFound),
        ],
    )
    def test_is_for_whoever_may_release_it(self, desk: Desk, who: str, no: type[Exception]) -> None:
        draft = a_letter(desk)
        with pytest.raises(no):
            schedule_draft(desk, desk.caller(who), draft.id, MORNING)
        schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
        with pytest.raises(no):
            cancel_schedule(desk, desk.caller(who), draft.id)

    def test_twice_or_releasing_it_besides_is_refused(self, desk: Desk) -> None:
        draft = scheduled(desk)
        with pytest.raises(Refused):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, "2026-12-02T09:00")
        with pytest.raises(Refused):
            release(desk, desk.caller(ADVISOR), draft.id)


class TestTheDayItWasWrittenFor:
    def test_is_part_of_what_is_approved_and_the_only_one(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        _, (draft,) = desk.call_tool(caller, "draft_email", NOTE | {"send_on": "2026-12-01"})
        approve(desk, caller, draft.id)
        with pytest.raises(Refused, match="written to leave on 2026-12-01"):
            schedule_draft(desk, caller, draft.id, "2026-12-02T09:00")
        with pytest.raises(Refused, match="schedule it for that day"):
            release(desk, caller, draft.id)
        _, planned = schedule_draft(desk, caller, draft.id)
        assert planned.at == MOMENT

    def test_is_changed_by_a_new_version_that_is_approved_anew(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        draft = a_letter(desk)
        later = revise(desk, caller, draft.id, change="later", send_on=dt.date(2026, 12, 1))
        assert (later.body, later.version, later.status) == (draft.body, 2, "awaiting_approval")
        assert later.content_hash != draft.content_hash

    def test_that_is_over_is_no_day(self, desk: Desk) -> None:
        with pytest.raises(BadArguments, match="is over"):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE | {"send_on": "2026-11-01"})
        with pytest.raises(BadArguments, match="Name the day"):
            schedule_draft(desk, desk.caller(ADVISOR), a_letter(desk).id)


class TestItsTime:
    def test_is_not_before(self, desk: Desk, clock: Moving, server: MailServer) -> None:
        draft = scheduled(desk)
        clock.now = MOMENT - dt.timedelta(seconds=1)
        assert deliver_due(desk).counts == {}
        clock.now = MOMENT
        assert deliver_due(desk).counts == {"delivered": 1}
        assert now_of(desk, draft).status == "delivered"
        assert server.messages[0]["Date"].datetime == MOMENT

    @pytest.mark.parametrize(("late", "outcome"), [(60, "delivered"), (61, "held")])
    def test_may_be_missed_by_an_hour(
        self, desk: Desk, clock: Moving, server: MailServer, late: int, outcome: str
    ) -> None:
        draft = scheduled(desk)
        clock.now = MOMENT + late * MINUTE
        assert deliver_due(desk).counts == {outcome: 1}
        assert len(server.taken) == (outcome == "delivered")
        if outcome == "held":
            assert now_of(desk, draft).reason == (
                "It was to leave on 2026-12-01 at 09:00 (America/New_York) and could not within an hour. "
                "Should it still go?"
            )

    def test_missed_because_the_server_was_away_is_asked_about_with_what_was_heard(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        draft = scheduled(desk)
        clock.now = MOMENT
        desk.settings.__dict__["smtp_url"] = "smtp://127.0.0.1:1?tls=none"
        while row_of(desk, draft).state == "queued":
            clock.now = max(clock.now, row_of(desk, draft).due_at)
            deliver_due(desk)
        assert now_of(desk, draft).status == "held"
        assert "does not let the firm's mail in" in now_of(desk, draft).reason
        assert clock.now <= MOMENT + 3 * 60 * MINUTE

    def test_that_falls_into_the_night_by_a_retry_waits_until_morning(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        draft = scheduled(desk, "2026-12-01T20:59")
        clock.now = plan("2026-12-01T20:59", "America/New_York").at
        server.behaviour = ["451"]
        assert deliver_due(desk).counts == {"deferred": 1}
        clock.now += 2 * MINUTE
        assert deliver_due(desk).counts == {"waiting for the morning": 1}
        assert row_of(desk, draft).due_at == plan("2026-12-02T08:00", "America/New_York").at
        clock.now = row_of(desk, draft).due_at
        assert deliver_due(desk).counts == {"delivered": 1}

    def test_stays_the_same_on_the_wall_when_the_rules_of_the_clocks_change(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        draft = scheduled(desk)
        with desk.database.engine.begin() as connection:  # as an older set of zone files had it
            other = {"at": (MOMENT - 60 * MINUTE).replace(tzinfo=None), "old": "2001a"}
            connection.execute(text("UPDATE sends SET due_at = :at, planned_at = :at, tzdata = :old"), other)
        clock.now = MOMENT - 30 * MINUTE
        assert deliver_due(desk).counts == {}
        assert (row_of(desk, draft).planned_at, row_of(desk, draft).tzdata) == (MOMENT, tzdata_version())

    def test_comes_to_nothing_when_it_was_declined_meanwhile(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        draft = scheduled(desk)
        turn_down(desk, desk.caller(ADVISOR), draft.id, "declined", "better by telephone")
        clock.now = MOMENT
        deliver_due(desk)
        assert (now_of(desk, draft).status, row_of(desk, draft).state) == ("declined", "withdrawn")
        assert server.taken == []


class TestWithoutAMailServer:
    def test_it_is_written_into_the_outbox_at_its_time(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home), clock=clock) as desk:
            draft = scheduled(desk)
            assert deliver_due(desk).counts == {}
            assert not (home / "outbox").exists()
            clock.now = MOMENT
            assert deliver_due(desk).counts == {"written to the outbox": 1}
            assert [file.name for file in (home / "outbox").iterdir()] == [f"{draft.id}-v1.eml"]
            assert (now_of(desk, draft).status, row_of(desk, draft).state) == ("released", "outbox")

    def test_a_crash_after_the_file_is_made_good_at_the_next_start(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home), clock=clock) as desk:
            draft = scheduled(desk)
            clock.now = MOMENT
            deliver_due(desk)
            with desk.database.engine.begin() as connection:
                connection.execute(text("UPDATE sends SET state = 'queued', lease_until = NULL"))
                connection.execute(text("UPDATE drafts SET status = 'scheduled'"))
        with Desk(settings_of(home), clock=clock) as desk:
            assert (now_of(desk, draft).status, row_of(desk, draft).state) == ("released", "outbox")
            assert deliver_due(desk).counts == {}
        assert len(list((home / "outbox").iterdir())) == 1


class TestCancelling:
    def test_what_is_not_scheduled_is_refused(self, desk: Desk) -> None:
        draft = a_letter(desk)
        with pytest.raises(Refused, match="is approved: there is no schedule to cancel"):
            cancel_schedule(desk, desk.caller(ADVISOR), draft.id)

    def test_leaves_it_approved_and_here(self, desk: Desk, clock: Moving, server: MailServer) -> None:
        draft = scheduled(desk)
        assert cancel_schedule(desk, desk.caller(ADVISOR), draft.id).status == "approved"
        clock.now = MOMENT
        assert deliver_due(desk).counts == {}
        assert row_of(desk, draft).state == "withdrawn"
        assert [r.type for r in desk.log.each() if r.type.startswith("send.")] == ["send.scheduled", "send.cancelled"]

    def test_lets_it_be_scheduled_again_or_released(self, desk: Desk, clock: Moving, server: MailServer) -> None:
        draft = scheduled(desk)
        caller = desk.caller(ADVISOR)
        cancel_schedule(desk, caller, draft.id)
        schedule_draft(desk, caller, draft.id, "2026-12-02T09:00")
        cancel_schedule(desk, caller, draft.id)
        release(desk, caller, draft.id)
        assert deliver_due(desk).counts == {"delivered": 1}
        clock.now = MOMENT + dt.timedelta(days=1)
        assert deliver_due(desk).counts == {}
        assert len(server.taken) == 1

    def test_is_too_late_once_it_leaves(self, desk: Desk, clock: Moving, server: MailServer) -> None:
        draft = scheduled(desk)
        clock.now = MOMENT
        deliver_due(desk)
        with pytest.raises(Refused):
            cancel_schedule(desk, desk.caller(ADVISOR), draft.id)
        assert NOW < MOMENT
