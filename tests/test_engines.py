"""The whole path on either engine: a book goes in, a question is answered, a draft leaves, the log proves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.desk import approve, import_book, release, verify_log
from assistant.errors import NotEnoughData, NotSignedIn
from tests.desks import ADVISOR, SMALL_FIRM, opened


@pytest.mark.each_engine
class TestOneFirmOnEitherEngine:
    def test_without_a_book_there_is_nobody_and_nothing_to_ask(self, database_url: str, tmp_path: Path) -> None:
        with opened(tmp_path, database_url=database_url) as desk:
            with pytest.raises(NotEnoughData, match="No book is loaded"):
                desk.version()
            with pytest.raises(NotSignedIn):
                desk.caller(ADVISOR)

    def test_from_the_import_to_the_outbox(self, database_url: str, tmp_path: Path) -> None:
        with opened(tmp_path, database_url=database_url) as desk:
            import_book(desk, SMALL_FIRM)
            assert import_book(desk, SMALL_FIRM).version is None
            caller = desk.caller(ADVISOR)
            answer = desk.ask(
                caller, "What is my book worth, and if I lose my three biggest clients?", conversation_id="c"
            )
            _, (draft,) = desk.call_tool(caller, "draft_email", {"to": "Lindqvist", "purpose": "the transfer"})
            approve(desk, caller, draft.id)
            released, path = release(desk, caller, draft.id)
            exchanges = desk.conversation(caller, "c")
            verdict = verify_log(desk.settings)
        assert answer.status == "given"
        assert [exchange.answer for exchange in exchanges] == [answer.words]
        assert (released.status, path.exists()) == ("released", True)
        assert verdict.ok
        assert verdict.count > 10

    def test_figures_are_the_same_on_both(self, postgres_url: str, home: Path, tmp_path: Path) -> None:
        with opened(home) as desk:
            here = desk.call_tool(desk.caller(ADVISOR), "book_snapshot", {})[0].to_json()
        with opened(tmp_path / "pg", database_url=postgres_url) as desk:
            import_book(desk, SMALL_FIRM)
            there = desk.call_tool(desk.caller(ADVISOR), "book_snapshot", {})[0].to_json()
        assert here == there
