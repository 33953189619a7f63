"""A log made by hand for the tests of the export: records, the tree of RFC 6962, notes signed with a key of its own."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.retention import Record, canonical
from assistant.retention.export import Manifest, write_export

ORIGIN = "test firm"
AT = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
ADVISOR = {"kind": "user", "id": "U1", "name": "Ada Rossi", "role": "advisor"}
OFFICER = {"kind": "user", "id": "U9", "name": "Carla Neri", "role": "compliance"}
SCOPE = {"conversation": "c1", "channel": "web", "advisors": ["A1"], "clients": ["C1", "C2"]}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH(D[n]) as RFC 6962, 2.1, words it; the leaves are hashed already."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962, 2.1.1, words it."""
    if len(leaves) <= 1:
        return []
    k = _split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), tree_hash(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree_hash(leaves[:k])]


def _split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def ulid(seq: int) -> str:
    return f"01KAZ{seq:021d}"


class Sample:
    """A log in memory: `add` records, `sign` checkpoints, `export`."""

    def __init__(self, origin: str = ORIGIN, key: Ed25519PrivateKey = KEY) -> None:
        self.origin, self.key = origin, key
        self.records: list[Record] = []
        self.notes: list[str] = []

    def add(
        self, payload: Any = None, *, type: str = "msg.in", actor: Mapping[str, Any] = ADVISOR,
        scope: Mapping[str, Any] = SCOPE, gone: bool = False, **edges: Any,
    ) -> Record:  # fmt: skip
        seq = len(self.records) + 1
        as_bytes = isinstance(payload, bytes)
        content = payload if isinstance(payload, bytes) else canonical(payload, lenient=True)
        salt = sha256(b"salt %d" % seq).digest()
        at = AT + dt.timedelta(seconds=seq)
        header = {
            "v": 1, "origin": self.origin, "seq": seq, "id": ulid(seq), "type": type, "ts_mono": seq,
            "ts": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "actor": actor, "scope": scope,
            "payload_commit": sha256(salt + content).hexdigest(), "payload_len": len(content),
            "payload_type": "application/octet-stream" if as_bytes else "application/json", **edges,
        }  # fmt: skip
        exact = canonical(header)
        leaf = sha256(b"\x00" + exact).digest()
        before = bytes.fromhex(self.records[-1].chain) if self.records else bytes(32)
        chain = sha256(b"\x02" + before + leaf).hexdigest()
        kept, *secret = (None, None, None) if gone else (payload, salt, content)
        parsed = json.loads(exact)
        record = Record(seq, ulid(seq), type, "question", at, parsed, kept, gone, chain, exact, leaf, *secret)
        self.records.append(record)
        return record

    @property
    def leaves(self) -> list[bytes]:
        return [record.leaf for record in self.records]

    def sign(self, size: int | None = None, *, number: int | None = None, previous: str | None = None) -> str:
        """A checkpoint over the first `size` records, by default over all."""
        size = len(self.records) if size is None else size
        before = sha256(self.notes[-1].encode()).hexdigest() if self.notes else "0" * 64
        chain = self.records[size - 1].chain if size else "0" * 64
        root = base64.b64encode(tree_hash(self.leaves[:size])).decode()
        body = (
            f"{self.origin}\n{size}\n{root}\nnumber {number or len(self.notes) + 1}\nprevious {previous or before}\n"
            f"chain {chain}\ntime 2026-11-22T10:00:00.000000Z\n"
        )
        self.notes.append(signed(body, self.key))
        return self.notes[-1]

    def export(self, folder: Path, records: Sequence[Record] | None = None, **changes: Any) -> Manifest:
        leaves = self.leaves[: int(self.notes[-1].split("\n")[1])] if self.notes else []
        proof: Callable[[int], Sequence[bytes]] = lambda seq: path(seq - 1, leaves)  # noqa: E731
        told: dict[str, Any] = {
            "origin": self.origin, "checkpoints": self.notes, "trusted": trusted(self.origin, self.key), "proof": proof,
            "asked": {"client": "C1"}, "by": OFFICER, "at": AT,
        }  # fmt: skip
        return write_export(folder, self.records if records is None else records, **(told | changes))


