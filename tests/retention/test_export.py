"""What an examiner gets: every record in every form, words as words, whole or not at all."""

from __future__ import annotations

import json
import stat
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assistant.errors import BadArguments, ServiceDown
from assistant.retention import Log
from assistant.retention.export import Manifest
from assistant.retention.export.words import REMOVED
from tests.retention import samples
from tests.retention.export_samples import (
    ADVISOR,
    AT,
    KEY,
    OFFICER,
    ORIGIN,
    SCOPE,
    Sample,
    a_conversation,
    export,
    lines,
    load_file,
    mails,
    names,
    one,
    table,
    trusted,
)  # fmt: skip

INJECTION = 'Eve\r\nBcc: all@example.com\r\n\r\n<script>alert("x")</script>'
ENCODED = "=?utf-8?q?Eve=0D=0ABcc:_all@example.com=0D=0A=0D=0Ahello?="
FILES = {
    "README.txt", "checkpoints.json", "index.html", "loadfile.dat", "manifest.json", "records.csv", "records.jsonl",
    "records.pdf", "trusted.json", "verify_export.py",
}  # fmt: skip


@pytest.fixture
def sample() -> Sample:
    sample = Sample()
    a_conversation(sample)
    sample.sign()
    return sample


def paper(folder: Path, name: str = "records.pdf") -> str:
    return "\n".join(page.extract_text() for page in PdfReader(folder / name).pages)


