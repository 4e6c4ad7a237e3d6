"""The page that shows which department answers how fast."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.scope import must_be
from api.v1.checks import LEDGER_ROLES, delays_of

router = APIRouter(include_in_schema=False)


@router.get("/delays")
async def delays(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, LEDGER_ROLES, "查看部门答复情况", "HB-13; TR-09")
    codes = (caller.place,) if caller.place else tuple(sorted(door.places()))
    places = [await delays_of(door, caller, code) for code in codes]
    words = {code: door.place(code).words for code in codes}
    return await show(request, "delays.html", places=places, words=words)
