"""A meeting that sits: who is there, who steps aside, what is said and settled, another day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.assembly.file import totals_of
from domain.assembly.lifecycle import (
    MeetingKind,
    MeetingStage,
)
from domain.assembly.points import PointOutcome
from domain.assembly.sight import MASKED_ZH, seen_by
from domain.base import CaseRefusal
from domain.body.composition import Gone
from domain.case.lifecycle import Role
from domain.places import Unit
from domain.policy import PolicyNotSet
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
)
from tests.people import START


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def add(hall: Hall, *points: dict[str, Any], items: tuple[dict[str, object], ...] = ()) -> Hall:
    return hall.do("add_points", OFFICE, points=points, known={"items": items})


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


def test_a_major_matter_goes_to_the_government_where_the_place_says_so() -> None:
    hall = Hall("hanbin").do("add_points", OFFICE, points=({"title": "提高标准"},))
    hall.approved().called().sitting(members("hanbin").names[0])
    hall.do("decide_point", CONVENER, point="p1", outcome="government", text="报区政府决定")
    settled = hall.file.points[0].settled
    assert settled is not None and settled.outcome is PointOutcome.GOVERNMENT
    with refused("major_not_ruled"):
        Hall().ready().do("decide_point", CONVENER, point="p2", outcome="government")


def test_a_meeting_may_suggest_a_decision_to_committee_or_government_by_name() -> None:
    hall = Hall().ready()
    suggested = {"point": "p2", "outcome": "suggestion", "text": "建议设立专项资金"}
    with refused("no_addressee"):
        hall.do("decide_point", CONVENER, **suggested)
    hall.do("decide_point", CONVENER, **suggested, addressee="市人民政府")
    settled = hall.file.points[1].settled
    assert settled is not None and settled.addressee == "市人民政府"


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
