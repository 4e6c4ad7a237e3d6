"""After a meeting: its minutes, who may read what of it, its size, its table."""

from __future__ import annotations

from typing import Any

import pytest

from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import totals_of
from domain.assembly.lifecycle import (
    MEETING_EXITS,
    MEETING_MOVES,
    OVER,
    MeetingStage,
)
from domain.assembly.sight import MASKED_ZH, may_read, seen_by
from domain.assembly.tasks import (
    meeting_waiting_zh,
    open_meeting_tasks,
)
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from tests.assembly import (
    CIVIL,
    CONVENER,
    GENERAL,
    HEALTH,
    OFFICE,
    Hall,
    household,
    members,
)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def add(hall: Hall, *points: dict[str, Any], items: tuple[dict[str, object], ...] = ()) -> Hall:
    return hall.do("add_points", OFFICE, points=points, known={"items": items})


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
