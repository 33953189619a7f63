"""A bucket with Object Lock: an object is put once, locked in compliance mode, and read back before it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from assistant.errors import BadArguments, ServiceDown
from assistant.retention.outward.segment_file import checksum

MODE = "COMPLIANCE"
_THERE_ALREADY = 412


@dataclass(frozen=True, slots=True)
class Kept:
    """What the bucket says of an object: its version, its SHA-256 (base64), its lock."""

    version: str
    checksum: str
    mode: str
    until: dt.datetime | None


class Bucket:
    """One bucket. Credentials come from where AWS's own tools take them (environment, profile, role)."""

    def __init__(self, name: str, endpoint: str = "", client: Any = None) -> None:
        """`name` is a bucket, or `bucket/prefix` where several logs share one; `endpoint` a URL that is not AWS's own.

        Raises BadArguments when there is no bucket in the name.
        """
        self.name, _, self._prefix = name.partition("/")
        if not self.name:
            raise BadArguments(f"ASSISTANT_SEGMENTS_BUCKET is {name!r}; write bucket or bucket/prefix.")
        self._endpoint = endpoint
        self._given = client

    def put(self, key: str, body: IO[bytes] | bytes, sha256: str, until: dt.datetime) -> bool:
        """Put a locked object; False when there is one of that name already. Raises ServiceDown."""
        from botocore.exceptions import ClientError

        with self._named_failures():
            try:
                self._client.put_object(
                    Bucket=self.name,
                    Key=self._key(key),
                    Body=body,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=checksum(sha256),
                    IfNoneMatch="*",
                    ObjectLockMode=MODE,
                    ObjectLockRetainUntilDate=until,
                )
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == _THERE_ALREADY:
                    return False
                raise
        return True

    def look(self, key: str) -> Kept:
        """What the bucket has under that name. Raises ServiceDown when it has nothing."""
        with self._named_failures():
            head = self._client.head_object(Bucket=self.name, Key=self._key(key), ChecksumMode="ENABLED")
        return Kept(
            head.get("VersionId", ""),
            head.get("ChecksumSHA256", ""),
            head.get("ObjectLockMode", ""),
            head.get("ObjectLockRetainUntilDate"),
        )

    def fetch(self, key: str, version: str, into: IO[bytes]) -> None:
        """Write one version of an object into an open file. Raises ServiceDown."""
        with self._named_failures():
            found = self._client.get_object(Bucket=self.name, Key=self._key(key), VersionId=version)
            for chunk in found["Body"].iter_chunks(1 << 20):
                into.write(chunk)

    def _key(self, key: str) -> str:
        return f"{self._prefix.rstrip('/')}/{key}" if self._prefix else key

    @cached_property
    def _client(self) -> Any:
        if self._given is not None:
            return self._given
        import boto3
        from botocore.config import Config

        patience = Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3, "mode": "standard"})
        return boto3.client("s3", endpoint_url=self._endpoint or None, config=patience)

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (BotoCoreError, ClientError) as error:
            raise ServiceDown(f"The bucket {self.name} did not take or give an object: {error}") from error


def differs(kept: Kept, sha256s: tuple[str, ...], until: dt.datetime) -> str:
    """Why an object is not what was to be kept, in a sentence; empty when it is."""
    if not kept.version:
        return "The bucket gave no version: switch on versioning and Object Lock."
    if kept.checksum not in map(checksum, sha256s):
        return f"It holds other bytes: SHA-256 {kept.checksum or 'unknown'}."
    if kept.mode != MODE:
        return f"It is locked in mode {kept.mode or 'none'}, not {MODE}."
    if kept.until is None or kept.until < until.replace(microsecond=0):
        return f"It is locked until {kept.until}, not until {until}."
    return ""
