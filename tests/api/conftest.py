"""A county with its doors open: application, tables, worker, and departments that know nothing."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities import registry
from activities.tools import Tools
from api.app import create_app
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Record
from domain.oversight.file import OversightKind
from runtime import packs
from runtime.keys import KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.settings import Settings
from store.engine import Store
from store.tables import CaseNumber, ItemNumber, LeadNumber, MeetingNumber
from store.watching.matters import series_of
from tests.api.auditors import Auditor
from tests.api.staff import Staff
from tests.asking import ASKING, together
from tests.building import BUILD
from tests.tables import migrated
from workflows.registry import WORKFLOWS

_shared: dict[str, Any] = {}
"""One county for the tests of the API and of the pages: two would give out the same numbers."""


class Departments:
    """What the departments will find, by department code; silent ones do not answer."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[Record, ...]] = {}
        self.silent: set[str] = set()

    def activities(self) -> list[Callable[..., object]]:
        @activity.defn(name="ask_department")
        async def ask_department(query: DepartmentQuery) -> DepartmentReply:
            if query.department in self.silent:
                return DepartmentReply(expected=query.asked_on + timedelta(days=3))
            records = tuple(r for r in self.records.get(query.department, ()))
            return DepartmentReply(
                answer=Answer(department=query.department, on=query.asked_on, records=records)
            )

        return [ask_department, together(ask_department)]


@pytest.fixture(scope="session")
def departments() -> Departments:
    found: Departments = _shared.setdefault("departments", Departments())
    return found


@pytest.fixture(scope="session")
def api_settings(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    if "settings" in _shared:
        known: Settings = _shared["settings"]
        return known
    home = tmp_path_factory.mktemp("api")
    made = settings.model_copy(
        update={
            "home": home,
            "database_url": f"sqlite:///{home}/doudi.db",
            "task_queue": "doudi-api-tests",
            "exchange_dir": home / "exchange",
            "evidence_dir": home / "evidence",
            "bank_dir": home / "bank",
            "archive_dir": home / "archive",
        }
    )
    _shared["settings"] = made
    return made


_FIRST: dict[str, int] = {
    "meeting": 41,
    **dict.fromkeys(("affair", "complaint", "credit", "putoff"), 501),
    **{series_of(kind): 501 for kind in OversightKind},
}
"""Where our numbers of a series begin: those of two digits, and those of three."""


def _number_apart(store: Store) -> None:
    """Other folders' procedures live on the same Temporal server: ours are numbered far from them."""
    with store.write() as session:
        for place, year in itertools.product(packs.places(), range(2026, 2030)):
            letters = packs.place_info(place).abbr.upper()
            for counter in (CaseNumber, LeadNumber, ItemNumber):
                session.add(counter(place=letters, year=year, next=700_001))
            for series, first in _FIRST.items():
                session.add(MeetingNumber(series=series, place=place, year=year, next=first))


@pytest.fixture(scope="session")
async def county(
    client: Client, api_settings: Settings, keyring: KeyRing, departments: Departments
) -> AsyncIterator[FastAPI]:
    """The application with its worker running."""
    if "county" in _shared:
        yield _shared["county"]
        return
    migrated(api_settings.database_url)
    tools = Tools.of(api_settings, keyring)
    _number_apart(tools.store)
    activities = [a for a in registry.collect(tools) if registry.name_of(a) not in ASKING]
    with ThreadPoolExecutor(8) as pool:
        worker = Worker(
            client,
            task_queue=api_settings.task_queue,
            build_id=BUILD,
            workflows=WORKFLOWS,
            activities=[*activities, *departments.activities()],
            activity_executor=pool,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
        )
        app = create_app(api_settings, keyring, client)
        async with worker, app.router.lifespan_context(app):
            _shared["county"] = app
            yield app
            del _shared["county"]
    tools.store.close()


@pytest.fixture(scope="session")
async def desk(county: FastAPI, skipper: TimeSkipper, client: Client) -> AsyncIterator[Staff]:
    """Staff of every role, each signed in when first asked for."""
    async with Staff(county, skipper, client) as staff:
        yield staff


@pytest.fixture
async def auditor(desk: Staff, county: FastAPI) -> AsyncIterator[Auditor]:
    """An account that is no demonstration's, signed in, without a leave as yet."""
    made = await Auditor(desk, county).signed_in()
    yield made
    await made.http.aclose()


@asynccontextmanager
async def browser(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client without a session."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://county") as client:
        yield client
