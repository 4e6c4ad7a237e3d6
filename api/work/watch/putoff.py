"""Proposing a bulk postponement: for the townships of an emergency, until a day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import FieldFault, bad_input, not_found, of_refusal
from api.scope import Caller, must_be
from api.work.desk.opening import start
from api.work.starting import until_shown
from api.work.watch.kinds import WATCHES
from domain.base import CaseRefusal, Frozen
from domain.postponing import engine
from domain.postponing.file import PutOffOrder, opened
from domain.postponing.lifecycle import CLAUSE, OPENERS
from runtime import packs
from store.watch import proceedings, putoff
from workflows.base import SHANGHAI
from workflows.putoff import PutOffWorkflow

_KIND: Final = "putoff"


class PutOffBody(Frozen):
    """提出集中暂缓一个区域的定期复核。"""

    townships: tuple[str, ...] = Field(
        min_length=1, max_length=60, description="受影响的乡镇（街道）"
    )
    until: date = Field(description="暂缓到哪一天，自该日起逐户恢复复核")
    reason: str = Field(min_length=4, max_length=500, description="理由")


class PutOffOpened(BaseModel):
    """已经提出，等待审批。"""

    place: str
    number: str
    href: str


async def open_put_off(door: Door, caller: Caller, body: PutOffBody, key: str) -> PutOffOpened:
    """The proposal running. Problem where the area is in no emergency the place has put down."""
    must_be(caller, OPENERS, "提出集中暂缓复核", CLAUSE)
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    known = {t.code: t.zh for t in door.place(place).townships}
    if set(body.townships) - set(known):
        message = f"请从本地乡镇（街道）中选择：{'、'.join(known.values())}。"
        raise bad_input((FieldFault(field="townships", message=message),))
    law = packs.snapshot(
        place,
        today,
        engine.NEEDS,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    order = PutOffOrder(
        place=place,
        number=f"{today.year}-z0000",
        townships={code: known[code] for code in known if code in body.townships},
        until=body.until,
        reason=body.reason,
        opened_on=today,
        opened_by=caller.officer(place),
    )
    try:
        file = opened(order, "", datetime.combine(today, time(), SHANGHAI))
        engine.PROCEDURE.rules_taken(file, law)
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    number = await door.write(putoff.number, key=key, place=place, on=today)
    id = WATCHES[_KIND].id(place, number)
    order = order.model_copy(update={"number": number})
    summary = f"集中暂缓复核 · {door.place(place).short} · {number}"
    await start(door, PutOffWorkflow.run, order, id, place, summary, key)
    await until_shown(lambda: door.read(proceedings.get, place, _KIND, number))
    return PutOffOpened(place=place, number=number, href=f"/api/v1/postponements/{place}/{number}")
