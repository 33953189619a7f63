"""A change of the signing key: a statement that the old key and the new one both sign, kept as `key.rotated`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.errors import BadArguments
from assistant.retention.keys import SigningKey
from assistant.retention.notes import read_vkey

ROTATED = "key.rotated"


def rotation(origin: str, old: SigningKey, new: SigningKey, reason: str) -> dict[str, str]:
    """The payload of `key.rotated`: who hands over to whom, in which log, why, signed by both."""
    said = _statement(origin, old.public().vkey, new.public().vkey)
    return {
        "origin": origin,
        "old": old.public().vkey,
        "new": new.public().vkey,
        "reason": reason,
        "signed_by_old": _signature(old.private, said),
        "signed_by_new": _signature(new.private, said),
    }


def new_key(payload: bytes) -> str:
    """The vkey that the payload of a rotation hands over to; blank when it is none."""
    try:
        said = json.loads(payload)
    except ValueError:
        return ""
    return str(said.get("new", "")) if isinstance(said, dict) else ""


def is_rotation(said: Mapping[str, Any]) -> bool:
    """Whether both keys that a rotation names signed it."""
    try:
        old, new = read_vkey(said["old"]), read_vkey(said["new"])
        statement = _statement(str(said["origin"]), old.vkey, new.vkey)
        signatures = base64.b64decode(said["signed_by_old"]), base64.b64decode(said["signed_by_new"])
    except (BadArguments, KeyError, ValueError, TypeError):
        return False
    return old.signed(statement, signatures[0]) and new.signed(statement, signatures[1])


def _statement(origin: str, old: str, new: str) -> bytes:
    return f"key rotation of the log\n{origin}\n{old}\n{new}\n".encode()


def _signature(key: Ed25519PrivateKey, statement: bytes) -> str:
    return base64.b64encode(key.sign(statement)).decode()
