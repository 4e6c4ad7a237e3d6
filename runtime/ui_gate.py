"""The Temporal UI behind our sign-in, on the codec server's own origin.

The UI of the development server asks nobody who they are and lets anyone end a workflow. Served
through here, it opens only to those who may read sealed contents, it can look and not touch, and
since it shares the codec's origin the browser sends it the session by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html import escape
from typing import Final

import httpx
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse

from runtime.logs import get_logger
from runtime.sessions import COOKIE, SessionUser

_NOT_FORWARDED: Final = frozenset(
    {"host", "connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "cookie"}
)
_NOT_RETURNED: Final = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "server", "date"}
)
# Reading a workflow's present state is a POST too.
_QUERY: Final = re.compile(rb"/api/v1/namespaces/[^/]+/workflows/[^/]+/query/[\w-]+")
_SETTINGS: Final = b"/api/v1/settings"

log = get_logger("doudi.ui")


class UiGate:
    """Passes a request on to the UI at `upstream`, or says why not."""

    def __init__(
        self, upstream: str, console: str, client: httpx.AsyncClient | None = None
    ) -> None:
        self._console = console
        # No limit on reading: the UI waits for news with long polls.
        self._client = client or httpx.AsyncClient(
            base_url=upstream, timeout=httpx.Timeout(10, read=None), trust_env=False
        )

    async def close(self) -> None:
        """Closes the connections to the UI."""
        await self._client.aclose()

    def refusal(
        self, user: SessionUser | None, *, may_read: bool, why: str = ""
    ) -> Response | None:
        """The page for those who may not enter, with `why` where there is more to say; None for those
        who may."""
        if user is None:
            return self._page(401, "请先登录兜底系统，再打开流程界面。")
        if not may_read:
            log.warning("page refused: role may not read", user=user.id, roles=user.roles)
            told = why or "您的岗位无权查看流程界面。"
            return self._page(403, f"{told}请使用兜底系统的办理页面。")
        return None

    async def forward(self, request: Request) -> Response:
        """The UI's own answer, streamed. Requests that would change a workflow are refused."""
        # As it came: the slashes of a workflow id are escaped, and must stay so.
        path: bytes = request.scope["raw_path"]
        reads = request.method in {"GET", "HEAD"}
        if not (reads or (request.method == "POST" and _QUERY.fullmatch(path))):
            return PlainTextResponse("流程界面只供查看；办理业务请使用兜底系统的页面。", 403)
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name.lower() not in _NOT_FORWARDED
        ]
        others = {name: value for name, value in request.cookies.items() if name != COOKIE}
        if others:
            headers.append(("cookie", "; ".join(f"{k}={v}" for k, v in others.items())))
        asked = self._client.build_request(
            request.method,
            httpx.URL(raw_path=path + _query_of(request)),
            headers=headers,
            content=await request.body(),
        )
        try:
            answer = await self._client.send(asked, stream=True)
        except httpx.TransportError:
            return self._page(502, "流程界面暂时无法打开，请稍后再试。")
        if path == _SETTINGS and answer.status_code == 200:
            # So that the UI offers no button we would refuse.
            shown = {**json.loads(await answer.aread()), "DisableWriteActions": True}
            return JSONResponse(shown)
        response = StreamingResponse(_body(answer), answer.status_code)
        response.raw_headers = [
            (name.lower(), value)
            for name, value in answer.headers.raw
            if name.lower().decode("latin-1") not in _NOT_RETURNED
        ]
        return response

    def _page(self, status: int, message: str) -> HTMLResponse:
        link = escape(self._console, quote=True)
        return HTMLResponse(
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>流程界面</title>'
            f'<p>{escape(message)}</p><p><a href="{link}">前往兜底系统</a></p></html>',
            status,
        )


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


def _query_of(request: Request) -> bytes:
    query: bytes = request.scope["query_string"]
    return b"?" + query if query else b""
