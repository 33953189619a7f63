"""The front desk: settings, database, model, log and library wired once; ask, propose, approve, release.

Every door comes here, and here alone the firm's data is committed, after the record that announces it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Self

from ulid import ULID

import assistant
from assistant.agent import ModelChoice, detect_language, suggestions
from assistant.blocks import Result
from assistant.book.snapshot import Version
from assistant.callers import Caller
from assistant.conversation import Answer, answer, begun_conversations, close_turn, remember
from assistant.database import FIRM_METADATA, Database
from assistant.desk.alerts import kept_alerts
from assistant.desk.archive import FirmArchive
from assistant.desk.changing import keep_changes, settle_changes
from assistant.desk.complaining import stops
from assistant.desk.outward import outward_status
from assistant.desk.privacy import withheld_households
from assistant.desk.proposing import Facts, review_proposals
from assistant.desk.recovery import close_open_turns, settle_sends
from assistant.desk.releasing import consents_said
from assistant.desk.rollups import books_of
from assistant.desk.standing_in import as_of_today
from assistant.drafts import (
    Draft,
    list_drafts,
    load_draft,
    load_versions,
)
from assistant.errors import (
    AssistantError,
    BadArguments,
    NotEnoughData,
    NotFound,
    NotSignedIn,
    ServiceDown,
)
from assistant.retention import Keys, Log, Record, Run, Schedule, Search
from assistant.settings import Settings
from assistant.tools import TOOLS, Tool, call_tool
from assistant.turn import Exchange, Reach, Turn
from knowledge import Library

Clock = Callable[[], dt.datetime]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Desk:
    """One firm's desk in one process. Use it as a context: it opens the log and closes what a crash left open."""

    def __init__(self, settings: Settings, *, clock: Clock = _now) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.firm_url)
        self.log_database = Database(settings.log_url)
        self.log = Log(
            self.log_database,
            origin=settings.origin,
            keys=Keys(settings.keys_folder, settings.origin),
            clock=clock,
            timeout=settings.log_seconds,
            schedule=Schedule(settings.retention_years),
        )
        self.books = books_of(self.database, settings.home, partial(withheld_households, self))
        self.facts = Facts(self)
        self.library = Library(settings.home / "knowledge")
        self.model = ModelChoice(
            settings.model_name,
            settings.openai_api_key,
            settings.openai_base_url,
            settings.model_seconds,
            settings.hide_names,
        )

    def open(self) -> Self:
        self.settings.home.mkdir(parents=True, exist_ok=True)
        self.database.migrate("firm", FIRM_METADATA)
        self.log.open()
        close_open_turns(self.log, older_than=self.clock() - 2 * dt.timedelta(seconds=self.settings.turn_seconds))
        settle_sends(self.database, self.log, self.settings.home / "outbox", self.clock())
        settle_changes(self)
        return self

    def close(self) -> None:
        self.log.close()
        self.database.close()
        self.log_database.close()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_exception: object) -> None:
        self.close()

    # -- who and what ----------------------------------------------------------------------------------------------

    def caller(self, email: str) -> Caller:
        """The caller of an email address. Raises NotSignedIn for nobody we know."""
        return as_of_today(self, self.books.caller(email))

    def tools(self, caller: Caller) -> tuple[Tool, ...]:
        """The tools this caller may use."""
        allowed = caller.tools(delegates_see_pay=self.settings.delegates_see_pay)
        return tuple(tool for tool in TOOLS if tool.name in allowed)

    def people(self) -> list[dict[str, Any]]:
        """Everyone who may ask: name, address and roles; advisors first."""
        found = {a.email.casefold(): a.email for a in self.books.hierarchy().advisors.values()}
        found |= {email.casefold(): email for email in self.books.user_emails() if email.casefold() not in found}
        people = []
        for email in found.values():
            with suppress(NotSignedIn):  # somebody who may no longer sign in
                caller = self.caller(email)
                people.append({"name": caller.name, "email": email, "roles": ", ".join(sorted(caller.roles))})
        return people

    def suggestions(self, caller: Caller) -> tuple[str, ...]:
        """Questions worth asking first; none while there is no book to ask about."""
        offered = [tool.name for tool in self.tools(caller)]
        if caller.default_scope.is_empty:
            return suggestions(None, offered, False)
        return suggestions(self.books.open(caller.default_scope), offered, bool(caller.own))

    @property
    def firm_name(self) -> str:
        return self.settings.firm_name or self.books.hierarchy().firm().label

    def version(self) -> Version:
        return self.books.version()

    # -- ask -------------------------------------------------------------------------------------------------------

    def ask(
        self,
        caller: Caller,
        question: str,
        *,
        conversation_id: str | None = None,
        as_of: dt.date | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Answer:
        """One turn. Raises BadArguments for no question, NotFound for somebody else's conversation, ServiceDown when
        the log cannot confirm: then nothing was shown or sent."""
        text = question.strip()
        if not text or len(text) > self.settings.question_characters:
            raise BadArguments(f"Ask in 1 to {self.settings.question_characters} characters.")
        conversation = conversation_id or f"C-{ULID()}"
        turn, run = self.turn(caller, text, conversation, as_of, self._memory(caller, conversation))
        turn.progress = progress or turn.progress
        return answer(
            turn,
            run,
            model=self.model,
            calls_allowed=self.settings.turn_model_calls,
            answer_facts={"other_client_names": self.names_outside(caller.reach), "allowed_hosts": []},
            review_proposals=lambda laid, grounds: review_proposals(self, laid, run, grounds),
            keep_changes=lambda laid: keep_changes(self, laid, run),
        )

    def call_tool(
        self, caller: Caller, name: str, arguments: Mapping[str, Any], *, as_of: dt.date | None = None
    ) -> tuple[Result, tuple[Draft, ...]]:
        """One deterministic call, no model; recorded like any other. Drafts it lays are reviewed and kept."""
        turn, run = self.turn(caller, f"tool {name}", f"T-{ULID()}", as_of, ())
        run.record("msg.in", {"text": turn.question, "arguments": dict(arguments), "door": "tool"}, wait=True)
        try:
            result = call_tool(TOOLS, turn, name, arguments)
            drafts = review_proposals(self, turn, run, {})
            keep_changes(self, turn, run)
        except BaseException as error:  # whatever ends the call, the log says that it ended
            close_turn(run, error)
            raise
        run.settle()
        run.record("turn.closed", {"status": "given", "drafts": [d.id for d in drafts]}, wait=True)
        return result, tuple(drafts)

    def turn(
        self, caller: Caller, question: str, conversation: str, as_of: dt.date | None, memory: tuple[Exchange, ...]
    ) -> tuple[Turn, Run]:
        """A turn of this caller's, and the run that its records are written to."""
        run = self.run(caller, conversation)
        end = time.monotonic() + self.settings.turn_seconds
        turn = Turn(
            caller=caller,
            question=question,
            conversation_id=conversation,
            run_id=run.run_id,
            reach=self._reach(caller),
            record=run.record,
            tools=frozenset(tool.name for tool in self.tools(caller)),
            today=self.clock().date(),
            as_of=as_of,
            language="en" if self.model.is_embedded else detect_language(question),
            memory=memory,
            seconds_left=lambda: end - time.monotonic(),
            tool_calls_allowed=self.settings.turn_tool_calls,
        )
        return turn, run

    def _reach(self, caller: Caller) -> Reach:
        def drafts(status: str | None) -> list[Draft]:
            return self.drafts(caller, status)

        def position() -> int:
            return self.log.head()[0]

        alerts, archive = partial(kept_alerts, self.database), self.archive(caller)
        name, currency = self.settings.firm_name, self.settings.currency
        opened, said = self.settings.opened_networks, partial(consents_said, self)
        stopped = partial(stops, self)
        return Reach(
            self.books, caller, self.library, drafts, alerts, position, archive, name, currency, opened, said, stopped
        )  # fmt: skip

    def run(self, caller: Caller, conversation: str = "") -> Run:
        scope = {"advisors": list(caller.own)} | ({"conversation": conversation} if conversation else {})
        return Run(self.log, f"R-{ULID()}", caller.as_actor(), scope, assistant.__version__)

    # -- conversations ---------------------------------------------------------------------------------------------

    def _memory(self, caller: Caller, conversation: str) -> tuple[Exchange, ...]:
        return remember(self._own_records(caller, conversation), caller.user_id)

    def _own_records(self, caller: Caller, conversation: str) -> list[Record]:
        """A conversation belongs to whoever asked first; to anybody else it does not exist."""
        records = self.log.conversation(conversation)
        if records and records[0].actor["id"] != caller.user_id:
            raise NotFound(f"There is no conversation {conversation}.")
        return records

    def conversation(self, caller: Caller, conversation: str) -> tuple[Exchange, ...]:
        """The exchanges of one of the caller's conversations. Raises NotFound."""
        exchanges = self._memory(caller, conversation)
        if not exchanges:
            raise NotFound(f"There is no conversation {conversation}.")
        return exchanges

    # -- drafts ----------------------------------------------------------------------------------------------------

    def drafts(self, caller: Caller, status: str | None = None) -> list[Draft]:
        """The drafts of the books the caller serves, supervises or (compliance) audits, newest first."""
        with self.database.reading() as session:
            return list_drafts(session, self.drafts_of(caller), status)

    def draft(self, caller: Caller, draft_id: str) -> Draft:
        with self.database.reading() as session:
            return load_draft(session, draft_id, self.drafts_of(caller))

    def drafts_of(self, caller: Caller) -> frozenset[str]:
        """The advisors whose drafts this caller may look at."""
        everyone = frozenset(self.books.hierarchy().advisors) if "compliance" in caller.roles else frozenset[str]()
        return frozenset(caller.own) | caller.supervises | everyone

    def names_outside(self, advisor_ids: frozenset[str]) -> tuple[str, ...]:
        """The names of the clients of all other advisors."""
        try:
            return self.books.names_outside(advisor_ids)
        except NotEnoughData:  # no book is loaded: there is no name to keep apart, and the turn says so itself
            return ()

    # -- the record ------------------------------------------------------------------------------------------------

    def archive(self, caller: Caller) -> FirmArchive:
        """The record as this caller may look at it."""
        return FirmArchive(self, caller)

    def conversations(self, caller: Caller) -> list[dict[str, str]]:
        """The caller's conversations, newest first: id, first question, when it began."""
        return begun_conversations(self.log.search(Search(type="msg.in", actor=caller.user_id, limit=1000)))

    def draft_versions(self, caller: Caller, draft_id: str) -> list[Draft]:
        """Every version of a draft, the first one first. Raises NotFound."""
        with self.database.reading() as session:
            return load_versions(session, draft_id, self.drafts_of(caller))

    def health(self) -> dict[str, str]:
        """What works and what does not, in a word each; `ready` when questions can be answered now."""
        try:
            book, ready = f"last closed month {self.books.version().last_closed_month}", True
        except AssistantError as error:
            book, ready = error.sentence, False
        try:
            self.log.head()
            log = self.log.failure or "ok"
        except ServiceDown as error:
            log = error.sentence
        answers = "yes" if ready and log == "ok" else "no"
        return {"ready": answers, "log": log, "book": book, "model": self.settings.model_name} | outward_status(self)
