"""How numbers and dates are read: every written form, in three languages, with all the values it can mean."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guardrails.mentions import MOST_DIGITS, Mention, core_readings, mentions
from assistant.guardrails.moments import blank, moments
from assistant.guardrails.number_words import languages, spoken_numbers
from assistant.guardrails.passage import Passage
from assistant.guardrails.quantities import read_quantities


def read(text: str) -> list[Mention]:
    return list(read_quantities(Passage(text).text).mentions)


def one(text: str) -> Mention:
    (mention,) = read(text)
    return mention


def values(text: str) -> list[str]:
    return [str(reading.value.normalize().__format__("f")) for reading in one(text).readings]


class TestNumbersInDigits:
    def test_no_digits_no_numbers(self) -> None:
        assert read("") == read("Nothing to count here.") == []

    @pytest.mark.parametrize(
        ("text", "kind", "expected"),
        [
            ("210", "number", ["210"]),
            ("1,234", "number", ["1234", "1.234"]),
            ("1.234", "number", ["1234", "1.234"]),
            ("1,234.5", "number", ["1234.5"]),
            ("1.234,5", "number", ["1234.5"]),
            ("1,234,567", "number", ["1234567"]),
            ("1 234 567", "number", ["1234567"]),
            ("1'234'567.89", "number", ["1234567.89"]),
            ("0.94", "number", ["0.94"]),
            (".94", "number", ["0.94"]),
            ("$1,234", "money", ["1234", "1.234"]),
            ("1.234.568 USD", "money", ["1234568"]),
            ("USD 50", "money", ["50"]),
            ("CHF1,234,568", "money", ["1234568"]),
            ("50 dollars", "money", ["50"]),
            ("$1.2M", "money", ["1200000"]),
            ("1,2 Mln USD", "money", ["1200000"]),
            ("1,2 MUS$", "money", ["1200000"]),
            ("67,3 mil MGBP", "money", ["67300000000"]),
            ("$12.3K", "money", ["12300"]),
            ("$2B", "money", ["2000000000", "2000000000000"]),
            ("1,2 Mld \u20ac", "money", ["1200000000"]),
            ("124 million", "number", ["124000000"]),
            ("1,24 milioni di euro", "money", ["1240000"]),
            ("94%", "percent", ["94"]),
            ("94,1 %", "percent", ["94.1"]),
            ("94.1 percent", "percent", ["94.1"]),
            ("2 punti percentuali", "percent", ["2"]),
            ("50 basis points", "percent", ["0.5"]),
            ("2.81\u00d7", "multiple", ["2.81"]),
            ("3x", "multiple", ["3"]),
            ("3 volte", "multiple", ["3"]),
            ("3rd", "ordinal", ["3"]),
        ],
    )
    def test_a_written_number_has_its_values(self, text: str, kind: str, expected: list[str]) -> None:
        assert (one(text).kind, values(text)) == (kind, expected)

    @pytest.mark.parametrize("core", ["1.2.3", "1,23,4.5", "1.234,567.8", "9" * (MOST_DIGITS + 1)])
    def test_what_is_no_number_has_no_value(self, core: str) -> None:
        assert core_readings(core) == ()

    @pytest.mark.parametrize(
        ("text", "sign"),
        [
            ("-5%", -1), ("+5%", 1), ("(-$5)", -1), ("$-5", -1), ("a -5.2 b", -1),
            ("5", 0), ("- 5 clients", 0), ("-5 clients", 0), ("x-5", 0), ("\n-5", 0), ("\n-5%", -1),
        ],
    )  # fmt: skip
    def test_a_sign_belongs_to_the_number_and_a_dash_does_not(self, text: str, sign: int) -> None:
        assert one(text).sign == sign

    def test_the_second_number_of_a_range_has_no_sign(self) -> None:
        assert [m.sign for m in read("5-7%")] == [0, 0]

    @pytest.mark.parametrize(
        ("text", "hedge"),
        [
            ("about 5", "about"), ("circa 5", "about"), ("~5", "about"), ("casi 5", "about"),
            ("more than 5", "over"), ("over the 5", "over"), ("oltre 5", "over"),
            ("nearly 5", "under"), ("fino a 5", "under"), ("<5", "under"),
            ("talk about the plan: 5", ""), ("some friends have 5", ""), ("5", ""),
        ],
    )  # fmt: skip
    def test_a_hedge_stands_directly_before_its_number(self, text: str, hedge: str) -> None:
        assert one(text).hedge == hedge

    def test_the_first_of_a_range_may_share_unit_and_scale(self) -> None:
        first, second = read("$1 to 2 million")
        assert first.kinds == ("money",)
        assert Decimal(1_000_000) in {r.value for r in first.readings}
        assert second.scale == 6
        assert read("5-7%")[0].kinds == ("number", "percent")
        assert [m.kinds for m in read("210 clients and 94%")] == [("number",), ("percent",)]

    @pytest.mark.parametrize(
        ("text", "kind", "value"),
        [
            ("half of the book", "share", "50"),
            ("a third of it", "share", "33.3333"),
            ("la met\u00e0 dei clienti", "share", "50"),
            ("dos tercios de la cartera", "share", "66.6667"),
            ("assets doubled", "fold", "2"),
            ("si \u00e8 triplicato", "fold", "3"),
        ],
    )
    def test_a_share_or_a_fold_is_a_number_too(self, text: str, kind: str, value: str) -> None:
        assert (one(text).kind, values(text)) == (kind, [value])

    @pytest.mark.parametrize(
        "text",
        [
            "the first half", "on behalf", "double-check", "401(k) and 403(b)", "the S&P 500", "a 529 plan",
            "Form 1099-R",
            "https://a.example/5?x=7", "ann5@b.example", "24/7", "see [3]", "1. Rossi\n2. Bianchi\n3. Verdi",
        ],
    )  # fmt: skip
    def test_names_links_and_list_markers_measure_nothing(self, text: str) -> None:
        assert read(text) == []

    def test_a_marker_out_of_order_is_a_number(self) -> None:
        assert values("7. Rossi") == ["7"]

    def test_the_length_of_each_list_is_known(self) -> None:
        assert read_quantities("Two:\n- a\n- b\n\nThen:\n1. x\n2. y\n3. z\nEnd").lists == {2, 3}

    @pytest.mark.parametrize("text", ["HH-0042", "H0042", "fig_12", "CNRY-a1-x"])
    def test_a_word_with_digits_is_an_identifier(self, text: str) -> None:
        assert read_quantities(text).identifiers == ((0, len(text)),)

    @given(st.text(alphabet="0123456789.,' $%kKmM-+()xUSDabc\n", max_size=60))
    def test_any_mess_of_digits_is_read(self, text: str) -> None:
        for mention in mentions(Passage(text).low):
            assert 0 <= mention.start < mention.end <= len(text)


class TestNumbersInWords:
    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("three clients", "", [3]),
            ("twenty-one", "", [21]),
            ("one hundred and five", "", [105]),
            ("two hundred thousand three hundred", "", [200_300]),
            ("three million", "", [3_000_000]),
            ("two, three", "", [2, 3]),
            ("two and three", "", [2, 3]),
            ("a dozen", "", [12]),
            ("only one client", "", [1]),
            ("ventitre clienti", "", [23]),
            ("ventuno e ventotto", "", [21, 28]),
            ("duecentomila euro", "", [200_000]),
            ("due clienti del gruppo", "it", [2]),
            ("sei clienti del gruppo", "it", [6]),
            ("treinta y uno", "", [31]),
            ("doscientos cinco", "", [205]),
            ("quinientas mil", "es", [500_000]),
            ("once clientes", "es", [11]),
            ("the fifth quarter", "", [5]),
        ],
    )
    def test_a_number_in_words_has_its_value(self, text: str, language: str, expected: list[int]) -> None:
        assert [number.value for number in spoken_numbers(text, language)] == expected

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("one of them", ""), ("no one", ""), ("once the form is due", "en"), ("sei pronto per la riunione", "it"),
            ("uno dei clienti", "it"), ("Otto and Mille called the office", "en"), ("", ""),
            ("hundreds of thousands", ""),
        ],
    )  # fmt: skip
    def test_a_word_that_is_something_else_is_no_number(self, text: str, language: str) -> None:
        assert list(spoken_numbers(text.lower(), language)) == []

    def test_a_number_in_words_takes_the_unit_behind_it(self) -> None:
        assert one("ninety-four percent").kind == "percent"
        assert one("novantaquattro per cento").kind == "percent"
        assert one("five thousand dollars").kind == "money"
        assert one("three times").kind == "multiple"

    def test_the_language_is_known_by_its_small_words(self) -> None:
        assert languages("the book of the client is with you") == {"en", ""}
        assert "it" in languages("il portafoglio del cliente che non sono")
        assert languages("x", "es") >= {"es"}


class TestMoments:
    def found(self, text: str) -> list[tuple[str, tuple[object, ...]]]:
        folded = Passage(text)
        return [(m.grain, (m.clock,) if m.clock else m.readings[0]) for m in moments(folded.text, folded.low)[0]]

    @pytest.mark.parametrize(
        ("text", "grain", "reading"),
        [
            ("2026-09-30", "day", (2026, 9, 9, 30)),
            ("30 September 2026", "day", (2026, 9, 9, 30)),
            ("September 30th, 2026", "day", (2026, 9, 9, 30)),
            ("Sept. 30, 2026", "day", (2026, 9, 9, 30)),
            ("30 set 2026", "day", (2026, 9, 9, 30)),
            ("3 de marzo de 2026", "day", (2026, 3, 3, 3)),
            ("3 sept 2026", "day", (2026, 9, 9, 3)),
            ("March 3", "day", (None, 3, 3, 3)),
            ("9/30/2026", "day", (2026, 9, 9, 30)),
            ("30.09.26", "day", (2026, 9, 9, 30)),
            ("2026-09", "month", (2026, 9, 9, None)),
            ("September 2026", "month", (2026, 9, 9, None)),
            ("in settembre", "month", (None, 9, 9, None)),
            ("in May", "month", (None, 5, 5, None)),
            ("2026-Q3", "part", (2026, 7, 9, None)),
            ("Q3 2026", "part", (2026, 7, 9, None)),
            ("H1", "part", (None, 1, 6, None)),
            ("second half of 2026", "part", (2026, 7, 12, None)),
            ("primo trimestre", "part", (None, 1, 3, None)),
            ("2026", "year", (2026, None, None, None)),
            ("10:30", "time", ("10:30",)),
            ("9:40 a.m.", "time", ("9:40am",)),
            ("2 pm", "time", ("2pm",)),
        ],
    )
    def test_a_date_or_period_has_its_reading(self, text: str, grain: str, reading: tuple[object, ...]) -> None:
        assert self.found(text) == [(grain, reading)]

    @pytest.mark.parametrize(
        "text",
        ["You may call", "May I ask?", "march on", "a set of 3 ago", "5 may leave", "$2026", "2026%", "2,026",
        "H4", "1.2026.3", "25:10"],
    )  # fmt: skip
    def test_what_is_no_date_is_not(self, text: str) -> None:
        assert self.found(text) == []

    def test_a_day_and_month_may_be_read_both_ways(self) -> None:
        (moment,) = moments("3/4/2026", "3/4/2026")[0]
        assert {reading[1:] for reading in moment.readings} == {(3, 3, 4), (4, 4, 3)}

    def test_both_years_of_a_span_are_read(self) -> None:
        (moment,) = moments("2024-2026", "2024-2026")[0]
        assert [reading[0] for reading in moment.readings] == [2024, 2026]

    def test_what_was_read_is_blanked_and_nothing_moves(self) -> None:
        text = "On 3 March 2026 five left"
        left = moments(text, text.lower())[1]
        assert len(left) == len(text)
        assert "march" not in left
        assert blank("abcdef", [(1, 2), (4, 6)]) == "a\0cd\0\0"
