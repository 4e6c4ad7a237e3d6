"""The form pages of acts on proceedings of supervision."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.frame.door import DoorOf
from api.pages.forms import ActName, of_target
from api.pages.web import PageCaller
from api.v1.acts import PlaceCode, ProceedingNo
from api.work.watch.kinds import WATCHES
from api.work.watch.targets import watch_target

router = APIRouter(include_in_schema=False)


def _form(kind: str) -> Callable[..., Coroutine[Any, Any, Response]]:
    async def form(
        request: Request,
        door: DoorOf,
        caller: PageCaller,
        place: PlaceCode,
        number: ProceedingNo,
        act: str = ActName,
    ) -> Response:
        target = await watch_target(door, caller, kind, place, number)
        return await of_target(request, door, caller, target, act)

    return form


for _kind, _watch in WATCHES.items():
    router.add_api_route(
        f"/{_watch.path}/{{place}}/{{number}}/acts/{{act}}",
        _form(_kind),
        methods=["GET", "POST"],
    )
