"""停滞事项 on a page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.web import PageCaller, show
from api.work import stuck
from domain.stuck import STUCK_ZH

router = APIRouter(include_in_schema=False)


@router.get("/stuck")
async def listed(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    view = await stuck.stuck_view(door, caller)
    return await show(request, "stuck.html", view=view, kinds=STUCK_ZH)
