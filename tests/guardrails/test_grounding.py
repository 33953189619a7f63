"""Every number of an answer follows from its turn; a number that does not is caught, whatever the model says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.figures import Figure, Method, Unit, Value, show
from assistant.guardrails import review
from tests.guardrails.tables import flags, quotes

RULE = "ungrounded-figure"
AS_OF = dt.date(2026, 9, 30)


def figure(value: Value, unit: str, label: str = "") -> dict[str, Any]:
    return {"value": value, "unit": unit, "label": label}


# One turn, used by all tables below. The derived numbers in the comments are worked by hand.
TURN: dict[str, Any] = {
    "as_of": AS_OF,
    "figures": [
        figure(Decimal("124312345.67"), "money", "Assets under management"),
        figure(Decimal("1240000.00"), "money", "Revenue"),
        figure(Decimal("1000000.00"), "money", "Revenue a year earlier"),
        figure(Decimal("0.9412"), "rate", "Client retention over the last 12 months"),
        figure(Decimal("-0.052"), "rate", "Organic growth"),
        figure(Decimal("0.031"), "rate", "Return"),
        figure(Decimal("2.81"), "multiple", "Revenue multiple"),
        figure(210, "count", "Households"),
        figure(3, "count", "Clients at risk"),
        figure(Decimal("18.5"), "months", "Time to close"),
        figure(dt.date(2026, 3, 3), "date", "Leaking since"),
        figure(None, "money", "Held away"),
        figure("Rossi", "text", "Household"),
    ],
    "grounding_words": ["What if retention is 97% for 2 years?", "2026-Q3", "HH-0042 Rossi, balance 8,765.40"],
    "listed_rows": [10],
}


def caught(text: str, channel: str = "answer", **facts: Any) -> list[str]:
    return quotes(text, RULE, channel, **{**TURN, **facts})


class TestWithoutFigures:
    def test_an_answer_without_numbers_passes(self) -> None:
        assert flags("There is not enough data for that.", RULE, "answer") == []

    def test_any_number_of_an_answer_is_caught(self) -> None:
        assert quotes("You have 3 clients and 7% more.", RULE, "answer") == ["3", "7%"]

    def test_a_draft_without_figures_in_its_facts_is_not_held_to_them(self) -> None:
        assert quotes("You have 3 clients.", RULE, "email") == []

    def test_a_draft_with_an_empty_list_of_figures_is(self) -> None:
        assert quotes("You have 3 clients.", RULE, "email", figures=[]) == ["3"]


@pytest.mark.parametrize(
    "text",
    [
        # the figure itself, and rounded to fewer digits
        "$124,312,345.67", "$124,312,346", "124.312.346 USD", "$124.3 million", "about 124.3 million", "$124m",
        "$124.31M",
        "124,3 milioni di dollari", "1,24 milioni", "$1.24 million", "1.240.000", "$1,240,000", "1,2 Mln USD",
        "$124,312,000",
        "94.1%", "94 %", "94,1 %", "94.12 percent", "0.94", "0.9412", "ninety-four percent",
        "novantaquattro per cento",
        "noventa y cuatro por ciento", "2.81x", "2,81\u00d7", "2.8 times", "3\u00d7",
        "210 households", "two hundred and ten households", "duecentodieci", "three clients",
        "tre clienti che sono", "3",
        "-5.2%", "5.2%", "(5.2 %)", "\u22125,2 %", "18.5 months", "18.5",
        # hedged
        "about 200 households", "more than 200 households", "nearly 95%", "over 94%", "roughly $120 million",
        "circa 94%",
        # dates and periods
        "3 March 2026", "March 3", "3/3/2026", "3 marzo 2026", "since March 2026", "as of September 30, 2026",
        "2026-09-30",
        "Q3 2026", "in the third quarter", "July 2026", "1 July 2026", "31 December 2025", "since 1 January 2026",
        "in 2026",
        "compared with 2025", "September 30, 2025",
        # given in words
        "97%", "0.97 would be", "2 years", "24 months", "12 months", "1 year", "HH-0042", "hh-0042", "$8,765.40",
        "$8,765",
        # shown sums, differences, ratios: 1,240,000 - 1,000,000 = 240,000; / 1,000,000 = 24 %; 1.24 times
        "$1,240,000 against $1,000,000: $240,000 more", "from $1,000,000 to $1,240,000, 24% more",
        "$1.24 million, 1.24x of $1.0 million",
        "94.1% against 97%: 2.9 points", "$1,240,000 and $1,000,000 are $2.24 million",
        # exact sums of figures that are not shown: 124,312,345.67 + 1,240,000 = 125,552,345.67
        "$125,552,345.67 in all",
        # lists and places
        "the top 5", "the 3 largest", "the ten oldest clients", "10 are listed", "first, second and third", "the 7th",
        "Two reasons:\n- one\n- another", "1. Rossi\n2. Bianchi\n3. Verdi", "these four",
        # names
        "their 401(k) and the S&P 500", "see [2]", "the 529 plan", "24/7", "no one is at risk", "one of them",
    ],
)  # fmt: skip
def test_what_follows_from_the_turn_is_accepted(text: str) -> None:
    assert caught(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Retention is 95%.", ["95%"]),
        ("Retention is 94.3%.", ["94.3%"]),
        ("$125 million", ["$125 million"]),
        ("$124.4M", ["$124.4M"]),
        ("$1.3 million", ["$1.3 million"]),
        ("$1 million and $2 million", ["$2 million"]),
        ("$124,312,346 and $124,312,399", ["$124,312,399"]),
        ("211 households", ["211"]),
        ("200 households", ["200"]),
        ("four clients", ["four"]),
        ("quattro clienti che sono", ["quattro"]),
        ("cuatro clientes", ["cuatro"]),
        ("about 250 households", ["250"]),
        ("over 220 households", ["220"]),
        ("nearly 200 households", ["200"]),
        ("2.9x", ["2.9x"]),
        ("$210", ["$210"]),
        ("+5.2%", ["+5.2%"]),
        ("-3.1%", ["-3.1%"]),
        ("half of the clients", ["half of "]),
        ("revenue tripled", ["tripled"]),
        ("4 March 2026", ["4 March 2026"]),
        ("October 2026", ["October 2026"]),
        ("in November", ["November"]),
        ("in 2031", ["2031"]),
        ("Q1 2024", ["Q1 2024"]),
        ("at 10:30", ["10:30"]),
        ("HH-0043", ["HH-0043"]),
        ("USD9,999,999", ["USD9,999,999"]),
        ("version 1.2.3", ["1.2.3"]),
        ("9" * 40, ["9" * 40]),
        ("the 40 largest", ["40"]),
        ("the 31st client", []),
        ("the 27th", ["27th"]),
        ("Four reasons:\n- this\n- that\n- other", ["Four"]),
        ("7. Verdi", ["7"]),
        ("$1,240,000 and 210 households: 5,905 each", ["5,905"]),
        ("62% of the total", ["62%"]),
        ("\uff19\uff19 households", ["\uff19\uff19"]),
        ("9\u200b9 households", ["9\u200b9"]),
    ],
)
def test_any_other_number_is_caught(text: str, expected: list[str]) -> None:
    if expected:
        assert caught(text) == expected
    else:  # a day of the calendar that the turn knows
        assert caught(text, as_of=dt.date(2026, 12, 31)) == []


class TestDirections:
    @pytest.mark.parametrize(
        "text",
        [
            "growth rose 5.2%", "assets grew by 5.2%", "up 5.2%", "a 5.2% increase", "\u00e8 cresciuto del 5,2 %",
            "creci\u00f3 un 5,2 %",
            "the return fell 3.1%", "down 3.1%", "revenue fell from $1,000,000 to $1,240,000",
            "revenue grew from $1,240,000 to $1,000,000",
        ],
    )  # fmt: skip
    def test_a_word_that_says_the_opposite_of_its_figure_is_caught(self, text: str) -> None:
        assert len(caught(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "assets fell 5.2%", "down 5.2%", "up 3.1%", "rose to $1,240,000", "assets have not grown 5.2%",
            "if it grew 5.2%",
            "retention fell to 94.1%", "up to 94.1%", "set up 210 households",
            "revenue rose from $1,000,000 to $1,240,000",
            "revenue fell from $1,240,000 to $1,000,000", "lost 3 clients", "a gain of -5.2%",
        ],
    )  # fmt: skip
    def test_a_word_that_agrees_or_is_not_attached_is_not(self, text: str) -> None:
        assert caught(text) == []


class TestWhatCountsAsGiven:
    def test_a_figure_object_is_taken_like_a_mapping(self) -> None:
        made = Figure(
            "aum", "Assets", Decimal("50.00"), "money", Method("F1", "Sum over 7 accounts"), inputs=(("rate", "8"),)
        )
        assert quotes("$50 over 7 accounts at 8, not 9", RULE, "answer", figures=[made]) == ["9"]

    def test_the_words_of_the_file_are_given_in_a_draft(self) -> None:
        facts = {
            "figures": [],
            "firm_name": "F 1 LLC",
            "identification": "F 1 LLC, 18 Quay Street, GA 31401",
            "fact": "pays 4.1%",
        }
        assert quotes("F 1 LLC, 18 Quay Street, GA 31401. It pays 4.1%.", RULE, "email", **facts) == []

    def test_numbers_as_a_command_line_gives_them_are_read(self) -> None:
        made = [
            figure(0.94, "rate"),
            figure("1240000.00", "money"),
            figure("2026-03-03", "date"),
            figure(float("nan"), "rate"),
        ]
        facts = {"figures": made, "as_of": "2026-09-30", "listed_rows": 4}
        assert quotes("94%, $1,240,000, 3 March 2026, 30 September 2026, the top 4", RULE, "answer", **facts) == []

    def test_a_period_between_two_days_gives_its_months(self) -> None:
        facts = {"grounding_words": ["2026-01-15..2026-03-31"], "figures": []}
        assert quotes("January, February 2026 and March 2026", RULE, "answer", **facts) == []
        assert quotes("April 2026", RULE, "answer", **facts) == ["April 2026"]

    def test_a_day_in_words_or_none_gives_what_it_can(self) -> None:
        assert quotes("the third week of 2031", RULE, "answer", figures=[], as_of="some day in 2031") == []
        assert quotes("in 2031", RULE, "answer", figures=[], as_of=7) == ["2031"]

    def test_the_arguments_of_a_call_are_given_with_their_values(self) -> None:
        facts = {"grounding_words": [{"retention": 0.97, "years": 8, "lose": ["C7", None, True]}], "figures": []}
        assert quotes("At 97% over 8 years without C7: 96 months", RULE, "answer", **facts) == ["96"]

    def test_a_citation_is_no_number_but_a_count_in_brackets_is(self) -> None:
        assert quotes("Keep it six years [3]. See also [12]", RULE, "answer", grounding_words="six", figures=[]) == []
        assert quotes("You have [12] clients", RULE, "answer", figures=[]) == ["12"]

    def test_a_truth_value_is_no_number(self) -> None:
        assert quotes("1 client", RULE, "answer", figures=[figure(True, "count")]) == ["1"]

    def test_thousands_of_cells_are_taken(self) -> None:
        cells = [figure(Decimal(n * 37), "money") for n in range(5000)]
        assert quotes("$37 and $184,963 but $38", RULE, "answer", figures=cells) == ["$38"]

    def test_unshown_sums_of_many_figures_are_not_believed(self) -> None:
        cells = [figure(Decimal(n * 1001 + 7), "money") for n in range(100, 160)]
        assert quotes("$200,214 in all", RULE, "answer", figures=cells) == ["$200,214"]


UNITS = st.sampled_from(["money", "rate", "multiple", "count", "score", "months", "years", "days", "date"])
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


@st.composite
def figures(draw: st.DrawFn) -> dict[str, Any]:
    unit: Unit = draw(UNITS)
    if unit == "date":
        return figure(draw(DAYS), unit)
    if unit == "count":
        return figure(draw(st.integers(-(10**7), 10**9)), unit)
    places = {"money": 2, "rate": 6}.get(unit, 4)
    most = Decimal(10**13) if unit == "money" else Decimal(10**6)
    return figure(draw(st.decimals(-most, most, allow_nan=False, places=places)), unit)


SHOWN = {
    "language": st.sampled_from(["en", "it", "es"]),
    "currency": st.sampled_from(["USD", "EUR", "GBP", "CHF", "JPY", "CAD"]),
    "compact": st.booleans(),
}
WORDS = st.sampled_from(["", "The value is ", "Totale: ", "(", "son "])


@given(
    st.lists(st.tuples(WORDS, figures()), min_size=1, max_size=6),
    st.sampled_from(["; ", ", ", "\n", "\n- "]),
    st.fixed_dictionaries(SHOWN),
)
def test_a_text_made_of_shown_figures_is_always_accepted(
    parts: list[tuple[str, dict[str, Any]]], between: str, how: dict[str, Any]
) -> None:
    text = between.join(words + show(each["value"], each["unit"], **how) for words, each in parts)
    found = review(text, {"figures": [each for _, each in parts], "as_of": AS_OF}, "answer").findings
    assert [f.quote for f in found if f.rule in (RULE, "review-incomplete")] == [], text


@given(
    figures(),
    st.decimals(Decimal("0.07"), Decimal(9), places=2),
    st.sampled_from([1, -1]),
    st.fixed_dictionaries(SHOWN),
)
def test_a_figure_changed_by_more_than_rounding_is_always_caught(
    each: dict[str, Any], part: Decimal, sign: int, how: dict[str, Any]
) -> None:
    value, unit = each["value"], each["unit"]
    if isinstance(value, dt.date):
        changed: Any = value + dt.timedelta(days=int(part * 10) + 1)
    elif unit == "count":
        changed = value + sign * (int(part * 10) + 1)
    else:
        changed = value + sign * (abs(value) * part + 2)  # at least 7 % and two units away
    assume(abs(changed) != abs(value) if not isinstance(value, dt.date) else changed != AS_OF)
    assume(
        isinstance(value, dt.date)
        or abs(abs(changed) - abs(value)) > max(abs(value) * Decimal("0.06"), 1)
        or unit == "count"
    )
    text = f"The value is {show(changed, unit, **how)}."
    assume(show(changed, unit, **how).lstrip("-") != show(value, unit, **how).lstrip("-"))
    found = review(text, {"figures": [each], "as_of": AS_OF}, "answer").findings
    assert RULE in {f.rule for f in found}, text
