"""A meeting of the departments told as sentences about the pure model: from the call to the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.assembly import engine
from domain.assembly.lifecycle import (
    MeetingKind,
    MeetingStage,
)
from domain.assembly.points import PointGrade
from domain.assembly.sight import may_read
from domain.assembly.tasks import (
    YEAR_NEEDS,
    meeting_task_units,
    meeting_waiting_zh,
    next_meeting_mark,
    open_meeting_tasks,
    year_of_meetings,
)
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from runtime.packs import snapshot
from tests.assembly import (
    CIVIL,
    CONVENER,
    GENERAL,
    HEALTH,
    ITEM,
    MEDICAL,
    OFFICE,
    Hall,
    household,
    liaison,
    members,
    with_policy,
)
from tests.people import START, officer


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


# --- called ---------------------------------------------------------------------------------------


def test_a_meeting_goes_from_agenda_to_minutes_in_every_units_hands() -> None:
    file = Hall().ended().file
    assert file.stage is MeetingStage.ENDED
    assert file.minutes is not None and file.minutes.number == "同联会纪〔2026〕1号"
    assert [e.act for e in file.journal if e.officer] == [
        "open_meeting", "add_points", "submit_agenda", "approve_meeting", "call_meeting",
        "open_sitting", "decide_point", "decide_point", "close_sitting", "draft_minutes",
        "check_minutes", "sign_minutes",
    ]  # fmt: skip
    [minutes] = (m for m in file.mail if m.kind == "minutes")
    assert minutes.units == members().names and minutes.sent_on == file.latest


@pytest.mark.rule("HB-32")
def test_an_extra_meeting_needs_its_reason_and_is_not_counted_as_ordinary() -> None:
    hall = Hall(kind=MeetingKind.EXTRA)
    bare = hall.file.order.model_copy(update={"reason": ""})
    with refused("reason_missing"):
        engine.may_call(officer(OFFICE, "tongren"), bare)
    law = snapshot("hanbin", START, YEAR_NEEDS, production=False)
    year = year_of_meetings(0, 3, START, law)
    assert (year.held, year.extra, year.least) == (0, 3, 1)
    assert "还差1次" in year.zh


@pytest.mark.rule("HB-31")
@pytest.mark.rule("TR-50")
@pytest.mark.parametrize("place", ["hanbin", "tongren"])
def test_the_office_is_warned_while_the_year_has_no_ordinary_meeting(place: str) -> None:
    law = snapshot(place, START, YEAR_NEEDS, production=False)
    assert year_of_meetings(0, 0, START, law).warn
    late = with_policy(law, meeting__remind_months=2)
    assert not year_of_meetings(0, 0, START.replace(month=10), late).warn
    assert year_of_meetings(0, 0, START.replace(month=11), late).warn
    assert not year_of_meetings(1, 0, START.replace(month=11), late).warn
    assert "请说明原因" in year_of_meetings(3, 0, START, law).zh


def test_where_a_place_sets_no_number_of_meetings_none_is_borrowed() -> None:
    year = year_of_meetings(0, 0, START, snapshot("jiaozuo", START, YEAR_NEEDS, production=False))
    assert year.least is None and not year.warn and "没有规定" in year.zh


@pytest.mark.rule("HB-31")
def test_more_ordinary_meetings_than_usual_are_reported_not_forbidden() -> None:
    assert [e.act for e in Hall(ordinary_before=1).file.journal] == ["open_meeting"]
    hall = Hall(ordinary_before=2)
    assert "超过通常的2次" in hall.file.journal[-1].text
    assert hall.tabled().approved().file.stage is MeetingStage.CALLING


@pytest.mark.rule("TR-02")
@pytest.mark.parametrize("role", [OFFICE, CONVENER, GENERAL])
def test_each_convener_may_call_a_meeting_alone(role: Role) -> None:
    order = Hall().file.order
    engine.may_call(officer(role, "tongren"), order)
    with refused("role_not_allowed"):
        engine.may_call(officer(Role.UNIT_LIAISON, "tongren"), order)
    with refused("not_your_place"):
        engine.may_call(officer(role, "hanbin"), order)


# --- the agenda -----------------------------------------------------------------------------------


def add(hall: Hall, *points: dict[str, Any], items: tuple[dict[str, object], ...] = ()) -> Hall:
    return hall.do("add_points", OFFICE, points=points, known={"items": items})


def test_an_agenda_holds_households_and_matters_without_one() -> None:
    item, matter = Hall().tabled().file.points
    assert (item.case_no, item.item_number, item.grade) == ("TR2026000001", 1, PointGrade.CONCERNED)
    assert item.units == (CIVIL, MEDICAL)
    assert (matter.item, matter.grade) == ("", PointGrade.MEMBERS)


@pytest.mark.rule("TR-15")
def test_only_a_ready_item_of_the_place_is_tabled_and_only_at_one_meeting() -> None:
    hall, one = Hall(), {"kind": "item", "item": ITEM}
    with refused("item_unknown"):
        add(hall, one)
    with refused("item_unknown"):
        add(hall, one, items=(household(place="hanbin"),))
    with refused("item_not_ready"):
        add(hall, one, items=(household(ready=False, stage="collecting"),))
    with refused("item_elsewhere"):
        add(hall, one, items=(household(elsewhere="meeting/tongren/2026-02"),))
    with refused("item_twice"):
        add(hall, one, one, items=(household(),))
    with refused("household_not_open"):
        add(hall, {**one, "grade": "open"}, items=(household(),))
    assert not hall.file.points
    add(hall, one, items=(household(),))
    with refused("item_twice"):
        add(hall, one, items=(household(),))


@pytest.mark.rule("TR-56")
def test_a_member_unit_proposes_a_topic_under_its_own_name() -> None:
    hall = Hall().do("add_points", liaison(HEALTH), points=({"title": "大病信息推送"},))
    [point] = hall.file.points
    assert (point.proposed_by, point.source.value) == (HEALTH, "unit")
    with refused("office_tables_items"):
        hall.do("add_points", liaison(HEALTH), points=({"kind": "item", "item": ITEM},))


@pytest.mark.rule("HB-06")
@pytest.mark.rule("TR-14")
def test_a_matter_assigned_by_the_government_carries_the_assignment() -> None:
    assigned = {"title": "完成省里交办的专项救助", "source": "assigned"}
    with refused("assignment_missing"):
        add(Hall(), assigned)
    [point] = add(Hall(), {**assigned, "reference": "市政府办公室交办单第7号"}).file.points
    assert point.reference == "市政府办公室交办单第7号"


def test_numbers_of_points_are_never_given_twice() -> None:
    hall = Hall().tabled().do("remove_point", OFFICE, point="p2", reason="条件尚不成熟")
    assert [p.key for p in add(hall, {"title": "另一事项"}).file.points] == ["p1", "p3"]


@pytest.mark.rule("TR-21")
def test_the_agenda_is_settled_by_the_government_office_where_the_place_says_so() -> None:
    with refused("no_points"):
        Hall().do("submit_agenda", OFFICE)
    hall = Hall().tabled().do("submit_agenda", OFFICE)
    with refused("not_the_approver"):
        hall.do("approve_meeting", CONVENER)
    back = hall.do("return_meeting", Role.GOVERNMENT_OFFICE, reason="请补充资金来源")
    assert back.file.stage is MeetingStage.PREPARING
    silent = Hall("hanbin", escalation__agenda_approval=None)
    silent.do("add_points", OFFICE, points=({"title": "年度工作"},)).do("submit_agenda", OFFICE)
    with refused("convener_settles_agenda"):
        silent.do("approve_meeting", Role.GOVERNMENT_OFFICE)
    assert "没有规定" in silent.do("approve_meeting", CONVENER).file.journal[-1].text


# --- the notice -----------------------------------------------------------------------------------


@pytest.mark.rule("TR-50")
def test_every_member_unit_is_called_and_its_receipt_is_kept() -> None:
    hall = Hall().tabled().approved().called()
    assert hall.file.mail[0].units == members().names
    assert hall.file.unanswered == members().names
    asked = [t for t in open_meeting_tasks(hall.file) if t.act == "confirm_notice"]
    assert {meeting_task_units(hall.file)[t.code] for t in asked} == set(members().names)
    hall.do("confirm_notice", liaison(MEDICAL), coming=True, post="副局长")
    hall.do("confirm_notice", liaison(HEALTH), coming=False)
    assert MEDICAL not in hall.file.unanswered and HEALTH not in hall.file.unanswered
    with refused("mandate_missing"):
        hall.do("confirm_notice", liaison(CIVIL), coming=True, substitute=True)
    with refused("unit_unknown"):
        hall.do("confirm_notice", liaison("海关总署"), coming=True)
    assert f"{len(members().names) - 2}个" in meeting_waiting_zh(hall.file, hall.today)


def test_a_new_day_calls_everybody_again() -> None:
    hall = Hall().tabled().approved().called()
    hall.do("confirm_notice", liaison(MEDICAL), coming=True)
    with refused("meets_in_the_past"):
        hall.do("call_meeting", OFFICE, meets_on=hall.today - timedelta(days=1))
    hall.called(days=6)
    assert [m.kind for m in hall.file.mail] == ["notice", "moved"]
    assert hall.file.unanswered == members().names
    with refused("not_the_day"):
        hall.later(3).do("open_sitting", OFFICE, chair="局长", chair_role=CONVENER,
                         attended=({"unit": CIVIL},))  # fmt: skip


@pytest.mark.rule("HB-08", "ACT-22")
@pytest.mark.rule("TR-04")
def test_an_invited_unit_sees_this_meeting_and_no_other() -> None:
    hall = Hall().tabled().do("invite_unit", OFFICE, unit="某三甲医院", reason="说明诊疗费用")
    with refused("already_called"):
        hall.do("invite_unit", OFFICE, unit=MEDICAL, reason="重复邀请")
    assert may_read(hall.file, Role.UNIT_LIAISON, "某三甲医院")
    assert not may_read(Hall().tabled().file, Role.UNIT_LIAISON, "某三甲医院")
    assert hall.approved().called().file.mail[0].units[-1] == "某三甲医院"
    hall.do("invite_unit", OFFICE, unit="某保险公司", reason="说明理赔情况")
    assert hall.file.mail[-1].units == ("某保险公司",)


def test_a_cancelled_meeting_tells_exactly_the_units_that_were_called() -> None:
    quiet = Hall().tabled().do("cancel_meeting", OFFICE, reason="合并到下月召开")
    assert not quiet.file.mail and quiet.file.stage is MeetingStage.CANCELLED
    hall = Hall().tabled().approved().called()
    hall.do("cancel_meeting", CONVENER, reason="因防汛工作取消")
    assert hall.file.mail[-1].kind == "cancelled"
    assert hall.file.mail[-1].units == members().names
    assert not open_meeting_tasks(hall.file)
    with refused("out_of_order"):
        hall.do("call_meeting", OFFICE, meets_on=hall.today)


def test_the_day_of_the_meeting_passes_not_unnoticed() -> None:
    hall = Hall().tabled().approved().called(days=3)
    assert next_meeting_mark(hall.file, hall.today) == START + timedelta(days=4)
    hall.later(4)
    late = [e.text for e in hall.file.journal if e.act == "overdue"]
    assert any("请按期开会" in text for text in late)
    again = engine.meeting_overdue_marked(hall.file, hall.today, hall.at)
    assert again == hall.file
