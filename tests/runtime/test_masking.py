"""A supervisor in the Temporal UI sees how a case goes, never whose it is (ACT-27)."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any

import httpx
import pytest
from temporalio.converter import DataConverter

from domain.case.lifecycle import Role
from runtime.codec import SealingCodec
from runtime.codec_server import create_app
from runtime.keys import KeyRing
from runtime.masking import masked
from runtime.sessions import COOKIE, Sessions, SessionUser
from runtime.settings import Settings
from tests.people import application

FILE = application().having(
    household=application().household.model_copy(
        update={"address": "测试路一号", "phone": "19900001234"}
    )
)
PERSONAL = (
    "张一一",
    "测试路一号",
    "19900001234",
    "9900000000000001",
    FILE.household.applicant.id_no,
)


def test_nothing_personal_is_left_and_the_case_can_still_be_followed() -> None:
    shown = masked(FILE.model_dump_json().encode()).decode()
    assert not [value for value in PERSONAL if value in shown]
    told = json.loads(shown)
    assert told["case_no"] == FILE.case_no and told["stage"] == "intake"
    assert told["household"]["members"][0]["name"] == "张**"


@pytest.mark.rule("OPN-25")
@pytest.mark.parametrize(("role", "whole"), [(Role.SUPERVISOR, False), (Role.DISCIPLINE, True)])
async def test_only_discipline_and_the_county_see_a_payload_whole(
    keyring: KeyRing, role: Role, whole: bool
) -> None:
    [plain] = DataConverter.default.payload_converter.to_payloads([FILE.model_dump(mode="json")])
    [sealed] = await SealingCodec(keyring, "default").encode([plain])
    token = Sessions(Settings(), keyring).issue(SessionUser(id="u1", roles=(role.value,)))
    body: dict[str, Any] = {
        "metadata": {k: b64encode(v).decode() for k, v in sealed.metadata.items()},
        "data": b64encode(sealed.data).decode(),
    }
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(Settings(), keyring)),
        base_url="http://127.0.0.1:8233",
    ) as client:
        answer = await client.post(
            "/decode", json={"payloads": [body]}, headers={"Cookie": f"{COOKIE}={token}"}
        )
    assert answer.status_code == 200
    shown = b64decode(answer.json()["payloads"][0]["data"]).decode()
    assert (FILE.household.applicant.id_no in shown) is whole