class Page(HTMLParser):
    """A page as a browser takes it: its elements, its words, and whether every element is closed in turn."""

    def __init__(self, folder: Path, name: str = "index.html") -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed((folder / name).read_text(encoding="utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


class TestAnEmptyExport:
    def test_says_so_in_every_form(self, tmp_path: Path) -> None:
        folder = export(Sample(), tmp_path)
        assert names(folder) == FILES
        assert "the export has no record" in Page(folder).words
        assert "the export has no record" in paper(folder)
        assert (lines(folder), table(folder), len(load_file(folder)), mails(folder)) == ([], [], 1, {})

    def test_names_the_empty_tree(self, tmp_path: Path) -> None:
        manifest = Sample().export(tmp_path / "out")
        assert (manifest.count, manifest.first, manifest.last, manifest.size) == (0, None, None, 0)
        # RFC 6962, 2.1: the hash of an empty list is SHA-256 of nothing
        assert manifest.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class TestTheFolder:
    def test_is_there_when_it_is_whole(self, sample: Sample, tmp_path: Path) -> None:
        assert names(export(sample, tmp_path)) == FILES
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_is_for_its_owner_alone(self, sample: Sample, tmp_path: Path) -> None:
        assert stat.S_IMODE(export(sample, tmp_path).stat().st_mode) == 0o700

    def test_that_is_empty_is_filled(self, sample: Sample, tmp_path: Path) -> None:
        (tmp_path / "out").mkdir()
        assert names(export(sample, tmp_path)) == FILES

    @pytest.mark.parametrize("kind", ["folder", "file"])
    def test_that_holds_something_is_refused(self, sample: Sample, tmp_path: Path, kind: str) -> None:
        there = tmp_path / "out" / "mine.txt" if kind == "folder" else tmp_path / "out"
        there.parent.mkdir(exist_ok=True)
        there.write_text("mine")
        with pytest.raises(BadArguments, match="is not an empty folder"):
            export(sample, tmp_path)
        assert there.read_text() == "mine"

    def test_is_never_half_there(self, sample: Sample, tmp_path: Path) -> None:
        def broken(seq: int) -> list[bytes]:
            if seq == 5:
                raise KeyboardInterrupt
            return []

        with pytest.raises(KeyboardInterrupt):
            export(sample, tmp_path, proof=broken)
        assert list(tmp_path.iterdir()) == []

    def test_that_cannot_be_written_is_told_in_a_sentence(self, sample: Sample, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(ServiceDown, match="cannot be written"):
            sample.export(tmp_path / "file" / "out")

    def test_has_the_hash_and_size_of_every_file_in_its_manifest(self, sample: Sample, tmp_path: Path) -> None:
        manifest = sample.export(tmp_path / "out")
        written = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
        assert {entry.path for entry in manifest.files} == written - {"manifest.json"}
        assert {entry.path: entry.bytes for entry in manifest.files}["trusted.json"] == len(trusted(ORIGIN, KEY))
        content = (tmp_path / "out" / "manifest.json").read_bytes()
        assert content == manifest.content()
        told = json.loads(content)
        assert (told["origin"], told["size"], told["count"], told["first"], told["last"]) == (ORIGIN, 9, 9, 1, 9)
        assert (told["asked"], told["by"], told["at"]) == ({"client": "C1"}, OFFICER, AT.isoformat())

    def test_is_the_same_for_the_same_records(self, sample: Sample, tmp_path: Path) -> None:
        first, second = (sample.export(tmp_path / name) for name in ("one", "two"))
        assert first.sha256 == second.sha256


class TestWhatIsHandedIn:
    def test_beyond_the_last_checkpoint_is_refused(self, sample: Sample, tmp_path: Path) -> None:
        late = sample.add({"text": "late"})
        with pytest.raises(BadArguments, match=r"Record 10 is beyond the last checkpoint \(of 9 records\)"):
            export(sample, tmp_path, records=[late])

    @pytest.mark.parametrize("origin", ["another firm", ""])
    def test_with_checkpoints_of_another_log_is_refused(self, sample: Sample, tmp_path: Path, origin: str) -> None:
        with pytest.raises(BadArguments, match="The checkpoints are of the log 'test firm'"):
            export(sample, tmp_path, origin=origin)
        assert list(tmp_path.iterdir()) == []

    def test_with_a_note_that_is_none_is_refused(self, sample: Sample, tmp_path: Path) -> None:
        with pytest.raises(BadArguments, match="is not a checkpoint"):
            export(sample, tmp_path, checkpoints=["nothing"])

    def test_out_of_order_is_refused(self, sample: Sample, tmp_path: Path) -> None:
        with pytest.raises(BadArguments, match="Record 1 comes after record 2"):
            export(sample, tmp_path, records=[sample.records[1], sample.records[0]])

    def test_is_counted_aloud_as_it_goes(self, sample: Sample, tmp_path: Path) -> None:
        heard: list[tuple[str, int]] = []
        export(sample, tmp_path, progress=lambda stage, done: heard.append((stage, done)))
        assert heard == [*(("records", number) for number in range(1, 10)), ("pages", 9)]

    def test_may_be_some_records_only(self, sample: Sample, tmp_path: Path) -> None:
        manifest = sample.export(tmp_path / "out", [sample.records[1], sample.records[4]])
        assert (manifest.count, manifest.first, manifest.last) == (2, 2, 5)

    def test_may_come_from_a_real_log(self, log: Log, tmp_path: Path) -> None:
        samples.fill(log, 3)
        sample = Sample(samples.ORIGIN)
        sample.records = list(log.each())
        sample.sign()
        folder = export(sample, tmp_path)
        assert [line["payload"]["text"] for line in lines(folder)] == ["question 1", "question 2", "question 3"]
        assert "question 3" in Page(folder).words


class TestTheLines:
    def test_hold_the_exact_record_and_what_proves_it(self, sample: Sample, tmp_path: Path) -> None:
        first, record = lines(export(sample, tmp_path))[0], sample.records[0]
        assert first["header"].encode() == record.exact
        assert (first["leaf"], first["chain"]) == (record.leaf.hex(), record.chain)
        assert first["payload"] == {"text": "How is my book?", "language": "en"}
        assert len(first["proof"]) == 4  # RFC 6962, 2.1.1: the path of leaf 0 in a tree of 9 has 4 nodes

    def test_hold_bytes_as_they_are(self, sample: Sample, tmp_path: Path) -> None:
        last = lines(export(sample, tmp_path))[8]
        assert (last["content"], last["payload"]) == ("/wByYXc=", "\ufffd\x00raw")


class TestThePage:
    def test_is_closed_titled_in_a_language_and_without_script(self, sample: Sample, tmp_path: Path) -> None:
        page = Page(export(sample, tmp_path))
        assert {"script", "img", "link", "iframe", "object"}.isdisjoint(page.tags)
        assert ("lang", "en") in page.attributes
        assert ("scope", "col") in page.attributes
        assert {name for name, _ in page.attributes}.isdisjoint({"onclick", "onload", "src"})
        assert all(str(value).startswith(("#", "README", "index")) for name, value in page.attributes if name == "href")
        assert [page.tags.count(tag) for tag in ("h1", "h2", "h3", "caption")] == [1, 3, 9, 1]

    def test_shows_words_as_words(self, tmp_path: Path) -> None:
        page = Page(one(tmp_path, {"text": INJECTION, "</dt><script>": "<b>"}, actor=ADVISOR | {"name": "<i>Ada</i>"}))
        assert '<script>alert("x")</script>' in page.words
        assert "<i>Ada</i>" in page.words
        assert {"script", "i", "b"}.isdisjoint(page.tags)

    def test_sets_in_what_branches_off_and_names_every_version(self, sample: Sample, tmp_path: Path) -> None:
        folder = export(sample, tmp_path)
        page = (folder / "index.html").read_text(encoding="utf-8")
        # the edit (2) is a branch of the question (1), which the tool call (3) follows
        question, edit, call = (page.index(f'id="r{seq}"') for seq in (1, 2, 3))
        assert page[question:edit].count("<ol>") == 1
        assert page[edit:call].count("</ol>") == 1
        assert "Versions: record 1, record 2" in " ".join(Page(folder).words.split())
        assert "Versions: record 5, record 6" in " ".join(Page(folder).words.split())

    def test_groups_by_conversation(self, tmp_path: Path) -> None:
        sample = Sample()
        for name in ("a", "b", None, "a"):
            sample.add({"text": f"in {name}"}, scope=SCOPE | {"conversation": name} if name else {})
        sample.sign()
        words = Page(export(sample, tmp_path)).words
        told = words[words.rindex("Conversation a") :]
        order = ["Conversation a", "Record 1:", "Record 4:", "Conversation b", "Record 2:", "Outside any", "Record 3:"]
        assert sorted(order, key=told.index) == order

    def test_of_a_message_edited_300_times_is_still_short(self, tmp_path: Path) -> None:
        sample = Sample()
        above = sample.add({"text": "first"})
        for _ in range(299):
            above = sample.add({"text": "again"}, type="msg.edited", parent=above.id)
        sample.sign()
        folder = export(sample, tmp_path)
        assert Page(folder).tags.count("h3") == 300
        assert (folder / "index.html").stat().st_size < 1_000_000

    def test_of_a_big_export_is_cut_into_parts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.retention.export.contents.PART", 4)
        sample = Sample()
        a_conversation(sample)
        sample.sign()
        folder = export(sample, tmp_path)
        parts = {f"records-{number:04d}.{kind}" for number in (1, 2, 3) for kind in ("html", "pdf")}
        assert names(folder) == (FILES - {"records.pdf"}) | parts
        assert "Conversation c1 (continued)" in Page(folder, "records-0002.html").words
        assert ("href", "records-0002.html#r5") in Page(folder).attributes
        assert "Record 9: Reply of the model" in paper(folder, "records-0002.pdf")

    def test_of_long_words_is_cut_into_parts_by_their_size(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.retention.export.contents.PART_BYTES", 10_000)
        sample = Sample()
        for number in range(3):
            sample.add({"text": f"question {number} " + "word " * 800})
        sample.sign()
        folder = export(sample, tmp_path)
        assert {f"records-{number:04d}.html" for number in (1, 2, 3)} < names(folder)
        assert "question 2" in Page(folder, "records-0003.html").words


class TestThePaper:
    @pytest.mark.prove
    def test_says_where_the_rest_of_a_very_long_text_is(self, tmp_path: Path) -> None:
        folder = one(tmp_path, {"text": "word " * 100_000})
        assert "300000 more characters are left out on paper" in paper(folder).replace("\n", " ")
        assert (folder / "text/0000000001.txt").read_text(encoding="utf-8") == "word " * 100_000

    def test_says_what_the_page_says(self, sample: Sample, tmp_path: Path) -> None:
        text = paper(export(sample, tmp_path))
        for words in ("Conversation c1", "Record 2: Question edited", "How is <b>my</b> book today?", "it is fine.",
                      "Versions: record 5, record 6", "Outside any conversation", "Zoë D'Àngelo"):  # fmt: skip
            assert words in text


class TestTheTable:
    def test_has_a_row_a_record(self, sample: Sample, tmp_path: Path) -> None:
        rows = table(export(sample, tmp_path))
        assert [row["seq"] for row in rows] == [str(number) for number in range(1, 10)]
        assert (rows[0]["name"], rows[0]["clients"], rows[0]["hash"]) == ("Ada Rossi", "C1 C2", sample.leaves[0].hex())

    # OWASP, “CSV Injection”: what a cell may begin with to be taken for a formula
    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "|calc"])
    def test_has_no_formula(self, tmp_path: Path, text: str) -> None:
        (row,) = table(one(tmp_path, {"text": text}, actor=ADVISOR | {"name": text}))
        assert row["words"].startswith("'")
        assert row["name"].startswith("'")


class TestTheLoadFile:
    def test_has_a_row_a_record_with_its_paths(self, sample: Sample, tmp_path: Path) -> None:
        folder = export(sample, tmp_path)
        head, *rows = load_file(folder)
        first = dict(zip(head, rows[0], strict=True))
        assert (first["BEGDOC"], first["ENDDOC"]) == ("TEST-FIRM-0000000001",) * 2
        assert (first["DATE"], first["TIME"], first["CONVERSATION"]) == ("2026-11-22", "10:00:01", "c1")
        assert first["HASH"] == sample.leaves[0].hex()
        assert len(rows) == 9
        for row in rows:
            for path in filter(None, row[9:11]):
                assert (folder / path.replace("\\", "/")).is_file()
        assert (folder / "text/0000000005.txt").read_text(encoding="utf-8").startswith("Dear Zoë,\n\nall is well.")

    def test_keeps_its_own_marks_out_of_the_words(self, tmp_path: Path) -> None:
        head, row = load_file(one(tmp_path, {"subject": "þorn\x14 ® \r\nnext", "body": "x"}, type="draft.version"))
        assert dict(zip(head, row, strict=True))["SUBJECT"] == "thorn⟨U+0014⟩ (R) next"


class TestWordsThatAreGone:
    def test_are_said_to_be_gone_in_every_form(self, tmp_path: Path) -> None:
        folder = one(tmp_path, {"text": "the secret"}, gone=True)
        assert [lines(folder)[0][name] for name in ("content", "salt", "payload")] == [None, None, None]
        body = mails(folder)[1].get_body()
        assert body is not None
        for told in (Page(folder).words, paper(folder), table(folder)[0]["words"], body.get_content()):
            assert REMOVED in told
        assert b"the secret" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class TestAnyWords:
    @pytest.mark.sampled(8)
    @pytest.mark.parametrize(
        "payload", ["", "just text", [1, [2, {"a": [None, True]}]], None, 7, b"", {"text": ""}, {"a": {}, "b": [[]]},
                    {1: "number", "ü": float("nan")}, {"text": "\ud800", "to": 5}, {"to": [None, 5, {"name": None}]}]
    )  # fmt: skip
    @pytest.mark.parametrize("kind", ["msg.in", "draft.version", "tool.result"])
    def test_can_be_exported(self, tmp_path: Path, payload: Any, kind: str) -> None:
        manifest: Manifest = _exported(tmp_path, payload, kind)
        assert manifest.count == 1


def _exported(tmp_path: Path, payload: Any, kind: str) -> Manifest:
    sample = Sample()
    sample.add(payload, type=kind)
    sample.sign()
    return sample.export(tmp_path / "out")
