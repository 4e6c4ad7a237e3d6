"""The Temporal UI shows sealed content to supervisors, auditors and county officers only."""

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


@pytest.fixture
async def http(keyring: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(), keyring)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8234"
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


@pytest.mark.parametrize("role", ["supervisor", "auditor", "county_reviewer", "county_approver"])
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
    assert answer.headers["access-control-allow-origin"] == UI
    assert answer.headers["access-control-allow-credentials"] == "true"
    [line] = logged
    assert (line["user"], line["count"]) == ("u17", 1)
    assert SECRET not in str(line)


@pytest.mark.parametrize("role", sorted({*Role} - {"supervisor", "auditor"}))
async def test_others_and_strangers_do_not(
    http: httpx.AsyncClient, keyring: KeyRing, role: Role
) -> None:
    body = {"payloads": [await sealed(keyring)]}
    assert (await http.post("/decode", json=body)).status_code == 401
    if role.value.startswith("county_"):
        return
    answer = await http.post("/decode", json=body, headers=cookie(keyring, role.value))
    assert answer.status_code == 403
    forged = cookie(keyring, "auditor")
    forged["Cookie"] = forged["Cookie"][:-2] + "xx"
    assert (await http.post("/decode", json=body, headers=forged)).status_code == 401


async def test_only_the_uis_origin_is_answered_by_cors(http: httpx.AsyncClient) -> None:
    def preflight(origin: str) -> Any:
        return http.options(
            "/decode",
            headers={
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type,x-namespace",
            },
        )

    assert (await preflight(UI)).status_code == 200
    for origin in ("http://127.0.0.1:9999", "http://evil.invalid", "null"):
        answer = await preflight(origin)
        assert answer.status_code == 400
        assert "access-control-allow-origin" not in answer.headers


async def test_a_changed_payload_is_refused_and_server_plaintext_passes(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    changed = await sealed(keyring)
    changed["data"] = b64encode(b"x" * 60).decode()
    headers = cookie(keyring, "auditor")
    answer = await http.post("/decode", json={"payloads": [changed]}, headers=headers)
    assert answer.status_code == 400
    [plain] = DataConverter.default.payload_converter.to_payloads(["jiaozuo"])
    answer = await http.post("/decode", json={"payloads": [wire(plain)]}, headers=headers)
    assert answer.json() == {"payloads": [wire(plain)]}


async def test_there_is_no_encode_and_no_endless_request(
    http: httpx.AsyncClient, keyring: KeyRing
) -> None:
    headers = cookie(keyring, "auditor")
    assert (await http.post("/encode", json={"payloads": []}, headers=headers)).status_code == 404
    many = {"payloads": [{}] * (MAX_PAYLOADS + 1)}
    assert (await http.post("/decode", json=many, headers=headers)).status_code == 422
    assert (await http.get("/health")).status_code == 200
