"""What a family finds on the papers it is given."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest
from jinja2 import UndefinedError

from documents.notices import render
from documents.paper import Rendered, finished
from domain.case.file import CaseFile
from domain.case.notices import NOTICE_ZH
from domain.household import Status
from domain.programme import Programme
from runtime.packs import place_info
from tests.documents.samples import CANARIES, ISSUED, OVER_INCOME, OWED, PLACE, a_case

NUMBER = "焦王救〔2026〕42号"


def paper(kind: str, file: CaseFile | None = None) -> Rendered:
    file = file or a_case(granted=kind != "refusal")
    return render(
        kind,
        file=file,
        notice=OWED[kind],
        number=NUMBER,
        issued_on=ISSUED,
        place=place_info(file.place),
    )


def words(paper: Rendered) -> str:
    """What can be read on the paper, in one line."""
    body = paper.html.split("</style>", 1)[1]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


@pytest.mark.parametrize("kind", NOTICE_ZH)
def test_every_kind_of_notice_is_a_paper_with_title_number_organ_seal_and_day(kind: str) -> None:
    made = paper(kind)
    text = words(made)
    for part in (made.title, NUMBER, "焦作市王店镇人民政府", "（印章）", "2026年11月20日", "12345"):
        assert part in text
    assert f"文书式样版本：{made.edition}" in text
    assert "<html lang=" in made.html
    assert "@page" in made.html


@pytest.mark.parametrize("kind", NOTICE_ZH)
def test_no_paper_shows_a_code_an_english_clause_or_an_id_of_our_register(kind: str) -> None:
    text = words(paper(kind))
    assert not re.search(r"\bArt\b|[A-Z]{2}-\d{2}\b(?!\d)|over_|publicity_|None|Undefined", text)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)


def test_the_digest_is_of_the_very_bytes_and_the_same_order_gives_the_same_paper() -> None:
    made = paper("refusal")
    assert made.digest == hashlib.sha256(made.html.encode()).hexdigest()
    assert paper("refusal") == made


@pytest.mark.rule("DB-45", "DB-81", "JZ-60")
def test_a_refusal_states_facts_reasons_clauses_figures_and_every_remedy() -> None:
    text = words(paper("refusal"))
    for part in (
        "2026年10月12日",  # applied
        "JZ-2026-000042",
        "2026年11月18日决定不予确认",
        "家庭月人均收入不低于当地最低生活保障标准。",
        "《最低生活保障审核确认办法》（民发〔2021〕57号）第十三条",
        "《最低生活保障审核确认办法》（民发〔2021〕57号）第十四条",
        "812.50元",
        "465.00元",
        "自知道本决定之日起60日内",
        "申请行政复议",
        "6个月内",
        "提起行政诉讼",
        "送达回证",
        "2026年11月23日前（含当日）",
    ):
        assert part in text


@pytest.mark.rule("DB-77", "JZ-60")
def test_a_stop_says_that_the_family_was_heard_the_old_amount_and_the_first_month() -> None:
    text = words(paper("stop"))
    assert "2026年11月12日听取你（户）意见" in text
    assert "367.00元" in text
    assert "停发起始月2026年12月" in text
    assert "《中华人民共和国社会救助法》第四十八条" in text


def test_what_the_decider_adds_when_support_of_a_person_ends_rests_on_the_rule_of_that_support() -> (
    None
):
    file = a_case().having(programme=Programme.TEKUN)
    stated = OWED["stop"].reasons[-1].model_copy(update={"clause": "57号 Art 32"})
    owed = OWED["stop"].model_copy(update={"reasons": (stated,)})
    made = render(
        "stop", file=file, notice=owed, number=NUMBER, issued_on=ISSUED, place=place_info(PLACE)
    )
    [ground] = re.findall(r"依据：([^）]*）[^）]*)）", words(made))[-1:]
    assert "《特困人员认定办法》" in ground and "第二十四条至第二十六条" in ground
    assert "最低生活保障审核确认办法" not in words(made)


@pytest.mark.rule("JZ-07")
def test_a_case_that_goes_to_another_township_is_sent_off_by_the_one_it_leaves() -> None:
    """It goes on there: nothing ends with a month, and it is not the new township that lets it go."""
    file = a_case().having(township="jz-first")
    facts = {"转出单位": "王店镇", "转入单位": "第一街道", "迁移日期": "2026-11-19"}
    owed = OWED["moved"].model_copy(update={"facts": facts})
    text = words(
        render(
            "moved",
            file=file,
            notice=owed,
            number=NUMBER,
            issued_on=ISSUED,
            place=place_info(PLACE),
        )
    )
    assert text.startswith("焦作市王店镇人民政府") and "第一街道办事处" not in text
    assert "救助金由本案继续按月发放" in text and "发放截止月" not in text
    away = words(paper("moved"))
    assert "发放截止月的下一月起" in away


def test_a_decrease_and_an_increase_are_named_for_what_they_are() -> None:
    assert paper("change").title == "最低生活保障金减发通知书"
    file = a_case()
    raised = OWED["change"].model_copy(
        update={"facts": {**OWED["change"].facts, "新月补助金额": "1,215.00元"}}
    )
    made = render(
        "change",
        file=file,
        notice=raised,
        number=NUMBER,
        issued_on=ISSUED,
        place=place_info(PLACE),
    )
    assert made.title == "最低生活保障金增发通知书"


def test_only_a_family_that_was_heard_is_told_so() -> None:
    facts = {k: v for k, v in OWED["change"].facts.items() if k != "听取意见日期"}
    made = render(
        "change",
        file=a_case(),
        notice=OWED["change"].model_copy(update={"facts": facts}),
        number=NUMBER,
        issued_on=ISSUED,
        place=place_info(PLACE),
    )
    assert "听取" not in made.html
    assert "第四十八条" not in made.html


@pytest.mark.rule("DB-12")
def test_the_correction_list_names_every_missing_paper_once_and_the_day() -> None:
    html = paper("correction").html
    assert html.count("<li>承诺书</li>") == html.count("<li>授权书</li>") == 1
    assert "2026年10月19日前" in words(paper("correction"))


def test_an_extension_gives_its_cause_in_the_words_of_the_rule() -> None:
    file = a_case().having(extended="publicity_objection")
    text = words(paper("extension", file))
    assert "因公示有异议" in text
    assert "45个工作日，至2026年12月16日届满" in text


def test_the_county_seals_the_decision_where_the_county_decides() -> None:
    file = a_case()
    assert file.policy is not None
    decider = file.policy.values["dibao.decider"]
    values = {
        **file.policy.values,
        "dibao.decider": decider.model_copy(update={"value": "county"}),
    }
    county = file.having(policy=file.policy.model_copy(update={"values": values}))
    assert "焦作市民政局" in words(paper("confirmation", county))
    assert "焦作市民政局" not in words(paper("acceptance", county))


@pytest.mark.rule("DB-81")
def test_what_nobody_has_set_is_said_to_be_not_set_and_never_invented() -> None:
    text = words(paper("refusal", a_case(production=True, granted=False)))
    assert "向尚未设定申请行政复议" in text
    assert "所在县（市、区）人民政府" not in text
    assert "自知道本决定之日起60日内" in text  # the nation's, and set
    nobody = words(paper("refusal", a_case(granted=False).having(policy=None)))
    assert nobody.count("尚未设定") == 4


def test_demonstration_data_is_marked_where_it_stands_and_at_the_foot() -> None:
    text = words(paper("confirmation"))
    assert "367.00元演示数据" in text
    assert "所在县（市、区）人民政府演示数据" in text
    assert "本文书使用了演示数据" in text
    assert "12345演示数据" not in text


def test_without_demonstration_data_nothing_is_marked() -> None:
    file = a_case(production=True, granted=False)
    place = place_info(PLACE)
    real = place.model_copy(
        update={"townships": tuple(t.model_copy(update={"demo": False}) for t in place.townships)}
    )
    made = render(
        "refusal", file=file, notice=OWED["refusal"], number=NUMBER, issued_on=ISSUED, place=real
    )
    assert "演示数据" not in made.html


def test_a_name_that_is_markup_is_printed_and_not_run() -> None:
    file = a_case()
    rogue = file.household.applicant.model_copy(update={"name": "<script>alert(1)</script>"})
    made = paper("acceptance", file.having(household=file.household.with_member(rogue)))
    assert "<script" not in made.html
    assert "&lt;script&gt;" in made.html


def test_a_value_a_template_misses_is_a_fault_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        finished("notices/acceptance.html", "受理通知书", number=NUMBER)


def test_an_unknown_kind_of_paper_is_a_fault() -> None:
    with pytest.raises(KeyError):
        render(
            "letter_of_love",
            file=a_case(),
            notice=OWED["stop"],
            number=NUMBER,
            issued_on=date(2026, 11, 20),
            place=place_info(PLACE),
        )


@pytest.mark.rule("DB-38")
def test_the_result_of_a_check_is_told_with_the_right_to_object_and_decides_nothing() -> None:
    text = words(paper("check_result"))
    assert "机动车登记信息与申报不一致" in text
    assert "《最低生活保障审核确认办法》（民发〔2021〕57号）第十八条" in text
    assert "对核对结果有异议的，可以向焦作市王店镇人民政府社会救助窗口提出" in text
    assert "重新核查" in text and "不构成对申请的决定" in text


@pytest.mark.rule("DB-76")
def test_a_cut_and_a_stop_give_ground_and_reasons_and_every_remedy() -> None:
    for kind in ("change", "stop", "ending"):
        text = words(paper(kind))
        assert "事实和理由" in text and "自知道本决定之日起60日内" in text
        assert "听取你（户）意见" in text


def test_the_roll_and_the_sheet_of_an_ending_show_nothing_that_is_nobodys_business() -> None:
    for kind in ("roll", "ending_publicity"):
        html = paper(kind).html
        for canary in (v for k, v in CANARIES.items() if k != "income"):
            assert canary not in html.split("</style>", 1)[1], kind
        assert OVER_INCOME.text not in html
    assert "救助期间长期公示" in words(paper("roll"))
    assert "2026年11月2日至2026年11月9日" in words(paper("ending_publicity"))
    file = a_case()
    gone = tuple(m.model_copy(update={"status": Status.DEAD}) for m in file.household.members)
    home = file.household.model_copy(update={"members": gone})
    sheet = words(paper("ending_publicity", file.having(household=home)))
    assert "家庭成员人数" not in sheet, "that nobody is left would say why"
