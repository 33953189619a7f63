"""The Turn: one exchange and all it may touch. Who asks, as of when, which books may be opened, what has been found so
far, what it may still spend. A tool gets the turn and nothing else, so it cannot reach beyond it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, Literal, Protocol

from assistant.alerts import Kept
from assistant.blocks import Block, Result, Table
from assistant.book.changes import Change
from assistant.book.names import Names, Who, find_scope, names_of
from assistant.book.opening import Books
from assistant.book.periods import Period, parse_period
from assistant.book.reach import scopes_within
from assistant.book.rollups import RollUp
from assistant.book.snapshot import Book
from assistant.callers import Caller, Scope
from assistant.drafts import Draft, Proposal
from assistant.errors import BudgetSpent, NotEnoughData, NotFound, TurnStatus
from assistant.figures import Figure
from assistant.outreach import Stops
from assistant.retention import Found, Record, Search, Verdict
from knowledge import Library

Outcome = Literal["ok", "refused", "error"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of a tool: its arguments as validated (defaults left out), how it ended, what it said if not well."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    outcome: Outcome
    sentence: str = ""
    status: TurnStatus = "given"

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "arguments": dict(self.arguments), "outcome": self.outcome}


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier turn of the conversation, as the log remembers it. `households`: those its answer named, in order."""

    question: str
    answer: str
    status: str
    calls: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    figures: tuple[Mapping[str, Any], ...] = ()
    households: tuple[tuple[str, str], ...] = ()
    drafts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """One call of an earlier turn, made again: its figures as recorded and as they come out now, by id.

    `pinned` says whether the book is still the one of then; `again` is None when the call could not be made again,
    and `why` says the reason.
    """

    tool: str
    arguments: Mapping[str, Any]
    as_of: str
    pinned: bool
    recorded: Mapping[str, str]
    again: Mapping[str, str] | None
    why: str = ""


class Archive(Protocol):
    """What compliance looks at: the record, its proof, an answer made again, tables about the firm as a whole.

    Every look is itself a record. Nobody but compliance and principals is given any of it.
    """

    def search(self, wanted: Search) -> Sequence[Record]: ...

    def find(self, wanted: Search) -> Found: ...

    def verdict(self) -> Verdict: ...

    def replay(self, record: str) -> Sequence[Replay]: ...

    def firm_book(self, as_of: dt.date | None = None) -> Book: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """What the desk lets a turn open: books within the caller's reach, scopes by name, drafts, the firm's facts."""

    books: Books
    caller: Caller
    library: Library
    drafts: Callable[[str | None], Sequence[Draft]]
    alerts: Callable[[Iterable[str], Iterable[str]], Kept]
    position: Callable[[], int]
    archive: Archive
    legal_name: str
    currency: str
    networks: frozenset[str] = frozenset()  # the social networks that the firm has opened: their posts are captured
    consents: Callable[[Iterable[str]], Mapping[str, str]] = lambda _clients: {}
    stops: Callable[[], Stops] = Stops
    _scopes: list[Scope] = field(default_factory=list, repr=False, compare=False)

    def book(self, scope: Scope, as_of: dt.date | None) -> Book:
        """The book of a scope. Raises NotFound beyond the caller's reach, whoever asks for it."""
        if not self.caller.reaches(scope.advisor_ids):
            raise NotFound(f"I find nothing called “{scope.label}” among the books you may see.")
        return self.books.open(scope, as_of)

    def kept_alerts(self, book: Book) -> Kept:
        """The alerts kept of a book's advisors, and of the households that others share with them."""
        kept = self.alerts(book.scope.advisor_ids, book.shares.household_ids)
        if not book.withheld:
            return kept
        return replace(kept, alerts=tuple(a for a in kept.alerts if a.found.household_id not in book.withheld))

    def scopes(self) -> Sequence[Scope]:
        """Every scope the caller may name, read once: a turn sees one hierarchy."""
        if not self._scopes:
            self._scopes.extend(scopes_within(self.books.hierarchy(), self.caller))
        return self._scopes

    @property
    def firm_name(self) -> str:
        return self.legal_name or self.books.hierarchy().firm().label

    @property
    def data_version(self) -> str:
        """The book's present data version; empty while no book is loaded."""
        try:
            return self.books.version().digest
        except NotEnoughData:
            return ""


