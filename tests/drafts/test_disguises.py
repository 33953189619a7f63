"""A recipient who looks like somebody else is pointed out (abuse case S-23); one who does not is left in peace."""

from __future__ import annotations

import pytest

from assistant.drafts.disguises import why_doubtful


def doubts(name: str, address: str = "c05@clients.example") -> str:
    return " ".join(why_doubtful(name, address))


@pytest.mark.parametrize(
    "name",
    ["", "Åsa Lindqvist", "O'Brien", "Đurđa Đorđević", "Ελένη Παπαδόπουλος", "Ольга Иванова", "山田 花子",
     "ليلى الفارابي", "Oyèlárán", "エリ子", "c05@clients.example"],
)  # fmt: skip
def test_nothing_is_said_of_a_name_in_one_alphabet(name: str) -> None:
    assert doubts(name) == ""


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Anna", "anna@p\u0430ypal.example", "cyrillic small letter a"),  # а for a
        ("Anna", "ann\u0430@bank.example", "cyrillic small letter a"),
        ("Anna", "anna@xn--pypal-4ve.example", "may be shown as “p\u0430ypal”"),
        ("Anna", "anna@mail.XN--PYPAL-4VE.example", "is an encoded one"),
        ("anna@bank.example", "eve@evil.example", "shows the address anna@bank.example; it goes to eve@evil.example"),
        ("Anna (anna@bank.example)", "eve@evil.example", "shows the address anna@bank.example"),
        ("\u0410nna", "anna@bank.example", "mixes letters of Cyrillic and Latin"),
        ("Anna", "anna@xn--\xe9.example", "may be shown as"),  # not even that
    ],
)
def test_a_disguise_is_named(name: str, address: str, said: str) -> None:
    assert said in doubts(name, address)
