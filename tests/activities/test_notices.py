"""A paper is numbered once and kept; the message about it goes out once, or the paper goes alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select
from temporalio.testing import ActivityEnvironment

from activities.notices import PATIENT_ATTEMPTS, GatewayDown, NoticeActivities
from activities.tools import Tools
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt, to_issue
from store.tables import NoticeRow, PublicitySheet
from tests.activities.conftest import Counterpart
from tests.people import Walk, application
from workflows.steps import NoticeOrder

PHONE = "19900001234"


def _walk(phone: str = "", place: str = "jiaozuo") -> Walk:
    file = application(place)
    home = file.household.model_copy(update={"phone": phone})
    return Walk(file.having(household=home)).accepted()


async def _issue(tools: Tools, walk: Walk, attempt: int = 1, number: int = -1) -> NoticeReceipt:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt)
    order = NoticeOrder(file=walk.file, notice=to_issue(walk.file)[number], on=walk.today)
    receipt = await environment.run(NoticeActivities(tools).issue_notice, order)
    assert isinstance(receipt, NoticeReceipt)
    return receipt


async def test_a_paper_bears_the_places_word_year_and_number(tools: Tools) -> None:
    receipt = await _issue(tools, _walk())
    assert receipt.number == "焦救〔2026〕1号"
    assert receipt.sent_by == "print"
    with tools.store.read() as session:
        [row] = session.exec(select(NoticeRow))
        assert (row.number, row.digest, row.kind) == (
            receipt.number,
            receipt.digest,
            "acceptance",
        )
        assert "焦救〔2026〕1号" in row.html
        assert "张一一" in row.html


async def test_repeating_an_order_gives_the_same_paper_and_no_second_message(
    tools: Tools, counterpart: Counterpart
) -> None:
    walk = _walk(PHONE)
    first = await _issue(tools, walk)
    assert await _issue(tools, walk, attempt=2) == first
    assert first.sent_by == "sms"
    [(path, key, body)] = counterpart.seen
    assert (path, key) == ("/sms/send", "JZ2026000001/acceptance")
    assert body["to"] == PHONE
    assert "焦作市民政局" in body["text"] and first.number in body["text"]
    assert "张" not in body["text"]


async def test_numbers_run_on_in_a_place_and_start_anew_in_another(tools: Tools) -> None:
    walk = _walk()
    await _issue(tools, walk)
    walk.file = walk.file.having(case_no="JZ2026000002")
    assert (await _issue(tools, walk)).number == "焦救〔2026〕2号"
    other = _walk(place="yicheng")
    other.file = other.file.having(case_no="YC2026000001")
    assert (await _issue(tools, other)).number == "峄救〔2026〕1号"


async def test_a_gateway_that_is_down_is_tried_again_and_then_does_not_hold_the_case(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (503, {})
    walk = _walk(PHONE)
    with pytest.raises(GatewayDown) as error:
        await _issue(tools, walk)
    assert PHONE not in str(error.value)
    receipt = await _issue(tools, walk, attempt=PATIENT_ATTEMPTS)
    assert (receipt.number, receipt.sent_by) == ("焦救〔2026〕1号", "print")
    assert {key for _, key, _ in counterpart.seen} == {"JZ2026000001/acceptance"}


async def test_a_number_the_gateway_refuses_gets_paper_only(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (400, {})
    assert (await _issue(tools, _walk(PHONE))).sent_by == "print"


async def test_the_sheet_for_the_web_shows_the_listed_fields_with_the_name_masked(
    tools: Tools,
) -> None:
    walk = _walk().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    await _issue(tools, walk)
    with tools.store.read() as session:
        [sheet] = session.exec(select(PublicitySheet))
    assert (sheet.round, sheet.village) == (1, "第一村")
    assert sheet.posted_on == walk.today < sheet.until
    labels = [label for label, _ in sheet.fields["cells"]]
    assert labels == ["申请人姓名", "家庭成员人数", "拟保障类型", "拟月保障金额"]
    shown = repr(sheet.model_dump())
    assert "张**" in shown
    account = walk.file.household.account
    assert account is not None
    for secret in ("张一一", "张二", account.number, walk.file.household.members[0].id_no):
        assert secret not in shown


async def test_a_period_broken_before_its_sheet_was_hung_never_shows_it(tools: Tools) -> None:
    walk = _walk().later(1).surveyed().checked().opined()
    walk.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    walk.later(1).do("object", Role.VILLAGE, content="不符合条件")
    await _issue(tools, walk)
    with tools.store.read() as session:
        [sheet] = session.exec(select(PublicitySheet))
    assert sheet.taken_down_on == walk.today
    assert sheet.posted_on == walk.today - (date(2026, 1, 2) - date(2026, 1, 1))
