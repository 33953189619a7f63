"""The facts a review is given, read with care: any value may be missing, of another type, or worded by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

NAME_KEYS = ("name", "full_name", "household", "surname", "last_name", "id", "client_id", "household_id", "aliases")


class Facts:
    """What the system has on file about a text. Reading never raises for a missing key."""

    def __init__(self, given: Mapping[str, Any], channel: str) -> None:
        if not isinstance(given, Mapping):
            raise TypeError("The facts of a review must be a mapping of names to values.")
        self._given = given
        self.channel = channel

    def __contains__(self, key: str) -> bool:
        return self._given.get(key) is not None

    def get(self, key: str) -> Any:
        return self._given.get(key)

    def words(self, key: str) -> str:
        """The value when it is words, else nothing."""
        value = self._given.get(key)
        return value if isinstance(value, str) else ""

    def says_yes(self, key: str) -> bool:
        value = self._given.get(key)
        return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "yes"))

    def says_no(self, key: str) -> bool:
        value = self._given.get(key)
        return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "none"))

    def strings(self, *keys: str) -> tuple[str, ...]:
        """Every string under these keys, out of lists and out of the naming fields of mappings."""
        return tuple(word for key in keys for word in _strings(self._given.get(key)))

    def leaves(self, *keys: str) -> tuple[str, ...]:
        """Everything under these keys in words, numbers and dates too: the arguments of a call, say."""
        return tuple(word for key in keys for word in _leaves(self._given.get(key)))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Mapping):
        yield from _named(value)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for item in value:
            yield from _strings(item)


def _named(value: Mapping[str, Any]) -> Iterator[str]:
    first, last = value.get("first_name"), value.get("last_name")
    if isinstance(first, str) and isinstance(last, str):
        yield f"{first} {last}"
    for key in NAME_KEYS:
        yield from _strings(value.get(key))
