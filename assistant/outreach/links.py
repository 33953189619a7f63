"""Signed links: what stands in one was written by this firm, for one purpose, and is good up to a moment.

A link carries ids and no words, for whoever holds it can read it. It opens nothing but what it was made for: the
purpose is part of the signature.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from assistant.errors import NotFound

SAID, UNTIL = "s", "u"


class LinkNotGood(NotFound):
    """The link is not one of ours, was made for something else, or is too old."""


def sign(secret: bytes, purpose: str, said: Mapping[str, Any], until: dt.datetime) -> str:
    """A token for a link: `said` (plain JSON, short) signed for a purpose, good until a moment. Safe in a URL."""
    return str(_serializer(secret, purpose).dumps({SAID: dict(said), UNTIL: int(until.timestamp())}))


def read(secret: bytes, purpose: str, token: str, now: dt.datetime) -> Mapping[str, Any]:
    """What was signed. Raises LinkNotGood when it was not signed here for this purpose, or is too old."""
    try:
        content = _serializer(secret, purpose).loads(token)
        said, until = content[SAID], content[UNTIL]
    except (BadData, KeyError, TypeError) as error:
        raise LinkNotGood("This link is not complete, or not one of ours. Copy it whole from the message.") from error
    if now.timestamp() > until:
        raise LinkNotGood("This link is too old. Ask your advisor for a new one.")
    return dict(said)


def _serializer(secret: bytes, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret,
        salt=f"assistant link {purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
