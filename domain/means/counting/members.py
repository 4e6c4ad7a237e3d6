"""Who is a member that counts (57号 Art 7, JZ-63): each with the ground and the clause.

The lists are policy data. Being dead is a fact; every other way of not counting must be in the
place's list, and a status that needs years (clergy) counts from the day it began.
"""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.calendar import months_after
from domain.household import (
    RELATION_ZH,
    STATUS_ZH,
    Household,
    IncomeKind,
    Member,
    Relation,
    Status,
    WorkAbility,
)
from domain.identity import age_on
from domain.means.counting.lines import Line
from domain.rules import Rules

NEEDS = (
    "members_counted",
    "members_excluded",
    "clergy_months",
    "adult_age",
    "dependent_study",
    "severe_grades",
)
_AWAY = (Status.SERVICE, Status.MARRIED_OUT)
_NEVER_ALONE = (Status.DEAD, Status.PRISON, Status.DETOX, Status.MISSING)


class Standing(Frozen):
    """Whether a member counts: `code` of the ground, a Chinese sentence part, the clause."""

    member: str
    counted: bool
    code: str
    text: str
    clause: str


def standing(member: Member, on: date, law: Rules) -> Standing:
    """How this member stands on that day."""
    excluded = _excluded(member, on, law)
    if excluded is not None:
        return excluded
    ground = _ground(member, on, law)
    if ground in law.items("members_counted"):
        return _is(member, True, ground, _GROUND_ZH[ground], law.cite("members_counted"))
    return _is(member, False, ground, _APART_ZH[ground], law.cite("members_counted"))


def counted(home: Household, on: date, law: Rules) -> tuple[Member, ...]:
    """The members that count, in the order of the household."""
    return tuple(m for m in home.members if standing(m, on, law).counted)


def may_stand_alone(member: Member) -> bool:
    """A single person must be there to be helped; clergy may apply for themselves (Art 8)."""
    return member.status not in _NEVER_ALONE


def member_lines(home: Household, on: date, law: Rules) -> tuple[Line, ...]:
    """One line a member, by key: counted or not, and why."""
    found = []
    for member in sorted(home.members, key=lambda m: (len(m.key), m.key)):
        stands = standing(member, on, law)
        word = "计入" if stands.counted else "不计入"
        found.append((f"{member.key} {RELATION_ZH[member.relation]}", f"{word}：{stands.text}"))
    return tuple(found)


def is_adult(member: Member, on: date, law: Rules) -> bool:
    """Of age on that day; who has no readable number is not shown to be a minor."""
    try:
        return age_on(member.id_no, on) >= law.count("adult_age")
    except ValueError:
        return True


def is_severe(member: Member, law: Rules, grades: str = "severe_grades") -> bool:
    """The grade is in the list, alone (`1`) or with its kind (`3-mind`)."""
    listed = law.items(grades)
    return bool(member.disability) and (
        member.disability in listed or member.disability.partition("-")[0] in listed
    )


def is_jobless(home: Household, member: Member) -> bool:
    """Nothing is recorded that he earns by work."""
    work = (IncomeKind.WAGE, IncomeKind.BUSINESS)
    return not any(i.member == member.key and i.kind in work and i.fen_year for i in home.incomes)


def long_clergy(member: Member, on: date, law: Rules) -> bool:
    """Away in a religious site for the years of the rule; without a recorded first day, no."""
    if member.status is not Status.CLERGY or member.status_since is None:
        return False
    return months_after(member.status_since, law.months("clergy_months")) <= on


def _excluded(member: Member, on: date, law: Rules) -> Standing | None:
    status = member.status
    if status is Status.DEAD:
        return _is(member, False, status.value, STATUS_ZH[status], "57号 Art 32")
    if status.value not in law.items("members_excluded"):
        return None
    if status is Status.CLERGY and not long_clergy(member, on, law):
        return None
    clause = law.cite("members_excluded")
    return _is(member, False, status.value, STATUS_ZH[status], clause)


def _ground(member: Member, on: date, law: Rules) -> str:
    """The one ground of Art 7 that fits, or why none does."""
    away = member.apart or member.status in _AWAY
    if member.relation is Relation.SELF:
        return "applicant"
    if member.relation is Relation.SPOUSE:
        return "spouse"
    if member.relation is Relation.CHILD and not is_adult(member, on, law):
        return "minor_child"
    if member.relation is Relation.CHILD and _dependent(member, law):
        return "dependent_child"
    if member.no_duty:
        return "no_duty"
    return "lives_apart" if away else "supported_resident"


def _dependent(member: Member, law: Rules) -> bool:
    """An adult child who cannot live on his own: studies, or cannot work (57号 Art 7)."""
    return (
        member.study.value in law.items("dependent_study")
        or member.work is WorkAbility.NONE
        or is_severe(member, law)
    )


def _is(member: Member, counts: bool, code: str, text: str, clause: str) -> Standing:
    return Standing(member=member.key, counted=counts, code=code, text=text, clause=clause)


_GROUND_ZH = {
    "applicant": "申请人",
    "spouse": "配偶",
    "minor_child": "未成年子女",
    "dependent_child": "不能独立生活的成年子女",
    "supported_resident": "有法定赡养、抚养、扶养义务关系并长期共同居住",
}
_APART_ZH = {
    **_GROUND_ZH,
    "no_duty": "没有法定赡养、抚养、扶养义务关系",
    "lives_apart": "未长期共同居住",
}
