"""A record as it leaves: one JSON object that proves itself with the hashes of chain.py and nothing else. Pure."""

from __future__ import annotations

import base64
import json
from typing import Any

from assistant.retention.records import Record

GONE = "The payload of this record was disposed of when its retention ended. Its header and its proofs remain."


def record_line(record: Record) -> str:
    """`seq`, `header` (the exact text that was hashed), `leaf`, `chain` and `salt` in hexadecimal, `content` in base64
    and `payload_type`; salt and content are null once the payload was disposed of."""
    line: dict[str, Any] = {
        "seq": record.seq,
        "header": record.exact.decode(),
        "leaf": record.leaf.hex(),
        "chain": record.chain,
        "salt": record.salt.hex() if record.salt is not None else None,
        "content": base64.b64encode(record.content).decode() if record.content is not None else None,
        "payload_type": record.header["payload_type"],
    }
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))
