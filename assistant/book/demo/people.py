"""The clients: who lives in each household, how they may be reached, what they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.book.demo.dates import LAST, NO_DAY, Bools, Calendar, Days, Floats, Ints, Table, Texts
from assistant.book.demo.firm import SPONSORS
from assistant.book.demo.households import Households
from assistant.book.demo.names import CULTURES, slug
from assistant.book.demo.plants import Cast
from assistant.book.demo.writing import blank_unless

PRIMARY, PARTNER, CHILD = range(3)
RETIRED_FROM = 66
OCCUPATIONS = (
    "teacher", "engineer", "physician", "attorney", "nurse", "business owner", "accountant", "architect",
    "software developer", "professor", "sales director", "dentist", "pharmacist", "civil servant", "pilot",
)  # fmt: skip
EMPLOYERS = (
    "Elm Street Dental", "Northlight Studios", "Greywater Engineering", "Copperfield Schools", "Vantor Systems",
    "Millbrook Hospital", "Sablewood Hotels", "Orchard Lane Bakery", "Kestrel Freight", "Self-employed",
)  # fmt: skip
EVIDENCE = ("signed form", "web form", "recorded call", "e-mail from client")


@dataclass
class People:
    """One entry a client, household by household, its primary client first."""

    household: Ints
    role: Ints
    female: Bools
    first: Texts
    last: Texts
    born: Days
    age: Floats
    deceased_on: Days
    primary: Ints  # one entry a household
    reachable: Bools
    consent: Texts

    @property
    def count(self) -> int:
        return len(self.household)

    @cached_property
    def ids(self) -> Texts:
        return np.char.mod("C%05d", np.arange(1, self.count + 1))


def build_people(rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast) -> People:
    household, role = _members(rng, h, cast)
    female, first = _first_names(rng, h, cast, household, role)
    age = h.age[household] + np.where(role == PARTNER, rng.normal(-0.5, 3, len(role)), 0)
    age = np.where(role == CHILD, np.maximum(age - rng.uniform(24, 34, len(role)), 19), np.clip(age, 22, 99))
    age[np.isin(household, cast.widowed) & (role != CHILD)] = h.age[cast.widowed[0]] if len(cast.widowed) else 0
    born = calendar.month_end(LAST) - np.floor(age * 365.25).astype(np.int64)
    for original, copy in cast.duplicates:
        born[household == copy] = born[np.flatnonzero(household == original)[: (household == copy).sum()]]
    consent = rng.choice(["in", "unknown", "out"], len(role), p=[0.62, 0.30, 0.08])
    consent[np.isin(household, list(cast.named.values()))] = "in"
    reachable = ~np.isin(household, cast.unreachable)
    return People(
        household=household,
        role=role,
        female=female,
        first=first,
        last=h.name[household],
        born=born,
        age=age,
        deceased_on=_deaths(rng, calendar, h, cast, who=(household, role, age, female)),
        primary=np.searchsorted(household, np.arange(h.count)),
        reachable=reachable,
        consent=np.where(reachable, consent, "out"),
    )


def _members(rng: np.random.Generator, h: Households, cast: Cast) -> tuple[Ints, Ints]:
    child = (h.age > 57) & (rng.random(h.count) < 0.3)
    child[cast.widowed] = [True, False][: len(cast.widowed)]  # heirs known, heirs unknown
    for original, copy in cast.duplicates:
        child[[original, copy]] = False
    present = np.stack([np.ones(h.count, dtype=bool), h.couple, child], axis=1)
    household, role = np.nonzero(present)
    return household, role


def _first_names(
    rng: np.random.Generator, h: Households, cast: Cast, household: Ints, role: Ints
) -> tuple[Bools, Texts]:
    """Everybody in a household has another name, and so have the households of one name."""
    choice, woman = rng.integers(0, 10, h.count), rng.random(h.count) < 0.5
    for one, other in cast.same_name:
        choice[other] = choice[one] + 1
    for one, other in cast.duplicates:
        choice[other], woman[other] = choice[one], woman[one]
    woman[cast.widowed] = True
    other_sex = rng.random(len(role)) < 0.97
    other_sex |= np.isin(household, [index for pair in cast.duplicates for index in pair])
    child_is_woman = rng.random(len(role)) < 0.5
    female = np.select(
        [role == PARTNER, role == CHILD], [woman[household] ^ other_sex, child_is_woman], woman[household]
    )
    names = np.array([[culture.male, culture.female] for culture in CULTURES])
    first = names[h.culture[household], female.astype(int), (choice[household] + 3 * role) % 10]
    return female, first


def _deaths(
    rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast, *, who: tuple[Ints, Ints, Floats, Bools]
) -> Days:
    """Partners by mortality (the reference's Gompertz, affluent lives); everybody where the household ended by it."""
    household, role, age, female = who
    yearly = np.where(female, 0.0099 * np.exp(0.0965 * (age - 67)), 0.0158 * np.exp(0.0905 * (age - 67)))
    died = (role == PARTNER) & (rng.random(len(role)) < 1 - np.exp(-5 * 0.7 * np.minimum(yearly, 1)))
    died &= h.open[household]
    planted = np.isin(household, cast.widowed)
    died = np.where(planted, role == PARTNER, died)
    somewhen = calendar.first.astype("M8[D]") + rng.integers(60, 1_780, len(role))
    somewhen[planted] = calendar.month_end(LAST) - 200
    last_of_house = (h.reason[household] == "death") & (role != CHILD)
    before_closing = h.closed_on[household] - rng.integers(40, 200, len(role)) - 40 * (role == PARTNER)
    return np.where(last_of_house, before_closing, np.where(died, somewhen, NO_DAY))


def clients_table(rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast, p: People) -> Table:
    n = p.count
    mail = _emails(rng, p)
    works = p.age < RETIRED_FROM
    sponsor = np.where(works & (rng.random(n) < 0.2), rng.integers(0, len(SPONSORS), n), -1)
    barred = np.flatnonzero(np.array([rule == "none" for _, rule, _ in SPONSORS]))
    every_third = np.isin(p.household, cast.unreachable[::3])
    sponsor = np.where(every_third, rng.choice(barred, n), sponsor)
    occupation = np.where(works, rng.choice(OCCUPATIONS, n), "retired")
    employer = np.where(sponsor >= 0, np.array([s[0] for s in SPONSORS])[sponsor], rng.choice(EMPLOYERS, n))
    has_mail = (mail != "") & (rng.random(n) > 0.04) | np.isin(p.household, list(cast.named.values()))
    has_phone = p.reachable & (rng.random(n) > 0.05)
    return {
        "client_id": p.ids,
        "household_id": h.ids[p.household],
        "first_name": p.first,
        "last_name": p.last,
        "email": blank_unless(has_mail, mail),
        "phone": blank_unless(has_phone, _phones(n)),
        "birth_date": _known_births(rng, p, cast),
        "deceased_on": p.deceased_on,
        "sex": np.where(p.female, "F", "M"),
        "occupation": occupation,
        "employer": blank_unless(works | every_third, employer),
        "plan_sponsor_id": blank_unless(sponsor >= 0, np.char.mod("PS%d", sponsor + 1)),
        "language": _languages(rng, h, p),
        "email_consent": p.consent,
        "sms_consent": np.where(p.reachable, rng.choice(["in", "unknown", "out"], n, p=[0.25, 0.6, 0.15]), "out"),
        "is_primary": p.role == PRIMARY,
        "next_generation_of": blank_unless(p.role == CHILD, p.ids[p.primary[p.household]]),
        **_consent_columns(rng, calendar, h, p, sponsor),
        "trusted_contact": _trusted(rng, p),
    }


def _emails(rng: np.random.Generator, p: People) -> Texts:
    domain = rng.choice(["example.com", "example.org", "example.net"], p.count)
    names = zip(p.first.tolist(), p.last.tolist(), domain.tolist(), strict=True)
    return np.array([f"{slug(f)}.{slug(s)}{i}@{d}" for i, (f, s, d) in enumerate(names, start=1)])


def _phones(n: int) -> Texts:
    """Numbers in an area code that nobody has, no two alike."""
    number = 2_000_000 + np.arange(1, n + 1) * 7_919 % 7_999_993
    return np.strings.add(np.char.mod("+1-555-%03d-", number // 10_000), np.char.mod("%04d", number % 10_000))


def _known_births(rng: np.random.Generator, p: People, cast: Cast) -> Days:
    unknown = rng.random(p.count) < 0.03
    sure = np.concatenate([cast.widowed, list(cast.named.values()), *map(np.array, cast.duplicates)])
    return np.where(unknown & ~np.isin(p.household, sure), NO_DAY, p.born)


def _languages(rng: np.random.Generator, h: Households, p: People) -> Texts:
    """One client in five is written to in the language of the family."""
    of_family = np.array([culture.language for culture in CULTURES])[h.culture[p.household]]
    return np.where((rng.random(h.count) < 0.2)[p.household], of_family, "en")


def _consent_columns(rng: np.random.Generator, calendar: Calendar, h: Households, p: People, sponsor: Ints) -> Table:
    said = (p.consent != "unknown") & (rng.random(p.count) > 0.05)
    since = h.since[p.household]
    room = np.maximum((calendar.month_end(LAST) - since).astype(np.int64), 1)
    on = since + (room * rng.random(p.count)).astype(np.int64)
    source = np.where((sponsor >= 0) & (rng.random(p.count) < 0.4), "sponsor", "client")
    return {
        "email_source": np.where(rng.random(p.count) < 0.08, "enrichment", source),
        "email_consent_on": np.where(said, on, NO_DAY),
        "email_consent_evidence": blank_unless(said, rng.choice(EVIDENCE, p.count)),
    }


def _trusted(rng: np.random.Generator, p: People) -> Texts:
    """Four in ten of those over 65 have named somebody: a person of their family name."""
    named = (p.age > 65) & (rng.random(p.count) < 0.4)
    first = rng.permutation(p.first)
    return blank_unless(named, np.strings.add(np.strings.add(first, " "), p.last))
