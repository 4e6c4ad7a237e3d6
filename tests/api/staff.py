"""Scripted staff: sign in by role, act over HTTP, bring a case to where a test begins."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, timedelta
from itertools import count
from typing import Any, Self

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from domain.identity import synthetic_id
from store.users import DEMO_PASSWORD
from workflows import ids

_numbers = count(1)
PAPERS = ["application", "authorisation", "commitment", "identity"]


def people(members: int = 2, wage_yuan: int = 4800, cars: int = 0) -> dict[str, Any]:
    """A declared household of people nobody else has."""
    n = next(_numbers)
    born = date(1950, 1, 1) + timedelta(days=n * 7)
    found = [
        {
            "key": f"m{i + 1}",
            "name": "张一一" if i == 0 else f"张二{i}",
            "id_no": synthetic_id(born + timedelta(days=i), 1 + (n * 10 + i) % 999),
            "relation": "self" if i == 0 else "child",
            "work": "partial" if i == 0 else "able",
        }
        for i in range(members)
    ]
    return {
        "members": found,
        "incomes": [{"member": found[-1]["key"], "kind": "wage", "fen_year": wage_yuan * 100}],
        "assets": [{"member": "m1", "kind": "vehicle", "count": cars}] if cars else [],
        "account": {"bank": "示例农商银行", "number": "6222000000000000", "holder": "m1"},
        "residence": "rural",
    }


def key() -> str:
    return str(uuid.uuid4())


class Staff:
    """`await desk("intake")` is a signed-in client; `desk.act(...)` does an act."""

    def __init__(self, app: FastAPI, skipper: TimeSkipper, temporal: Client) -> None:
        self.app, self.skipper, self.temporal = app, skipper, temporal
        self.clients: dict[str, AsyncClient] = {}
        self.days: dict[str, str] = {}
        """The day a fast-forwarded case stands at; the others stand at the county's."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self.clients.values():
            await client.aclose()

    async def __call__(
        self, role: str, at: str = "jz-wangdian", second: bool = False
    ) -> AsyncClient:
        user = f"{at}.{role}{'.2' if second else ''}"
        if user not in self.clients:
            client = AsyncClient(transport=ASGITransport(self.app), base_url="http://county")
            answer = await client.post(
                "/api/v1/session", json={"user": user, "password": DEMO_PASSWORD}
            )
            assert answer.status_code == 201, answer.text
            self.clients[user] = client
        return self.clients[user]

    async def open(self, home: dict[str, Any] | None = None, **more: Any) -> str:
        """A new case of Wangdian, its number."""
        client = await self("intake")
        body = {"household": home or people(), "papers": PAPERS, **more}
        answer = await client.post("/api/v1/cases", json=body, headers={"Idempotency-Key": key()})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["case_no"])

    async def send(
        self, role: str, case_no: str, act: str, at: str = "jz-wangdian", **body: Any
    ) -> Response:
        client = await self(role, at)
        if case_no in self.days:
            body.setdefault("on", self.days[case_no])
        return await client.post(
            f"/api/v1/cases/{case_no}/acts/{act}", json=body, headers={"Idempotency-Key": key()}
        )

    async def act(
        self, role: str, case_no: str, act: str, at: str = "jz-wangdian", **body: Any
    ) -> dict[str, Any]:
        answer = await self.send(role, case_no, act, at, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def declined(self, case_no: str) -> dict[str, Any]:
        """Not accepted, and told so in writing: the closed case."""
        await self.act("intake", case_no, "decline", reason="申请人户籍和经常居住地均不在本地")
        for _ in range(1200):
            [number] = [
                n["number"] for n in (await self.view(case_no))["notices"] if n["kind"] == "decline"
            ] or [""]
            if number:
                break
            await asyncio.sleep(0.05)
        await self.act("intake", case_no, "serve_notice", number=number, manner="in_person")
        return await self.until(case_no, "closed")

    async def view(
        self, case_no: str, role: str = "intake", at: str = "jz-wangdian"
    ) -> dict[str, Any]:
        answer = await (await self(role, at)).get(f"/api/v1/cases/{case_no}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def until(self, case_no: str, stage: str) -> dict[str, Any]:
        """The view once the case stands in the stage; what happens at once takes a moment."""
        for _ in range(1200):
            view = await self.view(case_no)
            if view["stage"] == stage:
                return view
            await asyncio.sleep(0.05)
        raise AssertionError(f"the case is in {view['stage']}, not {stage}")

    async def to_review(self, home: dict[str, Any] | None = None) -> str:
        """A case accepted and surveyed, its departments heard."""
        home = home or people()
        case_no = await self.open(home)
        await self.act("intake", case_no, "accept")
        await self.survey(case_no, home)
        await self.until(case_no, "review")
        return case_no

    async def survey(self, case_no: str, home: dict[str, Any]) -> None:
        team = ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"]
        await self.act(
            "surveyor", case_no, "record_survey",
            surveyors=team, signed_by=team, family_signature="m1", household=home,
        )  # fmt: skip

    async def to_approval(self, home: dict[str, Any] | None = None) -> str:
        case_no = await self.to_review(home)
        view = await self.view(case_no)
        found = view["assessment"]
        await self.act(
            "reviewer", case_no, "give_opinion",
            grant=found["eligible"], monthly_fen=found["monthly_fen"],
        )  # fmt: skip
        if found["eligible"]:
            await self.act("village", case_no, "post_publicity", place_posted="村务公开栏")
            handle = self.temporal.get_workflow_handle(ids.case_id("jiaozuo", case_no))
            for _ in range(100):
                if (await self.view(case_no))["stage"] == "approval":
                    break
                await self.skipper.fast_forward(handle, timedelta(days=2))
        self.days[case_no] = (await self.until(case_no, "approval"))["today"]
        return case_no
