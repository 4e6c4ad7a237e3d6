"""Minutes of the joint meeting and letters to departments."""

from __future__ import annotations

from datetime import date

import pytest

from documents.letters import Inquiry, render_inquiry
from documents.minutes import Minutes, MinutesItem, render_minutes
from domain.case.acts import AidTried
from domain.check.answers import Person
from domain.meeting.item import ItemOrder
from domain.meeting.resolution import Measure, Resolution
from runtime.packs import place_info
from tests.documents.samples import APPLICANT, CANARIES

TONGREN = place_info("tongren")
HELD = date(2026, 11, 18)


def an_item(**resolution: object) -> MinutesItem:
    return MinutesItem(
        order=ItemOrder(
            case_no="TR-2026-000007",
            place="tongren",
            township=TONGREN.townships[0].code,
            number=1,
            cause="serious_illness",
            need_fen=8_000_000,
            gap_fen=3_000_000,
            tried=(
                AidTried(
                    unit="medical",
                    programme="医疗救助",
                    ceiling_fen=5_000_000,
                    granted_fen=5_000_000,
                ),
            ),
            summary="自负医疗费用超出各部门单项限额。",
            ordered_on=date(2026, 11, 1),
        ),
        resolution=Resolution.model_validate(
            {"item": "1", "number": "3号", "approved": True, "decided_on": HELD, **resolution}
        ),
        cause="重大疾病",
    )


def minutes_of(item: MinutesItem) -> str:
    meeting = Minutes(
        held_on=HELD,
        venue="会议室",
        chair="总召集人",
        attended=("civil_affairs", "medical"),
        absent=("police",),
        items=(item,),
    )
    return render_minutes(meeting, number="同社救纪〔2026〕3号", issued_on=HELD, place=TONGREN).html


@pytest.mark.rule("TR-13")
def test_the_minutes_name_each_units_measure_amount_period_and_fund_and_the_dissent() -> None:
    html = minutes_of(
        an_item(
            measures=[
                Measure(
                    code="AID-02",
                    unit="civil_affairs",
                    manner="临时救助",
                    amount_fen=2_000_000,
                    fund_source="临时救助资金",
                ),
                Measure(code="AID-30", unit="medical", manner="慈善医疗", period_months=6),
            ],
            dissent=("财政局建议减少金额",),
        )
    )
    for part in (
        "同仁市社会救助工作联席会议",
        "TR-2026-000007",
        "80,000.00元",
        "缺口30,000.00元",
        "50,000.00元",
        "20,000.00元",
        "临时救助资金",
        "6个月",
        "财政局建议减少金额",
        "尚未设定",  # nobody has set the days units have
        "公安局",
    ):
        assert part in html
    assert "civil_affairs" not in html


def test_a_refused_item_stands_in_the_minutes_with_its_reason() -> None:
    html = minutes_of(an_item(approved=False, reason="可由医疗救助单独解决。"))
    assert "不同意按“一事一议”救助。理由：可由医疗救助单独解决。" in html


@pytest.mark.rule("DB-37")
def test_a_letter_asks_about_each_person_and_item_and_wants_nothing_found_said_in_words() -> None:
    html = render_inquiry(
        Inquiry(
            reference="q-1",
            department="公安机关",
            persons=(Person(key="m1", name=APPLICANT, id_no=CANARIES["applicant_id"]),),
            items=("户籍登记", "机动车登记"),
            authorisation="授权书第3号",
        ),
        number="同民核〔2026〕8号",
        issued_on=HELD,
        place=TONGREN,
    ).html
    assert CANARIES["applicant_id"] in html
    assert html.count("<td>户籍登记</td>") == html.count("<td>机动车登记</td>") == 1
    assert "请明确注明“无”" in html
    assert "尚未设定" in html
    assert "第十七条" in html
