"""The list of items, one item from its papers to its decision, and what the units do about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.frame.problems import LawfulAct
from api.labels import AIDS
from api.pages.choices import cause_word
from api.pages.items.desk import CHAIRS
from api.pages.items.steps import steps_of
from api.pages.items.tables import (
    item_tables,
    order_rows,
    state_zh,
    task_rows,
    totals_zh,
)
from api.pages.offered import first_of, offered
from api.pages.procedures import Done, journal_table, state_of
from api.pages.web import PageCaller, show
from api.scope import MEETING_ROLES, Caller, must_be
from api.v1.acts import Number, SubjectNo
from api.v1.cases import paper
from api.work.joint.raising import ALL_RAISERS
from api.work.joint.sight import looked_at, minutes_of, unit_words
from api.work.registry import KINDS
from api.work.targets import child_target
from domain.assembly.sight import KEEP_SECRET_ZH, READERS
from domain.case.lifecycle import Role
from domain.measures.acts import MEASURES_ACTS, TaskAct
from domain.measures.engine import is_theirs, lawful_task_acts
from domain.measures.file import MeasuresFile, MeasureTask
from domain.measures.tasks import measures_next_zh, measures_waiting_zh, open_measures_tasks
from domain.meeting.item import ItemFile
from domain.meeting.lifecycle import ITEM_STAGE_ZH, ItemStage
from domain.meeting.tasks import item_next_zh, item_waiting_zh, open_item_tasks
from domain.raising.order import SOURCE_ZH, ItemSource
from store import meeting

router = APIRouter(include_in_schema=False)


@router.get("/items")
async def items(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    open: Annotated[str, Query(max_length=5)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    must_be(caller, MEETING_ROLES, "查看一事一议议题")
    page = await door.read(
        meeting.list_items,
        caller.place,
        open_only=open == "true" or None,
        units=await unit_words(door, caller),
        township=caller.township if caller.bound_to_township else "",
        limit=50,
        cursor=cursor,
    )
    return await show(
        request,
        "items.html",
        secret=KEEP_SECRET_ZH,
        may_raise=caller.role in ALL_RAISERS,
        desk=_desk(caller),
        only_open=open == "true",
        next=page.next,
        rows=[
            {
                "href": f"/items/{r.case_no}/{r.number}",
                "late": r.overdue,
                "no": f"{r.case_no} 第{r.number}件",
                "topic": r.topic or "案件提请的家庭困难",
                "source": SOURCE_ZH[ItemSource(r.source)],
                "stage": ITEM_STAGE_ZH[ItemStage(r.stage)],
                "since": r.stage_since,
                "due": r.due_on or "",
                "minutes": r.minutes,
            }
            for r in page.rows
        ],
    )


def _desk(caller: Caller) -> tuple[str, str] | None:
    """Where this role has its own matters at a glance."""
    if caller.role is Role.UNIT_LIAISON:
        return "/unit", "本单位事项"
    return ("/convene", "召集人事项") if caller.role in CHAIRS else None


@router.get("/items/{case_no}/{number}")
async def item(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number,
    done: Done = "",
) -> Response:  # fmt: skip
    target = await child_target(door, caller, "item", case_no, number)
    file: ItemFile = await state_of(door, target, ItemFile)
    await looked_at(door, caller, file, request_id_of(request))
    order, info = file.order, door.place(target.place)
    words = AIDS | {u.code: u.zh for u in info.units}
    cause = cause_word(door, info, order.cause, order.ordered_on) if order.cause else ""
    today = max(await door.today(), file.latest)
    acts = await offered(door, caller, target)
    wanted = [t.act for t in open_item_tasks(file, today) if t.role is caller.role]
    links = []
    if file.resolution is not None and file.resolution.approved and file.resolution.number:
        links.append((f"/measures/{case_no}/{number}", "各单位落实情况"))
    if file.resolution is not None and file.resolution.number:
        number_zh = f"会议纪要 {file.resolution.number}"
        links.append((f"/items/{case_no}/{number}/minutes", number_zh))
    if file.meeting is not None and file.meeting.number and caller.role in READERS:
        at = f"/meetings/{target.place}/{file.meeting.number}"
        links.append((at, f"{file.meeting.number}号会议"))
    return await show(
        request,
        "item.html",
        title=f"一事一议 · {case_no} · 第{number}件",
        topic=order.topic,
        secret=KEEP_SECRET_ZH,
        back="/items",
        back_zh="一事一议",
        stage_zh=ITEM_STAGE_ZH[file.stage],
        steps=steps_of(file),
        why=item_waiting_zh(file, today),
        after=item_next_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        links=links,
        tables=item_tables(file, cause, words),
        done=done_zh("item", done),
    )


@router.get("/items/{case_no}/{number}/minutes")
async def item_minutes(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number
) -> Response:
    """The minutes of the item, for whoever may read the item."""
    target = await child_target(door, caller, "item", case_no, number)
    return paper(await minutes_of(door, caller, target.workflow_id, request_id_of(request)))


@router.get("/measures/{case_no}/{number}")
async def measures(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number,
    done: Done = "",
) -> Response:  # fmt: skip
    target = await child_target(door, caller, "measures", case_no, number)
    file: MeasuresFile = await state_of(door, target, MeasuresFile)
    today = max(await door.today(), file.latest)
    lawful = await offered(door, caller, target)
    words = await unit_words(door, caller) or ()
    mine = [t for t in open_measures_tasks(file, today) if t.role is caller.role]
    wanted = [t.act for t in mine if caller.role is not Role.UNIT_LIAISON or t.act in _acts(lawful)]
    primary = first_of(lawful, wanted)
    cards = [
        {
            "title": f"任务{t.key} {t.measure.unit}",
            "state": state_zh(t, today),
            "rows": task_rows(t),
            "orders": order_rows(t),
            "acts": _of_task(t, lawful, caller, words, today),
        }
        for t in sorted(
            file.tasks, key=lambda t: (not is_theirs(t, caller.unit, words), int(t.key))
        )
    ]
    return await show(
        request,
        "measures.html",
        title=f"议定事项 · {case_no} · 第{number}件",
        back=f"/items/{case_no}/{number}",
        back_zh="一事一议",
        stage_zh="已办结" if file.closed else "落实中",
        why=measures_waiting_zh(file, today),
        after=measures_next_zh(file, today),
        totals=totals_zh(file),
        minutes=file.minutes,
        primary=primary,
        acts=[a for a in lawful if a.act not in OF_A_TASK],
        cards=cards,
        tables=[journal_table(file.journal)],
        done=done_zh("measures", done),
    )


OF_A_TASK: Final = frozenset(
    name for name, act in MEASURES_ACTS.items() if issubclass(act, TaskAct)
)


def _acts(lawful: list[LawfulAct]) -> set[str]:
    return {a.act for a in lawful}


def _of_task(
    task: MeasureTask, lawful: list[LawfulAct], caller: Caller, words: tuple[str, ...], today: date
) -> list[LawfulAct]:
    """What the caller may do on this very task; the link leads to its form."""
    if caller.role is Role.UNIT_LIAISON and not is_theirs(task, caller.unit, words):
        return []
    able = lawful_task_acts(task, today)
    return [
        a.model_copy(update={"href": f"{a.href}?task={task.key}"}) for a in lawful if a.act in able
    ]


def done_zh(kind: str, act: str) -> str:
    move = KINDS[kind].moves.get(act)
    return move.zh if move else ""
