"""The Temporal UI shows sealed content to supervisors, discipline and county officers only."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs
from temporalio.api.common.v1 import Payload
from temporalio.converter import DataConverter

from domain.case.lifecycle import Role
from runtime.codec import SealingCodec
from runtime.codec_server import MAX_PAYLOADS, create_app
from runtime.keys import KeyRing
from runtime.sessions import COOKIE, Sessions, SessionUser
from runtime.settings import Settings

SECRET = "王五 990101199001010011"
UI = "http://127.0.0.1:8233"


def bare_ui(request: httpx.Request) -> httpx.Response:
    """Stands for the UI: says what it was asked and with which cookies."""
    if request.url.path == "/away":
        raise httpx.ConnectError("nobody there")
    said = f"{request.method} {request.url.raw_path.decode()} {request.headers.get('cookie', '')}"
    return httpx.Response(
        200,
        stream=httpx.ByteStream(said.encode()),
        headers=[("set-cookie", "_csrf=1"), ("server", "x")],
    )


@pytest.fixture
async def http(keyring: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    ui = httpx.AsyncClient(transport=httpx.MockTransport(bare_ui), base_url="http://ui.invalid")
    app = create_app(Settings(), keyring, ui)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8233"
    ) as client:
        yield client


def cookie(keyring: KeyRing, *roles: str) -> dict[str, str]:
    token = Sessions(Settings(), keyring).issue(SessionUser(id="u17", roles=roles))
    return {"Cookie": f"{COOKIE}={token}"}


def wire(payload: Payload) -> dict[str, Any]:
    return {
        "metadata": {k: b64encode(v).decode() for k, v in payload.metadata.items()},
        "data": b64encode(payload.data).decode(),
    }


async def sealed(keyring: KeyRing) -> dict[str, Any]:
    plain = DataConverter.default.payload_converter.to_payloads([SECRET])
    [payload] = await SealingCodec(keyring, "default", "case/jz/1").encode(plain)
    return wire(payload)


@pytest.mark.rule("OPN-25")
@pytest.mark.parametrize("role", ["supervisor", "discipline", "county_reviewer", "county_approver"])
async def test_those_who_may_read_see_the_content(
    http: httpx.AsyncClient, keyring: KeyRing, role: str
) -> None:
    body = {"payloads": [await sealed(keyring)]}
    with capture_logs() as logged:
        answer = await http.post(
            "/decode?preserveStorageRefs=true",
            json=body,
            headers={"Origin": UI, "X-Namespace": "default", **cookie(keyring, role)},
        )
    assert answer.status_code == 200
    [opened] = answer.json()["payloads"]
    assert json.loads(b64decode(opened["data"])) == SECRET
    [line] = logged
    assert (line["user"], line["count"]) == ("u17", 1)
    assert SECRET not in str(line)


@pytest.mark.parametrize("role", sorted({*Role} - {"supervisor", "discipline"}))
async def test_others_and_strangers_do_not(
    http: httpx.AsyncClient, keyring: KeyRing, role: Role
) -> None:
    body = {"payloads": [await sealed(keyring)]}
    assert (await http.post("/decode", json=body)).status_code == 401
    if role.value.startswith("county_"):
        return
    answer = await http.post("/decode", json=body, headers=cookie(keyring, role.value))
    assert answer.status_code == 403
    forged = cookie(keyring, "discipline")
    forged["Cookie"] = forged["Cookie"][:-4] + "xxxx"
    assert (await http.post("/decode", json=body, headers=forged)).status_code == 401


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9999", "http://evil.invalid", "null"])
async def test_pages_of_other_origins_get_no_leave_to_ask(
    http: httpx.AsyncClient, keyring: KeyRing, origin: str
) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x"}
    for answer in (
        await http.options("/decode", headers={"Origin": origin, **asked}),
        await http.post(
            "/decode", json={}, headers={"Origin": origin, **cookie(keyring, "discipline")}
        ),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_changed_payload_is_refused_and_server_plaintext_passes(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    changed = await sealed(keyring)
    changed["data"] = b64encode(b"x" * 60).decode()
    headers = cookie(keyring, "discipline")
    answer = await http.post("/decode", json={"payloads": [changed]}, headers=headers)
    assert answer.status_code == 400
    [plain] = DataConverter.default.payload_converter.to_payloads(["jiaozuo"])
    answer = await http.post("/decode", json={"payloads": [wire(plain)]}, headers=headers)
    assert answer.json() == {"payloads": [wire(plain)]}


async def test_there_is_no_encode_and_no_endless_request(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    headers = cookie(keyring, "discipline")
    assert (await http.post("/encode", json={"payloads": []}, headers=headers)).status_code == 403
    many = {"payloads": [{}] * (MAX_PAYLOADS + 1)}
    assert (await http.post("/decode", json=many, headers=headers)).status_code == 422
    assert (await http.get("/healthz")).status_code == 200


async def test_the_ui_opens_to_readers_and_never_sees_the_session(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    headers = cookie(keyring, "supervisor")
    headers["Cookie"] += "; _csrf=2"
    answer = await http.get("/namespaces/default/workflows?query=a%20b", headers=headers)
    assert answer.text == "GET /namespaces/default/workflows?query=a%20b _csrf=2"
    assert answer.headers["set-cookie"] == "_csrf=1" and "server" not in answer.headers


async def test_an_auditor_is_told_why_he_reads_in_the_console_instead(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    headers = cookie(keyring, "auditor")
    body = {"payloads": [await sealed(keyring)]}
    for answer in (
        await http.post("/decode", json=body, headers=headers),
        await http.get("/", headers=headers),
    ):
        assert answer.status_code == 403 and "审计调阅授权" in answer.text


async def test_the_ui_stays_closed_to_others(http: httpx.AsyncClient, keyring: KeyRing) -> None:
    stranger = await http.get("/")
    assert stranger.status_code == 401 and "请先登录" in stranger.text
    assert "http://127.0.0.1:8000" in stranger.text
    clerk = await http.get("/", headers=cookie(keyring, "intake"))
    assert clerk.status_code == 403 and "无权" in clerk.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/v1/namespaces/default/workflows/case/query/__temporal_metadata", 200),
        ("POST", "/api/v1/namespaces/default/workflows/case/terminate", 403),
        ("POST", "/api/v1/namespaces/default/workflows/case/signal/query/", 403),
        ("POST", "/api/v1/namespaces/default/workflows/query/terminate", 403),
        ("POST", "/api/v1/namespaces/default/workflows/case%2Fjz%2F1/query/stage", 200),
        ("PUT", "/api/v1/namespaces/default/workflows/case/query/x", 403),
        ("DELETE", "/api/v1/namespaces/default/schedules/x", 403),
        ("GET", "/away", 502),
    ],
)
async def test_in_the_ui_one_looks_and_does_not_touch(
    http: httpx.AsyncClient, keyring: KeyRing, method: str, path: str, status: int
) -> None:
    answer = await http.request(method, path, headers=cookie(keyring, "discipline"))
    assert answer.status_code == status
    if status == 200:
        assert answer.text.split()[1] == path
