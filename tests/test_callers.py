"""Callers: who may use which tool, cell by cell; who may decide what; how far somebody reaches."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.callers import DECISIONS, RIGHTS, ROLES, Caller, Role, Scope

HEADS: tuple[Role, ...] = (
    "advisor",
    "delegate",
    "manager",
    "executive",
    "principal",
    "compliance",
    "admin",
    "production",
)
# The tool catalogue's paragraph “Who has what”, for a person of one role. Advisors and delegates have a book of their
# own here, managers and executives do not.
WHO_HAS_WHAT = """
    book_snapshot           x  x  x  x  .  .  .  .
    find_clients            x  x  x  x  .  .  .  .
    client_profile          x  x  x  x  .  .  .  .
    explain_change          x  x  x  x  .  .  .  .
    value_book              x  x  x  x  .  .  .  .
    find_erosion            x  x  x  x  .  .  .  .
    clients_at_risk         x  x  x  x  .  .  .  .
    retention_rates         x  x  x  x  .  .  .  .
    wallet_share            x  x  x  x  .  .  .  .
    propensity              x  x  x  x  .  .  .  .
    similar_clients         x  x  x  x  .  .  .  .
    referral_sources        x  x  x  x  .  .  .  .
    top_referrers           x  x  x  x  .  .  .  .
    acquisition_cost        x  x  x  x  .  .  .  .
    ideal_prospect          x  x  x  x  .  .  .  .
    segment_mix             x  x  x  x  .  .  .  .
    stack_rank              x  x  x  x  .  .  .  .
    revenue_report          x  x  x  x  .  .  .  .
    pay_report              x  x  x  x  .  .  .  .
    pipeline                x  x  x  x  .  .  .  .
    life_events             x  x  x  x  .  .  .  .
    questionnaires          x  x  x  x  .  .  .  .
    service_levels          x  x  x  x  .  .  .  .
    ageing                  x  x  x  x  .  .  .  .
    campaigns               x  x  x  x  .  .  .  .
    investments             x  x  x  x  .  .  .  .
    coaching                x  x  x  x  .  .  .  .
    required_distributions  x  x  x  x  .  .  .  .
    open_promises           x  x  x  x  .  .  .  .
    duplicate_records       x  x  x  x  .  .  .  .
    data_quality            x  x  x  x  .  .  .  .
    alerts                  x  x  x  x  .  .  .  .
    explain_answer          x  x  x  x  .  .  .  .
    search_knowledge        x  x  x  x  x  x  .  x
    draft_email             x  x  .  .  .  .  .  .
    draft_post              x  x  .  .  .  .  .  .
    revise_draft            x  x  .  .  .  .  .  .
    drafts                  x  x  .  .  x  x  .  .
    propose_change          x  x  .  .  .  .  .  .
    propose_record          x  x  .  .  .  .  .  .
    search_records          .  .  .  .  x  x  .  x
    verify_records          .  .  .  .  .  x  .  x
    replay_answer           .  .  .  .  .  x  .  .
    channel_coverage        .  .  .  .  .  x  .  .
    model_card              .  .  x  x  .  x  .  .
    unapproved_sends        .  .  .  .  .  x  .  .
    paid_referrers          .  .  .  .  .  x  .  .
