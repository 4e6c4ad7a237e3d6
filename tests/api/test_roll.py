"""Long-term publicity at the door: the sheet, its posting by digest, the removal, the public's view."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.frame.door import Door
from domain.identity import synthetic_id
from store.projection import project_case
from tests.api.conftest import browser
from tests.api.staff import Staff, key
from tests.people import Walk, application, household
from tests.store.samples import shown

PLACE = "/api/v1/rolls/jiaozuo"


async def drawing(county: FastAPI, number: int, village: str) -> str:
    """A household that draws aid in that village since long ago, as its case would write it."""
    home = household()
    people = tuple(
        m.model_copy(update={"id_no": synthetic_id(date(1932 + 9 * i, 2, 3), 1 + number % 990)})
        for i, m in enumerate(home.members)
    )
    home = home.model_copy(update={"members": people})
    start = application().having(
        case_no=f"JZ2026{number:06d}", household=home, declared=home, village=village
    )
    walk = Walk(start).ready_to_decide().confirmed()
    since = tuple(e.model_copy(update={"first": date(2024, 1, 1)}) for e in walk.file.entitlements)
    door: Door = county.state.door
    await door.write(project_case, shown(walk.file.having(entitlements=since), walk.today))
    return walk.file.case_no


async def post(client: AsyncClient, path: str, body: dict[str, object]) -> Response:
    return await client.post(PLACE + path, json=body, headers={"Idempotency-Key": key()})


@pytest.mark.rule("JZ-43", "JZ-44", "YC-27", "ACT-33")
async def test_what_was_printed_is_what_is_recorded_and_the_public_reads_it_masked(
    county: FastAPI, desk: Staff
) -> None:
    at = "?village=长期公示村"
    await drawing(county, 830001, "长期公示村")
    village = await desk("village")
    sheet = (await village.get(f"{PLACE}/sheet{at}")).json()
    assert [line["name"] for line in sheet["lines"]] == ["张**"]
    await drawing(county, 830002, "长期公示村")
    posting = {"village": "长期公示村", "digest": sheet["digest"], "where": "村务公开栏"}
    late = await post(village, "/postings", posting)
    assert (late.status_code, late.json()["code"]) == (409, "roll_changed")
    sheet = (await village.get(f"{PLACE}/sheet{at}")).json()
    hung = await post(village, "/postings", {**posting, "digest": sheet["digest"]})
    assert [(v["version"], v["households"]) for v in hung.json()] == [(1, 2)]
    rolls = (await village.get(PLACE)).json()
    [mine] = [v for v in rolls["items"] if v["village"] == "长期公示村"]
    assert (mine["stale"], mine["version"]) == (False, 1)
    assert (await village.get(f"{PLACE}/versions{at}")).json()[0]["lines"] == sheet["lines"]
    past = (await village.get(f"{PLACE}/sheet{at}&on=2023-12-31")).json()
    assert past["lines"] == [], "any day can be derived"
    down = await post(village, "/removals", {"village": "长期公示村", "why": "公开栏维修"})
    assert down.json()[0]["down_on"] == rolls["on"]
    for role, where, status in (("intake", "jz-wangdian", 403), ("village", "jz-second", 404)):
        other = await desk(role, where)
        body = {**posting, "township": "jz-wangdian", "digest": sheet["digest"]}
        assert (await post(other, "/postings", body)).status_code == status
    async with browser(county) as public:
        board = await public.get("/board/jiaozuo/current?village=长期公示村")
        assert board.status_code == 200 and board.text.count("张**") == 2
        assert "张一一" not in board.text and "990101" not in board.text
        assert (await public.get("/board/tongren/current")).status_code == 404
    elsewhere = await desk("village", "tr-first")
    assert (await elsewhere.get("/api/v1/rolls/tongren")).status_code == 404
    assert "没有规定长期公示" in (await elsewhere.get("/rolls/tongren")).text
    assert (await village.get(f"{PLACE}/sheet{at}&on=0001-01-01")).status_code == 422
