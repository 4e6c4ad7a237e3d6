"""What a unit an item does not concern learns of it over HTTP: nothing; and every look is logged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, select

from api.examples import RAISE_EXAMPLE
from store.tables import AuditRow
from tests.api.staff import Staff, key
from tests.api.test_procedures import soon


async def readers(desk: Staff, subject: str) -> set[str]:
    def look(session: Session) -> set[str]:
        query = select(AuditRow.who).where(
            AuditRow.subject == subject, AuditRow.what == "read_item"
        )
        return set(session.exec(query))

    found: set[str] = await desk.app.state.door.read(look)
    return found


async def listed(client: Any, item_no: str) -> bool:
    answer = await client.get("/api/v1/items", params={"limit": 100})
    return item_no in str(answer.json()["items"])


@pytest.mark.rule("TR-59", "HB-35", "HB-36")
async def test_a_unit_sees_what_it_raised_or_was_asked_about_and_no_other_item(
    desk: Staff,
) -> None:
    unit = await desk("unit_liaison.emergency", "tr")
    told = await unit.post("/api/v1/items", json=RAISE_EXAMPLE, headers={"Idempotency-Key": key()})
    item_no = told.json()["item_no"]
    path = f"/api/v1/items/{item_no}/1"
    office = await desk("meeting_office", "tr")
    await soon(office, path, "stage", "collecting")
    water, medical = (
        await desk("unit_liaison.water", "tr"),
        await desk("unit_liaison.medical", "tr"),
    )
    assert (await unit.get(path)).status_code == 200 and await listed(unit, item_no)
    for other in (water, medical):
        assert (await other.get(path)).status_code == 404
        assert (await other.get(path.removeprefix("/api/v1"))).status_code == 404
        refused = await other.post(
            f"{path}/acts/give_unit_opinion",
            json={"agrees": True, "opinion": "同意救助"},
            headers={"Idempotency-Key": key()},
        )
        assert refused.status_code == 404
        assert not await listed(other, item_no)
    for act, body in (
        ("submit_papers", {"papers": [{"title": "灾情核报表"}]}),
        ("sort_papers", {"units": ["医疗保障局"]}),
    ):
        done = await office.post(
            f"{path}/acts/{act}", json=body, headers={"Idempotency-Key": key()}
        )
        assert done.status_code == 200, done.text
    assert (await medical.get(path)).status_code == 200 and await listed(medical, item_no)
    assert (await water.get(path)).status_code == 404 and not await listed(water, item_no)
    assert (await medical.get(f"{path}/minutes")).status_code == 404, "none yet"
    by = await readers(desk, f"item/{item_no}/1")
    assert {"tr.unit_liaison.emergency", "tr.unit_liaison.medical", "tr.meeting_office"} <= by
    assert "tr.unit_liaison.water" not in by
    supervisor = await desk("auditor", "tr")
    assert (await supervisor.get(path)).status_code == 200
