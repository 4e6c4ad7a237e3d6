"""Scripted staff at work on leads over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from httpx import Response

from tests.api.staff import PAPERS, Staff, key, people

VISITOR = "jz-wangdian.village"


def report(home: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A report about the applicant of a household nobody else has."""
    person = (home or people())["members"][0]
    return {
        "village": "第一村",
        "channel": "rounds",
        "problem": "illness",
        "text": "巡查走访时发现老人患病在家，无人照料",
        "person": {"name": person["name"], "id_no": person["id_no"], "address": "第一村1号"},
        **changes,
    }


SEEN: dict[str, Any] = {
    "visitors": [VISITOR, "王网格员"],
    "finding": "老人独居，患病卧床，仅有基础养老金",
    "fits": True,
    "informed": True,
    "consent": "agrees",
    "consent_paper": "委托书第001号",
}


class LeadStaff:
    """Reports, sends acts on, and looks at leads as staff of Wangdian."""

    def __init__(self, desk: Staff) -> None:
        self.desk = desk

    async def post(
        self, role: str, path: str, body: dict[str, Any], at: str = "jz-wangdian"
    ) -> Response:
        client = await self.desk(role, at)
        headers = {"Idempotency-Key": key()}
        return await client.post(f"/api/v1/discoveries{path}", json=body, headers=headers)

    async def report(self, role: str = "village", **body: Any) -> str:
        answer = await self.post(role, "", body or report())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["lead_no"])

    async def act(self, role: str, lead_no: str, act: str, **body: Any) -> dict[str, Any]:
        answer = await self.post(role, f"/{lead_no}/acts/{act}", body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def visited(self, lead_no: str, **seen: Any) -> None:
        await self.act("intake", lead_no, "assign_visit", visitor=VISITOR)
        await self.act("village", lead_no, "record_visit", **{**SEEN, **seen})

    async def apply(self, lead_no: str, role: str = "intake", **body: Any) -> Response:
        return await self.post(role, f"/{lead_no}/application", {"papers": PAPERS, **body})

    async def view(self, lead_no: str, role: str = "intake", at: str = "jz-wangdian") -> Any:
        answer = await (await self.desk(role, at)).get(f"/api/v1/discoveries/{lead_no}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def until(self, lead_no: str, stage: str) -> Any:
        for _ in range(1200):
            view = await self.view(lead_no)
            if view["line"]["stage"] == stage:
                return view
            await asyncio.sleep(0.05)
        raise AssertionError(f"the lead is in {view['line']['stage']}")
