"""The verifier that travels with an export: it finds every change of every part, and needs nothing of the product."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from assistant.retention import Log, merkle
from assistant.retention.export import verify_export
from assistant.retention.export.manifest import files_of
from assistant.retention.notes import NO_NOTE, Checkpoint, public_key, sign_text
from tests.retention import samples
from tests.retention.export_samples import KEY, ORIGIN, Sample, a_conversation, path, signed, tree_hash, trusted

OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CLEAN, TAMPERED, USAGE, UNSURE = 0, 1, 2, 4  # as README.txt of the export says
Line = dict[str, Any]


class Case:
    """An export with the keys and a note that were kept elsewhere."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder, self.keys, self.pin = place, place / "out", place / "trusted.json", place / "note.txt"
        self.sample = Sample()
        a_conversation(self.sample)
        self.pin.write_text(self.sample.sign(4), encoding="utf-8")
        self.sample.sign()
        self.sample.export(self.folder)
        self.keys.write_bytes(trusted(ORIGIN, KEY))

    def copy(self, place: Path) -> Case:
        shutil.copytree(self.place, place, dirs_exist_ok=True)
        case = object.__new__(Case)
        case.place, case.folder, case.keys, case.pin = place, place / "out", place / "trusted.json", place / "note.txt"
        case.sample = self.sample
        return case

    def lines(self, change: Callable[[list[Line]], Any]) -> None:
        """Change the lines of records.jsonl, and the manifest so that it fits them, as a careful forger does."""
        file = self.folder / "records.jsonl"
        lines = [json.loads(line) for line in file.read_bytes().splitlines()]
        change(lines)
        file.write_bytes(b"".join(plain(line) + b"\n" for line in lines))
        self.forge(count=len(lines), first=lines[0]["seq"], last=lines[-1]["seq"])

    def notes(self, change: Callable[[list[str]], Any]) -> None:
        file = self.folder / "checkpoints.json"
        notes = json.loads(file.read_bytes())
        change(notes)
        file.write_text(json.dumps(notes), encoding="utf-8")
        last = notes[-1].split("\n")
        self.forge(size=int(last[1]), root=base64.b64decode(last[2]).hex())

    def forge(self, **told: Any) -> None:
        """Make the manifest fit the files again."""
        file = self.folder / "manifest.json"
        manifest = json.loads(file.read_bytes()) | told
        file.unlink()
        manifest["files"] = [entry._asdict() for entry in files_of(self.folder)]
        file.write_text(json.dumps(manifest), encoding="utf-8")

    def check(self, *, keys: bool = True, pin: bool = True) -> tuple[int, set[tuple[str, int | None]]]:
        """(exit code, what was found but remarks: class and number)."""
        arguments = [*(["--keys", self.keys] if keys else []), *(["--pin", self.pin] if pin else [])]
        code, out = run(self.folder, *arguments, "--json")
        result, found = json.loads(out)
        assert {"clean": CLEAN, "tampered": TAMPERED, "cannot tell": UNSURE}[result] == code
        return code, {(kind, number) for weight, kind, number, _ in found if weight != "remark"}


