"""Tax, account and card numbers, and the numbers that look like them."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

# 123-45-6789 and 078-05-1120 are the well-known specimen numbers; the others are invented within the issued ranges.
TAX_NUMBERS = [
    ("Her SSN is 123-45-6789.", "123-45-6789"),
    ("ssn 078051120", "078051120"),
    ("His social is 123 45 6789, please check.", "123 45 6789"),
    ("The number is 123.45.6789.", "123.45.6789"),
    (
        "SSN: \uff11\uff12\uff13-\uff14\uff15-\uff16\uff17\uff18\uff19",
        "\uff11\uff12\uff13-\uff14\uff15-\uff16\uff17\uff18\uff19",
    ),
    ("SSN l23-45-67B9 or 123-4S-6789 or 12O-45-6789", "12O-45-6789"),
    ("Name: Ann, Number: 512\u201144\u20112075", "512\u201144\u20112075"),
    ("Her ITIN is 912-70-1234.", "912-70-1234"),
    ("Su n\u00famero de seguro social, 512-44-2075, ya est\u00e1.", "512-44-2075"),
    ("Il suo codice fiscale \u00e8 RSSMRA80A01H501U.", "RSSMRA80A01H501U"),
]
NOT_TAX_NUMBERS = [
    "The office ZIP+4 is 31401-2298.",
    "Case reference 2026-04-8837 has been opened.",
    "Call the agency at 800-772-1213.",
    "Tracking number 940011189956 for the envelope.",
    "Order number 123-45-6789 has shipped.",
    "SSN on file: ***-**-6620.",
    "We have the tax ID ending in 9037 on file.",
    "The number 000-12-3456 was never issued to anyone.",
    "The number 666-12-3456 was never issued to anyone.",
    "The number 123-00-4567 was never issued to anyone.",
    "The number 123-45-0000 was never issued to anyone.",
    "A nine-digit figure: 123456789 dollars.",
    "Part 1123-45-67891 of the catalogue.",
    "Please do not send your Social Security number by email.",
]

# 4111 1111 1111 1111 and 5555 5555 5555 4444 are the networks' test cards; the IBANs are the examples of ISO 13616.
ACCOUNT_NUMBERS = [
    ("Your card 4111 1111 1111 1111 was charged.", "4111 1111 1111 1111"),
    ("It is 5555-5555-5555-4444, as you know.", "5555-5555-5555-4444"),
    ("378282246310005", "378282246310005"),
    ("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
    ("Send it to GB29NWBK60161331926819.", "GB29NWBK60161331926819"),
    ("account number 1234567890", "1234567890"),
    ("The transfer went to account 6620 1189 45.", "6620 1189 45"),
    ("please journal from 77120934 today", "77120934"),
    ("Your brokerage account ends the same, but the new full number is Z71-554829.", "Z71-554829"),
    ("El n\u00famero de cuenta es 00123456789.", "00123456789"),
    ("Il suo conto 000123987654 \u00e8 attivo.", "000123987654"),
]
NOT_ACCOUNT_NUMBERS = [
    "Our main line is (912) 555-0147, extension 2203.",
    "Form 8606 and Publication 590-B explain it.",
    "CUSIP 912828ZT0 is the note that matures in May.",
    "The account ends in 4471.",
    "The account ending 4471 was credited $1,234,567.",
    "Invoice 20260411-07 for the planning fee is attached.",
    "The routing number 021000089 is public.",
    "4111 1111 1111 1112 fails the check digit.",
    "Reference DE89 3704 0044 0532 0130 01 fails the modulus.",
    "Your account gained 12345678 dollars.",
    "Your account holds 1234567 shares.",
    "La cuenta terminada en 0016 ya recibi\u00f3 el cheque.",
]


@pytest.mark.parametrize(("text", "quote"), TAX_NUMBERS)
def test_a_tax_number_in_clear_is_flagged(text: str, quote: str) -> None:
    assert quotes(text, "pii-ssn") == [quote]


@pytest.mark.parametrize("text", NOT_TAX_NUMBERS)
def test_what_looks_like_a_tax_number_is_not(text: str) -> None:
    assert quotes(text, "pii-ssn") == []


@pytest.mark.parametrize(("text", "quote"), ACCOUNT_NUMBERS)
def test_a_full_account_number_is_flagged(text: str, quote: str) -> None:
    assert quotes(text, "pii-account-number") == [quote]


@pytest.mark.parametrize("text", NOT_ACCOUNT_NUMBERS)
def test_what_looks_like_an_account_number_is_not(text: str) -> None:
    assert quotes(text, "pii-account-number") == []


def test_privacy_holds_in_quoted_mail_and_among_colleagues() -> None:
    assert quotes("> her SSN is 123-45-6789", "pii-ssn") == ["123-45-6789"]
    assert quotes("tax id 123-45-6789 for the new account", "pii-ssn", "slack") == ["123-45-6789"]
    assert quotes("tax id 123-45-6789 for the new account", "pii-ssn", "incoming") == ["123-45-6789"]
