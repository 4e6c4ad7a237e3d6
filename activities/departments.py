"""Asking a department about a household: one question, one of three routes, one vetted answer.

Which route a department has is deployment configuration (`DOUDI_DEPARTMENT_ROUTES`: department, or
place and department, to `http`, `platform`, `file` or `letter`). An answer is accepted only if it
is about exactly what was asked: silence about a person is never read as nothing found.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import httpx
from pydantic import ValidationError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.exchange import Down, Nonsense, Route, vetted
from activities.exchange_files import FileRoute, LetterRoute
from activities.tools import Tools
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Heard
from runtime.logs import get_logger
from runtime.packs import load, place_info, value

DOWN, NONSENSE = "DepartmentDown", "DepartmentNonsense"
_TROUBLE = {DOWN: "down", NONSENSE: "nonsense"}
TRIES = 3
PAUSE_SECONDS = 0.25
_TIMEOUT = httpx.Timeout(4.0, connect=2.0)
_LINES = httpx.Limits(max_connections=None, max_keepalive_connections=50)
"""As many as there are questions: one silent department must not use up the others' lines."""
_MOST_BYTES = 2 * 1024 * 1024
_ANSWERED, _LATER = 200, 202

_log = get_logger("departments")


class HttpRoute:
    """The sharing-exchange interface: `POST {base}/{place}/{department}/query`.

    The body is a `DepartmentQuery`, the header `Idempotency-Key` its key. 200 carries an `Answer`,
    202 a `DepartmentReply` with `expected`.
    """

    def __init__(self, base: str, client: httpx.AsyncClient, path: str = "") -> None:
        self._base = base.rstrip("/")
        self._client = client
        self._path = path

    async def ask(self, query: DepartmentQuery) -> DepartmentReply:
        response = await self._post(query)
        if response.status_code not in (_ANSWERED, _LATER):
            raise Nonsense(f"status {response.status_code}")
        if len(response.content) > _MOST_BYTES:
            raise Nonsense("too long")
        try:
            if response.status_code == _LATER:
                reply = DepartmentReply.model_validate_json(response.content)
                return DepartmentReply(expected=reply.expected)
            answer = Answer.model_validate_json(response.content)
            over = {"path": self._path} if self._path else {}
            return DepartmentReply(answer=answer.model_copy(update=over))
        except ValidationError:
            # `from None`: a validation error repeats the values it refuses.
            raise Nonsense("of another form") from None

    async def _post(self, query: DepartmentQuery) -> httpx.Response:
        url = f"{self._base}/{query.place}/{query.department}/query"
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(PAUSE_SECONDS * attempt)
            try:
                response = await self._client.post(
                    url,
                    content=query.model_dump_json(),
                    headers={
                        "Content-Type": "application/json",
                        "Idempotency-Key": query.key,
                    },
                )
            except httpx.HTTPError:
                continue
            if response.status_code < 500 and response.status_code != 429:
                return response
        raise Down


def names_in(place: str, overlays: tuple[Path, ...] = ()) -> dict[str, str]:
    """What the place calls each item and department, for papers and workbooks."""
    packs = load(overlays)
    found: dict[str, str] = {}
    for name in ("check.item_names", "check.items", "check.group_items"):
        table = value(packs, place, date.max, name).value
        for code, row in table.items() if isinstance(table, dict) else ():
            found[code] = str(row["zh"]) if isinstance(row, dict) else str(row)
    return found


class DepartmentActivities:
    def __init__(self, tools: Tools) -> None:
        settings = tools.settings
        client = httpx.AsyncClient(timeout=_TIMEOUT, limits=_LINES, trust_env=False)
        self._http = HttpRoute(settings.department_base_url, client)
        self._platform = HttpRoute(settings.platform_base_url, client, path="province")
        self._file = FileRoute(settings.exchange_dir)
        self._letter = LetterRoute(
            settings.exchange_dir,
            lambda place: place_info(place, tools.overlays),
            lambda place: names_in(place, tools.overlays),
        )
        self._routes = settings.department_routes

    @activity.defn
    async def ask_department(self, query: DepartmentQuery) -> DepartmentReply:
        """Neither error is retried here: the workflow asks again on another day."""
        try:
            reply = await self._route(query).ask(query)
            return vetted(query, reply)
        except Down:
            _log.info("department down", department=query.department, place=query.place)
            raise ApplicationError(
                f"no answer from {query.department}", type=DOWN, non_retryable=True
            ) from None
        except Nonsense as nonsense:
            _log.warning(
                "department answered something else",
                department=query.department,
                place=query.place,
                code=str(nonsense.args[0]),
            )
            raise ApplicationError(
                f"answer of {query.department} is unusable: {nonsense.args[0]}",
                type=NONSENSE,
                non_retryable=True,
            ) from None

    @activity.defn
    async def ask_departments(self, queries: tuple[DepartmentQuery, ...]) -> tuple[Heard, ...]:
        """Each over its own route with its own tries, none waiting for another to begin."""
        return tuple(await asyncio.gather(*(self._heard(query) for query in queries)))

    async def _heard(self, query: DepartmentQuery) -> Heard:
        try:
            return Heard(department=query.department, reply=await self.ask_department(query))
        except ApplicationError as error:
            return Heard(department=query.department, trouble=_TROUBLE[error.type or ""])

    def _route(self, query: DepartmentQuery) -> Route:
        chosen = self._routes.get(
            f"{query.place}/{query.department}", self._routes.get(query.department, "http")
        )
        routes: dict[str, Route] = {
            "file": self._file,
            "letter": self._letter,
            "platform": self._platform,
        }
        return routes.get(chosen, self._http)
