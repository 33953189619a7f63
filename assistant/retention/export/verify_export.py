"""Checks an export of a retention log: python verify_export.py FOLDER [--keys trusted.json] [--pin NOTE] [--json]

Needs Python 3.11 and “cryptography”. Ends with 0 clean, 1 tampered, 2 called wrongly, 4 cannot tell. Hashes, SHA-256:
leaf (0, header), node (1, left, right) of RFC 6962, chain (2, chain, leaf), payload (salt, payload). Notes: C2SP."""

import argparse
import base64
import json
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

BAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)  # what reading forged data can raise
CODES = {"tampered": 1, "cannot tell": 4, "clean": 0}
Finding = tuple[str, str, int | None, str]  # one of CODES or “remark”, class, record or checkpoint, sentence
Fields = dict[str, Any]


def read_note(raw: str) -> Fields:
    body, signed = raw.split("\n\n")
    origin, size, root, *rest = body.split("\n")
    signatures = [each.removeprefix("— ").rsplit(" ", 1) for each in signed.splitlines()]
    known = {"raw": raw, "body": body.encode() + b"\n", "origin": origin, "size": int(size), "signatures": signatures}
    return {**dict(each.split(" ", 1) for each in rest), **known, "root": base64.b64decode(root, validate=True).hex()}


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which the path leads from a leaf of a tree of that size (RFC 6962, 2.1.1); else b"" or another."""
    if size == 1 or not path or len(path[-1]) != 32:
        return leaf if size == 1 and not path else b""
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        return sha256(b"\x01" + root_from(leaf, index, left, path[:-1]) + path[-1]).digest()
    return sha256(b"\x01" + path[-1] + root_from(leaf, index - left, size - left, path[:-1])).digest()


def check_files(folder: Path, told: dict[str, str]) -> Iterator[Finding]:
    found = {"manifest.json": told.get("manifest.json")}
    for path in [path for path in folder.rglob("*") if not path.is_dir() and path != folder / "manifest.json"]:
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = file_digest(file, "sha256").hexdigest()
    for name in [name for name in sorted(told.keys() | found.keys()) if told.get(name) != found.get(name)]:
        what = "missing" if name not in found else "changed" if name in told else "not in the manifest"
        yield "tampered", "file", None, f"The file {name} is {what}."


def signed(note: Fields, keys: list[Fields]) -> Iterator[str]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for signer, data in [(name, base64.b64decode(data)) for name, data in note["signatures"]]:
        for key in [key for key in keys if key["vkey"].startswith(f"{signer}+{data[:4].hex()}+")]:
            public, until = base64.b64decode(key["vkey"].split("+", 2)[2])[1:], key["until"]
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(data[4:], note["body"])
                in_time = key["from"] <= note["size"] and (until is None or note["size"] <= until)
                yield "good" if in_time else "of a key that was not valid at its size"
            except InvalidSignature:
                yield "false"


def check_notes(notes: list[Fields], trusted: Fields, pin: str | None) -> Iterator[Finding]:
    size, previous = 0, "0" * 64
    for number, note in enumerate(notes, 1):
        if (note["number"], note["previous"]) != (str(number), previous) or note["size"] < size:
            yield "tampered", "checkpoint", number, f"Checkpoint {number} does not follow from the one before it."
        if note["origin"] != trusted["origin"]:
            yield "tampered", "origin", number, f"Checkpoint {number} is of the log {note['origin']!r}."
        if not (states := {*signed(note, trusted["keys"])}):
            yield "cannot tell", "key", number, f"Checkpoint {number} is signed by no key that is trusted."
        elif states != {"good"}:
            yield "tampered", "signature", number, f"Checkpoint {number}: its signature is {min(states - {'good'})}."
        size, previous = note["size"], sha256(note["raw"].encode()).hexdigest()
    if pin is not None and pin not in [note["raw"] for note in notes]:
        yield "tampered", "pin", None, "The pinned note is not among the checkpoints: the log was cut or rewritten."


def misfits(raw: bytes, line: Fields, before: Fields, last: Fields, noted: str) -> list[str]:
    plain = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
    seq, header, chain = line["seq"], json.loads(line["header"]), line["chain"]
    leaf = sha256(b"\x00" + line["header"].encode()).digest()
    link = sha256(b"\x02" + bytes.fromhex(before["chain"]) + leaf).hexdigest()
    root = root_from(leaf, seq - 1, last["size"], [bytes.fromhex(node) for node in line["proof"]])
    words = base64.b64decode(line["content"] or "", validate=True)
    commit = sha256(bytes.fromhex(line["salt"] or "") + words).hexdigest()
    read = plain(line["payload"]) if header["payload_type"] == "application/json" else line["payload"]
    whole = commit == header["payload_commit"] and read == words.decode("utf-8", "replace")
    fits = {
        "canonical": plain(header) == line["header"] and plain(line).encode() + b"\n" == raw and len(line) == 8,
        "seq": header["seq"] == seq > before["seq"],
        "origin": header["origin"] == last["origin"],
        "leaf": line["leaf"] == leaf.hex(),
        "inclusion": 0 < seq <= last["size"] and root.hex() == last["root"],
        "chain": chain == noted and (chain == link or seq != before["seq"] + 1),
        "payload": line["salt"] is line["payload"] is None if line["content"] is None else whole,
    }
    return [name for name, fit in fits.items() if not fit]


def check_records(file: Path, notes: list[Fields], manifest: Fields) -> Iterator[Finding]:
    before: Fields = {"seq": 0, "chain": "0" * 64}
    last = notes[-1] if notes else {"origin": manifest["origin"], "size": 0, "root": sha256().hexdigest()}
    noted = {note["size"]: note["chain"] for note in notes}
    first, count, gone, ranges = None, 0, [], []
    for count, raw in enumerate(file.open("rb"), 1):
        try:
            line = json.loads(raw)
            for name in misfits(raw, line, before, last, noted.get(line["seq"], line["chain"])):
                yield "tampered", name, line["seq"], f"Record {line['seq']}: its {name} does not fit."
            gone += [line["seq"]] if line["content"] is None else []
            if json.loads(line["header"])["type"] == "retention.disposed":
                ranges += (line["payload"] or {}).get("ranges", [])
            first, before = first or line["seq"], line
        except BAD as error:
            yield "tampered", "line", before["seq"] + 1, f"Line {count}, after record {before['seq']}: {error!r}."
    told = [count, first, before["seq"] or None, last["origin"], last["size"], last["root"]]
    if told != [manifest[name] for name in ("count", "first", "last", "origin", "size", "root")]:
        yield "tampered", "manifest", None, "The manifest does not say what the records and the last checkpoint say."
    for seq in gone:
        why = "removed under the schedule" if any(a <= seq <= b for a, b in ranges) else "withheld or gone"
        yield "remark", "payload", seq, f"Record {seq}: its words are {why}."


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks an export of a retention log.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keys", type=Path, help="trusted.json, from somebody you trust")
    parser.add_argument("--pin", type=Path, help="a signed note of the log that was kept elsewhere")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(words)
    found: list[Finding] = [] if given.keys else [("remark", "key", None, "Its own keys do not prove who signed it.")]
    try:
        manifest = json.loads((given.folder / "manifest.json").read_bytes())
        found += check_files(given.folder, {each["path"]: each["sha256"] for each in manifest["files"]})
        notes = [read_note(raw) for raw in json.loads((given.folder / "checkpoints.json").read_bytes())]
        trusted = json.loads((given.keys or given.folder / "trusted.json").read_bytes())
        found += check_notes(notes, trusted, given.pin and given.pin.read_bytes().decode())
        found += check_records(given.folder / "records.jsonl", notes, manifest)
    except (OSError, ImportError, *BAD) as error:
        found.append(("cannot tell", "unreadable", None, f"It cannot be read on: {error!r}."))
    result = next((word for word in CODES if word in {weight for weight, *_ in found}), "clean")
    told = [json.dumps([result, found])] if given.json else [*(f"{each[0]}: {each[3]}" for each in found), result]
    sys.stdout.write("\n".join(told) + "\n")
    return CODES[result]


if __name__ == "__main__":
    sys.exit(main())
