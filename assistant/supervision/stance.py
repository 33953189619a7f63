"""The firm's stance on what its people write: `education`, `standard` or `open`. It only ever tightens the rules.

Under `education` a principal looks at every letter that seeks business and every text that recommends, whatever its
class. `standard` and `open` add nothing to the rules; no stance takes a flag away. A firm that writes to teach keeps
clear of the rules of recommendations (FINRA 2111, Reg BI), and its principals see where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from assistant.guardrails import Flag, is_flagged

Stance = Literal["education", "standard", "open"]
STANCES: tuple[Stance, ...] = get_args(Stance)
RULE = "firm-stance"


def stance_flags(text: str, facts: Mapping[str, Any], *, seeks_business: bool) -> tuple[Flag, ...]:
    """What the firm's stance (`facts["stance"]`) adds to the review of a text; `seeks_business`: by its occasion."""
    if facts.get("stance") != "education":
        return ()
    if seeks_business:
        return (_flag("It seeks business, and this firm writes to teach: a principal looks at it."),)
    if is_flagged("recommendation-in-answer", text, facts, "answer"):
        return (_flag("It recommends, and this firm writes to teach: a principal looks at it."),)
    return ()


def _flag(reason: str) -> Flag:
    cure = "Say what is so and leave the choice to the reader, or let a principal decide."
    return Flag(RULE, "needs_principal_review", 0, 0, "", reason, "The firm's own stance (ASSISTANT_STANCE)", cure)
