"""Every task and every thing that stands still leads to a page that exists."""

from __future__ import annotations

from datetime import date

import pytest
from fastapi import FastAPI
from starlette.routing import Match

from api.frame.door import Door
from api.pages.links import page_of
from store.sql import put
from store.tables import TaskRow
from tests.pages.conftest import Clerk

DAY = date(2026, 11, 2)
SUBJECTS = {
    "case": "JZ2026690961",
    "item": "item/JZ2026690961/1",
    "measures": "measures/JZ2026690961/1",
    "meeting": "meeting/jiaozuo/2026-01",
    "affair": "affair/jiaozuo/2026-0001",
    "report": "report/jiaozuo/2026-H1",
    "year": "year/jiaozuo/2026",
    "compare": "compare/jiaozuo/2026-10",
    "discovery": "lead/jiaozuo/JZL2026690961",
    "money": "money/fund/jiaozuo/2026",
    "oversight": "oversight/problem/jiaozuo/2026-001",
    "reserve": "reserve/jiaozuo/jz-wangdian",
    "risk": "risk/jiaozuo",
    "roll": "roll/jiaozuo/jz-wangdian/第一村",
    "pay": "pay/jiaozuo/main/2026-10",
    "complaint": "complaint/jiaozuo/2026-c0001",
    "spot": "spot/jiaozuo/2026-H1",
    "credit": "credit/jiaozuo/2026-x0001",
    "round": "round/jiaozuo/relatives-2026-H1",
    "putoff": "putoff/jiaozuo/2026-z0001",
}


def leads_somewhere(county: FastAPI, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path.partition("?")[0], "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in county.router.routes)


async def test_every_kind_of_task_has_a_page_of_its_own(county: FastAPI) -> None:
    for kind, subject in SUBJECTS.items():
        path = page_of(kind, subject, "jiaozuo", DAY)
        assert path and leads_somewhere(county, path), (kind, path)
    assert not leads_somewhere(county, "/no-such-page")


@pytest.mark.rule("YC-29")
async def test_what_stands_still_and_who_was_left_out_is_opened_from_the_board(
    county: FastAPI, clerk: Clerk
) -> None:
    door: Door = county.state.door
    rows = [
        {
            "subject": SUBJECTS[kind], "key": f"t{n}", "since": DAY, "kind": kind, "case_no": "",
            "act": act, "role": "county_reviewer", "unit": "", "place": "hanbin", "township": "",
            "village": "", "due": DAY, "by": DAY, "provisional": False, "clause": "", "zh": "请办理",
            "overdue": True, "closed_on": None, "code": act,
        }
        for n, (kind, act) in enumerate(
            (("compare", "explain_missed"), ("complaint", "assign_complaint"))
        )
    ]  # fmt: skip
    await door.write(put, TaskRow, rows)
    page = clerk.page
    await clerk.sign_in("hb.supervisor")
    await clerk.open("/watch/hanbin")
    for kind in ("compare", "complaint"):
        href = page_of(kind, SUBJECTS[kind], "hanbin", DAY)
        assert await page.locator(f"main a[href='{href}']").count() == 1, kind
    told = await page.inner_text("main")
    assert "以来的项数" in told and "最近一年内" in told, "the counts say since when"
    await clerk.shot("watch-board")
