"""What one version changed against another, word by word."""

from __future__ import annotations

import difflib
import re

from assistant.drafts.draft import Draft


def compare(before: Draft, after: Draft) -> list[dict[str, str]]:
    """The two texts (subject, then body) as runs of `same`, `removed` and `added` words in reading order.

    `same` and `added` together give the new text, `same` and `removed` the old one, letter for letter.
    """
    old, new = _words(before), _words(after)
    runs: list[dict[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append({"kind": "same", "text": "".join(old[a:b])})
            continue
        runs += [{"kind": "removed", "text": "".join(old[a:b])}] if b > a else []
        runs += [{"kind": "added", "text": "".join(new[c:d])}] if d > c else []
    return runs


def _words(draft: Draft) -> list[str]:
    return re.findall(r"\s+|\S+", f"{draft.subject}\n\n{draft.body}")
