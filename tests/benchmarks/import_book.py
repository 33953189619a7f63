"""How long the demo firm takes to load: once into an empty book, then again with nothing changed, then out as CSV.

python -m tests.benchmarks.import_book [--households N] [--url sqlite:///FILE]
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.book.demo import write_demo_firm
from assistant.book.exporting import export_folder
from assistant.book.importing import ImportReport, import_folder
from assistant.book.tables import FIRM_METADATA
from assistant.database import Database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=2500)
    parser.add_argument("--url", default="", help="an empty database; by default SQLite in a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.joinpath("firm").mkdir()
        write_demo_firm(folder / "firm", households=options.households)
        database = Database(options.url or f"sqlite:///{folder / 'firm.db'}")
        database.migrate("firm", FIRM_METADATA)
        with timed("import"):
            report = load(database, folder / "firm")
        print(f"  {sum(count.read for count in report.files.values()):,} rows, {report.rows_new:,} new")
        with timed("import again"):
            report = load(database, folder / "firm")
        print(f"  {report.rows_new:,} new, {report.rows_changed:,} changed")
        with timed("export"), database.reading() as session:
            export_folder(session, folder / "out")


def load(database: Database, folder: Path) -> ImportReport:
    with database.writing() as session:
        return import_folder(session, folder, at=dt.datetime.now(dt.UTC))


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - wall:.1f} s, processor {time.process_time() - processor:.1f} s")


if __name__ == "__main__":
    main()
