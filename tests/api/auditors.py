"""An auditor with an account of his own and a leave that people register, confirm and end."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import select

from domain.case.lifecycle import Role
from store import users
from store.tables import AuditRow, UserRow
from tests.api.staff import Staff
from tests.api.test_oversight import begun, post


class Auditor:
    """An account that is no demonstration's, its leave, and a client signed in."""

    def __init__(self, desk: Staff, app: FastAPI) -> None:
        self.desk, self.app = desk, app
        self.id = f"jz.auditor.{uuid.uuid4().hex[:8]}"
        self.http = AsyncClient(transport=ASGITransport(app), base_url="http://county")
        self.path = ""

    async def signed_in(self) -> Auditor:
        row = UserRow(id=self.id, role=Role.AUDITOR.value, place="jiaozuo", password_hash="",
                      unit="焦作市审计局", display_name="审计员甲")  # fmt: skip
        await self.app.state.door.write(users.create_user, row, users.DEMO_PASSWORD)
        sent = {"user": self.id, "password": users.DEMO_PASSWORD}
        assert (await self.http.post("/api/v1/session", json=sent)).status_code == 201
        return self

    async def registered(self, **scope: Any) -> None:
        today = await self.app.state.door.today()
        body = {
            "person": self.id, "authority": "焦作市审计局", "notice": "焦审通〔2026〕12号",
            "text": "2026年度社会救助资金审计", "first": str(today),
            "last": str(today + timedelta(days=30)), **scope,
        }  # fmt: skip
        self.path = await begun(self.desk, "county_reviewer", "jz", "/engagement/jiaozuo", **body)

    async def act(self, role: str, name: str, **body: Any) -> None:
        answer = await post(self.desk, role, "jz", f"{self.path}/acts/{name}", **body)
        assert answer.status_code == 200, answer.text

    async def granted(self, **scope: Any) -> Auditor:
        await self.registered(**scope)
        await self.act("county_approver", "confirm_engagement")
        return self

    @property
    def leave(self) -> str:
        return self.path.removeprefix("/engagement/")

    async def get(self, path: str) -> Response:
        return await self.http.get(path)

    def lines(self) -> list[AuditRow]:
        with self.app.state.door.store.read() as session:
            query = select(AuditRow).where(AuditRow.who == self.id).order_by(AuditRow.id)  # type: ignore[arg-type]
            return list(session.exec(query))

    def reads(self) -> list[AuditRow]:
        return [line for line in self.lines() if line.what.startswith("read ")]
