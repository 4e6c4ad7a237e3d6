"""S7: role by field by read and write, as data: complete, default deny, and obeyed by every act."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from pydantic import BaseModel

from api.frame.problems import Problem
from api.scope import SIGHT, Caller, Sight, must_write
from api.work.asked import IntakeBody
from api.work.registry import KINDS, Body
from domain.base import Frozen
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.household import Account, Household, Member
from domain.privacy import FIELD_ZH, KIND_OF, READS, WRITES, Kind, Read, may_write, read_of, seen
from domain.privacy.matrix import COVERED
from tests.privacy.people import family


def models(kind: Any, found: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    for part in typing.get_args(kind):
        models(part, found)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
        found[kind] = None
        for info in kind.model_fields.values():
            models(info.annotation, found)
    return found


def fields_there_are(*roots: type[BaseModel]) -> set[str]:
    found: dict[type[BaseModel], None] = {}
    for root in roots:
        models(root, found)
    return {
        f"{m.__name__}.{name}"
        for m in found
        if m is not IntakeBody and not issubclass(m, Body)
        for name in m.model_fields
    }


BODIES = tuple(kind.body(act) for kind in KINDS.values() for act in kind.acts)
CELLS = [(role, field) for role in Role for field in KIND_OF]


def test_every_field_of_a_case_and_of_what_is_sent_has_its_entry_and_no_entry_is_stale() -> None:
    assert fields_there_are(CaseFile, IntakeBody, *BODIES) == set(KIND_OF)


def test_a_new_field_without_an_entry_is_noticed_and_seen_by_nobody() -> None:
    class Member(Frozen):
        key: str
        religion: str = ""

    class File(Frozen):
        member: Member

    assert fields_there_are(File) - set(KIND_OF) == {"Member.religion", "File.member"}
    for role in Role:
        assert read_of(role, "Member.religion") is Read.NONE
        assert not may_write(role, "Member.religion")
        assert seen(role, "Member.religion", "x") == ""


@pytest.mark.rule("GS-15")
def test_every_cell_is_what_its_kind_says() -> None:
    """3 000 and more cells; what a cell lets through is tried on a value."""
    assert len(CELLS) > 9000
    for role, field in CELLS:
        kind, value = KIND_OF[field], "猀猁猂猃猄猅猆猇猈"
        read = READS.get(role, {}).get(kind, Read.NONE)
        assert read_of(role, field) is read
        shown = seen(role, field, value)
        if read is Read.NONE:
            assert shown == ""
        elif read is Read.CLEAR:
            assert shown == value
        else:
            assert shown != value and (shown == COVERED or "*" in shown)
        if kind is not Kind.PARTS:
            assert may_write(role, field) is (role in WRITES.get(kind, ()))


SECRET = (Kind.NAME, Kind.NUMBER, Kind.CARD, Kind.CONTACT, Kind.HEALTH, Kind.MEANS)


def test_nobody_sees_who_a_person_is_in_clear_without_a_purpose() -> None:
    for role, field in CELLS:
        if KIND_OF[field] in SECRET:
            assert read_of(role, field) is not Read.CLEAR, (role, field)


def test_whoever_does_not_work_on_cases_sees_no_field_at_all() -> None:
    for role in (Role.FINANCE, Role.BANK, Role.GOVERNMENT_OFFICE, Role.CONVENER,
                 Role.GENERAL_CONVENER, Role.SYSTEM):  # fmt: skip
        assert {read_of(role, field) for field in KIND_OF} == {Read.NONE}
    for role in (Role.SUPERVISOR, Role.POLICY_ADMIN):
        seen_kinds = {KIND_OF[f] for f in KIND_OF if read_of(role, f) is not Read.NONE}
        assert seen_kinds == {Kind.PROCESS}


def test_those_who_only_look_write_nothing_and_nobody_writes_what_the_case_decides() -> None:
    for role in (Role.AUDITOR, Role.DISCIPLINE, Role.SUPERVISOR, Role.POLICY_ADMIN, Role.TOWNSHIP_LEADER,
                 Role.COUNTY_APPROVER, Role.BANK, Role.FINANCE, Role.SYSTEM):  # fmt: skip
        assert not [field for field in KIND_OF if may_write(role, field)]
    for kind in (Kind.PROCESS, Kind.RESULT, Kind.WORDS):
        assert not [f for f in KIND_OF if KIND_OF[f] is kind for r in Role if may_write(r, f)]


def test_the_pay_officer_may_change_an_account_and_nothing_else_of_a_family() -> None:
    mine = {field for field in KIND_OF if may_write(Role.PAY_OFFICER, field)}
    assert {KIND_OF[field] for field in mine} == {Kind.PARTS, Kind.CARD, Kind.BANK}
    assert {f"Account.{name}" for name in Account.model_fields} <= mine


def test_what_can_be_looked_at_is_secret_and_named_in_chinese() -> None:
    for field, zh in FIELD_ZH.items():
        assert KIND_OF[field] in SECRET and zh
    personal = {f for f in KIND_OF if KIND_OF[f] in (Kind.NAME, Kind.NUMBER, Kind.CARD)}
    assert {f for f in personal if not f.startswith("Obligor")} <= set(FIELD_ZH)


def test_the_short_form_agrees_with_the_table() -> None:
    for role in Role:
        reads = {read_of(role, field) for field in FIELD_ZH}
        sight = SIGHT.get(role)
        assert (Read.PURPOSE in reads) == (sight is Sight.PERSONS or role is Role.UNIT_LIAISON)
        if sight is Sight.STATE or (sight is None and role is not Role.UNIT_LIAISON):
            assert reads == {Read.NONE}


# --- what is sent -------------------------------------------------------------------------------


class FamilySent(Body):
    household: Household


class AccountSent(Body):
    account: Account


class PersonSent(Body):
    people: tuple[Member, ...]


class Strange(Frozen):
    anything: str = ""


class StrangeSent(Body):
    strange: Strange


def refused(role: Role, body: Body) -> Problem | None:
    try:
        must_write(Caller(id="x", role=role), body)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("role", Role)
def test_a_body_with_a_field_that_is_not_the_roles_is_refused_whole(role: Role) -> None:
    home = family()
    assert home.account is not None
    sent: list[tuple[Body, type[BaseModel]]] = [
        (FamilySent(household=home), Household),
        (AccountSent(account=home.account), Account),
        (PersonSent(people=home.members), Member),
    ]
    for body, root in sent:
        fields = fields_there_are(root)
        problem = refused(role, body)
        assert (problem is None) == all(may_write(role, field) for field in fields), (role, root)
        if problem is not None:
            assert (problem.status, problem.code) == (403, "field_not_yours")
            assert not any(m.name in problem.detail for m in home.members)


def test_a_model_that_nobody_entered_is_refused_for_everybody() -> None:
    for role in Role:
        assert refused(role, StrangeSent(strange=Strange())) is not None


def test_whoever_may_do_an_act_may_write_all_that_it_carries() -> None:
    """No button leads to a refusal: the moves and the table of fields agree."""
    for kind in KINDS.values():
        for act, move in kind.moves.items():
            carried = fields_there_are(kind.body(act))
            for role in move.roles:
                if role is not Role.SYSTEM:
                    closed = {f for f in carried if not may_write(role, f)}
                    assert closed == set(), (kind.code, act, role)
