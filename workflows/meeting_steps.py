"""What an item and its measures can do to the world: name, types and promise, without a body.

Implemented in `activities.meeting`; `take_policy` is shared with the case (`workflows.steps`).
"""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.base import Frozen
from domain.case.notices import NoticeReceipt
from domain.measures.file import MeasuresFile
from domain.meeting.item import ItemFile, Members
from domain.task import Task


class ItemProjection(Frozen):
    """An item as the tables show it. Written only if newer (`file.version`) than what stands there.

    `units`: the unit (Chinese name) a task is for, by the code of the task.
    """

    file: ItemFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str
    due: date | None


class MeasuresProjection(Frozen):
    """The tasks of one decision as the tables show them."""

    file: MeasuresFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str
    due: date | None


class MembersOrder(Frozen):
    """The body of a place, or of one of its townships, on a day."""

    place: str
    on: date
    township: str = ""


class MinutesOrder(Frozen):
    """The minutes (会议纪要) of a decided item. `on`: the item's today."""

    file: ItemFile
    on: date


@activity.defn
def list_members(order: MembersOrder) -> Members:
    """The member units of the body on that day, by the place's pack and every change since."""
    raise NotImplementedError


@activity.defn
def project_item(projection: ItemProjection) -> None:
    """Write the item's row and its tasks; older versions are ignored."""
    raise NotImplementedError


@activity.defn
def project_measures(projection: MeasuresProjection) -> None:
    """Write one row for each unit's task, and the open tasks; older versions are ignored."""
    raise NotImplementedError


@activity.defn
async def issue_minutes(order: MinutesOrder) -> NoticeReceipt:
    """Render, number and store the minutes. Repeating an order gives the same number."""
    raise NotImplementedError
