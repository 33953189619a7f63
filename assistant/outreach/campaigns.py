"""A campaign: who of a segment gets its letter, who is held out to measure it, and who is left out and why. Pure.

The hold-out is drawn from a recorded seed: the readers in the order of an HMAC-SHA-256 of their ids under it, the first
tenth of them. Only letters that seek business have one; nobody is held out of a letter about their own.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from typing import Literal

from assistant.errors import BadArguments
from assistant.outreach.permission import MARKETING

Group = Literal["treated", "holdout", "left_out"]
HOLD_OUT = 0.10
MOST_HELD_OUT = 0.5


def holdout_share(occasion: str, asked: float | None) -> float:
    """The share held out: a tenth of a letter that seeks business, nobody of any other. Raises BadArguments for another
    share of a letter about the readers' own business, or more than half."""
    if occasion not in MARKETING:
        if asked:
            raise BadArguments("Nobody is held out of a letter about their own business: leave the hold-out out.")
        return 0.0
    share = HOLD_OUT if asked is None else asked
    if not 0 <= share <= MOST_HELD_OUT:
        raise BadArguments(f"A hold-out is a share from 0 to {MOST_HELD_OUT}, as 0.1.")
    return share


def held_out(clients: Collection[str], seed: bytes, share: float) -> frozenset[str]:
    """Those of the clients who get no letter: as many as the share of them, rounded, the same for the same seed."""
    drawn = sorted(clients, key=lambda client: hmac.digest(seed, client.encode(), hashlib.sha256))
    return frozenset(drawn[: round(share * len(drawn))])
