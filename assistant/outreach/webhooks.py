"""Signed webhooks, going out and coming in, as the Standard Webhooks specification has them.

`webhook-id`, `webhook-timestamp` and `webhook-signature`, an HMAC-SHA-256 over id, time and body: whoever shares the
secret can tell that a request is theirs, fresh and whole.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping

from assistant.errors import NotSignedIn

FRESH = dt.timedelta(minutes=5)
_PREFIX, _DIGITS = "whsec_", 15
UNSIGNED = "The request is not signed as agreed, or is older than five minutes."


def signed(secret: str, message_id: str, body: bytes, at: dt.datetime) -> dict[str, str]:
    """The three headers for a body."""
    moment = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": _mac(secret, message_id, moment, body),
    }


def check_signed(secret: str, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> str:
    """The id of a signed request. Raises NotSignedIn, always the same, for one that is unsigned, altered or old."""
    message_id, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split(" ")
    is_time = moment.isascii() and moment.isdigit() and len(moment) < _DIGITS
    fresh = is_time and abs(now.timestamp() - int(moment)) <= FRESH.total_seconds()
    wanted = _mac(secret, message_id, moment, body).encode()
    same = any(hmac.compare_digest(wanted, each.encode()) for each in given)
    if not (secret and message_id and fresh and same):
        raise NotSignedIn(UNSIGNED)
    return message_id


def _key(secret: str) -> bytes:
    """The key of a secret: `whsec_` and base64, as the specification writes one, or plain words."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise NotSignedIn(UNSIGNED) from error


def _mac(secret: str, message_id: str, moment: str, body: bytes) -> str:
    digest = hmac.digest(_key(secret), f"{message_id}.{moment}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"
