"""The hashes of the log and its printed position. Pure; prefixes keep leaf, node and link apart (RFC 6962, 2.1)."""

from __future__ import annotations

import re
from hashlib import sha256

from assistant.errors import BadArguments

BEGINNING = bytes(32)  # what the first record's link follows from


def leaf_hash(record: bytes) -> bytes:
    """SHA-256(0x00 ‖ the record's canonical header bytes), 32 bytes: a leaf of the RFC 6962 tree."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), 32 bytes: an inner node of the RFC 6962 tree."""
    return sha256(b"\x01" + left + right).digest()


def chain_hash(previous: bytes, leaf: bytes) -> bytes:
    """SHA-256(0x02 ‖ previous link ‖ leaf), 32 bytes: the running hash over every record so far."""
    return sha256(b"\x02" + previous + leaf).digest()


def payload_commitment(salt: bytes, payload: bytes) -> bytes:
    """SHA-256(salt ‖ payload), 32 bytes. The salt (32 random bytes) keeps a disposed payload from being guessed."""
    return sha256(salt + payload).digest()


def pin_text(seq: int, chain: bytes) -> str:
    """The log's position as text to keep outside the database: `seq chain`, the chain in hexadecimal."""
    return f"{seq} {chain.hex()}"


def read_pin(text: str) -> tuple[int, bytes]:
    """(seq, chain) of a pin's text. Raises BadArguments when it is not one."""
    if not (found := re.fullmatch(r"\s*([0-9]{1,18}) ([0-9a-f]{64})\s*", text)):
        raise BadArguments(
            f"{text[:80]!r} is not a pin; a pin is a record's number, a space and 64 hexadecimal digits."
        )
    return int(found[1]), bytes.fromhex(found[2])
