"""The meaning layer: which of the classifier's verdicts become flags, why, and what on file overrules them.

The classifier reads the words alone. Whether a rule applies at all (an advertisement, a retail reader, support on
file) is decided here, from the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from assistant.guardrails.asserted import phrase
from assistant.guardrails.balanced import net_stands_beside_gross, options_are_named, periods_are_there
from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Severity
from assistant.guardrails.meaning import Sentence, reader
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Cured, Hit, Rule, never


@dataclass(frozen=True, slots=True)
class Meant:
    """How a verdict on one rule is told and to whom the rule applies: advertisements go to several or many people.

    `unless`: words whose presence in the sentence makes it another thing.
    """

    reason: str
    unless: str = ""
    who: Literal["everybody", "several", "many", "retail", "plan", "staff"] = "everybody"
    cleared_by: tuple[str, ...] = ()


MEANT: Mapping[str, Meant] = {
    "promissory-guarantee": Meant("It says or implies that an investment result will happen."),
    "guarantee-against-loss": Meant(
        "It offers to make up for losses, or says that there cannot be one.",
        unless=r"\bwe(?:'ll| will) (?:call|phone|ring|write|email|text|let you know|review|talk)\b",
    ),
    "risk-free-claim": Meant("It says that an investment has no risk."),
    "performance-projection": Meant("It predicts a return, a price or a value, or says the past will repeat."),
    "exaggerated-claim": Meant("It praises beyond what can be shown."),
    "unsubstantiated-claim": Meant("It states a fact that nothing on file proves.", cleared_by=("support_on_file",)),
    "unbalanced-benefit": Meant("It names a benefit and not the risk that comes with it."),
    "misleading-comparison": Meant("It compares unlike things without their differences.", who="retail"),
    "product-mischaracterization": Meant("It presents the product as something safer than it is."),
    "urgency-pressure": Meant("It presses for a decision by haste or fear."),
    "crypto-misleading": Meant("It makes a crypto asset look safer, surer or better protected than it is."),
    "sipc-fdic-misstatement": Meant("It misstates what FDIC, SIPC or a guaranty association covers."),
    "regulator-endorsement": Meant("It reads as if a regulator approved or vouched for it."),
    "credential-misuse": Meant("It claims a title or standing that is not on file."),
    "fee-misstatement": Meant("It hides, denies or plays down a cost."),
    "ai-washing": Meant("It claims that software does what nothing shows it does."),
    "hedge-clause": Meant("It asks the client to give up rights or excuses the firm from its duties."),
    "tax-deferred-as-tax-free": Meant("It calls tax-deferred income free of tax."),
    "gross-performance-without-net": Meant("It shows a gross return without the net one beside it.", who="several"),
    "performance-missing-periods": Meant("It shows performance without the 1, 5 and 10 years.", who="several"),
    "hypothetical-performance": Meant(
        "It shows results that nobody earned: a model, a backtest or a target.", cleared_by=("policy_on_file",)
    ),
    "cherry-picked-performance": Meant("It shows the winners or the good period only.", who="several"),
    "testimonial-without-disclosure": Meant("It uses praise of the firm without the disclosures that go with it."),
    "third-party-rating-undisclosed": Meant(
        "It shows an award or rating without date, period, provider and payment.", who="several"
    ),
    "options-missing-odd": Meant(
        "It pitches options without the disclosure document.", cleared_by=("options_approved",)
    ),
    "recommendation-without-basis": Meant("It tells the reader to act without a basis in their own situation."),
    "rollover-unbalanced": Meant("It argues for a rollover and shows one side."),
    "tax-legal-advice": Meant("It tells the reader what to do about tax or law."),
    "participant-advice": Meant("It tells a plan participant what to choose.", who="plan"),
    "secret-solicitation": Meant("It asks for a secret or a full identifier by message."),
    "mnpi-tipping": Meant("It hints at, or acts on, what the public does not know."),
    "off-channel-invitation": Meant("It moves business to a channel that nobody keeps."),
    "record-evasion": Meant("It keeps something off the record or changes a record."),
    "complaint-received": Meant("It voices or answers a client's grievance.", cleared_by=("routed_to_compliance",)),
    "private-settlement": Meant(
        "It offers something for silence or for dropping a complaint.", cleared_by=("routed_to_compliance",)
    ),
    "wire-instruction-unverified": Meant(
        "It accepts or promises to move money, trade or change data on a message.", cleared_by=("callback_done",)
    ),
    "entanglement-adoption": Meant(
        "It makes somebody else's content the firm's own.", who="many", cleared_by=("reviewed",)
    ),
    "selling-away": Meant("It brings a client into a deal outside the firm.", cleared_by=("firm_approved",)),
    "referral-incentive": Meant("It offers something for a referral or a review.", cleared_by=("program_approved",)),
    "gift-limit": Meant("It gives another firm's staff something of value, past the limit or like cash.", who="staff"),
    "employer-targeting": Meant(
        "It seeks out the staff of a named employer.", who="many", cleared_by=("sponsor_permits",)
    ),
    "pii-other-client": Meant("It tells one client about another."),
    "deceptive-subject": Meant("The subject line says something that the message is not."),
}


class Meanings:
    """What the sentences of one text mean, read when a rule first asks: the classifier reads a text once for all rules.

    It only ever adds findings. It learned from breaches that use no keyword, so its silence about a plain one means
    nothing, and what a phrase shows it does not take back.
    """

    def __init__(self, passage: Passage, facts: Facts) -> None:
        self._passage = passage
        self._facts = facts

    def found(self, rule: str) -> list[Hit]:
        """The sentences that break the rule by their meaning, when the facts do not say that they are in order."""
        told = MEANT.get(rule)
        if told is None or not self._reads() or not _applies(told, self._facts):
            return []
        at, limit = self._columns[rule], reader().thresholds[rule]
        broken = [sentence for sentence, chances in self._chances if chances[at] >= limit]
        if rule == "deceptive-subject":  # only a subject line can be one
            broken = [sentence for sentence in broken if sentence.start < self._passage.subject[1]]
        hits = [_hit(self._passage, sentence, told.reason) for sentence in broken]
        if told.unless:
            hits = [hit for hit in hits if not phrase(told.unless).search(self._passage.own, hit.start, hit.end)]
        return hits

    def _reads(self) -> bool:
        """An answer is not read: its sentences come from the tools' own templates, and it speaks to the advisor."""
        return self._facts.channel != "answer"

    @cached_property
    def _chances(self) -> list[tuple[Sentence, list[float]]]:
        return [(sentence, chances.tolist()) for sentence, chances in reader().chances(self._passage)]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {rule: at for at, rule in enumerate(reader().rules)}


