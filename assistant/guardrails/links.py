"""Where words lead: links to hosts that are not allowed, pictures from outside, headers slipped into a subject.

Hosts are read from the original characters: what only looks like an allowed host is another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_TOP = (
    "com|net|org|io|co|info|biz|gov|edu|mil|us|uk|it|es|eu|de|fr|ch|ca|app|dev|ai|me|xyz|top|site|online|link|"
    "click|ly|ru|cn|"
    "shop|finance|bank|cloud|example|test|tech|store|gg|tv|cc|gl"
)
_LINK = re.compile(r"(?<![\w@])(?:(?P<scheme>[a-z][a-z0-9+.-]{1,15}):)?//(?P<rest>[^\s<>\"'\])]{1,2048})", re.I)
_BARE = re.compile(
    rf"(?<![\w@/.:-])(?P<host>(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.){{1,6}}(?:{_TOP}|"
    rf"xn--[a-z0-9-]{{2,40}}))(?![\w@-]|\.\w)(?=[/?#:]|\W|$)"
)
_ACTIVE = re.compile(r"\b(?:(?:javascript|vbscript):\S|data:\w{1,20}/|file:/|mailto:\S{1,200}[?&](?:b?cc|to)=)", re.I)
_IMAGE = re.compile(
    r"!\[[^\]\n]{0,300}\]\s?[(\[]|<\s?(?:img|iframe|script|object|embed|link|meta|svg|video|audio|form)\b", re.I
)
_MARKDOWN = re.compile(r"(?<!!)\[(?P<shown>[^\]\n]{1,300})\]\(\s?(?P<target>[^)\s]{1,2048})")
_BREAK = re.compile(r"[\r\n\v\f\x85\u2028\u2029]|%0[da]|\\[rn](?=\s{0,3}[a-z-]{2,20}:)", re.I)
_HEADER = re.compile(
    r"^[ \t]*(?:bcc|cc|to|from|reply-to|sender|return-path|content-type|content-transfer-encoding|mime-version|"
    r"received|x-[\w-]{1,30})[ \t]*:",
    re.I | re.M,
)
_BLIND_COPY = re.compile(r"^[ \t]*(?:bcc|reply-to|return-path|content-type|mime-version)[ \t]*:", re.I | re.M)


def _links(passage: Passage, facts: Facts) -> Iterator[Hit]:
    text = passage.original
    for pattern, reason in (
        (_IMAGE, "It would load something from outside when it is shown."),
        (_ACTIVE, "It holds an address that runs or carries content."),
    ):
        for match in pattern.finditer(text):
            yield _at(passage, match.start(), match.end(), reason)
    for match in _MARKDOWN.finditer(text):
        shown, target = host_of(match["shown"]), host_of(match["target"])
        if shown and target and shown != target:
            yield _at(passage, match.start(), match.end(), f"The link shows {shown} and leads to {target}.")
    if "allowed_hosts" in facts:
        yield from _outside(passage, facts.strings("allowed_hosts"))


def _outside(passage: Passage, allowed: tuple[str, ...]) -> Iterator[Hit]:
    for match in (*_LINK.finditer(passage.original), *_BARE.finditer(passage.original)):
        host = host_of(match.group())
        if host and not is_allowed(host, allowed):
            yield _at(passage, match.start(), match.end(), f"The host {host} is not one that the firm allows.")


def host_of(link: str) -> str:
    """The host that a link really goes to: after any `user@`, without port; nothing when there is none."""
    match = _LINK.search(link)
    if match:
        place = re.split(r"[/?#\\]", match["rest"].lstrip("/\\"))[0]
        return place.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    bare = _BARE.match(link.strip().partition("/")[0])
    return bare["host"].lower() if bare else ""


def is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    """An allowed host itself, with or without `www.`; its subdomains only where the list says `*.host`."""
    names = {name.strip().lower() for name in allowed}
    plain = host.removeprefix("www.")
    if {host, plain, f"www.{plain}"} & names:
        return True
    return any(host.endswith(name[1:]) for name in names if name.startswith("*."))


def _at(passage: Passage, start: int, end: int, reason: str) -> Hit:
    return Hit(*passage.folded_span(start, end), reason)


def _headers(passage: Passage, facts: Facts) -> Iterator[Hit]:
    """Line breaks in a subject or an address, and header lines where the words of a message should be."""
    for key in ("subject", "to", "recipients", "cc", "sender"):
        for value in facts.strings(key):
            if _BREAK.search(value):
                yield Hit(0, 0, f"The {key} holds a line break, which would add a header of its own.")
    first, last = passage.subject
    if last:
        if _BREAK.search(passage.low[first:last].strip()):
            yield Hit(first, last, "The subject holds an encoded line break.")
        match = _HEADER.match(passage.low, last)
        if match:
            yield Hit(match.start(), match.end(), "A header line follows the subject.")
    for match in _BLIND_COPY.finditer(passage.low):
        yield Hit(match.start(), match.end(), "A header line stands among the words.")


RULES = (
    Rule(
        "link-not-allowed",
        "Link or picture from a host that is not allowed",
        "block",
        "Reg S-P 17 CFR 248.30; FINRA 3110; RN 10-06 (third-party links)",
        "Remove the link or picture, or use an address on the firm's list.",
        "Not a link to an allowed host, an email address, or the name of a file; where no list is on file, plain "
        "links pass.",
        _links,
    ),
    Rule(
        "header-injection",
        "Header slipped into a subject or address",
        "block",
        "Reg S-P 17 CFR 248.30; SEC 206(4)-7 firm policy",
        "Write the subject on one line and name recipients only in their own field.",
        "Not a first line `Subject:`, nor the word 'to' followed by a colon inside a message.",
        _headers,
    ),
)
