"""A meeting of the departments told as sentences about the pure model: from the call to the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.assembly import engine
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import totals_of
from domain.assembly.lifecycle import (
    MEETING_EXITS,
    MEETING_MOVES,
    OVER,
    MeetingKind,
    MeetingStage,
)
from domain.assembly.points import PointGrade, PointOutcome
from domain.assembly.sight import MASKED_ZH, may_read, seen_by
from domain.assembly.tasks import (
    YEAR_NEEDS,
    meeting_task_units,
    meeting_waiting_zh,
    next_meeting_mark,
    open_meeting_tasks,
    year_of_meetings,
)
from domain.base import CaseRefusal
from domain.body.composition import Gone
from domain.case.lifecycle import Role
from domain.places import Unit
from domain.policy import PolicyNotSet
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
    resolution,
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


@pytest.mark.rule("HB-35")
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


@pytest.mark.rule("HB-08")
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


# --- the sitting ----------------------------------------------------------------------------------


@pytest.mark.rule("TR-50")
def test_attendance_of_every_member_unit_is_taken_with_substitutes() -> None:
    hall = Hall().tabled().approved().called()
    without = {"unit": MEDICAL, "post": "科长", "substitute": True}
    who = ({"unit": "civil_affairs", "post": "局长"}, {**without, "mandate": "委托书1号"})
    with refused("mandate_missing"):
        hall.sitting(attended=({"unit": CIVIL}, without))
    with refused("unit_twice"):
        hall.do("open_sitting", OFFICE, chair="局长", chair_role=CONVENER,
                attended=({"unit": CIVIL}, {"unit": "civil_affairs"}))  # fmt: skip
    hall.do("open_sitting", OFFICE, chair="局长", chair_role=CONVENER, attended=who)
    sitting = hall.file.sitting
    assert sitting is not None and sitting.present == (CIVIL, MEDICAL)
    assert sitting.presences[1].who.mandate == "委托书1号"
    assert sitting.absent is not None
    assert set(sitting.absent) == set(members().names) - {CIVIL, MEDICAL}
    hall.do("record_presence", OFFICE, came=({"unit": HEALTH},), left=(MEDICAL,))
    after = hall.file.sitting
    assert after is not None
    assert after.present == (CIVIL, HEALTH) and after.attended == (CIVIL, MEDICAL, HEALTH)
    with refused("not_present"):
        hall.do("record_presence", OFFICE, left=(MEDICAL,))


@pytest.mark.rule("HB-31")
def test_the_convener_presides_in_hanbin_unless_somebody_stands_in_with_a_mandate() -> None:
    def hall() -> Hall:
        ready = Hall("hanbin").do("add_points", OFFICE, points=({"title": "年度工作"},))
        return ready.approved().called()

    civil = members("hanbin").names[0]
    with refused("chair_not_allowed"):
        hall().sitting(civil, chair_role=GENERAL)
    with refused("chair_not_allowed"):
        hall().sitting(civil, chair_role=Role.UNIT_LIAISON)
    ill = hall().sitting(civil, chair_role=GENERAL, chair_mandate="召集人因病，委托书3号")
    assert ill.file.sitting is not None
    assert ill.file.sitting.chair_mandate == "召集人因病，委托书3号"


def test_a_quorum_binds_only_where_the_place_set_one() -> None:
    free = Hall().ready(CIVIL)
    assert free.file.sitting is not None and free.file.sitting.quorum is None
    assert "没有规定到会单位数" in free.file.journal[-1].text
    half = Hall(meeting__quorum=50).tabled().approved().called()
    with refused("no_quorum"):
        half.sitting(CIVIL, MEDICAL)
    names = members().names
    half.do("open_sitting", OFFICE, chair="局长", chair_role=CONVENER,
            attended=tuple({"unit": u} for u in names[: -(-len(names) // 2)]))  # fmt: skip
    assert half.file.sitting is not None and half.file.sitting.quorum == -(-len(names) // 2)


@pytest.mark.rule("ZH-01")
def test_no_quorum_and_no_absence_is_computed_from_a_damaged_member_list() -> None:
    def hall(**rules: Any) -> Hall:
        made = Hall("zhanhe", escalation__decision="approval", **rules)
        made.do("add_points", OFFICE, points=({"title": "年度工作"},))
        return made.approved().called()

    unit = members("zhanhe").names[0]
    with refused("members_uncertain"):
        hall(meeting__quorum=50).sitting(unit)
    sitting = hall().sitting(unit).file.sitting
    assert sitting is not None and sitting.absent is None


def test_a_member_added_on_the_morning_may_sit_and_the_record_says_since_when() -> None:
    hall = Hall().tabled().approved().called()
    new = Unit(code="charity", zh="市慈善会")
    more = members().model_copy(update={"units": (*members().units, new)})
    with refused("unit_unknown"):
        hall.sitting(CIVIL, "市慈善会")
    hall.members_now(more)
    assert hall.file.journal[-1].text == "增加市慈善会"
    hall.do("open_sitting", OFFICE, chair="局长", chair_role=CONVENER,
            attended=({"unit": CIVIL}, {"unit": "charity"}))  # fmt: skip
    assert hall.file.sitting is not None and hall.file.sitting.present == (CIVIL, "市慈善会")


def test_a_unit_abolished_before_the_sitting_is_refused_by_name() -> None:
    hall = Hall().tabled().approved().called()
    left = tuple(u for u in members().units if u.zh != HEALTH)
    gone = Gone(code="health", zh=HEALTH, until=START, successor="medical")
    hall.members_now(members().model_copy(update={"units": left, "gone": (gone,)}))
    with refused("unit_unknown"):
        hall.sitting(CIVIL, HEALTH)


# --- what is said and settled ---------------------------------------------------------------------


@pytest.mark.rule("TR-56")
def test_what_each_unit_says_is_recorded_and_who_said_nothing_is_counted() -> None:
    hall = Hall().ready().voices("p2", civil="agree", medical="disagree")
    hall.matter_approved()
    point = hall.file.point("p2")
    assert point is not None and point.settled is not None
    tally = point.settled.tally
    assert (tally.agree, tally.disagree, tally.abstain, tally.unheard) == (1, 1, 0, 1)
    assert point.settled.dissent == (MEDICAL,)
    with refused("point_done"):
        hall.voices("p2", civil="disagree")


def test_a_liaison_speaks_for_the_own_unit_alone_and_only_when_present() -> None:
    hall = Hall().ready(CIVIL, MEDICAL)
    said = {"unit": MEDICAL, "stand": "agree"}
    with refused("not_your_unit"):
        hall.do("record_voices", liaison(CIVIL), point="p2", voices=(said,))
    hall.do("record_voices", liaison(MEDICAL), point="p2", voices=(said,))
    with refused("not_present"):
        hall.voices("p2", health="agree")


def test_a_member_that_steps_aside_neither_speaks_nor_counts_nor_reads() -> None:
    hall = Hall().ready().voices("p1", medical="agree")
    hall.do("record_recusal", OFFICE, point="p1", unit=MEDICAL, post="副局长", reason="近亲属")
    point = hall.file.point("p1")
    assert point is not None and not point.voices
    with refused("recused"):
        hall.voices("p1", medical="agree")
    with refused("already_recused"):
        hall.do("record_recusal", OFFICE, point="p1", unit=MEDICAL, reason="近亲属")
    assert point.tally((CIVIL, MEDICAL, HEALTH)).unheard == 2
    seen = seen_by(hall.file, Role.UNIT_LIAISON, MEDICAL)
    assert [p.title for p in seen.points] == [MASKED_ZH, "救助资金年度安排"]


@pytest.mark.rule("HB-33")
def test_in_hanbin_nothing_is_settled_until_every_unit_at_the_meeting_agrees() -> None:
    one, two, three = members("hanbin").names[:3]
    hall = Hall("hanbin").do("add_points", OFFICE, points=({"title": "年度工作"},))
    hall.approved().called().sitting(one, two, three)

    def decide() -> Hall:
        return hall.do("decide_point", CONVENER, point="p1", outcome="approved", text="同意方案")

    def say(unit: str, stand: str) -> None:
        hall.do("record_voices", OFFICE, point="p1", voices=({"unit": unit, "stand": stand},))

    with refused("no_consensus"):
        decide()
    say(one, "agree")
    say(two, "abstain")
    with refused("no_consensus"):
        decide()
    say(two, "agree")
    hall.do("record_recusal", OFFICE, point="p1", unit=three, reason="涉及本单位事项")
    assert decide().file.open_points == ()


@pytest.mark.rule("HB-34")
def test_a_major_matter_goes_to_the_government_where_the_place_says_so() -> None:
    hall = Hall("hanbin").do("add_points", OFFICE, points=({"title": "提高标准"},))
    hall.approved().called().sitting(members("hanbin").names[0])
    hall.do("decide_point", CONVENER, point="p1", outcome="government", text="报区政府决定")
    settled = hall.file.points[0].settled
    assert settled is not None and settled.outcome is PointOutcome.GOVERNMENT
    with refused("major_not_ruled"):
        Hall().ready().do("decide_point", CONVENER, point="p2", outcome="government")


@pytest.mark.rule("HB-02")
def test_a_meeting_may_suggest_a_decision_to_committee_or_government_by_name() -> None:
    hall = Hall().ready()
    suggested = {"point": "p2", "outcome": "suggestion", "text": "建议设立专项资金"}
    with refused("no_addressee"):
        hall.do("decide_point", CONVENER, **suggested)
    hall.do("decide_point", CONVENER, **suggested, addressee="市人民政府")
    settled = hall.file.points[1].settled
    assert settled is not None and settled.addressee == "市人民政府"


@pytest.mark.rule("TR-13")
def test_a_household_is_settled_only_as_its_item_recorded_it() -> None:
    hall = Hall().ready()
    with refused("item_not_decided"):
        hall.do("decide_point", CONVENER, point="p1", outcome="approved")
    other = {"resolution": resolution("TR2026000009/1")}
    with refused("item_not_decided"):
        hall.do("decide_point", CONVENER, point="p1", outcome="approved", known=other)
    with refused("item_not_decided"):
        hall.do("decide_point", CONVENER, point="p1", outcome="approved",
                known={"resolution": resolution(approved=False)})  # fmt: skip
    hall.household_approved()
    assert totals_of(hall.file).total_fen == 3_000_000


def test_nobody_but_a_convener_settles_and_a_silent_place_settles_nothing() -> None:
    hall = Hall().ready()
    with refused("role_not_allowed"):
        hall.do("decide_point", OFFICE, point="p2", outcome="approved", text="同意方案")
    silent = Hall("zhanhe").do("add_points", OFFICE, points=({"title": "年度工作"},))
    silent.approved().called().sitting(members("zhanhe").names[0])
    with pytest.raises(PolicyNotSet):
        silent.do("decide_point", CONVENER, point="p1", outcome="approved", text="同意方案")


@pytest.mark.rule("TR-10")
@pytest.mark.rule("TR-19")
def test_a_matter_without_household_has_its_text_owner_and_day() -> None:
    hall = Hall().ready()
    plain = {"point": "p2", "outcome": "approved"}
    with refused("text_missing"):
        hall.do("decide_point", CONVENER, **plain)
    with refused("due_in_the_past"):
        hall.do("decide_point", CONVENER, **plain, text="同意方案", due=START)
    hall.matter_approved()
    settled = hall.file.points[1].settled
    assert settled is not None and settled.owner == CIVIL and settled.due is not None


# --- another day ----------------------------------------------------------------------------------


def test_what_is_not_settled_is_put_off_or_taken_up_on_another_day() -> None:
    hall = Hall().ready().household_approved()
    with refused("points_open"):
        hall.do("close_sitting", CONVENER)
    with refused("continues_in_the_past"):
        hall.do("adjourn_meeting", CONVENER, continue_on=hall.today, reason="时间不够")
    on = hall.today + timedelta(days=2)
    hall.do("adjourn_meeting", CONVENER, continue_on=on, reason="时间不够").posted()
    assert hall.file.mail[-1].kind == "continued" and hall.file.call is not None
    assert hall.file.call.meets_on == on
    hall.sitting(CIVIL, HEALTH)
    assert [s.number for s in hall.file.sittings] == [1, 2]
    assert hall.file.attended == (CIVIL, MEDICAL, HEALTH)
    with refused("point_done"):
        hall.household_approved()
    hall.do("put_off_point", CONVENER, point="p2", reason="资金方案尚未报送")
    with refused("nothing_left"):
        hall.do("adjourn_meeting", CONVENER, continue_on=on + timedelta(days=1), reason="改日再议")
    assert hall.do("close_sitting", CONVENER).file.stage is MeetingStage.MINUTES


def test_two_meetings_on_one_day_stand_apart() -> None:
    first, second = Hall().tabled().approved(), Hall(number="2026-02", kind=MeetingKind.EXTRA)
    with refused("item_elsewhere"):
        add(second, {"kind": "item", "item": ITEM}, items=(household(elsewhere=first.file.id),))
    add(second, {"title": "防汛救助"}).approved()
    first.called(2).sitting()
    second.called(2).sitting()
    assert first.file.sitting is not None and second.file.sitting is not None
    assert first.file.sitting.on == second.file.sitting.on
    assert first.file.id != second.file.id


# --- the minutes ----------------------------------------------------------------------------------


def test_minutes_are_written_checked_and_signed_by_three_people() -> None:
    hall = Hall().held().do("draft_minutes", OFFICE, copies=("市政府",))
    with refused("same_person"):
        hall.do("check_minutes", OFFICE)
    hall.do("return_minutes", CONVENER, reason="金额有误")
    assert hall.file.stage is MeetingStage.MINUTES
    hall.do("draft_minutes", OFFICE, copies=("市政府",)).do("check_minutes", CONVENER)
    with refused("same_person"):
        hall.do("sign_minutes", CONVENER)
    hall.do("sign_minutes", GENERAL).numbered()
    assert hall.file.mail[-1].units == (*members().names, "市政府")
    assert next(e for e in hall.file.journal if e.act == "minutes").text == "同联会纪〔2026〕1号"
    assert hall.posted().file.stage is MeetingStage.ENDED
    assert hall.numbered("同联会纪〔2026〕9号").file.minutes is not None
    assert hall.file.minutes is not None and hall.file.minutes.number == "同联会纪〔2026〕1号"


def test_issued_minutes_change_only_by_later_minutes_that_name_them() -> None:
    ended = Hall().ended()
    for name in ("draft_minutes", "return_minutes", "sign_minutes", "refresh_policy"):
        with refused("out_of_order"):
            ended.do(name, OFFICE, **({"reason": "改一改数"} if name[0] == "r" else {}))
    hall, change = Hall(number="2026-02").held(), {"text": "第一项金额更正为三万元"}
    with refused("minutes_unknown"):
        hall.do("draft_minutes", OFFICE, amends=({"number": "同联会纪〔2026〕7号", **change},))
    number = "同联会纪〔2026〕1号"
    known = {"minutes": (number,)}
    hall.do("draft_minutes", OFFICE, amends=({"number": number, **change},), known=known)
    assert hall.file.minutes is not None and hall.file.minutes.amends[0].number == number


# --- who may read ---------------------------------------------------------------------------------


@pytest.mark.rule("TR-59")
def test_only_those_concerned_read_a_point_that_is_kept_to_them() -> None:
    file = Hall().ended().file
    for unit, titles in (
        (CIVIL, ["", "救助资金年度安排"]),
        (HEALTH, [MASKED_ZH, "救助资金年度安排"]),
    ):
        seen = seen_by(file, Role.UNIT_LIAISON, unit)
        assert [p.title for p in seen.points] == titles
    outside = seen_by(file, Role.UNIT_LIAISON, HEALTH)
    assert "TR2026000001" not in outside.model_dump_json()
    assert outside.points[0].settled is None and outside.points[0].done
    for role in (OFFICE, CONVENER, Role.AUDITOR):
        assert seen_by(file, role, "") == file
    for role in (Role.REVIEWER, Role.TOWNSHIP_LEADER, Role.INTAKE, Role.COUNTY_APPROVER):
        assert not may_read(file, role, CIVIL)
    assert not may_read(file, Role.UNIT_LIAISON, "海关总署")


@pytest.mark.rule("TR-59")
def test_what_every_screen_says_of_a_meeting_names_no_point() -> None:
    hall = Hall().ready()
    words = meeting_waiting_zh(hall.file, hall.today) + "".join(
        t.zh for t in open_meeting_tasks(hall.file)
    )
    assert "TR2026000001" not in words and "救助资金" not in words


# --- scale and the table --------------------------------------------------------------------------


def test_an_agenda_of_sixty_items_before_thirty_two_units() -> None:
    items = tuple(f"TR2026{n:06d}/1" for n in range(1, 61))
    hall = add(
        Hall(),
        *({"kind": "item", "item": i} for i in items),
        items=tuple(household(i) for i in items),
    )
    names = members().names[:32]
    hall.approved().called().sitting(*names)
    said = tuple({"unit": u, "stand": "agree", "text": "同意救助"} for u in names)
    for n, item in enumerate(items, start=1):
        hall.do("record_voices", OFFICE, point=f"p{n}", voices=said)
        hall.household_approved(f"p{n}", item, n * 10_000)
    hall.do("close_sitting", CONVENER).minuted().numbered().posted()
    totals = totals_of(hall.file)
    assert (totals.examined, totals.approved) == (60, 60)
    assert totals.total_fen == sum(n * 10_000 for n in range(1, 61))
    assert len(hall.file.journal) < 140
    assert len(hall.file.model_dump_json()) < 700_000


def test_the_table_names_every_act_once_and_every_way_leads_somewhere() -> None:
    assert [m.act for m in MEETING_MOVES] == list(dict.fromkeys(m.act for m in MEETING_MOVES))
    assert set(MEETING_ACTS) == {m.act for m in MEETING_MOVES}
    assert set(MEETING_EXITS) == set(MeetingStage)
    assert {s for s, ways in MEETING_EXITS.items() if not ways} == set(OVER)
    reached = {way for ways in MEETING_EXITS.values() for way in ways}
    assert reached == set(MeetingStage)
