"""Supervision of the system by itself: who finds, who answers, who judges, who is told (5.27, 5.34)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from activities.watching import signal_file, signal_title
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    CaseProof,
    Held,
    OversightKind,
    OversightStage,
)
from domain.oversight.moves import MOVES_OF, OVERSIGHT_MOVES, may_read
from domain.oversight.special import HistoriesFrozen
from domain.policy import PolicyNotSet
from domain.watching.facts import Signal
from runtime.packs import place_info
from tests.oversight import Desk
from tests.people import START

_K, _R = OversightKind, Role
DUE = START + timedelta(days=30)
FINDING = {"area": "use", "text": "救助金未在规定期限内发放", "unit": "jz-wangdian",
           "unit_kind": "township", "amount_fen": 50_000, "due": DUE}  # fmt: skip


def audit(place: str) -> Desk:
    return Desk(_K.AUDIT, place, Held(text="2026年度社会救助资金审计"), number="2026-001")


def finding(place: str = "zhanhe", **fields: object) -> tuple[Desk, Desk]:
    desk = audit(place)
    unit = {"zhanhe": "zh-caozhen", "hanbin": "hb-first", "tongren": "tr-first"}[place]
    desk.do("record_finding", _R.AUDITOR, **{**FINDING, "unit": unit, **fields})
    return desk, desk.opened()


@pytest.mark.rule("ZH-15")
def test_an_audit_records_findings_with_owner_and_day_and_ends_with_the_last_of_them() -> None:
    desk, found = finding()
    held = found.file.held
    assert (held.unit, held.due, held.source) == ("zh-caozhen", DUE, "audit/zhanhe/2026-001")
    (task,) = found.tasks()
    assert (task.role, task.due) == (_R.TOWNSHIP_LEADER, DUE)

    desk.do(
        "conclude_audit", _R.AUDITOR, report="湛审〔2027〕1号", summary="总体规范，建议完善制度"
    )
    desk.turn(START + timedelta(days=1))
    assert desk.file.stage is OversightStage.REPORTED
    from domain.oversight.special import finding_closed

    desk.file = finding_closed(desk.file, "2026-001", desk.today)
    assert desk.turn(desk.today).closed


@pytest.mark.rule("HB-23")
def test_a_finding_on_the_raising_of_funds_is_set_right_with_evidence_and_closed_by_the_auditor() -> (
    None
):
    _, found = finding("hanbin", area="raising", unit="finance", unit_kind="administrative")
    found.do("answer_oversight", _R.FINANCE, text="已于12月补足配套资金")
    with pytest.raises(CaseRefusal) as refused:
        found.do("close_oversight", _R.AUDITOR, verdict="corrected", text="核实无误")
    assert refused.value.code == "no_evidence"
    found.do("return_oversight", _R.AUDITOR, reason="请附拨款凭证")
    assert found.file.stage is OversightStage.OPEN and found.file.reply is None
    found.do(
        "answer_oversight", _R.FINANCE, text="已补足配套资金", papers=["拨款凭证12号"],
        corrected_fen=50_000,
    )  # fmt: skip
    for role in (_R.FINANCE, _R.COUNTY_APPROVER):
        with pytest.raises(CaseRefusal, match="审计员"):
            found.do("close_oversight", role, verdict="corrected", text="核实无误")
    found.do("close_oversight", _R.AUDITOR, verdict="corrected", text="核实无误")
    assert found.file.closed and found.file.errands[0].what == "tell"
    assert [note.act for note in found.file.journal][-1] == "close_oversight"


def test_raising_is_not_audited_where_the_document_does_not_say_so() -> None:
    with pytest.raises(CaseRefusal) as refused:
        finding("zhanhe", area="raising")
    assert refused.value.code == "head_unknown" and "33号" in refused.value.clause


@pytest.mark.rule("TR-40")
def test_tongren_records_the_kind_of_the_audited_unit() -> None:
    _, found = finding("tongren", unit="tr-home", unit_kind="institution")
    assert found.file.held.unit_kind == "institution"
    assert found.tasks()[0].role is _R.COUNTY_REVIEWER
    known = found.file.law.items("audit.unit_kinds")
    assert known == ("township", "administrative", "institution")
    assert not audit("zhanhe").file.law.has("audit.unit_kinds")


@pytest.mark.rule("ZH-26")
def test_a_fund_problem_has_finder_day_correction_and_close_and_nobody_judges_himself() -> None:
    held = Held(
        text="一户重复发放一个月", batch="2026-10", cases=("ZH2026000001",), amount_fen=42_000
    )
    desk = Desk(_K.PROBLEM, "zhanhe", held, _R.FINANCE)
    assert desk.file.opened_by is not None and desk.file.held.due == date(2026, 12, 14)
    desk.turn(date(2026, 12, 15))
    assert desk.file.overdue and desk.file.journal[-1].act == "overdue"
    desk.do("answer_oversight", _R.PAY_OFFICER, text="已追回并更正名单", papers=["缴款书3号"],
            corrected_fen=42_000)  # fmt: skip
    desk.do("close_oversight", _R.FINANCE, verdict="corrected", text="已核对账目")
    assert desk.file.closure is not None and desk.file.closure.on == date(2026, 12, 15)

    own = Desk(_K.PROBLEM, "zhanhe", Held(text="备用金超额使用", unit="finance"), _R.AUDITOR)
    own.do("answer_oversight", _R.FINANCE, text="已经核实并说明")
    with pytest.raises(CaseRefusal) as refused:
        own.do("close_oversight", _R.FINANCE, verdict="explained", text="情况属实合规")
    assert refused.value.code == "same_person"
    own.do("close_oversight", _R.FINANCE, person=2, verdict="explained", text="情况属实合规")


def test_more_than_was_wrong_is_not_set_right() -> None:
    desk = Desk(_K.PROBLEM, "zhanhe", Held(text="少发一个月补助", amount_fen=100))
    with pytest.raises(CaseRefusal, match="涉及金额"):
        desk.do("answer_oversight", _R.PAY_OFFICER, text="已补发并说明", corrected_fen=101)


SLOW = Held(head="well_slow", text="受理后两个月无人办理", unit="jz-wangdian", unit_kind="township",
            person="jiaozuo.reviewer.1", cases=("JZ2026000001",))  # fmt: skip


@pytest.mark.rule("JZ-64", "NUM-32")
def test_an_error_stands_under_its_head_with_unit_and_person_and_goes_on_with_the_history() -> None:
    desk = Desk(_K.ERROR, held=SLOW, opener=_R.COUNTY_REVIEWER)
    heads = desk.file.law.items("liability.heads")
    assert {head.split("_")[0] for head in heads} == {"base", "precise", "well", "abuse"}
    with pytest.raises(CaseRefusal, match="列表"):
        Desk(_K.ERROR, held=SLOW.model_copy(update={"head": "luck"}))

    desk.do("refer_discipline", _R.COUNTY_APPROVER, offence="bribery", paper="焦民移〔2026〕1号",
            reason="收受礼品后拖延办理")  # fmt: skip
    assert desk.file.referred == "2026-e001" and not desk.file.closed
    with pytest.raises(CaseRefusal) as twice:
        desk.do("refer_discipline", _R.COUNTY_APPROVER, offence="bribery", paper="焦民移〔2026〕2号",
                reason="再次移送")  # fmt: skip
    assert twice.value.code == "referred_already"
    line = desk.opened()
    assert (line.file.kind, line.file.held.cases) == (_K.VIOLATION, ("JZ2026000001",))
    assert line.file.errands[0].what == "freeze"
    proof = CaseProof(case_no="JZ2026000001", runs=2, events=311, digest="ab" * 32)
    line.file = engine.errand_done(
        line.file, "freeze", HistoriesFrozen(proofs=(proof,)), line.today, line.now
    )
    assert line.file.proofs == (proof,) and "311条事件" in line.file.journal[-1].text


def test_a_place_whose_document_names_no_heads_files_no_error_under_anothers() -> None:
    with pytest.raises(PolicyNotSet):
        Desk(_K.ERROR, "hanbin", SLOW, _R.COUNTY_REVIEWER)


def test_whom_an_error_concerns_neither_judges_it_nor_hands_it_on() -> None:
    mine = SLOW.model_copy(update={"person": "jiaozuo.county_approver.1", "unit": "civil_affairs",
                                   "unit_kind": "administrative"})  # fmt: skip
    desk = Desk(_K.ERROR, held=mine, opener=_R.COUNTY_REVIEWER)
    for act, fields in (
        ("assign_oversight", {"unit": "jz-first", "unit_kind": "township"}),
        ("refer_discipline", {"offence": "bribery", "paper": "1号", "reason": "理由说明"}),
    ):
        with pytest.raises(CaseRefusal) as refused:
            desk.do(act, _R.COUNTY_APPROVER, **fields)
        assert refused.value.code == "concerns_you"


@pytest.mark.rule("TR-20")
def test_a_violation_is_taken_up_and_ended_by_discipline_inspection_alone() -> None:
    held = Held(head="violation", text="低保评议走过场", unit="tr-first", unit_kind="township")
    desk = Desk(_K.VIOLATION, "tongren", held, _R.DISCIPLINE)
    for role in set(_R) - {_R.DISCIPLINE}:
        with pytest.raises(CaseRefusal):
            desk.do("take_up_violation", role, text="予以受理并核查")
    with pytest.raises(CaseRefusal, match="先办理"):
        desk.do("record_outcome", _R.DISCIPLINE, outcome="disciplined", text="给予警告处分")
    desk.do("take_up_violation", _R.DISCIPLINE, text="予以受理并核查")
    desk.do("record_outcome", _R.DISCIPLINE, outcome="disciplined", text="给予警告处分",
            paper="同纪〔2027〕3号")  # fmt: skip
    assert desk.file.closed and desk.file.outcome == "disciplined"


@pytest.mark.rule("YC-29")
def test_yichengs_four_offences_against_funds_are_recorded_and_no_other() -> None:
    four = ("embezzlement", "misappropriation", "false_report", "false_claim")
    for head in four:
        desk = Desk(_K.VIOLATION, "yicheng", Held(head=head, text="涉嫌虚报冒领"), _R.SUPERVISOR)
        assert desk.tasks()[0].role is _R.DISCIPLINE
    with pytest.raises(CaseRefusal):
        Desk(_K.VIOLATION, "yicheng", Held(head="bribery", text="吃拿卡要"), _R.SUPERVISOR)


def test_who_sees_what() -> None:
    def sees(kind: _K, role: Role, at: str = "", account: str = "x", person: str = "") -> bool:
        return may_read(kind, "jz-wangdian", person, "opener", role, at, account)

    assert sees(_K.FINDING, _R.TOWNSHIP_LEADER, "jz-wangdian")
    assert not sees(_K.FINDING, _R.TOWNSHIP_LEADER, "jz-first")
    assert not sees(_K.VIOLATION, _R.TOWNSHIP_LEADER, "jz-wangdian")
    assert not sees(_K.VIOLATION, _R.COUNTY_APPROVER)
    assert sees(_K.VIOLATION, _R.DISCIPLINE)
    assert not sees(_K.VIOLATION, _R.DISCIPLINE, account="d1", person="d1")
    assert sees(_K.VIOLATION, _R.SUPERVISOR, account="opener")
    assert not sees(_K.ERROR, _R.BANK)


CELLS = [(kind, name) for kind in _K for name in MOVES_OF[kind]]


@pytest.mark.parametrize(("kind", "name"), CELLS)
def test_no_role_does_what_the_table_does_not_give_it(kind: _K, name: str) -> None:
    """In every stage: who may act is the table's, and an act out of its stage is refused."""
    heads = {_K.FINDING: "use", _K.ERROR: "well_slow", _K.VIOLATION: "bribery", _K.SIGNAL: "idle"}
    held = Held(head=heads.get(kind, ""), text="一项监督事项", unit="jz-wangdian",
                unit_kind="township")  # fmt: skip
    start = Desk(kind, held=held, opener=None).file
    move = MOVES_OF[kind][name]
    for stage in OversightStage:
        file = start.having(stage=stage)
        able = {r for r in _R if move in engine.lawful_oversight_moves(file, r)}
        assert able == (set(engine.may_act(file, move)) if stage in move.stages else set())
    assert move.clause and move.zh and all(s in OVERSIGHT_STAGE_ZH for s in move.stages)


