"""What holds for every request: its number, its size, where it comes from, and the safe headers.

State-changing requests must come from our own pages (`Sec-Fetch-Site`, else `Origin`); a client
that sends neither is no browser and carries no stranger's cookie. Forms also carry a token.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.frame.problems import Problem, answer
from runtime.sessions import COOKIE
from runtime.settings import Settings

BODY_LIMIT: Final = 1024 * 1024
UPLOAD_LIMIT: Final = 5 * 1024 * 1024
UPLOADS: Final = re.compile(r"/api/v1/imports|/imports|/api/v1/relatives/import|/relatives/import")
REGISTERS: Final = re.compile(
    r"(/api/v1)?/comparisons/[^/]+/[^/]+/[^/]+/list"
    r"|/oversight/audit/[^/]+/[^/]+/desk|/api/v1/oversight/audit/[^/]+/[^/]+/lists/[^/]+"
)
REGISTER_LIMIT: Final = 64 * 1024 * 1024
"""A department's list of a month, or an auditor's from outside: some hundred thousand lines."""
EVIDENCE: Final = re.compile(r"(/api/v1)?/cases/[^/]+/evidence")
ENVELOPE: Final = 64 * 1024
"""What a form wraps around the file it sends."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


class Guard:
    """Outside everything but the log of commands."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.log = structlog.get_logger("api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, message, request_id)
            await send(message)

        limit = self._limit(scope["path"])
        try:
            refusal = self._refusal(scope, headers, limit)
            if refusal is not None:
                await answer(refusal, Request(scope))(scope, receive, sending)
                return
            await self.app(scope, _limited(receive, limit), sending)
        finally:
            self.log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                path=scope["path"],
                status=status,
                duration_ms=round((time.perf_counter() - began) * 1000),
            )

    def _limit(self, path: str) -> int:
        if EVIDENCE.fullmatch(path):
            return self.settings.evidence_max_mb * 1024 * 1024 + ENVELOPE
        if REGISTERS.fullmatch(path):
            return REGISTER_LIMIT + ENVELOPE
        return UPLOAD_LIMIT if UPLOADS.fullmatch(path) else BODY_LIMIT

    def _refusal(self, scope: Scope, headers: Headers, limit: int) -> Problem | None:
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > limit:
            return too_large(limit)
        if scope["method"] in SAFE_METHODS or from_our_pages(headers):
            return None
        return Problem(
            403,
            "cross_site",
            "请求不是从本系统页面发出的，已经拒绝。请从本系统页面重新办理。",
        )

    def _add_headers(self, scope: Scope, message: Message, request_id: str) -> None:
        headers = MutableHeaders(scope=message)
        if scope["path"].startswith("/static/"):
            headers.setdefault("cache-control", "public, max-age=3600")
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers["x-request-id"] = request_id
        if self.settings.session_secure:
            headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        token = scope["state"].get("renewed_session")
        if token is not None:
            headers.append("set-cookie", session_cookie(token, self.settings))


def from_our_pages(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def session_cookie(token: str, settings: Settings) -> str:
    """The cookie's header; an empty token ends it."""
    age = settings.session_hours * 3600 if token else 0
    secure = "; Secure" if settings.session_secure else ""
    return f"{COOKIE}={token}; HttpOnly; Path=/; SameSite=Lax; Max-Age={age}{secure}"


def too_large(limit: int) -> Problem:
    return Problem(
        413, "too_large", f"提交内容超过{limit // 1024 // 1024}MB的上限，请缩小或者分批提交。"
    )


def _limited(receive: Receive, limit: int) -> Receive:
    """A body without a length is counted while it comes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message: dict[str, Any] = dict(await receive())
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return counted
