"""One value, one sequence of bytes."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadArguments
from assistant.retention import canonical, parse, restore
from assistant.retention.canonical import BIGGEST

ascii_keys = st.text(st.characters(max_codepoint=127))
plain_leaves = st.none() | st.booleans() | st.integers(-BIGGEST, BIGGEST) | st.text()
plain_values = st.recursive(
    plain_leaves, lambda inner: st.lists(inner) | st.dictionaries(ascii_keys, inner), max_leaves=20
)

any_text = st.text(st.characters(exclude_categories=()))
any_keys = any_text | st.integers() | st.binary() | st.sampled_from(["$base64", "$pairs", "$float", "$int", "città"])
any_leaves = plain_leaves | st.integers() | st.floats(allow_nan=False) | any_text | st.binary()
any_values = st.recursive(any_leaves, lambda inner: st.lists(inner) | st.dictionaries(any_keys, inner), max_leaves=20)


class TestCanonical:
    def test_nothing_is_null(self) -> None:
        assert canonical(None) == b"null"

    def test_keys_are_sorted_and_nothing_is_spaced(self) -> None:
        assert (
            canonical({"b": [1, True, None], "a": {"z": "è\n", "y": -5}})
            == '{"a":{"y":-5,"z":"è\\n"},"b":[1,true,null]}'.encode()
        )

    @given(plain_values)
    def test_on_the_subset_it_is_rfc_8785(self, value: Any) -> None:
        assert canonical(value) == rfc8785.dumps(value)

    @given(plain_values)
    def test_parsing_gives_the_value_back(self, value: Any) -> None:
        assert parse(canonical(value)) == value

    @given(st.dictionaries(ascii_keys, plain_values))
    def test_the_order_in_which_keys_were_set_leaves_no_trace(self, value: dict[str, Any]) -> None:
        assert canonical(dict(reversed(value.items()))) == canonical(value)

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (Decimal("12.30"), b'"12.30"'),
            (dt.date(2026, 11, 22), b'"2026-11-22"'),
            (dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC), b'"2026-11-22T09:30:00+00:00"'),
            (dt.time(9, 30), b'"09:30:00"'),
            ((1, 2), b"[1,2]"),
            (MappingProxyType({"a": 1}), b'{"a":1}'),
            (b"\xff", b'{"$base64":"/w==","encoding":"binary"}'),
            ("\ud800", b'{"$base64":"7aCA","encoding":"utf-8+surrogates"}'),
        ],
    )
    def test_what_json_has_no_word_for_becomes_a_string_or_a_tag(self, value: object, text: bytes) -> None:
        assert canonical(value) == text

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (1.5, "value is a float; hand in a Decimal or a string"),
            (math.nan, "value is a float"),
            (BIGGEST + 1, "value is a whole number beyond 2^53 − 1"),
            (-BIGGEST - 1, "value is a whole number beyond 2^53 − 1"),
            ({"a": {"b": [1.5]}}, "value.a.b is a float"),
            ({"città": 1}, "value has the key 'città'; keys are ASCII strings"),
            ({1: 1}, "value has the key 1; keys are ASCII strings"),
            ({"a": {1, 2}}, "value.a is a set; hand in a string, an integer, a list or a mapping"),
        ],
    )
    def test_what_does_not_fit_is_refused_with_its_place(self, value: object, words: str) -> None:
        with pytest.raises(BadArguments, match=f"A record cannot hold this: {words.replace('^', '.')}"):
            canonical(value)

    def test_a_value_that_contains_itself_is_refused(self) -> None:
        endless: list[Any] = []
        endless.append(endless)
        with pytest.raises(BadArguments, match="nested more than 200 levels deep"):
            canonical(endless)


class TestLenient:
    """Whatever a model or a channel sends is kept."""

    def test_nothing_is_null(self) -> None:
        assert canonical(None, lenient=True) == b"null"

    @given(any_values)
    def test_everything_comes_back_as_it_was(self, value: Any) -> None:
        assert restore(parse(canonical(value, lenient=True))) == value

    @given(plain_values)
    def test_what_is_plain_is_left_plain(self, value: Any) -> None:
        if b'"$' not in canonical(value):
            assert canonical(value, lenient=True) == canonical(value)

    @given(st.dictionaries(any_keys, any_leaves))
    def test_the_order_of_odd_keys_leaves_no_trace(self, value: dict[Any, Any]) -> None:
        assert canonical(dict(reversed(value.items())), lenient=True) == canonical(value, lenient=True)

    def test_not_a_number_is_kept_too(self) -> None:
        assert math.isnan(restore(parse(canonical(math.nan, lenient=True))))

    def test_an_object_of_the_program_is_still_refused(self) -> None:
        with pytest.raises(BadArguments, match="value is a object"):
            canonical(object(), lenient=True)


class TestParse:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"{",
            b'{"a":1} ',
            b'{"a": 1}',
            b'{"b":1,"a":2}',
            b'{"a":1,"a":1}',
            b'"\\u00e8"',
            b'"\\ud800"',
            b'"\xff"',
            b"1.0",
            b"1e400",
            b"NaN",
            b"9007199254740992",
            b"-9007199254740992",
            b"1" + b"0" * 30,
            '{"città":1}'.encode(),
            b"[" * 100_000,
        ],
    )
    def test_bytes_in_any_other_form_are_refused(self, data: bytes) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - json's own and ours
            parse(data)

    def test_the_largest_integers_pass(self) -> None:
        assert parse(b"[-9007199254740991,9007199254740991]") == [-BIGGEST, BIGGEST]
