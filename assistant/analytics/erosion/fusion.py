"""From evidence to a verdict (E8): a weighted sum, and the rule that no single fresh sign is ever called erosion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from assistant.analytics.erosion.evidence import FAMILIES, ITEMS, Evidence
from assistant.analytics.erosion.grid import Bools, Floats, Ints
from assistant.analytics.erosion.weights import INTERCEPT, WEIGHTS

SPEAKS = 1.0
"""A family speaks when it multiplies the odds by e and more, its innocent items taken off."""
WATCH_ODDS = 4.0
"""Who has a quarter of the odds that it takes to be called eroding is watched."""


@dataclass(frozen=True, slots=True)
class Fused:
    """`score`: 0 to 1, a household; `families`: what each of FAMILIES adds to the log odds, families by households;
    `lasting`: the families that speak and have been sustained."""

    score: Floats
    families: Floats
    lasting: Bools

    @property
    def lead(self) -> Ints:
        return np.asarray(self.families.argmax(axis=0), dtype=np.int64)

    @property
    def speaking(self) -> Bools:
        return np.asarray(self.families >= SPEAKS)

    @property
    def grounded(self) -> Bools:
        """Two families speak, or the one that leads has been sustained: only then may the word be said (E8)."""
        leads = np.arange(len(FAMILIES))[:, None] == self.lead
        return np.asarray((self.speaking.sum(axis=0) >= 2) | (leads & self.lasting).any(axis=0))

    def eroding(self, threshold: float) -> Bools:
        return np.asarray((self.score >= threshold) & self.grounded)

    def watched(self, threshold: float) -> Bools:
        """Not erosion, and enough to keep an eye on: near the threshold, or money that keeps growing elsewhere (E5)."""
        near = (self.score >= expit(logit(threshold) - np.log(WATCH_ODDS))) & self.speaking.any(axis=0)
        return np.asarray((near | self.lasting[FAMILIES.index("wallet")]) & ~self.eroding(threshold))


def fuse(evidence: Evidence, intercept: float = INTERCEPT, weights: Floats | None = None) -> Fused:
    """`logit score = intercept + sum of weight × item`, each weight with the sign that ITEMS allows. Source: E8."""
    of_item = weights if weights is not None else np.array([WEIGHTS[name] for name, _, _ in ITEMS])
    parts = evidence.items * of_item
    of_family = np.array([family for _, family, _ in ITEMS])
    families = np.stack([parts[:, of_family == family].sum(axis=1) for family in FAMILIES])
    return Fused(expit(intercept + families.sum(axis=0)), families, (families >= SPEAKS) & evidence.sustained)
