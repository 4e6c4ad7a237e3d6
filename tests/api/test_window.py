"""The one window over HTTP: the catalogue, one request for several programmes."""

from __future__ import annotations

import pytest

from tests.api.staff import Staff


@pytest.mark.rule("ZH-03")
async def test_the_catalogue_of_a_place_can_be_read_by_whoever_is_signed_in(desk: Staff) -> None:
    client = await desk("intake")
    answer = await client.get("/api/v1/aids", params={"place": "zhanhe"})
    assert answer.status_code == 200, answer.text
    types = answer.json()["types"]
    assert [t["tier"] for t in types].count("supplement") == 1 and len(types) == 9
    own = (await client.get("/api/v1/aids")).json()
    assert own["place"] == "jiaozuo"
    assert {g["code"] for g in own["groups"] if g["aid_zh"] == "未设定救助类型"} >= {"GRP-19"}
    assert (await client.get("/api/v1/aids", params={"place": "nowhere"})).status_code == 404
