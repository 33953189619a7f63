"""Phrases as regular expressions over folded text, one to a line, compiled into one pattern of whole words.

In a phrase ` ~ ` stands for up to six words, `@client` and `@scope` for a masked name, `@clients` for one or several. A
line whose brackets are open goes on in the next.
"""

from __future__ import annotations

import re

GAP = r"[^\w@]+(?:[\w@'$%.,/&-]+[^\w@]+){0,6}?"
SEVERAL = r"@client(?:,? (?:(?:and|or|e|y|o) )?(?:the |i |gli |los |la )?@client)*"


def compiled(phrases: str) -> re.Pattern[str]:
    """One pattern of many phrases, each matched as whole words."""
    joined = "|".join(_whole(phrases)).replace(" ~ ", GAP).replace("@clients", SEVERAL)
    named = re.sub(r"@(client|scope)(?!_)", r"@\1_[a-z]", joined)
    return re.compile(rf"(?<![\w@])(?:{named})(?!\w)")


def _whole(phrases: str) -> list[str]:
    whole, begun = [], ""
    for line in filter(None, map(str.strip, phrases.splitlines())):
        begun += line
        bare = re.sub(r"\\.", "", begun)
        if bare.count("(") == bare.count(")"):
            whole.append(begun)
            begun = ""
    return whole
