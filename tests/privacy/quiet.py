"""The application with its tables and no workflows: what a case holds is looked up in memory.

Whatever reaches further than the door may let it, a workflow that is not in memory, is a 500.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from api.app import create_app
from api.frame.door import Door
from api.work import casework, stuck, targets
from domain.case.file import CaseFile
from runtime.keys import KeyRing
from runtime.sessions import COOKIE, SessionUser
from runtime.settings import Settings
from store.projection import project_case
from store.users import get_user
from tests.store.samples import shown
from tests.tables import migrated
from workflows import ids


class Reached(Exception):
    """A request came as far as the workflows."""


class Quiet:
    """`county.put(file)` is a case of it; `county.client(user)` somebody signed in."""

    def __init__(self, app: FastAPI, door: Door) -> None:
        self.app, self.door = app, door
        self.files: dict[str, CaseFile] = {}

    def put(self, file: CaseFile) -> None:
        self.files[ids.case_id(file.place, file.case_no)] = file
        with self.door.store.write() as session:
            project_case(session, shown(file))

    async def ask(self, _: Door, workflow_id: str, query: str, kind: type[Any]) -> Any:
        if workflow_id not in self.files or kind is not CaseFile:
            raise Reached(query)
        return self.files[workflow_id]

    def client(self, user: str) -> AsyncClient:
        with self.door.store.read() as session:
            row = get_user(session, user)
        assert row is not None, user
        token = self.door.sessions.issue(SessionUser(id=row.id, roles=(row.role,), place=row.place))
        transport = ASGITransport(self.app, raise_app_exceptions=False)
        return AsyncClient(transport=transport, base_url="http://county", cookies={COOKIE: token})


@asynccontextmanager
async def opened(home: Path, keyring: KeyRing, patch: pytest.MonkeyPatch) -> AsyncIterator[Quiet]:
    settings = Settings(
        home=home,
        rehearsal=True,
        database_url=f"sqlite:///{home}/doudi.db",
        evidence_dir=home / "evidence",
        exchange_dir=home / "exchange",
        bank_dir=home / "bank",
        archive_dir=home / "archive",
    )
    migrated(settings.database_url)
    app = create_app(settings, keyring)
    door: Door = app.state.door
    door.use(_Nobody())  # type: ignore[arg-type]
    county = Quiet(app, door)
    for module in (casework, targets):
        patch.setattr(module, "ask", county.ask)
    patch.setattr(stuck, "system_faults", _none_found)
    patch.setattr(stuck, "failing_workflows", _none_found)
    async with app.router.lifespan_context(app):
        yield county


async def _none_found(*_: object) -> tuple[()]:
    """What does not move is asked of the server, which is not there."""
    return ()


class _Nobody:
    """A Temporal client that answers nobody."""

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)