def test_every_act_has_a_row_and_a_rule() -> None:
    named = {m.act for m in OVERSIGHT_MOVES}
    assert named == set(engine.RULES) | {"refresh_policy"}


def test_another_place_and_another_township_are_refused() -> None:
    desk = Desk(_K.SIGNAL, held=Held(head="idle", text="案件长期无人办理", unit="jz-first",
                                     unit_kind="township"), opener=None)  # fmt: skip
    with pytest.raises(CaseRefusal, match="其他乡镇"):
        desk.do("answer_oversight", _R.TOWNSHIP_LEADER, text="已经安排办理", township="jz-wangdian")
    desk.do("answer_oversight", _R.TOWNSHIP_LEADER, text="已经安排办理", township="jz-first")


def test_the_task_of_a_signal_says_which_one_and_where_and_an_older_one_its_number() -> None:
    info = place_info("jiaozuo")
    town = info.townships[0]
    seen = Signal(code="refusals_jump", zh="请核查。", clause="JZ-57", township=town.code,
                  key="share", cases=("JZ2026000001",))  # fmt: skip
    title = signal_title(info, seen)
    assert title == f"不予确认明显增多，{town.zh}"
    assert signal_title(info, seen.model_copy(update={"township": ""})).endswith("，县级民政部门")
    told = Desk(_K.SIGNAL, file=signal_file("jiaozuo", seen, START, title), opener=None)
    (task,) = told.tasks()
    assert task.zh == f"风险提示{told.file.number}（{title}）：请答复"
    assert "JZ2026" not in task.zh
    (before,) = Desk(_K.SIGNAL, file=signal_file("jiaozuo", seen, START), opener=None).tasks()
    assert before.zh == f"风险提示{told.file.number}：请答复"
