"""The API's documentation as a plain page: no script, nothing fetched from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.auth import caller_or_none
from api.frame.door import DoorOf
from api.pages.web import show

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request, door: DoorOf) -> Response:
    request.state.caller = await caller_or_none(request, door)
    document = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            line = {"method": method.upper(), "path": path, "summary": operation["summary"]}
            groups.setdefault(operation.get("tags", ["其他"])[0], []).append(line)
    about = document["info"]["description"]
    return await show(request, "docs.html", groups=groups.items(), about=about)
