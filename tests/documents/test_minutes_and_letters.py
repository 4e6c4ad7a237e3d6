"""Minutes of the joint meeting and letters to departments."""

from __future__ import annotations

from datetime import date

import pytest

from documents.letters import Inquiry, render_inquiry
from documents.minutes import render_minutes
from domain.case.acts import AidTried
from domain.case.lifecycle import Role
from domain.check.answers import Person
from domain.meeting.item import ItemFile, ItemOrder, Meeting, Opinion, Preparatory
from domain.meeting.resolution import Measure, Resolution
from runtime.packs import place_info, snapshot
from tests.documents.samples import APPLICANT, CANARIES

TONGREN = place_info("tongren")
HELD = date(2026, 11, 18)
CIVIL, HEALTH = "市民政局", "医疗保障局"
MEASURES = (
    Measure(
        code="AID-02",
        unit=CIVIL,
        manner="临时救助",
        amount_fen=2_000_000,
        fund_source="临时救助资金",
        due=date(2026, 12, 9),
    ),
    Measure(code="AID-30", unit=HEALTH, manner="慈善医疗", period_months=6),
)


def an_item(*, production: bool = False, **resolution: object) -> ItemFile:
    return ItemFile(
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
        id="item/TR-2026-000007/1",
        stage_since=HELD,
        latest=HELD,
        policy=snapshot(
            "tongren",
            HELD,
            ("escalation.causes", "escalation.task_days"),
            production=production,
        ),
        preparatory=Preparatory(held_on=date(2026, 11, 10), opinion="建议给予联合救助。"),
        opinions=(Opinion(unit="财政局", agrees=False, text="建议减少金额。", on=HELD, by="a1"),),
        meeting=Meeting(
            on=HELD,
            chair="acct-chair",
            chair_role=Role.GENERAL_CONVENER,
            attended=(CIVIL, HEALTH),
            absent=("公安局",),
        ),
        resolution=Resolution.model_validate(
            {"item": "1", "number": "", "approved": True, "decided_on": HELD, **resolution}
        ),
    )


def minutes_of(file: ItemFile) -> str:
    return render_minutes(file, number="同社救纪〔2026〕3号", issued_on=HELD, place=TONGREN).html


@pytest.mark.rule("TR-13")
def test_the_minutes_name_each_units_measure_amount_period_fund_and_day() -> None:
    html = minutes_of(an_item(measures=MEASURES, dissent=("财政局",), silent=("教育局",)))
    for part in (
        "同仁市社会救助工作联席会议",
        "同社救纪〔2026〕3号",
        "总召集人",
        "TR-2026-000007",
        "80,000.00元",
        "缺口30,000.00元",
        "50,000.00元",
        "20,000.00元",
        "临时救助资金",
        "2026年12月9日",
        "6个月",
        "建议给予联合救助。",
        "财政局：不同意。建议减少金额。",
        "未答复单位：教育局。不同意见单位：财政局。",
        "公安局",
    ):
        assert part in html
    assert "acct-chair" not in html
    assert "serious_illness" not in html


def test_without_a_day_of_the_meeting_or_the_place_the_units_days_are_not_set() -> None:
    html = minutes_of(an_item(production=True, measures=MEASURES[1:]))
    assert "尚未设定" in html
    assert "演示数据" not in html
    assert "演示数据" in minutes_of(an_item(measures=MEASURES[1:]))


def test_a_refused_item_stands_in_the_minutes_with_its_reason() -> None:
    html = minutes_of(an_item(approved=False, reason="可由医疗救助单独解决。"))
    assert "不同意按“一事一议”救助。理由：可由医疗救助单独解决。" in html


def test_units_left_out_of_a_damaged_list_are_not_called_absent() -> None:
    file = an_item(measures=MEASURES)
    assert file.meeting is not None
    unsure = file.having(meeting=file.meeting.model_copy(update={"absent": None}))
    assert "成员单位名单不完整，未列" in minutes_of(unsure)


def test_an_undecided_item_has_no_minutes() -> None:
    with pytest.raises(ValueError, match="not been decided"):
        minutes_of(an_item().having(resolution=None))


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