def signed(body: str, key: Ed25519PrivateKey, name: str = "log-key") -> str:
    """A C2SP signed note."""
    data = base64.b64encode(key_hash(key, name) + key.sign(body.encode())).decode()
    return f"{body}\n— {name} {data}\n"


def key_hash(key: Ed25519PrivateKey, name: str = "log-key") -> bytes:
    return sha256(name.encode() + b"\n\x01" + key.public_key().public_bytes_raw()).digest()[:4]


def trusted(origin: str, *keys: Ed25519PrivateKey, start: int = 0, until: int | None = None) -> bytes:
    """The content of a trusted.json."""
    listed = [
        {
            "vkey": f"log-key+{key_hash(key).hex()}+"
            + base64.b64encode(b"\x01" + key.public_key().public_bytes_raw()).decode(),
            "from": start,
            "until": until,
        }
        for key in keys
    ]
    return json.dumps({"origin": origin, "keys": listed}).encode()


def a_conversation(sample: Sample) -> None:
    """A question edited and answered, a draft in two versions, sent; a record outside any conversation; bytes."""
    asked = sample.add({"text": "How is my book?", "language": "en"}, run="r1")
    sample.add({"text": "How is <b>my</b> book today?"}, type="msg.edited", parent=asked.id)
    call = sample.add({"tool": "book_summary", "arguments": {"as_of": "2026-10-31"}}, type="tool.call", parent=asked.id,
                      run="r1")  # fmt: skip
    answer = sample.add(
        {"words": "It grew by 4.2%.", "figures": [{"label": "Growth", "value": 0.042}]},
        type="answer.released", parent=call.id, run="r1",
    )  # fmt: skip
    to = [{"client_id": "C1", "name": "Zoë D'Àngelo", "address": "zoe@example.com"}]
    draft = {"id": "D-1", "to": to, "subject": "Your review", "body": "Dear Zoë,\n\nall is well."}
    first = sample.add(draft | {"version": 1}, type="draft.version", parent=answer.id, run="r1")
    second = sample.add(draft | {"version": 2, "body": "Dear Zoë,\n\nit is fine."}, type="draft.version",
                        parent=first.id, run="r2")  # fmt: skip
    sample.add({"draft": "D-1", "outcome": "released"}, type="send.result", parent=second.id, run="r2")
    sample.add({"changes": 3}, type="import.applied", scope={}, actor={"kind": "system", "id": "scan"})
    sample.add(b"\xff\x00raw", type="model.response", parent=call.id)


def export(sample: Sample, tmp_path: Path, **changes: Any) -> Path:
    sample.export(tmp_path / "out", **changes)
    return tmp_path / "out"


def one(tmp_path: Path, payload: Any, **fields: Any) -> Path:
    """The export of a log of one record."""
    sample = Sample()
    sample.add(payload, **fields)
    sample.sign()
    return export(sample, tmp_path)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_bytes().splitlines()]


def mails(folder: Path) -> dict[int, EmailMessage]:
    found = {}
    for path in sorted((folder / "mail").iterdir()):
        mail = message_from_bytes(path.read_bytes(), policy=SMTP)
        assert isinstance(mail, EmailMessage)
        found[int(mail["X-Record-Seq"])] = mail
    return found


def table(folder: Path) -> list[dict[str, str]]:
    text = (folder / "records.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def load_file(folder: Path) -> list[list[str]]:
    """loadfile.dat as a program reads it: fields between 0x14, each within þ."""
    text = (folder / "loadfile.dat").read_bytes().decode("utf-8-sig")
    assert text.endswith("\r\n")
    return [[cell[1:-1] for cell in row.split("\x14")] for row in text[:-2].split("\r\n")]
