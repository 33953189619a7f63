"""The path of a draft walked at random by everybody at once, with a mail server that misbehaves and a desk that dies.

Whatever the order: nothing is shown or sent that is not in the record, nothing leaves without the approval that its
class requires, and nothing leaves twice (I1, I2 and I7 of the abuse cases); see evidence.py.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select
from ulid import ULID

from assistant import drafting
from assistant.desk import (
    Desk,
    approve,
    ask_again,
    cancel_schedule,
    decide_on_dispute,
    deliver_due,
    dispute_finding,
    release,
    resolve_send,
    revise,
    schedule_draft,
    stop_mail,
    turn_down,
)
from assistant.desk.releasing import GOOD_FOR, UNSUBSCRIBE, link_secret
from assistant.drafts import Draft, Recipient, save_new
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.outreach import SendRow, links, save_consent
from assistant.outreach.sends import LEASE
from assistant.retention import Run
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, OTHER_ADVISOR, PRINCIPAL, copy_home, settings_of
from tests.evidence import PROMISE, ZONE, Evidence, Witness
from tests.mail_server import running
from tests.sending import MOMENTS, Moment, Stopped, raise_stopped, stopping_at
from tests.test_worker import Moving

NO = (Refused, NotFound, NotForThisRole, BadArguments)
READERS = ("Åsa Lindqvist", "Chukwuemeka Okafor")
DEATHS = {
    **MOMENTS,
    "before a record": Moment(Run, "record"),
    "after a record": Moment(Run, "record", after=True),
    "before the file": Moment(drafting, "write_message"),
    "after the file": Moment(drafting, "write_message", after=True),
}
MISBEHAVIOUR = (
    "451", "550", "421", "450 rcpt", "550 rcpt", "drop at rcpt", "drop after storing", "drop before storing",
    "250 then drop", "nonsense",
)  # fmt: skip
WORDS = ("The form is in the portal.", "I can call you on Friday.", PROMISE, "")
DEEDS = (release, cancel_schedule, ask_again)
AUTHORS = st.sampled_from([ADVISOR, DELEGATE])
DAYS = st.sampled_from([None, None, 0, 1])
Death = tuple[str, int]
"""At which moment the desk dies over a deed, and how often it comes to that moment before."""
DEATH = st.none() | st.tuples(st.sampled_from(sorted(DEATHS)), st.sampled_from([0, 0, 0, 1, 2, 3]))
SPANS = [dt.timedelta(minutes=m) for m in (1, 11, 61, 5 * 60, 11 * 60, 24 * 60, 8 * 24 * 60, 31 * 24 * 60)]


CONSENTS, PERSONS = ("out", "in"), (10, 25)
Event = str | int | dt.timedelta
EVENTS = st.one_of([st.none(), *(st.sampled_from(each) for each in (SPANS, MISBEHAVIOUR, CONSENTS, PERSONS))])
"""What happens in the world: time goes by, the mail server will misbehave, a reader says whether email may come, other
persons get the same words."""


def dying(death: Death | None) -> AbstractContextManager[Any]:
    """Within the block the desk dies when it comes to the moment for that time."""
    if death is None:
        return nullcontext()
    moment, before = death
    left = iter([False] * before + [True])
    return stopping_at(DEATHS[moment], lambda: next(left, False), raise_stopped)


class PathOfADraft(RuleBasedStateMachine):
    """Two readers, a handful of drafts, and everybody who may do something with them, or may not."""

    drafts: Bundle[str] = Bundle("drafts")

    def __init__(self, firm: Path, ends: set[str]) -> None:
        super().__init__()
        self.ends = ends
        self.folder = ExitStack()
        self.home = copy_home(firm, Path(self.folder.enter_context(tempfile.TemporaryDirectory())) / "home")
        self.clock, self.out = Moving(), set[str]()
        self.server: Witness | None = None
        self.desk: Any = None  # a Desk, from the first step on

    # -- a desk, and its death -----------------------------------------------------------------------------------------

    @initialize(target=drafts, by_mail=st.booleans())
    def begin(self, by_mail: bool) -> Any:
        if by_mail:
            self.server = self.folder.enter_context(running(Witness(self.home / "log.db")))  # type: ignore[assignment]
        self.open()
        self.evidence = Evidence(self.home, self.server)
        return multiple(*(self.drafted(ADVISOR, reader) for reader in READERS))

    def open(self) -> None:
        smtp = {"smtp_url": self.server.url, "smtp_seconds": 5} if self.server else {}
        self.desk = Desk(settings_of(self.home, **smtp), clock=self.clock).open()

    def does(
        self, deed: Callable[..., Any], email: str, *what: Any, death: Death | None = None, **more: Any
    ) -> tuple[bool, Any]:
        """(whether it was done, what came of it); the desk may refuse, or die over it and be opened anew."""
        try:
            with dying(death):
                return True, deed(self.desk, self.desk.caller(email), *what, **more)
        except NO as refused:
            return False, refused
        except Stopped as stopped:
            self.desk.close()
            self.open()
            return False, stopped

    def now(self, draft: str) -> Draft:
        return self.desk.draft(self.desk.caller(ADVISOR), draft)

    def day(self, days: int) -> dt.date:
        return self.clock().astimezone(ZONE).date() + dt.timedelta(days=days)

    # -- words ---------------------------------------------------------------------------------------------------------

    def drafted(self, who: str, reader: str, on: dt.date | None = None, death: Death | None = None) -> Any:
        note = {"to": [reader], "purpose": "the transfer of the old account", "language": "en"}
        note |= {"send_on": on.isoformat()} if on else {}
        done, came = self.does(lambda desk, caller: desk.call_tool(caller, "draft_email", note)[1], who, death=death)
        return came[0].id if done else multiple()

    @rule(target=drafts, who=AUTHORS, reader=st.sampled_from(READERS), days=DAYS, death=DEATH)
    def is_drafted(self, who: str, reader: str, days: int | None, death: Death | None) -> Any:
        return self.drafted(who, reader, None if days is None else self.day(days), death)

    @rule(draft=drafts, who=AUTHORS, words=st.sampled_from(WORDS), days=DAYS, death=DEATH)
    def is_revised(self, draft: str, who: str, words: str, days: int | None, death: Death | None) -> None:
        first = self.desk.draft_versions(self.desk.caller(ADVISOR), draft)[0]
        body = first.body.replace("Kind regards", f"{words}\n\nKind regards") if words else first.body
        on = None if days is None else self.day(days)
        self.does(revise, who, draft, death=death, body=body, send_on=on, change="by hand")

    @rule(draft=drafts)
    def has_every_finding_set_aside(self, draft: str) -> None:
        for named in sorted({str(finding["rule"]) for finding in self.now(draft).findings}):
            self.does(dispute_finding, ADVISOR, draft, named, "It quotes another firm.")
            self.does(decide_on_dispute, PRINCIPAL, draft, named, "set_aside", "A quotation.")

    # -- decisions -----------------------------------------------------------------------------------------------------

    @rule(draft=drafts, who=st.sampled_from([ADVISOR, PRINCIPAL, DELEGATE, OTHER_ADVISOR, COMPLIANCE]), death=DEATH)
    def is_approved(self, draft: str, who: str, death: Death | None) -> None:
        done, _ = self.does(approve, who, draft, death=death)
        assert not done or who in (ADVISOR, PRINCIPAL), f"{who} approved {draft}"

    @rule(draft=drafts, who=st.sampled_from([ADVISOR, PRINCIPAL]), outcome=st.sampled_from(["returned", "declined"]))
    def is_turned_down(self, draft: str, who: str, outcome: str) -> None:
        self.does(turn_down, who, draft, outcome, "Not so.")

    def is_approved_by_one_of_them(self, draft: str, death: Death | None) -> None:
        """Its sender or a principal can always approve what waits, unless today's rules forbid the words."""
        came: Any = None
        for who in (ADVISOR, PRINCIPAL):
            done, came = self.does(approve, who, draft, death=death)
            if done or isinstance(came, Stopped):
                return
        assert "today's rules" in came.sentence, f"nobody may approve {draft}: {came.sentence}"

    # -- on the way ----------------------------------------------------------------------------------------------------

    @rule(draft=drafts, steps=st.integers(1, 3), event=EVENTS, death=DEATH)
    def goes_on(self, draft: str, steps: int, event: Event | None, death: Death | None) -> None:
        """Each step is the one that leads to its reader, or few drafts would come so far. Before the last something
        happens, and over the last the desk may die."""
        for _ in range(steps - 1):
            self.step(draft, None)
        self.happens(draft, event)
        self.step(draft, death)

    @rule(draft=drafts, event=EVENTS, death=DEATH)
    def is_about_to_leave_when(self, draft: str, event: Event | None, death: Death | None) -> None:
        """The same from wherever it stands, with the misfortune on the last step of all."""
        while self.now(draft).status in ("awaiting_approval", "approved"):
            before = self.now(draft)
            self.step(draft, None)
            if self.now(draft) == before:
                return
        self.happens(draft, event)
        self.step(draft, death)

    def step(self, draft: str, death: Death | None) -> None:
        status, day = self.now(draft).status, self.now(draft).send_on
        if status == "awaiting_approval":
            self.is_approved_by_one_of_them(draft, death)
        elif status == "approved" and day not in (None, self.day(0)):
            self.does(schedule_draft, ADVISOR, draft, death=death)
        elif status == "approved":
            self.does(release, ADVISOR, draft, death=death)
        elif status in ("scheduled", "released"):
            self.its_time_comes(draft)
            self.what_is_due_leaves(death)
        elif status == "held":
            self.does(ask_again, ADVISOR, draft, death=death)
        self.the_record_proves_it()

    @rule(draft=drafts, days=st.integers(0, 2), hour=st.sampled_from([8, 9, 15, 20]), death=DEATH)
    def is_scheduled(self, draft: str, days: int, hour: int, death: Death | None) -> None:
        self.does(schedule_draft, ADVISOR, draft, f"{self.day(days)}T{hour:02}:59", death=death)

    @rule(draft=drafts, who=st.sampled_from([ADVISOR, ADVISOR, DELEGATE, PRINCIPAL]), deed=st.sampled_from(DEEDS))
    def is_let_go_or_held_back(self, draft: str, who: str, deed: Callable[..., Any]) -> None:
        done, _ = self.does(deed, who, draft)
        assert not done or who == ADVISOR or deed is ask_again

    @rule(draft=drafts, who=st.sampled_from([ADVISOR, PRINCIPAL]), outcome=st.sampled_from(["delivered", "failed"]))
    def is_said_to_have_ended(self, draft: str, who: str, outcome: str) -> None:
        self.does(resolve_send, who, draft, outcome)

    @rule(death=DEATH)
    def what_is_due_leaves(self, death: Death | None) -> None:
        self.does(lambda desk, _caller: deliver_due(desk), ADVISOR, death=death)

    # -- the world -----------------------------------------------------------------------------------------------------

    @rule(draft=drafts, event=EVENTS)
    def happens(self, draft: str, event: Event | None) -> None:
        if event in SPANS:
            self.clock.now += event  # type: ignore[operator]
        elif event in MISBEHAVIOUR and self.server:
            self.server.behaviour = [event]  # type: ignore[list-item]
        elif event in CONSENTS:
            self.its_reader_says(draft, str(event))
        elif isinstance(event, int):
            self.others_get_the_same_words(draft, event)

    def its_time_comes(self, draft: str) -> None:
        """The very minute that it waits for in the queue."""
        waiting = select(SendRow).where(col(SendRow.draft_id) == draft, col(SendRow.state) == "queued")
        with self.desk.database.reading() as session:
            row = session.exec(waiting).first()
        if row:
            self.clock.now = max(self.clock.now, row.due_at)

    def its_reader_says(self, draft: str, consent: str) -> None:
        """No more email, by the link of a message; or that it may come again, on the telephone."""
        (client,) = (reader.client_id for reader in self.now(draft).to)
        if consent == "out":
            token = links.sign(link_secret(self.desk), UNSUBSCRIBE, {"client": client}, self.clock() + GOOD_FOR)
            stop_mail(self.desk, token)
            self.out.add(client)
            return
        with self.desk.database.writing() as session:
            save_consent(session, client, "in", "on the telephone", self.clock())
        self.out.discard(client)

    def others_get_the_same_words(self, draft: str, persons: int) -> None:
        """Another advisor writes them to as many."""
        others = [Recipient(f"X{n}", f"Y{n}", f"Reader {n}", f"x{n}@clients.example") for n in range(persons)]
        theirs = {"advisor_id": "A2", "author_id": "U2", "status": "released", "version": 1}
        words = replace(self.now(draft), id=f"D-{ULID()}", to=tuple(others), **theirs)  # type: ignore[arg-type]
        with self.desk.database.writing() as session:
            save_new(session, words, self.clock())

    # -- what is always so ---------------------------------------------------------------------------------------------

    @invariant()
    def the_record_proves_it(self) -> None:
        if self.desk:
            self.evidence.check(self.desk, self.clock(), self.out)

    def teardown(self) -> None:
        try:
            if self.desk:
                self.clock.now += LEASE + dt.timedelta(minutes=1)
                self.does(lambda desk, _caller: deliver_due(desk), ADVISOR)
                self.the_record_proves_it()
                self.ends |= self.evidence.check_the_end(self.desk)
        finally:
            if self.desk:
                self.desk.close()
            self.folder.close()


def walk(firm: Path, *, paths: int, steps: int, **more: Any) -> set[str]:
    """To which ends drafts in the queue came."""
    ends = set[str]()
    chosen = settings(max_examples=paths, stateful_step_count=steps, suppress_health_check=SLOW, **more)
    run_state_machine_as_test(lambda: PathOfADraft(firm, ends), settings=chosen)
    return ends


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


class TestAnyPath:
    def test_of_a_few_is_proved_by_the_record(self, small_home: Path) -> None:
        walk(small_home, paths=3, steps=12)

    @pytest.mark.prove
    @pytest.mark.timeout(7200)
    def test_of_many_is_proved_by_the_record(self, small_home: Path) -> None:
        assert walk(small_home, paths=400, steps=40) >= {"delivered", "failed", "unknown", "withdrawn", "outbox"}
