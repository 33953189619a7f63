"""May this person be written to at all? Only what the facts say plainly counts: consent, hour, the sponsor's word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_OPTED_OUT = re.compile(
    r"\b(?:opted[ _-]?out|unsubscribed|revoked|withdrawn|do[ _-]?not[ _-]?contact|dnc|no[ _-](?:sms|text|email|"
    r"marketing)[ _-]?consent|non-solicit|suppressed|stop received)\b"
)
_MARKETING_ONLY = re.compile(r"\b(?:marketing|newsletter|promotional)\b")
_ALLOWED_ONCE = re.compile(r"\b(?:single acknowledge?ment|acknowledge?ment|within (?:five|5) minutes|confirmation)\b")
_NOTICE = re.compile(
    r"\b(?:confirm\w*|statement|trade confirmation|tax form|in the portal|appointment|appt|your (?:wire|transfer|"
    r"request|order|form)|address change|aviso|conferm\w+)\b"
)
_OPT_OUT_DONE = re.compile(
    r"\b(?:off our (?:\w+ )?list|you(?:'re| are) (?:now )?unsubscribed|won't (?:get|receive) (?:any )?more|"
    r"don't want to hear|se dio de baja|required by law|exige la ley|e stat[oa] cancellat[oa]|disiscri\w+)\b"
)
_OFFER = re.compile(
    r"\b(?:new|offer|special|webinar|seminar|workshop|newsletter|market update|idea|ideas|introduce|promotion|"
    r"fund|invite|invit\w+|sign up|boletin|novedad\w*|evento|offerta|opportunit\w+|follow(?:ing)? up|"
    r"talk about)\b"
)
_HOURS = re.compile(r"^\s*(\d{1,2})[:.](\d\d)")
_VIA_SPONSOR = re.compile(
    r"\b(?:no|none|not|never|without|via[ _]hr|through hr|hr only|sponsor only|denied|refused|false)\b"
)
_SENT_BY_SPONSOR = re.compile(
    r"\b(?:at the request of|asked us to (?:send|post)|at \w+'s invitation|from the \w+ (?:benefits|hr)|"
    r"hr (?:asked|at)|recursos humanos)\b"
)
_PLAN_DATA = re.compile(r"\b(?:plan|recordkeep\w+|census|payroll|employer)\b")
_PLAN_FILE = re.compile(r"\b(?:plan|participant|recordkeep\w+|census|payroll)\b")
_LENT = re.compile(
    r"\b(?:sponsor[- ](?:sent|lent|supplied|approved)|supplied by (?:the )?sponsor|approved|at the request)\b"
)
_CHANNELS = ("email", "sms", "linkedin", "x", "facebook", "instagram")


def _not_permitted(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.channel not in _CHANNELS or facts.words("audience") in ("public", "institutional"):
        return
    reasons = (_consent_withheld, _too_late, _sponsor_forbids, _taken_from_plan, _not_registered)
    reason = next(filter(None, (why(passage, facts) for why in reasons)), "")
    if reason:
        yield Hit(0, len(passage.text.rstrip()), reason)


def _consent_withheld(passage: Passage, facts: Facts) -> str:
    consent = facts.get("consent")
    if isinstance(consent, Mapping):
        consent = consent.get(facts.channel)
    if consent is False and facts.words("audience") in ("", "one_client") and facts.channel in ("email", "sms"):
        return "There is no consent on file for this channel."
    if not isinstance(consent, str) or not _OPTED_OUT.search(consent.lower()) or _ALLOWED_ONCE.search(consent.lower()):
        return ""
    if _OPT_OUT_DONE.search(passage.own):
        return ""  # that the opt-out was done may be said
    offers, serves = _OFFER.search(passage.own), _NOTICE.search(passage.own)
    if serves and (not offers or facts.says_no("commercial")):
        return ""  # a notice of the account may still go
    if _MARKETING_ONLY.search(consent.lower()) and not offers and not facts.says_yes("commercial"):
        return ""
    return f"The recipient may not be contacted: {consent.strip()}."


def _too_late(passage: Passage, facts: Facts) -> str:
    """A text message between 8 in the morning and 9 at night of the recipient's own time, by 47 CFR 64.1200(c)(1)."""
    clock = _HOURS.match(facts.words("local_time"))
    if facts.channel != "sms" or not clock or 8 <= int(clock.group(1)) < 21 or facts.says_no("commercial"):
        return ""
    if _NOTICE.search(passage.own) and not _OFFER.search(passage.own):
        return ""
    return f"It is {facts.words('local_time').strip()} for the recipient; a sales text may go from 8:00 to 21:00."


def _sponsor_forbids(passage: Passage, facts: Facts) -> str:
    permits = facts.get("sponsor_permits")
    forbids = permits is False or (isinstance(permits, str) and bool(_VIA_SPONSOR.search(permits.lower())))
    if not forbids or _SENT_BY_SPONSOR.search(passage.own):
        return ""
    is_participant = facts.words("audience") == "plan_participants"
    by_plan = is_participant or _PLAN_DATA.search(facts.words("data_source").lower())
    return "The plan sponsor does not permit this contact." if by_plan else ""


def _taken_from_plan(_: Passage, facts: Facts) -> str:
    """A plan's own file serves the plan; it is no list for marketing unless the sponsor lent it for that."""
    source = facts.words("data_source").lower()
    lent = (
        facts.says_yes("sponsor_permits")
        or _LENT.search(source)
        or _LENT.search(facts.words("sponsor_permits").lower())
    )
    taken = facts.says_yes("commercial") and _PLAN_FILE.search(source) and not lent
    return "The address comes from a plan's file, which is no marketing data." if taken else ""


def _not_registered(_: Passage, facts: Facts) -> str:
    """An offer goes only to people of states where the sender is registered. Facts: `recipient_state`,
    `registered_states` (postal codes)."""
    state, registered = facts.words("recipient_state").strip().upper(), facts.strings("registered_states")
    if not state or not registered or facts.says_no("commercial"):
        return ""
    known = {each.strip().upper() for each in registered}
    return "" if state in known else f"The recipient is in {state}, where the sender is not registered."


RULES = (
    Rule(
        "contact-not-permitted",
        "Recipient opted out or contact not allowed",
        "block",
        "CAN-SPAM 15 U.S.C. 7704(a)(4); TCPA 47 CFR 64.1200; FINRA 3230; Reg S-AM; plan sponsor contract",
        "Do not send it; use a permitted channel or the plan sponsor.",
        "Not a notice of the account, the confirmation of an opt-out, or mail that the sponsor asked for.",
        _not_permitted,
    ),
)
