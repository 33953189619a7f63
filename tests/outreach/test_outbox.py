"""The outbox: exactly what was approved, to exactly whom, once; or nothing at all."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.drafts import ApprovedDraft, Recipient
from assistant.errors import Refused, ServiceDown
from assistant.outreach import write_message
from assistant.retention import Receipt
from tests.drafts.samples import AT, GIULIA, MARCO, a_draft

INTENT = Receipt(7, "01KB0000000000000000000000", "cd34", "ab12")
ANNA = Recipient("A1", "", "Anna Keller", "anna.keller@firm.example")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "X-Record-Id", "X-Record-Seq", "X-Record-Hash", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip
HIDDEN = "=?utf-8?q?=0D=0ABcc:_x@evil.example?="  # a line break and a Bcc once a mail program has decoded it


def write(
    folder: Path,
    *,
    sender: Recipient = ANNA,
    origin: str = "harbour-vale",
    record: Receipt = INTENT,
    at: dt.datetime = AT,
    **changes: Any,
) -> Path:
    draft = a_draft(**{"status": "approved", **changes})
    approved = ApprovedDraft(draft, "A-1", "U1", draft.content_hash)
    return write_message(approved, sender=sender, folder=folder, origin=origin, record=record, at=at)


def read(path: Path) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=SMTP))


def named(name: str = MARCO.name, address: str = MARCO.address) -> tuple[Recipient, ...]:
    return (Recipient("C01", "H01", name, address),)


class TestWriteMessage:
    def test_a_draft_to_nobody_does_not_leave(self, tmp_path: Path) -> None:
        with pytest.raises(Refused, match="Draft D-1 goes to nobody"):
            write(tmp_path, to=())
        assert list(tmp_path.iterdir()) == []

    def test_an_empty_body_is_an_empty_message(self, tmp_path: Path) -> None:
        assert read(write(tmp_path, body="")).get_content().strip() == ""

    def test_the_message_says_what_was_approved(self, tmp_path: Path) -> None:
        message = read(write(tmp_path))
        assert list(message.keys()) == HEADERS
        assert message["From"] == "Anna Keller <anna.keller@firm.example>"
        assert message["To"] == "Marco Rossi <c01@clients.example>"
        assert message["Subject"] == "Your review"
        assert message["Date"].datetime == AT
        assert [message[f"X-Record-{part}"] for part in ("Id", "Seq", "Hash")] == [INTENT.id, "7", "ab12"]
        assert message.get_content().replace("\r\n", "\n") == "Dear Marco,\n\nshall we talk?\n"

    def test_a_record_without_its_place_yet_is_named_by_its_id_alone(self, tmp_path: Path) -> None:
        message = read(write(tmp_path, record=Receipt(0, INTENT.id, "")))
        assert message["X-Record-Id"] == INTENT.id
        assert message["X-Record-Seq"] is None

    def test_the_folder_is_made_when_it_is_not_there(self, tmp_path: Path) -> None:
        assert write(tmp_path / "var" / "outbox").exists()

    def test_every_recipient_approved_is_there_and_nobody_else(self, tmp_path: Path) -> None:
        message = read(write(tmp_path, to=(MARCO, GIULIA)))
        assert [a.addr_spec for a in message["To"].addresses] == ["c01@clients.example", "c02@clients.example"]

    @pytest.mark.parametrize(
        "name",
        [
            "Đurđa Đorđević",
            "花子 山田",
            "ليلى الفارابي",
            "José García, Jr.",
            'Marco "il Rosso" Rossi',
            "O'Brien <a@b.c>",
            "🙂",
        ],
    )
    def test_a_name_in_any_script_arrives_as_it_is_written(self, tmp_path: Path, name: str) -> None:
        message = read(
            write(tmp_path, to=named(name), subject=f"For {name}", sender=Recipient("A1", "", name, "a@b.cd"))
        )
        assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [(name, "c01@clients.example")]
        assert message["From"].addresses[0].display_name == name
        assert message["Subject"] == f"For {name}"

    def test_a_body_in_any_script_arrives_as_it_is_written(self, tmp_path: Path) -> None:
        body = "Gentile Đurđa,\n\n.\nFrom the start: 5 % più, 山田\n" + "x" * 2_000 + "\n"
        assert read(write(tmp_path, body=body)).get_content().replace("\r\n", "\n") == body

    def test_a_header_inside_the_body_stays_words(self, tmp_path: Path) -> None:
        message = read(write(tmp_path, body="Bcc: x@evil.example\n\nDear Marco"))
        assert list(message.keys()) == HEADERS


class TestHeaders:
    """S-21 of the abuse cases: no name, subject or address adds a header or a recipient."""

    def test_an_empty_subject_is_an_empty_subject(self, tmp_path: Path) -> None:
        assert read(write(tmp_path, subject=""))["Subject"] == ""

    BREAKS = (
        "\r\nBcc: x@evil.example",
        "\nBcc: x@evil.example",
        "\rBcc: x@evil.example",
        "\u2028Bcc: x",
        "\x0bx",
        "\x00x",
        HIDDEN,
    )

    @pytest.mark.parametrize("more", BREAKS)
    @pytest.mark.parametrize("where", ["name", "subject", "sender"])
    def test_a_line_break_in_any_form_is_refused(self, tmp_path: Path, where: str, more: str) -> None:
        changes: dict[str, dict[str, Any]] = {
            "name": {"to": named(f"Marco{more}")},
            "subject": {"subject": f"Hello{more}"},
            "sender": {"sender": Recipient("A1", "", f"Anna{more}", "anna@firm.example")},
        }
        with pytest.raises(Refused, match="a line break or an address that mail does not allow"):
            write(tmp_path, **changes[where])
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "marco",
            "@clients.example",
            "marco@",
            "marco rossi@clients.example",
            "a@b.example, x@evil.example",
            "a@b.example>, <x@evil.example",
            "c01@clients.example\r\nBcc: x@evil.example",
            "c01@clients.example\n",
            '"c01"@clients.example',
            "с01@clients.example",  # a Cyrillic letter that looks like a c
            "c01@clіents.example",  # and an i
            "c01@clients..example",
        ],
    )
    def test_an_address_that_is_not_one_plain_address_is_refused(self, tmp_path: Path, address: str) -> None:
        with pytest.raises(Refused, match="is no mail address"):
            write(tmp_path, to=named(address=address))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "address", ["c01@clients.example", "o'brien+tag@mail.clients.example", "A_b-c.d@x-y.example"]
    )
    def test_a_plain_address_is_taken_as_it_is(self, tmp_path: Path, address: str) -> None:
        assert read(write(tmp_path, to=named(address=address)))["To"].addresses[0].addr_spec == address

    PIECES = st.one_of(
        st.text(max_size=12),
        st.sampled_from(["\r\nBcc: x@evil.example", HIDDEN, "=?utf-8?q?", "?=", ",", ";", "<", ">", '"', "\\", " "]),
    )
    WORDS = st.lists(PIECES, max_size=6).map("".join)

    @settings(max_examples=200)
    @given(name=WORDS, subject=WORDS)
    @example(name=HIDDEN, subject="Hello")
    @example(name="José " + HIDDEN, subject="Hello")
    @example(name="Marco", subject=f"{HIDDEN} {HIDDEN}")
    def test_whatever_the_words_it_leaves_as_approved_or_not_at_all(self, name: str, subject: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                path = write(Path(folder), to=named(name), subject=subject)
            except Refused:
                assert list(Path(folder).iterdir()) == []
                return
            message = read(path)
            assert list(message.keys()) == HEADERS
            assert [a.addr_spec for a in message["To"].addresses] == [MARCO.address]
            assert "".join(message["Subject"].split()) == "".join(subject.split())


class TestOnce:
    def test_what_is_refused_twice_leaves_nothing(self, tmp_path: Path) -> None:
        for _time in range(2):
            with pytest.raises(Refused):
                write(tmp_path, to=())
        assert list(tmp_path.iterdir()) == []

    def test_written_twice_it_is_one_file_with_one_message_id(self, tmp_path: Path) -> None:
        first = write(tmp_path)
        content = first.read_bytes()
        assert write(tmp_path, at=AT + dt.timedelta(hours=1)) == first
        assert first.read_bytes() == content
        assert [path.name for path in tmp_path.iterdir()] == ["D-1-v1.eml"]

    def test_the_message_id_is_the_drafts_and_its_versions_own(self, tmp_path: Path) -> None:
        ids = [read(write(tmp_path / where, version=v))["Message-ID"] for where, v in (("a", 1), ("b", 1), ("c", 2))]
        assert ids == ["<D-1.1@harbour-vale>", "<D-1.1@harbour-vale>", "<D-1.2@harbour-vale>"]

    def test_the_name_of_the_log_may_hold_any_words(self, tmp_path: Path) -> None:
        assert read(write(tmp_path, origin="Harbour & Vale\r\nBcc: x"))["Message-ID"] == "<D-1.1@Harbour-Vale-Bcc-x>"


class TestWhole:
    def test_nothing_is_left_where_nothing_could_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "outbox").write_text("a file where the folder should be")
        with pytest.raises(ServiceDown, match=r"The outbox cannot be written .* D-1 did not leave"):
            write(tmp_path / "outbox")

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_disk_that_fails_leaves_neither_a_message_nor_half_of_one(
        self, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_anything: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
            with pytest.raises(ServiceDown, match=r"No space left on device.*D-1 did not leave"):
                write(tmp_path)
        assert list(tmp_path.iterdir()) == []
        assert write(tmp_path).exists()  # and once there is room again, it leaves

    def test_half_a_message_of_a_killed_process_is_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "D-1-v1.partial").write_bytes(b"From: Anna")
        path = write(tmp_path)
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        assert list(read(path).keys()) == HEADERS
