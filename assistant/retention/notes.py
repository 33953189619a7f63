"""Checkpoints as text: C2SP signed notes (tlog-checkpoint) with Ed25519. Pure; keys are handed in.

Beside origin, size and root a checkpoint carries its own number and the hash of the one before it, so that one taken
away shows; the chain at that size; and the moment it was signed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assistant.errors import BadArguments

NO_NOTE = "0" * 64  # what the first checkpoint names as the one before it
_ED25519 = b"\x01"  # the algorithm byte of a C2SP signed note
_NOTE = re.compile(
    r"(?P<body>(?P<origin>[^\n]+)\n(?P<size>[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\nnumber (?P<number>[1-9][0-9]{0,17})\n"
    r"previous (?P<previous>[0-9a-f]{64})\nchain (?P<chain>[0-9a-f]{64})\ntime (?P<time>[0-9TZ:.\-]+)\n)"
    r"\n— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the log's first `size` records have this root and this chain (both as bytes)."""

    origin: str
    size: int
    root: bytes
    number: int
    previous: str
    chain: bytes
    time: str

    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return (
            f"{self.origin}\n{self.size}\n{root}\nnumber {self.number}\nprevious {self.previous}\n"
            f"chain {self.chain.hex()}\ntime {self.time}\n"
        )


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may have signed checkpoints of sizes `since` to `until` (None: still in use)."""

    name: str
    public: bytes
    since: int = 0
    until: int | None = None

    @property
    def hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key in one line of text, as C2SP tools read it."""
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    def covers(self, size: int) -> bool:
        return self.since <= size and (self.until is None or size <= self.until)

    def signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_vkey(text: str, since: int = 0, until: int | None = None) -> PublicKey:
    """The key of a C2SP line. Raises BadArguments when it is none, or its hash is not its own."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)", text.strip())
    raw = base64.b64decode(found[3]) if found else b""
    if not found or raw[:1] != _ED25519 or len(raw) != 33:
        raise BadArguments(f"{text[:80]!r} is no Ed25519 verifier key; it reads name+hash+base64.")
    key = PublicKey(found[1], raw[1:], since, until)
    if key.hash.hex() != found[2]:
        raise BadArguments(f"The verifier key of {found[1]} does not have the hash that it names.")
    return key


def public_key(name: str, private: Ed25519PrivateKey, since: int = 0) -> PublicKey:
    return PublicKey(name, private.public_key().public_bytes_raw(), since)


def sign_text(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """A signed note: the text (which ends in a newline), a blank line and one signature line."""
    signature = public_key(name, private).hash + private.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def read_note(text: str) -> tuple[Checkpoint, str]:
    """(what it says, the name of the key it was signed with). Raises BadArguments when it is no checkpoint.

    The signature is not looked at: `signer` does that.
    """
    found = _NOTE.fullmatch(text)
    if not found:
        raise BadArguments(f"{text[:80]!r} is not a checkpoint of a log.")
    checkpoint = Checkpoint(
        found["origin"],
        int(found["size"]),
        base64.b64decode(found["root"]),
        int(found["number"]),
        found["previous"],
        bytes.fromhex(found["chain"]),
        found["time"],
    )
    return checkpoint, found["name"]


def signer(text: str, keys: Sequence[PublicKey]) -> PublicKey | None:
    """The key of these that signed the note; None when none of them did, whatever its name says."""
    if not (found := _NOTE.fullmatch(text)):
        return None
    raw = base64.b64decode(found["signature"])
    body = found["body"].encode()
    return next((key for key in keys if key.hash == raw[:4] and key.signed(body, raw[4:])), None)


def note_hash(text: str) -> str:
    """SHA-256 of a whole note, hexadecimal: what the next one names as `previous`."""
    return sha256(text.encode()).hexdigest()