@dataclass(slots=True)
class Turn:
    """One exchange. `record` writes a fact of this turn into the log; `progress` tells the person what is going on."""

    caller: Caller
    question: str
    conversation_id: str
    run_id: str
    reach: Reach
    record: Callable[..., Any]
    tools: frozenset[str]
    today: dt.date
    as_of: dt.date | None = None
    language: str = "en"
    memory: tuple[Exchange, ...] = ()
    progress: Callable[[str], None] = lambda _message: None
    seconds_left: Callable[[], float] = lambda: 90.0
    tool_calls_allowed: int = 10
    tool_calls: int = 0
    model_calls: int = 0
    calls: list[ToolCall] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    _lock: Any = field(default_factory=RLock)

    def scope(self, words: str | None = None) -> Scope:
        """The scope meant by the words, within the caller's reach; by default their own, or all below a manager."""
        return find_scope(words, self.reach.scopes()) if words else self.caller.default_scope

    def book(self, scope_words: str | None = None, as_of: dt.date | None = None) -> Book:
        """The book of the scope meant. Raises NotFound, Unclear, or NotEnoughData for a scope without a client."""
        return self._open(self.scope(scope_words), as_of)

    def own_book(self, as_of: dt.date | None = None) -> Book:
        """The book that the caller serves, whatever else a manager may look at: words to clients come from it alone."""
        return self._open(Scope("advisor", self.caller.name, self.caller.own), as_of)

    def _open(self, scope: Scope, as_of: dt.date | None) -> Book:
        if scope.is_empty:
            raise NotEnoughData("There is no client in your scope: no advisor's book is assigned to you yet.")
        day = as_of or self.as_of
        if day is not None and day > self.today:
            raise NotEnoughData(f"{day.isoformat()} lies ahead; a book can be frozen at a past day only.")
        return self.reach.book(scope, day)

    def parts(self, book: Book, level: str) -> tuple[Book, ...]:
        """The book by advisor, team, branch or region: one Book a part, each advisor in exactly one of them."""
        return tuple(self.reach.book(part, book.as_of) for part in self.part_scopes(book, level))

    def part_scopes(self, book: Book, level: str) -> list[Scope]:
        """The scopes of those parts, where no book need be opened: the parts of a RollUp."""
        return _disjoint(self.reach.scopes(), book.scope.advisor_ids, level)

    def rollup(self, book: Book) -> RollUp | None:
        """The book's scope at its date in sums by advisor and month, when it has too many clients to be opened one by
        one; None when it has not. Sums that are missing are made first. Raises ServiceDown when they cannot be."""
        books = self.reach.books
        if not books.is_large(book.scope):
            return None
        return books.rollup(book.scope, book.as_of, lambda words, _share: self.progress(words))

    def peers(self, book: Book, level: str = "advisor") -> Iterator[Book]:
        """The books of the whole firm by advisor, team, branch or region at the book's date, to compare with.

        This reaches past the caller on purpose: who ranks an advisor or says how far behind the peers one is has to
        look at the peers. It is safe because a Book never leaves the tools: an analysis that is given peers names none
        of them, gives no row to one, and says nothing of fewer others than it takes to hide each. That they were opened
        is recorded. One is opened when the one before has been looked at, so a large firm is never held whole; raises
        BudgetSpent when the turn's time is up.
        """
        hierarchy = self.reach.books.hierarchy()
        everybody = [hierarchy.scope_of_advisors([advisor]) for advisor in hierarchy.advisors]
        units = [hierarchy.scope_of_unit(unit) for unit in hierarchy.units]
        parts = _disjoint((*everybody, *units), hierarchy.firm().advisor_ids, level)
        self.record("access.read", {"read": "peers", "level": level, "books": len(parts), "as_of": str(book.as_of)})
        return self._one_by_one(parts, book.as_of)

    def _one_by_one(self, parts: Sequence[Scope], as_of: dt.date) -> Iterator[Book]:
        for part in parts:
            self._spend_time()
            yield self.reach.books.open(part, as_of)

    def names(self, book: Book) -> Names:
        return names_of(book)

    def client(self, book: Book, words: str) -> Who:
        """The client meant by the words in that book. Raises NotFound or Unclear."""
        return names_of(book).one(words)

    def period(self, word: str, book: Book) -> Period:
        reaches_back = word.strip().lower().startswith(("all", ".."))  # only these ask where the data begin
        return parse_period(word, book.as_of, earliest=self._first_day(book) if reaches_back else None)

    def _first_day(self, book: Book) -> dt.date:
        sums = self.rollup(book)
        months = book.household_months["month"] if sums is None else sums.balance_months
        return months.min().date() if len(months) else book.as_of

    def spend_call(self) -> None:
        """Count one tool call against the turn's budget. Raises BudgetSpent when none or no time is left."""
        with self._lock:
            if self.tool_calls >= self.tool_calls_allowed:
                raise BudgetSpent(f"This question has used its {self.tool_calls_allowed} look-ups; ask a narrower one.")
            self.tool_calls += 1
        self._spend_time()

    def spend_model_call(self, allowed: int) -> None:
        """Count one call of the model, repair passes too. Raises BudgetSpent when none or no time is left."""
        with self._lock:
            if self.model_calls >= allowed:
                raise BudgetSpent("This question has used up its budget; ask a narrower one.")
            self.model_calls += 1
        self._spend_time()

    def _spend_time(self) -> None:
        if self.seconds_left() <= 0:
            raise BudgetSpent("This question has used up its time; ask a narrower one.")

    def keep(self, call: ToolCall, result: Result | None = None) -> None:
        with self._lock:
            self.calls.append(call)
            if result is not None:
                self.results[call.id] = result

    def lay(self, proposal: Proposal) -> None:
        """Put words meant for a client on the turn; they are reviewed before anybody sees them."""
        with self._lock:
            self.proposals.append(proposal)

    def lay_change(self, change: Change) -> None:
        """Put a change to the record on the turn; nothing is written before a person confirms it."""
        with self._lock:
            self.changes.append(change)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the turn, each id once, in the order found."""
        found: dict[str, Figure] = {}
        for result in self.results.values():
            found.update({f.id: f for f in result.figures})
        return tuple(found.values())

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for result in self.results.values() for block in result.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


def stamp(
    result: Result, tool: str, arguments: Mapping[str, Any], advisor_ids: Sequence[str], book_version: str
) -> Result:
    """Give each figure an id that names its call: the same book, scope, date and arguments give the same ids."""
    named = [tool, arguments, sorted(advisor_ids), result.as_of.isoformat(), book_version]
    call = json.dumps(named, sort_keys=True, default=str)
    digest = hashlib.sha256(call.encode()).hexdigest()[:10]
    return result.stamped({f.key: f"{tool}.{f.key}.{digest}" for f in result.figures}, book_version)


def _disjoint(scopes: Iterable[Scope], advisor_ids: Iterable[str], level: str) -> list[Scope]:
    """The advisors by the scopes of a level, each in exactly one; those who are in none are together in a last one."""
    left, parts = set(advisor_ids), list[Scope]()
    for scope in scopes:
        if scope.level == level and scope.advisor_ids and left.issuperset(scope.advisor_ids):
            parts.append(scope)
            left.difference_update(scope.advisor_ids)
    return [*parts, Scope("advisor", f"no {level}", tuple(sorted(left)))] if left else parts