def _applies(told: Meant, facts: Facts) -> bool:
    if any(facts.says_yes(key) for key in told.cleared_by):
        return False
    audience = facts.words("audience")
    match told.who:
        case "several":
            return audience != "one_client"
        case "many":
            return audience not in ("one_client", "institutional")
        case "retail":
            return audience != "institutional"
        case "plan":
            return audience == "plan_participants"
        case "staff":
            return audience == "institutional" or bool(facts.words("recipient_role"))
    return True


def _hit(passage: Passage, sentence: Sentence, reason: str) -> Hit:
    """The sentence without the blanks around it."""
    words = passage.own[sentence.start : sentence.end]
    start = sentence.start + len(words) - len(words.lstrip())
    return Hit(start, max(start, start + len(words.strip())), reason)


def _by_meaning_alone(_: Passage, __: Facts) -> Iterator[Hit]:
    """These rules have no phrases of their own: the classifier finds what breaks them."""
    return iter(())


_NEW: tuple[tuple[str, str, Severity, str, str, str], ...] = (
    ("unsubstantiated-claim", "Material fact that cannot be proved on demand", "needs_principal_review",
     "SEC 206(4)-1(a)(2); FINRA 2210(d)(1)(A); 204-2(a)(11)",
     "Add the source and its date and keep the evidence, or leave it out. That there is no conflict cannot be shown.",
     "Not a government statistic with its source, assets as of a date, a survey with its base and method."),
    ("unbalanced-benefit", "Benefit stated without its material risk", "needs_disclosure",
     "FINRA 2210(d)(1)(A) and (D); SEC 206(4)-1(a)(4)",
     "State the product's own main risk in the same passage, as prominently.",
     "Not education, a paragraph that begins with the risk, or a service message that only names a product."),
    ("misleading-comparison", "Comparison of unlike products or indexes without the differences", "needs_disclosure",
     "FINRA 2210(d)(2); SEC 206(4)-1(a)(6)-(7)",
     "State every material difference: objective, cost, liquidity, safety, guarantee, volatility, tax.",
     "Not a table of fees from the notices, or a comparison that gives both sides."),
    ("product-mischaracterization", "Product presented as something it is not", "block",
     "FINRA 2210(d)(1)(A)-(B); 2320 and 2211; 3160",
     "Call the product by its name and say that it is no deposit and can lose value.",
     "Not a real bank account or CD, nor the statement that a product is no bank account."),
    ("urgency-pressure", "Manufactured urgency or fear to force a decision", "needs_principal_review",
     "FINRA 2010 and 2210(d)(1)(B); Reg BI 15l-1(a)(2)(ii)",
     "Take the pressure out; keep a real deadline with its source and say that doing nothing is allowed.",
     "Not a legal deadline, a plan window, a tender offer, an appointment reminder or a scam warning."),
    ("crypto-misleading", "Crypto asset statement that misleads on risk, protection or entity", "block",
     "FINRA 2210(d)(1); FINRA crypto sweep update 2024; RN 21-25",
     "State the volatility, that all can be lost, that FDIC and generally SIPC do not cover it, and who offers it.",
     "Not a balanced warning, scam education, a factual description, or tax treatment with a referral to a CPA."),
    ("fee-misstatement", "Costs hidden, denied or minimised", "block",
     "FINRA 2210(d)(1)(A)-(B) and (d)(5); SEC 206(4)-1(a)(1); Form CRS Item 3",
     "State the fee, or say that fees and costs apply and link Form CRS.",
     "Not a free first meeting, or no front-end load with the other fees named."),
    ("ai-washing", "False or unproved claim about AI or algorithms", "block",
     "SEC 206(4)-1(a)(1)-(2); FINRA 2210(d)(1); RN 24-09; SEC orders on Delphia and Global Predictions (2024)",
     "Say only what the tool does, who checks it and where it ends.",
     "Not a true statement about a drafting aid, AI as an industry, or a warning about AI claims."),
    ("hedge-clause", "Waiver or disclaimer of duties or liability", "block",
     "Advisers Act s.206 and s.215; SEC fiduciary interpretation 2019; Exchange Act s.29(a)",
     "Delete it; only the firm's approved agreements speak about liability.",
     "Not general information that is no advice, a caveat about a source, or a statement that no right is waived."),
    ("tax-deferred-as-tax-free", "Tax-deferred income called tax-free", "block", "FINRA 2210(d)(4)",
     "Say tax-deferred, and that ordinary income tax is due on withdrawal.",
     "Not a Roth, HSA or 529 withdrawal or municipal interest, each with its conditions."),
    ("gross-performance-without-net", "Gross performance without equally prominent net", "block",
     "SEC 206(4)-1(d)(1); SEC staff FAQ of 19 March 2025 and 15 January 2026",
     "Add the net return for the same period and method, at least as prominently.",
     "Not an index return, a client's own report, or a private fund shown gross and net on the same basis."),
    ("performance-missing-periods", "Portfolio performance without 1-, 5- and 10-year periods", "block",
     "SEC 206(4)-1(d)(2); Rule 482 and FINRA 2210(d)(5) for funds",
     "Add 1, 5 and 10 years (or since inception) to at least the last calendar year-end, equally prominent.",
     "Not a private fund, hypothetical performance, or a new composite shown since inception."),
    ("hypothetical-performance", "Backtest, model or target shown without conditions", "block",
     "SEC 206(4)-1(d)(6); FINRA 2210(d)(1)(F)",
     "Leave it out; only readers whom a written policy names may see it, with its criteria, assumptions and limits.",
     "Not an interactive tool, the arithmetic of a principle, or an explanation of why none is shown."),
    ("cherry-picked-performance", "Selective winners or periods", "block",
     "SEC 206(4)-1(a)(5)-(6); FINRA 2210(d)(1)(A) and (d)(7)(C)",
     "Show the whole set or a fair rule of selection with all its results, or drop it.",
     "Not a full list, a client's own bad months, or education about survivorship."),
    ("recommendation-without-basis", "Call to action on a security without basis tied to the person",
     "needs_principal_review", "Reg BI 15l-1(a)(2)(ii); FINRA 2210(d)(7); 2111",
     "Tie it to the documented profile with costs, alternatives and risks, or make it education or a question.",
     "Not a documented recommendation, a step of a signed policy, or advice to do nothing."),
    ("rollover-unbalanced", "Rollover pushed without the options and trade-offs", "needs_disclosure",
     "FINRA RN 13-45; Reg BI (account types); PTE 2020-02",
     "List staying, a new plan, an IRA and cashing out, with costs, services and penalties.",
     "Not a balanced checklist, advice to stay, or a notice about a rollover under way."),
    ("deceptive-subject", "Subject line misleads", "block",
     "CAN-SPAM 15 U.S.C. 7704(a)(2); RCW 19.190.020; Cal. B&P 17529.5",
     "Write a subject that says what the message is.",
     "Not a true notice, a real reply, or an alert that is one."),
)  # fmt: skip

_CURED: Mapping[str, Cured] = {
    "gross-performance-without-net": net_stands_beside_gross,
    "performance-missing-periods": periods_are_there,
    "rollover-unbalanced": options_are_named,
}

RULES = tuple(
    Rule(id, title, severity, citation, cure, not_meant, _by_meaning_alone, _CURED.get(id, never))
    for id, title, severity, citation, cure, not_meant in _NEW
)
