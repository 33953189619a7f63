"""Sealed segments against a real S3 server (moto). It does not enforce every lock: the calls are looked at too."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import boto3
import httpx
import pytest
import zstandard
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from assistant.database import Database
from assistant.errors import BadArguments, NotFound, ServiceDown
from assistant.retention import Log, Search, verify
from assistant.retention.merkle import Frontier
from assistant.retention.outward import Bucket, Segments
from assistant.retention.outward import segments as segments_module
from assistant.retention.outward.segment_file import check_segment, locked_until, write_segment
from tests.retention.samples import START, entry, fill

NOW = START + dt.timedelta(minutes=16)
FILE, MANIFEST = "seg-000001.jsonl.zst", "seg-000001.manifest.json"
SEVEN_YEARS = dt.datetime(2033, 11, 22, tzinfo=dt.UTC)  # the schedule's default, from START's own day


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="archive", ObjectLockEnabledForBucket=True)
    yield client
    httpx.post(f"{endpoint}/moto-api/reset")


class Watched:
    """A client that keeps the calls made, and can be told to fail in one of them."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.crash_after = ""

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls.append((name, arguments))
            result = getattr(self._client, name)(**arguments)
            if self.crash_after and arguments.get("Key", "").endswith(self.crash_after) and name == "put_object":
                raise KeyboardInterrupt
            return result

        return call


@pytest.fixture
def watched(s3: Any) -> Watched:
    return Watched(s3)


@pytest.fixture
def segments(log: Log, database: Database, watched: Watched) -> Segments:
    return Segments(log, database, Bucket("archive", client=watched))


class TestAnEmptyLog:
    def test_nothing_is_sealed(self, segments: Segments, watched: Watched, database: Database, log: Log) -> None:
        assert segments.seal_due(NOW) == []
        assert watched.calls == []
        assert segments.standing().sentence == "0 segments hold the log up to record 0 of 0."
        assert verify(database, log.keys).ok
        with pytest.raises(NotFound, match="No segment 1 was replicated"):
            segments.restore_check(1)

    def test_a_segment_of_nothing_cannot_be_made(self) -> None:
        with pytest.raises(ValueError, match="one record at least"):
            write_segment([], 1, io.BytesIO(), now=NOW, note="")


