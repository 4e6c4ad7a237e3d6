"""The last month came back from the bank and the case has ended: its account is corrected still."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.lifecycle import Role
from tests.domain.test_restoring import refused, ruled, stopped, taken_up
from tests.people import Walk, application

NEW = {"bank": "另一银行", "number": "9900000000000022", "holder": "m1"}


def corrected(walk: Walk, role: Role = Role.PAY_OFFICER, **changes: str) -> Walk:
    return walk.do(
        "change_account", role, account={**NEW, **changes}, reason="银行退回，原账户注销"
    )


def offered(walk: Walk) -> set[Role]:
    return {
        role
        for role in Role
        if "change_account" in {move.act for move in engine.lawful_moves(walk.file, role)}
    }


@pytest.mark.rule("JZ-30")
@pytest.mark.parametrize("role", [Role.INTAKE, Role.PAY_OFFICER])
def test_the_account_of_a_case_that_was_in_aid_is_corrected_after_its_end_and_nothing_else(
    role: Role,
) -> None:
    walk = taken_up(stopped(Walk(application()).living().later(40)), 20)
    assert offered(walk) == {Role.INTAKE, Role.PAY_OFFICER}
    before = walk.file
    after = corrected(walk, role).file
    account = after.household.account
    assert account is not None and account.number == NEW["number"] and after.closed is not None
    [line] = after.journal
    assert (line.act, line.stage, line.on) == ("change_account", before.stage, walk.today)
    same = after.having(
        household=before.household, passage=before.passage, journal=before.journal,
        seq=before.seq, version=before.version, latest=before.latest,
    )  # fmt: skip
    assert same == before
    assert not after.passage.restorations and after.passage.resumed == before.passage.resumed


def test_a_case_that_never_was_in_aid_has_no_account_to_correct() -> None:
    walk = Walk(application()).accepted()
    walk = taken_up(walk.do("withdraw", Role.INTAKE), 20)
    assert offered(walk) == set()
    with refused("never_in_aid") as told:
        corrected(walk)
    assert told.value.clause and "请重新申请" in told.value.message


def test_after_the_end_too_only_a_members_account_or_one_kept_by_agreement() -> None:
    walk = taken_up(stopped(Walk(application()).living()), 20)
    with refused("holder_not_member"):
        corrected(walk, holder="m9")
    with pytest.raises(CaseRefusal):
        corrected(walk, holder="custodian")


@pytest.mark.rule("DB-81")
def test_a_ruling_does_not_put_back_the_account_the_bank_has_called_wrong() -> None:
    walk = Walk(application()).living().later(40)
    home, decided = walk.file.household, walk.today
    stopped(walk)
    corrected(taken_up(walk, 20))
    walk.today += timedelta(days=100)
    ruled(taken_up(walk, 1), decided)
    back = walk.file.household
    assert back.account is not None and back.account.number == NEW["number"]
    assert back.model_copy(update={"account": home.account}) == home and walk.file.living
