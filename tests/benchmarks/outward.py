"""How fast the log leaves for its archives here: `python -m tests.benchmarks.outward`. Prints; asserts nothing.

The mail server is a process of its own, the bucket a thread of this one: it has a share of the time.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from assistant.database import Database
from assistant.retention import Log
from assistant.retention.outward import Bucket, Journal, Segments
from tests.benchmarks.append import PAYLOAD
from tests.retention.archive import Archive, running
from tests.retention.samples import ORIGIN, START, a_log, entry

MESSAGES, RECORDS = 1_000, 10_000
DICE = random.Random(7)
NOW = START + dt.timedelta(days=1)


def grow(log: Log, count: int, type: str) -> None:
    for number in range(1, count + 1):
        words = {**PAYLOAD, "figures": [DICE.randrange(10**9) for _ in range(40)]}  # else all payloads compress to one
        log.append(entry(type=type, payload=words), wait=number % 250 == 0)
    log.flush()


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def journal(log: Log, database: Database) -> None:
    archive = Archive()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    archive.port = ours.recv()
    sender = Journal(log, database, archive.post(), origin=ORIGIN)
    took = seconds(lambda: [sender.send_due(NOW) for _ in range(MESSAGES // 500)])
    ours.send("end")
    taken, size = ours.recv()
    server.join()
    print(f"journal: {taken / took:,.0f} messages/s, {size / taken:,.0f} bytes each")


def serve(pipe: Any) -> None:
    with running(Archive()) as archive:
        pipe.send(archive.port)
        pipe.recv()
        pipe.send((len(archive.taken), sum(len(envelope.content) for envelope in archive.taken)))


def segment(log: Log, database: Database, folder: Path) -> None:
    os.environ.update(AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s", AWS_DEFAULT_REGION="us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    s3 = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    s3.create_bucket(Bucket="archive", ObjectLockEnabledForBucket=True)
    segments = Segments(log, database, Bucket("archive", client=s3))
    took = seconds(lambda: segments.seal_due(START))
    size = s3.head_object(Bucket="archive", Key="seg-000001.jsonl.zst")["ContentLength"]
    on_disk = (folder / "log.db").stat().st_size
    checked = seconds(lambda: segments.restore_check(1))
    server.stop()
    print(
        f"segment of {RECORDS:,} records: sealed in {took:.1f} s, fetched and checked in {checked:.1f} s, "
        f"{size / 1e6:.1f} MB ({size / RECORDS:,.0f} bytes a record; the log's file has {on_disk / 1e6:.1f} MB)"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'log.db'}")
        with a_log(database, timeout=60) as log:
            grow(log, MESSAGES, "msg.in")
            journal(log, database)
            grow(log, RECORDS - MESSAGES, "tool.result")
            segment(log, database, folder)
        database.close()


if __name__ == "__main__":
    main()
