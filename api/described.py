"""The description of the API for programs, as OpenAPI: made once, when somebody first asks for it."""

from __future__ import annotations

import asyncio
import json
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

ADDRESS: Final = "/api/v1/openapi.json"


def install(app: FastAPI) -> None:
    """Answers `ADDRESS`. To write it takes seconds, so a thread does, and nobody else waits for it."""
    made: list[bytes] = []
    at_work = asyncio.Lock()

    async def described(_: Request) -> Response:
        async with at_work:
            if not made:
                made.append(await asyncio.to_thread(_written, app))
        return Response(made[0], media_type="application/json")

    app.add_route(ADDRESS, described, include_in_schema=False)


def _written(app: FastAPI) -> bytes:
    return json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
