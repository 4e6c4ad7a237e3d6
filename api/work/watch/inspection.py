"""待办 of discipline inspection: reports against staff, which stand in no list of tasks at all.

They are made from the proceedings' own rows when that role asks, so that no count, board or command
that reads the list of tasks could ever tell of them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from api.frame.door import Door
from api.scope import Caller
from api.work.shapes import TaskLine
from api.work.watch.kinds import WATCHES
from api.work.watch.shown import listed_for
from domain.case.lifecycle import ROLE_ZH, Role
from domain.complaint.lifecycle import ComplaintStage
from store.tables import ProceedingRow

_MOST: Final = 100
_NEXT: Final = {
    ComplaintStage.RECEIVED: ("accept_complaint", "受理反映工作人员的线索"),
    ComplaintStage.HANDLING: ("answer_petition", "办理反映工作人员的线索"),
    ComplaintStage.ANSWERED: ("close_complaint", "办结反映工作人员的线索"),
}


async def inspection_tasks(door: Door, caller: Caller, today: date) -> tuple[TaskLine, ...]:
    """What waits for discipline inspection; nothing for every other role."""
    if caller.role is not Role.DISCIPLINE:
        return ()
    page = await listed_for(door, caller, "complaint", open_only=True, limit=_MOST)
    found = [_line(row, today) for row in page.rows if row.stage != ComplaintStage.CLOSED]
    return tuple(sorted(found, key=lambda line: (line.due or date.max, line.subject)))


def _line(row: ProceedingRow, today: date) -> TaskLine:
    act, zh = _NEXT[ComplaintStage(row.stage)]
    watch = WATCHES["complaint"]
    return TaskLine(
        subject=watch.id(row.place, row.number),
        kind="complaint",
        case_no="",
        act=act,
        act_zh=zh,
        zh=zh,
        role=Role.DISCIPLINE.value,
        role_zh=ROLE_ZH[Role.DISCIPLINE],
        unit="",
        place=row.place,
        township="",
        since=row.stage_since,
        due=row.due_on,
        days_left=(row.due_on - today).days if row.due_on else None,
        overdue=bool(row.due_on and today > row.due_on),
        provisional=False,
        clause=watch.procedure.clause,
    )
