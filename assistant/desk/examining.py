"""What an examiner asks of the record: a conversation as it went, an export with its proofs; and the log's own keys.

Every look and every export is recorded before it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.callers import Caller
from assistant.errors import BadArguments, NotForThisRole, NotFound
from assistant.retention import Entry, Log, Receipt, Record, Search, rotation
from assistant.retention.export import Manifest, Shown, told_as_tree, write_export
from assistant.retention.notes import read_note

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

Progress = Callable[[str, int], None]


def look_at_record(desk: Desk, caller: Caller, named: str) -> Record:
    """One record by its number or id. Raises NotFound, also for one that this caller may not see."""
    _look(desk, caller, {"record": named})
    number = named.strip().lstrip("#")
    found = desk.log.read(int(number)) if number.isdigit() else next(iter(desk.log.search(Search(id=number))), None)
    if found is None or not _may_see(caller, [found]):
        raise NotFound(f"There is no record {named}.")
    return found


def look_at_conversation(desk: Desk, caller: Caller, conversation: str) -> list[Shown]:
    """A conversation to be read: its records in the order of their tree, with every version of what was changed.

    Raises NotFound, also for one that this caller may not see.
    """
    _look(desk, caller, {"conversation": conversation})
    records = desk.log.conversation(conversation)
    if not records or not _may_see(caller, records):
        raise NotFound(f"There is no conversation {conversation}.")
    return told_as_tree(records)


def export_records(
    desk: Desk, caller: Caller, folder: Path, wanted: Search, *, reason: str, progress: Progress | None = None
) -> Manifest:
    """Write every record that matches into a new folder, with proofs and the program that checks them.

    The search's limit does not count here. Raises NotForThisRole for who may not hand records out, BadArguments
    without a reason or when the folder is in use, ServiceDown when the log's end is not signed in time.
    """
    if not caller.may("produce_records"):
        raise NotForThisRole("Only compliance and the officer of production export the record.")
    if not reason.strip():
        raise BadArguments("Say for whom or why the export is made; it is recorded with it.")
    log, asked, run = desk.log, _asked(wanted), desk.run(caller)
    name = run.record("access.export", {"reason": reason, "folder": folder.name, "asked": asked}, wait=True)
    notes = _notes_over_everything(log)
    size = read_note(notes[-1])[0].size
    with log.proofs(size) as proof:
        manifest = write_export(
            folder,
            _chosen(log, wanted, size),
            origin=log.origin,
            checkpoints=notes,
            trusted=log.keys.trusted_file(),
            proof=proof,
            asked={**asked, "reason": reason},
            by=caller.as_actor(),
            at=desk.clock(),
            progress=progress,
        )
    written = {"count": manifest.count, "sha256": manifest.sha256, "checkpoint_size": size}
    run.record("access.export", {"written": written, "asked_by_record": name}, wait=True)
    return manifest


def rotate_log_key(desk: Desk, caller: Caller, reason: str) -> Receipt:
    """Change the key that signs the log, by a record that the old key and the new one both sign."""
    if not caller.may("rotate_log_key"):
        raise NotForThisRole("Only an administrator or compliance changes the log's signing key.")
    if not reason.strip():
        raise BadArguments("Say why the signing key is changed; it is recorded.")
    old, new = desk.log.keys.signing(), desk.log.keys.next_signing()
    desk.log.keys.keep_waiting(new)
    said = rotation(desk.log.origin, old, new, reason)
    return desk.log.append(Entry(type="key.rotated", actor=caller.as_actor(), payload=said))


def _look(desk: Desk, caller: Caller, at: dict[str, Any]) -> None:
    if "search_records" not in caller.tools():
        raise NotForThisRole("Only compliance and principals look into the record.")
    desk.run(caller).record("access.read", at, wait=True)


def _may_see(caller: Caller, records: list[Record]) -> bool:
    return all(caller.sees_records_of(record.scope.get("advisors", ())) for record in records)


def _asked(wanted: Search) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(wanted).items() if value is not None and name != "limit"}


def _notes_over_everything(log: Log) -> list[str]:
    log.checkpoint()
    return log.checkpoints()


def _chosen(log: Log, wanted: Search, size: int) -> Iterator[Record]:
    return (record for record in log.each(until=size) if wanted.meets(record))
