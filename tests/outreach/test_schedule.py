"""A time on the wall as one moment: what the clocks skip, what they show twice, and the quiet hours."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadArguments
from assistant.outreach import is_quiet, morning_after, plan, tzdata_version

NEW_YORK = "America/New_York"
ZONES = [NEW_YORK, "Europe/Rome", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "UTC"]


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


class TestPlan:
    @pytest.mark.parametrize(
        "wall",
        ["", "tomorrow", "2026-12-01", "2026-12-01T25:00", "2026-12-01T09:00Z", "2026-12-01T09:00-05:00", "09:00"],
    )
    def test_what_is_no_time_on_the_wall_is_refused(self, wall: str) -> None:
        with pytest.raises(BadArguments, match="2026-12-01T09:00"):
            plan(wall, NEW_YORK)

    @pytest.mark.parametrize("zone", ["", "EST5", "America", "../../etc/passwd", "/etc/localtime", "New York"])
    def test_what_is_no_zone_is_refused(self, zone: str) -> None:
        with pytest.raises(BadArguments, match="no time zone"):
            plan("2026-12-01T09:00", zone)

    @pytest.mark.parametrize(
        ("wall", "zone", "at"),
        [
            ("2026-12-01T09:00", NEW_YORK, "2026-12-01T14:00"),
            ("2026-07-01T09:00", NEW_YORK, "2026-07-01T13:00"),
            ("2026-12-01T09:00", "Europe/Rome", "2026-12-01T08:00"),
            ("2026-12-01 09:00", "Asia/Kathmandu", "2026-12-01T03:15"),
            ("2026-12-01T09:00:59", "UTC", "2026-12-01T09:00"),
        ],
    )
    def test_is_the_moment_that_the_clocks_there_show_it(self, wall: str, zone: str, at: str) -> None:
        planned = plan(wall, zone)
        assert (planned.at, planned.note) == (utc(at), "")
        assert (planned.zone, planned.tzdata) == (zone, tzdata_version())

    # New York 2026: 02:00 becomes 03:00 on 8 March, 02:00 becomes 01:00 on 1 November (IANA, “US” rule).
    @pytest.mark.parametrize(
        ("wall", "zone", "at", "shown"),
        [
            ("2026-03-08T02:00", NEW_YORK, "2026-03-08T07:00", "2026-03-08 03:00"),
            ("2026-03-08T02:30", NEW_YORK, "2026-03-08T07:00", "2026-03-08 03:00"),
            ("2026-03-29T02:59", "Europe/Rome", "2026-03-29T01:00", "2026-03-29 03:00"),
            ("2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:30", "2026-10-04 02:30"),  # half an hour
            ("2011-12-30T10:00", "Pacific/Apia", "2011-12-30T10:00", "2011-12-31 00:00"),  # a whole day
        ],
    )
    def test_what_the_clocks_skip_is_the_next_that_they_show(self, wall: str, zone: str, at: str, shown: str) -> None:
        planned = plan(wall, zone)
        assert planned.at == utc(at)
        assert planned.note.endswith(f"it leaves at {shown}.")

    @pytest.mark.parametrize(
        ("wall", "zone", "at"),
        [("2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30"), ("2026-10-25T02:00", "Europe/Rome", "2026-10-25T00:00")],
    )
    def test_what_they_show_twice_is_the_first(self, wall: str, zone: str, at: str) -> None:
        planned = plan(wall, zone)
        assert planned.at == utc(at)
        assert planned.note.endswith("it leaves the first time.")

    @given(
        st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2037, 1, 1)).map(
            lambda t: t.replace(second=0, microsecond=0)
        ),
        st.sampled_from(ZONES),
    )
    def test_whatever_the_time_the_clocks_show_it_or_the_next(self, wall: dt.datetime, zone: str) -> None:
        planned = plan(wall.isoformat(timespec="minutes"), zone)
        shown = planned.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert shown == wall or (shown > wall and "skip" in planned.note)
        before = (planned.at - dt.timedelta(minutes=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert before < wall


class TestQuietHours:
    @pytest.mark.parametrize(
        ("local", "quiet"),
        [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
    )
    def test_are_from_nine_in_the_evening_until_eight(self, local: str, quiet: bool) -> None:
        assert is_quiet(plan(f"2026-12-01T{local}", NEW_YORK).at, NEW_YORK) is quiet

    def test_end_in_the_morning_there(self) -> None:
        assert morning_after(plan("2026-12-01T22:00", NEW_YORK).at, NEW_YORK) == plan("2026-12-02T08:00", NEW_YORK).at
        assert morning_after(plan("2026-12-02T03:00", NEW_YORK).at, NEW_YORK) == plan("2026-12-02T08:00", NEW_YORK).at

    def test_end_at_eight_on_the_day_that_the_clocks_change_too(self) -> None:
        assert morning_after(plan("2026-03-07T23:00", NEW_YORK).at, NEW_YORK) == utc("2026-03-08T12:00")
