"""A meeting of the departments over HTTP: called, sat, settled with the item, minuted, read."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlmodel import Session, select

from domain.assembly.sight import MASKED_ZH
from store.tables import AuditRow
from tests.api.staff import Staff, key
from tests.api.test_procedures import escalated, soon

CIVIL, MEDICAL, WATER = "市民政局", "医疗保障局", "水利局"
MEASURES = [
    {
        "code": "AID-02",
        "unit": CIVIL,
        "manner": "一次性临时救助",
        "amount_fen": 1_000_000,
        "fund_source": "临时救助资金",
    },
    {
        "code": "AID-37",
        "unit": MEDICAL,
        "manner": "医疗救助二次报销",
        "amount_fen": 2_000_000,
        "fund_source": "医疗救助资金",
    },
]


class Office:
    """The meeting office of Tongren at its doors."""

    def __init__(self, desk: Staff) -> None:
        self.desk = desk
        self.path = ""

    async def client(self, role: str, at: str = "tr") -> AsyncClient:
        return await self.desk(role, at)

    async def open(self, **body: Any) -> Response:
        office = await self.client("meeting_office")
        answer = await office.post("/api/v1/meetings", json=body, headers=_key())
        if answer.status_code == 201:
            self.path = str(answer.json()["href"])
        return answer

    async def send(self, role: str, act: str, /, **body: Any) -> Response:
        client = await self.client(role)
        return await client.post(f"{self.path}/acts/{act}", json=body, headers=_key())

    async def act(self, role: str, act: str, /, **body: Any) -> None:
        answer = await self.send(role, act, **body)
        assert answer.status_code == 200, answer.text

    async def view(self, role: str = "meeting_office") -> dict[str, Any]:
        answer = await (await self.client(role)).get(self.path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def sitting(self, *points: dict[str, Any]) -> None:
        today = await self.today()
        await self.act("meeting_office", "add_points", points=list(points))
        await self.act("meeting_office", "submit_agenda")
        await self.act("government_office", "approve_meeting")
        await self.act("meeting_office", "call_meeting", meets_on=today, at="09:00", venue="三楼")
        await self.act("unit_liaison.medical", "confirm_notice", coming=True, post="副局长")
        seats = [{"unit": u, "post": "分管负责人"} for u in (CIVIL, MEDICAL, WATER)]
        await self.act(
            "meeting_office", "open_sitting", chair="tr.convener", chair_role="convener",
            attended=seats,
        )  # fmt: skip

    async def minuted(self) -> dict[str, Any]:
        await self.act("convener", "close_sitting")
        await self.act("meeting_office", "draft_minutes", copies=["市政府"])
        await self.act("convener", "check_minutes")
        await self.act("general_convener", "sign_minutes")
        for _ in range(1200):
            view = await self.view()
            if view["stage"] == "ended":
                return view
            await asyncio.sleep(0.05)
        raise AssertionError(view["stage"])

    async def today(self) -> str:
        view = await self.view()
        return str(view["file"]["latest"])


async def _readers(desk: Staff, subject: str) -> list[str]:
    """Who has looked into the meeting, by the audit log."""

    def look(session: Session) -> list[str]:
        query = select(AuditRow.who).where(
            AuditRow.subject == subject, AuditRow.what == "read_meeting"
        )
        return list(session.exec(query))

    return await desk.app.state.door.read(look)  # type: ignore[no-any-return]


def _key() -> dict[str, str]:
    return {"Idempotency-Key": key()}


async def ready_item(desk: Staff) -> str:
    """An item of Tongren that waits for the meeting: its number."""
    case_no = await escalated(desk)
    office = await desk("meeting_office", "tr")
    await soon(office, f"/api/v1/items/{case_no}/1", "stage", "collecting")

    async def act(role: str, name: str, **body: Any) -> None:
        client = await desk(role, "tr")
        path = f"/api/v1/items/{case_no}/1/acts/{name}"
        answer = await client.post(path, json=body, headers=_key())
        assert answer.status_code == 200, answer.text

    await act("meeting_office", "submit_papers", papers=[{"title": "医疗费用票据"}])
    await act("meeting_office", "sort_papers", units=[CIVIL, MEDICAL])
    await act("meeting_office", "review_papers", complete=True)
    await act("government_office", "approve_agenda")
    await act("general_convener", "request_preparatory")
    await act("meeting_office", "hold_preparatory", attended=[CIVIL], opinion="建议联合救助")
    return f"{case_no}/1"


@pytest.mark.rule("TR-50", "TR-59")
async def test_a_household_is_settled_in_the_meeting_and_only_those_concerned_read_it(
    desk: Staff,
) -> None:
    office, item = Office(desk), await ready_item(desk)
    assert (await office.open()).status_code == 201
    await office.sitting(
        {"kind": "item", "item": item, "grade": "concerned"},
        {"kind": "policy", "title": "救助资金年度安排"},
    )
    early = await office.send("convener", "close_sitting")
    assert early.status_code == 409 and early.json()["code"] == "points_open"
    wrong = await office.send(
        "convener", "decide_point", point="p1", outcome="approved", measures=MEASURES[:1]
    )
    assert wrong.status_code == 409 and wrong.json()["code"] == "too_few_units"
    assert (await office.view())["file"]["points"][0]["settled"] is None
    await office.act("convener", "decide_point", point="p1", outcome="approved", measures=MEASURES)
    await office.act(
        "convener", "decide_point", point="p2", outcome="approved", text="同意方案", owner=CIVIL
    )
    view = await office.minuted()
    number = view["file"]["minutes"]["number"]
    assert number.startswith("同联会纪〔")
    assert view["totals"]["total_fen"] == 3_000_000

    decided = await (await office.client("meeting_office")).get(f"/api/v1/items/{item}")
    file = decided.json()["file"]
    assert file["meeting"]["number"] == office.path.rsplit("/", 1)[-1]
    assert file["meeting"]["attended"] == [CIVIL, MEDICAL, WATER]

    own = await office.view("unit_liaison.medical")
    other = await office.view("unit_liaison.water")
    case_no = item.split("/")[0]
    assert case_no in str(own["file"]) and own["totals"] == {}
    assert case_no not in str(other)
    assert other["file"]["points"][0]["title"] == MASKED_ZH
    assert "保密" in other["notice"]
    paths = f"{office.path}/minutes"
    whole = await (await office.client("convener")).get(paths)
    theirs = await (await office.client("unit_liaison.water")).get(paths)
    assert case_no in whole.text and number in whole.text
    assert case_no not in theirs.text and number in theirs.text
    page = await (await office.client("unit_liaison.water")).get(
        office.path.removeprefix("/api/v1")
    )
    subject = office.path.removeprefix("/api/v1/meetings/")
    read_by = set(await _readers(desk, f"meeting/{subject}"))
    assert {"tr.unit_liaison.water", "tr.unit_liaison.medical", "tr.convener"} <= read_by
    assert page.status_code == 200 and case_no not in page.text and MASKED_ZH in page.text


@pytest.mark.rule("TR-59")
async def test_nobody_outside_the_meeting_learns_of_it(desk: Staff) -> None:
    office = Office(desk)
    await office.open(kind="extra", reason="研究救助政策")
    for role, at in (
        ("reviewer", "tr-first"),
        ("county_approver", "tr"),
        ("meeting_office", "hb"),
        ("convener", "jz"),
        ("intake", "tr-first"),
    ):
        client = await desk(role, at)
        assert (await client.get(office.path)).status_code == 404, role
        assert (await client.get(f"{office.path}/minutes")).status_code == 404, role
        page = await client.get(office.path.removeprefix("/api/v1"))
        assert page.status_code == 404, role


async def test_an_extra_meeting_needs_a_reason_and_only_the_office_or_a_convener_calls(
    desk: Staff,
) -> None:
    office = Office(desk)
    bare = await office.open(kind="extra")
    assert bare.status_code == 409 and bare.json()["code"] == "reason_missing"
    liaison = await desk("unit_liaison.medical", "tr")
    refused = await liaison.post("/api/v1/meetings", json={}, headers=_key())
    assert refused.status_code == 403
    same = _key()
    client = await desk("meeting_office", "tr")
    body = {"kind": "extra", "reason": "研究救助政策"}
    first = await client.post("/api/v1/meetings", json=body, headers=same)
    again = await client.post("/api/v1/meetings", json=body, headers=same)
    assert first.json() == again.json()


@pytest.mark.rule("HB-31", "TR-50")
async def test_the_office_sees_how_the_year_stands(desk: Staff) -> None:
    client = await desk("meeting_office", "hb")
    year = (await client.get("/api/v1/places/hanbin/meetings")).json()
    assert year["held"] == 0 and year["least"] == 1 and year["warn"]
    page = await client.get("/meetings")
    assert "还差1次" in page.text and "召开会议" in page.text
    assert (await client.get("/api/v1/places/tongren/meetings")).status_code == 404


async def test_a_cancelled_meeting_is_told_and_accepts_nothing_more(desk: Staff) -> None:
    office = Office(desk)
    await office.open(kind="extra", reason="研究救助政策")
    await office.act("meeting_office", "add_points", points=[{"title": "资金安排"}])
    await office.act("meeting_office", "submit_agenda")
    await office.act("government_office", "approve_meeting")
    today = await office.today()
    await office.act("convener", "call_meeting", meets_on=today)
    await office.act("convener", "cancel_meeting", reason="因防汛工作取消")
    for _ in range(1200):
        view = await office.view()
        if all(m["sent_on"] for m in view["file"]["mail"]):
            break
        await asyncio.sleep(0.05)
    assert [m["kind"] for m in view["file"]["mail"]] == ["notice", "cancelled"]
    late = await office.send("meeting_office", "invite_unit", unit="某医院", reason="说明费用")
    assert late.status_code == 409
    listed = (await (await office.client("unit_liaison.water")).get("/api/v1/meetings")).json()
    numbers = [line["number"] for line in listed["items"]]
    assert office.path.rsplit("/", 1)[-1] in numbers
    assert "资金安排" not in str(listed)
