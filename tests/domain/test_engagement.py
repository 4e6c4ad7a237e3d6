"""An auditor's leave to read: who grants it, what it covers, and that it ends by itself (审计法 Art 34)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.oversight.engagement import (
    CaseFacts,
    Grant,
    Rights,
    covers,
    part_of,
    reads_on,
    stands_open,
)
from domain.oversight.file import Held, OversightKind, OversightStage
from domain.oversight.moves import OPENERS, OVERSIGHT_MOVES, may_read
from domain.oversight.parts import EngagementPart, ReadingScope
from tests.oversight import Desk
from tests.people import START

_K, _R = OversightKind, Role
DAY = timedelta(days=1)
LAST = START + timedelta(days=60)


def leave(**fields: object) -> EngagementPart:
    known = {
        "notice": "焦审通〔2026〕12号",
        "authority": "焦作市审计局",
        "first": START,
        "last": LAST,
    }
    return EngagementPart.model_validate(known | fields)


def asked(by: Role = _R.COUNTY_REVIEWER, **fields: object) -> Desk:
    held = Held(text="2026年度社会救助资金审计", person="jz.auditor")
    return Desk(_K.ENGAGEMENT, held=held, opener=by, leave=leave(**fields))


def granted(**fields: object) -> Desk:
    desk = asked(**fields)
    desk.do("confirm_engagement", _R.COUNTY_APPROVER)
    return desk


def refused(desk: Desk, name: str, role: Role, person: int = 1, **fields: object) -> CaseRefusal:
    with pytest.raises(CaseRefusal) as told:
        desk.do(name, role, person, **fields)
    return told.value


def test_one_officer_registers_a_leave_and_another_confirms_it() -> None:
    desk = asked(_R.COUNTY_APPROVER)
    (task,) = desk.tasks()
    assert (task.act, task.role, task.due) == ("confirm_engagement", _R.COUNTY_APPROVER, LAST)
    assert not reads_on(desk.file, START)
    assert refused(desk, "confirm_engagement", _R.COUNTY_APPROVER).code == "same_person"
    assert refused(desk, "confirm_engagement", _R.COUNTY_REVIEWER, 2).code == "role_not_allowed"
    desk.do("confirm_engagement", _R.COUNTY_APPROVER, 2)
    assert desk.file.stage is OversightStage.GRANTED and reads_on(desk.file, START)
    assert desk.tasks() == ()


def test_an_auditor_neither_registers_nor_changes_a_leave() -> None:
    with pytest.raises(CaseRefusal) as told:
        asked(_R.AUDITOR)
    assert told.value.code == "role_not_allowed"
    of_kind = [m for m in OVERSIGHT_MOVES if m.kind is _K.ENGAGEMENT]
    assert all(_R.AUDITOR not in m.roles for m in of_kind)
    assert _R.AUDITOR not in OPENERS[_K.ENGAGEMENT][0]


def test_it_ends_by_itself_the_day_after_its_last_and_is_read_on_that_day() -> None:
    desk = granted()
    desk.turn(LAST)
    assert reads_on(desk.file, LAST) and not reads_on(desk.file, LAST + DAY)
    desk.turn(LAST + DAY)
    assert desk.file.closed and part_of(desk.file).ended == "over"
    assert desk.file.journal[-1].zh == "授权到期"
    never = asked()
    never.turn(LAST + DAY)
    assert never.file.closed and part_of(never.file).ended == "lapsed"


def test_it_is_not_read_before_its_first_day() -> None:
    desk = granted(first=START + DAY)
    assert not reads_on(desk.file, START) and reads_on(desk.file, START + DAY)


def test_a_later_last_day_needs_a_letter_and_another_person() -> None:
    desk = granted()
    later = LAST + timedelta(days=30)
    letter = {"notice": "焦审延〔2027〕2号", "reason": "核实工作尚未结束"}
    shorter = refused(desk, "extend_engagement", _R.COUNTY_APPROVER, last=LAST, **letter)
    assert shorter.code == "not_longer" and "收回授权" in shorter.message
    assert refused(desk, "confirm_extension", _R.COUNTY_APPROVER).code == "nothing_asked"
    desk.do("extend_engagement", _R.COUNTY_APPROVER, last=later, **letter)
    assert not reads_on(desk.file, later), "one person alone extends nothing"
    again = refused(desk, "extend_engagement", _R.COUNTY_REVIEWER, last=later, **letter)
    assert again.code == "asked_already"
    assert refused(desk, "confirm_extension", _R.COUNTY_APPROVER).code == "same_person"
    assert stands_open(desk.file, "confirm_extension")
    assert not stands_open(desk.file, "extend_engagement")
    desk.do("confirm_extension", _R.COUNTY_APPROVER, 2)
    assert reads_on(desk.file, later) and part_of(desk.file).extensions[0].confirmed_by
    desk.turn(LAST + DAY)
    assert not desk.file.closed


def test_it_is_taken_back_at_once_or_never_given_with_a_reason() -> None:
    desk = granted()
    desk.do("revoke_engagement", _R.COUNTY_REVIEWER, reason="审计人员已经调整")
    assert desk.file.closed and not reads_on(desk.file, START)
    assert "审计人员已经调整" in desk.file.journal[-1].text
    other = asked()
    other.do("decline_engagement", _R.COUNTY_APPROVER, reason="审计通知书文号有误")
    assert other.file.closed and part_of(other.file).ended == "declined"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"first": LAST, "last": START}, "period_turned"),
        ({"first": START - 9 * DAY, "last": START - DAY}, "due_in_past"),
        ({"scope": {"since": LAST, "until": START}}, "period_turned"),
    ],
)
def test_days_that_cannot_be_are_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(CaseRefusal) as told:
        asked(**fields)
    assert told.value.code == code


def test_a_leave_whose_last_day_is_past_is_not_confirmed_any_more() -> None:
    desk = asked()
    desk.today = LAST + DAY
    assert refused(desk, "confirm_engagement", _R.COUNTY_APPROVER).code == "period_over"


CASE = CaseFacts(place="jiaozuo", township="jz-wangdian", programme="dibao",
                 since=date(2026, 3, 1), until=date(2026, 9, 30))  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "within"),
    [
        ({}, True),
        ({"townships": ["jz-wangdian"], "programmes": ["dibao"]}, True),
        ({"townships": ["jz-first"]}, False),
        ({"programmes": ["tekun"]}, False),
        ({"since": date(2026, 9, 30)}, True),
        ({"since": date(2026, 10, 1)}, False),
        ({"until": date(2026, 3, 1)}, True),
        ({"until": date(2026, 2, 28)}, False),
    ],
)
def test_a_case_is_within_a_scope_on_its_first_and_last_day_and_not_beyond(
    scope: dict[str, object], within: bool
) -> None:
    known = ReadingScope.model_validate(scope)
    assert covers(known, "jiaozuo", CASE) is within
    assert not covers(known, "tongren", CASE), "another county's case is in no leave"


def test_a_living_case_is_within_every_period_that_has_begun_before_it_ends() -> None:
    living = CASE.model_copy(update={"until": None})
    assert covers(ReadingScope(since=date(2030, 1, 1)), "jiaozuo", living)


def test_of_several_leaves_whichever_covers_is_taken_and_whole_ones_first() -> None:
    narrow = Grant(subject="jiaozuo/2026-001", scope=ReadingScope(townships=("jz-first",)))
    other = Grant(subject="jiaozuo/2026-002", scope=ReadingScope(townships=("jz-wangdian",)))
    rights = Rights(place="jiaozuo", grants=(narrow, other))
    assert rights.whole is None and rights.of_case(CASE) == other
    assert rights.townships == ("jz-first", "jz-wangdian")
    assert rights.of_township("jz-first") == narrow and rights.of_township("jz-second") is None
    by_programme = Grant(subject="x", scope=ReadingScope(programmes=("dibao",)))
    assert Rights(place="jiaozuo", grants=(by_programme,)).of_township("jz-first") is None


def test_a_leave_is_seen_by_the_county_and_by_the_auditor_it_names() -> None:
    def sees(role: Role, account: str) -> bool:
        return may_read(_K.ENGAGEMENT, "", "jz.auditor", "jz.county_reviewer", role, "", account)

    assert sees(_R.AUDITOR, "jz.auditor") and not sees(_R.AUDITOR, "jz.auditor.9")
    assert sees(_R.COUNTY_APPROVER, "x") and sees(_R.DISCIPLINE, "x")
    assert not sees(_R.TOWNSHIP_LEADER, "x") and not sees(_R.FINANCE, "x")
