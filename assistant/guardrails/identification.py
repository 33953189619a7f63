"""What a complete message must carry: the firm's legal name, a way to opt out, a postal address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Severity
from assistant.guardrails.passage import Passage, plain
from assistant.guardrails.rule import Hit, Rule

# A legal name ends in a form of company or in the words of the trade; a club, a team or a brand does not.
_LEGAL_NAME = re.compile(
    r"\b[A-Z][\w&'.-]{0,40}(?: (?:and|&|of|[A-Z][\w&'.-]{0,40})){0,5},? (?:LLC|L\.L\.C\.|Inc\.?|LLP|LP|Ltd\.?|Corp\.?|"
    r"S\.p\.A\.|SIM|S\.A\.|Partners|Advis[eo]rs|Advisory|Securities|Financial|Management|Capital|Group|Wealth|"
    r"Associates|Investments)\b"
)
_FAILED_OPT_OUT = re.compile(
    r"\b(?:fee|log ?in|sign in|pay|letter|notari\w+|in person|mail us a|call us (?:during|between)|password|"
    r"carta|accedere|iniciar sesion|pagar)\b"
)
_OPT_OUT = re.compile(
    r"\bunsubscrib\w+|\bopt[- ]?out\b|\b(?:stop|end|no more|cancel)\s(?:these|those|the|all|further|receiving|"
    r"getting|hearing|emails?|letters|invitations|messages|texts)\b|\b(?:reply|respond|text|send|answer|"
    r"write back)\b[^.\n]{0,25}['\"]?\b(?:stop|no|unsubscribe|remove|out|baja|no thanks)\b|\bstop to\b|"
    r"\bto stop\b|\bno longer (?:wish|want) to (?:receive|hear)|\btake (?:me|you) off\b|\b(?:dar(?:se)?|"
    r"de) (?:de )?baja\b|\bbaja\b|\bcancelar la suscripcion\b|\bno recibir\b|\bper non ricevere\b|\bdisiscri\w+|"
    r"\bannull\w+ l'iscrizione|\bcancell\w+ (?:dalla|l'iscrizione)|\bnon (?:desidera|"
    r"vuole)\b[^.\n]{0,20}\b(?:ricevere|messaggi)"
)
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|plaza|square|sq|"
    r"highway|hwy|parkway|pkwy|quay|terrace|row|circle|suite|ste|floor|alley|trail|loop|pike|broadway|wharf)"
)
_ADDRESS = re.compile(
    rf"\b\d{{1,6}}\s(?:[\w'.-]+\s){{1,5}}?{_STREET}\b|\b(?:p\.?\s?o\.?\s?box|private mailbox|pmb|apartado|"
    rf"casella postale)\s?\d{{1,6}}|"
    r"\b[a-z]{2}\s\d{5}(?:-\d{4})?\b|\b(?:via|viale|piazza|corso|calle|avenida|paseo|"
    r"plaza)\s(?:[\w'.-]+\s){0,4}(?:n\.?\s?)?\d{1,5}\b|\b\d{1,5}\s(?:calle|avenida|camino|paseo)\s\w+"
)


def _is_full(facts: Facts) -> bool:
    """Whether the text is all that will be sent: the facts say so, or it is our own draft."""
    return facts.says_yes("full_message") or ("firm_name" in facts and not facts.says_no("full_message"))


def _is_commercial_mail(facts: Facts, channels: tuple[str, ...]) -> bool:
    return facts.channel in channels and facts.says_yes("commercial") and _is_full(facts)


def _firm_missing(passage: Passage, facts: Facts) -> Iterator[Hit]:
    name = facts.words("firm_name")
    if not name and not (_is_full(facts) and facts.says_yes("commercial")):
        return
    if _one_line(plain(name)) in _one_line(passage.low) if name else _LEGAL_NAME.search(passage.text):
        return
    exact = facts.words("identification") or name
    end = len(passage.text.rstrip())
    severity: Severity | None = None if _is_full(facts) else "advise"  # a draft in progress is only reminded
    yield Hit(end, end, "The firm's legal name is missing.", f"Add: {exact}" if exact else "", severity)


def _opt_out_missing(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if not _is_commercial_mail(facts, ("email", "sms")):
        return
    ways = list(_OPT_OUT.finditer(passage.low))
    if facts.channel == "sms":
        ways = [match for match in ways if re.search(r"stop|baja", passage.low[match.start() : match.end() + 10])]
    failed = None
    for match in ways:
        last = passage.sentence(match.start())[1]
        if not (failed := _FAILED_OPT_OUT.search(passage.low, match.end(), last)):
            return
    if failed and ways:
        yield Hit(ways[0].start(), failed.end(), "The way to opt out costs the reader more than one step.")
    else:
        end = len(passage.text.rstrip())
        yield Hit(end, end, "A commercial message gives no way to opt out.")


def _address_missing(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if not _is_commercial_mail(facts, ("email",)):
        return
    known = facts.words("postal_address")
    if (known and _one_line(plain(known)) in _one_line(passage.low)) or _ADDRESS.search(passage.low):
        return
    end = len(passage.text.rstrip())
    yield Hit(end, end, "A commercial email gives no postal address.", f"Add: {known}" if known else "")


def _one_line(words: str) -> str:
    return re.sub(r"[\s,]+", " ", words).strip()


RULES = (
    Rule(
        "missing-identification",
        "Firm or person not identified",
        "needs_disclosure",
        "FINRA 2210(d)(3); CAN-SPAM 7704(a)(1); state adviser law",
        "Add the firm's legal name; the relationship of any other named entity; the representative's name.",
        "Not a fragment, an internal message or a service notice; a trade name alone does not identify the firm.",
        _firm_missing,
    ),
    Rule(
        "missing-unsubscribe",
        "Commercial message without a working opt-out",
        "block",
        "CAN-SPAM 15 U.S.C. 7704(a)(3) and (5); 16 CFR 316.5; 47 CFR 64.1200(a)(10)",
        "Add a one-step free opt-out that works for 30 days (a STOP line for a text message).",
        "Not a transactional or relationship message, a reply to one person, or a fragment.",
        _opt_out_missing,
    ),
    Rule(
        "missing-postal-address",
        "Commercial email without postal address",
        "block",
        "CAN-SPAM 15 U.S.C. 7704(a)(5)(A)(iii); 16 CFR 316.2(p)",
        "Add a street address, PO box or private mailbox.",
        "Not a transactional message, another channel than email, or a fragment.",
        _address_missing,
    ),
)
