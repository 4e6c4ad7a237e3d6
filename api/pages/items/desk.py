"""What one unit owes, and what waits for a convener: the joint meeting from where each one sits."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.v1.tasks import task_page
from api.work.joint.sight import unit_words
from api.work.meetings.shown import line_of, meetings_of
from domain.assembly.sight import KEEP_SECRET_ZH
from domain.case.lifecycle import Role
from domain.measures.lifecycle import MEASURE_STAGE_ZH, MeasureStage
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from store import meeting
from store.tables import ItemRow, MeasureTaskRow

router = APIRouter(include_in_schema=False)
CHAIRS = (Role.CONVENER, Role.GENERAL_CONVENER, Role.GOVERNMENT_OFFICE)


@router.get("/unit")
async def unit(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    """The liaison's view: opinions owed, notices to confirm, measures, supervision orders."""
    must_be(caller, (Role.UNIT_LIAISON,), "查看本单位的联席会议事项", "TR-56; TR-58")
    today = await door.today()
    words = await unit_words(door, caller) or ()
    page = await task_page(door, caller, "mine", limit=100)
    owed = [t for t in page.items if t.kind in ("item", "meeting", "measures")]
    rows = await door.read(meeting.measure_tasks, caller.place)
    mine = [r for r in rows if r.unit in words or r.unit_code in words]
    found = await door.read(meeting.list_items, caller.place, units=words, limit=100)
    return await show(
        request,
        "unit.html",
        secret=KEEP_SECRET_ZH,
        unit=caller.unit,
        opinions=[t for t in owed if t.act == "give_unit_opinion"],
        confirmations=[t for t in owed if t.kind == "meeting"],
        open_tasks=[_task(r, today) for r in mine if not r.settled],
        done_tasks=[_task(r, today) for r in mine if r.settled],
        items=[_item(r, today) for r in found.rows],
        tail=tail,
    )


@router.get("/convene")
async def convene(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    """The conveners' and the government office's view: what waits for them, what stalls, by whom."""
    must_be(caller, CHAIRS, "查看召集人事项", "TR-02; TR-18")
    today = await door.today()
    page = await task_page(door, caller, "mine", limit=100)
    found = await door.read(meeting.list_items, caller.place, open_only=True, limit=100)
    rows = await door.read(meeting.measure_tasks, caller.place, open_only=True)
    late = [r for r in rows if r.late or (r.completed_on is None and today > r.due)]
    meetings = await meetings_of(door, caller, caller.place, True, 50, "")
    return await show(
        request,
        "convene.html",
        secret=KEEP_SECRET_ZH,
        mine=[t for t in page.items if t.kind in ("item", "meeting")],
        items=sorted((_item(r, today) for r in found.rows), key=lambda i: -int(str(i["days"]))),
        late=[_task(r, today) for r in late],
        loads=await door.read(meeting.open_by_unit, caller.place, today),
        meetings=[line_of(row) for row in meetings.rows],
        tail=tail,
    )


def tail(subject: str) -> str:
    """The page of `item/…` or `meeting/…`."""
    kind, _, rest = subject.partition("/")
    return f"/{'items' if kind == 'item' else 'meetings' if kind == 'meeting' else kind}/{rest}"


def _item(row: ItemRow, today: date) -> dict[str, object]:
    return {
        "href": f"/items/{row.case_no}/{row.number}",
        "no": f"{row.case_no} 第{row.number}件",
        "topic": row.topic or "案件提请的家庭困难",
        "stage": ITEM_STAGE_ZH[ItemStage(row.stage)],
        "days": (today - row.stage_since).days,
        "waiting": row.waiting,
        "late": row.overdue,
        "silent": row.silent,
    }


def _task(row: MeasureTaskRow, today: date) -> dict[str, object]:
    answered = row.order_answered_on
    order = ""
    if row.order_on is not None:
        order = f"{row.order_on}督办，{row.order_due}前答复"
        order += f"，{answered}已答复" if answered else "，未答复"
        order += f"，{row.order_closed_on}办结" if row.order_closed_on else ""
    return {
        "href": f"/measures/{row.case_no}/{row.number}",
        "no": f"{row.case_no} 第{row.number}件 任务{row.key}",
        "unit": row.unit,
        "manner": row.manner,
        "fen": row.amount_fen,
        "delivered": row.delivered_fen,
        "due": row.due,
        "stage": MEASURE_STAGE_ZH[MeasureStage(row.stage)],
        "late": row.late or (row.completed_on is None and today > row.due),
        "days": (today - row.decided_on).days,
        "order": order,
    }
