"""The class of a communication: what FINRA 2210(a) and (b)(1) call it by its audience and its channel."""

from __future__ import annotations

from assistant.drafts import Channel
from assistant.drafts.draft import Class

RETAIL_FROM = 26
"""More than 25 retail persons within any 30 calendar days make a communication retail (FINRA 2210(a)(5))."""


def classify(channel: Channel, persons: int) -> Class:
    """Class of a draft for `persons` distinct retail persons.

    A post is static: it is written ahead and stays, so it needs approval like a retail communication. Persons are
    counted, not households; the firm-wide count over thirty days is the caller's, who adds earlier recipients.
    """
    if channel != "email":
        return "static_post"
    return "retail" if persons >= RETAIL_FROM else "correspondence"
