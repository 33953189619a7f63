"""Which rules apply where. Every channel has some; a channel nobody named gets those of an email."""

from __future__ import annotations

from assistant.guardrails.facts import Facts

_PRIVACY = ("pii-ssn", "pii-account-number", "pii-other-client")
_EVASION = ("secret-solicitation", "off-channel-invitation", "record-evasion")
_PROMISES = ("promissory-guarantee", "guarantee-against-loss", "risk-free-claim")
_CLAIMS = (*_PROMISES, "performance-projection", "exaggerated-claim")
_RENDERING = ("link-not-allowed", "header-injection")
_PRESENCE = ("missing-identification", "missing-unsubscribe", "missing-postal-address")
_PLANS = ("participant-advice", "employer-targeting")
_DEALINGS = (
    "gift-limit", "referral-incentive", "wire-instruction-unverified", "mnpi-tipping", "selling-away",
    "private-settlement",
)  # fmt: skip
_STATUS = (
    "credential-misuse", "regulator-endorsement", "sipc-fdic-misstatement", "options-missing-odd", "tax-legal-advice",
    "testimonial-without-disclosure", "third-party-rating-undisclosed", "entanglement-adoption",
)  # fmt: skip

_MEANINGS = (
    "unsubstantiated-claim", "unbalanced-benefit", "misleading-comparison", "product-mischaracterization",
    "urgency-pressure", "crypto-misleading", "fee-misstatement", "ai-washing", "hedge-clause",
    "tax-deferred-as-tax-free", "gross-performance-without-net", "performance-missing-periods",
    "hypothetical-performance", "cherry-picked-performance", "recommendation-without-basis", "rollover-unbalanced",
    "deceptive-subject",
)  # fmt: skip

DRAFT = (
    *_PRIVACY, *_EVASION, *_CLAIMS, *_PRESENCE, *_PLANS, *_DEALINGS, *_STATUS, *_MEANINGS, "complaint-received",
    "contact-not-permitted", *_RENDERING, "ungrounded-figure",
)  # fmt: skip
# An answer speaks to the advisor: its projections (a book's value) and superlatives (the best source) are analysis.
ANSWER = (*_PRIVACY, *_EVASION, *_PROMISES, *_RENDERING, "recommendation-in-answer", "ungrounded-figure")
# What arrives, and colleagues among themselves: no claims, since nobody is sold to. What arrives may be a complaint or
# a tip; colleagues may plan a forbidden dealing.
INCOMING = (*_PRIVACY, *_EVASION, "mnpi-tipping", "complaint-received")
INTERNAL = (*_PRIVACY, *_EVASION, *_PLANS, *_DEALINGS)

CHANNELS: dict[str, tuple[str, ...]] = {
    "answer": ANSWER,
    "email": DRAFT,
    "linkedin": DRAFT,
    "x": DRAFT,
    "facebook": DRAFT,
    "instagram": DRAFT,
    "sms": DRAFT,
    "post": DRAFT,
    "slack": INTERNAL,
    "incoming": INCOMING,
}


def is_incoming(facts: Facts) -> bool:
    """Whether somebody sent this to the firm, by its channel or by what the facts say."""
    return facts.channel == "incoming" or facts.words("direction").strip().lower() == "incoming"


def rules_for(facts: Facts) -> tuple[str, ...]:
    """The ids of the rules of a text's channel. A message that the facts call incoming is judged as one."""
    return INCOMING if is_incoming(facts) else CHANNELS.get(facts.channel, DRAFT)
