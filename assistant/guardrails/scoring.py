"""How well a guardrail run did on labelled texts: pure counts, by the corpus's own way of counting.

An item is flagged by a finding of a labelled rule; a note (`advise`) is none. Recall and false alarms stay two numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LABELLED = (
    "promissory-guarantee", "guarantee-against-loss", "risk-free-claim", "performance-projection", "exaggerated-claim",
    "unsubstantiated-claim", "unbalanced-benefit", "misleading-comparison", "product-mischaracterization",
    "urgency-pressure", "crypto-misleading", "sipc-fdic-misstatement", "regulator-endorsement", "credential-misuse",
    "fee-misstatement", "ai-washing", "hedge-clause", "tax-deferred-as-tax-free", "gross-performance-without-net",
    "performance-missing-periods", "hypothetical-performance", "cherry-picked-performance",
    "testimonial-without-disclosure", "third-party-rating-undisclosed", "options-missing-odd",
    "recommendation-without-basis", "rollover-unbalanced", "tax-legal-advice", "participant-advice", "pii-ssn",
    "pii-account-number", "pii-other-client", "secret-solicitation", "mnpi-tipping", "off-channel-invitation",
    "record-evasion", "complaint-received", "private-settlement", "entanglement-adoption", "selling-away",
    "wire-instruction-unverified", "gift-limit", "referral-incentive", "contact-not-permitted", "employer-targeting",
    "missing-identification", "missing-unsubscribe", "missing-postal-address", "deceptive-subject",
)  # fmt: skip
"""The rules that a text can break and a corpus labels; rules about approval, filing and records are not among them."""

LANGUAGES = ("en", "es", "it")
LOW_RECALL = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled item and the rules that were found in it. `labels` is empty exactly when the item is clean."""

    id: str
    language: str
    labels: frozenset[str]
    also_ok: frozenset[str]
    trap: frozenset[str]
    found: frozenset[str]

    @property
    def clean(self) -> bool:
        return not self.labels

    @property
    def flagged(self) -> bool:
        return bool(self.found.intersection(LABELLED))


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a count."""

    count: int
    out_of: int

    @property
    def value(self) -> float | None:
        """The share; None when there was nothing to count."""
        return self.count / self.out_of if self.out_of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share; None when there was nothing to count."""
        from scipy.stats import binomtest

        if not self.out_of:
            return None
        bounds = binomtest(self.count, self.out_of).proportion_ci(confidence_level=0.95, method="wilson")
        return float(bounds.low), float(bounds.high)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule's counts. `strict_false` also counts the findings that a reasonable reviewer could defend."""

    rule: str
    true: int
    missed: int
    false: int
    strict_false: int

    @property
    def recall(self) -> float | None:
        return Share(self.true, self.true + self.missed).value

    @property
    def precision(self) -> float | None:
        return Share(self.true, self.true + self.false).value

    @property
    def strict_precision(self) -> float | None:
        return Share(self.true, self.true + self.strict_false).value


@dataclass(frozen=True, slots=True)
class Score:
    """What a run is worth: item decisions, right reasons, and each rule by itself."""

    recall: Share
    right_reason: Share
    false_alarms: Share
    hard_negatives: Share
    by_language: Mapping[str, tuple[Share, Share]]
    rules: tuple[RuleScore, ...]

    @property
    def macro_recall(self) -> float | None:
        """The mean recall of the rules that the corpus labels at all."""
        recalls = [rule.recall for rule in self.rules if rule.recall is not None]
        return sum(recalls) / len(recalls) if recalls else None

    @property
    def low_rules(self) -> tuple[str, ...]:
        return tuple(rule.rule for rule in self.rules if rule.recall is not None and rule.recall < LOW_RECALL)


def score(items: Sequence[Judged]) -> Score:
    """Count a run. By language: recall and false alarms. Source: 'How to count' of the labelled corpus."""
    bad = [item for item in items if not item.clean]
    clean = [item for item in items if item.clean]
    languages = [*LANGUAGES, *sorted({item.language for item in items}.difference(LANGUAGES))]
    return Score(
        _flagged(bad),
        Share(sum(bool(item.found & item.labels) for item in bad), len(bad)),
        _flagged(clean),
        _flagged(item for item in clean if item.trap),
        {
            language: (
                _flagged(item for item in bad if item.language == language),
                _flagged(item for item in clean if item.language == language),
            )
            for language in languages
        },
        tuple(_rule_score(rule, items) for rule in LABELLED),
    )


def _flagged(items: Iterable[Judged]) -> Share:
    flagged = [item.flagged for item in items]
    return Share(sum(flagged), len(flagged))


def _rule_score(rule: str, items: Sequence[Judged]) -> RuleScore:
    found = [item for item in items if rule in item.found]
    wrong = [item for item in found if rule not in item.labels]
    return RuleScore(
        rule,
        true=len(found) - len(wrong),
        missed=sum(rule in item.labels and rule not in item.found for item in items),
        false=sum(rule not in item.also_ok for item in wrong),
        strict_false=len(wrong),
    )