"""
CELLS = {line.split()[0]: line.split()[1:] for line in WHO_HAS_WHAT.strip().splitlines()}
DRAFTING = {"draft_email", "draft_post", "revise_draft", "drafts", "propose_change", "propose_record"}
PAY = {"pay_report", "value_book", "coaching"}


def caller(*roles: Role, own: tuple[str, ...] = (), **fields: Any) -> Caller:
    return Caller("U1", "Anna Keller", "anna@firm.example", frozenset(roles), own, **fields)


def of_one_role(role: Role) -> Caller:
    return caller(role, own=("A1",) if role in ("advisor", "delegate") else ())


class TestTools:
    def test_a_caller_without_a_role_has_none(self) -> None:
        assert caller().tools() == frozenset()
        assert caller(own=("A1",)).tools() == frozenset()

    @pytest.mark.parametrize("tool", CELLS)
    def test_each_role_has_what_the_catalogue_gives_it(self, tool: str) -> None:
        has = ["x" if tool in of_one_role(role).tools() else "." for role in HEADS]
        assert dict(zip(HEADS, has, strict=True)) == dict(zip(HEADS, CELLS[tool], strict=True))

    def test_no_role_has_a_tool_that_the_catalogue_does_not_know(self) -> None:
        assert frozenset().union(*RIGHTS.values()) == set(CELLS)
        assert set(RIGHTS) == set(ROLES) == set(HEADS)

    @pytest.mark.parametrize("role", ["manager", "executive"])
    def test_managers_draft_only_for_a_book_of_their_own(self, role: Role) -> None:
        assert not DRAFTING & caller(role).tools()
        assert caller(role, own=("A1",)).tools() >= DRAFTING
        assert caller("advisor", role, own=("A1",)).tools() >= DRAFTING

    @pytest.mark.parametrize("role", ["advisor", "delegate"])
    def test_nobody_writes_for_a_book_they_do_not_have(self, role: Role) -> None:
        assert not DRAFTING & caller(role).tools()

    def test_several_roles_have_the_tools_of_each(self) -> None:
        both = caller("manager", "principal")
        assert both.tools() == caller("manager").tools() | caller("principal").tools()

    def test_an_admin_with_another_role_has_only_that_roles(self) -> None:
        assert caller("admin", "compliance").tools() == caller("compliance").tools()


class TestPayClosedToDelegates:
    def test_whoever_has_no_role_has_nothing_to_close(self) -> None:
        assert caller().tools(delegates_see_pay=False) == frozenset()

    def test_a_delegate_loses_pay_value_and_coaching_and_no_more(self) -> None:
        delegate = of_one_role("delegate")
        assert delegate.tools() - delegate.tools(delegates_see_pay=False) == PAY

    @pytest.mark.parametrize("role", ["principal", "compliance", "admin", "production"])
    def test_a_second_role_that_has_no_pay_does_not_open_it_again(self, role: Role) -> None:
        assert not PAY & caller("delegate", role, own=("A1",)).tools(delegates_see_pay=False)

    @pytest.mark.parametrize("role", ["advisor", "manager", "executive"])
    def test_it_stays_open_to_those_whose_role_has_it(self, role: Role) -> None:
        assert caller(role, own=("A1",)).tools(delegates_see_pay=False) >= PAY
        assert caller(role, "delegate", own=("A1",)).tools(delegates_see_pay=False) >= PAY


class TestDecisions:
    def test_a_caller_without_a_role_decides_nothing(self) -> None:
        assert not any(caller().may(d) for d in frozenset().union(*DECISIONS.values()))

    @pytest.mark.parametrize(
        ("decision", "roles"),
        [
            ("release_own_correspondence", {"advisor"}),  # delegates prepare and never approve
            ("approve_retail", {"principal"}),
            ("see_all_records", {"compliance", "production"}),
            ("produce_records", {"compliance", "production"}),
            ("rotate_log_key", {"compliance", "admin"}),
        ],
    )
    def test_each_decision_belongs_to_its_roles(self, decision: str, roles: set[Role]) -> None:
        assert {role for role in ROLES if caller(role).may(decision)} == roles

    def test_a_decision_nobody_has_is_nobodys(self) -> None:
        assert not caller(*ROLES).may("change_the_record")


class TestReach:
    def test_nobody_reaches_no_advisor(self) -> None:
        assert not caller().reaches([])
        assert not caller(reach=frozenset({"A1"})).reaches([])

    def test_all_must_be_within(self) -> None:
        anna = caller(reach=frozenset({"A1", "A2"}))
        assert anna.reaches(["A1"])
        assert anna.reaches(("A2", "A1"))
        assert not anna.reaches(["A1", "A3"])

    def test_a_scope_without_advisors_is_empty(self) -> None:
        assert Scope("team", "nobody", ()).is_empty
        assert not Scope("advisor", "Anna", ("A1",)).is_empty


class TestWhoThisIs:
    def test_a_person_with_no_book_is_no_advisor(self) -> None:
        assert caller("advisor").advisor_id == ""
        assert caller("compliance").advisor_id == ""

    def test_an_advisor_who_also_acts_for_others_is_only_the_one_of_the_own_book(self) -> None:
        assert caller("advisor", "delegate", own=("A2", "A1")).advisor_id == "A2"

    def test_who_only_acts_for_an_advisor_is_none(self) -> None:
        assert caller("delegate", own=("A1",)).advisor_id == ""

    def test_a_record_says_for_whom_a_delegate_acted(self) -> None:
        acted = caller("delegate", own=("A1", "A2")).as_actor()
        assert acted == {
            "kind": "user", "id": "U1", "name": "Anna Keller", "role": "delegate", "on_behalf_of": ["A1", "A2"],
        }  # fmt: skip
        assert "on_behalf_of" not in caller("advisor", own=("A1",)).as_actor()
