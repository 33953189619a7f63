"""Which correspondence a principal looks at after it left: a risk-based random sample that can be drawn again.

No rule sets a percentage (FINRA 3110.06: risk-based). A draft is drawn when the HMAC-SHA-256 of its id under the
quarter's seed, read as a fraction of one, lies below the rate for its risk. Who does not know the seed cannot tell
which will be; who does, an examiner, draws the same ones.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

USUAL, NEW_REP, HEIGHTENED, BLOCKED = 0.10, 0.25, 1.0, 0.05
"""Shares looked at: of usual correspondence, of an advisor's first year, under heightened supervision, and of what the
rules held, which shows how often they are wrong."""
FIRST_YEAR = dt.timedelta(days=365)


def draw(seed: bytes, draft_id: str, rate: float) -> bool:
    """Whether this draft is in the sample. `rate` in [0, 1]; 1 draws every draft, 0 none."""
    digest = hmac.digest(seed, draft_id.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8]) < rate * 2**64


def rate_of(joined_on: dt.date | None, today: dt.date, *, heightened: bool) -> tuple[float, str]:
    """The share of an advisor's correspondence that is looked at, and why in words."""
    if heightened:
        return HEIGHTENED, "heightened supervision"
    if joined_on is not None and today - joined_on < FIRST_YEAR:
        return NEW_REP, "the advisor's first year"
    return USUAL, "the usual share"


def quarter_of(day: dt.date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"
