"""Lead stage x act x role (R5): every cell has an expected answer, every refusal names its rule.

The table of moves says who may do what in which stage; whatever it does not list is refused for
the stage or for the role. A cell that changes its answer changes this page.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from domain.base import CaseRefusal
from domain.case.acts import ACTS
from domain.case.lifecycle import Role
from domain.case.moves import MOVES
from domain.discovery import engine
from domain.discovery.acts import LEAD_ACTS
from domain.discovery.lifecycle import BY_LEAD_ACT, LEAD_MOVES, LeadKind, LeadStage
from domain.meeting.lifecycle import ITEM_MOVES
from domain.pay.acts import PAY_MOVES
from domain.policy import PolicyNotSet
from tests.leads import CASE, Trace, lead, seen

CELLS = [(kind, stage) for kind in LeadKind for stage in LeadStage]


@cache
def standing_in(kind: LeadKind, stage: LeadStage) -> Trace | None:
    """A lead of that kind in the stage; None for the stages the other kind alone has."""
    trace = Trace(lead(kind=kind))
    entering = kind is LeadKind.ENTER
    match stage:
        case LeadStage.REPORTED:
            return trace
        case LeadStage.VISITING:
            return trace.assigned()
        case LeadStage.VISITED:
            return trace.assigned().visited()
        case LeadStage.APPLYING:
            return trace.applied() if entering else None
        case LeadStage.VERIFYING:
            done = trace.assigned().visited() if not entering else None
            return done.do("hand_to_case", Role.REVIEWER, case_no=CASE) if done else None
    closing = {"ground": "already_helped", "reason": "已在享受低保", "ref": CASE}
    return trace.do("close_lead", Role.INTAKE, **closing)


def fields_of(act: str, trace: Trace, role: Role) -> dict[str, object]:
    samples: dict[str, dict[str, object]] = {
        "add_to_lead": {"text": "补充一点情况"},
        "transfer_lead": {"township": "jz-second", "reason": "户籍在第二街道"},
        "assign_visit": {"visitor": trace.who(Role.VILLAGE).id},
        "record_visit": {**seen(trace)},
        "visit_again": {"reason": "需要再核实一次"},
        "open_application": {"case_no": CASE},
        "hand_to_case": {"case_no": CASE},
        "close_lead": {"ground": "already_helped", "reason": "已在享受低保", "ref": CASE},
        "refresh_policy": {"reason": "政策参数已更新"},
    }
    return samples.get(act, {})


def answer(kind: LeadKind, stage: LeadStage, act: str, role: Role) -> str:
    """`done`, or the code of the refusal."""
    trace = standing_in(kind, stage)
    assert trace is not None
    message = LEAD_ACTS[act].model_validate(
        {
            "officer": trace.who(role).model_dump(),
            "on": trace.today,
            **fields_of(act, trace, role),
        }
    )
    try:
        engine.apply_to_lead(trace.file, act, message, trace.today, trace.at)
    except CaseRefusal as refusal:
        assert re.search(r"[\u4e00-\u9fff]{4}", refusal.message), (act, refusal.code)
        assert refusal.message.endswith("。"), (act, refusal.message)
        assert refusal.clause or isinstance(refusal, PolicyNotSet), (act, refusal.code)
        return refusal.code
    return "done"


def expected(kind: LeadKind, stage: LeadStage, act: str, role: Role) -> str:
    move = BY_LEAD_ACT[act]
    if stage not in move.stages or kind not in move.kinds:
        return "out_of_order"
    if role not in move.roles:
        return "role_not_allowed"
    return "not_urgent" if act == "take_urgent" else "done"


@pytest.mark.parametrize(("kind", "stage"), CELLS)
def test_every_cell_has_its_expected_answer(kind: LeadKind, stage: LeadStage) -> None:
    if standing_in(kind, stage) is None:
        return
    cells = [(act, role) for act in LEAD_ACTS for role in Role]
    found = {cell: answer(kind, stage, *cell) for cell in cells}
    assert found == {cell: expected(kind, stage, *cell) for cell in cells}


@pytest.mark.parametrize(("kind", "stage"), CELLS)
def test_the_list_of_lawful_acts_leaves_out_only_what_would_be_refused(
    kind: LeadKind, stage: LeadStage
) -> None:
    trace = standing_in(kind, stage)
    if trace is None:
        return
    for role in Role:
        listed = {move.act for move in engine.lawful_lead_moves(trace.file, role)}
        done = {act for act in LEAD_ACTS if answer(kind, stage, act, role) == "done"}
        assert listed == done, role


def test_the_matrix_knows_every_act_and_move() -> None:
    assert set(LEAD_ACTS) == {move.act for move in LEAD_MOVES}


RIGHTS = {
    "close_case_referral": "帮办代办",
    "end_pairing": "帮办代办",
    "record_gift": "帮办代办",
    "record_pair_visit": "发现报告",
    "record_service": "帮办代办",
    "start_pairing": "帮办代办",
    "withdraw_referral_consent": "帮办代办",
    "close_referral": "帮办代办",
    "contest_finding": "帮办代办",
    "deliver_aid": "帮办代办",
    "fail_service": "帮办代办",
    "make_promise": "帮办代办",
    "object": "张贴公示",
    "object_ending": "张贴公示",
    "offer_centralised": "帮办代办",
    "post_ending": "张贴公示",
    "post_publicity": "张贴公示",
    "publish_result": "张贴公示",
    "record_care_visit": "发现报告",
    "record_hardship": "发现报告",
    "record_statement": "帮办代办",
    "report_change": "发现报告",
    "serve_notice": "帮办代办",
    "settle_handover": "帮办代办",
    "post_result": "张贴公示",
    "report_event": "发现报告",
    "sign_authorisation": "帮办代办",
    "supply_papers": "帮办代办",
    "supply_proof": "帮办代办",
    "take_down_publicity": "张贴公示",
    "withdraw": "帮办代办",
    "withdraw_authorisation": "帮办代办",
}
"""Every act on a case the village role has, under the right of YC-08 it belongs to."""


@pytest.mark.rule("YC-08")
def test_the_village_role_has_exactly_its_rights_in_every_table_of_moves() -> None:
    """Report, file for a person, help with the visit, post publicity; nothing is decided there."""
    of_lead = {m.act for m in LEAD_MOVES if Role.VILLAGE in m.roles}
    assert of_lead == {"add_to_lead", "record_visit", "open_application"}
    of_case = {m.act for m in MOVES if Role.VILLAGE in m.roles}
    assert of_case - set(RIGHTS) == set(), "name the right of YC-08 this act belongs to"
    assert {"post_publicity", "report_change", "supply_papers", "withdraw"} <= of_case
    assert not [m.act for m in (*ITEM_MOVES, *PAY_MOVES) if Role.VILLAGE in m.roles]


@pytest.mark.rule("YC-08")
def test_what_reviews_or_decides_is_nobodys_in_a_village() -> None:
    decides = {
        "accept", "decline", "record_survey", "verify_lead", "give_opinion", "confirm", "refuse",
        "record_collective_review", "record_county_visit", "decide_change", "verify_change",
        "extend", "escalate", "return_for_survey", "postpone_recheck", "declare_relative",
    }  # fmt: skip
    assert decides <= set(ACTS)
    assert not [m.act for m in MOVES if m.act in decides and Role.VILLAGE in m.roles]
