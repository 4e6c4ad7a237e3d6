"""The API's documentation as a plain page: no script, nothing fetched from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.described import ADDRESS
from api.frame.auth import caller_or_none
from api.frame.door import DoorOf
from api.pages.web import show

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request, door: DoorOf) -> Response:
    request.state.caller = await caller_or_none(request, door)
    groups: dict[str, list[dict[str, str]]] = {}
    for route in request.app.routes:
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        tag = str(route.tags[0]) if route.tags else "其他"
        for method in sorted(route.methods or ()):
            line = {"method": method, "path": route.path_format, "summary": route.summary or ""}
            groups.setdefault(tag, []).append(line)
    about = request.app.description
    return await show(request, "docs.html", groups=groups.items(), about=about, address=ADDRESS)
