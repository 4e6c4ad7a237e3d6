"""Who may read which affair, and whose an act on it is: one function each, for every door.

The office, the conveners, the government office and those who supervise read all. A unit reads
what it opened, owns or is asked about, and what a meeting decided. A township reads its own.
"""

from __future__ import annotations

from domain.assembly.sight import READS_ALL
from domain.case.acts import Officer
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.desk.file import AffairFile

AFFAIR_READERS = (*READS_ALL, Role.UNIT_LIAISON, Role.REVIEWER, Role.TOWNSHIP_LEADER)
_OF_OWNER = ("report_affair", "complete_affair")
_OF_OPENER = ("conclude_consultation", "withdraw_affair")


def name_of(file: AffairFile, unit: str) -> str:
    """The unit under the name the affair knows it by; as given when it is no member."""
    member = file.members.unit(unit) if file.members else None
    return member.zh if member else unit


def opened_by(file: AffairFile, officer_unit: str) -> bool:
    who = file.order.opened_by
    return who is not None and name_of(file, who.unit) == name_of(file, officer_unit)


def may_read(file: AffairFile, role: Role, unit: str, township: str = "") -> bool:
    """Whether this person may know of the affair at all."""
    if role in READS_ALL:
        return True
    if role in TOWNSHIP_ROLES:
        return bool(township) and file.order.township == township
    if role is not Role.UNIT_LIAISON:
        return False
    own = name_of(file, unit)
    return file.decided or own in (file.owner, *file.order.units) or opened_by(file, unit)


def whose_it_is(file: AffairFile, act: str, role: Role, unit: str) -> bool:
    """Whether an act that binds one unit, or the office, is for this one."""
    own = name_of(file, unit)
    of_unit = role is Role.UNIT_LIAISON
    if act in _OF_OWNER:
        return own == file.owner if of_unit else not file.owner
    if act == "give_consulted_opinion":
        return own in file.order.units
    if act in _OF_OPENER and role is not Role.MEETING_OFFICE:
        return opened_by(file, unit)
    return True


def reads(file: AffairFile, officer: Officer) -> bool:
    return may_read(file, officer.role, officer.unit, officer.township)
