"""Disposal: the words of records whose period is over go for good; header, hash and proof stay.

One compliance officer asks, another approves. The record of the disposal comes first, naming every number; then the
payloads go (removal.py), and a second record says what went and what a hold kept. What a crash left half done, the
next pass finishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from ulid import ULID

from assistant.errors import BadArguments, NotFound, Refused
from assistant.retention import checkpoints, reading
from assistant.retention.decided import Actor, Said, by_another, only_officers, said, two_decided
from assistant.retention.disposals import Spans, read_pairs
from assistant.retention.due import Rules, plan, plan_over
from assistant.retention.holds import open_holds
from assistant.retention.records import Entry
from assistant.retention.removal import GONE, Outcome, carry_out
from assistant.retention.tree import StoredTree
from assistant.retention.verify import verify

if TYPE_CHECKING:
    from assistant.retention.log import Log

ASKED = "disposal.asked"


def ask(log: Log, by: Actor, policy: str, rules: Rules, *, only: Spans | None = None) -> Said:
    """Ask that what is due go; another officer approves. `policy` names the rule of the firm it is done under.

    Raises NotForThisRole, BadArguments without a policy, and Refused when nothing is due.
    """
    only_officers(by, "asks for a disposal")
    if not policy.strip():
        raise BadArguments("Name the policy under which the records go.")
    due = plan(log, rules, only=only)
    if not due.numbers:
        raise Refused("Nothing is due: no record has passed its date without being held.")
    receipt = log.append(Entry(type=ASKED, actor=by, payload={"policy": policy.strip(), **due.to_json()}))
    return _decision(log, ASKED, receipt.id)


def dispose(log: Log, asked: str, approver: Actor, rules: Rules, *, reason: str = "") -> Outcome:
    """Approve a disposal that another officer asked for (`asked`: the id of that record), and carry it out.

    What is due now among what was asked for goes, from the index of words too, in the same transaction.
    Raises NotForThisRole, NotFound, and Refused for the same person, for what was disposed of already, or while the log
    does not verify; ServiceDown leaves a disposal that `finish` ends.
    """
    only_officers(approver, "approves a disposal")
    request = _decision(log, ASKED, asked)
    by_another(request.actor, approver, "a disposal")
    _only_whole(log)
    with log.database.reading() as session:
        connection = session.connection()
        if any(each.payload.get("asked") == asked for each in said(connection, log.payloads, GONE)):
            raise Refused("What was asked for there has been disposed of already.")
        due = plan_over(connection, open_holds(connection, log.payloads), rules, read_pairs(request.payload["ranges"]))
        before = _position(connection)
    if not due.numbers:
        raise Refused("Nothing of what was asked for is due any more: it is held, or has gone.")
    told = {
        "asked": asked, "asked_by": request.by, "approved_by": approver.get("name") or approver["id"],
        "policy": request.payload["policy"], "reason": reason.strip(), "before": before, **due.to_json(),
    }  # fmt: skip
    name = str(ULID())  # of the disposal, in both of its records, and the id of this one
    log.append(Entry(type=GONE, actor=approver, payload={"disposal": name, **told}, parent=asked, id=name))
    return carry_out(log, _decision(log, GONE, name))


def finish(log: Log) -> list[Outcome]:
    """Carry out every disposal that was approved and not finished; nothing when there is none.

    Raises Refused while the log does not verify, ServiceDown when the database is away or a hold waits for its number.
    """
    waiting = unfinished(log)
    if waiting:
        _only_whole(log)
    return [carry_out(log, disposal) for disposal in waiting]


def unfinished(log: Log) -> list[Said]:
    """Disposals that were asked for by one officer, approved by another, and of which no record says they are done."""
    with log.database.reading() as session:
        found = said(session.connection(), log.payloads, ASKED, GONE)
    asked = {each.id: each for each in found if each.type == ASKED}
    ended = {each.payload["disposal"] for each in found if each.payload.get("finished")}
    return [
        each
        for each in found
        if each.type == GONE and not each.payload.get("finished") and each.id not in ended
        and (request := asked.get(str(each.payload.get("asked")))) and two_decided(request.actor, each.actor)
    ]  # fmt: skip


def _only_whole(log: Log) -> None:
    """The columns by which records are due or held are those that were hashed; else nobody knows what would go."""
    verdict = verify(log.database, log.keys)
    if not verdict.ok or verdict.untold:
        why = verdict.findings[0].message if verdict.findings else verdict.untold[0]
        raise Refused(f"The log does not verify, and nothing is disposed of until it does: {why}")


def _decision(log: Log, kind: str, record_id: str) -> Said:
    with log.database.reading() as session:
        for each in said(session.connection(), log.payloads, kind):
            if each.id == record_id:
                return each
    raise NotFound(f"There is no record {record_id} of a disposal, or it waits for its number: look again in a moment.")


def _position(connection: Connection) -> dict[str, Any]:
    """Where the log stands: size, root, newest signed checkpoint."""
    size, chain = reading.head(connection)
    last = checkpoints.last(connection)
    root = StoredTree(connection).frontier(size).root()
    return {"size": size, "chain": chain.hex(), "root": root.hex(), "checkpoint": last.note if last else None}
