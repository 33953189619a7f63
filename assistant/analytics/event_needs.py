"""What a life event asks for: the needs to review, the direction of money, and the clock that starts (3.13)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventNeed:
    """One kind of event. `days` is how long after it is known the needs should have been reviewed; a retirement or a
    sale is best met before it happens, which `clock` says."""

    type: str
    review: str
    money: str
    risk: str
    days: int
    clock: str


EVENT_NEEDS = (
    EventNeed("birth", "education savings, life and disability cover, wills, beneficiaries, emergency fund",
              "small in", "low", 60, "within 60 days"),
    EventNeed("marriage", "titling, beneficiaries, a plan together, insurance; meet the spouse",
              "in", "low", 90, "within 90 days"),
    EventNeed("divorce", "order on retirement plans, retitling, beneficiaries, budget, two clients with opposed "
              "interests", "out or split", "high", 0, "at once, with a note to compliance"),
    EventNeed("death", "estate settlement, step-up, survivor's income, distributions of the year, inherited accounts, "
              "trusted contact", "out", "very high without a tie to spouse or heirs", 7, "contact within 7 days"),
    EventNeed("inheritance", "where the money rests, tax, inherited-account rules, goals",
              "in", "low if known early", 30, "within 30 days"),
    EventNeed("graduation", "first plan for the child, student debt, what is left of education savings",
              "neutral", "low", 90, "within 90 days"),
    EventNeed("new_home", "mortgage, cash reserve, umbrella cover", "out", "low", 0, "on notice"),
    EventNeed("move", "state tax, the advisor's registration there, estate documents",
              "neutral", "medium", 30, "within 30 days, registration first"),
    EventNeed("job_change", "old employer plan (document the basis of any recommendation), stock pay, benefits",
              "in", "medium", 60, "within 60 days"),
    EventNeed("retirement", "income plan, social security, medicare, distribution plan, risk",
              "turns to out", "medium", 0, "from 12 months before"),
    EventNeed("business_sale", "liquidity plan, trust, charity",
              "large in", "competitors arrive", 0, "from 6 months before"),
    EventNeed("illness", "trusted contact, powers of attorney, protection of the account",
              "out", "medium", 0, "at once"),
)  # fmt: skip
"""Event types without an entry (birthday, anniversary, milestone) raise no need by themselves."""

BY_TYPE = {need.type: need for need in EVENT_NEEDS}
