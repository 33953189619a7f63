"""A process that appends (`python -m tests.retention.writer URL COUNT THREADS`) and prints each id it was promised."""

from __future__ import annotations

import datetime as dt
import sys
import threading

from assistant.database import Database
from tests.retention.samples import a_log, entry


def main(url: str, count: int, threads: int) -> None:
    with a_log(Database(url), timeout=30, clock=lambda: dt.datetime.now(dt.UTC)) as log:

        def append() -> None:
            for _ in range(count):
                receipt = log.append(entry())
                sys.stdout.write(receipt.id + "\n")
                sys.stdout.flush()

        workers = [threading.Thread(target=append) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
