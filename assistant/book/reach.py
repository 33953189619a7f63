"""From a person's row and the present hierarchy to a Caller: whose books they serve and how far they see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from sqlalchemy import func, select
from sqlmodel import Session, col

from assistant.book.tables import Account, Advisor, OrgUnit, User
from assistant.callers import ROLES, Caller, Level, Role, Scope
from assistant.errors import NotSignedIn


@dataclass(frozen=True)
class Hierarchy:
    """Units and advisors as they stand now. `below(unit)` is every advisor under a unit."""

    units: dict[str, OrgUnit]
    advisors: dict[str, Advisor]

    @classmethod
    def read(cls, session: Session) -> Hierarchy:
        units = {unit.unit_id: unit for unit in session.scalars(select(OrgUnit).order_by(col(OrgUnit.unit_id)))}
        advisors = {advisor.advisor_id: advisor for advisor in session.scalars(select(Advisor))}
        return cls(units, dict(sorted(advisors.items())))

    def lineage(self, unit_id: str | None) -> list[str]:
        """A unit and everything above it; a circle in the data ends the walk."""
        line: list[str] = []
        while unit_id in self.units and unit_id not in line:
            line.append(unit_id)
            unit_id = self.units[unit_id].parent_id
        return line

    def below(self, unit_id: str) -> tuple[str, ...]:
        return tuple(self._below.get(unit_id, ()))

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        """The advisors under each unit, walked once: a large firm has hundreds of units and thousands of advisors."""
        found: dict[str, list[str]] = {}
        for advisor in self.advisors.values():
            for unit_id in self.lineage(advisor.unit_id):
                found.setdefault(unit_id, []).append(advisor.advisor_id)
        return found

    def scope_of_unit(self, unit_id: str) -> Scope:
        unit = self.units[unit_id]
        return Scope(cast(Level, unit.kind), unit.name, self.below(unit_id))

    def scope_of_advisors(self, advisor_ids: Iterable[str], label: str = "") -> Scope:
        ids = tuple(sorted(advisor_ids))
        names = " and ".join(self.advisors[i].name for i in ids)
        return Scope("advisor" if len(ids) == 1 else "team", label or names or "no book", ids)

    def firm(self) -> Scope:
        names = [unit.name for unit in self.units.values() if unit.kind == "firm"]
        return Scope("firm", names[0] if names else "the firm", tuple(self.advisors))

    def expand(self, acts_for: str | None) -> tuple[str, ...]:
        """`A01;A02` or `U-NORTH` → advisor ids, each once, in order."""
        found: dict[str, None] = {}
        for word in filter(None, (part.strip() for part in (acts_for or "").split(";"))):
            ids = (word,) if word in self.advisors else self.below(word)
            found.update(dict.fromkeys(ids))
        return tuple(found)


def caller_for(session: Session, email: str) -> Caller:
    """The Caller for an email address, as the hierarchy stands now. Raises NotSignedIn for nobody we know."""
    hierarchy = Hierarchy.read(session)
    wanted = email.strip().casefold()
    user = session.scalars(select(User).where(func.lower(User.email) == wanted)).first()
    advisor = next((a for a in hierarchy.advisors.values() if a.email.casefold() == wanted), None)
    if (user is None and advisor is None) or (user is not None and user.active is False):
        raise NotSignedIn(f"I do not know “{email}”. Ask your administrator to add you to the firm's users.")
    caller = _caller(hierarchy, user, advisor)
    return replace(caller, barred=_barred(session, hierarchy, caller)) if caller.supervises else caller


def _barred(session: Session, hierarchy: Hierarchy, principal: Caller) -> dict[str, str]:
    """Advisor → why this principal approves nothing of theirs: paid on the same accounts, or in their charge."""
    mine = principal.advisor_id
    if not mine:
        return {}
    barred = dict.fromkeys(_paid_with(session, mine), "you are paid on the same accounts")
    for user in session.scalars(select(User).where(col(User.active).is_not(False))):
        chief = next((a for a in hierarchy.advisors.values() if a.email.casefold() == user.email.casefold()), None)
        if chief and chief.advisor_id != mine and mine in _caller(hierarchy, user, chief).reach:
            barred[chief.advisor_id] = "you report to them"
    return barred


def _paid_with(session: Session, advisor_id: str) -> set[str]:
    """The advisors who share an account with this one."""
    splits = session.scalars(select(col(Account.split)).where(col(Account.split).is_not(None)))
    shared = ({part.partition(":")[0].strip() for part in str(split).split(";")} for split in splits)
    return {other for sharers in shared if advisor_id in sharers for other in sharers} - {advisor_id}


def _caller(hierarchy: Hierarchy, user: User | None, advisor: Advisor | None) -> Caller:
    held = user.role.split(";") if user else []
    roles: set[Role] = {role for role in ROLES if role in held and role != "advisor"}
    if advisor:  # whoever has an advisor's address is that advisor, and nobody else is one
        roles.add("advisor")
    named = (user.acts_for or "").strip() if user else ""
    acts_for = hierarchy.expand(named)
    everybody = acts_for if named else tuple(hierarchy.advisors)  # a blank column alone means the whole firm
    own = [advisor.advisor_id] if advisor else []
    if "delegate" in roles:
        own += [a for a in acts_for if a not in own]
    reach = set(own)
    if "manager" in roles:
        reach.update(acts_for or (hierarchy.below(advisor.unit_id) if advisor and advisor.unit_id else ()))
    if "executive" in roles:
        reach.update(everybody)
    supervises = frozenset(everybody) if "principal" in roles else frozenset[str]()
    return Caller(
        user_id=user.user_id if user else cast(Advisor, advisor).advisor_id,
        name=user.name if user else cast(Advisor, advisor).name,
        email=user.email if user else cast(Advisor, advisor).email,
        roles=frozenset(roles),
        own=tuple(own),
        reach=frozenset(reach),
        supervises=supervises,
        default_scope=_default_scope(hierarchy, roles, tuple(own), reach, user),
    )


def _default_scope(
    hierarchy: Hierarchy, roles: set[Role], own: tuple[str, ...], reach: set[str], user: User | None
) -> Scope:
    """The caller's own book, or everything below a manager."""
    if roles & {"manager", "executive"}:
        unit = (user.acts_for or "").strip() if user else ""
        if unit in hierarchy.units:
            return hierarchy.scope_of_unit(unit)
        return hierarchy.firm() if reach == set(hierarchy.advisors) else hierarchy.scope_of_advisors(reach)
    return hierarchy.scope_of_advisors(own)


def scopes_within(hierarchy: Hierarchy, caller: Caller) -> list[Scope]:
    """Every scope the caller may name: reachable advisors, and units whose advisors are all within reach."""
    scopes = [hierarchy.scope_of_advisors([a]) for a in sorted(caller.reach)]
    units = [hierarchy.scope_of_unit(u) for u in hierarchy.units]
    scopes += [s for s in units if s.advisor_ids and caller.reaches(s.advisor_ids)]
    if caller.reaches(hierarchy.firm().advisor_ids) and not any(s.level == "firm" for s in scopes):
        scopes.append(hierarchy.firm())
    return scopes
