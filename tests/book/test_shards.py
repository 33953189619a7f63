"""Parquet shards: what is in them and what is not, whole or written anew, one version at a time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from sqlalchemy import func, select

from assistant.book.rollups import Shards
from assistant.book.rollups.shards import MANIFEST, UNFINISHED
from assistant.book.rollups.streaming import NAMES, PART, connected
from assistant.book.sharing import running_shares
from assistant.book.snapshot import current_version
from assistant.database import FIRM_METADATA, Database
from assistant.errors import ServiceDown
from tests.book.folders import TinyFirm, fresh
from tests.book.folders import load as load_tiny
from tests.book.small_firm import EVERYONE, book_of, changed_small, load
from tests.book.test_sharing import AMOUNTS, shares_of, splits


def silent(_words: str, _share: float) -> None:
    """Nobody watches."""


def written(database: Database, shards: Shards, tell: Callable[[str, float], None] = silent) -> str:
    """Write the shards of the present version; its digest."""
    with database.reading() as session:
        digest = current_version(session).digest
        shards.write(session, digest, tell)
    return digest


def rows_of(shards: Shards, digest: str, query: str) -> list[tuple[Any, ...]]:
    with shards.opened(digest) as duck:
        found: list[tuple[Any, ...]] = duck.execute(query).fetchall()
        return found


@lru_cache(maxsize=1)
def cutter() -> DuckDBPyConnection:
    """A connection that cuts amounts as shards are cut."""
    duck = connected()
    duck.execute(PART)
    return duck


class TestWhatIsKept:
    def test_a_firm_without_clients_has_empty_shards(self, tmp_path: Path) -> None:
        database, shards = fresh(f"sqlite:///{tmp_path / 'firm.db'}"), Shards(tmp_path / "shards")
        firm = TinyFirm.empty().add("advisors", "A1,Ada Fox,ada@tiny.example,,,2015-01-05,,")
        load_tiny(database, firm.at(tmp_path / "csv"))
        digest = written(database, shards)
        assert all(rows_of(shards, digest, f"SELECT * FROM {name}") == [] for name in NAMES)
        database.close()

    def test_every_row_is_there(self, small_on_both: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small_on_both, shards)
        with small_on_both.reading() as session:
            for name in ("households", "accounts", "clients", "net_worth", "interactions", "leads", "service_requests"):
                count = session.scalar(select(func.count()).select_from(FIRM_METADATA.tables[name]))
                assert rows_of(shards, digest, f"SELECT count(*) FROM {name}") == [(count,)], name

    def test_an_advisors_rows_are_the_advisors_book(self, small_on_both: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small_on_both, shards)
        for advisor in EVERYONE:
            for name, cents in (("balances", "end_value_cents"), ("revenue", "amount_cents")):
                book = book_of(small_on_both, advisor).frame(name)
                told = [(row.account_id, row.month.date(), getattr(row, cents)) for row in book.itertuples()]
                query = f"SELECT account_id, month, {cents} FROM {name} WHERE advisor_id = '{advisor}'"
                assert sorted(rows_of(shards, digest, query)) == sorted(told), (advisor, name)

    def test_a_household_belongs_to_its_owner_and_to_who_shares_an_account(
        self, small: Database, tmp_path: Path
    ) -> None:
        # H08 of A1: its account AC10 is shared 60/40 with A3 (tests/firms/README.md)
        shards = Shards(tmp_path)
        digest = written(small, shards)
        assert rows_of(shards, digest, "FROM members WHERE household_id = 'H08'") == [("H08", "A1"), ("H08", "A3")]
        query = "SELECT account_id, advisor_id, round(share, 9) FROM shares"
        assert rows_of(shards, digest, query) == [("AC10", "A1", 0.6), ("AC10", "A3", 0.4)]

    def test_nobodys_name_address_or_note_is(self, small: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small, shards)
        columns = {column for name in NAMES for column, *_ in rows_of(shards, digest, f"DESCRIBE {name}")}
        assert not columns & {"name", "first_name", "last_name", "email", "phone", "note", "text", "city", "birth_date"}

    def test_moments_are_in_universal_time_on_either_engine(self, small_on_both: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small_on_both, shards)
        (first,) = rows_of(shards, digest, 'SELECT min("at") FROM interactions')[0]
        told = book_of(small_on_both, *EVERYONE).interactions["at"].min()
        assert first == told.to_pydatetime().replace(tzinfo=None)

    @given(splits(), AMOUNTS)
    def test_a_part_is_cut_as_a_book_cuts_it(self, split: str, cents: list[int]) -> None:
        for advisor, low, high in running_shares(split):
            query = "SELECT part(cents, $low, $high) FROM (SELECT unnest($cents) AS cents)"
            given = {"cents": cents, "low": low, "high": high}
            found = [part for (part,) in cutter().execute(query, given).fetchall()]
            assert found == shares_of(split, frozenset({advisor})).part("AC1", np.array(cents)).tolist()


class TestWholeOrAnew:
    def test_what_was_never_written_is_not_whole(self, tmp_path: Path) -> None:
        shards = Shards(tmp_path / "nowhere")
        assert not shards.are_whole("d1")
        with pytest.raises(ServiceDown, match="ask again"), shards.opened("d1"):
            pass

    def test_written_once_they_are_not_written_again(self, small: Database, tmp_path: Path) -> None:
        told: list[str] = []
        digest = written(small, Shards(tmp_path), lambda words, _share: told.append(words))
        assert told[0] == "writing shards of households"
        before = (tmp_path / digest / MANIFEST).stat().st_mtime_ns
        told.clear()
        written(small, Shards(tmp_path), lambda words, _share: told.append(words))
        assert (told, (tmp_path / digest / MANIFEST).stat().st_mtime_ns) == ([], before)

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize("harm", ["one byte", "cut short", "a file gone", "no manifest", "torn manifest", "layout"])
    def test_harm_is_seen_and_mended(self, small: Database, tmp_path: Path, harm: str) -> None:
        digest = written(small, Shards(tmp_path))
        sums = "SELECT sum(end_value_cents), count(*) FROM balances"
        before = rows_of(Shards(tmp_path), digest, sums)
        _harm(tmp_path / digest, harm)
        shards = Shards(tmp_path)
        assert not shards.are_whole(digest)
        written(small, shards)
        assert shards.are_whole(digest)
        assert rows_of(shards, digest, sums) == before

    def test_a_process_that_has_looked_once_still_sees_a_file_that_went_missing(
        self, small: Database, tmp_path: Path
    ) -> None:
        shards = Shards(tmp_path)
        digest = written(small, shards)
        assert shards.are_whole(digest)
        _harm(tmp_path / digest, "a file gone")
        assert not shards.are_whole(digest)
        with pytest.raises(ServiceDown, match="ask again"), shards.opened(digest):
            pass

    def test_a_wrong_question_is_not_taken_for_harm(self, small: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small, shards)
        with pytest.raises(duckdb.Error, match="nonsense"):
            rows_of(shards, digest, "SELECT nonsense FROM balances")

    def test_what_a_crash_left_unfinished_is_taken_away(self, small: Database, tmp_path: Path) -> None:
        left = tmp_path / f"{UNFINISHED}d0"
        left.mkdir()
        (left / "half.parquet").write_bytes(b"PAR1")
        written(small, Shards(tmp_path))
        assert not left.exists()

    def test_the_shards_of_an_older_version_are_taken_away(self, own_copy: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path / "shards")
        older = written(own_copy, shards)
        load(own_copy, changed_small(tmp_path / "newer", "households.csv", ("Boston,MA", "Salem,MA")))
        newer = written(own_copy, shards)
        assert [path.name for path in (tmp_path / "shards").iterdir() if path.is_dir()] == [newer]
        assert not shards.are_whole(older)

    def test_a_folder_that_cannot_be_written_says_so(self, small: Database, tmp_path: Path) -> None:
        (tmp_path / "shards").write_text("a file where the folder should be", encoding="utf-8")
        with pytest.raises(ServiceDown, match="The book is loaded, but its shards cannot be written"):
            written(small, Shards(tmp_path / "shards"))

    def test_the_manifest_tells_rows_bytes_and_hashes(self, small: Database, tmp_path: Path) -> None:
        digest = written(small, Shards(tmp_path))
        told = json.loads((tmp_path / digest / MANIFEST).read_text(encoding="utf-8"))
        households = told["files"]["households/00000.parquet"]
        file = tmp_path / digest / "households" / "00000.parquet"
        assert (told["digest"], households["rows"], households["bytes"]) == (digest, 17, file.stat().st_size)
        assert len(households["sha256"]) == 64


def _harm(folder: Path, harm: str) -> None:
    file, manifest = folder / "balances" / "00000.parquet", folder / MANIFEST
    if harm == "one byte":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "cut short":
        file.write_bytes(file.read_bytes()[:-10])
    elif harm == "a file gone":
        file.unlink()
    elif harm == "no manifest":
        manifest.unlink()
    elif harm == "torn manifest":
        manifest.write_text(manifest.read_text(encoding="utf-8")[:100], encoding="utf-8")
    else:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps({**told, "layout": 0}), encoding="utf-8")


class TestOneMonth:
    def test_rows_lie_in_order_of_month(self, small: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        digest = written(small, shards)
        months = [month for (month,) in rows_of(shards, digest, "SELECT month FROM balances")]
        assert months == sorted(months)
        assert months[0] == dt.date(2024, 9, 1)
