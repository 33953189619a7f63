"""An index of the encrypted log by blind tokens: it can be asked for a word and does not tell which words there are.

A token is a keyed hash of a word's beginning, of a client, a rule, a person or a kind. The index is derived from the
records: it may be dropped and is built again. It can leave a record out of a search, never change one, and an export
does not ask it.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, text, update

from assistant.retention import reading
from assistant.retention.keys import Keys
from assistant.retention.payloads import Payloads
from assistant.retention.records import Record
from assistant.retention.tables import INDEXED, RECORDS, SEQUENCER
from assistant.retention.words import folded, rules_of, texts_of, tokens_of, words_of

PAGE = 500  # numbers asked of the index at a time, newest first
STEP = 100  # records indexed in one transaction, so that no barrier waits long
_KEPT = 200_000  # tokens whose hash is remembered


class WordIndex:
    """The index of one log; what it writes, it writes in its caller's transaction."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._blind: Callable[[str], str] = lru_cache(_KEPT)(self._hashed)

    def upto(self, connection: Connection) -> int:
        """The last record that is indexed."""
        return int(connection.execute(select(INDEXED.c.upto)).scalar_one_or_none() or 0)

    def advance(self, connection: Connection, payloads: Payloads, step: int = STEP) -> int:
        """Index the next records; returns how many."""
        if connection.dialect.name != "sqlite":  # no words may go between their reading and their indexing
            connection.execute(select(SEQUENCER.c.only).with_for_update())
        begun = self.upto(connection)
        records = list(reading.each(connection, payloads, begun, begun + step))
        if records:
            self._add(connection, records)
            row = {"upto": records[-1].seq}
            known = connection.execute(select(INDEXED.c.only)).first()
            connection.execute(update(INDEXED).values(row) if known else insert(INDEXED).values(only=1, **row))
        return len(records)

    def remove(self, connection: Connection, payloads: Payloads, seqs: Sequence[int]) -> None:
        """Forget records whose payloads are about to go; while they still open, since their words are needed."""
        upto = self.upto(connection)
        known = [seq for seq in seqs if seq <= upto]
        records = list(reading.newest_first(connection, payloads, [RECORDS.c.seq.in_(known)]))
        if connection.dialect.name != "sqlite":
            connection.execute(text("DELETE FROM log_word WHERE seq = ANY(:seqs)"), {"seqs": known})
        elif records:
            gone = text("INSERT INTO log_word (log_word, rowid, tokens) VALUES ('delete', :seq, :tokens)")
            connection.execute(gone, [{"seq": r.seq, "tokens": " ".join(self.tokens(r))} for r in records])
        for record in records:  # what is left of them can still be found by who and when
            self._add(connection, [record], words=False)

    def clear(self, connection: Connection) -> None:
        """Forget everything: the index is built again from the records."""
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO log_word (log_word) VALUES ('delete-all')"))
        else:
            connection.execute(text("DELETE FROM log_word"))
        connection.execute(delete(INDEXED))

    def newest_first(
        self, connection: Connection, alternatives: Iterable[set[str]], first: int, last: int
    ) -> Iterator[Sequence[int]]:
        """Numbers from `first` to `last` of records that have all tokens of one alternative, newest first, by pages.

        One query, read as it is asked for: to ask anew for each page would sort all that match again.
        """
        sets = [sorted(map(self._blind, tokens)) for tokens in alternatives]
        if connection.dialect.name == "sqlite":
            asked = " OR ".join(f"({' AND '.join(tokens)})" for tokens in sets)
            query = "SELECT rowid FROM log_word WHERE log_word MATCH :asked AND rowid BETWEEN :first AND :last"
            query += " ORDER BY rowid DESC"
        else:
            asked = " | ".join(f"({' & '.join(tokens)})" for tokens in sets)
            query = "SELECT seq FROM log_word WHERE tokens @@ CAST(:asked AS tsquery) AND seq BETWEEN :first AND :last"
            query += " ORDER BY seq DESC"
        statement = text(query).execution_options(yield_per=PAGE)
        yield from (
            connection.execute(statement, {"asked": asked, "first": first, "last": last}).scalars().partitions(PAGE)
        )

    def tokens(self, record: Record, *, words: bool = True) -> list[str]:
        """The blind tokens of a record, in order; without `words` those of its header alone."""
        actor = record.actor
        plain = {f"kind:{record.kind}", f"type:{record.type}", f"who:={folded(actor['id'])}"}
        plain |= {f"who:{token}" for token in tokens_of(words_of(str(actor.get("name", ""))))}
        plain |= {f"client:{client}" for client in record.scope.get("clients", ())}
        if words:
            plain |= {f"rule:{rule}" for rule in rules_of(record.payload)}
            plain |= {token for said in texts_of(record.payload) for token in tokens_of(words_of(said))}
        return sorted(map(self._blind, plain))

    def _hashed(self, token: str) -> str:
        digest = hmac.digest(self._keys.derived("search"), token.encode("utf-8", "surrogatepass"), sha256)
        return base64.b32encode(digest[:10]).decode().lower()

    def _add(self, connection: Connection, records: Sequence[Record], *, words: bool = True) -> None:
        rows = [(record.seq, self.tokens(record, words=words)) for record in records]
        if connection.dialect.name == "sqlite":
            statement = text("INSERT INTO log_word (rowid, tokens) VALUES (:seq, :tokens)")
            connection.execute(statement, [{"seq": seq, "tokens": " ".join(tokens)} for seq, tokens in rows])
        else:
            statement = text("INSERT INTO log_word (seq, tokens) VALUES (:seq, array_to_tsvector(:tokens))")
            connection.execute(statement, [{"seq": seq, "tokens": tokens} for seq, tokens in rows])
