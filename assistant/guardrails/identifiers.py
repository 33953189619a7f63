"""Numbers that identify a person or an account: social security and tax numbers, account, card and bank numbers.

A cheap pattern finds candidates; a certain check (ranges, Luhn, IBAN modulus) or the words around decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.facts import Facts
from assistant.guardrails.markup import rendered
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Check, Hit, Rule

_LIKE_DIGITS = str.maketrans("OoQlI|", "000111")
_SSN = re.compile(
    r"(?<![\w-])(?:[0-9OolI|]{3}\s?([-. _/])\s?[0-9OolI|]{2}\s?\1\s?[0-9OolI|]{4}|[0-9OolI|]{9})(?![\w-]|[.,]\d)"
)
_TAX_WORDS = re.compile(
    r"\b(?:ssn|social(?: security)?|soc|tax ?(?:id|payer)\w*|tin|itin|w-?9|ein|taxpayer|seguro social|nss|"
    r"codice fiscale|identificacion fiscal)\b"
)
_OTHER_WORDS = re.compile(
    r"\b(?:case|tracking|invoice|order|ticket|confirmation|reference|ref|zip(?:\+4)?|phone|tel|telephone|call|"
    r"fax|extension|routing|aba|cusip|isin|claim|fattura|pratica|factura|pedido|caso|telefono)\b[^.\n]{0,25}$"
)
_FISCAL_CODE = re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
# Visa; Mastercard; American Express; Diners; Discover, Maestro and UnionPay: the lengths each network issues.
_NETWORK = re.compile(r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[068]\d{12}|6\d{15}(?:\d{3})?")
_LONG = re.compile(
    r"(?<![\w.$€£/-])(?:[A-Z]{1,3}(?=\d))?\d{0,4}(?:[A-Z](?=[ -]?\d))?(?:[ -]?\d{2,}){1,6}(?:-\d)?(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
_ACCOUNT_WORDS = re.compile(
    r"\b(?:accounts?|acct|a/c|checking|savings|card|iban|brokerage|custody|journal|routing|full number|conto|"
    r"cuenta|tarjeta|carta|deposit to)\b[^.!?\n]{0,45}$"
)
_NOT_ACCOUNT = re.compile(
    r"\b(?:ending|ends|terminat\w+|termina|last (?:four|4)|ultim[eoi]|phone|tel|call|fax|line|invoice|form|"
    r"publication|cusip|tracking|zip|extension|ext|case|ticket|invoice number|fattura|factura|telefono|year|"
    r"opened in|since|public)\b[^.!?\n]{0,25}$"
)
_MONEY_AFTER = re.compile(r"\s?(?:%|dollars?|usd|eur|euros?|shares?|households?|clients?|clienti|clientes)\b")
_ROUTING_ONLY = re.compile(r"\b(?:routing|aba)\b[^.!?\n]{0,15}$")


def _tax_numbers(passage: Passage, _: Facts) -> Iterator[Hit]:
    for match in _SSN.finditer(passage.text):
        if sum(c.isdigit() for c in match.group()) < 7 or not _is_tax_number(match, passage):
            continue
        yield Hit(match.start(), match.end(), "A person's social security or tax number stands in clear.")
    for match in _FISCAL_CODE.finditer(passage.text):
        yield Hit(match.start(), match.end(), "A person's tax code stands in clear.")


def _is_tax_number(match: re.Match[str], passage: Passage) -> bool:
    digits = re.sub(r"\D", "", match.group().translate(_LIKE_DIGITS))
    first, last = passage.sentence(match.start())
    before, sentence = passage.low[first : match.start()], passage.low[first:last]
    told = bool(_TAX_WORDS.search(sentence))
    if _OTHER_WORDS.search(before) and not _TAX_WORDS.search(before):
        return False
    if not match.group(1):
        return told and digits[:3] != "000"  # nine digits in a row are a tax number only where the words say so
    # 000, 666 and a zero group are never issued; 9xx is an ITIN. Where the words say what it is, any form counts.
    return told or (digits[:3] not in ("000", "666") and digits[3:5] != "00" and digits[5:] != "0000")


def _account_numbers(passage: Passage, _: Facts) -> Iterator[Hit]:
    for match in _IBAN.finditer(passage.text):
        if _is_iban(match.group()):
            yield Hit(match.start(), match.end(), "A full bank account number (IBAN) stands in clear.")
    for match in _CARD.finditer(passage.text):
        if _is_card(match.group()):
            yield Hit(match.start(), match.end(), "A full card number stands in clear.")
    for match in _LONG.finditer(passage.text):
        if _is_account(match, passage):
            yield Hit(match.start(), match.end(), "A full account number stands in clear.")


def _is_card(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if not _NETWORK.fullmatch(digits):
        return False
    doubled = (sum(divmod(int(d) * 2, 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_iban(written: str) -> bool:
    plain = written.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_account(match: re.Match[str], passage: Passage) -> bool:
    """Seven or more digits (or a broker's letter code) that the words before call an account."""
    digits = sum(c.isdigit() for c in match.group())
    first, _ = passage.sentence(match.start())
    before = passage.low[first : match.start()]
    if not 7 <= digits <= 20 or _MONEY_AFTER.match(passage.low, match.end()):
        return False
    if _NOT_ACCOUNT.search(before) and not re.search(r"\bfull (?:new )?number\b[^.]{0,12}$", before):
        return False
    if _ROUTING_ONLY.search(before):
        return False  # routing numbers are public; the account beside them is found on its own
    return bool(_ACCOUNT_WORDS.search(before))


def _also_in_markup(check: Check) -> Check:
    """The check over the text as written, and as a mail program would show it when it holds markup or codes."""

    def both(passage: Passage, facts: Facts) -> Iterator[Hit]:
        yield from check(passage, facts)
        if shown := rendered(passage):
            yield from (shown.back(hit) for hit in check(shown.passage, facts))

    return both


RULES = (
    Rule(
        "pii-ssn",
        "Social Security or tax number in the message",
        "block",
        "Reg S-P 17 CFR 248.30; state SSN statutes",
        "Remove it; use the secure portal. The last four digits only where policy allows.",
        "Not a case, tracking or phone number, a ZIP+4, a masked number or its last four digits.",
        _also_in_markup(_tax_numbers),
    ),
    Rule(
        "pii-account-number",
        "Full account or card number",
        "block",
        "Reg S-P 17 CFR 248.30; PCI rules for cards",
        "Mask it to the last four digits.",
        "Not a phone, form or invoice number, a CUSIP, the last four digits, or a public routing number alone.",
        _also_in_markup(_account_numbers),
    ),
)
