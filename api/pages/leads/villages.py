"""The records of villages: who leads, grids with their workers, rounds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, to_villages
from api.pages.web import PageCaller, show
from api.pages.work import township_zh
from api.v1.villages import CLAUSE as VILLAGE_CLAUSE
from api.v1.villages import RoundBody, VillageBody, keep_village, record_round, villages_of
from domain.case.lifecycle import Role

router = APIRouter(include_in_schema=False)


@router.get("/villages")
async def villages(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    township: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    found = await villages_of(door, caller, township=township)
    keeps = (Role.INTAKE, Role.REVIEWER, Role.TOWNSHIP_LEADER)
    return await show(
        request,
        "villages.html",
        villages=found.items,
        may_keep=caller.role in keeps,
        may_round=caller.role in (Role.VILLAGE, Role.INTAKE),
        township_zh=lambda at, code: township_zh(door, at, code),
    )


@router.api_route("/villages/edit", methods=["GET", "POST"])
async def edit_village(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    village: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    known = (await villages_of(door, caller)).items
    now = next((v for v in known if v.village == village), None)
    form = Form("village", VillageBody.model_json_schema(), {}, ("township",))
    started = now.model_dump(mode="json") if now else {}

    async def do(body: VillageBody, key: str) -> BaseModel:
        await keep_village(door, caller, body)
        return await villages_of(door, caller)

    page = Page("登记村（社区）台账", "/villages", "村（社区）台账", VILLAGE_CLAUSE, form, started)
    return await filled(
        request, door, caller, page, "keep_village", "", VillageBody, do, to_villages
    )


@router.api_route("/villages/round", methods=["GET", "POST"])
async def new_round(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    village: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    form = Form("round", RoundBody.model_json_schema(), {}, ("township",))
    started = {"village": caller.village or village}

    async def do(body: RoundBody, key: str) -> BaseModel:
        return await record_round(door, caller, body)

    page = Page("登记巡查走访", "/villages", "村（社区）台账", VILLAGE_CLAUSE, form, started)
    return await filled(request, door, caller, page, "record_round", "", RoundBody, do, to_villages)
