"""Who may know of a complaint, read what was said and see who said it: one function each.

A report against staff is discipline inspection's alone. The township complained about learns neither
who complained nor in which words, and does not decide on it (JZ-55).
"""

from __future__ import annotations

from domain.case.acts import Officer
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from domain.complaint.file import ComplaintFile
from domain.complaint.lifecycle import ALERTED, COUNTY

_ALL = (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER, Role.PETITION_OFFICE, Role.AUDITOR)
READERS = (
    *_ALL,
    Role.INTAKE,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.MEETING_OFFICE,
    Role.GOVERNMENT_OFFICE,
    Role.UNIT_LIAISON,
    Role.DISCIPLINE,
)
"""Roles that have a list of complaints at all."""
_WORDS = (
    Role.COUNTY_REVIEWER,
    Role.PETITION_OFFICE,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.UNIT_LIAISON,
)
_NAMES = (Role.COUNTY_REVIEWER, Role.PETITION_OFFICE, Role.REVIEWER)


def may_read(file: ComplaintFile, officer: Officer) -> bool:
    """Whether this person may know of the complaint at all."""
    if officer.place and officer.place != file.place:
        return False
    if file.order.staff or officer.role is Role.DISCIPLINE:
        return file.order.staff and officer.role is Role.DISCIPLINE
    if officer.role in _ALL:
        return True
    if officer.role in ALERTED:
        return officer.role.value in file.alerted
    if officer.role is Role.UNIT_LIAISON:
        return bool(officer.unit) and officer.unit in (file.unit, file.unit_zh)
    if officer.role not in (Role.INTAKE, Role.REVIEWER, Role.TOWNSHIP_LEADER):
        return False
    ours = (file.unit, file.township)
    return bool(officer.township) and officer.township in ours


def _reported(file: ComplaintFile, officer: Officer) -> bool:
    of_township = officer.role in TOWNSHIP_ROLES
    return of_township and officer.township == file.order.reported


def may_read_words(file: ComplaintFile, officer: Officer) -> bool:
    """Whether this person may read what was said."""
    if not may_read(file, officer) or _reported(file, officer):
        return False
    return officer.role is Role.DISCIPLINE or officer.role in _WORDS


def may_see_person(file: ComplaintFile, officer: Officer) -> bool:
    """Whether this person may see who complained; each look is logged. A protected informant is
    seen by the county and the petition office alone."""
    if not may_read_words(file, officer):
        return False
    if officer.role is Role.DISCIPLINE:
        return True
    if file.order.protected and officer.role is Role.REVIEWER:
        return False
    return officer.role in _NAMES


def may_see_counselling(file: ComplaintFile, officer: Officer) -> bool:
    """The mark of somebody in need of counselling: for those who handle it alone (JZ-48)."""
    if not may_read_words(file, officer):
        return False
    return officer.role in (Role.COUNTY_REVIEWER, Role.PETITION_OFFICE) or (
        officer.role in (Role.REVIEWER, Role.TOWNSHIP_LEADER) and officer.township == file.unit
    )


def covered(file: ComplaintFile, officer: Officer) -> ComplaintFile:
    """The complaint as this person may read it."""
    if may_see_counselling(file, officer):
        return file
    marks = ("refer_counselling", "record_handover")
    return file.having(
        counselling=None,
        handover=None,
        journal=tuple(line for line in file.journal if line.act not in marks),
    )


def not_theirs(file: ComplaintFile, act: str, officer: Officer) -> str:
    """A sentence when the act is not this officer's, empty when it is."""
    if act == "refresh_policy":
        return ""
    if act == "coordinate_complaint":
        if officer.role.value not in file.alerted:
            return "本信访件没有标为须由您的岗位协调的重大事项。"
        return "您已登记协调意见。" if officer.role.value in file.coordinated else ""
    if file.order.staff:
        own = officer.role is Role.DISCIPLINE
        return "" if own else "本县（市、区）没有可以由您办理的该信访件。"
    if officer.role is Role.DISCIPLINE:
        return "本县（市、区）没有可以由您办理的该信访件。"
    if officer.role in TOWNSHIP_ROLES and officer.township == file.order.reported:
        return "本信访件反映的是您所在的乡镇（街道），应当由县级民政部门或者信访部门办理。"
    if not file.unit:
        return _before(file, officer)
    if officer.role in (Role.COUNTY_REVIEWER, Role.PETITION_OFFICE):
        return ""
    mine = officer.township if officer.role in TOWNSHIP_ROLES else officer.unit
    ours = file.unit != COUNTY and mine in (file.unit, file.unit_zh)
    return "" if ours else f"本信访件由{file.unit_zh}办理，应当由其办理。"


def _before(file: ComplaintFile, officer: Officer) -> str:
    """Nobody is responsible yet: the township it came in at, or the county; repeats are the county's
    where the place's document says so (JZ-45)."""
    if officer.role in (Role.COUNTY_REVIEWER, Role.PETITION_OFFICE):
        return ""
    if officer.role is Role.UNIT_LIAISON or officer.township != file.township:
        return "本信访件尚未确定责任单位，请等待县级民政部门或者登记的乡镇（街道）受理。"
    if file.repeats and file.policy and file.law.has(REPEATS) and file.law.flag(REPEATS):
        return "本信访件属于重复信访，应当由县级民政部门办理。"
    return ""


REPEATS = "complaint.repeats_to_county"
