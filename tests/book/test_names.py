"""Who is meant: names as people write them, two of a name told apart, and nobody beyond the book."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.book.names import Mention, Names, find_scope, names_of, plain
from assistant.book.tables import Client, Household
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import NotFound, Unclear
from tests.book.small_firm import EVERYONE, book_of, handmade


@pytest.fixture(scope="module")
def names(small: Database) -> Names:
    """Everybody of the small firm (tests/firms/README.md lists the names)."""
    return Names(book_of(small, *EVERYONE))


def home(household_id: str, name: str, city: str = "Boston", since: int = 2015) -> Household:
    return Household(household_id=household_id, advisor_id="A1", name=name, city=city, since=dt.date(since, 1, 1))


def person(client_id: str, household_id: str, first: str, last: str | None, *, primary: bool = True) -> Client:
    return Client(client_id=client_id, household_id=household_id, first_name=first, last_name=last, is_primary=primary)


def names_among(folder: Path, *rows: Household | Client) -> Names:
    return Names(book_of(handmade(folder / "names.db", *rows), "A1"))


class TestPlain:
    def test_nothing_is_nothing(self) -> None:
        assert plain("") == plain("  ") == ""

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("García Márquez", "garcia marquez"),
            ("Nguyễn-O’Brien", "nguyen obrien"),
            ("O'Brien", "obrien"),
            ("Đorđević", "dordevic"),
            ("ŁUKASZ Żółkowski", "lukasz zolkowski"),
            ("Søndergård", "sondergard"),
            ("GROẞE Straße", "grosse strasse"),
            ("Παπαδόπουλος", plain("ΠΑΠΑΔΟΠΟΥΛΟΣ")),
            ("Åsa  Lindqvist", "asa lindqvist"),
            ("Jose\u0301", "jose"),  # the accent as a letter of its own
            ("山田", "山田"),
        ],
    )
    def test_case_accents_strokes_and_apostrophes_do_not_matter(self, written: str, read: str) -> None:
        assert plain(written) == read

    @pytest.mark.parametrize("word", ["Łukasz", "Đorđević", "Østergaard", "IŞIK", "Straße"])
    def test_capitals_read_like_small_letters(self, word: str) -> None:
        assert plain(word.upper()) == plain(word.lower()) == plain(word)


class TestFind:
    @pytest.mark.parametrize("words", ["", " ", "the", "the family", "?", "'"])
    def test_words_without_a_name_find_nobody(self, names: Names, words: str) -> None:
        assert names.find(words) == ()

    @pytest.mark.parametrize(
        ("words", "household_id"),
        [
            ("Okafor", "H04"),
            ("OKAFOR", "H04"),
            ("the Okafors", "H04"),
            ("the Okafors'", "H04"),
            ("Okafor's", "H04"),
            ("the Okafor family", "H04"),
            ("Mr. Okafor", "H04"),
            ("Dr Okafor", "H04"),
            ("gli Okafor", "H04"),
            ("la famiglia Okafor", "H04"),
            ("dottoressa Okafor", "H04"),
            ("i Lindqvist", "H03"),
            ("the Lindqvists", "H03"),
            ("sig.ra Đorđević", "H08"),
            ("signori Dordevic", "H08"),
            ("Garcia Marquez", "H05"),
            ("los García Márquez", "H05"),
            ("Marquez", "H05"),
            ("o’brien", "H07"),
            ("OBrien", "H07"),
            ("the O'Briens", "H07"),
            ("Zolkowski", "H14"),
            ("ŻÓŁKOWSKI", "H14"),
            ("Sondergard", "H12"),
            ("Oyelaran", "H17"),
            ("παπαδοπουλοσ", "H11"),
            ("ИВАНОВА", "H13"),
            ("山田", "H06"),
            ("al farabi", "H16"),
            ("الفارابي", "H16"),  # the person's last name, another than the household's
            ("Mueller", "H09"),
            ("Müller", "H10"),
            ("Muller", "H10"),
            ("H04", "H04"),
            ("h04", "H04"),
        ],
    )
    def test_a_household_is_found_by_its_name_however_it_is_written(
        self, names: Names, words: str, household_id: str
    ) -> None:
        assert [(who.household_id, who.client_id) for who in names.find(words)] == [(household_id, "")]

    @pytest.mark.parametrize(
        ("words", "client_id"),
        [
            ("Paolo Rossi", "C04"),
            ("paolo rossi", "C04"),
            ("Rossi Paolo", "C04"),
            ("signor Paolo Rossi", "C04"),
            ("Paolo", "C04"),
            ("Ngozi Okafor's", "C08"),
            ("Asa Lindqvist", "C05"),
            ("花子 山田", "C11"),
            ("山田 花子", "C11"),
            ("Siobhan O'Brien", "C12"),
            ("C04", "C04"),
        ],
    )
    def test_a_person_is_found_by_name_or_id(self, names: Names, words: str, client_id: str) -> None:
        found = names.find(words)
        assert [who.client_id for who in found] == [client_id]

    def test_a_persons_match_knows_the_household(self, names: Names) -> None:
        (who,) = names.find("Paolo Rossi")
        assert (who.household_id, who.label) == ("H02", "Paolo Rossi")

    @pytest.mark.parametrize(
        "words", ["Nobody", "H99", "C99", "Ross", "Okaforson", "Al", "Rossi Lindqvist", "%", "Ro_si", ".*"]
    )
    def test_what_only_resembles_a_name_finds_nobody(self, names: Names, words: str) -> None:
        assert names.find(words) == ()

    def test_a_name_that_ends_like_a_plural_is_found_in_any_order(self, tmp_path: Path) -> None:
        few = names_among(tmp_path, home("H1", "Reyes"), person("C1", "H1", "Carlos", "Reyes"))
        for words in ("Reyes", "the Reyes", "Carlos Reyes", "Reyes Carlos"):
            assert [who.household_id for who in few.find(words)] == ["H1"], words

    def test_somebody_with_one_name_only_is_found_by_it(self, tmp_path: Path) -> None:
        few = names_among(tmp_path, home("H1", "Suryono"), person("C1", "H1", "Suryono", None))
        assert [who.household_id for who in few.find("Suryono")] == ["H1"]


class TestOne:
    def test_an_empty_book_knows_nobody(self, small: Database) -> None:
        with pytest.raises(NotFound, match="I find no client “Rossi”"):
            Names(book_of(small)).one("Rossi")

    def test_one_match_is_the_one(self, names: Names) -> None:
        assert names.one("the Okafors").household_id == "H04"

    def test_two_of_a_name_are_asked_about_and_told_apart(self, names: Names) -> None:
        with pytest.raises(Unclear) as asked:
            names.one("the Rossis")
        assert asked.value.choices == (
            "Rossi (Boston, Marco, client since 2014)",
            "Rossi (Chicago, Paolo, client since 2018)",
        )
        assert "There are 2 clients called “the Rossis”" in asked.value.sentence
        assert all(choice in asked.value.sentence for choice in asked.value.choices)

    def test_two_that_read_the_same_in_everything_are_told_apart_by_their_ids(self, tmp_path: Path) -> None:
        twins = [home(h, "Smith") for h in ("H1", "H2")] + [person(f"C{n}", f"H{n}", "Ann", "Smith") for n in (1, 2)]
        with pytest.raises(Unclear) as asked:
            names_among(tmp_path, *twins).one("Smith")
        assert len(set(asked.value.choices)) == 2
        assert [choice[-2:] for choice in asked.value.choices] == ["H1", "H2"]

    def test_father_and_son_of_one_name_are_told_apart_too(self, tmp_path: Path) -> None:
        few = names_among(
            tmp_path,
            home("H1", "The Rossi Trust"),
            person("C1", "H1", "Marco", "Rossi"),
            person("C2", "H1", "Marco", "Rossi", primary=False),
        )
        with pytest.raises(Unclear) as asked:
            few.one("Marco Rossi")
        assert len(set(asked.value.choices)) == 2

    @pytest.mark.parametrize("words", ["Nobody", "Müller", "Jürgen Müller", "H10", "C15"])
    def test_another_advisors_client_and_nobody_at_all_look_alike(self, small: Database, words: str) -> None:
        book = book_of(small, "A1")  # H10, the Müllers, is A2's
        with pytest.raises(NotFound) as refused:
            Names(book).one(words)
        assert refused.value.sentence == f"I find no client “{words}” in A1's book."

    def test_a_name_borne_inside_and_outside_the_book_means_the_one_inside(self, small: Database) -> None:
        assert Names(book_of(small, "A3")).one("Đorđević").household_id == "H08"  # by the shared account

    def test_a_client_who_comes_later_is_not_known_yet(self, small: Database) -> None:
        before = book_of(small, "A2", as_of="2026-09-07")  # H16 came on 2026-09-08
        for words in ("Al-Farabi", "الفارابي", "H16", "C23"):
            assert Names(before).find(words) == ()


class TestMentions:
    def spans(self, names: Names, text: str) -> list[tuple[str, list[str]]]:
        found: tuple[Mention, ...] = names.mentions(text)
        return [(text[m.start : m.end], [who.client_id or who.household_id for who in m.who]) for m in found]

    @pytest.mark.parametrize("text", ["", "How is my book?", "Come va il mio portafoglio?", "la le lo gli il i"])
    def test_a_text_without_names_mentions_nobody(self, names: Names, text: str) -> None:
        assert self.spans(names, text) == []

    @pytest.mark.parametrize(
        ("text", "mentioned"),
        [
            ("How is Okafor doing?", [("Okafor", ["H04"])]),
            ("Tell me about the Lindqvists, please.", [("Lindqvists", ["H03"])]),
            ("When is Ngozi Okafor's birthday?", [("Ngozi Okafor's", ["C08"])]),
            ("Compare Mueller with Müller", [("Mueller", ["H09"]), ("Müller", ["H10"])]),
            ("Write to José García Márquez and to O'Brien.", [("José García Márquez", ["C09"]), ("O'Brien", ["H07"])]),
            ("what if we lose the rossis", [("rossis", ["H01", "H02"])]),
            ("H04 and C04", [("H04", ["H04"]), ("C04", ["C04"])]),
            ("How is 山田 doing?", [("山田", ["H06"])]),
            ("Come stanno i Lindqvist?", [("Lindqvist", ["H03"])]),
            ("Scrivi a Paolo Rossi e agli Okafor", [("Paolo Rossi", ["C04"]), ("Okafor", ["H04"])]),
            ("Il portafoglio della sig.ra Đorđević", [("Đorđević", ["H08"])]),
            ("Perché è sceso il conto dell'Okafor?", [("Okafor", ["H04"])]),
            ("la famiglia García Márquez, poi Żółkowski", [("García Márquez", ["H05"]), ("Żółkowski", ["H14"])]),
        ],
    )
    def test_the_longest_names_are_found_where_they_stand(
        self, names: Names, text: str, mentioned: list[tuple[str, list[str]]]
    ) -> None:
        assert self.spans(names, text) == mentioned

    def test_a_name_of_two_letters_counts_when_it_is_written_like_one(self, tmp_path: Path) -> None:
        few = names_among(tmp_path, home("H1", "Li"), home("H2", "Wu"))
        assert self.spans(few, "How are Wu and the Lis?") == [("Wu", ["H2"]), ("Lis", ["H1"])]
        assert self.spans(few, "quando li chiamo?") == []

    def test_nobody_outside_the_book_is_mentioned(self, small: Database) -> None:
        own = Names(book_of(small, "A1"))
        assert self.spans(own, "Müller, Иванова, H10, C15 and Okafor") == [("Okafor", ["H04"])]

    def test_a_long_text_without_names_is_read_through(self, names: Names) -> None:
        assert names.mentions("word " * 1_000) == ()


class TestNamesOf:
    def test_an_empty_book_has_names_of_nobody(self, small: Database) -> None:
        assert names_of(book_of(small)).mentions("Rossi") == ()

    def test_they_are_made_once_for_a_book(self, small: Database) -> None:
        book = book_of(small, "A1")
        assert names_of(book) is names_of(book)
        assert names_of(book_of(small, "A2")) is not names_of(book)


BOSTON = Scope("branch", "Boston", ("A1", "A2"))
ELM = Scope("team", "Elm team", ("A1",))
OAK = Scope("team", "Oak team", ("A2",))
ANNA = Scope("advisor", "Anna Keller", ("A1",))
BENEDIKT = Scope("advisor", "Benedikt Šimić", ("A2",))
FIRM = Scope("firm", "Harbour & Vale Wealth", ("A1", "A2", "A3"))
BELOW_A_MANAGER = (ANNA, BENEDIKT, BOSTON, ELM, OAK)


class TestFindScope:
    @pytest.mark.parametrize("words", ["Boston", "", "firm", "the team"])
    def test_who_may_name_nothing_finds_nothing(self, words: str) -> None:
        with pytest.raises(NotFound, match="among the books you may see"):
            find_scope(words, ())

    @pytest.mark.parametrize(
        ("words", "scope"),
        [
            ("Boston", BOSTON),
            ("the Boston branch", BOSTON),
            ("boston office", BOSTON),
            ("Elm team", ELM),
            ("elm", ELM),
            ("Anna Keller", ANNA),
            ("Keller", ANNA),
            ("A1", ANNA),
            ("benedikt simic", BENEDIKT),
            ("Šimić's", BENEDIKT),
            ("Benedikt's book", BENEDIKT),
        ],
    )
    def test_a_scope_is_found_by_its_name_a_part_of_it_or_an_advisors_id(self, words: str, scope: Scope) -> None:
        assert find_scope(words, BELOW_A_MANAGER) == scope

    @pytest.mark.parametrize("words", ["firm", "the firm", "everyone", "all", "whole firm"])
    def test_the_firm_is_named_by_those_who_see_it_whole(self, words: str) -> None:
        assert find_scope(words, (*BELOW_A_MANAGER, FIRM)) == FIRM
        with pytest.raises(NotFound):
            find_scope(words, BELOW_A_MANAGER)

    @pytest.mark.parametrize("words", ["Atlanta", "Chloé Duval", "A3", "Narnia", "", "the"])
    def test_beyond_the_reach_and_not_there_look_alike(self, words: str) -> None:
        with pytest.raises(NotFound) as refused:
            find_scope(words, BELOW_A_MANAGER)
        assert refused.value.sentence == f"I find nothing called “{words}” among the books you may see."

    def test_two_readings_are_asked_about(self) -> None:
        with pytest.raises(Unclear, match=r"“team” may mean Elm team \(team\); Oak team \(team\). Which one\?"):
            find_scope("team", BELOW_A_MANAGER)
        with pytest.raises(Unclear) as asked:
            find_scope("Keller", (ANNA, Scope("advisor", "Karl Keller", ("A9",))))
        assert asked.value.choices == ("Anna Keller", "Karl Keller")

    def test_two_names_of_the_same_advisors_are_one_reading(self) -> None:
        north = Scope("region", "Boston region", ("A1", "A2"))
        assert find_scope("boston", (BOSTON, north)).advisor_ids == ("A1", "A2")
