"""Figures: exact money and rates, provenance that travels, and one way of printing a value for each reader."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import LOCALES, Figure, Line, Method, Rows, Unit, Value, json_value, money, rate, say, show

METHOD = Method("F1", "begin plus flows plus gain minus fees is end")
CENTS = st.integers(-(10**15), 10**15)  # ten trillion either way


def a_figure(value: Value = Decimal("1234.56"), unit: Unit = "money", **fields: object) -> Figure:
    return Figure(**{"key": "aum", "label": "Assets", "value": value, "unit": unit, "method": METHOD, **fields})


class TestMoney:
    def test_no_cents_are_no_amount(self) -> None:
        assert money(None) is None
        assert money(float("nan")) is None

    @pytest.mark.parametrize(
        ("cents", "amount"),
        [(0, "0.00"), (1, "0.01"), (-5, "-0.05"), (123456, "1234.56"), (10**17 + 1, "1000000000000000.01")],
    )
    def test_whole_cents_are_exact(self, cents: int, amount: str) -> None:
        assert str(money(cents)) == amount

    @pytest.mark.parametrize(
        ("cents", "amount"),
        [(0.5, "0.00"), (1.5, "0.02"), (2.5, "0.02"), (-1.5, "-0.02"), (Decimal("12345.5"), "123.46")],
    )
    def test_half_a_cent_goes_to_the_even_one(self, cents: float | Decimal, amount: str) -> None:
        assert str(money(cents)) == amount

    @given(CENTS)
    def test_an_amount_has_two_places_and_is_worth_its_cents(self, cents: int) -> None:
        amount = money(cents)
        assert amount is not None
        assert amount * 100 == cents
        assert amount.as_tuple().exponent == -2

    @given(st.lists(CENTS, max_size=20))
    def test_amounts_add_up_like_their_cents(self, cents: list[int]) -> None:
        assert sum((money(c) or Decimal() for c in cents), Decimal()) == money(sum(cents))


class TestRate:
    def test_no_ratio_is_no_rate(self) -> None:
        assert rate(None) is None
        assert rate(float("nan")) is None

    def test_six_places_are_kept_unless_told_otherwise(self) -> None:
        assert str(rate(1 / 3)) == "0.333333"
        assert str(rate(1 / 3, places=2)) == "0.33"
        assert str(rate(Decimal("0.9412345"))) == "0.941234"  # half to even

    def test_a_ratio_of_arrays_is_a_rate_too(self) -> None:
        assert rate(np.float64(0.25)) == Decimal("0.250000")

    @given(st.integers(-(10**9), 10**9))
    def test_a_float_of_six_places_is_the_decimal_it_is_written_as(self, millionths: int) -> None:
        assert rate(millionths / 10**6) == Decimal(millionths).scaleb(-6)


class TestFigure:
    def test_an_undefined_value_needs_its_reason(self) -> None:
        with pytest.raises(ValueError, match="aum: an undefined value needs its reason"):
            a_figure(None)
        assert a_figure(None, reason="no balances").to_json()["value"] is None

    def test_a_float_is_not_exact_enough(self) -> None:
        with pytest.raises(TypeError, match="a float is not exact"):
            a_figure(1234.56)  # type: ignore[arg-type]

    def test_it_tells_where_it_comes_from(self) -> None:
        figure = a_figure(rows=Rows.of("balances", ["AC02", "AC01"]), inputs=(("as of", "2026-10-31"),), id="t.aum.1")
        assert figure.to_json() == {
            "id": "t.aum.1",
            "key": "aum",
            "label": "Assets",
            "value": 1234.56,
            "unit": "money",
            "text": "$1,235",
            "method": "F1: begin plus flows plus gain minus fees is end",
            "rows": {"table": "balances", "count": 2, "ids": ["AC01", "AC02"]},
            "inputs": {"as of": "2026-10-31"},
            "reason": "",
        }

    def test_until_a_turn_names_it_the_key_is_its_id(self) -> None:
        assert a_figure().to_json()["id"] == "aum"

    @given(CENTS.filter(lambda cents: abs(cents) < 10**15))
    def test_money_in_json_reads_as_the_very_amount(self, cents: int) -> None:
        amount = money(cents)
        assert Decimal(json.dumps(json_value(amount))) == amount

    def test_a_date_is_iso_in_json(self) -> None:
        assert json_value(dt.date(2026, 3, 3)) == "2026-03-03"


class TestRows:
    def test_no_rows_are_counted_as_none(self) -> None:
        assert Rows().to_json() == {"table": "", "count": 0, "ids": []}

    def test_each_row_counts_once_in_the_order_of_ids(self) -> None:
        assert Rows.of("leads", ["L2", "L1", "L2", 7]).ids == ("7", "L1", "L2")

    def test_all_are_kept_and_counted_and_the_first_fifty_are_shown(self) -> None:
        rows = Rows.of("leads", (f"L{n:03}" for n in range(338)))
        shown = rows.to_json()
        assert (len(rows.ids), shown["count"], len(shown["ids"])) == (338, 338, 50)


class TestShow:
    @pytest.mark.parametrize("unit", ["money", "rate", "multiple", "count", "date", "text"])
    def test_an_undefined_value_is_a_dash(self, unit: Unit) -> None:
        assert show(None, unit) == "—"

    @pytest.mark.parametrize(
        ("value", "unit", "english", "italian", "spanish"),
        [
            (Decimal("1234567.00"), "money", "$1,234,567", "1.234.567 USD", "1.234.567 US$"),
            (Decimal("-1234.40"), "money", "-$1,234", "-1.234 USD", "-1.234 US$"),
            (Decimal("0.941"), "rate", "94.1%", "94,1 %", "94,1 %"),
            (Decimal("12.941"), "rate", "1,294.1%", "1.294,1 %", "1.294,1 %"),
            (Decimal("2.81"), "multiple", "2.81×", "2,81×", "2,81×"),
            (Decimal("0.5"), "score", "0.50", "0,50", "0,50"),
            (12345, "count", "12,345", "12.345", "12.345"),
            (Decimal("2.5"), "years", "2.5", "2,5", "2,5"),
            (dt.date(2026, 3, 3), "date", "3 Mar 2026", "3 mar 2026", "3 mar 2026"),
            (dt.date(2026, 1, 31), "date", "31 Jan 2026", "31 gen 2026", "31 ene 2026"),
            ("proposal", "text", "proposal", "proposal", "proposal"),
        ],
    )  # fmt: skip
    def test_each_reader_gets_the_signs_of_the_language(
        self, value: Value, unit: Unit, english: str, italian: str, spanish: str
    ) -> None:
        shown = [show(value, unit, language=language) for language in ("en", "it", "es")]
        assert shown == [english, italian, spanish]

    @pytest.mark.parametrize(
        ("currency", "english", "italian"),
        [("USD", "$1,234", "1.234 USD"), ("EUR", "€1,234", "1.234 €"), ("GBP", "£1,234", "1.234 £")],
    )
    def test_money_wears_the_currency_of_the_book(self, currency: str, english: str, italian: str) -> None:
        assert show(Decimal(1234), "money", currency=currency) == english
        assert show(Decimal(1234), "money", language="it", currency=currency) == italian

    def test_money_is_shown_in_whole_units_half_to_even(self) -> None:
        assert [show(Decimal(v), "money") for v in ("0.50", "1.50", "2.50", "2.51")] == ["$0", "$2", "$2", "$3"]

    @pytest.mark.parametrize(
        ("value", "unit", "nothing"),
        [
            ("-0.40", "money", "$0"),
            ("-0.0004", "rate", "0.0%"),
            ("-0.004", "multiple", "0.00×"),
            ("-0.04", "days", "0"),
        ],
    )
    def test_what_rounds_to_nothing_has_no_sign(self, value: str, unit: Unit, nothing: str) -> None:
        assert show(Decimal(value), unit) == nothing

    def test_a_compact_amount_is_short_from_ten_thousand_on(self) -> None:
        shown = [show(Decimal(v), "money", compact=True) for v in (9_999, 10_000, 1_234_567)]
        assert shown == ["$9,999", "$10K", "$1.2M"]

    def test_a_language_we_do_not_print_reads_like_english(self) -> None:
        assert show(Decimal("1234.5"), "multiple", language="ja") == "1,234.50×"

    @given(
        st.integers(-(10**12), 10**12), st.sampled_from(sorted(LOCALES)), st.sampled_from(["USD", "EUR", "CHF", "JPY"])
    )
    def test_whole_money_can_be_read_back(self, amount: int, language: str, currency: str) -> None:
        shown = show(money(amount * 100), "money", language=language, currency=currency)
        digits = "".join(letter for letter in shown if letter.isdigit() or letter in "-.,")
        assert parse_decimal(digits, locale=LOCALES[language], strict=True) == amount

    @given(st.integers(-(10**6), 10**6), st.sampled_from(sorted(LOCALES)))
    def test_a_rate_of_three_places_can_be_read_back(self, thousandths: int, language: str) -> None:
        shown = show(Decimal(thousandths).scaleb(-3), "rate", language=language).rstrip("% ")
        assert parse_decimal(shown, locale=LOCALES[language], strict=True) == Decimal(thousandths).scaleb(-1)


class TestSay:
    def test_a_sentence_without_places_stays_as_it_is(self) -> None:
        assert say(Line("Nothing changed.")) == "Nothing changed."

    def test_figures_are_printed_for_the_reader_and_words_as_they_are(self) -> None:
        line = Line("{who} has {aum}.", {"who": "Åsa", "aum": a_figure()})
        assert say(line) == "Åsa has $1,235."
        assert say(line, language="it", currency="EUR") == "Åsa has 1.235 €."

    def test_a_word_that_looks_like_a_place_is_not_filled_again(self) -> None:
        assert say(Line("{note} {aum}", {"note": "{aum}", "aum": a_figure(7, "count")})) == "{aum} 7"

    def test_a_place_without_a_value_is_an_error(self) -> None:
        with pytest.raises(KeyError, match="aum"):
            say(Line("It is {aum}."))
