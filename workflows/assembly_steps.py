"""What a meeting can do to the world: its tables, its minutes, its mail to the units.

Implemented in `activities.assembly`; `take_policy` and `list_members` are shared.
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.assembly.file import Mailing, MeetingFile
from domain.base import Frozen
from domain.case.notices import NoticeReceipt
from domain.task import Task


class MeetingProjection(Frozen):
    """A meeting as the tables show it. Written only if newer (`file.version`) than what stands.

    `units`: the unit (Chinese name) a task is for, by the code of the task.
    """

    file: MeetingFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str
    due: date | None


class MeetingMinutesOrder(Frozen):
    """The signed minutes of a meeting. `on`: the meeting's today."""

    file: MeetingFile
    on: date


class MailOrder(Frozen):
    """One mailing to every unit it names. `on`: the meeting's today."""

    file: MeetingFile
    mailing: Mailing
    on: date


class MailReceipt(Frozen):
    """How many units had it before, and how many got it now. Together: each unit once."""

    before: int
    now: int


@activity.defn
def project_meeting(projection: MeetingProjection) -> None:
    """Write the meeting's row, points, tasks and record; older versions are ignored."""
    raise NotImplementedError


@activity.defn
async def issue_meeting_minutes(order: MeetingMinutesOrder) -> NoticeReceipt:
    """Render, number and store the minutes. Repeating an order gives the same number."""
    raise NotImplementedError


@activity.defn
async def mail_units(order: MailOrder) -> MailReceipt:
    """Put the paper before each unit, with what that unit may read in it. However often it is
    begun again, each unit gets it once."""
    raise NotImplementedError
