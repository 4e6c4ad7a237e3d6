"""Stage x act x role (R5): every cell has an expected answer, every refusal names its rule (U4).

The table of moves says who may do what in which stage. Whatever it does not list is refused for
the stage or for the role; what it lists is done, or refused for the reason stated in `OTHERWISE`
because the sample case is not that far. A cell that changes its answer changes this page.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS, ChangeCause, Outcome
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lawful import SENT_TO_ALL
from domain.case.lifecycle import Role, Stage
from domain.case.moves import BY_ACT, MOVES, moves_in
from domain.case.moves.base import APPLYING
from domain.policy import PolicyNotSet
from tests.domain.matrix_kit import of_help_once, of_tekun
from tests.domain.passage_kit import PASSAGE_OTHERWISE, of_passage
from tests.domain.repair_kit import REPAIR_OTHERWISE, of_repair
from tests.domain.together_kit import (
    SOCIETY_OTHERWISE,
    WITHOUT_REFERRAL,
    of_others,
    of_society,
)
from tests.people import Walk, application, officer

PLACES = ("jiaozuo", "tongren")
STAGES = tuple(Stage)
TRIED = {
    "unit": "medical",
    "programme": "medical_assistance",
    "ceiling_fen": 3_000_000,
    "granted_fen": 3_000_000,
}


@cache
def standing_in(stage: Stage, place: str) -> Walk:
    """A plain case that stands in the stage, on the first day it may be acted on there."""
    walk = Walk(application(place))
    match stage:
        case Stage.INTAKE:
            return walk
        case Stage.INVESTIGATION:
            return walk.accepted()
        case Stage.REVIEW:
            return walk.accepted().later(1).surveyed().checked()
        case Stage.PUBLICITY:
            walk.accepted().later(1).surveyed().checked()
            if walk.file.law.flag("dibao.appraisal_required"):
                walk.appraised()
            return walk.opined()
        case Stage.APPROVAL:
            return walk.ready_to_decide()
        case Stage.DISBURSEMENT:
            return walk.ready_to_decide().confirmed()
        case Stage.SUPERVISION:
            return walk.living()
        case Stage.ESCALATION:
            walk = Walk(application("tongren")).ready_to_decide()
            return walk.do("escalate", Role.COUNTY_REVIEWER, 9, **fields_of("escalate", walk.file))
        case Stage.COMPLETION | Stage.REFERRAL:
            # No 低保 case comes here; what may be done to a paper is the same as anywhere.
            walk.accepted().file = walk.file.having(stage=stage)
            return walk
    return walk.do("withdraw", Role.INTAKE)


def fields_of(act: str, file: CaseFile) -> dict[str, object]:
    """A body that is right in shape, for this case."""
    home = file.household.model_dump(mode="json")
    team = [officer(Role.SURVEYOR, file.place, n, file.township).id for n in (9, 2)]
    monthly = file.assessment.monthly_fen if file.assessment else 1
    samples: dict[str, dict[str, object]] = {
        "supply_papers": {"papers": ["identity"]},
        "decline": {"reason": "不属于本地受理范围"},
        "declare_relative": {"relative": _relative()},
        "note_relative_lead": {
            "key": "o1-m1-address",
            "member": "m1",
            "signal": "address",
            "official": "某工作人员",
        },
        "settle_relative_lead": {
            "lead": "none",
            "verdict": "refuted",
            "reason": "走访核实没有亲属关系",
        },
        "note_hit": {
            "hit": "0123456789abcdef",
            "department": "police",
            "member": "m1",
            "about": "death",
            "record": "0123456789abcdef",
            "found_on": file.latest,
        },
        "settle_hit": {
            "hit": "none",
            "verdict": "refuted",
            "how": "met",
            "reason": "见到本人健在",
            "clause": "JZ-62",
        },
        "register_complaint": {"channel": "letter", "content": "反映情况"},
        "answer_complaint": {"number": 1, "true": False, "text": "经核查不属实"},
        "record_survey": {
            "surveyors": team,
            "signed_by": team,
            "family_signature": "m1",
            "household": home,
        },
        "verify_lead": {"lead": "none", "verdict": "refuted", "reason": "入户核实不属实"},
        "contest_finding": {"lead": "none", "grounds": "与事实不符"},
        "record_appraisal": {
            "participants": 9,
            "residents": 6,
            "in_favour": 8,
            "against": 1,
            "conclusion": "同意",
        },
        "give_opinion": {"grant": True, "monthly_fen": monthly},
        "return_for_survey": {"reason": "收入情况需要重新核实"},
        "post_publicity": {"place_posted": "村务公开栏"},
        "object": {"content": "有异议"},
        "record_collective_review": {"present": ["甲", "乙"], "opinion": "同意"},
        "record_county_visit": {
            "visitors": ["甲"],
            "finding": "与调查一致",
            "agrees_with_survey": True,
        },
        "extend": {"reason_code": "hard_survey", "facts": "两处住所相距较远，需分别走访"},
        "report_event": {"kind": "joined", "happened_on": file.latest},
        "replace_applicant": {"member": "m2", "commitment": "承诺书2"},
        "transfer_case": {"to_township": "elsewhere", "reason": "家庭已迁往该乡镇居住"},
        "close_application": {"reason": "申请人去世，没有其他家庭成员"},
        "warn_cooperation": {"asked": "请提供银行账户授权并配合入户"},
        "end_for_no_cooperation": {"reason": "两次告知后仍拒绝入户调查"},
        "post_result": {"place_posted": "村务公开栏"},
        "confirm": {"monthly_fen": max(monthly, 1)},
        "refuse": {"reason": "家庭情况与申报不符", "clause": "57号 Art 21"},
        "serve_notice": {"number": "无此文号", "manner": "in_person"},
        "fail_service": {"number": "无此文号", "manner": "post", "reason": "查无此人"},
        "issue_paper": {"kind": "late_reminder", "text": "请尽快补交材料"},
        "escalate": {
            "cause": "serious_illness",
            "need_fen": 9_000_000,
            "tried": [TRIED],
            "summary": "医疗费用巨大，单项救助不能解决",
        },
        "change_account": {
            "account": {"bank": "示例银行", "number": "6222000000000000", "holder": "m1"},
            "reason": "原账户注销",
        },
        "report_change": {"cause": ChangeCause.INCOME, "happened_on": file.latest},
        "verify_change": {"surveyors": team, "household": home, "finding": "收入没有变化"},
        "hear_family": {"heard": "m1", "opinion": "没有意见"},
        "decide_change": {
            "outcome": Outcome.KEEP,
            "monthly_fen": monthly,
            "reason": "核实后没有变化",
        },
        "postpone_recheck": {"until": "2030-01-01", "reason": "突发事件期间暂缓"},
        "refresh_policy": {"reason": "政策参数已更新"},
        "adjust_standard": {
            "since": "2026-11-01",
            "paper": "焦民发〔2026〕9号",
            "rise": "rise/jiaozuo/2026-11",
        },
        "record_work_offer": {
            "member": "m2",
            "work": "镇保洁员",
            "suitable": "与本人身体状况相适应",
            "refused": True,
            "reason": "本人不愿意",
        },
        "file_custody": {"reference": "代管〔2026〕1号"},
        "note_family_ended": {"edge_case": "JZ2026000009"},
        **of_tekun(file),
        **of_help_once(file),
        **of_passage(file),
        **of_repair(file),
        "sign_authorisation": {
            "signatures": [{"person": "m1", "signed_by": "m1", "paper": "授权书1号"}]
        },
        "withdraw_authorisation": {"person": "m1"},
        "identify_person": {
            "member": "m1",
            "name": "张一一",
            "id_no": "990101196005010119",
            "found_by": "公安机关比对结果",
        },
        "record_hukou_answer": {"reference": "复函1号", "drawing": False},
        "request_proof": {"paper": "marriage_certificate"},
        "supply_proof": {"paper": "marriage_certificate"},
        "make_promise": {
            "paper": "marriage_certificate",
            "commitment": "本人未婚",
            "signed_by": "m1",
            "notice_read": True,
        },
        "verify_promise": {
            "paper": "marriage_certificate",
            "verdict": "confirmed",
            "reason": "与民政登记一致",
        },
        "answer_referral": {"answer": "taken_on"},
        "close_referral": {"told_to": "m1"},
        **of_others(),
        **of_society(),
    }
    return samples.get(act, {})


def _relative() -> dict[str, str]:
    return {"member": "m1", "kinship": "sibling", "official": "某工作人员"}


_LIVING = (Stage.DISBURSEMENT, Stage.SUPERVISION)
_ELSEWHERE = (Stage.COMPLETION, Stage.REFERRAL, Stage.ESCALATION)
_ASKING = (Stage.INVESTIGATION, Stage.REVIEW)
OTHERWISE: dict[tuple[Stage, str], str] = {
    **WITHOUT_REFERRAL,
    **SOCIETY_OTHERWISE,
    **PASSAGE_OTHERWISE,
    **REPAIR_OTHERWISE,
    **{(stage, "file_custody"): "no_custody_to_file" for stage in (*APPLYING, *_LIVING)},
    **{(stage, "note_family_ended"): "not_resting_on_it" for stage in _LIVING},
    **{(stage, "settle_hit"): "hit_not_open" for stage in _LIVING},
    (Stage.SUPERVISION, "postpone_recheck"): "no_emergency",
    **{
        (stage, "identify_person"): "not_provisional"
        for stage in (*APPLYING, *_LIVING, Stage.COMPLETION, Stage.REFERRAL)
    },
    **{
        (stage, "record_hukou_answer"): "hukou_is_here"
        for stage in (Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL)
    },
    **{(stage, "request_proof"): "paper_not_asked" for stage in _ASKING},
    **{(stage, "supply_proof"): "proof_unknown" for stage in _ASKING},
    **{(stage, "make_promise"): "promise_not_allowed" for stage in (Stage.INTAKE, *_ASKING)},
    **{
        (stage, "verify_promise"): "promise_unknown"
        for stage in (*_ASKING, Stage.APPROVAL, *_LIVING)
    },
    **{
        (stage, "withdraw_authorisation"): "nothing_to_withdraw"
        for stage in (*APPLYING, *_LIVING, Stage.REFERRAL)
    },
    (Stage.INTAKE, "request_correction"): "nothing_missing",
    (Stage.INVESTIGATION, "verify_lead"): "lead_unknown",
    (Stage.PUBLICITY, "object"): "not_posted",
    **{
        (stage, "contest_finding"): "finding_unknown"
        for stage in (Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL)
    },
    **{
        (stage, act): "notice_unknown"
        for stage in (*APPLYING, *_LIVING, *_ELSEWHERE, Stage.CLOSED)
        for act in ("serve_notice", "fail_service")
    },
    **{
        (stage, "answer_complaint"): "no_open_complaint"
        for stage in BY_ACT["answer_complaint"].stages
    },
    (Stage.CLOSED, "refresh_policy"): "nothing_to_make",
    **{(stage, "issue_paper"): "no_occasion" for stage in (*APPLYING, *_LIVING)},
    **{(stage, "verify_lead"): "lead_unknown" for stage in _LIVING},
    **{
        (stage, "record_health_answer"): "health_not_asked"
        for stage in BY_ACT["record_health_answer"].stages
    },
    **{
        (stage, act): code
        for act, code in (
            ("replace_applicant", "applicant_there"),
            ("transfer_case", "not_moved"),
            ("close_application", "somebody_left"),
            ("end_for_no_cooperation", "not_warned"),
            ("take_down_publicity", "not_on_the_board"),
        )
        for stage in BY_ACT[act].stages
    },
    **{(stage, "take_down_publicity"): "done" for stage in (Stage.APPROVAL, *_LIVING)},
    **{
        (stage, "settle_relative_lead"): "lead_unknown"
        for stage in BY_ACT["settle_relative_lead"].stages
    },
    **{
        (stage, act): "no_review_open"
        for stage in _LIVING
        for act in ("verify_change", "hear_family", "decide_change")
    },
}
"""What the table lists and a plain case is not ready for: the reason it is refused with."""

AT_PLACE: dict[str, dict[tuple[Stage, str], str]] = {
    # Its document gives no rule for 一事一议.
    "jiaozuo": {
        **{
            (stage, "escalate"): "policy_not_set"
            for stage in (Stage.REVIEW, Stage.APPROVAL, Stage.SUPERVISION)
        },
        (Stage.APPROVAL, "receive_file"): "not_the_county",
    },
    "tongren": {
        **{(stage, "request_proof"): "paper_obtainable" for stage in _ASKING},
        (Stage.REVIEW, "give_opinion"): "appraisal_missing",
    },
}


@cache
def body_in(stage: Stage, act: str, place: str) -> dict[str, object]:
    """The body of an act of the case that stands there, whoever sends it."""
    walk = standing_in(stage, place)
    return {"on": walk.today, **fields_of(act, walk.file)}


def answer(stage: Stage, act: str, role: Role, place: str) -> str:
    """`done`, or the code of the refusal."""
    walk = standing_in(stage, place)
    file = walk.file
    who = officer(role, file.place, 9, file.township).model_dump()
    message = ACTS[act].model_validate({"officer": who, **body_in(stage, act, place)})
    try:
        engine.apply(file, act, message, walk.today, walk.at)
    except CaseRefusal as refusal:
        must_help(refusal, act)
        return refusal.code
    return "done"


def must_help(refusal: CaseRefusal, act: str) -> None:
    """A refusal is a full Chinese sentence and names its rule; what is not set names who sets it."""
    assert re.search(r"[\u4e00-\u9fff]{4}", refusal.message), (act, refusal.code)
    assert refusal.message.endswith("。"), (act, refusal.code, refusal.message)
    named = bool(refusal.clause) or isinstance(refusal, PolicyNotSet)
    assert named, f"{act} is refused ({refusal.code}) without naming a rule"


def expected(stage: Stage, act: str, role: Role, place: str) -> str:
    if stage not in BY_ACT[act].stages:
        return "out_of_order"
    if role not in BY_ACT[act].roles:
        return "role_not_allowed"
    if not BY_ACT[act].of(standing_in(stage, place).file.programme):
        return "not_in_programme"
    if act in ("confirm", "refuse"):
        law = standing_in(stage, place).file.law
        if ROLE_OF_DECIDER[law.text("dibao.decider")] is not role:
            return "wrong_decider"
    return AT_PLACE[place].get((stage, act)) or OTHERWISE.get((stage, act), "done")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_cell_has_its_expected_answer(stage: Stage, place: str) -> None:
    cells = [(act, role) for act in ACTS for role in Role]
    found = {cell: answer(stage, *cell, place) for cell in cells}
    wanted = {cell: expected(stage, *cell, place) for cell in cells}
    assert found == wanted


def test_the_list_of_lawful_acts_leaves_out_only_what_would_be_refused() -> None:
    for stage in STAGES:
        file = standing_in(stage, "jiaozuo").file
        for role in Role:
            listed = {move.act for move in engine.lawful_moves(file, role)}
            tabled = {move.act for move in moves_in(stage) if role in move.roles}
            assert listed <= tabled
            if stage is not Stage.CLOSED:
                hidden = tabled - listed - set(SENT_TO_ALL)
                left_out = {act: answer(stage, act, role, "jiaozuo") for act in hidden}
                assert "done" not in left_out.values(), left_out


def test_the_matrix_knows_every_act_and_move() -> None:
    assert set(ACTS) == {move.act for move in MOVES}


@pytest.mark.rule("YC-06")
@pytest.mark.parametrize("place", PLACES)
def test_nobody_does_two_duties_of_one_application(place: str) -> None:
    """All pairs of surveyor, reviewer and decider: the same account in both is refused (S9)."""
    walk = standing_in(Stage.APPROVAL, place)
    file = walk.file
    monthly = file.assessment.monthly_fen if file.assessment else 0
    for earlier in ("accept", "record_survey", "give_opinion"):
        [person] = file.actors(earlier)
        act = ACTS["confirm"].model_validate(
            {
                "officer": officer(walk.decider, place, 9, file.township)
                .model_copy(update={"id": person})
                .model_dump(),
                "on": walk.today,
                "monthly_fen": monthly,
            }
        )
        with pytest.raises(CaseRefusal) as refused:
            engine.apply(file, "confirm", act, walk.today, walk.at)
        assert refused.value.code == "same_person", earlier
