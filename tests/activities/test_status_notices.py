"""The medical-security department hears of every start, change and end of aid (ZH-12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from activities import status_notices
from activities.tools import Tools
from domain.case.file import CaseFile, Entitlement
from domain.case.lifecycle import Stage
from store.compare import status
from store.projection import project_case
from tests.activities.conftest import Counterpart
from tests.people import Walk, application
from tests.store.samples import another, shown

ON = date(2026, 12, 1)


def granted(number: int, place: str = "zhanhe") -> CaseFile:
    file = Walk(application()).living().file
    home = another(number).household
    return file.having(case_no=f"ZH2026{number:06d}", place=place, household=home, declared=home)


def put(tools: Tools, file: CaseFile) -> None:
    with tools.store.write() as session:
        project_case(session, shown(file))


@pytest.mark.rule("ZH-12")
async def test_a_failed_notice_is_tried_again_and_stays_visible_until_delivered(
    tools: Tools, counterpart: Counterpart
) -> None:
    file = granted(51)
    put(tools, file)
    put(tools, granted(52, "hanbin"))
    counterpart.respond = lambda _: (503, {})
    assert await status_notices.tell(tools, ON) == 0
    with tools.store.read() as session:
        [waiting] = status.pending(session, "zhanhe")
        assert (waiting.event, waiting.tries, waiting.trouble) == ("start", 1, "status_503")
    counterpart.respond = lambda _: (200, {})
    assert await status_notices.tell(tools, ON) == 1
    assert await status_notices.tell(tools, ON) == 0, "told once"
    path, key, body = counterpart.seen[-1]
    assert (path, key) == ("/zhanhe/medical/status", f"{file.case_no}/start")
    assert len(body["persons"]) == len(file.household.counted)
    with tools.store.read() as session:
        assert status.pending(session, "hanbin") == (), "its document says nothing of it"


@pytest.mark.rule("ZH-12")
async def test_a_change_and_an_end_are_told_of_too(tools: Tools, counterpart: Counterpart) -> None:
    seen: list[dict[str, Any]] = []
    counterpart.respond = lambda body: (seen.append(body), (200, {}))[1]
    file = granted(53)
    put(tools, file)
    await status_notices.tell(tools, ON)
    second = Entitlement(first=ON, last=None, monthly_fen=10_000, cause="decrease", seq=2)
    file = file.having(entitlements=(*file.entitlements, second), version=file.version + 1)
    put(tools, file)
    await status_notices.tell(tools, ON)
    put(tools, file.having(stage=Stage.CLOSED, version=file.version + 1))
    await status_notices.tell(tools, ON)
    assert [body["event"] for body in seen] == ["start", "change", "end"]
    assert seen[-1]["persons"] == seen[0]["persons"], "the people as they were told of"
