"""A conversation as a tree, on page and paper alike: what follows stands below, what branches off is set in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from assistant.retention.canonical import restore
from assistant.retention.export.contents import VERSIONS_OF_A_MESSAGE, Contents
from assistant.retention.export.rows import JSON, exact_line
from assistant.retention.export.words import REMOVED, line, moment, title, told
from assistant.retention.records import COMMUNICATIONS, Record

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A record to be read. `depth` is how far it is set in; `facts` and `told` are names with what each is."""

    seq: int
    id: str
    title: str
    type: str
    at: str
    by: str
    parent: str | None
    said: str
    told: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str]]
    versions: Sequence[int]
    depth: int = 0

    @property
    def heading(self) -> str:
        return f"Record {self.seq}: {self.title}"


def shown(record: Mapping[str, Any], versions: Callable[[int], Sequence[int]]) -> Shown:
    """A record of records.jsonl, to be read; `versions` gives the numbers of the versions of what it is one of."""
    header = json.loads(record["header"])
    payload = record["payload"]
    if header.get("payload_type") == JSON:
        payload = restore(payload)
    said, rest = (REMOVED, []) if record["content"] is None else told(payload)
    actor, scope = header["actor"], header.get("scope", {})
    by = line(" ".join(filter(None, [actor.get("name"), f"({actor['id']})", actor.get("role")])))
    facts = [
        ("Clients", " ".join(scope.get("clients", ()))),
        ("Channel", scope.get("channel")),
        ("Run", header.get("run")),
        ("Model", header.get("model")),
        ("Keep until", header.get("retain_until")),
        ("Id", header["id"]),
        ("Hash", record["leaf"]),
    ]
    plain = [(name, line(value)) for name, value in facts if value]
    return Shown(
        record["seq"], header["id"], title(header), header["type"], moment(header), by, header.get("parent"),
        said, rest, plain, versions(record["seq"]),
    )  # fmt: skip


def told_as_tree(records: Sequence[Record]) -> list[Shown]:
    """The records of one conversation, in the order of the log, as its tree, each with the versions of what it is."""
    with closing(Contents()) as contents:
        for record in records:
            spoken = record.type in COMMUNICATIONS
            contents.add(record.header, record.payload, 0, 0, communication=spoken)
        return as_tree(shown(json.loads(exact_line(record, ())), contents.versions) for record in records)


def as_tree(records: Iterable[Shown]) -> list[Shown]:
    """The records of one conversation, in the order of the log, put into the order of their tree with their depths.

    Under a record come first its side branches, set in, then what follows it. An edit is always a side branch.
    """
    kept = list(records)
    numbers = {each.id: each.seq for each in kept}
    below: dict[str | None, list[Shown]] = defaultdict(list)
    for each in kept:
        known = numbers.get(each.parent or "", each.seq) < each.seq  # a parent that came later is none
        below[each.parent if known else None].append(each)
    return list(_ordered(below))


def _ordered(below: Mapping[str | None, list[Shown]]) -> Iterator[Shown]:
    waiting = [(each, 0) for each in reversed(below.get(None, ()))]
    while waiting:
        each, depth = waiting.pop()
        yield replace(each, depth=min(depth, DEEPEST))
        following = below.get(each.id, [])
        onward = next((child for child in following if child.type not in VERSIONS_OF_A_MESSAGE), None)
        if onward:
            waiting.append((onward, depth))
        waiting.extend((child, depth + 1) for child in reversed(following) if child is not onward)
