"""The composition root of the front door: `create_app()` for `uvicorn --factory`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from temporalio.client import Client

from api import described
from api.frame import problems
from api.frame.commandlog import CommandLog
from api.frame.door import Door
from api.frame.guard import Guard
from api.frame.index import Index
from api.pages import audit_desk as audit_desk_pages
from api.pages import bulletins as bulletin_pages
from api.pages import care as care_pages
from api.pages import case, docs, evidence, forms, funds, intake, signin, work
from api.pages import checks as checks_pages
from api.pages import course as course_pages
from api.pages import joint as joint_pages
from api.pages import keytasks as keytask_pages
from api.pages import meetings as meeting_pages
from api.pages import oversight as oversight_pages
from api.pages import papers as paper_pages
from api.pages import pay as pay_pages
from api.pages import providers as provider_pages
from api.pages import readings as reading_pages
from api.pages import referrals as referral_pages
from api.pages import relatives as relatives_pages
from api.pages import roll as roll_pages
from api.pages import rulebook as rulebook_pages
from api.pages import standin as standin_pages
from api.pages import status as status_pages
from api.pages import stuck as stuck_pages
from api.pages import window as window_pages
from api.pages.compare import exchange as exchange_pages
from api.pages.compare import exits as exit_pages
from api.pages.compare import pages as compare_pages
from api.pages.desk import affairs as affair_pages
from api.pages.desk import forms as desk_forms
from api.pages.desk import office as office_pages
from api.pages.desk import reports as report_pages
from api.pages.desk import year as year_pages
from api.pages.items import changes as body_changes
from api.pages.items import desk as joint_desks
from api.pages.items import life as item_pages
from api.pages.items import raising as raising_pages
from api.pages.leads import leads, lists, villages
from api.pages.watch import complaints as complaint_pages
from api.pages.watch import credit as credit_pages
from api.pages.watch import forms as watch_forms
from api.pages.watch import putoff as put_off_pages
from api.pages.watch import rounds as round_pages
from api.pages.watch import spots as spot_pages
from api.pages.web import HERE, SignedOut, on_problem, on_signed_out
from api.reading.seam import ReadLog
from api.v1 import acts, cases, imports, pay, places, procedures, session, tasks, window
from api.v1 import bulletins as bulletins_v1
from api.v1 import care as care_v1
from api.v1 import checks as checks_v1
from api.v1 import compare as compare_v1
from api.v1 import course as course_v1
from api.v1 import desk as desk_v1
from api.v1 import discoveries as discoveries_v1
from api.v1 import evidence as evidence_v1
from api.v1 import funds as funds_v1
from api.v1 import joint as joint_v1
from api.v1 import keytasks as keytasks_v1
from api.v1 import ledgers as ledgers_v1
from api.v1 import meetings as meetings_v1
from api.v1 import oversight as oversight_v1
from api.v1 import papers as papers_v1
from api.v1 import providers as providers_v1
from api.v1 import readings as readings_v1
from api.v1 import recognitions as recognitions_v1
from api.v1 import referrals as referrals_v1
from api.v1 import relatives as relatives_v1
from api.v1 import risks as risks_v1
from api.v1 import roll as roll_v1
from api.v1 import rulebook as rulebook_v1
from api.v1 import standin as standin_v1
from api.v1 import stuck as stuck_v1
from api.v1 import telling as telling_v1
from api.v1 import villages as villages_v1
from api.v1 import watch as watch_v1
from api.v1 import watching as watching_v1
from runtime.keys import KeyRing
from runtime.logs import configure_logging
from runtime.settings import Settings, load_settings
from store.engine import Store
from store.users import seed_demo_users

_ABOUT = """社会救助案件办理系统的接口。每个操作都要先登录；每次办理都要带幂等键；
所有错误都用 RFC 9457 问题说明回答，写明依据的条款和现在可以办理的事项。金额一律以分为单位。"""

API: Final = (
    discoveries_v1,
    villages_v1,
    session,
    tasks,
    cases,
    evidence_v1,
    papers_v1,
    relatives_v1,
    providers_v1,
    care_v1,
    roll_v1,
    standin_v1,
    keytasks_v1,
    stuck_v1,
    referrals_v1,
    recognitions_v1,
    acts,
    joint_v1,
    desk_v1,
    meetings_v1,
    procedures,
    pay,
    imports,
    places,
    checks_v1,
    compare_v1,
    telling_v1,
    risks_v1,
    funds_v1,
    watching_v1,
    ledgers_v1,
    oversight_v1,
    readings_v1,
    rulebook_v1,
    bulletins_v1,
    course_v1,
    window,
    watch_v1,
)

PAGES: Final = (
    lists,
    villages,
    leads,
    signin,
    work,
    intake,
    case,
    evidence,
    forms,
    relatives_pages,
    referral_pages,
    provider_pages,
    care_pages,
    roll_pages,
    standin_pages,
    keytask_pages,
    stuck_pages,
    meeting_pages,
    office_pages,
    affair_pages,
    desk_forms,
    complaint_pages,
    spot_pages,
    round_pages,
    put_off_pages,
    credit_pages,
    watch_forms,
    report_pages,
    year_pages,
    pay_pages,
    funds,
    bulletin_pages,
    course_pages,
    oversight_pages,
    audit_desk_pages,
    reading_pages,
    rulebook_pages,
    raising_pages,
    item_pages,
    joint_desks,
    body_changes,
    joint_pages,
    window_pages,
    status_pages,
    paper_pages,
    checks_pages,
    compare_pages,
    exit_pages,
    exchange_pages,
    docs,
)
"""In this order: `/cases/new` stands before `/cases/{case_no}`."""


def create_app(
    settings: Settings | None = None,
    keyring: KeyRing | None = None,
    client: Client | None = None,
) -> FastAPI:
    """The application. Without arguments everything is read from the environment."""
    if settings is None:
        settings = load_settings()
        configure_logging(settings, "api")
    ring = keyring or KeyRing.load(settings.key_file)
    door = Door(settings, ring, Store(settings.database_url, ring))
    if client is not None:
        door.use(client)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if settings.demo_users:
            infos = [door.place(code) for code in door.places()]
            await door.write(seed_demo_users, infos, env=settings.env)
        async with door.opened():
            yield
        door.store.close()

    app = FastAPI(
        title="兜底 doudi",
        version="0.1.0",
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `described` answers it, without holding up whoever works meanwhile
    )
    app.state.door = door
    described.install(app)
    app.add_middleware(ReadLog, on_page=on_problem)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(CommandLog)
    problems.install(app, on_problem)
    app.add_exception_handler(SignedOut, on_signed_out)  # type: ignore[arg-type]
    for module in (*API, *PAGES):
        # As they are: to include a router builds each of its routes anew, two seconds for all.
        app.router.routes.extend(module.router.routes)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    @app.get("/healthz", summary="是否在线", tags=["运行"])
    async def healthz() -> dict[str, str]:
        """在线即可；`temporal` 说明办理服务是否连上。"""
        return {"status": "ok", "temporal": "ok" if door.has_temporal else "connecting"}

    app.router.middleware_stack = Index(app.router)
    return app
