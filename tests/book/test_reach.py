"""From a person to a Caller: whose book is served, how far each role sees, and that the present hierarchy decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.book.reach import Hierarchy, caller_for, scopes_within
from assistant.book.tables import Advisor, OrgUnit, User
from assistant.callers import Caller, Scope
from assistant.database import FIRM_METADATA, Database
from assistant.errors import NotSignedIn

AT = "@harbourvale.example"


def caller(database: Database, who: str) -> Caller:
    with database.reading() as session:
        return caller_for(session, who + AT)


def hierarchy(database: Database) -> Hierarchy:
    with database.reading() as session:
        return Hierarchy.read(session)


def change(database: Database, table: type, key: str, **values: object) -> None:
    with database.writing() as session:
        row = session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)


class TestSignIn:
    def test_an_empty_firm_knows_nobody(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        FIRM_METADATA.create_all(database.engine)
        with pytest.raises(NotSignedIn, match="I do not know"):
            caller(database, "anna.keller")

    @pytest.mark.parametrize("email", ["", "nobody" + AT, "U1", "anna.keller", "anna.keller%", "' OR 1=1 --"])
    def test_somebody_unknown_is_refused(self, small: Database, email: str) -> None:
        with small.reading() as session, pytest.raises(NotSignedIn, match="Ask your administrator"):
            caller_for(session, email)

    def test_somebody_inactive_is_refused_like_somebody_unknown(self, small: Database) -> None:
        with pytest.raises(NotSignedIn, match=f"I do not know “jonas.weiss{AT}”"):
            caller(small, "jonas.weiss")

    def test_an_address_is_the_same_in_any_case(self, small: Database) -> None:
        with small.reading() as session:
            assert caller_for(session, f"  Anna.KELLER{AT} ").user_id == "U1"

    def test_an_advisor_who_is_not_among_the_users_signs_in_too(self, own_copy: Database) -> None:
        with own_copy.writing() as session:
            session.delete(session.get_one(User, "U2"))
        benedikt = caller(own_copy, "benedikt.simic")
        assert (benedikt.user_id, benedikt.own, benedikt.roles) == ("A2", ("A2",), {"advisor"})

    def test_an_advisor_whose_user_was_switched_off_stays_out(self, own_copy: Database) -> None:
        change(own_copy, User, "U2", active=False)
        with pytest.raises(NotSignedIn):
            caller(own_copy, "benedikt.simic")


class TestEachRole:
    def test_a_user_without_a_book_or_people_reaches_nobody(self, small: Database) -> None:
        for who, role in (("greta.holm", "compliance"), ("ida.brandt", "admin")):
            found = caller(small, who)
            assert found.roles == {role}
            assert (found.own, found.reach, found.supervises) == ((), frozenset(), frozenset())
            assert found.default_scope.is_empty

    def test_an_advisor_has_the_own_book(self, small: Database) -> None:
        anna = caller(small, "anna.keller")
        assert (anna.roles, anna.own, anna.reach, anna.advisor_id) == ({"advisor"}, ("A1",), {"A1"}, "A1")
        assert anna.default_scope == Scope("advisor", "Anna Keller", ("A1",))

    def test_a_delegate_has_the_book_of_the_advisor(self, small: Database) -> None:
        dario = caller(small, "dario.bello")
        assert (dario.roles, dario.own, dario.reach, dario.advisor_id) == ({"delegate"}, ("A1",), {"A1"}, "")
        assert dario.default_scope == Scope("advisor", "Anna Keller", ("A1",))

    def test_a_delegate_of_several_sees_them_together(self, own_copy: Database) -> None:
        change(own_copy, User, "U10", active=True)
        jonas = caller(own_copy, "jonas.weiss")
        assert (jonas.own, jonas.reach) == (("A1", "A2"), {"A1", "A2"})
        assert jonas.default_scope == Scope("team", "Anna Keller and Benedikt Šimić", ("A1", "A2"))

    def test_a_delegate_of_a_unit_acts_for_everybody_in_it(self, own_copy: Database) -> None:
        change(own_copy, User, "U4", acts_for="BR1;A2")
        assert caller(own_copy, "dario.bello").own == ("A1", "A2")

    def test_an_advisor_who_also_acts_for_another_remains_the_own_one(self, own_copy: Database) -> None:
        change(own_copy, User, "U2", role="advisor;delegate", acts_for="A1")
        benedikt = caller(own_copy, "benedikt.simic")
        assert (benedikt.own, benedikt.advisor_id) == (("A2", "A1"), "A2")

    def test_whoever_has_no_advisors_address_is_no_advisor(self, own_copy: Database) -> None:
        """Else a delegate who is called an advisor in the list of users could approve for the one acted for."""
        change(own_copy, User, "U4", role="advisor;delegate")
        assert caller(own_copy, "dario.bello").roles == {"delegate"}

    def test_a_manager_has_everybody_below_and_no_book(self, small: Database) -> None:
        esther = caller(small, "esther.cole")
        assert (esther.roles, esther.own, esther.reach) == ({"manager"}, (), {"A1", "A2"})
        assert esther.default_scope == Scope("branch", "Boston", ("A1", "A2"))

    def test_a_manager_of_two_branches_has_both_by_default(self, own_copy: Database) -> None:
        change(own_copy, User, "U5", acts_for="TM1;BR2")
        esther = caller(own_copy, "esther.cole")
        assert esther.reach == {"A1", "A3"}
        assert esther.default_scope.advisor_ids == ("A1", "A3")

    def test_a_manager_with_a_book_of_the_own_has_that_too(self, own_copy: Database) -> None:
        change(own_copy, User, "U3", role="advisor;manager", acts_for="BR1")
        chloe = caller(own_copy, "chloe.duval")
        assert (chloe.own, chloe.reach) == (("A3",), {"A1", "A2", "A3"})
        assert chloe.default_scope == Scope("branch", "Boston", ("A1", "A2"))
        assert "draft_email" in chloe.tools()

    @pytest.mark.parametrize("acts_for", ["FIRM", "", None])
    def test_an_executive_has_the_firm(self, own_copy: Database, acts_for: str | None) -> None:
        change(own_copy, User, "U6", acts_for=acts_for)
        farid = caller(own_copy, "farid.naseri")
        assert (farid.own, farid.reach) == ((), {"A1", "A2", "A3"})
        assert farid.default_scope == Scope("firm", "Harbour & Vale Wealth", ("A1", "A2", "A3"))

    def test_a_principal_supervises_and_reads_no_book(self, small: Database) -> None:
        hugo = caller(small, "hugo.pires")
        assert (hugo.roles, hugo.own, hugo.reach) == ({"principal"}, (), frozenset())
        assert hugo.supervises == {"A1", "A2", "A3"}

    def test_a_principal_of_one_branch_supervises_that_branch(self, own_copy: Database) -> None:
        change(own_copy, User, "U8", acts_for="BR2")
        assert caller(own_copy, "hugo.pires").supervises == {"A3"}

    def test_a_unit_that_is_not_there_gives_nobody(self, own_copy: Database) -> None:
        change(own_copy, User, "U5", acts_for="BR9")
        esther = caller(own_copy, "esther.cole")
        assert esther.reach == frozenset()
        assert esther.default_scope.is_empty


class TestThePresentHierarchyDecides:
    def test_a_firm_without_units_has_advisors_all_the_same(self, own_copy: Database) -> None:
        with own_copy.writing() as session:
            for unit_id in hierarchy(own_copy).units:
                session.delete(session.get_one(OrgUnit, unit_id))
        assert caller(own_copy, "anna.keller").reach == {"A1"}
        assert hierarchy(own_copy).firm() == Scope("firm", "the firm", ("A1", "A2", "A3"))

    def test_an_advisor_who_moves_away_is_gone_at_the_next_call(self, own_copy: Database) -> None:
        assert caller(own_copy, "esther.cole").reach == {"A1", "A2"}
        change(own_copy, Advisor, "A2", unit_id="TM3")
        assert caller(own_copy, "esther.cole").reach == {"A1"}

    def test_a_team_that_moves_takes_its_advisors_along(self, own_copy: Database) -> None:
        change(own_copy, OrgUnit, "TM3", parent_id="BR1")
        assert caller(own_copy, "esther.cole").reach == {"A1", "A2", "A3"}

    def test_a_role_that_was_taken_is_gone_at_the_next_call(self, own_copy: Database) -> None:
        change(own_copy, User, "U5", role="admin")
        esther = caller(own_copy, "esther.cole")
        assert (esther.roles, esther.reach) == ({"admin"}, frozenset())

    def test_a_circle_in_the_units_comes_to_an_end(self, own_copy: Database) -> None:
        change(own_copy, OrgUnit, "FIRM", parent_id="TM1")
        assert caller(own_copy, "farid.naseri").reach == {"A1", "A2", "A3"}
        assert hierarchy(own_copy).lineage("TM1") == ["TM1", "BR1", "REG1", "FIRM"]

    def test_a_unit_that_is_its_own_parent_comes_to_an_end(self, own_copy: Database) -> None:
        change(own_copy, OrgUnit, "BR2", parent_id="BR2")
        assert hierarchy(own_copy).below("BR2") == ("A3",)
        assert hierarchy(own_copy).below("REG2") == ()


class TestScopesWithin:
    def names(self, database: Database, who: str) -> set[str]:
        return {scope.label for scope in scopes_within(hierarchy(database), caller(database, who))}

    @pytest.mark.parametrize("who", ["greta.holm", "ida.brandt", "hugo.pires"])
    def test_who_reads_no_book_may_name_none(self, small: Database, who: str) -> None:
        assert self.names(small, who) == set()

    def test_an_advisor_may_name_the_own_book_and_a_team_that_is_nobody_elses(self, small: Database) -> None:
        assert self.names(small, "anna.keller") == {"Anna Keller", "Elm team"}

    def test_a_manager_may_name_whatever_lies_wholly_below(self, small: Database) -> None:
        below = {"Anna Keller", "Benedikt Šimić", "Elm team", "Oak team", "Boston", "North"}
        assert self.names(small, "esther.cole") == below

    def test_an_executive_may_name_all_of_it(self, small: Database) -> None:
        scopes = scopes_within(hierarchy(small), caller(small, "farid.naseri"))
        assert [scope.level for scope in scopes].count("firm") == 1
        assert len(scopes) == 3 + 8  # three advisors and eight units
