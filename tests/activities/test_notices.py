"""A paper is numbered once and kept; the message about it goes out once, or the paper goes alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

import activities.notices as making
from activities.messengers import GatewayDown
from activities.notices import PATIENT_ATTEMPTS, NoticeActivities
from activities.tools import Tools
from documents.paper import edition
from domain.case import engine, runs
from domain.case.file import NoticeDue
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt, owed, to_issue
from sandbox.messages import BUSY_MAIL, UNKNOWN_MAIL, MailSink
from store.deliveries import deliveries_of
from store.tables import NoticeRow, PublicitySheet
from tests.activities.conftest import Counterpart
from tests.people import Walk, application, household
from workflows.steps import PAPER_NOT_MADE, NoticeOrder

PHONE = "19900001234"


def _walk(phone: str = "", place: str = "jiaozuo", email: str = "") -> Walk:
    file = application(place)
    home = file.household.model_copy(update={"phone": phone, "email": email})
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


async def test_a_paper_whose_template_always_fails_is_given_up_and_says_nothing_of_the_family(
    tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("张一一")

    monkeypatch.setattr(making, "render", broken)
    walk = _walk()
    for attempt in range(1, PATIENT_ATTEMPTS + 1):
        with pytest.raises(ApplicationError) as given_up:
            await _issue(tools, walk, attempt=attempt)
        assert given_up.value.non_retryable is (attempt == PATIENT_ATTEMPTS)
        assert given_up.value.type == PAPER_NOT_MADE
        assert "张" not in repr(given_up.value) and given_up.value.__cause__ is None
    with tools.store.read() as session:
        assert session.exec(select(NoticeRow)).all() == []
    monkeypatch.undo()
    assert (await _issue(tools, walk)).number == "焦救〔2026〕1号", "no number was lost"


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
    assert receipt.failed == ("sms",)
    assert {key for _, key, _ in counterpart.seen} == {"JZ2026000001/acceptance"}


async def test_a_number_the_gateway_refuses_gets_paper_only(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (400, {})
    receipt = await _issue(tools, _walk(PHONE))
    assert (receipt.sent_by, receipt.failed) == ("print", ("sms",))
    with tools.store.read() as session:
        [row] = deliveries_of(session, "JZ2026000001")
    assert (row.channel, row.state, row.attempts, row.answer) == ("sms", "failed", 1, "status 400")


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


async def test_a_gateway_that_comes_back_is_used_and_each_try_is_counted(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (503, {})
    walk = _walk(PHONE)
    with pytest.raises(GatewayDown):
        await _issue(tools, walk)
    counterpart.respond = lambda _: (200, {"id": "sms-1"})
    receipt = await _issue(tools, walk, attempt=2)
    assert (receipt.sent_by, receipt.failed) == ("sms", ())
    with tools.store.read() as session:
        [row] = deliveries_of(session, "JZ2026000001")
    assert (row.state, row.attempts, row.answer) == ("accepted", 2, "sms-1")
    assert len(row.digest) == 64


async def test_what_the_phone_does_not_take_goes_by_mail_and_the_failure_is_kept(
    tools: Tools, counterpart: Counterpart, mails: MailSink
) -> None:
    counterpart.respond = lambda _: (404, {})
    receipt = await _issue(tools, _walk(PHONE, email="jia@county.invalid"))
    assert (receipt.sent_by, receipt.failed) == ("mail", ("sms",))
    [mail] = mails.received
    assert mail.to == ("jia@county.invalid",)
    assert receipt.number in mail.subject and receipt.number in mail.text
    with tools.store.read() as session:
        told = {row.channel: row.state for row in deliveries_of(session, "JZ2026000001")}
    assert told == {"sms": "failed", "mail": "accepted"}


@pytest.mark.parametrize(("address", "states"), [(f"x{UNKNOWN_MAIL}", 1), (f"x{BUSY_MAIL}", 3)])
async def test_a_mail_nobody_takes_leaves_the_paper_to_be_carried(
    tools: Tools, mails: MailSink, address: str, states: int
) -> None:
    walk = _walk(email=address)
    for attempt in range(1, states):
        with pytest.raises(GatewayDown):
            await _issue(tools, walk, attempt=attempt)
    receipt = await _issue(tools, walk, attempt=states)
    assert (receipt.sent_by, receipt.failed) == ("print", ("mail",))
    assert mails.received == []


@pytest.mark.parametrize("phone", [PHONE, ""])
async def test_a_message_holds_nothing_of_the_family(
    tools: Tools, counterpart: Counterpart, mails: MailSink, phone: str
) -> None:
    """No name, no ID number, no title that tells of a refusal, no amount, no illness."""
    walk = _walk(phone, email="" if phone else "jia@county.invalid")
    walk.later(1).surveyed(household(wage_yuan=90000)).checked().opined()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    walk.do("refuse", walk.decider)
    home = walk.file.household.model_copy(
        update={"phone": phone, "email": "" if phone else "jia@county.invalid"}
    )
    walk.file = walk.file.having(household=home)
    await _issue(tools, walk)
    text = counterpart.seen[-1][2]["text"] if phone else mails.received[-1].text
    members = walk.file.household.members
    for secret in (*(m.name for m in members), *(m.id_no for m in members), "不予", "元", "收入"):
        assert secret not in text
    assert "文号" in text and "社会救助窗口" in text


async def test_of_a_paper_for_the_board_or_for_others_no_message_goes_to_the_family(
    tools: Tools, counterpart: Counterpart
) -> None:
    walk = _walk(PHONE).do(
        "register_complaint", Role.INTAKE, channel="letter", content="有车", named=True
    )
    said = {"number": 1, "true": False, "text": "经核查，情况不属实。"}
    walk.do("answer_complaint", Role.REVIEWER, **said)
    receipt = await _issue(tools, walk)
    assert (receipt.sent_by, receipt.failed, counterpart.seen) == ("print", (), [])
    with tools.store.read() as session:
        [row] = session.exec(select(NoticeRow))
    assert "经核查，情况不属实。" in row.html
    for member in walk.file.household.members:
        assert member.name not in row.html


async def test_a_deployment_without_gateways_prints_everything(
    tools: Tools, counterpart: Counterpart
) -> None:
    quiet = replace(tools, settings=tools.settings.model_copy(update={"notice_channels": ()}))
    receipt = await _issue(quiet, _walk(PHONE))
    assert (receipt.sent_by, receipt.failed, counterpart.seen) == ("print", (), [])


async def test_a_paper_of_a_later_year_is_not_the_earlier_one_again(tools: Tools) -> None:
    """Two decreases years apart are two papers with two numbers (one demonstration lost the second)."""
    walk = _walk()
    first = await _issue(tools, walk)
    walk.file = engine.notice_issued(walk.file, first, walk.at)
    walk.file = runs.new_period(walk.file)
    walk.file = owed(walk.file, NoticeDue(key="acceptance", kind="acceptance"))
    second = await _issue(tools, walk)
    assert second.number != first.number
    with tools.store.read() as session:
        assert len(list(session.exec(select(NoticeRow)))) == 2


@pytest.mark.rule("JZ-59")
async def test_the_edition_of_the_template_is_kept_with_the_paper(tools: Tools) -> None:
    await _issue(tools, _walk())
    with tools.store.read() as session:
        [row] = session.exec(select(NoticeRow))
    assert row.edition == edition("notices/acceptance.html")
    assert row.edition in row.html
