"""What compliance asks: the record searched, proved, replayed; sends, channels, promoters, models."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.blocks import Table
from assistant.desk import Desk, approve, release
from assistant.errors import NotForThisRole, NotFound
from assistant.retention import Search
from tests.desks import ADVISOR, COMPLIANCE, MANAGER, PRINCIPAL, opened

DRAFT = "Draft a note to Lindqvist about the transfer"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with opened(home) as desk:
        yield desk


def asked(desk: Desk, name: str, asker: str = COMPLIANCE, **arguments: object):  # type: ignore[no-untyped-def]
    return desk.call_tool(desk.caller(asker), name, arguments)[0]


class TestSearchRecords:
    def test_an_empty_search_says_so_and_is_itself_a_record(self, desk: Desk) -> None:
        found = asked(desk, "search_records", text="xylophone")
        assert found.figure("found").value == 0
        assert desk.log.search(Search(type="access.search"))

    def test_finds_by_who_asked_and_by_words(self, desk: Desk) -> None:
        def found(**wanted: object) -> int:
            return int(asked(desk, "search_records", **wanted).figure("found").value)

        by_anna, calls = found(person="Anna Keller", kind="question"), found(text="value_book", kind="tool")
        asked(desk, "value_book", ADVISOR)
        assert found(person="Anna Keller", kind="question") == by_anna + 1
        assert found(text="value_book", kind="tool") == calls + 3  # a call, its result, the look before
        assert found(person="Nobody Atall", kind="question") == 0

    def test_is_not_for_advisors(self, desk: Desk) -> None:
        with pytest.raises(NotForThisRole):
            asked(desk, "search_records", ADVISOR)

    def test_shows_a_principal_the_people_supervised_alone(self, desk: Desk) -> None:
        asked(desk, "value_book", ADVISOR)
        supervised = desk.caller(PRINCIPAL).supervises
        everything = asked(desk, "search_records", limit=500)
        theirs = asked(desk, "search_records", PRINCIPAL, limit=500)
        assert supervised
        assert theirs.figure("found").value < everything.figure("found").value


class TestVerifyRecords:
    def test_a_whole_log_is_proved_and_gives_the_position_to_keep(self, desk: Desk) -> None:
        proof = asked(desk, "verify_records")
        assert proof.title == "The log is whole"
        assert str(proof.figure("pin").value).startswith(f"{proof.figure('count').value} ")
        assert re.match(r"\d+, over \d+ records, 2026-11-22 09:30:00 UTC", str(proof.figure("checkpoint").value))
        assert any("not write-once" in caveat for caveat in proof.caveats)

    def test_a_changed_byte_is_found(self, desk: Desk, home: Path) -> None:
        asked(desk, "value_book", ADVISOR)
        with sqlite3.connect(home / "log.db") as log:
            triggers = [name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
            for name in triggers:
                log.execute(f"DROP TRIGGER {name}")
            log.execute("UPDATE log_payload SET payload = CAST('{}' AS BLOB) WHERE seq = 2")
        proof = asked(desk, "verify_records")
        assert proof.title == "The log has been altered"
        assert proof.figure("bad").value > 0


class TestReplayAnswer:
    def test_a_record_that_is_not_there_is_not_found(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            asked(desk, "replay_answer", record="01ARZ3NDEKTSV4RRFFQ69G5FAV")

    def test_every_figure_of_an_answer_comes_out_again(self, desk: Desk) -> None:
        answer = desk.ask(desk.caller(ADVISOR), "What is my book worth?")
        for record in (answer.record_ids[0], f"#{desk.log.search(Search(type='tool.result'))[0].seq}"):
            again = asked(desk, "replay_answer", record=record)
            assert again.figure("equal").value == again.figure("compared").value == len(answer.figures)

    def test_a_turn_without_a_figure_has_nothing_to_replay(self, desk: Desk) -> None:
        answer = desk.ask(desk.caller(ADVISOR), "hello")
        with pytest.raises(NotFound, match="called no tool"):
            asked(desk, "replay_answer", record=answer.record_ids[0])


class TestUnapprovedSends:
    def test_nothing_sent_is_proved_and_not_assumed(self, desk: Desk) -> None:
        found = asked(desk, "unapproved_sends")
        assert found.figure("unapproved").value == 0
        assert "The log is whole" in " ".join(found.words())

    def test_a_send_with_its_approval_is_counted_and_is_none(self, desk: Desk) -> None:
        advisor = desk.caller(ADVISOR)
        (draft,) = desk.ask(advisor, DRAFT).drafts
        approve(desk, advisor, draft.id)
        release(desk, advisor, draft.id)
        found = asked(desk, "unapproved_sends")
        assert found.figure("sent").value == 1
        assert found.figure("unapproved").value == 0

    def test_a_send_without_one_is_listed(self, desk: Desk) -> None:
        run = desk.run(desk.caller(ADVISOR))
        run.record("send.intent", {"draft": "D-1", "version": 1, "hash": "0" * 64, "approval": "A-1"}, wait=True)
        found = asked(desk, "unapproved_sends")
        assert found.figure("unapproved").value == 1
        assert [row[2] for block in found.blocks if isinstance(block, Table) for row in block.rows] == ["D-1"]


class TestChannelCoverage:
    def test_says_what_is_captured_and_what_is_not(self, desk: Desk) -> None:
        desk.ask(desk.caller(ADVISOR), "What is my book worth?")
        found = asked(desk, "channel_coverage")
        assert found.figure("chat").value == 1
        assert "Slack" in " ".join(found.words())


class TestPaidReferrers:
    def test_a_compensated_source_without_an_agreement_is_named(self, desk: Desk) -> None:
        # tests/firms/small/referral_sources.csv: Custodian and CPA / COI are compensated, the latter has an agreement
        found = asked(desk, "paid_referrers")
        assert (found.figure("paid").value, found.figure("unsigned").value) == (2, 1)
        (table,) = (block for block in found.blocks if isinstance(block, Table))
        assert [row[0] for row in table.rows if row[-1] == "no agreement on file"] == ["Custodian"]


class TestModelCard:
    @pytest.mark.parametrize("model", ["retention", "propensity", "erosion", "guardrails"])
    def test_of_each_model_is_for_compliance_and_managers_and_for_nobody_else(self, desk: Desk, model: str) -> None:
        for who in (COMPLIANCE, MANAGER):
            assert asked(desk, "model_card", who, model=model).summary
        with pytest.raises(NotForThisRole):
            asked(desk, "model_card", ADVISOR, model=model)

    def test_expected_and_happened_stand_side_by_side(self, desk: Desk) -> None:
        card = asked(desk, "model_card", model="retention")
        # H07 and H15 left between 2025-10-31 and 2026-10-31 (tests/firms/README.md); H14 died, which is no choice
        assert card.figure("happened").value == 2
        assert card.figure("auc").value is None
        assert "too few" in card.figure("auc").reason
