"""Privacy requests: located by client id, decided item by item with the rule and the date, answered in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.database import Database
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.retention import Log, privacy
from assistant.retention.disposal import dispose
from assistant.retention.due import plan
from assistant.retention.holds import Predicate, place
from assistant.retention.privacy import (
    Decided,
    Item,
    Request,
    decide,
    letter,
    one_request,
    proposed,
    request,
    requests,
    restricted_clients,
)
from tests.retention.deciding import EARLY, LATER, OFFICER, SECOND, about, append_at, due_on, gone, is_whole
from tests.retention.samples import ADVISOR, SetClock, a_log, entry

TODAY = LATER.date()
CONVERSATION_RULE = "17a-4(b)(4) and FINRA 3110.09: 3 years; 204-2(a)(7): 5; FINRA 4511(b), no stated period: 6"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(database: Database, clock: SetClock) -> Iterator[Log]:
    with a_log(database, clock=clock) as log:
        yield log


@pytest.fixture
def of_two(log: Log, clock: SetClock) -> Log:
    """Of client C1: record 1 of 2018, 3 of 2026, 4 a change of the client file of 2018; 2 is of C2."""
    append_at(log, clock, EARLY, "old", scope=about("C1"))
    append_at(log, clock, EARLY, "of another", scope=about("C2"))
    append_at(log, clock, EARLY, "a change", type="change.confirmed", scope=about("C1"))
    append_at(log, clock, LATER, "new", scope=about("C1"))
    return log


def asked(log: Log, wants: str = "deletion", client: str = "C1") -> Request:
    return request(log, OFFICER, "Zoë D'Angelo", [client], wants, TODAY)


def brief(items: list[Item] | tuple[Item, ...]) -> list[tuple[int, str, dt.date | None]]:
    return [(item.seq, item.decision, item.until) for item in items]


class TestAsking:
    def test_a_log_without_requests_has_none_and_restricts_nobody(self, log: Log) -> None:
        assert requests(log) == []
        assert restricted_clients(log) == frozenset()
        with pytest.raises(NotFound, match="There is no privacy request X"):
            one_request(log, "X")

    def test_the_record_says_who_asks_what_about_whom_and_when_it_came(self, log: Log) -> None:
        taken = asked(log)
        record = log.read(1)
        assert (record.type, record.scope["clients"]) == ("privacy.request", ["C1"])
        assert record.payload == {"person": "Zoë D'Angelo", "wants": "deletion", "received": "2026-11-22"}
        assert (taken.person, taken.clients, taken.taken_by, taken.decided_at) == (
            "Zoë D'Angelo", ("C1",), "Carla Neri", None,
        )  # fmt: skip

    def test_only_an_officer_takes_one_in(self, log: Log) -> None:
        with pytest.raises(NotForThisRole):
            request(log, ADVISOR, "Zoë", ["C1"], "access", TODAY)

    @pytest.mark.parametrize(
        ("person", "clients", "wants", "message"),
        [
            ("", ["C1"], "access", "who asks"),
            ("Z", [], "access", "at least one client"),
            ("Z", ["C1"], "money", "'money'"),
        ],
    )
    def test_a_request_is_complete(self, log: Log, person: str, clients: list[str], wants: str, message: str) -> None:
        with pytest.raises(BadArguments, match=message):
            request(log, OFFICER, person, clients, wants, TODAY)


class TestProposing:
    def test_nobody_of_that_id_is_in_the_log(self, of_two: Log) -> None:
        assert proposed(of_two, asked(of_two, client="C9"), due_on(TODAY)) == []

    def test_deletion_what_is_over_goes_and_what_a_rule_keeps_stays_until_its_date(self, of_two: Log) -> None:
        items = proposed(of_two, asked(of_two), due_on(TODAY))
        assert brief(items) == [
            (1, "deleted", dt.date(2025, 3, 5)),
            (3, "retained", None),  # a client file, and no closing is known
            (4, "retained", dt.date(2033, 11, 22)),
        ]
        assert [item.may_go for item in items] == [True, False, False]
        assert items[2].rule == CONVERSATION_RULE
        assert items[2].why == "the rules ask that it be kept until 2033-11-22"
        assert "no closing is known" in items[1].why

    def test_a_hold_keeps_what_is_over(self, of_two: Log) -> None:
        place(of_two, OFFICER, "Secret matter", "why", Predicate(clients=("C1",)))
        items = proposed(of_two, asked(of_two), due_on(TODAY))
        assert (items[0].decision, items[0].rule, items[0].until) == ("retained", privacy.HELD_RULE, None)

    def test_a_longer_period_of_today_keeps_it_too(self, of_two: Log) -> None:
        rules = due_on(TODAY, extended=lambda _: dt.date(2022, 6, 1))
        items = proposed(of_two, asked(of_two), rules)
        assert brief(items)[:2] == [(1, "retained", dt.date(2029, 6, 1)), (3, "retained", dt.date(2029, 6, 1))]

    def test_restriction_restricts_all_and_access_keeps_all(self, of_two: Log) -> None:
        restriction = proposed(of_two, asked(of_two, "restriction"), due_on(TODAY))
        assert {item.decision for item in restriction} == {"restricted"}
        access = proposed(of_two, asked(of_two, "access"), due_on(TODAY))
        assert {item.decision for item in access} == {"retained"}

    def test_the_prompts_of_a_turn_about_the_client_are_found_too(self, log: Log) -> None:
        unnamed = {"conversation": "c1", "channel": "web"}
        log.append(entry("Zoë?", type="prompt.sent", scope=unnamed, run="r1"))
        log.append(entry("yes", type="tool.result", scope=about("C1"), run="r1"))
        assert [item.seq for item in proposed(log, asked(log), due_on(TODAY))] == [1, 2]


class TestDeciding:
    def test_item_by_item_in_a_record_about_the_client(self, of_two: Log) -> None:
        taken = asked(of_two)
        decided = decide(of_two, OFFICER, taken.id, due_on(TODAY))
        record = of_two.read(6)
        assert (record.type, record.parent, record.scope["clients"]) == ("privacy.decision", taken.id, ["C1"])
        assert [(item["seq"], item["decision"]) for item in record.payload["items"]] == [
            (1, "deleted"), (3, "retained"), (4, "retained"),
        ]  # fmt: skip
        assert one_request(of_two, taken.id).items == decided.items

    def test_what_is_deleted_goes_when_a_second_officer_approves(self, of_two: Log) -> None:
        decided = decide(of_two, OFFICER, asked(of_two).id, due_on(TODAY))
        assert gone(of_two) == []
        with pytest.raises(Refused, match="takes a second compliance officer"):
            dispose(of_two, decided.disposal, OFFICER, due_on(TODAY))
        assert dispose(of_two, decided.disposal, SECOND, due_on(TODAY)).removed == 1
        assert gone(of_two) == [1]  # record 2, as old, is of somebody who asked nothing
        assert is_whole(of_two)

    def test_nothing_to_delete_asks_for_no_disposal(self, of_two: Log) -> None:
        assert decide(of_two, OFFICER, asked(of_two, "access").id, due_on(TODAY)).disposal == ""

    def test_an_officer_may_choose_otherwise_but_delete_nothing_that_must_be_kept(self, of_two: Log) -> None:
        taken = asked(of_two)
        for choices, error, message in (
            ({4: "deleted"}, Refused, "Record 4 cannot be deleted: the rules ask that it be kept until 2033-11-22"),
            ({2: "retained"}, BadArguments, "Record 2 is not among those found"),
            ({4: "sold"}, BadArguments, "'sold' is no decision"),
        ):
            with pytest.raises(error, match=message):
                decide(of_two, OFFICER, taken.id, due_on(TODAY), choices=choices)
        decided = decide(of_two, OFFICER, taken.id, due_on(TODAY), choices={1: "retained", 4: "restricted"})
        assert [item.decision for item in decided.items] == ["retained", "retained", "restricted"]
        assert decided.disposal == ""

    def test_it_is_decided_once_and_by_an_officer(self, of_two: Log) -> None:
        taken = asked(of_two)
        with pytest.raises(NotForThisRole):
            decide(of_two, ADVISOR, taken.id, due_on(TODAY))
        decide(of_two, OFFICER, taken.id, due_on(TODAY))
        with pytest.raises(Refused, match="This request was decided on 2026-11-22"):
            decide(of_two, SECOND, taken.id, due_on(TODAY))

    def test_a_decision_that_a_crash_left_half_told_is_decided_again(
        self, of_two: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(privacy, "ITEMS_IN_ONE", 2)
        taken, append = asked(of_two), of_two.append

        def dies_after_one(entry: object) -> object:
            if of_two.head()[0] == 6:
                raise KeyboardInterrupt
            return append(entry)  # type: ignore[call-overload]

        monkeypatch.setattr(of_two, "append", dies_after_one)
        with pytest.raises(KeyboardInterrupt):
            decide(of_two, OFFICER, taken.id, due_on(TODAY))
        monkeypatch.setattr(of_two, "append", append)
        assert one_request(of_two, taken.id).decided_at is None
        decided = decide(of_two, OFFICER, taken.id, due_on(TODAY))
        assert one_request(of_two, taken.id).items == decided.items
        assert len(decided.items) == 3

    def test_what_went_before_is_told_as_gone(self, of_two: Log) -> None:
        dispose(of_two, decide(of_two, OFFICER, asked(of_two).id, due_on(TODAY)).disposal, SECOND, due_on(TODAY))
        items = proposed(of_two, asked(of_two, "access"), due_on(TODAY))
        assert (items[0].decision, items[0].may_go) == ("deleted", False)
        assert "removed under the schedule" in items[0].why


class TestRestricting:
    def test_it_lasts_until_a_later_decision_lifts_it(self, of_two: Log) -> None:
        decide(of_two, OFFICER, asked(of_two, "restriction").id, due_on(TODAY))
        assert restricted_clients(of_two) == frozenset(("C1",))
        decide(of_two, OFFICER, asked(of_two, "lifting").id, due_on(TODAY))
        assert restricted_clients(of_two) == frozenset()

    def test_who_has_no_records_yet_is_restricted_all_the_same(self, log: Log) -> None:
        decide(log, OFFICER, asked(log, "restriction", "C5").id, due_on(TODAY))
        assert restricted_clients(log) == frozenset(("C5",))

    def test_an_undecided_request_restricts_nobody(self, of_two: Log) -> None:
        asked(of_two, "restriction")
        assert restricted_clients(of_two) == frozenset()

    def test_no_schedule_ends_it(self, of_two: Log) -> None:
        decide(of_two, OFFICER, asked(of_two, "restriction").id, due_on(TODAY))
        assert 6 not in plan(of_two, due_on(dt.date(2200, 1, 1))).numbers
        assert 5 in plan(of_two, due_on(dt.date(2200, 1, 1))).numbers  # the request itself


class TestLetter:
    def test_there_is_none_before_the_decision(self, of_two: Log) -> None:
        with pytest.raises(Refused, match="not decided yet"):
            letter(asked(of_two), "Harbour Vale")

    def test_nothing_found_is_said_so(self, log: Log) -> None:
        taken = asked(log, client="C9")
        decide(log, OFFICER, taken.id, due_on(TODAY))
        assert "We found no record about you." in letter(one_request(log, taken.id), "Harbour Vale")

    def test_it_names_rules_and_dates(self, of_two: Log) -> None:
        taken = asked(of_two)
        decide(of_two, OFFICER, taken.id, due_on(TODAY))
        assert letter(one_request(of_two, taken.id), "Harbour Vale") == (
            "2026-11-22\n\n"
            "Dear Zoë D'Angelo,\n\n"
            "On 2026-11-22 you asked that we delete what we keep about you.\n\n"
            "We found 3 records about you, from 2018-03-05 to 2026-11-22. This is what we decided on each of them.\n\n"
            "We keep 2 records, because a rule asks us to:\n"
            "- 1 record: 17a-3(a)(35) and 17a-4(e)(5): 6 years after the account closed or the information was "
            "replaced; the day on which this ends is not set yet.\n"
            f"- 1 record: {CONVERSATION_RULE}; until 2033-11-22.\n\n"
            "We delete 1 record, or have deleted them:\n"
            "- 1 record: nothing asks us to keep them any longer.\n\n"
            f"If you think this is wrong, write to us and name this request: {taken.id}. You may also complain to the "
            "authority that protects personal data where you live.\n\n"
            "Harbour Vale\n"
        )

    def test_it_does_not_warn_of_a_legal_hold(self, of_two: Log) -> None:
        place(of_two, OFFICER, "Secret matter", "why", Predicate(clients=("C1",)))
        taken = asked(of_two)
        decide(of_two, OFFICER, taken.id, due_on(TODAY))
        words = letter(one_request(of_two, taken.id), "Harbour Vale")
        assert "Secret" not in words
        assert "hold" not in words
        assert "a legal duty to preserve records; the day on which this ends is not set yet" in words

    def test_a_copy_comes_with_the_answer_to_who_asked_for_one(self, of_two: Log) -> None:
        taken = asked(of_two, "access")
        decide(of_two, OFFICER, taken.id, due_on(TODAY))
        words = letter(one_request(of_two, taken.id), "Harbour Vale")
        assert "The copy comes with this letter." in words
        assert "their period is over; they go with our next disposal" in words


def test_a_decided_request_reads_the_same_after_the_log_was_opened_again(of_two: Log, database: Database) -> None:
    taken = asked(of_two)
    decided: Decided = decide(of_two, OFFICER, taken.id, due_on(TODAY))
    of_two.close()
    with a_log(database, clock=SetClock()) as again:
        assert replace(one_request(again, taken.id), decided_at=None) == replace(taken, items=decided.items)
