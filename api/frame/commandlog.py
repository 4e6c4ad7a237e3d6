"""No command and no file leaves without its line in the operators' log (S20).

Most endpoints write the line themselves, with the case and the word of the procedure. Whatever got
none is written here before the answer leaves: a command refused before it came to its endpoint (no
session, a strange origin, a form that cannot be read), one that has no words of its own, a download, a
paper on the screen. So a new endpoint is in the log from its first day.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from typing import Final

from fastapi import Request
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame.door import Door
from api.frame.guard import SAFE_METHODS
from api.frame.problems import answer, tables_away, unavailable
from api.scope import Caller
from runtime.logs import mask
from store import audit_log

CALLER: Final = "caller"
"""Under this name a request's state holds who it was found to come from."""
_PAGES: Final = ("text/html", "application/json", "application/problem+json", "text/css")
_PRINTED: Final = re.compile(r"/(paper|papers|sheet|export|ledger)$")
"""Addresses of what is made to be printed or taken away, though it comes as a page."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_LONGEST: Final = 120


class CommandLog:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        away = begun = False

        async def sending(message: Message) -> None:
            nonlocal away, begun
            begun = True
            if message["type"] == "http.response.start" and not lines and _counts(scope, message):
                try:
                    await _write(scope, receive, message)
                except DBAPIError:
                    away = True
                    await answer(tables_away(), Request(scope))(scope, receive, send)
            if not away:
                await send(message)

        with audit_log.counted() as lines:
            try:
                await self.app(scope, receive, sending)
            except asyncio.CancelledError:
                # The process ends before its answer was ready: an upgrade, a restart.
                if begun:
                    raise
                await answer(unavailable(), Request(scope))(scope, receive, sending)


def _counts(scope: Scope, message: Message) -> bool:
    """A command, whatever came of it; or something that was taken out or printed."""
    if scope["method"] not in SAFE_METHODS:
        return True
    headers = Headers(raw=message.get("headers", []))
    kind = headers.get("content-type", "").partition(";")[0]
    if message["status"] != 200 or scope["path"].startswith("/static/"):
        return False
    taken = "attachment" in headers.get("content-disposition", "") or kind not in _PAGES
    return taken or bool(_PRINTED.search(scope["path"]))


async def _write(scope: Scope, receive: Receive, message: Message) -> None:
    request = Request(scope, receive)
    door: Door = scope["app"].state.door
    caller: Caller | None = getattr(request.state, CALLER, None)
    status = int(message["status"])
    refused = getattr(request.state, "refused", "") or f"status_{status}"
    params = {name: _code(str(value)) for name, value in scope.get("path_params", {}).items()}
    await door.write(
        audit_log.record,
        at=datetime.now(UTC),
        who=caller.id if caller else "",
        role=caller.role if caller else "",
        place=params.get("place", "")[:_LONGEST] or (caller.place if caller else ""),
        what=f"{scope['method'].lower()} {_template(scope)}",
        subject=(params.get("case_no") or "/".join(params.values()))[:_LONGEST],
        result="done" if status < 400 else refused,
        request_id=getattr(request.state, "request_id", ""),
    )


def _code(value: str) -> str:
    """A number or a code of ours; anything else somebody typed is not written down."""
    return mask(value) if _CODE.fullmatch(value) else "…"


def _template(scope: Scope) -> str:
    """The address as the program knows it, without what anybody typed into it."""
    return str(getattr(scope.get("route"), "path", "")) or "unknown"