def run(*arguments: object) -> tuple[int, str]:
    """The verifier as an examiner runs it: the copy in the folder, without the product on its path."""
    program = Path(str(arguments[0])) / "verify_export.py"
    program = program if program.exists() else Path(verify_export.__file__)
    done = subprocess.run(
        [sys.executable, "-I", program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def plain(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("original"))


@pytest.fixture
def case(original: Case, tmp_path: Path) -> Iterator[Case]:
    return original.copy(tmp_path / "copy")


class TestAnExportAsWritten:
    def test_of_nothing_is_clean(self, tmp_path: Path) -> None:
        Sample().export(tmp_path / "out")
        assert run(tmp_path / "out")[0] == CLEAN

    def test_of_one_record_is_clean(self, tmp_path: Path) -> None:
        sample = Sample("Müller & Söhne")
        sample.add({"text": "perché? 漢字 \ud800 \x00"})
        sample.sign()
        sample.export(tmp_path / "out")
        assert run(tmp_path / "out")[0] == CLEAN

    def test_of_300_records_under_many_checkpoints_is_clean(self, tmp_path: Path) -> None:
        sample = Sample()
        for number in range(300):
            sample.add({"text": f"question {number}"})
            if number % 7 == 0:
                sample.sign()
        sample.sign()
        sample.export(tmp_path / "out")
        assert run(tmp_path / "out")[0] == CLEAN

    def test_of_a_real_log_is_clean(self, log: Log, tmp_path: Path) -> None:
        samples.fill(log, 20)
        sample = Sample(samples.ORIGIN)
        sample.records = list(log.each())
        sample.sign()
        sample.export(tmp_path / "out")
        assert run(tmp_path / "out")[0] == CLEAN

    def test_with_the_notes_and_proofs_of_the_product_is_clean(self, tmp_path: Path) -> None:
        sample = Sample()
        a_conversation(sample)
        tree, size = merkle.Frontier(), len(sample.leaves)
        for leaf in sample.leaves:
            tree.add(leaf)
        chain = bytes.fromhex(sample.records[-1].chain)
        body = Checkpoint(ORIGIN, size, tree.root(), 1, NO_NOTE, chain, "2026-11-22T10:00:00.000000Z").body()
        sample.notes.append(sign_text(body, "log-key", KEY))
        proof = lambda seq: merkle.inclusion_path(seq - 1, size, lambda low, high: tree_hash(sample.leaves[low:high]))  # noqa: E731
        keys = [{"vkey": public_key("log-key", KEY).vkey, "from": 0, "until": None}]
        sample.export(tmp_path / "out", proof=proof, trusted=json.dumps({"origin": ORIGIN, "keys": keys}).encode())
        assert run(tmp_path / "out")[0] == CLEAN

    def test_of_some_records_is_clean(self, case: Case, tmp_path: Path) -> None:
        case.sample.export(tmp_path / "some", case.sample.records[2:9:3])
        assert run(tmp_path / "some", "--keys", case.keys)[0] == CLEAN

    def test_with_keys_and_pin_from_elsewhere_is_clean(self, case: Case) -> None:
        assert case.check() == (CLEAN, set())

    def test_with_keys_of_its_own_is_clean_and_says_what_that_is_worth(self, case: Case) -> None:
        code, out = run(case.folder)
        assert code == CLEAN
        assert "do not prove who signed" in out
        assert "do not prove who signed" not in run(case.folder, "--keys", case.keys)[1]

    def test_with_words_gone_is_clean_and_says_so(self, tmp_path: Path) -> None:
        sample = Sample()
        sample.add({"text": "one"}, gone=True)
        sample.add({"text": "two"}, gone=True)
        sample.add({"ranges": [[2, 2]]}, type="retention.disposed")
        sample.sign()
        sample.export(tmp_path / "out")
        code, out = run(tmp_path / "out")
        assert code == CLEAN
        assert "Record 1: its words are withheld or gone." in out
        assert "Record 2: its words are removed under the schedule." in out


class TestTheProgram:
    def test_is_short_enough_to_be_read(self) -> None:
        assert len(Path(verify_export.__file__).read_text(encoding="utf-8").splitlines()) <= 150

    def test_imports_nothing_but_the_standard_library_and_cryptography(self) -> None:
        source = Path(verify_export.__file__).read_text(encoding="utf-8")
        named = {
            line.split()[1].split(".")[0]
            for line in source.splitlines()
            if line.strip().startswith(("import ", "from "))
        }
        assert named - set(sys.stdlib_module_names) == {"cryptography"}

    def test_travels_unchanged(self, case: Case) -> None:
        assert (case.folder / "verify_export.py").read_bytes() == Path(verify_export.__file__).read_bytes()

    def test_says_how_it_is_called(self, case: Case) -> None:
        assert run(case.folder, case.folder)[0] == USAGE
        assert run(case.folder, "--unknown")[0] == USAGE


class TestTheFiles:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize(
        "name",
        ["index.html", "records.pdf", "records.jsonl", "records.csv", "loadfile.dat", "checkpoints.json",
         "trusted.json", "verify_export.py", "README.txt", "mail", "text"],
    )  # fmt: skip
    @pytest.mark.parametrize("how", ["changed", "removed"])
    def test_changed_or_removed_are_found(self, case: Case, name: str, how: str) -> None:
        file = case.folder / name
        file = sorted(file.iterdir())[0] if file.is_dir() else file
        if how == "removed":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes() + b"\n")
        code, found = case.check()
        assert code == TAMPERED
        assert ("file", None) in found

    @pytest.mark.parametrize("name", ["more.txt", "mail/more.eml", "deep/er/file", ".hidden"])
    def test_added_are_found(self, case: Case, name: str) -> None:
        (case.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (case.folder / name).write_text("more")
        assert case.check() == (TAMPERED, {("file", None)})

    @pytest.mark.parametrize("field", ["count", "first", "last", "size", "root", "origin"])
    def test_a_manifest_that_says_otherwise_is_found(self, case: Case, field: str) -> None:
        case.forge(**{field: 77})
        assert case.check() == (TAMPERED, {("manifest", None)})


def header(line: Line, **changes: Any) -> None:
    """Change a record's header, and its leaf so that it fits."""
    fields = json.loads(line["header"]) | changes
    line["header"] = plain(fields).decode()
    line["leaf"] = sha256(b"\x00" + line["header"].encode()).hexdigest()


def words(line: Line, **changes: Any) -> None:
    """Change what a record says, in both places."""
    line["payload"] |= changes
    line["content"] = base64.b64encode(plain(line["payload"])).decode()


def flipped(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]


LINE_FORGERIES: dict[str, tuple[Callable[[list[Line]], Any], set[tuple[str, int | None]]]] = {
    "leaf": (lambda ls: ls[3].update(leaf=flipped(ls[3]["leaf"])), {("leaf", 4)}),
    "chain": (lambda ls: ls[3].update(chain=flipped(ls[3]["chain"])), {("chain", 4), ("chain", 5)}),
    "chain of the first": (lambda ls: ls[0].update(chain=flipped(ls[0]["chain"])), {("chain", 1), ("chain", 2)}),
    "chain of the last": (lambda ls: ls[8].update(chain=flipped(ls[8]["chain"])), {("chain", 9)}),
    "seq": (lambda ls: ls[8].update(seq=10), {("seq", 10), ("inclusion", 10), ("manifest", None)}),
    "proof": (lambda ls: ls[3]["proof"].reverse(), {("inclusion", 4)}),
    "proof too short": (lambda ls: ls[3]["proof"].pop(), {("inclusion", 4)}),
    "proof too long": (lambda ls: ls[3]["proof"].append("00" * 32), {("inclusion", 4)}),
    "proof of another": (lambda ls: ls[3].update(proof=ls[4]["proof"]), {("inclusion", 4)}),
    "no proof": (lambda ls: ls[3].update(proof=[]), {("inclusion", 4)}),
    "salt": (lambda ls: ls[3].update(salt=flipped(ls[3]["salt"])), {("payload", 4)}),
    "no salt": (lambda ls: ls[3].update(salt=None), {("payload", 4)}),
    "words": (lambda ls: words(ls[3], words="It fell."), {("payload", 4)}),
    "words to read": (lambda ls: ls[3]["payload"].update(words="It fell."), {("payload", 4)}),
    "no words but a salt": (lambda ls: ls[3].update(content=None, payload=None), {("payload", 4)}),
    "words to read where they are gone": (lambda ls: ls[3].update(content=None, salt=None), {("payload", 4)}),
    "bytes to read": (lambda ls: ls[8].update(payload="other"), {("payload", 9)}),
    "header": (
        lambda ls: header(ls[3], actor={"kind": "user", "id": "U2"}),
        {("inclusion", 4), ("chain", 4)},
    ),
    "header without its leaf": (
        lambda ls: ls[3].update(header=ls[3]["header"].replace("U1", "U2")),
        {("leaf", 4), ("inclusion", 4), ("chain", 4)},
    ),
    "header spaced anew": (
        lambda ls: ls[3].update(header=ls[3]["header"].replace(",", ", ", 1)),
        {("canonical", 4), ("leaf", 4), ("inclusion", 4), ("chain", 4)},
    ),
    "number in the header": (lambda ls: header(ls[3], seq=7), {("seq", 4), ("inclusion", 4), ("chain", 4)}),
    "log in the header": (lambda ls: header(ls[3], origin="o"), {("origin", 4), ("inclusion", 4), ("chain", 4)}),
    "a line twice": (
        lambda ls: ls.insert(4, ls[3]),
        {("seq", 4)},
    ),
    "two lines swapped": (lambda ls: ls.insert(3, ls.pop(4)), {("seq", 4)}),
    "two numbers swapped": (
        lambda ls: (ls[3].update(seq=5), ls[4].update(seq=4), ls.insert(3, ls.pop(4))),
        {(kind, seq) for seq in (4, 5) for kind in ("seq", "inclusion")} | {("chain", 4), ("chain", 5)},
    ),
    "a field more": (lambda ls: ls[3].update(note="checked"), {("canonical", 4)}),
}


class TestTheLines:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("name", LINE_FORGERIES)
    def test_forged_are_found_by_number_and_class(self, case: Case, name: str) -> None:
        forge, expected = LINE_FORGERIES[name]
        case.lines(forge)
        code, found = case.check()
        assert code == TAMPERED
        assert found >= expected - {("manifest", None)}
        assert {number for _, number in found} <= {None, *(number for _, number in expected), 6}

    def test_with_a_file_changed_only_there_are_found_too(self, case: Case) -> None:
        file = case.folder / "records.jsonl"
        file.write_bytes(file.read_bytes().replace(b"It grew", b"It fell"))
        code, found = case.check()
        assert code == TAMPERED
        assert found == {("file", None), ("payload", 4)}

    @pytest.mark.sampled(12)
    @pytest.mark.parametrize("field", ["seq", "header", "leaf", "chain", "salt", "content", "proof", "payload"])
    @pytest.mark.parametrize("value", [None, 7, "x", [], {}, True, [[]], "zz" * 32, -1, 10**30])
    def test_with_anything_at_all_in_a_field_are_found(self, case: Case, field: str, value: object) -> None:
        case.lines(lambda lines: lines[3].update({field: value}))
        assert case.check()[0] == TAMPERED

    @pytest.mark.parametrize("field", ["seq", "header", "leaf", "chain", "salt", "content", "proof", "payload"])
    def test_without_a_field_are_found(self, case: Case, field: str) -> None:
        case.lines(lambda lines: lines[3].pop(field) if field != "seq" else lines[3].update(seq="4"))
        assert case.check()[0] == TAMPERED

    @pytest.mark.parametrize("line", [b"{", b"", b"null", b"[]", b"\xff", b"[" * 100_000, b'{"seq": 4}'])
    def test_broken_are_found_with_their_place(self, case: Case, line: bytes) -> None:
        file = case.folder / "records.jsonl"
        lines = file.read_bytes().splitlines()
        lines[3] = line
        file.write_bytes(b"\n".join(lines) + b"\n")
        case.forge()
        assert case.check() == (TAMPERED, {("line", 4)})

    def test_spaced_anew_are_found(self, case: Case) -> None:
        file = case.folder / "records.jsonl"
        file.write_bytes(
            b"".join(json.dumps(json.loads(line)).encode() + b"\n" for line in file.read_bytes().splitlines())
        )
        case.forge()
        code, found = case.check()
        assert (code, {kind for kind, _ in found}) == (TAMPERED, {"canonical"})

    def test_cut_from_what_was_asked_for_are_found_by_the_manifest(self, case: Case) -> None:
        case.lines(lambda lines: lines.pop())
        case.forge(last=9, count=9)
        assert case.check() == (TAMPERED, {("manifest", None)})

    def test_beyond_the_last_checkpoint_are_found(self, case: Case) -> None:
        case.notes(lambda notes: notes.pop())
        code, found = case.check()
        assert code == TAMPERED
        assert {("inclusion", seq) for seq in range(5, 10)} <= found


def resigned(note: str, key: Ed25519PrivateKey = KEY, **changes: str) -> str:
    """A note with lines changed (by their number) and signed again."""
    lines = note.split("\n\n", maxsplit=1)[0].split("\n")
    for place, text in changes.items():
        lines[int(place[1:])] = text
    return signed("\n".join(lines) + "\n", key)


def put(place: int, change: Callable[[str], str]) -> Callable[[list[str]], Any]:
    def changed(notes: list[str]) -> None:
        notes[place] = change(notes[place])

    return changed


NOTE_FORGERIES: dict[str, tuple[Callable[[list[str]], Any], set[tuple[str, int | None]]]] = {
    "first removed": (lambda notes: notes.pop(0), {("checkpoint", 1), ("pin", None)}),
    "all removed but the first": (lambda notes: notes.pop(), {("inclusion", 9)}),
    "one twice": (lambda notes: notes.append(notes[1]), {("checkpoint", 3)}),
    "swapped": (lambda notes: notes.reverse(), {("checkpoint", 1), ("checkpoint", 2)}),
    "number": (put(1, lambda n: resigned(n, l3="number 3")), {("checkpoint", 2)}),
    "previous": (put(1, lambda n: resigned(n, l4="previous " + "1" * 64)), {("checkpoint", 2)}),
    "size shrunk": (put(1, lambda n: resigned(n, l1="3")), {("checkpoint", 2)}),
    "root": (
        put(1, lambda n: resigned(n, l2=base64.b64encode(bytes(32)).decode())),
        {("inclusion", 1), ("inclusion", 9)},
    ),
    "chain": (put(1, lambda n: resigned(n, l5="chain " + "1" * 64)), {("chain", 9)}),
    "chain of an old one": (put(0, lambda n: resigned(n, l5="chain " + "1" * 64)), {("chain", 4), ("checkpoint", 2)}),
    "log": (put(1, lambda n: resigned(n, l0="another firm")), {("origin", 2), ("origin", 1)}),
    "time without a signature": (put(1, lambda n: n.replace("T10:00", "T11:00")), {("signature", 2)}),
    "signature": (put(1, lambda n: n[:-8] + ("A" if n[-8] != "A" else "B") + n[-7:]), {("signature", 2)}),
}


class TestTheCheckpoints:
    @pytest.mark.sampled(4)
    @pytest.mark.parametrize("name", NOTE_FORGERIES)
    def test_forged_are_found_by_number_and_class(self, case: Case, name: str) -> None:
        forge, expected = NOTE_FORGERIES[name]
        case.notes(forge)
        code, found = case.check()
        assert code == TAMPERED
        assert found >= expected

    def test_signed_by_another_key_cannot_be_told(self, case: Case) -> None:
        case.notes(put(1, lambda note: resigned(note, OTHER_KEY)))
        assert case.check() == (UNSURE, {("key", 2)})

    def test_signed_by_another_key_that_the_export_itself_trusts_cannot_be_told_either(self, case: Case) -> None:
        (case.folder / "trusted.json").write_bytes(trusted(ORIGIN, KEY, OTHER_KEY))
        case.notes(put(1, lambda note: resigned(note, OTHER_KEY)))
        assert case.check() == (UNSURE, {("key", 2)})
        assert case.check(keys=False) == (CLEAN, set())

    @pytest.mark.parametrize(("start", "until", "wrong"), [(0, 8, 2), (5, None, 1)])
    def test_signed_by_a_key_outside_its_time_are_found(
        self, case: Case, start: int, until: int | None, wrong: int
    ) -> None:
        case.keys.write_bytes(trusted(ORIGIN, KEY, start=start, until=until))
        assert case.check() == (TAMPERED, {("signature", wrong)})

    def test_signed_by_two_keys_at_their_change_are_clean(self, case: Case) -> None:
        def both(note: str) -> str:
            return note + resigned(note, OTHER_KEY).split("\n\n")[1]

        case.notes(put(1, both))
        assert case.check() == (CLEAN, set())
        case.keys.write_bytes(trusted(ORIGIN, KEY, OTHER_KEY))
        assert case.check() == (CLEAN, set())

    def test_of_another_log_than_the_keys_are_found(self, case: Case) -> None:
        case.keys.write_bytes(trusted("another firm", KEY))
        assert case.check() == (TAMPERED, {("origin", 1), ("origin", 2)})

    @pytest.mark.parametrize("note", ["", "x", "a\n1\n\n", "a\nb\nc\n\n— k AAAA\n", 7, None, [], {}])
    def test_that_are_none_are_never_clean(self, case: Case, note: Any) -> None:
        (case.folder / "checkpoints.json").write_text(json.dumps([note]))
        case.forge()
        assert case.check()[0] in (TAMPERED, UNSURE)


class TestThePin:
    def test_that_is_not_there_is_found(self, case: Case) -> None:
        case.pin.write_text(resigned(case.pin.read_text(), l6="time 2026-11-22T11:00:00.000000Z"))
        assert case.check() == (TAMPERED, {("pin", None)})

    def test_finds_a_log_written_anew_by_whoever_has_the_key(self, case: Case, tmp_path: Path) -> None:
        forged = Sample()
        forged.add({"text": "nothing happened"})
        forged.sign()
        forged.sign()
        shutil.rmtree(case.folder)
        forged.export(case.folder)
        assert case.check(pin=False) == (CLEAN, set())
        assert case.check() == (TAMPERED, {("pin", None)})

    def test_finds_a_log_that_was_emptied(self, case: Case) -> None:
        shutil.rmtree(case.folder)
        Sample().export(case.folder)
        assert case.check() == (TAMPERED, {("pin", None)})


class TestWhatCannotBeTold:
    def test_without_the_folder(self, tmp_path: Path) -> None:
        assert run(tmp_path / "none")[0] == UNSURE

    @pytest.mark.parametrize("missing", ["keys", "pin"])
    def test_without_the_keys_or_the_pin(self, case: Case, missing: str) -> None:
        getattr(case, missing).unlink()
        assert case.check()[0] == UNSURE

    @pytest.mark.parametrize(
        "content", [b"", b"{}", b"[]", b"\xff", b'{"origin": "test firm", "keys": [{"vkey": "x"}]}']
    )
    def test_with_keys_that_are_none(self, case: Case, content: bytes) -> None:
        case.keys.write_bytes(content)
        assert case.check()[0] in (UNSURE, TAMPERED)

    @pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"files": 7}'])
    def test_with_a_manifest_that_is_none(self, case: Case, content: bytes) -> None:
        (case.folder / "manifest.json").write_bytes(content)
        assert case.check()[0] == UNSURE


class TestInclusion:
    """RFC 6962, 2.1.1, against a tree written from its text."""

    @given(st.data(), st.integers(1, 70))
    def test_is_right_for_every_leaf_and_for_nothing_else(self, data: st.DataObject, size: int) -> None:
        leaves = [sha256(b"%d" % number).digest() for number in range(size)]
        index = data.draw(st.integers(0, size - 1))
        proof, root = path(index, leaves), tree_hash(leaves)
        assert verify_export.root_from(leaves[index], index, size, proof) == root
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index)) if size > 1 else None
        if other is not None:
            assert verify_export.root_from(leaves[index], other, size, proof) != root
            assert verify_export.root_from(leaves[other], index, size, proof) != root
            place = data.draw(st.integers(0, len(proof) - 1))
            wrong = [*proof[:place], bytes(32), *proof[place + 1 :]]
            assert verify_export.root_from(leaves[index], index, size, wrong) != root
            assert verify_export.root_from(leaves[index], index, size, proof[:-1]) != root
        assert verify_export.root_from(bytes(32), index, size, proof) != root
        assert verify_export.root_from(leaves[index], index, size, [*proof, bytes(32)]) != root
        assert verify_export.root_from(leaves[index], index, size, [bytes(32), *proof]) != root

    def test_takes_no_node_of_another_length(self) -> None:
        leaves = [sha256(b"%d" % number).digest() for number in range(4)]
        joined = [leaves[0] + leaves[1]]  # hashed with nothing before it, it would be the node of both
        assert verify_export.root_from(b"", 1, 2, joined) != tree_hash(leaves[:2])
