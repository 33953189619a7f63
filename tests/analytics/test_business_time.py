"""Working time: local clocks, business days and hours; and the small tools that reports are written with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.business_time import business_days, business_hours, local_times
from assistant.analytics.firm_words import meant
from assistant.analytics.frame_tables import table_from
from assistant.analytics.sentences import are, sentence, told
from assistant.blocks import Column
from assistant.figures import Method, say

HOW = Method("M", "as it is")


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[us]")


class TestLocalTimes:
    def test_no_moment_has_no_time(self) -> None:
        empty = pd.DataFrame({"at": pd.Series([], dtype="datetime64[us, UTC]")})
        assert local_times(empty, pd.Series([], dtype="str")).empty

    def test_each_row_in_its_own_zone_and_utc_where_none_is_known(self) -> None:
        at = pd.Series(pd.to_datetime(["2026-07-01T02:00Z"] * 3)).astype("datetime64[us, UTC]")
        local = local_times(at.to_frame("at"), pd.Series(["America/New_York", None, "Europe/Zurich"], dtype="str"))
        assert local["at"].tolist() == [
            pd.Timestamp(t) for t in ("2026-06-30 22:00", "2026-07-01 02:00", "2026-07-01 04:00")
        ]

    def test_a_blank_stays_blank(self) -> None:
        at = pd.Series([pd.NaT], dtype="datetime64[us, UTC]").to_frame("at")
        assert local_times(at, pd.Series(["Europe/Rome"], dtype="str"))["at"].isna().all()


class TestBusinessDays:
    def test_nothing_is_counted_of_nothing(self) -> None:
        assert business_days(days(), dt.date(2026, 10, 31)).tolist() == []

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2026-10-30", "2026-11-02", 1),  # Friday to Monday
            ("2026-10-31", "2026-11-02", 0),  # Saturday to Monday
            ("2026-10-26", "2026-10-30", 4),  # Monday to Friday
            ("2026-10-30", "2026-10-30", 0),
            ("2026-11-03", "2026-10-30", 0),  # the wrong way round
        ],
    )
    def test_weekdays_between(self, start: str, end: str, expected: int) -> None:
        assert business_days(days(start), dt.date.fromisoformat(end)).tolist() == [expected]

    def test_a_blank_has_no_age(self) -> None:
        assert business_days(pd.Series([pd.NaT], dtype="datetime64[s]"), dt.date(2026, 1, 1)).isna().all()


class TestBusinessHours:
    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2026-10-30 16:00", "2026-11-02 10:00", 2.0),  # an hour on Friday, an hour on Monday
            ("2026-10-30 18:00", "2026-11-02 08:00", 0.0),  # asked after hours, answered before
            ("2026-10-26 09:00", "2026-10-30 17:00", 40.0),  # a whole week
            ("2026-10-26 10:15", "2026-10-26 10:45", 0.5),
            ("2026-10-31 10:00", "2026-11-01 15:00", 0.0),  # a weekend
        ],
    )
    def test_nine_to_five_on_weekdays(self, start: str, end: str, expected: float) -> None:
        assert business_hours(days(start), days(end)).tolist() == pytest.approx([expected])

    @given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(0, 10**5))
    def test_two_stretches_add_up(self, start: int, first: int, second: int) -> None:
        a, b, c = (
            pd.Series([pd.Timestamp("2026-01-01") + pd.Timedelta(minutes=m)])
            for m in (start, start + first, start + first + second)
        )
        whole = business_hours(a, c)[0]
        assert whole == pytest.approx(business_hours(a, b)[0] + business_hours(b, c)[0])


class TestMeant:
    STAGES = ("Discovery", "Proposal", "Proposal sent", "Été")

    @pytest.mark.parametrize("words", ["", "  ", "closing", "?"])
    def test_what_is_like_nothing_means_nothing(self, words: str) -> None:
        assert meant(words, self.STAGES) == ()

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("proposal", ("Proposal",)),
            ("the ETE stage", ("Été",)),
            ("sent", ("Proposal sent",)),
            ("discvery", ("Discovery",)),
            ("the discovery please", ("Discovery",)),
        ],
    )
    def test_case_accents_parts_and_slips(self, words: str, expected: tuple[str, ...]) -> None:
        assert meant(words, self.STAGES, filler=("the", "stage")) == expected

    def test_nothing_to_choose_from(self) -> None:
        assert meant("proposal", ()) == ()


class TestTableFrom:
    def test_no_rows_make_an_empty_table(self) -> None:
        assert table_from("T", (Column("a", "A"),), pd.DataFrame({"a": []}), ids="a").rows == ()

    def test_cells_are_exact_and_blank_where_there_is_nothing(self) -> None:
        frame = pd.DataFrame(
            {
                "id": ["x", "y"],
                "amount_cents": pd.array([123456, None], dtype="Int64"),
                "share": [1 / 3, np.nan],
                "hours": [2.5, 2.0],
                "on": pd.to_datetime(["2026-01-02", None]),
                "word": ["w", None],
            }
        )
        columns = (
            Column("amount", "Amount", "money", HOW),
            Column("share", "Share", "rate", HOW),
            Column("hours", "Hours", "count", HOW),
            Column("on", "On", "date"),
            Column("word", "Word"),
        )
        table = table_from("T", columns, frame, ids="id")
        first = (Decimal("1234.56"), Decimal("0.333333"), Decimal("2.50"), dt.date(2026, 1, 2), "w")
        assert table.rows == (first, (None, None, 2, None, None))
        assert table.row_ids == ("x", "y")


class TestSentences:
    def test_a_place_that_nobody_fills_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            sentence("{gone}", {})

    def test_only_the_places_of_the_template_are_taken_along(self) -> None:
        figures = {key: told(key, key, 2, "count", HOW) for key in ("a", "b")}
        line = sentence("{who} has {a}, {who}", figures, who="Kim")
        assert set(line.values) == {"who", "a"}
        assert say(line) == "Kim has 2, Kim"

    def test_a_reason_counts_only_without_a_value(self) -> None:
        assert told("a", "A", 1, "count", HOW, reason="nothing there").reason == ""
        assert told("a", "A", None, "count", HOW, reason="nothing there").reason == "nothing there"

    @pytest.mark.parametrize(("n", "word"), [(0, "are"), (1, "is"), (2, "are")])
    def test_one_is_and_others_are(self, n: int, word: str) -> None:
        assert are(told("a", "A", n, "count", HOW)) == word
