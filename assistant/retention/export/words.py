"""A record in words: what it is called, what it says, from whom and to whom. Pure; every text it gives can be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assistant.downloads import visible

REMOVED = "The words were removed under the retention schedule."
OUTSIDE = "Outside any conversation"
TITLES = {
    "msg.in": "Question",
    "msg.edited": "Question edited",
    "msg.deleted": "Question deleted",
    "prompt.sent": "Prompt to the model",
    "model.response": "Reply of the model",
    "guard.verdict": "Review of the words",
    "answer.released": "Answer released",
    "answer.withheld": "Answer withheld",
    "draft.version": "Draft",
    "draft.reviewed": "Draft reviewed",
    "approval.decided": "Approval decided",
    "send.intent": "About to send",
    "send.result": "Outcome of sending",
    "retention.disposed": "Words removed under the schedule",
}
SPOKEN = ("text", "words", "answer", "body")  # where a payload holds what somebody said; the first that is there
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9-]+")
NOT_IN_A_DOMAIN = re.compile(r"[^A-Za-z0-9.-]+|\.(?=\.)")


class Person(NamedTuple):
    """Somebody who says or is told something; who has no mail address gets one within the log's own name."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


def title(header: Mapping[str, Any]) -> str:
    """What a record is called: in words where its type has some, else its type."""
    kind = str(header["type"])
    return TITLES.get(kind, kind.replace(".", " ").capitalize())


def told(payload: Any) -> tuple[str, list[tuple[str, str]]]:
    """(what somebody said, everything else by name) of a payload."""
    if not isinstance(payload, Mapping):
        return _shown(payload), []
    spoken = _spoken(payload)
    rest = [(_shown(key), "\n".join(_outline(value))) for key, value in payload.items() if key != spoken]
    return _said(payload), [(key, value) for key, value in rest if value]


def text(payload: Any, gone: bool) -> str:
    """The whole payload as one text."""
    if gone:
        return REMOVED
    said, rest = told(payload)
    lines = [f"{key}:\n  {value.replace(chr(10), chr(10) + '  ')}" if "\n" in value else f"{key}: {value}"
             for key, value in rest]  # fmt: skip
    return "\n\n".join(filter(None, [said, "\n".join(lines)]))


def subject(header: Mapping[str, Any], payload: Any) -> str:
    """One line: the subject that the words have, or what the record is and how it begins."""
    given = payload.get("subject") if isinstance(payload, Mapping) else None
    if isinstance(given, str) and given:
        return line(given)[:200]
    said = line(_said(payload))
    return f"{title(header)} {header['seq']}" + (f": {said[:60]}" if said else "")


def envelope(header: Mapping[str, Any], payload: Any, origin: str) -> tuple[Person, list[Person]]:
    """(sender, recipients). A person asks the assistant, it answers the person, a draft is for its clients."""
    domain, actor = domain_of(origin), header["actor"]
    person = Person(line(actor.get("name") or actor["id"]), _within(actor["id"], domain))
    assistant = Person("Assistant", f"assistant@{domain}")
    family = header["type"].partition(".")[0]
    if family == "msg":
        return person, [assistant]
    if family == "answer":
        return assistant, [person]
    return person, list(_recipients(header, payload, domain)) if family in ("draft", "send") else []


def domain_of(origin: str) -> str:
    """The log's name as the right side of a Message-ID."""
    return NOT_IN_A_DOMAIN.sub("-", origin)[:60].strip("-.") or "log"


def line(value: str) -> str:
    """The text as one line."""
    return " ".join(visible(value).split())


def moment(header: Mapping[str, Any]) -> str:
    return str(header["ts"]).replace("T", " ").replace("Z", " UTC")


def text_file(seq: int) -> str:
    """Where an export has a record's words as plain text."""
    return f"text/{seq:010d}.txt"


def _spoken(payload: Mapping[str, Any]) -> str | None:
    return next((key for key in SPOKEN if isinstance(payload.get(key), str) and payload[key]), None)


def _said(payload: Any) -> str:
    if not isinstance(payload, Mapping):
        return _shown(payload)
    return _shown(payload[spoken]) if (spoken := _spoken(payload)) else ""


def _recipients(header: Mapping[str, Any], payload: Any, domain: str) -> Iterator[Person]:
    named = payload.get("to") if isinstance(payload, Mapping) else None
    if not isinstance(named, list):
        for client in header.get("scope", {}).get("clients", ()):
            yield Person(line(client), _within(client, domain))
        return
    for each in named:
        name, address = (str(each.get(key) or "") for key in ("name", "address")) if isinstance(each, Mapping) else (
            str(each), "")  # fmt: skip
        known = PLAIN_ADDRESS.fullmatch(address) and len(address) <= 254
        yield Person(line(name), address) if known else Person(line(f"{name} {address}"), _within(name, domain))


def _within(name: str, domain: str) -> str:
    return f"{NOT_IN_A_NAME.sub('-', name)[:60].strip('-') or 'unnamed'}@{domain}"


def _outline(value: Any) -> Iterator[str]:
    """A value as indented lines, names before what they name."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{_shown(key)}:", item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _entry("-", item)
    elif value is not None and value != "":
        yield from _shown(value).split("\n")


def _entry(mark: str, item: Any) -> Iterator[str]:
    below = list(_outline(item))
    if mark == "-" or (len(below) == 1 and not isinstance(item, Mapping)):
        mark = f"{mark} {below.pop(0)}" if below else mark
    yield mark
    yield from (f"  {each}" for each in below)


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return visible(value.decode("utf-8", "replace"))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "\n".join(_outline(value))
    return "" if value is None else visible(str(value))
