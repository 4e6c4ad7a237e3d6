"""报送和告知: what goes to others about the people in aid, and what others tell of them, on one page.

The provincial system's batches, the notices to the department of medical insurance, the list and the
payouts of major-illness insurers, and births and deaths told with their proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.door import Door, DoorOf
from api.frame.workbooks import workbook_answer
from api.pages.choices import Options
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, typed
from api.pages.web import PageCaller, show
from api.scope import Caller, must_be
from api.work.compare.insurers import classes_of, list_book
from api.work.compare.opening import departments_of
from api.work.compare.reading import READERS as COMPARE_READERS
from api.work.compare.risks import INSURERS, PayoutBody, take_payout
from api.work.compare.telling import (
    EXCHANGERS,
    EXPORTERS,
    TELLERS,
    ConfirmBody,
    VitalBody,
    confirm_now,
    export_now,
    province_of,
    status_of,
    take_vital,
)
from domain.base import Frozen
from domain.compare.classes import KLASS_ZH

router = APIRouter(include_in_schema=False)
_HOME: Final = "/exchange"
_ZH: Final = "报送和告知"
_POSTS: Final = {"province": EXPORTERS, "confirm": EXPORTERS, "payout": INSURERS, "vital": TELLERS}
_WORDS: Final = {
    "province": ("报送省级系统", "JZ-01"),
    "confirm": ("登记省级系统的确认", "JZ-01"),
    "payout": ("登记大病保险赔付", "TR-47"),
    "vital": ("登记出生、死亡告知", "TR-42"),
}
_DONE: Final = {
    "province": "已生成报送批次，文件在交换目录中；没有变动的不生成批次。",
    "confirm": "已登记省级系统的确认。",
    "payout": "已登记赔付；自付费用超过本地规定金额的，已登记主动发现线索。",
    "vital": "已登记；其在保案件已收到疑点线索，没有在保案件的不受影响。",
}


class _Nothing(Frozen):
    """报送省级系统不需要填写内容。"""


_BODIES: Final[dict[str, type[Frozen]]] = {
    "province": _Nothing,
    "confirm": ConfirmBody,
    "payout": PayoutBody,
    "vital": VitalBody,
}


@router.get(_HOME)
async def exchange(request: Request, door: DoorOf, caller: PageCaller, done: str = "") -> Response:
    must_be(caller, EXCHANGERS, "查看报送和告知", "JZ-01; TR-42; TR-47")
    counts = caller.role in COMPARE_READERS
    return await show(
        request,
        "exchange.html",
        said=_DONE.get(done, ""),
        starts=[(f"{_HOME}/{k}", zh) for k, (zh, _) in _WORDS.items() if caller.role in _POSTS[k]],
        province=await province_of(door, caller, caller.place) if counts else None,
        notices=await status_of(door, caller, caller.place) if counts else None,
        insurers=await classes_of(door, caller.place) if caller.role in INSURERS else (),
        klass_zh={k.value: zh for k, zh in KLASS_ZH.items()},
        names=_townships(door, caller),
    )


@router.get(f"{_HOME}/insurers.xlsx")
async def insurers(door: DoorOf, caller: PageCaller) -> Response:
    data = await list_book(door, caller)
    return workbook_answer(data, f"{door.place(caller.place).short}大病保险困难群众名单.xlsx")


async def _filled(request: Request, door: Door, caller: Caller, what: str) -> Response:
    zh, clause = _WORDS[what]
    must_be(caller, _POSTS[what], zh, clause)
    model = _BODIES[what]
    choices: Options = {}
    if what == "payout":
        choices = {"township": _townships(door, caller)}
    if what == "vital":
        bodies = departments_of(door, caller.place, await door.today())
        choices = {"about": {"death": "死亡", "birth": "出生"}, "department": bodies}
    form = Form(f"exchange_{what}", model.model_json_schema(), choices)

    async def read(raw: Mapping[str, Any]) -> Frozen:
        return typed(form, raw, model)

    async def do(body: Any, key: str) -> BaseModel:
        match what:
            case "province":
                return await export_now(door, caller)
            case "confirm":
                return await confirm_now(door, caller, body)
            case "payout":
                return await take_payout(door, caller, body, f"{caller.id}:{key}")
        return await take_vital(door, caller, body)

    page = Page(zh, _HOME, _ZH, clause, form, dict(request.query_params))
    return await filled(
        request, door, caller, page, f"exchange_{what}", caller.place, read, do,
        lambda _: f"{_HOME}?done={what}",
    )  # fmt: skip


@router.api_route(f"{_HOME}/province", methods=["GET", "POST"])
async def exported(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _filled(request, door, caller, "province")


@router.api_route(f"{_HOME}/confirm", methods=["GET", "POST"])
async def confirmed(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _filled(request, door, caller, "confirm")


@router.api_route(f"{_HOME}/payout", methods=["GET", "POST"])
async def paid_out(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _filled(request, door, caller, "payout")


@router.api_route(f"{_HOME}/vital", methods=["GET", "POST"])
async def told(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    return await _filled(request, door, caller, "vital")


def _townships(door: Door, caller: Caller) -> dict[str, str]:
    return {t.code: t.zh for t in door.place(caller.place).townships}
