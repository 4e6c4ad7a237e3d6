"""长期公示 on pages: every village's board, the sheet to print, what hung when, and the public's view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from api.frame.auditing import request_id_of
from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled, typed
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.v1.acts import PlaceCode
from api.work import roll
from api.work.window import rules_at
from domain.base import Frozen
from domain.roll.sheet import ROLL_NEEDS, long_term, sheets_of
from store import roll as rows

router = APIRouter(include_in_schema=False)


class Hung(BaseModel):
    """What a posting or a removal was of."""

    village: str
    version: int


Where = Annotated[str, Query(max_length=40)]


@router.get("/rolls")
async def choose(door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, roll.READERS, "查看长期公示", roll.CLAUSE)
    return RedirectResponse(f"/rolls/{caller.place or door.places()[0]}", status_code=303)


@router.get("/rolls/{place}")
async def rolls(request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode) -> Response:
    if place not in door.places():
        raise not_found("地区")
    kept = await roll.is_kept(door, place)
    return await show(
        request,
        "rolls.html",
        view=await roll.rolls_view(door, caller, place) if kept else None,
        place_code=place,
        place_zh=door.place(place).short,
        may_post=caller.role in roll.POSTERS,
    )


@router.get("/rolls/{place}/sheet")
async def paper(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    village: Where,
    township: Where = "",
) -> Response:
    """One village's sheet to print, what hangs there, and what hung before."""
    township = township or caller.township
    return await show(
        request,
        "roll_sheet.html",
        sheet=await roll.sheet_view(door, caller, place, township, village, None),
        versions=await roll.versions_view(door, caller, place, township, village),
        place_code=place,
        place_zh=door.place(place).short,
        may_post=caller.role in roll.POSTERS,
    )


@router.api_route("/rolls/{place}/{what}", methods=["GET", "POST"])
async def record(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    village: Where,
    township: Where = "",
    digest: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
    what: str = Path(pattern="^(posted|down)$"),
) -> Response:
    """Records that the sheet with this digest hangs (the one that was printed), or that it is down."""
    must_be(caller, roll.POSTERS, "登记长期公示", roll.CLAUSE)
    township = township or caller.township
    model: type[Frozen] = roll.PostBody if what == "posted" else roll.DownBody
    hidden = ("township", "village", "digest")
    known = {"township": township, "village": village, "digest": digest}
    form = Form(f"roll_{what}", model.model_json_schema(), {}, hidden)

    async def read(raw: Mapping[str, Any]) -> Frozen:
        fixed = {k: v for k, v in known.items() if k in model.model_fields}
        return typed(form, {**raw, **fixed}, model)

    async def do(body: Any, key: str) -> BaseModel:
        act = roll.post if what == "posted" else roll.take_down
        hung = await act(door, caller, place, body, request_id_of(request))
        return Hung(village=village, version=hung[0].version)

    back = str(
        request.url_for("paper", place=place).include_query_params(
            township=township, village=village
        )
    )
    title = "登记已经张贴" if what == "posted" else "登记已经撤下"
    page = Page(title, back, f"{village}长期公示", roll.CLAUSE, form, {})
    return await filled(request, door, caller, page, f"roll_{what}", "", read, do, lambda _: back)


@router.get("/board/{place}/current")
async def board(
    request: Request, door: DoorOf, place: PlaceCode, township: Where = "", village: Where = ""
) -> Response:
    """Who draws aid now, village by village, for everybody (JZ-43, YC-27); children never."""
    if place not in door.places():
        raise not_found("地区")
    today = await door.today()
    law = rules_at(door, place, today, ROLL_NEEDS)
    if not long_term(law):
        raise not_found("长期公示栏")
    found = await door.read(rows.drawing_on, place, today, township=township, village=village)
    info = door.place(place)
    names = {t.code: t.zh for t in info.townships}
    answer = await show(
        request,
        "board_current.html",
        place_zh=info.short,
        place_code=place,
        township=township,
        townships=[(t.code, t.zh) for t in info.townships],
        rows=[
            {
                "where": f"{names.get(sheet.township, sheet.township)}{sheet.village}",
                "name": line.name,
                "persons": line.persons,
                "fen": line.monthly_fen,
            }
            for sheet in sheets_of(found, law, today)
            for line in sheet.lines
        ],
        day=today,
    )
    answer.headers["cache-control"] = "public, max-age=60"
    return answer
