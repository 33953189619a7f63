"""The log under everything that may befall it, in any order: invariants I1, I6 and I9 of the security cases after each
step, that nothing held and nothing before its date vanishes, and that what is due and free does."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant.callers import Caller
from assistant.database import Database
from assistant.desk.holding import (
    approve_disposal,
    ask_disposal,
    finish_disposals,
    look_at_holds,
    look_at_plan,
    place_hold,
    release_hold,
)
from assistant.errors import NotForThisRole, NotFound, Refused
from assistant.retention import Entry, Log, Record, Run, leader, removal, rotation, verify
from assistant.retention.disposal import dispose, unfinished
from assistant.retention.due import Rules
from assistant.retention.holds import Predicate
from assistant.retention.schedule import later_by_years
from tests.retention.samples import ORIGIN, SetClock, a_log

OFFICERS = [
    Caller(f"U{n}", f"Officer {n}", f"officer{n}@example.com", frozenset(("compliance",))) for n in (8, 9)
]  # fmt: skip
ADVISOR = Caller("U1", "Ada Rossi", "ada@example.com", frozenset(("advisor",)), own=("A1",))
CLIENTS, CONVERSATIONS, TURNS = ("C1", "C2", "C11"), ("c1", "c2"), ("r1", "r2", "r3")
BEGINNING = dt.datetime(2015, 1, 31, 9, 0, tzinfo=dt.UTC)
YEARS = 7  # the schedule's default


@dataclass
class Office:
    """As much of a desk as the doors of compliance need."""

    log: Log
    clock: SetClock
    settings: Any = field(default_factory=lambda: Settings(YEARS))

    @property
    def log_database(self) -> Database:
        return self.log.database

    def run(self, caller: Caller) -> Run:
        return Run(self.log, f"R-{self.log.head()[0]}", caller.as_actor(), {}, "test")


@dataclass
class Settings:
    retention_years: int


@dataclass
class ModelHold:
    """A hold as a lawyer would put it: what was there, and what comes of the same."""

    id: str
    frozen: set[int]
    predicate: Predicate
    asked_by: str = ""

    def names(self, records: list[Record]) -> set[int]:
        found = {record.seq for record in records if self._about(record)}
        turns = {record.run for record in records if record.seq in found and record.run}
        return found | {record.seq for record in records if record.run in turns}

    def _about(self, record: Record) -> bool:
        said = self.predicate
        return bool(
            record.scope.get("conversation") in said.conversations
            or set(record.scope.get("clients", ())) & set(said.clients)
            or record.actor["id"] in said.persons
        )


class Killed(BaseException):
    """The process dies here."""


class Keeping(RuleBasedStateMachine):
    """What was acknowledged, what is held, what has gone lawfully; the log must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = SetClock()
        self.clock.now = BEGINNING
        self.database = Database(f"sqlite:///{self.folder / 'log.db'}")
        self.acknowledged: dict[int, tuple[str, Any]] = {}  # number → (id, payload)
        self.versions: dict[str, list[str | None]] = defaultdict(list)  # message id → its texts, None for deleted
        self.holds: dict[str, ModelHold] = {}
        self.asked: dict[str, tuple[str, set[int]]] = {}  # disposal asked for → (by whom, what was due)
        self.approved: list[set[int]] = []  # approved and cut off by a crash: what each names
        self.gone: set[int] = set()
        self.looks = self.denials = 0
        self.open_log()

    def open_log(self) -> None:
        self.log = a_log(self.database, clock=self.clock).open()
        self.office: Any = Office(self.log, self.clock)

    def teardown(self) -> None:
        self.log.close()
        self.database.close()
        shutil.rmtree(self.folder)

    # -- what people say -------------------------------------------------------------------------------------------

    def append(self, type: str, payload: Any, **fields: Any) -> str:
        entry = Entry(type=type, actor=ADVISOR.as_actor(), payload=payload, **fields)
        self.acknowledged[self.log.append(entry).seq] = entry.id, payload
        return entry.id

    @initialize()
    def nothing_yet(self) -> None:
        assert verify(self.database, self.log.keys).ok
        assert finish_disposals(self.office) == []
        with pytest.raises(NotFound):
            approve_disposal(self.office, OFFICERS[0], "what nobody asked for")
        assert look_at_holds(self.office, OFFICERS[0]) == []
        self.looks += 1
        for client, turn, conversation in (
            ("C1", "r1", "c1"),
            (None, "r1", "c1"),
            ("C11", None, "c2"),
            ("C2", "r2", "c2"),
        ):
            self.ask("long ago", client, turn, conversation)

    @rule(
        words=st.text(max_size=30), client=st.sampled_from((None, *CLIENTS)), turn=st.sampled_from((None, *TURNS)),
        conversation=st.sampled_from(CONVERSATIONS),
    )  # fmt: skip
    def ask(self, words: str, client: str | None, turn: str | None, conversation: str) -> None:
        scope = {"conversation": conversation, **({"clients": [client]} if client else {})}
        message = self.append("msg.in", {"text": words}, scope=scope, run=turn)
        self.versions[message] = [words]

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), words=st.text(max_size=30))
    def edit(self, data: st.DataObject, words: str) -> None:
        message = data.draw(st.sampled_from(sorted(self.versions)))
        self.append("msg.edited", {"text": words}, parent=message, scope={"conversation": "c1"})
        self.versions[message].append(words)

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(sorted(self.versions)))
        self.append("msg.deleted", {}, parent=message, scope={"conversation": "c1"})
        self.versions[message].append(None)

    @rule(count=st.integers(1, 3))
    def riders(self, count: int) -> None:
        """Entries nobody waits for are durable once a later one is."""
        pending = [
            (entry, self.log.append(entry, wait=False))
            for entry in (
                Entry(type="tool.call", actor=ADVISOR.as_actor(), payload=n, scope={"conversation": "c2"})
                for n in range(count)
            )
        ]
        self.append("answer.released", {"words": "given"}, scope={"conversation": "c2"})
        for entry, each in pending:
            self.acknowledged[each.receipt(0).seq] = entry.id, entry.payload

    @rule(days=st.sampled_from((40, 800, 2600)))
    def time_passes(self, days: int) -> None:
        self.clock.now += dt.timedelta(days=days)

    # -- what compliance does --------------------------------------------------------------------------------------

    @rule()
    def look(self) -> None:
        """I9: the look is a record of its own; what it shows is what the model says."""
        found = {each.hold.id: each.count for each in look_at_holds(self.office, OFFICERS[1])}
        self.looks += 1
        records = list(self.log.each())
        assert found == {hold.id: len(hold.frozen | hold.names(records)) for hold in self.holds.values()}

    @rule()
    def somebody_else_tries(self) -> None:
        with pytest.raises(NotForThisRole):
            look_at_plan(self.office, ADVISOR)
        self.denials += 1

    @rule(
        clients=st.sets(st.sampled_from(CLIENTS)), conversations=st.sets(st.sampled_from(CONVERSATIONS)),
        persons=st.sets(st.sampled_from(("U1", "U9", "nobody")), max_size=1),
    )  # fmt: skip
    def hold(self, clients: set[str], conversations: set[str], persons: set[str]) -> None:
        reach = Predicate(
            clients=tuple(sorted(clients)), conversations=tuple(sorted(conversations)), persons=tuple(persons)
        )
        if reach.is_empty:
            return
        before = list(self.log.each())
        placed = place_hold(self.office, OFFICERS[0], "M", "why", reach)
        self.holds[placed.id] = ModelHold(placed.id, set(), reach)
        self.holds[placed.id].frozen = self.holds[placed.id].names(before)
        assert {n for low, high in placed.frozen.pairs for n in range(low, high + 1)} == self.holds[placed.id].frozen

    @precondition(lambda self: self.holds)
    @rule(data=st.data(), officer=st.sampled_from(OFFICERS))
    def release(self, data: st.DataObject, officer: Caller) -> None:
        hold = self.holds[data.draw(st.sampled_from(sorted(self.holds)))]
        if hold.asked_by == officer.user_id:
            with pytest.raises(Refused):
                release_hold(self.office, officer, hold.id)
        elif hold.asked_by:
            assert not release_hold(self.office, officer, hold.id).is_open
            del self.holds[hold.id]
        else:
            assert release_hold(self.office, officer, hold.id, "settled").is_open
            hold.asked_by = officer.user_id

    def due(self) -> set[int]:
        """By the headers alone: seven years over, no proof, no client file, nobody holds it, not gone yet."""
        records, today = list(self.log.each()), self.clock.now.date()
        held = {n for hold in self.holds.values() for n in hold.frozen | hold.names(records)}
        over = {
            record.seq
            for record in records
            if record.header["class"] not in ("proof", "client file")
            and later_by_years(record.at.date(), YEARS) < today
        }
        return over - held - self.gone

    @rule(officer=st.sampled_from(OFFICERS), days=st.sampled_from((0, 2600)))
    def ask_disposal(self, officer: Caller, days: int) -> None:
        self.time_passes(days)
        due = self.due()
        if not due:
            with pytest.raises(Refused, match="Nothing is due"):
                ask_disposal(self.office, officer, "policy")
            return
        asked = ask_disposal(self.office, officer, "policy")
        assert asked.count == len(due)
        self.asked[asked.id] = officer.user_id, due

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), same=st.sampled_from((False, False, True)))
    def approve(self, data: st.DataObject, same: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.asked)))
        asked_by, named = self.asked[name]
        officer = next(each for each in OFFICERS if (each.user_id == asked_by) == same)
        going = named & self.due()
        if asked_by == officer.user_id or not going:
            with pytest.raises(Refused):
                approve_disposal(self.office, officer, name)
            return
        assert approve_disposal(self.office, officer, name).removed == len(going)
        del self.asked[name]
        self.gone |= going

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), batches=st.integers(0, 2))
    def approve_and_die(self, data: st.DataObject, batches: int) -> None:
        """Killed after so many transactions of a disposal."""
        name = data.draw(st.sampled_from(sorted(self.asked)))
        asked_by, named = self.asked[name]
        officer = next(each for each in OFFICERS if each.user_id != asked_by)
        going, left = named & self.due(), iter(range(batches))
        if not going:
            return
        remove = self.log.index.remove

        def dies(*arguments: Any) -> None:
            if next(left, None) is None:
                raise Killed
            remove(*arguments)

        del self.asked[name]
        try:
            with mock.patch.object(self.log.index, "remove", dies):
                dispose(self.log, name, officer.as_actor(), Rules(self.clock.now.date()))
        except Killed:
            self.approved.append(going)
            gone = {record.seq for record in self.log.each() if record.payload_gone}
            assert gone - self.gone <= going
            self.gone = gone
            self.crash()
        else:
            self.gone |= going

    @rule(data=st.data(), days=st.sampled_from((0, 2600)), batches=st.sampled_from((None, 0, 1, 2)))
    def dispose(self, data: st.DataObject, days: int, batches: int | None) -> None:
        """Asked for and approved at once, and perhaps cut off."""
        self.ask_disposal(OFFICERS[0], days)
        if self.asked and batches is None:
            self.approve(data, same=False)
        elif self.asked:
            self.approve_and_die(data, batches or 0)

    @precondition(lambda self: self.approved)
    @rule()
    def finish(self) -> None:
        records = list(self.log.each())
        held = {n for hold in self.holds.values() for n in hold.frozen | hold.names(records)}
        assert len(unfinished(self.log)) == len(self.approved)
        assert len(finish_disposals(self.office)) == len(self.approved)
        self.gone |= {n for named in self.approved for n in named} - held
        self.approved = []

    # -- what befalls the log --------------------------------------------------------------------------------------

    @rule()
    def rotate_key(self) -> None:
        old, new = self.log.keys.signing(), self.log.keys.next_signing()
        self.log.keys.keep_waiting(new)
        said = rotation(ORIGIN, old, new, "a drill")
        self.append("key.rotated", said)
        assert self.log.keys.signing().number == old.number + 1

    @rule()
    def checkpoint(self) -> None:
        self.append("config.changed", {"setting": "none"})  # whoever writes gives the numbers, and signs
        assert int(self.log.checkpoint().split("\n")[1]) == self.log.head()[0]

    @rule()
    def crash(self) -> None:
        """The process ends as kill -9 ends it: what waits is lost, nothing is signed; the next one goes on."""
        sequencer, lead = self.log._sequencer, self.log._writer._leader
        assert sequencer is not None
        sequencer._queue.clear()
        sequencer._end = lead.drop
        self.log.close()
        self.open_log()

    # -- what holds after each step --------------------------------------------------------------------------------

    @invariant()
    def the_log_verifies(self) -> None:
        verdict = verify(self.database, self.log.keys)  # I6
        assert verdict.findings == ()
        assert verdict.ok
        assert not verdict.untold

    @invariant()
    def all_that_was_acknowledged_is_there_or_went_lawfully(self) -> None:
        records = {record.seq: record for record in self.log.each()}
        assert {seq for seq, record in records.items() if record.payload_gone} == self.gone
        for seq, (name, payload) in self.acknowledged.items():  # I1
            assert records[seq].id == name
            assert records[seq].payload == (None if seq in self.gone else payload)
        assert sorted(records) == list(range(1, len(records) + 1))

    @invariant()
    def every_look_and_every_refusal_has_its_record(self) -> None:
        types = [record.type for record in self.log.each()]  # I9
        assert types.count("access.read") == self.looks
        assert types.count("authz.denied") == self.denials

    @invariant()
    def every_version_of_a_message_can_be_made_again(self) -> None:
        told: dict[str, list[str | None]] = defaultdict(list)
        gone: set[str] = set()
        for record in self.log.each():
            message = record.id if record.type == "msg.in" else record.parent
            if message is None or not record.type.startswith("msg."):
                continue
            if record.payload_gone:
                gone.add(message)
            else:
                told[message].append(None if record.type == "msg.deleted" else record.payload["text"])
        for message, versions in self.versions.items():
            if message not in gone:
                assert told[message] == versions


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disposal of a few records takes several transactions, and a checkpoint does not wait for its second."""
    monkeypatch.setattr(removal, "BATCH", 2)
    monkeypatch.setattr(removal, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(leader, "CHECKPOINT_SECONDS", 0.0)


def run(examples: int, steps: int) -> None:
    checks = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Keeping, settings=checks)


def test_a_few_lives_of_a_log() -> None:
    run(examples=10, steps=30)


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_many_lives_of_a_log() -> None:
    run(examples=150, steps=50)
