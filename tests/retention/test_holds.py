"""Legal holds: what they hold, that later records join, that it takes two to lift one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from assistant.database import Database
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused, ServiceDown
from assistant.retention import Entry, Log
from assistant.retention.holds import (
    ASKED,
    PLACED,
    RELEASED,
    Predicate,
    ask_release,
    held,
    holds,
    open_holds,
    place,
    release,
)
from tests.retention.deciding import OFFICER, SECOND, about, is_whole
from tests.retention.samples import ADVISOR, START, entry, fill


def held_now(log: Log, numbers: range) -> list[int]:
    with log.database.reading() as session:
        connection = session.connection()
        return sorted(held(connection, open_holds(connection, log.payloads), list(numbers)))


class TestPlacing:
    def test_a_log_without_holds_holds_nothing(self, log: Log) -> None:
        fill(log, 3)
        assert holds(log) == []
        assert held_now(log, range(1, 4)) == []

    def test_a_hold_of_nothing_yet_waits_for_what_comes(self, log: Log) -> None:
        hold = place(log, OFFICER, "Rossi v. Firm", "letter of 3 May", Predicate(clients=("C7",)))
        assert hold.frozen.pairs == []
        assert [each.count for each in holds(log)] == [0]
        log.append(entry("about C7", scope=about("C7")))
        assert [each.count for each in holds(log)] == [1]
        assert held_now(log, range(1, 3)) == [2]

    def test_the_record_says_who_what_why_and_the_frozen_list_as_pairs(self, log: Log) -> None:
        for client in ("C1", "C1", "C2", "C1"):
            log.append(entry("hello", scope=about(client, f"of {client}")))
        hold = place(log, OFFICER, " Rossi v. Firm ", "letter", Predicate(clients=("C1",), since=START.date()))
        record = log.read(5)
        assert (record.type, record.id, record.actor["id"]) == (PLACED, hold.id, "U9")
        assert record.payload == {
            "matter": "Rossi v. Firm", "reason": "letter", "frozen": [[1, 2], [4, 4]],
            "standing": {"clients": ["C1"], "since": "2026-11-22"},
        }  # fmt: skip
        assert (hold.matter, hold.placed_by, hold.frozen.pairs) == ("Rossi v. Firm", "Carla Neri", [(1, 2), (4, 4)])

    def test_what_a_search_found_is_frozen_and_nothing_joins_it(self, log: Log) -> None:
        fill(log, 4)
        place(log, OFFICER, "M", "words", Predicate(), found=[2, 3])
        fill(log, 1)
        assert held_now(log, range(1, 7)) == [2, 3]

    @pytest.mark.parametrize(
        ("matter", "reason", "message"),
        [("", "why", "name of its matter"), ("M", " ", "and a reason"), ("M", "why", "something to hold")],
    )
    def test_a_hold_without_matter_reason_or_reach_is_refused(
        self, log: Log, matter: str, reason: str, message: str
    ) -> None:
        with pytest.raises(BadArguments, match=message):
            place(log, OFFICER, matter, reason, Predicate())

    @pytest.mark.parametrize("actor", [ADVISOR, {**ADVISOR, "role": "manager,principal"}, {**OFFICER, "kind": "model"}])
    def test_only_a_compliance_officer_places_one(self, log: Log, actor: dict[str, str]) -> None:
        with pytest.raises(NotForThisRole, match="Only a compliance officer places a legal hold"):
            place(log, actor, "M", "why", Predicate(clients=("C1",)))
        assert log.head()[0] == 0

    def test_the_program_itself_may_keep_and_not_let_go(self, log: Log) -> None:
        program = {"kind": "system", "id": "assistant"}
        hold = place(log, program, "a complaint", "It came in.", Predicate(clients=("C1",)))
        with pytest.raises(NotForThisRole):
            ask_release(log, program, hold.id, "closed")


class TestReach:
    def test_conversations_clients_and_persons_each_suffice(self, log: Log) -> None:
        log.append(entry("1", scope=about("C1", "c1")))
        log.append(entry("2", scope=about("C2", "c2")))
        log.append(entry("3", scope=about("C3", "c3"), actor={**ADVISOR, "id": "U2"}))
        log.append(entry("4", scope=about("C4", "c4")))
        place(log, OFFICER, "M", "why", Predicate(conversations=("c1",), clients=("C2",), persons=("U2",)))
        assert held_now(log, range(1, 5)) == [1, 2, 3]

    def test_a_client_whose_id_begins_alike_is_another(self, log: Log) -> None:
        log.append(entry("1", scope=about("C11")))
        place(log, OFFICER, "M", "why", Predicate(clients=("C1",)))
        assert held_now(log, range(1, 2)) == []

    def test_a_turn_is_held_whole_when_one_record_of_it_is(self, log: Log) -> None:
        unnamed = {"conversation": "c1", "channel": "web", "advisors": ("A1",)}
        log.append(entry("How is Zoë?", scope=unnamed, run="r1"))  # nobody knew yet who Zoë is
        log.append(entry("found", type="tool.result", scope=about("C1"), run="r1"))
        log.append(entry("How is Max?", scope=unnamed, run="r2"))
        log.append(entry("no turn", scope=unnamed))
        place(log, OFFICER, "M", "why", Predicate(clients=("C1",)))
        assert held_now(log, range(1, 5)) == [1, 2]
        assert holds(log)[0].hold.frozen.pairs == [(1, 2)]

    def test_dates_bound_it_on_both_sides_included(self, log: Log) -> None:
        fill(log, 2)
        day = START.date()
        for since, until, expected in (
            (day, day, [1, 2]),
            (day + dt.timedelta(days=1), None, []),
            (None, day - dt.timedelta(days=1), []),
        ):
            hold = place(log, OFFICER, "M", "why", Predicate(clients=("C1",), since=since, until=until))
            assert [s for low, high in hold.frozen.pairs for s in range(low, high + 1)] == expected

    def test_dates_alone_hold_everything_of_those_days(self, log: Log) -> None:
        fill(log, 2)
        place(log, OFFICER, "M", "why", Predicate(since=START.date()))
        assert held_now(log, range(1, 4)) == [1, 2, 3]  # the record of the hold too


class TestReleasing:
    @pytest.fixture
    def hold_id(self, log: Log) -> str:
        fill(log, 2)
        return place(log, OFFICER, "M", "why", Predicate(clients=("C1",))).id

    def test_a_hold_that_does_not_exist_is_not_found(self, log: Log) -> None:
        with pytest.raises(NotFound, match="There is no legal hold X"):
            ask_release(log, OFFICER, "X", "settled")

    def test_one_asks_and_another_releases(self, log: Log, hold_id: str) -> None:
        asked = ask_release(log, OFFICER, hold_id, "settled")
        assert asked.is_open
        assert held_now(log, range(1, 3)) == [1, 2]
        done = release(log, SECOND, hold_id)
        assert done.released is not None
        assert done.released.by == "Hugo Pires"
        assert held_now(log, range(1, 3)) == []
        assert holds(log) == []
        assert [(each.hold.id, each.count) for each in holds(log, all=True)] == [(hold_id, 0)]
        assert [r.type for r in log.each(2)] == [PLACED, ASKED, RELEASED]
        assert is_whole(log)

    def test_who_asked_is_refused(self, log: Log, hold_id: str) -> None:
        ask_release(log, OFFICER, hold_id, "settled")
        with pytest.raises(Refused, match="Carla Neri asked for this; the release of a legal hold takes a second"):
            release(log, OFFICER, hold_id)
        assert held_now(log, range(1, 3)) == [1, 2]

    def test_nobody_releases_what_nobody_asked_for(self, log: Log, hold_id: str) -> None:
        with pytest.raises(Refused, match="Nobody has asked for the release"):
            release(log, SECOND, hold_id)

    def test_it_is_asked_once_and_released_once(self, log: Log, hold_id: str) -> None:
        ask_release(log, OFFICER, hold_id, "settled")
        with pytest.raises(Refused, match="Carla Neri has asked"):
            ask_release(log, SECOND, hold_id, "settled")
        release(log, SECOND, hold_id)
        with pytest.raises(Refused, match="was released on 2026-11-22 by Hugo Pires"):
            ask_release(log, OFFICER, hold_id, "again")

    def test_others_neither_ask_nor_release(self, log: Log, hold_id: str) -> None:
        with pytest.raises(NotForThisRole):
            ask_release(log, ADVISOR, hold_id, "settled")
        ask_release(log, OFFICER, hold_id, "settled")
        with pytest.raises(NotForThisRole):
            release(log, ADVISOR, hold_id)

    @pytest.mark.parametrize("actor", [OFFICER, ADVISOR], ids=["the same officer", "no officer"])
    def test_a_record_that_a_program_wrote_past_the_rule_releases_nothing(
        self, log: Log, hold_id: str, actor: dict[str, str]
    ) -> None:
        ask_release(log, OFFICER, hold_id, "settled")
        log.append(Entry(type=RELEASED, actor=actor, payload={"hold": hold_id}))
        assert held_now(log, range(1, 3)) == [1, 2]

    def test_a_hold_whose_words_were_altered_stops_everything(self, log: Log, database: Database, hold_id: str) -> None:
        with database.writing() as session:
            trigger = "log_payload_no_update" if database.is_sqlite else "log_payload_no_change ON log_payload"
            session.execute(text(f"DROP TRIGGER {trigger}"))
            other = "(SELECT payload FROM log_payload WHERE seq = 1)"
            session.execute(text(f"UPDATE log_payload SET payload = {other} WHERE seq = 3"))
        with pytest.raises(ServiceDown, match=r"Record 3 \(hold.placed\) decides something and its words are gone"):
            holds(log)
