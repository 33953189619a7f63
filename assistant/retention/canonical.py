"""One value, one sequence of bytes: RFC 8785 over the part of I-JSON that every reader understands alike. Pure.

`canonical` is strict: no floats, whole numbers within ±(2^53 − 1), ASCII keys. Bytes and broken Unicode become tagged
base64. With `lenient` the rest of what a model or a channel may send is tagged too, and `restore` undoes the tags, so
that nothing is dropped or mended on its way into the log.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from assistant.errors import BadArguments

BIGGEST = 2**53 - 1
DEEPEST = 200
_BINARY, _SURROGATES = "binary", "utf-8+surrogates"
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def canonical(value: object, *, lenient: bool = False) -> bytes:
    """The canonical UTF-8 bytes of a JSON-like value; equal values give equal bytes (RFC 8785 on the I-JSON subset).

    Dates, times and Decimals are taken as their strings, tuples as lists, bytes and lone surrogates as tagged base64.
    With `lenient`, floats are tagged with their shortest exact text, larger integers with their hexadecimal, and a
    mapping whose keys are no plain ASCII words becomes a tagged list of pairs.
    Raises BadArguments, with the place, for whatever else does not fit.
    """
    return _ENCODER.encode(_plain(value, "value", 0, lenient)).encode()


def parse(data: bytes) -> Any:
    """The value whose canonical bytes these are; the inverse of `canonical`.

    Raises ValueError when the bytes are not canonical: spaces, order, a key given twice, floats, NaN, broken UTF-8.
    """
    text = data.decode()
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise ValueError("the bytes are nested too deep") from None
    # Encoding again is the whole proof: a doubled key, another order or spacing cannot give the same bytes.
    again = _ENCODER.encode(value).encode() if data.isascii() else _strictly(value)
    if end != len(text) or again != data:
        raise ValueError("the bytes are JSON but not in canonical form")
    return value


def restore(value: Any) -> Any:
    """The value that was handed to `canonical`, from what `parse` gives back (dates and Decimals stay strings)."""
    if isinstance(value, list):
        return [restore(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$base64" in value:
        data = base64.b64decode(value["$base64"])
        return data if value["encoding"] == _BINARY else data.decode("utf-8", "surrogatepass")
    if "$float" in value:
        return float(value["$float"])
    if "$int" in value:
        return int(value["$int"], 16)
    if "$pairs" in value:
        return {restore(key): restore(item) for key, item in value["$pairs"]}
    return {key: restore(item) for key, item in value.items()}


def _plain(value: object, place: str, depth: int, lenient: bool) -> Any:
    """The value in JSON's own types, or a sentence that names the place of what does not fit."""
    if isinstance(value, str):
        return value if value.isascii() else _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -BIGGEST <= value <= BIGGEST else _number(value, place, lenient)
    if depth > DEEPEST:
        _unfit(place[:80], f"is nested more than {DEEPEST} levels deep")
    if isinstance(value, dict | Mapping):
        return _mapping(value, place, depth + 1, lenient)
    if isinstance(value, list | tuple):
        return [_plain(item, place, depth + 1, lenient) for item in value]
    return _number(value, place, lenient) if isinstance(value, float) else _scalar(value, place)


def _mapping(value: Mapping[Any, object], place: str, depth: int, lenient: bool) -> dict[str, Any]:
    plain = {}
    for key, item in value.items():
        if not isinstance(key, str) or not key.isascii() or (lenient and key[:1] == "$"):
            if lenient:
                break
            _unfit(place, f"has the key {key!r}; keys are ASCII strings")
        easy = type(item) is str and item.isascii()  # most are: a third of the time is saved
        plain[key] = item if easy else _plain(item, f"{place}.{key}", depth, lenient)
    else:
        return plain
    pairs = [[_plain(key, place, depth, True), _plain(item, place, depth, True)] for key, item in value.items()]
    return {"$pairs": sorted(pairs, key=_ENCODER.encode)}


def _number(value: int | float, place: str, lenient: bool) -> dict[str, str]:
    if isinstance(value, int):
        return {"$int": hex(value)} if lenient else _unfit(place, "is a whole number beyond 2^53 − 1")
    # The type's own repr: a subclass (numpy's) prints its name as well.
    return {"$float": float.__repr__(value)} if lenient else _unfit(place, "is a float; hand in a Decimal or a string")


def _scalar(value: object, place: str) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return _tag(bytes(value), _BINARY)
    return _unfit(place, f"is a {type(value).__name__}; hand in a string, an integer, a list or a mapping")


def _text(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:
        return _tag(value.encode("utf-8", "surrogatepass"), _SURROGATES)
    return value


def _tag(data: bytes, encoding: str) -> dict[str, str]:
    return {"$base64": base64.b64encode(data).decode(), "encoding": encoding}


def _unfit(place: str, why: str) -> NoReturn:
    raise BadArguments(f"A record cannot hold this: {place} {why}.")


def _strictly(value: object) -> bytes:
    try:
        return canonical(value)
    except BadArguments as error:
        raise ValueError(error.sentence) from None


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is a floating-point number")


def _whole(text: str) -> int:
    if len(text) > 15 and (len(text) > 17 or abs(int(text)) > BIGGEST):
        raise ValueError(f"{text[:20]} is beyond 2^53 − 1")
    return int(text)


_DECODER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float, parse_int=_whole)
