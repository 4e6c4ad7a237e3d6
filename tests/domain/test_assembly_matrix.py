"""Meeting stage x act x role (R5): every cell has an expected answer, every refusal names its rule.

The table of moves says who may do what in which stage; whatever it does not list is refused for
the stage or for the role.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from domain.assembly import engine
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.lifecycle import BY_MEETING_ACT, MeetingStage
from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from tests.assembly import CIVIL, CONVENER, GENERAL, OFFICE, Hall, resolution
from tests.people import officer

STAGES = tuple(MeetingStage)


@cache
def standing_in(stage: MeetingStage) -> Hall:
    """A meeting in the stage, with one household and one matter on its agenda."""
    hall = Hall().tabled()
    match stage:
        case MeetingStage.PREPARING:
            return hall
        case MeetingStage.CANCELLED:
            return hall.do("cancel_meeting", OFFICE, reason="合并召开")
    hall.do("submit_agenda", OFFICE)
    if stage is MeetingStage.AGENDA:
        return hall
    hall.do("approve_meeting", Role.GOVERNMENT_OFFICE)
    if stage is MeetingStage.CALLING:
        return hall
    hall.called()
    if stage is MeetingStage.CALLED:
        return hall
    hall.sitting()
    if stage is MeetingStage.SITTING:
        return hall
    if stage is MeetingStage.ADJOURNED:
        day = hall.today.replace(day=hall.today.day + 1)
        return hall.do("adjourn_meeting", CONVENER, continue_on=day, reason="时间不够")
    hall.household_approved().matter_approved().do("close_sitting", CONVENER)
    if stage is MeetingStage.MINUTES:
        return hall
    hall.do("draft_minutes", OFFICE)
    if stage is MeetingStage.CHECKING:
        return hall
    hall.do("check_minutes", officer(OFFICE, "tongren", 2))
    if stage is MeetingStage.SIGNING:
        return hall
    hall.do("sign_minutes", GENERAL).numbered()
    return hall if stage is MeetingStage.SENDING else hall.posted()


def fields_of(act: str, hall: Hall) -> dict[str, object]:
    tomorrow = hall.today.replace(day=hall.today.day + 1)
    voice = {"unit": CIVIL, "stand": "agree"}
    samples: dict[str, dict[str, object]] = {
        "add_points": {"points": ({"title": "年度工作"},)},
        "remove_point": {"point": "p2", "reason": "条件尚不成熟"},
        "invite_unit": {"unit": "某医院", "reason": "说明诊疗费用"},
        "return_meeting": {"reason": "请补充材料"},
        "call_meeting": {"meets_on": tomorrow},
        "confirm_notice": {"coming": True},
        "open_sitting": {
            "chair": "局长",
            "chair_role": CONVENER,
            "attended": ({"unit": CIVIL},),
        },
        "record_presence": {"came": ({"unit": "教育局"},)},
        "record_recusal": {"point": "p1", "unit": CIVIL, "reason": "近亲属"},
        "record_voices": {"point": "p2", "voices": (voice,)},
        "decide_point": {
            "point": "p1",
            "outcome": "approved",
            "known": {"resolution": resolution()},
        },
        "put_off_point": {"point": "p2", "reason": "资料不齐"},
        "adjourn_meeting": {"continue_on": tomorrow, "reason": "时间不够"},
        "cancel_meeting": {"reason": "合并召开"},
        "return_minutes": {"reason": "金额有误"},
        "refresh_policy": {"reason": "成员单位已经调整"},
    }
    return samples.get(act, {})


def who(role: Role) -> Officer:
    """A third person where the minutes want one; a liaison of a member unit."""
    person = officer(role, "tongren", 3)
    unit = CIVIL if role is Role.UNIT_LIAISON else person.unit
    return person.model_copy(update={"unit": unit})


_LATER = {
    ("open_sitting", MeetingStage.CALLED): "not_the_day",
    ("open_sitting", MeetingStage.ADJOURNED): "not_the_day",
    ("close_sitting", MeetingStage.SITTING): "points_open",
    ("close_sitting", MeetingStage.ADJOURNED): "points_open",
}
"""Lawful by the table, but for another day or with points still open."""


def expected(stage: MeetingStage, act: str, role: Role) -> str:
    move = BY_MEETING_ACT[act]
    if stage not in move.stages:
        return "out_of_order"
    if role not in move.roles:
        return "role_not_allowed"
    if act in ("approve_meeting", "return_meeting") and role is not Role.GOVERNMENT_OFFICE:
        return "not_the_approver"
    return _LATER.get((act, stage), "done")


def answer(stage: MeetingStage, act: str, role: Role) -> str:
    """`done`, or the code of the refusal."""
    hall = standing_in(stage)
    message = MEETING_ACTS[act].model_validate(
        {"officer": who(role).model_dump(), "on": hall.today, **fields_of(act, hall)}
    )
    try:
        engine.apply_to_meeting(hall.file, act, message, hall.today, hall.at)
    except CaseRefusal as refusal:
        assert re.search(r"[\u4e00-\u9fff]{4}", refusal.message), (act, refusal.code)
        assert refusal.message.endswith("。"), (act, refusal.message)
        assert refusal.clause, (act, refusal.code)
        return refusal.code
    return "done"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("act", BY_MEETING_ACT)
def test_every_act_in_every_stage_by_every_role(stage: MeetingStage, act: str) -> None:
    for role in Role:
        assert answer(stage, act, role) == expected(stage, act, role), (stage, act, role)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_that_is_not_over_has_somebody_who_can_move_it_on(stage: MeetingStage) -> None:
    hall = standing_in(stage)
    assert hall.file.stage is stage
    ways = {m.act for role in Role for m in engine.lawful_meeting_moves(hall.file, role)}
    moved_by_itself = (MeetingStage.SENDING, MeetingStage.ENDED, MeetingStage.CANCELLED)
    assert bool(ways) == (stage not in moved_by_itself)
