"""What may hang on the notice board, and what must never."""

from __future__ import annotations

import pytest

from documents.notices import render
from documents.publicity import Medium, public_sheet
from domain.case.file import CaseFile
from domain.household import RELATION_ZH
from runtime.packs import place_info
from tests.documents.samples import APPLICANT, CANARIES, ISSUED, OWED, PLACE, a_case


def sheet_html(file: CaseFile, medium: Medium = Medium.BOARD) -> str:
    return render(
        "publicity",
        file=file,
        notice=OWED["publicity"],
        number="焦王救〔2026〕42号",
        issued_on=ISSUED,
        place=place_info(PLACE),
        medium=medium,
    ).html


def with_rule(file: CaseFile, name: str, value: object) -> CaseFile:
    law = file.policy
    assert law is not None
    values = {**law.values, name: law.values[name].model_copy(update={"value": value})}
    return file.having(policy=law.model_copy(update={"values": values}))


@pytest.mark.rule("DB-61", "GS-01", "GS-02", "GS-03")
@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("what", CANARIES)
def test_nothing_but_name_number_of_members_and_amount_hangs_in_public(
    what: str, medium: Medium
) -> None:
    """Identity numbers, account, phone, address, illness, disability, spouse, child: none."""
    assert CANARIES[what] not in sheet_html(a_case(), medium)


@pytest.mark.rule("GS-02")
def test_not_even_the_relations_of_the_members_or_the_calculation_hang_in_public() -> None:
    html = sheet_html(a_case())
    for word in (*RELATION_ZH.values(), "重病", "就学", "工资", "收入"):
        assert word not in html.replace("最低生活保障", "").replace("收入状况", "")


@pytest.mark.rule("DB-39", "DB-60", "GS-01")
def test_the_sheet_says_who_how_many_how_much_how_long_and_where_to_object() -> None:
    html = sheet_html(a_case())
    for part in (
        "王店镇",
        "演示村",
        "JZ-2026-000042",
        APPLICANT,
        "3人",
        "农村最低生活保障",
        "367.00元",
        "2026年11月2日",
        "2026年11月9日",
        "焦作市王店镇人民政府社会救助窗口",
        "12345",
        "公示张贴记录",
    ):
        assert part in html


@pytest.mark.rule("GS-11")
def test_the_name_is_whole_on_the_village_board_and_masked_on_the_web() -> None:
    assert APPLICANT in sheet_html(a_case())
    web = sheet_html(a_case(), Medium.WEB)
    assert APPLICANT not in web
    assert "试**" in web
    assert "公示张贴记录" not in web


def test_the_web_shows_a_whole_name_only_when_the_policy_says_so() -> None:
    plain = with_rule(a_case(), "publicity.web_masked", False)
    assert APPLICANT in sheet_html(plain, Medium.WEB)
    unasked = a_case()
    law = unasked.policy
    assert law is not None
    values = {k: v for k, v in law.values.items() if k != "publicity.web_masked"}
    silent = unasked.having(policy=law.model_copy(update={"values": values}))
    assert APPLICANT not in sheet_html(silent, Medium.WEB)


@pytest.mark.rule("DB-61")
def test_the_policy_can_shorten_the_list_but_never_lengthen_it() -> None:
    short = with_rule(a_case(), "publicity.fields", ["name"])
    assert [label for label, _ in public_sheet(short, place_info(PLACE)).cells] == ["申请人姓名"]
    long = with_rule(
        a_case(), "publicity.fields", ["name", "members", "amount", "id_no", "phone", "illness"]
    )
    assert public_sheet(long, place_info(PLACE)) == public_sheet(a_case(), place_info(PLACE))


def test_there_is_no_sheet_before_there_is_a_period() -> None:
    with pytest.raises(ValueError, match="no publicity period"):
        public_sheet(a_case().having(publicity=None), place_info(PLACE))


def test_a_sheet_issued_late_still_shows_the_days_it_was_posted_for() -> None:
    """An objection may come, and a second round begin, before the first paper is made."""
    moved_on = a_case().having(publicity=None, opinion=None, assessment=None)
    html = sheet_html(moved_on)
    assert "2026年11月2日至2026年11月9日" in html
    assert "拟月保障金额" not in html
