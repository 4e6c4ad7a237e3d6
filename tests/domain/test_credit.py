"""Keeping faith and breaking it: nothing on suspicion alone, an entry by decision, its end, the police."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.work.registry import KINDS
from domain.calendar import months_after
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.credit import engine
from domain.credit.acts import ACTS
from domain.credit.file import CreditFile
from domain.credit.lifecycle import STEPS, CreditGround, CreditStage, End
from tests.people import START, officer
from tests.watch import Walk, a_matter

TOWN, COUNTY, HEAD = Role.REVIEWER, Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER
RECOVERY = "YC2026000001-1"
HEARD = {"heard_on": START, "statement": "承认没有申报租金收入"}
BOTH = {"recoveries": {RECOVERY: False}, "stopped": True}
FOUND = {"paper": "峄民诚〔2026〕1号", "facts": "隐瞒租金收入", "recovery": RECOVERY}
REFER: dict[str, Any] = {
    "evidence": ("a" * 64,), "papers": ("租赁合同复印件",), "facts": "涉嫌骗取救助资金",
    "known": {"evidence": ("a" * 64,)},
}  # fmt: skip
OUT = {"outcome": "penalty", "paper": "行政处罚决定书第8号"}


def police(place: str = "yicheng") -> Officer:
    return officer(Role.UNIT_LIAISON, place).model_copy(update={"unit": "区公安分局"})


def entered(**consequences: Any) -> Walk[CreditFile]:
    walk = a_matter().do("hear_person", TOWN, **HEARD).do("find_credit", HEAD, **FOUND, known=BOTH)
    return walk.do("enter_credit", COUNTY, **consequences)


def test_the_table_and_the_messages_name_the_same_acts() -> None:
    assert {s.act for s in STEPS} == set(ACTS) == set(engine.RULES)


@pytest.mark.rule("YC-32")
def test_entry_stop_and_recovery_go_together_on_a_decided_finding_and_none_on_suspicion() -> None:
    walk = a_matter()
    walk.refused("out_of_order", "enter_credit", COUNTY)
    walk.refused("not_heard", "find_credit", HEAD, **FOUND, known=BOTH)
    walk.do("hear_person", TOWN, **HEARD)
    back = walk.refused("stop_missing", "find_credit", HEAD, **FOUND,
                        known={**BOTH, "stopped": False})  # fmt: skip
    assert "停发决定" in back.message
    back = walk.refused("recovery_missing", "find_credit", HEAD, **{**FOUND, "recovery": ""},
                        known=BOTH)  # fmt: skip
    assert RECOVERY in back.message
    walk.do("find_credit", HEAD, **FOUND, known=BOTH).do("enter_credit", COUNTY)
    assert walk.file.entry is not None and walk.file.found is not None
    assert walk.file.found.recovery == RECOVERY and walk.waits() == []


@pytest.mark.rule("YC-31", "OPN-26")
def test_an_entry_has_its_source_its_days_and_only_the_consequences_of_the_places_rule() -> None:
    walk = entered(consequences=("check_first",))
    entry = walk.file.entry
    assert entry is not None and entry.until == months_after(START, 24)
    assert entry.consequences == ("check_first",)
    decided = a_matter().do("hear_person", TOWN, **HEARD)
    decided.do("find_credit", HEAD, **FOUND, known=BOTH)
    back = decided.refused("consequence_not_ruled", "enter_credit", COUNTY, consequences=("fine",))
    assert "列为重点核查对象" in back.message and "优先办理" not in back.message
    silent = a_matter(rules={"credit.consequences": None}).do("hear_person", TOWN, **HEARD)
    silent.do("find_credit", HEAD, **FOUND, known=BOTH)
    back = silent.refused("consequence_not_ruled", "enter_credit", COUNTY, consequences=("x",))
    assert "只作记录" in back.message
    silent.do("enter_credit", COUNTY)


@pytest.mark.rule("YC-31")
def test_an_entry_ends_by_the_calendar_by_repair_or_by_correction() -> None:
    walk = entered()
    assert walk.file.entry is not None
    last = walk.file.entry.until
    assert walk.to(last).file.stage is CreditStage.ENTERED
    assert walk.later().file.ended_as is End.EXPIRED
    repaired = entered()
    fields = {"paper": "峄民诚〔2027〕2号", "done": "已全部退回"}
    paid = {"recoveries": {RECOVERY: True}}
    repaired.refused("repair_too_early", "repair_credit", HEAD, **fields, known=paid)
    repaired.to(months_after(START, 6))
    repaired.refused("not_repaid", "repair_credit", HEAD, **fields, known=BOTH)
    assert repaired.do("repair_credit", HEAD, **fields, known=paid).file.ended_as is End.REPAIRED
    wrong = entered().do("correct_credit", HEAD, paper="峄民诚〔2027〕3号", reason="事实有误")
    assert wrong.file.ended_as is End.CORRECTED


def test_who_kept_faith_is_recorded_too_without_hearing_and_with_his_own_consequences() -> None:
    walk = a_matter(ground=CreditGround.FAITH)
    walk.do("find_credit", HEAD, paper="峄民诚〔2026〕5号", facts="主动报告收入变化")
    walk.refused("consequence_not_ruled", "enter_credit", COUNTY, consequences=("check_first",))
    walk.do("enter_credit", COUNTY, consequences=("good_faster",))
    assert walk.file.good and walk.file.entry is not None
    a_matter(ground=CreditGround.FAITH).refused(
        "nothing_to_refer", "refer_to_police", COUNTY, **REFER
    )


def test_who_brought_it_does_not_decide_it() -> None:
    same = officer(HEAD, "yicheng").model_copy(update={"id": officer(TOWN, "yicheng").id})
    walk = a_matter().do("hear_person", TOWN, **HEARD)
    walk.refused("same_person", "find_credit", same, **FOUND, known=BOTH)
    walk.do("drop_credit", HEAD, reason="租金收入已经申报")
    assert walk.file.stage is CreditStage.UNFOUNDED


def test_a_record_is_corrected_by_somebody_else_than_who_found_or_brought_it() -> None:
    walk = entered()
    wrong = {"paper": "峄民诚〔2027〕3号", "reason": "事实有误", "second": True}
    back = walk.refused("same_person", "correct_credit", HEAD, **wrong)
    assert "其他人更正" in back.message
    brought = officer(HEAD, "yicheng").model_copy(update={"id": officer(TOWN, "yicheng").id})
    walk.refused("same_person", "correct_credit", brought, **wrong)
    other = officer(HEAD, "yicheng").model_copy(update={"id": "yc.second"})
    assert walk.do("correct_credit", other, **wrong).file.ended_as is End.CORRECTED


def test_every_correction_that_comes_in_at_the_door_asks_for_the_second_person() -> None:
    kind = KINDS["credit"]
    body = kind.body("correct_credit")
    assert "second" not in body.model_fields
    sent = body.model_validate({"paper": "峄民诚〔2027〕3号", "reason": "事实有误"})
    assert kind.message("correct_credit", sent, officer(HEAD, "yicheng"), START).second  # type: ignore[attr-defined]


@pytest.mark.rule("HB-25", "TR-30")
@pytest.mark.parametrize("place", ["hanbin", "tongren"])
def test_a_referral_to_the_police_carries_its_evidence_and_changes_no_entitlement(
    place: str,
) -> None:
    walk = a_matter(place, ground=CreditGround.OBSTRUCTION)
    before = walk.file
    offered = {step.act for step in engine.PROCEDURE.lawful(before, officer(COUNTY, place))}
    assert "refer_to_police" in offered and "record_police_outcome" not in offered
    walk.refused("evidence_missing", "refer_to_police", TOWN, facts="涉嫌骗取救助资金")
    walk.refused("evidence_unknown", "refer_to_police", TOWN, **{**REFER, "known": {}})
    walk.do("refer_to_police", TOWN, **REFER)
    assert walk.file.errands == () and walk.run == []
    assert walk.file.stage is before.stage and walk.file.entry is None
    assert ("record_police_outcome", COUNTY) in walk.waits()
    walk.do("hear_person", TOWN, **HEARD)
    found = {"paper": "认定第1号", "facts": "阻碍执行职务属实"}
    walk.refused("police_awaited", "find_credit", HEAD, **found)
    other = police(place).model_copy(update={"unit": "区民政局"})
    walk.refused("not_yours", "record_police_outcome", other, **OUT)
    walk.do("record_police_outcome", police(place), **OUT)
    walk.do("find_credit", HEAD, **found)
    assert walk.file.ended_as is End.NOT_RECORDED and walk.file.entry is None


def test_a_case_filed_by_the_police_waits_for_its_end() -> None:
    walk = a_matter().do("refer_to_police", TOWN, **REFER)
    walk.do("record_police_outcome", COUNTY, outcome="filed", paper="立案决定书第8号")
    assert walk.file.waits_for_police
    walk.later(30).do("record_police_outcome", COUNTY, outcome="prosecuted", paper="起诉意见书3号")
    assert not walk.file.waits_for_police
    walk.refused("nothing_referred", "record_police_outcome", COUNTY, **OUT)


@pytest.mark.rule("ACT-26")
def test_the_police_read_what_was_referred_and_nothing_else_and_another_township_reads_nothing() -> (
    None
):
    walk = entered()
    assert not engine.may_read(walk.file, police())
    walk.do("refer_to_police", TOWN, **REFER)
    assert engine.may_read(walk.file, police())
    shown = engine.covered(walk.file, police())
    assert shown.heard is None and shown.found is None and shown.entry is None
    assert {e.act for e in shown.journal} == {"refer_to_police"}
    assert not engine.may_read(walk.file, officer(TOWN, "yicheng", township="yc-second"))


@pytest.mark.rule("OPN-26")
def test_where_the_length_of_an_entry_is_not_set_nothing_is_entered() -> None:
    walk = a_matter(rules={"credit.months": None}).do("hear_person", TOWN, **HEARD)
    walk.do("find_credit", HEAD, **FOUND, known=BOTH)
    back = walk.refused("policy_not_set", "enter_credit", COUNTY)
    assert "政策管理员" in back.message and walk.today - START == timedelta(0)
