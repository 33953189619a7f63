"""What a life event asks for: needs to review, the direction of money, the risk of leaving, the clock (3.13)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventNeed:
    """One kind of event. `days` is how long after it is known the needs should have been reviewed; what is best met
    before it happens has `months_before` instead, which `clock` says in words.

    `severity` reads the table's attrition risk as a number: 1 low, 2 medium, 3 high, 4 very high. `personal`: two
    people of a household can each have one at about the same time. `caution`: what to mind before anybody is called.
    """

    type: str
    review: str
    money: str
    risk: str
    days: int
    clock: str
    severity: int = 1
    months_before: int = 0
    personal: bool = False
    caution: str = ""


EVENT_NEEDS = (
    EventNeed("birth", "education savings, life and disability cover, wills, beneficiaries, emergency fund",
              "small in", "low", 60, "within 60 days"),
    EventNeed("marriage", "titling, beneficiaries, a plan together, insurance; meet the spouse",
              "in", "low", 90, "within 90 days"),
    EventNeed("divorce", "order on retirement plans, retitling, beneficiaries, budget, two clients with opposed "
              "interests", "out or split", "high", 0, "at once, with a note to compliance", severity=3,
              caution="both may be clients and their interests are opposed: tell neither about the other, and leave a "
              "note to compliance"),
    EventNeed("death", "estate settlement, step-up, survivor's income, distributions of the year, inherited accounts, "
              "trusted contact", "out", "very high without a tie to spouse or heirs", 7, "contact within 7 days",
              severity=4, personal=True,
              caution="condolence first and no product; tax deadlines of the estate run for nine to ten months"),
    EventNeed("inheritance", "where the money rests, tax, inherited-account rules, goals",
              "in", "low if known early", 30, "within 30 days"),
    EventNeed("graduation", "first plan for the child, student debt, what is left of education savings",
              "neutral", "low, and a door to the next generation", 90, "within 90 days", personal=True),
    EventNeed("new_home", "mortgage, cash reserve, umbrella cover", "out", "low: money leaves, and it is no erosion", 0,
              "on notice"),
    EventNeed("move", "state tax, the advisor's registration there, estate documents",
              "neutral", "medium", 30, "within 30 days, registration first", severity=2),
    EventNeed("job_change", "old employer plan (document the basis of any recommendation), stock pay, benefits",
              "in", "medium, with a chance of a rollover", 60, "within 60 days", severity=2, personal=True),
    EventNeed("retirement", "income plan, social security, medicare, distribution plan, risk",
              "turns to out", "medium", 0, "from 12 months before", severity=2, months_before=12, personal=True),
    EventNeed("business_sale", "liquidity plan, trust, charity",
              "large in", "competitors arrive", 0, "from 6 months before", severity=3, months_before=6),
    EventNeed("illness", "trusted contact, powers of attorney, protection of the account",
              "out", "medium", 0, "at once", severity=2, personal=True,
              caution="health is private: nothing about it in writing or to anybody else; speak to the trusted contact "
              "only where one is on file"),
)  # fmt: skip
"""Event types without an entry (birthday, anniversary, milestone) raise no need by themselves."""

BY_TYPE = {need.type: need for need in EVENT_NEEDS}
