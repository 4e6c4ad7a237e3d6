"""Between the application and an auditor: no answer leaves before its line stands in the read log.

The whole answer is held back until then. Of a narrow leave every case the answer names is looked up
once more: a page of one case shows no other's number, and a list that names one outside is not shown.
"""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Final
from urllib.parse import parse_qsl
from zipfile import BadZipFile, ZipFile

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame.door import Door
from api.frame.problems import Problem, answer, tables_away
from api.reading.admission import READER
from api.reading.rights import CASE_NO, COVERED_ZH, outside
from api.reading.routes import Reach, plain, reach_of
from api.scope import Caller
from runtime.logs import mask
from store import audit_log, cases
from store.watching.leaves import READ

NUMBER: Final = re.compile(CASE_NO.pattern.encode())
COVERED: Final = COVERED_ZH.encode()
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}")
_TYPED: Final = frozenset({"q", "name", "text", "cursor"})
"""What somebody types, or what means nothing to a reader: only that it was there is written down."""
_SPREADSHEET: Final = "officedocument"
_PIECE: Final = 1 << 18
_KEPT: Final = 14
"""A number and one byte on each side of it."""
Shown = Callable[[Request, Problem], Awaitable[Response]]


class Held:
    """An answer as the application gave it."""

    def __init__(self, start: Message) -> None:
        self.start = start
        self.body = b""
        self.pieces: list[bytes] = []

    @property
    def status(self) -> int:
        return int(self.start["status"])

    @property
    def headers(self) -> MutableHeaders:
        return MutableHeaders(raw=self.start["headers"])

    async def sent(self, send: Send) -> None:
        self.headers["content-length"] = str(len(self.body))
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})


class ReadLog:
    """A middleware inside the guard. Requests of everybody but auditors pass untouched."""

    def __init__(self, app: ASGIApp, on_page: Shown) -> None:
        self.app, self.on_page = app, on_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: Held | None = None

        async def sending(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _reads(scope, message):
                held = Held(message)
                return
            if held is None:
                await send(message)
                return
            held.pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                held.body, held.pieces = b"".join(held.pieces), []
                await self._let_go(scope, receive, held, send)

        await self.app(scope, receive, sending)

    async def _let_go(self, scope: Scope, receive: Receive, held: Held, send: Send) -> None:
        """The line first, then the answer."""
        request = Request(scope, receive)
        door: Door = scope["app"].state.door
        caller: Caller = getattr(request.state, READER)
        refused = ""
        named = sorted(set(_named(held)))
        if held.status < 300:
            problem, named = await _netted(door, caller, request, held, named)
            if problem is not None:
                refused = problem.code
                shown = await self._shown(request, problem)
                held.start = {
                    **held.start,
                    "status": shown.status_code,
                    "headers": shown.raw_headers,
                }
                held.body = bytes(shown.body)
        refused = refused or getattr(request.state, "refused", "")
        result = "done" if held.status < 400 else refused or f"status_{held.status}"
        try:
            await door.write(
                audit_log.record,
                at=datetime.now(UTC),
                who=caller.id,
                role=caller.role,
                place=caller.place,
                what=READ + plain(_path(request)),
                subject=_subject(request),
                result=result,
                request_id=getattr(request.state, "request_id", ""),
                engagement=caller.engagement,
                detail=_detail(request, len(named) if held.status < 300 else 0),
            )
        except DBAPIError:
            await answer(tables_away(), request)(scope, receive, send)
            return
        await held.sent(send)

    async def _shown(self, request: Request, problem: Problem) -> Response:
        if request.url.path.startswith("/api/"):
            return answer(problem, request)
        return await self.on_page(request, problem)


def _reads(scope: Scope, message: Message) -> bool:
    """An auditor is shown something; a command has its own line, and only its page is looked at."""
    if READER not in scope.get("state", {}):
        return False
    if scope["method"] in ("GET", "HEAD"):
        return True
    page, status = not scope["path"].startswith("/api/"), message["status"]
    bundled = status == 200 and scope["path"].endswith("/bundle")  # its own line was written first
    return page and not bundled and status not in (204, 303)


def _path(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", request.url.path))


def _params(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in request.path_params.items()}


def _subject(request: Request) -> str:
    """The case, else what stands in the places of the address: codes and numbers all of them."""
    params = _params(request)
    return params.get("case_no") or "/".join(params.values())[:120]


def _detail(request: Request, cases_named: int) -> str:
    """`stage=approval&township=jz-first 12`: the filter in codes, the cases the answer named."""
    route = request.scope.get("route")
    asked = parse_qsl(request.url.query, keep_blank_values=False)
    known: set[str] = set()
    if asked and isinstance(route, APIRoute):
        known = set(_declared(route.dependant))
    words = [f"{name}={_word(name, value)}" for name, value in asked if name in known]
    return f"{'&'.join(words)} {cases_named}".strip()[:300]


def _declared(dependant: Dependant) -> Iterator[str]:
    """The words a question may have at this address; another could say anything."""
    yield from (param.alias for param in dependant.query_params)
    for further in dependant.dependencies:
        yield from _declared(further)


def _word(name: str, value: str) -> str:
    if NUMBER.fullmatch(value.encode()):
        return value
    return mask(value) if name not in _TYPED and _CODE.fullmatch(value) else "…"


def _named(held: Held) -> Iterator[str]:
    """Case numbers in what is to be shown, a workbook's too."""
    if not _is_book(held):
        yield from (found.decode() for found in NUMBER.findall(held.body))
        return
    with suppress(BadZipFile), ZipFile(io.BytesIO(held.body)) as book:
        for name in book.namelist():
            if name.endswith(".xml"):
                with book.open(name) as part:
                    yield from numbers_in(part)


def numbers_in(part: IO[bytes]) -> Iterator[str]:
    """Case numbers in a stream, a piece at a time: a sheet of a county is many times its file."""
    kept, cut = b"", False
    while piece := part.read(_PIECE):
        text = kept + piece
        for found in NUMBER.finditer(text):
            # What begins the kept end was seen before; what ends the text may go on.
            if found.end() < len(text) and not (cut and found.start() == 0):
                yield found[0].decode()
        kept, cut = text[-_KEPT:], cut or len(text) > _KEPT
    yield from (found[0].decode() for found in NUMBER.finditer(kept) if found.end() == len(kept))


async def _netted(
    door: Door, caller: Caller, request: Request, held: Held, named: list[str]
) -> tuple[Problem | None, list[str]]:
    """Of a narrow leave nothing beyond it: the problem instead of the answer, or the answer with other
    cases' numbers covered; and the cases that are left in it."""
    rights = caller.narrowed
    if rights is None or not named:
        return None, named
    reach = reach_of(_path(request), _params(request))
    if reach is Reach.RULES:
        return None, named
    facts = await door.read(cases.facts_of, named)
    beyond = [no for no, case in facts.items() if rights.of_case(case) is None]
    if beyond and (reach not in (Reach.CASE, Reach.MATTER, Reach.OWN) or _is_book(held)):
        return outside(door, rights), named
    for number in beyond:
        held.body = held.body.replace(number.encode(), COVERED)
    return None, [no for no in named if no not in beyond]


def _is_book(held: Held) -> bool:
    return _SPREADSHEET in held.headers.get("content-type", "")
