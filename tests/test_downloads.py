"""What is taken away from the desk is recorded before it leaves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.desk import download
from assistant.errors import BadArguments, NotForThisRole
from assistant.retention import Search
from tests.desks import ADVISOR, COMPLIANCE, opened


class TestDownload:
    def test_of_a_report_without_such_a_block_names_those_there_are(self, home: Path) -> None:
        with opened(home) as desk, pytest.raises(BadArguments, match=r"no table at that place.*the tables are blocks"):
            download(desk, desk.caller(ADVISOR), "value_book", {}, "csv", block=99)

    def test_is_refused_to_who_may_not_ask_and_leaves_no_file_in_the_record(self, home: Path) -> None:
        with opened(home) as desk:
            with pytest.raises(NotForThisRole):
                download(desk, desk.caller(COMPLIANCE), "value_book", {}, "xlsx")
            assert not desk.log.search(Search(type="access.download"))

    def test_is_a_record_with_who_what_and_the_hash_of_the_file(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            file = download(desk, caller, "value_book", {"lose_top": 3}, "xlsx")
            (record,) = desk.log.search(Search(type="access.download"))
        assert record.actor["id"] == caller.user_id
        assert record.payload["tool"] == "value_book"
        assert record.payload["arguments"] == {"lose_top": 3}
        assert record.payload["sha256"] == hashlib.sha256(file.content).hexdigest()

    def test_the_same_call_gives_the_same_bytes(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            for kind in ("xlsx", "csv", "svg"):
                assert len({download(desk, caller, "value_book", {}, kind).content for _ in range(2)}) == 1
