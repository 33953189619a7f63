"""The keys of a log, in a folder of their own, never in its database: what signs it, what hides it, who is trusted.

`wrapping.key` opens the data keys of the payloads and makes the seals; `signing-0001.pem` (0002 after a rotation, …)
signs checkpoints, and `waiting.pem` will once the record of its rotation is in the log; `trusted.json` are the public
keys to hand to whoever verifies; `pin.txt` is the newest checkpoint.
Whoever can write this folder and the database can make another log: that is why pins are also kept elsewhere.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from filelock import FileLock

from assistant.errors import BadArguments, ServiceDown
from assistant.retention.notes import PublicKey, public_key, read_vkey

NONCE, TAG = 12, 16  # bytes before and after each ciphertext
WRAPPING, WAITING, TRUSTED, PIN = "wrapping.key", "waiting.pem", "trusted.json", "pin.txt"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key of one stretch of the log, and its name in signatures: the log's origin with its number."""

    number: int
    name: str
    private: Ed25519PrivateKey

    def public(self, since: int = 0) -> PublicKey:
        return public_key(self.name, self.private, since)


class Keys:
    """The folder of one log's keys. Reads what it needs when it is asked; keeps the wrapping key in memory."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder = folder
        self._origin = origin
        self._wrapping: bytes | None = None

    @property
    def exist(self) -> bool:
        return (self.folder / WRAPPING).exists()

    def create_if_missing(self) -> None:
        """Make the first keys of a log that has none; of two processes one does. Raises ServiceDown when it cannot."""
        first = SigningKey(1, self._name(1), Ed25519PrivateKey.generate())
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(self.folder / ".lock"):
                if self.exist:
                    return
                self._keep_signing(first)
                self.keep_trusted([first.public()])
                _write_private(self.folder / WRAPPING, secrets.token_bytes(32))  # last: with it the folder is complete
        except OSError as error:
            raise ServiceDown(f"The folder of the log's keys, {self.folder}, cannot be written: {error}.") from error

    # -- what hides -----------------------------------------------------------------------------------------------

    def wrap(self, name: str, key: bytes) -> bytes:
        """A data key as the database keeps it: AES-256-GCM under the wrapping key, bound to its name."""
        return seal(AESGCM(self._secret()), key, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Raises ServiceDown when it was wrapped with another key."""
        try:
            return opened(AESGCM(self._secret()), wrapped, name.encode())
        except InvalidTag:
            raise ServiceDown(
                f"The keys in {self.folder} are not those of this log; put back the folder that belongs to it."
            ) from None

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one purpose (`seal`, `search`): HMAC-SHA-256 of the wrapping key over its name."""
        return hmac.digest(self._secret(), f"derived {purpose}".encode(), sha256)

    def _secret(self) -> bytes:
        if self._wrapping is None:
            try:
                self._wrapping = (self.folder / WRAPPING).read_bytes()
            except OSError as error:
                raise ServiceDown(
                    f"The log's keys cannot be read from {self.folder} ({error.strerror}): without them no payload "
                    "opens. Put the folder back, or name it in ASSISTANT_KEYS."
                ) from error
        return self._wrapping

    # -- what signs -----------------------------------------------------------------------------------------------

    def signing(self) -> SigningKey:
        """The key that signs now: the one with the highest number. Raises ServiceDown when there is none."""
        found = sorted(self.folder.glob("signing-*.pem"))
        try:
            private = _private_key(found[-1])
        except (IndexError, OSError) as error:
            raise ServiceDown(f"The log's signing key cannot be read from {self.folder}.") from error
        number = int(found[-1].stem.removeprefix("signing-"))
        return SigningKey(number, self._name(number), private)

    def next_signing(self) -> SigningKey:
        """A new key, not yet kept: the record of the rotation comes first."""
        number = self.signing().number + 1
        return SigningKey(number, self._name(number), Ed25519PrivateKey.generate())

    def keep_waiting(self, key: SigningKey) -> None:
        """Keep a new key that signs once its record is in the log: whoever gives the numbers brings it into use."""
        _write_private(self.folder / WAITING, _pem(key))

    def use_waiting(self, vkey: str, since: int) -> bool:
        """Sign with the waiting key from size `since` on, if it is the one of that name; whether it was."""
        number = self.signing().number + 1
        try:
            private = _private_key(self.folder / WAITING)
        except FileNotFoundError:
            return False
        key = SigningKey(number, self._name(number), private)
        if key.public().vkey != vkey:
            return False
        self.rotate_to(key, since)
        (self.folder / WAITING).unlink()
        return True

    def rotate_to(self, key: SigningKey, since: int) -> None:
        """Sign with this key from size `since` on; the one before it stays trusted up to there."""
        new = key.public(since)
        earlier = [known for known in self.trusted() if known.vkey != new.vkey]
        keys = [PublicKey(k.name, k.public, k.since, since if k.until is None else k.until) for k in earlier]
        self.keep_trusted([*keys, new])
        self._keep_signing(key)

    def trusted(self) -> tuple[PublicKey, ...]:
        return read_trusted(self.folder / TRUSTED)

    def trusted_file(self) -> bytes:
        """trusted.json as it is handed to whoever verifies."""
        return (self.folder / TRUSTED).read_bytes()

    def keep_trusted(self, keys: list[PublicKey]) -> None:
        rows = [{"vkey": key.vkey, "from": key.since, "until": key.until} for key in keys]
        text = json.dumps({"origin": self._origin, "keys": rows}, indent=1, ensure_ascii=False) + "\n"
        _write_whole(self.folder / TRUSTED, text.encode(), 0o644)

    def _keep_signing(self, key: SigningKey) -> None:
        _write_private(self.folder / f"signing-{key.number:04d}.pem", _pem(key))

    def _name(self, number: int) -> str:
        """C2SP names have no spaces and no plus sign."""
        return f"{'-'.join(self._origin.split()).replace('+', '-')}/{number}"

    # -- the pin beside the database ------------------------------------------------------------------------------

    def keep_pin(self, note: str) -> None:
        _write_whole(self.folder / PIN, note.encode(), 0o644)

    def pin(self) -> str | None:
        """The newest checkpoint as it was written beside the database; None before the first."""
        with suppress(OSError):
            return (self.folder / PIN).read_text(encoding="utf-8")
        return None

    def set_aside_pin(self) -> None:
        """Keep a pin that the database knows nothing of: it shows a log rolled back or rewritten, and must not go."""
        number = len(list(self.folder.glob("pin-*.txt"))) + 1
        with suppress(OSError):
            (self.folder / PIN).rename(self.folder / f"pin-{number:04d}.txt")

    def pins(self) -> list[str]:
        """The newest checkpoint and those that were set aside."""
        found = [self.folder / PIN, *sorted(self.folder.glob("pin-*.txt"))]
        return [path.read_text(encoding="utf-8") for path in found if path.exists()]


def read_trusted(path: Path) -> tuple[PublicKey, ...]:
    """The keys of a trusted.json. Raises BadArguments when it cannot be read as one."""
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["keys"]
        return tuple(read_vkey(row["vkey"], row["from"], row["until"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadArguments(f"The trusted keys cannot be read from {path}: {error}.") from error


def seal(cipher: AESGCM, content: bytes, bound_to: bytes) -> bytes:
    """AES-256-GCM with a fresh nonce in front; `bound_to` must be given again to open it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, content, bound_to)


def opened(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """Raises InvalidTag when key, content or what it is bound to is another."""
    if len(sealed) < NONCE + TAG:
        raise InvalidTag
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)


def _pem(key: SigningKey) -> bytes:
    return key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private_key(path: Path) -> Ed25519PrivateKey:
    """Raises OSError when the file is not there, ServiceDown when it is no such key."""
    try:
        private = load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise ServiceDown(f"{path} is no key in PEM form ({error}).") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ServiceDown(f"{path} is no Ed25519 key.")
    return private


def _write_private(path: Path, content: bytes) -> None:
    _write_whole(path, content, 0o600)


def _write_whole(path: Path, content: bytes, mode: int) -> None:
    """All bytes or none, with its mode from the first moment."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
