"""The codec server: the Temporal UI and its sealed contents, for those who may read them.

`/decode` opens payloads for a signed-in supervisor, discipline inspector or county officer; there is no
`/encode`, since nobody writes to a case through the UI. Every other path is the UI itself
(`runtime.ui_gate`). The browser sends the console's session cookie, because cookies do not tell
the ports of one host apart; pages of other origins get no leave to ask (no CORS). Who opened how
many payloads is logged.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import httpx
from fastapi import Cookie, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field
from temporalio.api.common.v1 import Payload

from domain.case.lifecycle import Role
from runtime.codec import BOUND, ENCODING, CodecRefusal, SealingCodec
from runtime.keys import KeyRing
from runtime.logs import configure_logging, get_logger
from runtime.masking import masked
from runtime.sessions import COOKIE, Sessions
from runtime.settings import Settings, load_settings
from runtime.ui_gate import UiGate

READERS: Final = frozenset(
    {
        Role.SUPERVISOR,
        Role.DISCIPLINE,
        Role.COUNTY_REVIEWER,
        Role.COUNTY_APPROVER,
    }
)
AUDITOR_ZH: Final = (
    "审计员按审计调阅授权在兜底系统的页面查看，流程界面不能按授权范围和期限限制，也不能逐次记录，"
    "所以不向审计员开放。"
)
"""Why an auditor is not among them: the UI lists every case of every county, knows no leave and writes no
read log. He has the same histories, step by step, in the console and in an evidence bundle."""
WHOLE: Final = READERS - {Role.SUPERVISOR}
"""Who sees a payload whole; a supervisor sees states, days and amounts only (ACT-27)."""
CONFIDENTIAL: Final = {"complaint": frozenset({Role.DISCIPLINE})}
"""Workflows (by the first part of their id) whose payloads are opened here for these roles alone:
one among them may be a report against the very people who look (JZ-55)."""
MAX_PAYLOADS: Final = 500
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

log = get_logger("doudi.codec")


class WirePayload(BaseModel):
    """A payload as the UI sends it: metadata values and data in base64."""

    metadata: dict[str, str] = Field(default_factory=dict)
    data: str = ""


class WirePayloads(BaseModel):
    """What the UI asks for and gets: the same number of payloads in the same order."""

    payloads: list[WirePayload] = Field(default_factory=list, max_length=MAX_PAYLOADS)


def create_app(
    settings: Settings | None = None,
    keyring: KeyRing | None = None,
    ui_client: httpx.AsyncClient | None = None,
) -> FastAPI:
    """The application; reads settings and key ring from the environment unless given."""
    if settings is None:
        settings = load_settings()
        configure_logging(settings, "codec")
    ring = keyring or KeyRing.load(settings.key_file)
    codec = SealingCodec(ring, settings.namespace)
    sessions = Sessions(settings, ring)
    gate = UiGate(settings.ui_upstream, settings.console_url, ui_client)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await gate.close()

    app = FastAPI(
        title="doudi codec", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/decode")
    async def decode(
        asked: WirePayloads, session: Annotated[str | None, Cookie(alias=COOKIE)] = None
    ) -> dict[str, Any]:
        user = sessions.read(session)
        if user is None:
            log.warning("decode refused: not signed in", count=len(asked.payloads))
            raise HTTPException(401, "请先登录兜底系统，再查看加密内容。")
        if not user.has_any(READERS):
            log.warning("decode refused: role may not read", user=user.id, roles=user.roles)
            auditor = user.has_any({Role.AUDITOR})
            raise HTTPException(
                403, AUDITOR_ZH if auditor else "您的岗位无权在流程界面查看加密内容。"
            )
        try:
            plain = [await _open(codec, payload) for payload in asked.payloads]
        except (CodecRefusal, binascii.Error) as error:
            log.warning("decode refused: not a sealed payload of ours", user=user.id)
            raise HTTPException(400, "内容无法解密：不是本系统的数据，或已被改动。") from error
        if not user.has_any(WHOLE):
            plain = [_covered(payload) for payload in plain]
        closed = [not user.has_any(_readers_of(payload)) for payload in asked.payloads]
        plain = [_CLOSED if shut else one for one, shut in zip(plain, closed, strict=True)]
        log.info("payloads decoded", user=user.id, roles=user.roles, count=len(plain))
        return {"payloads": [_to_wire(payload) for payload in plain]}

    @app.api_route("/{path:path}", methods=[*_METHODS])
    async def ui(request: Request) -> Response:
        user = sessions.read(request.cookies.get(COOKIE))
        may_read = user is not None and user.has_any(READERS)
        why = AUDITOR_ZH if user is not None and user.has_any({Role.AUDITOR}) else ""
        return gate.refusal(user, may_read=may_read, why=why) or await gate.forward(request)

    return app


_CLOSED: Final = Payload(
    metadata={"encoding": b"json/plain"}, data='"（内容仅在办理页面查看）"'.encode()
)


def _readers_of(wire: WirePayload) -> frozenset[Role]:
    """Who may see this payload, by the workflow it is bound to."""
    bound = b64decode(wire.metadata.get(BOUND, "")).decode(errors="replace")
    return CONFIDENTIAL.get(bound.partition("/")[0], READERS)


async def _open(codec: SealingCodec, wire: WirePayload) -> Payload:
    payload = Payload(
        metadata={name: b64decode(value) for name, value in wire.metadata.items()},
        data=b64decode(wire.data),
    )
    # The UI also sends the server's own plaintext (search attributes): nothing to open there.
    if payload.metadata.get("encoding") != ENCODING:
        return payload
    [plain] = await codec.decode([payload])
    return plain


def _covered(payload: Payload) -> Payload:
    """Summaries and details are written without personal data and stay as they are."""
    if payload.metadata.get("encoding", b"") == b"json/plain" and payload.data[:1] in (b"{", b"["):
        return Payload(metadata=payload.metadata, data=masked(payload.data))
    return payload


def _to_wire(payload: Payload) -> dict[str, Any]:
    return {
        "metadata": {name: b64encode(value).decode() for name, value in payload.metadata.items()},
        "data": b64encode(payload.data).decode(),
    }
