"""Each communication of an export as mail: threaded, proved, and never with a header that its words put there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.retention.export.words import domain_of
from tests.retention.export_samples import ADVISOR, SCOPE, Sample, a_conversation, export, lines, mails, one

INJECTION = 'Eve\r\nBcc: all@example.com\r\n\r\n<script>alert("x")</script>'
ENCODED = "=?utf-8?q?Eve=0D=0ABcc:_all@example.com=0D=0A=0D=0Ahello?="


@pytest.fixture
def sample() -> Sample:
    sample = Sample()
    a_conversation(sample)
    sample.sign()
    return sample


class TestTheMail:
    def test_is_one_message_a_communication(self, sample: Sample, tmp_path: Path) -> None:
        folder = export(sample, tmp_path)
        assert sorted(mails(folder)) == [1, 2, 4, 5, 6, 7]
        assert f"0000000001-{sample.records[0].id}.eml" in {path.name for path in (folder / "mail").iterdir()}

    def test_names_the_record_by_number_and_hash_and_has_it_attached(self, sample: Sample, tmp_path: Path) -> None:
        folder = export(sample, tmp_path)
        mail = mails(folder)[4]
        assert mail["Message-ID"] == f"<{sample.records[3].id}@test-firm>"
        assert mail["X-Record-Hash"] == sample.leaves[3].hex()
        assert mail["Date"].datetime == sample.records[3].at
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "record.json"
        assert json.loads(attached.get_content()) == lines(folder)[3]

    def test_is_threaded_by_what_it_answers(self, sample: Sample, tmp_path: Path) -> None:
        found = mails(export(sample, tmp_path))
        ids = {seq: f"<{record.id}@test-firm>" for seq, record in enumerate(sample.records, 1)}
        # 2 edits 1; 4 answers it by way of the tool call 3, which is no communication; 5 to 7 follow one another
        assert {seq: mail["In-Reply-To"] for seq, mail in found.items()} == {
            1: None, 2: ids[1], 4: ids[1], 5: ids[4], 6: ids[5], 7: ids[6],
        }  # fmt: skip
        assert found[6]["References"] == f"{ids[1]} {ids[5]}"

    def test_without_a_parent_follows_the_last_of_its_conversation(self, tmp_path: Path) -> None:
        sample = Sample()
        sample.add({"text": "one"})
        sample.add({"text": "elsewhere"}, scope=SCOPE | {"conversation": "c2"})
        sample.add({"text": "two"})
        sample.sign()
        found = mails(export(sample, tmp_path))
        assert (found[2]["In-Reply-To"], found[3]["In-Reply-To"]) == (None, found[1]["Message-ID"])

    def test_is_from_who_spoke_to_who_was_told(self, sample: Sample, tmp_path: Path) -> None:
        found = mails(export(sample, tmp_path))
        assert (found[1]["From"], found[1]["To"]) == ("Ada Rossi <U1@test-firm>", "Assistant <assistant@test-firm>")
        assert (found[4]["From"], found[4]["To"]) == ("Assistant <assistant@test-firm>", "Ada Rossi <U1@test-firm>")
        assert found[5]["To"] == "Zoë D'Àngelo <zoe@example.com>"
        assert found[7]["To"] == "C1 <C1@test-firm>, C2 <C2@test-firm>"

    def test_says_the_words_with_the_envelope_on_top(self, sample: Sample, tmp_path: Path) -> None:
        body = mails(export(sample, tmp_path))[5].get_body()
        assert body is not None
        text = body.get_content().replace("\r\n", "\n")
        assert text.startswith("Record: 5 (draft.version)\nSender: Ada Rossi <U1@test-firm>\nRecipient: Zoë D'Àngelo")
        assert "Dear Zoë,\n\nall is well." in text

    def test_cannot_be_given_a_header_by_words(self, tmp_path: Path) -> None:
        to = [{"name": INJECTION, "address": INJECTION}, {"name": ENCODED, "address": "x@y.z\r\nBcc: a@b.c"}, ENCODED]
        folder = one(
            tmp_path, {"to": to, "subject": ENCODED + INJECTION, "body": INJECTION}, type="draft.version",
            actor=ADVISOR | {"name": ENCODED, "id": INJECTION}, scope=SCOPE | {"channel": INJECTION},
        )  # fmt: skip
        (mail,) = mails(folder).values()
        assert mail.keys() == [
            "From", "To", "Subject", "Date", "Message-ID", "X-Record-Seq", "X-Record-Hash", "X-Record-Type",
            "MIME-Version", "Content-Type",
        ]  # fmt: skip
        assert len(mail["To"].addresses) == 3
        assert {address.domain for address in mail["To"].addresses} == {"test-firm"}
        assert mail.defects == []

    def test_cannot_be_cut_into_parts_by_words(self, tmp_path: Path) -> None:
        (mail,) = mails(one(tmp_path, {"text": "--x\r\nContent-Type: text/html\r\n\r\n<b>--x--"})).values()
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/mixed",
            "text/plain",
            "application/json",
        ]

    @pytest.mark.parametrize("name", ["Zoë “Ümlaut” 漢字", 'A "quoted" <b@c.d>, E', "x" * 200, "🦊", ENCODED])
    def test_keeps_any_name(self, tmp_path: Path, name: str) -> None:
        (mail,) = mails(one(tmp_path, {"text": "hi"}, actor=ADVISOR | {"name": name})).values()
        (address,) = mail["From"].addresses
        assert (address.username, address.domain) == ("U1", "test-firm")
        if "=?" not in name:
            assert address.display_name == name

    @pytest.mark.parametrize(
        ("origin", "domain"), [("firm.example", "firm.example"), ("Müller & Co..", "M-ller-Co"), ("…", "log")]
    )
    def test_takes_the_name_of_the_log_as_its_domain(self, origin: str, domain: str) -> None:
        assert domain_of(origin) == domain
