"""Who may read what of a meeting (TR-59): one function for pages, lists, minutes and the API.

The office, the conveners, the government office that settles the agenda and the supervisors read
all of it. A unit reads the meetings it was called to, and of a point kept to those concerned only
that it exists, unless it is one of them; what it stepped aside from it does not read either.
"""

from __future__ import annotations

from domain.assembly.file import MeetingFile
from domain.assembly.points import Point, PointGrade
from domain.assembly.township import POSTS
from domain.case.lifecycle import Role

READS_ALL = (
    Role.MEETING_OFFICE,
    Role.CONVENER,
    Role.GENERAL_CONVENER,
    Role.GOVERNMENT_OFFICE,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.SUPERVISOR,
)
READERS = (*READS_ALL, Role.UNIT_LIAISON, *POSTS)
"""Who may look for meetings at all; which of them each sees is `may_read`."""
MASKED_ZH = "（知悉范围以外的议题）"
KEEP_SECRET_ZH = "参加会议人员必须严格遵守保密纪律，不得泄露会议内容；每次查看均有记录。"  # noqa: S105


def may_read(file: MeetingFile, role: Role, unit: str, township: str = "") -> bool:
    """Whether this person may know that the meeting exists at all. `township`: his own."""
    if role in POSTS:
        return bool(township) and file.order.township == township
    return role in READS_ALL or (role is Role.UNIT_LIAISON and unit_of(file, unit) != "")


def unit_of(file: MeetingFile, unit: str) -> str:
    """The unit under the name the meeting knows it by; empty when it was not called."""
    member = file.members.unit(unit) if file.members else None
    if member is not None:
        return member.zh
    return unit if unit and unit in file.invited else ""


def reads_point(point: Point, role: Role, unit: str) -> bool:
    """`unit` under its Chinese name."""
    if role in READS_ALL or role in POSTS:
        return True
    if unit in point.recused_units:
        return False
    return point.grade is not PointGrade.CONCERNED or unit in point.units


def masked(point: Point) -> Point:
    """Only that it was on the agenda and whether it is done."""
    return Point(
        key=point.key,
        kind=point.kind,
        title=MASKED_ZH,
        grade=point.grade,
        hidden=True,
        put_off="（未列）" if point.done else "",
    )


def seen_by(file: MeetingFile, role: Role, unit: str) -> MeetingFile:
    """The meeting as this person may read it: points, record and all that names them."""
    own = unit_of(file, unit)
    hidden = {p.key for p in file.points if not reads_point(p, role, own)}
    if not hidden:
        return file
    points = tuple(masked(p) if p.key in hidden else p for p in file.points)
    return file.having(
        points=points,
        journal=tuple(
            e if not _tells(e.act, e.point, hidden) else e.model_copy(update={"text": ""})
            for e in file.journal
        ),
    )


def _tells(act: str, point: str, hidden: set[str]) -> bool:
    """Lines of a hidden point, and those that name several points at once."""
    return point in hidden or act in ("add_points", "remove_point")
