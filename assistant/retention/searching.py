"""Searching the log: by words, people, clients, kinds, rules and days. The index proposes, the record itself decides.

What the index has not reached yet is read one by one, so that a search is right at any moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from assistant.errors import BadArguments
from assistant.retention import reading
from assistant.retention.payloads import Payloads
from assistant.retention.records import KIND_OF, KINDS, Record, moment_text
from assistant.retention.tables import RECORDS
from assistant.retention.word_index import WordIndex
from assistant.retention.words import begins, folded, phrases_of, rules_of, says, texts_of, tokens_asked, words_of

BIGGEST = 2**62
CANDIDATES = 20_000
"""Records opened at most for one search; a search that reaches it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for; every field that is given must match.

    `id` is one record's, `run` one turn's, `actor` an id, `person` an id or the beginning of names, `client` a
    reference, `rule` a guardrail's that found something, `channel` where it was said; `text` words of the payload, in
    quotation marks when they follow each other. `since` is included, `until` is not.
    Raises BadArguments on a type, kind or limit that cannot be, and on words without a letter or digit.
    """

    id: str | None = None
    run: str | None = None
    type: str | None = None
    kind: str | None = None
    actor: str | None = None
    person: str | None = None
    conversation: str | None = None
    client: str | None = None
    channel: str | None = None
    rule: str | None = None
    text: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int = 100

    def __post_init__(self) -> None:
        if self.type is not None and self.type not in KIND_OF:
            raise BadArguments(f"{self.type!r} is not a type of record; the types are {', '.join(KIND_OF)}.")
        if self.kind is not None and self.kind not in KINDS:
            raise BadArguments(f"{self.kind!r} is not a kind of record; the kinds are {', '.join(KINDS)}.")
        if self.limit < 1:
            raise BadArguments(f"A search for {self.limit} records finds nothing; give a limit of 1 or more.")
        for name in ("text", "person"):
            asked = getattr(self, name)
            if asked is not None and not phrases_of(asked):
                raise BadArguments(f"“{asked}” has no letter or digit to look for; give a word.")

    def meets(self, record: Record) -> bool:
        """Whether a record matches everything that is asked."""
        scope = record.scope
        plain = (
            (self.id, record.id), (self.run, record.run), (self.type, record.type), (self.kind, record.kind),
            (self.actor, record.actor["id"]), (self.conversation, scope.get("conversation")),
            (self.channel, scope.get("channel")),
        )  # fmt: skip
        if any(asked is not None and asked != said for asked, said in plain):
            return False
        if (self.since and record.at < self.since) or (self.until and record.at >= self.until):
            return False
        if self.client is not None and self.client not in scope.get("clients", ()):
            return False
        if self.rule is not None and self.rule not in rules_of(record.payload):
            return False
        return self._meets_person(record) and self._meets_words(record)

    def _meets_person(self, record: Record) -> bool:
        if self.person is None or folded(self.person) == folded(record.actor["id"]):
            return True
        named = words_of(str(record.actor.get("name", "")))
        return all(any(begins(word, asked) for word in named) for asked in words_of(self.person))

    def _meets_words(self, record: Record) -> bool:
        if self.text is None:
            return True
        said = [words_of(text) for text in texts_of(record.payload)]
        return all(any(says(words, phrase) for words in said) for phrase in phrases_of(self.text))


class Found(NamedTuple):
    """Records newest first; `whole` is False when more may match than were opened."""

    records: list[Record]
    whole: bool


def search(
    connection: Connection, payloads: Payloads, index: WordIndex, wanted: Search, *, most: int | None = None
) -> Found:
    """Matching records, newest first, at most the search's limit; of those that may match at most `most` are opened."""
    most = CANDIDATES if most is None else most
    found: list[Record] = []
    for opened, record in enumerate(_candidates(connection, payloads, index, wanted)):
        if opened == most:
            return Found(found, False)
        if wanted.meets(record):
            found.append(record)
            if len(found) == wanted.limit:
                break
    return Found(found, True)


def _candidates(connection: Connection, payloads: Payloads, index: WordIndex, wanted: Search) -> Iterator[Record]:
    """Records that may match, newest first: what is not indexed yet, then what the index knows."""
    conditions = _conditions(wanted)
    alternatives = _tokens(wanted)
    if not alternatives:
        yield from reading.newest_first(connection, payloads, conditions)
        return
    upto = index.upto(connection)
    yield from reading.newest_first(connection, payloads, [*conditions, RECORDS.c.seq > upto])
    first, last = _bounds(connection, wanted)
    for numbers in index.newest_first(connection, alternatives, first, last):
        yield from reading.newest_first(connection, payloads, [*conditions, RECORDS.c.seq.in_(numbers)])


def _conditions(wanted: Search) -> list[ColumnElement[bool]]:
    column = RECORDS.c
    equal = ("id", "run", "type", "kind", "conversation", "channel")
    conditions = [column[name] == getattr(wanted, name) for name in equal if getattr(wanted, name) is not None]
    if wanted.actor is not None:
        conditions.append(column.actor_id == wanted.actor)
    if wanted.since:
        conditions.append(column.ts >= moment_text(wanted.since))
    if wanted.until:
        conditions.append(column.ts < moment_text(wanted.until))
    return conditions


def _bounds(connection: Connection, wanted: Search) -> tuple[int, int]:
    """The numbers between which every record of the days asked for lies, whatever the clock did meanwhile."""
    seq, ts = RECORDS.c.seq + 0, RECORDS.c.ts  # + 0: by the index of times, not by walking the rows from their end
    first: int | None = 0
    last: int | None = BIGGEST
    if wanted.since:
        first = connection.execute(select(func.min(seq)).where(ts >= moment_text(wanted.since))).scalar_one()
    if wanted.until:
        last = connection.execute(select(func.max(seq)).where(ts < moment_text(wanted.until))).scalar_one()
    return (1, 0) if first is None or last is None else (first, last)


def _tokens(wanted: Search) -> list[set[str]]:
    """Sets of tokens of which a matching record has one whole set; none when only columns are asked for."""
    tokens = {token for phrase in phrases_of(wanted.text or "") for token in tokens_asked(phrase)}
    tokens |= {f"client:{wanted.client}"} if wanted.client is not None else set()
    tokens |= {f"rule:{wanted.rule}"} if wanted.rule is not None else set()
    if wanted.person is None:
        return [narrowed(tokens, wanted)] if tokens else []
    named = {f"who:{token}" for word in words_of(wanted.person) for token in tokens_asked([word])}
    return [narrowed(tokens | more, wanted) for more in ({f"who:={folded(wanted.person)}"}, named)]


def narrowed(tokens: set[str], wanted: Search) -> set[str]:
    """With the tokens of columns, so that a frequent word among other kinds or people is not opened in vain."""
    return tokens | {f"{name}:{value}" for name in ("kind", "type") if (value := getattr(wanted, name)) is not None}
