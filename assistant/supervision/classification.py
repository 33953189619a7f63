"""The class of a communication by audience and channel (FINRA 2210(a) and (b)(1)), and what each class needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.drafts import Channel
from assistant.drafts.draft import Class

RETAIL_FROM = 26
"""More than 25 retail persons within any 30 calendar days make a communication retail (FINRA 2210(a)(5))."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads the same words: distinct retail persons of thirty days firm-wide, institutional investors, and staff.

    A prospect is a retail person, and so is a participant of a plan, however large the plan. Persons are counted, not
    households and not messages.
    """

    retail: int = 0
    institutional: int = 0
    staff: int = 0


@dataclass(frozen=True, slots=True)
class Needs:
    """What a class needs, in words: before use, after use, and what must be on file."""

    before: str
    after: str
    on_file: str

    def to_json(self) -> dict[str, str]:
        return {"before": self.before, "after": self.after, "on_file": self.on_file}


NEEDS: Mapping[Class, Needs] = {
    "correspondence": Needs(
        "The sender's own release; the firm may require more.",
        "Review by a principal of a risk-based sample (FINRA 3110(b)(4), .06).",
        "Who prepared and who reviewed it (FINRA 3110.09); three years.",
    ),
    "retail": Needs(
        "A registered principal's dated approval, before the earlier of use or filing (FINRA 2210(b)(1)(A)).",
        "Filing with FINRA where 2210(c) asks for it.",
        "The piece, dates of first and last use, who approved it and when, sources of its statistics (FINRA "
        "2210(b)(4)(A)); three years from last use.",
    ),
    "static_post": Needs(
        "A registered principal's approval, as for a retail communication (Regulatory Notice 10-06).",
        "Filing with FINRA where 2210(c) asks for it; proof of what was posted.",
        "As for a retail communication.",
    ),
    "interactive_post": Needs(
        "None (FINRA 2210(b)(1)(D)(ii)).",
        "Supervised as correspondence, with its context captured.",
        "The post with what it answers; three years.",
    ),
    "institutional": Needs(
        "None by rule where procedures and training stand for it; this firm's principal approves (FINRA 2210(b)(3)).",
        "Review by a qualified principal under the firm's procedures.",
        "As for a retail communication, with who prepared or distributed it.",
    ),
    "internal": Needs(
        "None.",
        "Review of a sample (FINRA 3110(b)(4)).",
        "Who wrote it to whom; three years.",
    ),
}


def classify(channel: Channel, audience: Audience, *, live: bool = False) -> Class:
    """Class of words for an audience on a channel.

    A post is static: it is written ahead and stays; only `live`, an answer in a running exchange that nobody scheduled,
    is interactive. One retail person among institutions makes a communication correspondence or retail.
    """
    if channel != "email":
        return "interactive_post" if live else "static_post"
    if audience.retail >= RETAIL_FROM:
        return "retail"
    if audience.retail == 0 and audience.institutional:
        return "institutional"
    if audience.retail == 0 and audience.staff:
        return "internal"
    return "correspondence"
