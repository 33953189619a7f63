"""Who is asking and what they may reach: roles, the one table of rights, scopes. Doors and tools read it here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Role = Literal["advisor", "delegate", "manager", "executive", "compliance", "principal", "admin", "production"]
Level = Literal["client", "advisor", "team", "branch", "region", "firm"]
ROLES: tuple[Role, ...] = get_args(Role)

_PAY = ("pay_report", "value_book", "coaching")
_REPORTS = (
    "book_snapshot", "find_clients", "client_profile", "explain_change", "value_book", "find_erosion",
    "clients_at_risk", "retention_rates", "wallet_share", "propensity", "similar_clients", "referral_sources",
    "top_referrers", "acquisition_cost", "ideal_prospect", "segment_mix", "stack_rank", "revenue_report", "pay_report",
    "pipeline", "life_events", "questionnaires", "service_levels", "ageing", "campaigns", "investments", "coaching",
    "required_distributions", "open_promises", "duplicate_records", "data_quality", "alerts",
)  # fmt: skip
_ALWAYS = ("explain_answer", "search_knowledge")
_WORDS = ("draft_email", "draft_post", "revise_draft", "drafts", "propose_change", "propose_record")
_COMPLIANCE = (
    "search_records", "verify_records", "replay_answer", "channel_coverage", "model_card", "unapproved_sends",
    "paid_referrers", "drafts", "search_knowledge",
)  # fmt: skip

RIGHTS: Mapping[Role, frozenset[str]] = {
    "advisor": frozenset(_REPORTS + _ALWAYS + _WORDS),
    "delegate": frozenset(_REPORTS + _ALWAYS + _WORDS),
    "manager": frozenset((*_REPORTS, *_ALWAYS, "model_card")),
    "executive": frozenset((*_REPORTS, *_ALWAYS, "model_card")),
    "principal": frozenset(("drafts", "search_records", "search_knowledge")),
    "compliance": frozenset(_COMPLIANCE),
    "admin": frozenset(),
    "production": frozenset(("search_records", "verify_records", "search_knowledge")),
}
"""Role → the tools it may use. A tool that a caller may not use is not offered to the model at all."""

DECISIONS: Mapping[Role, frozenset[str]] = {
    "advisor": frozenset(("release_own_correspondence",)),
    "principal": frozenset(("approve_retail", "sign_alert_threshold")),
    "executive": frozenset(("sign_alert_threshold",)),
    "compliance": frozenset(("see_all_records", "produce_records", "rotate_log_key")),
    "production": frozenset(("see_all_records", "produce_records")),
    "admin": frozenset(("rotate_log_key",)),
}
"""Role → what a person of that role may decide: about words to clients (delegates prepare and never approve), below
which threshold no advisor is alerted, and of the record: who sees all of it and hands it to an examiner. `production`
is the officer or third party of Rule 17a-4(f)(3)(v), who needs no help of the firm's and changes nothing."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the firm: the advisors whose books are meant, and what that part is called."""

    level: Level
    label: str
    advisor_ids: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.advisor_ids


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. Built by the desk from the user's row and the present hierarchy, never from words.

    `own` are the advisors whose clients this person serves (own book first, then the advisors a delegate acts for);
    `reach` is every advisor whose figures this person may see; `supervises` the advisors a principal approves for.
    Of those, `barred` says why nothing of an advisor's is theirs to approve, `stands_in` for which absent principal
    they approve; `exception` names the firm's record that lets them approve what is their own business.
    """

    user_id: str
    name: str
    email: str
    roles: frozenset[Role]
    own: tuple[str, ...] = ()
    reach: frozenset[str] = frozenset()
    supervises: frozenset[str] = frozenset()
    default_scope: Scope = Scope("firm", "nothing", ())
    barred: Mapping[str, str] = field(default_factory=dict, hash=False)
    stands_in: Mapping[str, str] = field(default_factory=dict, hash=False)
    exception: str = ""

    def tools(self, *, delegates_see_pay: bool = True) -> frozenset[str]:
        """The tools this caller may use: the union over the roles held."""
        closed = frozenset[str]() if delegates_see_pay else frozenset(_PAY)
        rights = (RIGHTS[role] - closed if role == "delegate" else RIGHTS[role] for role in self.roles)
        allowed = frozenset[str]().union(*rights)
        if not self.own:
            allowed -= frozenset(_WORDS) - (RIGHTS["principal"] | RIGHTS["compliance"])
        if self.own and self.roles & {"manager", "executive"}:
            allowed |= frozenset(_WORDS)
        if not self.own and not self.roles & {"compliance", "principal"}:
            allowed -= {"drafts"}
        return allowed

    @property
    def advisor_id(self) -> str:
        """The advisor this person is: the first of `own`. Blank for who only acts for others."""
        return self.own[0] if "advisor" in self.roles and self.own else ""

    def may(self, decision: str) -> bool:
        return any(decision in DECISIONS.get(role, frozenset()) for role in self.roles)

    def reaches(self, advisor_ids: Iterable[str]) -> bool:
        ids = frozenset(advisor_ids)
        return bool(ids) and ids <= self.reach

    def sees_records_of(self, advisor_ids: Iterable[str]) -> bool:
        """Compliance sees all of the record; a principal what concerns only people supervised."""
        ids = frozenset(advisor_ids)
        return self.may("see_all_records") or (bool(ids) and ids <= self.supervises)

    def as_actor(self) -> dict[str, Any]:
        """The plain fields a record keeps of who acted."""
        roles = ",".join(sorted(self.roles))
        actor: dict[str, Any] = {"kind": "user", "id": self.user_id, "name": self.name, "role": roles}
        if "delegate" in self.roles:
            actor["on_behalf_of"] = list(self.own)
        return actor