class TestWhenOneIsDue:
    def test_after_fifteen_minutes(self, segments: Segments, log: Log) -> None:
        log.append(entry())  # at START and a second
        assert segments.seal_due(START + dt.timedelta(minutes=15)) == []
        assert segments.seal_due(START + dt.timedelta(minutes=15, seconds=1)) == [1]

    def test_or_when_it_is_full(self, segments: Segments, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(segments_module, "RECORDS_EACH", 3)
        fill(log, 6)
        assert segments.seal_due(START) == [1, 2]  # and records 7 and 8 say so
        assert [(s["first"], s["last"]) for s in sealed(log)] == [(1, 3), (4, 6)]

    def test_the_record_of_a_sealing_starts_no_segment_by_itself(self, segments: Segments, log: Log) -> None:
        log.append(entry())
        assert segments.seal_due(NOW) == [1]
        assert segments.seal_due(NOW + dt.timedelta(days=1)) == []
        log.append(entry())
        assert segments.seal_due(NOW + dt.timedelta(days=1)) == [2]
        assert [(s["first"], s["last"]) for s in sealed(log)] == [(1, 1), (2, 3)]
        assert segments.standing().sentence == "2 segments hold the log up to record 3 of 4."


class TestWhatIsPut:
    def test_each_object_is_locked_until_the_last_of_its_records_may_go(
        self, segments: Segments, log: Log, watched: Watched
    ) -> None:
        fill(log, 3)
        segments.seal_due(NOW)
        puts = [arguments for name, arguments in watched.calls if name == "put_object"]
        assert [put["Key"] for put in puts] == [FILE, MANIFEST]
        for put in puts:
            assert (put["Bucket"], put["ObjectLockMode"], put["IfNoneMatch"]) == ("archive", "COMPLIANCE", "*")
            assert put["ObjectLockRetainUntilDate"] == SEVEN_YEARS
            assert len(base64.b64decode(put["ChecksumSHA256"])) == 32
        assert [name for name, _ in watched.calls] == ["put_object", "head_object"] * 2

    def test_the_day_that_a_header_names_is_the_day(self, log: Log) -> None:
        log.append(entry())
        record = log.read(1)
        assert locked_until(record) == SEVEN_YEARS
        undated = dataclasses.replace(record, header={k: v for k, v in record.header.items() if k != "retain_until"})
        assert locked_until(undated) == dt.datetime(2033, 11, 27, tzinfo=dt.UTC)  # 7 × 366 days
        dated = dataclasses.replace(record, header={**record.header, "retain_until": "2040-02-29"})
        assert locked_until(dated) == dt.datetime(2040, 2, 29, tzinfo=dt.UTC)
        manifest = write_segment([dated], 1, io.BytesIO(), now=NOW, note="").manifest
        assert json.loads(manifest)["retain_until"] == "2040-02-29T00:00:00.000000Z"

    def test_a_day_that_is_over_is_still_locked_for_a_day(self, log: Log) -> None:
        log.append(entry())
        later = START + dt.timedelta(days=4000)
        assert write_segment(log.each(), 1, io.BytesIO(), now=later, note="").retain_until == later + dt.timedelta(
            days=1
        )

    def test_the_file_holds_every_record_and_the_manifest_says_so(self, segments: Segments, log: Log, s3: Any) -> None:
        fill(log, 5)
        segments.seal_due(NOW, "the note")
        content, manifest = fetched(s3, FILE), json.loads(fetched(s3, MANIFEST))
        lines = [json.loads(line) for line in zstandard.ZstdDecompressor().stream_reader(content).read().splitlines()]
        tree = Frontier()
        for record, line in zip(log.each(until=5), lines, strict=True):
            tree.add(record.leaf)
            assert (line["seq"], line["header"].encode(), line["leaf"]) == (record.seq, record.exact, record.leaf.hex())
            assert base64.b64decode(line["content"]) == record.content
            assert bytes.fromhex(line["salt"]) == record.salt
            assert (line["chain"], json.loads(line["header"])["payload_type"]) == (record.chain, "application/json")
        assert manifest == {
            "v": 1, "origin": "test firm", "number": 1, "file": FILE, "first": 1, "last": 5, "count": 5,
            "root": tree.root().hex(), "chain": lines[-1]["chain"], "checkpoint": "the note",
            "sha256": sha256(content).hexdigest(), "bytes": len(content), "retain_until": "2033-11-22T00:00:00.000000Z",
        }  # fmt: skip

    def test_the_log_keeps_the_versions(self, segments: Segments, log: Log, s3: Any) -> None:
        log.append(entry())
        segments.seal_due(NOW)
        (said,) = sealed(log)
        assert said["version"] == s3.head_object(Bucket="archive", Key=FILE)["VersionId"]
        assert said["manifest_version"] == s3.head_object(Bucket="archive", Key=MANIFEST)["VersionId"]
        assert (said["mode"], said["bucket"], said["count"]) == ("COMPLIANCE", "archive", 1)

    def test_several_logs_share_a_bucket_under_prefixes(self, log: Log, database: Database, s3: Any) -> None:
        log.append(entry())
        Segments(log, database, Bucket("archive/firm-1", client=s3)).seal_due(NOW)
        assert fetched(s3, f"firm-1/{FILE}")

    def test_a_version_cannot_be_deleted(self, segments: Segments, log: Log, s3: Any) -> None:
        log.append(entry())
        segments.seal_due(NOW)
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(Bucket="archive", Key=FILE, VersionId=sealed(log)[0]["version"])


class TestAfterACrash:
    @pytest.mark.parametrize("key", [FILE, MANIFEST])
    def test_what_was_put_is_compared_and_not_put_twice(
        self, key: str, segments: Segments, log: Log, watched: Watched, s3: Any
    ) -> None:
        fill(log, 3)
        watched.crash_after = key
        with pytest.raises(KeyboardInterrupt):
            segments.seal_due(NOW)
        assert sealed(log) == []
        watched.crash_after = ""
        assert segments.seal_due(NOW + dt.timedelta(hours=1)) == [1]
        versions = s3.list_object_versions(Bucket="archive")["Versions"]
        assert sorted(version["Key"] for version in versions) == [FILE, MANIFEST]
        assert segments.restore_check(1) == []

    def test_the_record_of_the_sealing_is_written_once(
        self, segments: Segments, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log.append(entry())
        with monkeypatch.context() as crash:
            crash.setattr(segments, "_write_down", _crash)
            with pytest.raises(KeyboardInterrupt):
                segments.seal_due(NOW)
        assert segments.seal_due(NOW) == [1]
        assert len(sealed(log)) == 1

    def test_records_that_came_meanwhile_are_not_drawn_in(self, segments: Segments, log: Log, watched: Watched) -> None:
        fill(log, 2)
        watched.crash_after = FILE
        with pytest.raises(KeyboardInterrupt):
            segments.seal_due(NOW)
        fill(log, 2)
        watched.crash_after = ""
        segments.seal_due(NOW)
        assert next((s["first"], s["last"]) for s in sealed(log)) == (1, 2)

    def test_two_workers_seal_one_segment(self, log: Log, database: Database, segments: Segments, s3: Any) -> None:
        log.append(entry())
        other = Segments(log, database, Bucket("archive", client=s3))
        due, segments._due = segments._due, lambda now: (1, 1, 1)  # type: ignore[method-assign]
        assert other.seal_due(NOW) == [1]
        assert segments.seal_due(NOW) == []  # what it thought due was planned by the other
        segments._due = due  # type: ignore[method-assign]
        assert len(sealed(log)) == 1


class TestABucketThatDoesNotKeep:
    def test_another_object_of_the_name_is_found(self, segments: Segments, log: Log, s3: Any) -> None:
        s3.put_object(Bucket="archive", Key=FILE, Body=b"something else", ChecksumAlgorithm="SHA256")
        log.append(entry())
        for _ in range(2):
            with pytest.raises(ServiceDown, match=f"{FILE} in the bucket archive is not what was to be kept. It holds"):
                segments.seal_due(NOW)
        assert "0 segments hold the log up to record 0 of 1; the next one waits" in segments.standing().sentence
        assert sealed(log) == []

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize(
        ("answer", "says"),
        [
            ({"ObjectLockMode": "GOVERNANCE"}, "locked in mode GOVERNANCE, not COMPLIANCE"),
            ({"ObjectLockMode": None}, "locked in mode none, not COMPLIANCE"),
            ({"ObjectLockRetainUntilDate": dt.datetime(2026, 12, 1, tzinfo=dt.UTC)}, "locked until 2026-12-01"),
            ({"ObjectLockRetainUntilDate": None}, "locked until None"),
            ({"VersionId": None}, "gave no version"),
            ({"ChecksumSHA256": None}, "other bytes: SHA-256 unknown"),
        ],
    )
    def test_a_lock_that_is_not_the_one_asked_for_is_found(
        self, answer: dict[str, Any], says: str, log: Log, database: Database, s3: Any
    ) -> None:
        class Lax:
            put_object = s3.put_object

            def head_object(self, **arguments: Any) -> dict[str, Any]:
                found = {**s3.head_object(**arguments), **answer}
                return {name: value for name, value in found.items() if value is not None}

        log.append(entry())
        with pytest.raises(ServiceDown, match=says):
            Segments(log, database, Bucket("archive", client=Lax())).seal_due(NOW)

    def test_one_that_is_away_is_a_sentence_and_goes_on_later(
        self, log: Log, database: Database, endpoint: str, s3: Any
    ) -> None:
        log.append(entry())
        with pytest.raises(ServiceDown, match="The bucket archive did not take or give an object"):
            Segments(log, database, Bucket("archive", "http://127.0.0.1:1")).seal_due(NOW)
        assert Segments(log, database, Bucket("archive", endpoint)).seal_due(NOW) == [1]

    def test_one_that_does_not_exist_is_a_sentence(self, log: Log, database: Database, s3: Any) -> None:
        log.append(entry())
        with pytest.raises(ServiceDown, match="NoSuchBucket"):
            Segments(log, database, Bucket("nowhere", client=s3)).seal_due(NOW)

    def test_a_name_is_needed(self) -> None:
        with pytest.raises(BadArguments, match="write bucket or bucket/prefix"):
            Bucket("/prefix")


class TestRestoring:
    def test_a_sound_segment_has_nothing_wrong(self, segments: Segments, log: Log) -> None:
        fill(log, 4)
        segments.seal_due(NOW)
        assert segments.restore_check(1) == []

    def test_a_manifest_that_changed_in_the_table_shows(self, segments: Segments, log: Log, database: Database) -> None:
        log.append(entry())
        segments.seal_due(NOW)
        with database.writing() as session:
            session.execute(text("UPDATE log_segment SET manifest = '{}'"))
        assert segments.restore_check(1) == ["The manifest in the bucket is not the one that was put there."]

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda line: line.update(header=line["header"].replace("U1", "U2")), "Record 2 was changed"),
            (lambda line: line.update(content=base64.b64encode(b"{}").decode()), "payload of record 2 is not the one"),
            (lambda line: line.update(chain="00" * 32), "Record 2 does not follow"),
            (lambda line: line.update(seq=7), "Where record 2 should be"),
            (lambda line: line.pop("leaf"), "The line of record 2 cannot be read"),
        ],
    )
    def test_a_changed_line_is_named(self, change: Any, says: str, log: Log) -> None:
        fill(log, 3)
        content, manifest = made(log)
        lines = [
            json.loads(line) for line in zstandard.ZstdDecompressor().decompressobj().decompress(content).splitlines()
        ]
        change(lines[1])
        assert says in " ".join(check_segment(*packed(lines, manifest)))

    def test_a_line_taken_away_is_found(self, log: Log) -> None:
        fill(log, 3)
        content, manifest = made(log)
        lines = [
            json.loads(line) for line in zstandard.ZstdDecompressor().decompressobj().decompress(content).splitlines()
        ]
        wrong = check_segment(*packed(lines[:2], manifest))
        assert "The manifest says last 3, and the file has 2." in wrong
        assert any(each.startswith("The manifest says root") for each in wrong)

    def test_other_bytes_and_no_manifest_are_found(self, log: Log) -> None:
        fill(log, 1)
        content, manifest = made(log)
        assert "The file's SHA-256 is" in check_segment(io.BytesIO(content + b"x"), manifest)[0]
        assert "The manifest cannot be read" in check_segment(io.BytesIO(content), "{}")[0]


def made(log: Log) -> tuple[bytes, str]:
    file = io.BytesIO()
    manifest = write_segment(log.each(), 1, file, now=NOW, note="").manifest
    return file.getvalue(), manifest


def packed(lines: list[Any], manifest: str) -> tuple[io.BytesIO, str]:
    """The lines as a file whose manifest names its hash: whoever changes a segment changes that too."""
    content = zstandard.ZstdCompressor().compress("".join(f"{json.dumps(line)}\n" for line in lines).encode())
    return io.BytesIO(content), json.dumps({**json.loads(manifest), "sha256": sha256(content).hexdigest()})


def sealed(log: Log) -> list[Any]:
    """What the log says of segments, the first one first."""
    return [record.payload for record in reversed(log.search(Search(type="segment.sealed")))]


def fetched(s3: Any, key: str) -> bytes:
    body: bytes = s3.get_object(Bucket="archive", Key=key)["Body"].read()
    return body


def _crash(*_arguments: object, **_values: object) -> None:
    raise KeyboardInterrupt
