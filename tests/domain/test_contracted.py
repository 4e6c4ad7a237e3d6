"""Bought staff help and never decide: review, confirmation, money (YC-09)."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.case.acts import ACTS
from domain.case.lifecycle import Role
from domain.pay.acts import PAY_MOVES
from domain.together.contracted import MANAGEMENT, must_be_staff
from tests.people import Walk, application, officer


def contracted(role: Role, walk: Walk, number: int = 1) -> dict[str, object]:
    who = officer(role, walk.file.place, number, walk.file.township)
    return who.model_copy(update={"contract": "购〔2026〕1号"}).model_dump()


@pytest.mark.rule("YC-09")
def test_bought_staff_take_in_and_survey_and_are_refused_review_and_confirmation() -> None:
    walk = Walk(application("yicheng"))
    walk.do("accept", Role.INTAKE, officer=contracted(Role.INTAKE, walk))
    walk.later(1)
    team = [walk.who(Role.SURVEYOR, n).id for n in (1, 2)]
    walk.do(
        "record_survey", Role.SURVEYOR, officer=contracted(Role.SURVEYOR, walk),
        surveyors=team, signed_by=team, family_signature="m1", household=walk.file.household,
    )  # fmt: skip
    walk.checked()
    computed = walk.file.assessment
    assert computed is not None
    for act, role, body in (
        ("give_opinion", Role.REVIEWER, {"grant": True, "monthly_fen": computed.monthly_fen}),
        ("record_collective_review", Role.REVIEWER, {"present": ("甲", "乙"), "opinion": "同意"}),
    ):
        with pytest.raises(CaseRefusal) as refused:
            walk.do(act, role, officer=contracted(role, walk), **body)
        assert (refused.value.code, refused.value.clause) == ("contracted", "YC-09")
    walk.opined()
    if walk.file.stage.value == "publicity":
        walk.publicised()
    with pytest.raises(CaseRefusal) as refused:
        walk.do(
            "confirm", walk.decider, officer=contracted(walk.decider, walk),
            monthly_fen=computed.monthly_fen,
        )  # fmt: skip
    assert refused.value.code == "contracted"


@pytest.mark.rule("YC-09")
def test_every_act_of_a_payment_is_a_management_act() -> None:
    who = officer(Role.PAY_OFFICER).model_copy(update={"contract": "购〔2026〕1号"})
    for move in PAY_MOVES:
        with pytest.raises(CaseRefusal, match="在编工作人员"):
            must_be_staff(who, move.zh)
    assert set(ACTS) >= MANAGEMENT
    must_be_staff(officer(Role.PAY_OFFICER), "提交名单")
