"""联席会议成员: the body of the caller's place on any day, and what has changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.work.joint.body import ALL_DECIDERS, ALL_PROPOSERS, BodyView, body_view

router = APIRouter(include_in_schema=False)


@router.get("/body")
async def body(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    on: Annotated[str, Query(max_length=10)] = "",
    township: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """A day that is none is taken for today."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        day = None
    view = await body_view(door, caller, caller.place, day, township, None)
    towns = door.place(caller.place)
    return await show(
        request,
        "body.html",
        body=view,
        facts=_facts(view),
        may_propose=caller.role in ALL_PROPOSERS,
        may_decide=caller.role in ALL_DECIDERS,
        towns=towns.townships if towns.body.second else (),
    )


def _facts(view: BodyView) -> list[tuple[str, str]]:
    silent = "文件未规定"
    return [
        ("形式", view.kind_zh),
        (view.head_zh or "负责人", view.head or silent),
        ("召集人", "、".join(view.conveners) or silent),
        ("办公室设在", view.office or silent),
        ("办公室主任", view.director or silent),
        ("邀请其他部门", "可以邀请" if view.invites else silent),
        ("依据", view.clause or "原文残缺"),
        (
            "成员名单",
            "确定" if view.certain else "尚未核定，不计算出席和缺席",
        ),
    ]
