"""What can be handed in, and what is refused before it can hold anything up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assistant.errors import BadArguments
from assistant.retention import KINDS, RECORD_TYPES, Entry
from assistant.retention.records import CLOSING, KIND_OF, OPENING, moment_text, projected
from assistant.retention.tables import RECORDS
from tests.retention.samples import ADVISOR, entry


class TestRecordTypes:
    def test_every_type_is_found_under_a_kind_of_the_search(self) -> None:
        assert {each.kind for each in RECORD_TYPES} <= set(KINDS)

    def test_no_type_is_listed_twice(self) -> None:
        assert len(KIND_OF) == len(RECORD_TYPES)

    def test_what_opens_and_closes_a_turn_is_among_them(self) -> None:
        assert {OPENING, *CLOSING} <= set(KIND_OF)


class TestEntry:
    def test_an_entry_needs_no_more_than_a_type_and_an_actor(self) -> None:
        assert Entry(type="scan.finished", actor={"kind": "system", "id": "scan"}).header().keys() == {
            "type",
            "actor",
            "id",
        }

    def test_each_entry_gets_an_id_of_its_own(self) -> None:
        assert entry().id != entry().id

    def test_what_is_empty_is_left_out_of_the_header(self) -> None:
        header = entry(
            actor={**ADVISOR, "on_behalf_of": None}, scope={"clients": (), "conversation": "c1"}, run=""
        ).header()
        assert header["scope"] == {"conversation": "c1"}
        assert "on_behalf_of" not in header["actor"]
        assert "run" not in header

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"type": "gossip"}, "'gossip' is not a type of record"),
            ({"actor": {"id": "U1"}}, "its actor needs `kind` and `id`"),
            ({"actor": {**ADVISOR, "shoe": "42"}}, "actor has no field 'shoe'"),
            ({"scope": {"weather": "rain"}}, "scope has no field 'weather'"),
            ({"scope": {"conversation": 7}}, "scope conversation is a int; it must be a text"),
            ({"scope": {"conversation": ["c1"]}}, "scope conversation is a list"),
            ({"scope": {"conversation": "x" * 201}}, "at most 200 characters of valid text"),
            ({"scope": {"conversation": "a\x00b"}}, "at most 200 characters of valid text"),
            ({"scope": {"conversation": "\ud800"}}, "at most 200 characters of valid text"),
            ({"scope": {"clients": ("C 1",)}}, "a reference to a client has no spaces"),
            ({"scope": {"clients": ("",)}}, "a reference to a client has no spaces"),
            ({"run": "r" * 201}, "record's record run must be at most 200"),
            ({"id": "42"}, "'42' is not the id of a record"),
        ],
    )
    def test_a_field_that_no_column_could_hold_is_refused(self, fields: dict[str, Any], words: str) -> None:
        with pytest.raises(BadArguments, match=words):
            entry(**fields)

    def test_words_of_other_languages_are_welcome(self) -> None:
        assert entry(actor={**ADVISOR, "name": "Ünal Çelik 李"}).header()["actor"]["name"] == "Ünal Çelik 李"


class TestColumns:
    def test_the_projection_names_the_table_s_searched_columns_in_order(self) -> None:
        header = {**entry().header(), "seq": 1, "ts": "2026"}
        assert [*projected(header), "header", "leaf", "chain"] == [column.name for column in RECORDS.columns]


class TestMoment:
    def test_a_moment_is_utc_to_the_microsecond_in_a_fixed_width(self) -> None:
        rome = dt.timezone(dt.timedelta(hours=1))
        assert moment_text(dt.datetime(2026, 11, 22, 10, 0, tzinfo=rome)) == "2026-11-22T09:00:00.000000Z"

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="has no time zone"):
            moment_text(dt.datetime(2026, 11, 22))
