"""Every number of the five documents stands in policy data with its clause (register section 6).

That none of them stands in code besides is held by `test_no_law_in_code`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import JsonValue

from domain.pay.ledger import LEVELS
from domain.places import BodyKind
from runtime.packs import load, value

YC_DAY = date(2025, 6, 1)
"""A day within the five years of Yicheng's document."""
TODAY = date(2026, 11, 29)
DAYS = {"yicheng": YC_DAY}


def held(place: str, name: str) -> tuple[JsonValue, str]:
    """The value the place's own document gives, with its clause."""
    found = value(load(), place, DAYS.get(place, TODAY), name)
    assert found.status == "verified", f"{place} {name} is {found.status}"
    assert found.level == place, f"{name} is not {place}'s own"
    return found.value, found.cite


@pytest.mark.parametrize(
    ("place", "name", "expected", "clause"),
    [
        pytest.param(*row, marks=pytest.mark.rule(number))
        for number, *row in (
            ("NUM-04", "zhanhe", "selfcare.min_age", 60, "区卫健委"),
            ("NUM-05", "zhanhe", "audit.period", 12, "区审计局"),
            ("NUM-13", "hanbin", "meeting.min_per_year", 1, "四"),
            ("NUM-13", "hanbin", "meeting.usual_max_per_year", 2, "四"),
            ("NUM-18", "jiaozuo", "monitor.min_per_month", 1, "一"),
            ("NUM-21", "jiaozuo", "pay.data_day", 5, "六"),
            ("NUM-22", "jiaozuo", "pay.transfer_day", 8, "六"),
            ("NUM-23", "jiaozuo", "pay.credit_day", 10, "六"),
            ("NUM-24", "jiaozuo", "pay.holiday", "earlier", "六"),
            ("NUM-26", "jiaozuo", "care.agreement_coverage", 100, "三"),
            ("NUM-28", "jiaozuo", "death.per_month", 1, "十二·二"),
            ("NUM-29", "jiaozuo", "notice.hotline", "12345", "十一"),
            ("NUM-38", "tongren", "meeting.min_per_year", 1, "三（一）"),
            ("NUM-38", "tongren", "meeting.usual_max_per_year", 2, "三（一）"),
            ("NUM-39", "tongren", "report.period_months", 6, "三（三）"),
            ("NUM-42", "tongren", "escalation.min_units", 2, "二（一）5"),
            ("NUM-48", "yicheng", "reserve.opening", 50_000_00, "三（四）1"),
        )
    ],
)
def test_a_number_is_the_places_own_with_its_clause(
    place: str, name: str, expected: JsonValue, clause: str
) -> None:
    found, cite = held(place, name)
    assert found == expected and cite.endswith(clause)
    others = {"zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng"} - {place}
    for other in others:
        theirs = value(load(), other, DAYS.get(other, TODAY), name)
        own = theirs.source is None or theirs.source.doc != cite.split(" ")[0]
        assert own, f"{other} borrows {name} from {place}"


@pytest.mark.parametrize(
    ("place", "name", "count"),
    [
        pytest.param(*row, marks=pytest.mark.rule(number))
        for number, *row in (
            ("NUM-40", "tongren", "report.headings", 5),
            ("NUM-51", "yicheng", "aid.offered", 11),
            ("NUM-53", "yicheng", "check.items", 18),
        )
    ],
)
def test_a_list_of_the_document_is_whole(place: str, name: str, count: int) -> None:
    found, cite = held(place, name)
    assert isinstance(found, dict | list) and len(found) == count and cite


@pytest.mark.rule("NUM-41")
def test_tongrens_four_causes_are_named_and_any_other_must_be_explained() -> None:
    causes, _ = held("tongren", "escalation.causes")
    assert isinstance(causes, dict) and len(set(causes) - {"other"}) == 4
    assert "须说明" in str(causes["other"])


@pytest.mark.rule("NUM-52")
def test_yichengs_fourteen_groups_are_served() -> None:
    served = value(load(), "yicheng", YC_DAY, "aid.served")
    assert isinstance(served.value, dict) and len(served.value) == 14
    assert served.cite.startswith("峄政字〔2020〕15号")


@pytest.mark.rule("NUM-51")
def test_yichengs_eleven_types_stand_in_four_tiers() -> None:
    tiers = value(load(), "yicheng", YC_DAY, "aid.tiers").value
    types = value(load(), "yicheng", YC_DAY, "aid.types").value
    offered, _ = held("yicheng", "aid.offered")
    assert isinstance(tiers, dict) and isinstance(types, dict) and isinstance(offered, dict)
    used = {row["tier"] for code, row in types.items() if code in offered and isinstance(row, dict)}
    assert used == set(tiers) and len(tiers) == 4


@pytest.mark.rule("NUM-06", "NUM-49")
def test_money_has_four_levels_and_a_township_may_bear_its_own_budget() -> None:
    assert LEVELS == ("central", "provincial", "city", "local")
    shares = value(load(), "yicheng", TODAY, "pay.sources").value
    assert isinstance(shares, dict) and set(shares) == set(LEVELS)
    from domain.funds.acts import ProposeBudget

    assert "township" in ProposeBudget.model_fields


DOCUMENTS = [
    ("NUM-01", "zhanhe", "平湛政办〔2023〕33号", date(2023, 11, 29)),
    ("NUM-07", "hanbin", "汉政办发〔2020〕74号", date(2020, 7, 17)),
    ("NUM-16", "jiaozuo", "焦民〔2022〕154号", None),
    ("NUM-33", "tongren", "同政办〔2021〕13号", date(2021, 9, 30)),
    ("NUM-44", "yicheng", "峄政字〔2020〕15号", date(2020, 12, 28)),
]


@pytest.mark.parametrize(
    ("place", "number", "issued"),
    [pytest.param(*row, marks=pytest.mark.rule(num)) for num, *row in DOCUMENTS],
)
def test_a_place_names_its_document_and_the_day_it_was_issued(
    place: str, number: str, issued: date | None
) -> None:
    document = load().place(place).document
    assert (document.number, document.issued) == (number, issued)


@pytest.mark.parametrize(
    ("place", "basis"),
    [
        pytest.param(*row, marks=pytest.mark.rule(number))
        for number, *row in (
            ("NUM-02", "zhanhe", ("平办〔2021〕16号",)),
            ("NUM-09", "hanbin", ("国务院令第649号",)),
            (
                "NUM-34",
                "tongren",
                ("国务院令第649号", "青政〔2014〕59号", "黄政办通字〔2014〕39号"),
            ),
            ("NUM-45", "yicheng", ("枣政字〔2019〕29号",)),
        )
    ],
)
def test_a_document_names_what_it_rests_on(place: str, basis: tuple[str, ...]) -> None:
    assert load().place(place).document.basis == basis


@pytest.mark.rule("NUM-10", "NUM-11", "NUM-12", "NUM-14")
def test_hanbins_document_has_its_reference_copies_members_and_two_levels() -> None:
    info = load().place("hanbin")
    assert info.document.reference == "hbqzfqzfb/2020-0087"
    assert len(info.document.copies) == 7
    assert len(info.units) == 17
    second = info.body.second
    assert second is not None and second.kinds == (BodyKind.JOINT_MEETING,)


@pytest.mark.rule("NUM-35", "NUM-36", "NUM-37")
def test_tongren_has_32_members_and_insurers_one_general_convener_and_two_conveners() -> None:
    info = load().place("tongren")
    assert len(info.document.copies) == 7
    single = [unit for unit in info.units if not unit.group]
    assert len(single) == 32 and [u.code for u in info.units if u.group] == ["insurers"]
    assert info.body.head_zh == "总召集人" and len(info.body.conveners) == 2


@pytest.mark.rule("NUM-54")
def test_the_units_of_yichengs_annex_are_27() -> None:
    assert len(load().place("yicheng").units) == 27


@pytest.mark.rule("NUM-15")
def test_hanbins_housing_aid_has_its_three_forms() -> None:
    measures, _ = held("hanbin", "escalation.measures")
    assert isinstance(measures, dict)
    row: Any = measures["AID-16"]
    assert len(row["zh"].split("、")) == 3 and row["unit"] == "housing"


@pytest.mark.rule("NUM-43")
def test_the_five_steps_of_a_township_are_stages_in_their_order() -> None:
    """受理、入户调查、评议公示、审核、部分审批."""
    stages = value(load(), "tongren", TODAY, "dibao.stages").value
    assert isinstance(stages, list)
    wanted = ["intake", "investigation", "review", "publicity", "approval"]
    assert [stage for stage in stages if stage in wanted] == wanted


@pytest.mark.rule("DIF-01", "DIF-02", "DIF-20", "DIF-25")
def test_oddities_of_the_texts_are_kept_as_notes_and_names_carry_days() -> None:
    tongren, zhanhe, hanbin = (load().place(p) for p in ("tongren", "zhanhe", "hanbin"))
    assert tongren.prefecture == "黄南藏族自治州" and tongren.gb2260.startswith("6323")
    assert any("玉树" in note or "Yushu" in note for note in tongren.notes)
    assert zhanhe.source_incomplete
    assert "emergency" not in {unit.code for unit in hanbin.units}
    rural = hanbin.unit("rural")
    assert rural.name_on(date(2020, 12, 1)) == "区扶贫局"
    assert rural.name_on(date(2022, 1, 1)) == "区乡村振兴局"


@pytest.mark.rule("DIF-04")
def test_words_of_the_body_and_of_the_annex_mean_one_department() -> None:
    info = load().place("yicheng")
    for words, code in info.aliases.items():
        assert words and code
    assert info.aliases["教育部门"] == "education" and info.unit("education").zh == "区教体局"
    assert info.aliases["行政审批服务局"] == "approval"


@pytest.mark.rule("DIF-13")
def test_jiaozuos_townships_have_either_kind_of_body() -> None:
    info = load().place("jiaozuo")
    assert info.body.kind is BodyKind.TOWNSHIP_MEETING
    kinds = {town.body for town in info.townships} - {None}
    assert kinds <= {BodyKind.JOINT_MEETING, BodyKind.LEADING_GROUP}
    assert info.body.second is None or len(info.body.second.kinds) == 2


OPEN_FIELDS = {
    "OPN-05": ("tekun.transition_months",),
    "OPN-09": ("check.freshness_days", "check.item_freshness_days", "dibao.check_retry_days"),
    "OPN-12": ("dibao.appraisal_min", "dibao.appraisal_residents_percent"),
    "OPN-14": ("emergency.small_cap", "emergency.completion_days"),
    "OPN-15": ("reserve.low_mark", "reserve.year_end"),
    "OPN-16": ("spot.period_months", "spot.check_days"),
    "OPN-17": ("relatives.update_months",),
    "OPN-18": ("care.visit_days",),
    "OPN-20": ("escalation.ceilings", "escalation.measure_ceilings"),
    "OPN-21": ("meeting.quorum",),
    "OPN-23": ("escalation.task_days", "escalation.supervision_days"),
    "OPN-24": ("report.due_days",),
    "OPN-27": ("recovery.instalments_most", "recovery.remission"),
    "OPN-29": ("emergency.period_areas",),
}


@pytest.mark.parametrize(
    "names",
    [pytest.param(names, marks=pytest.mark.rule(row)) for row, names in OPEN_FIELDS.items()],
)
def test_what_the_documents_leave_open_is_a_field_that_production_begins_with_empty(
    names: tuple[str, ...],
) -> None:
    for name in names:
        assert name in load().definitions["national"]
        for place in load().places:
            real = value(load(), place, TODAY, name, production=True)
            assert real.status == "not_set" and real.value is None, f"{place} {name}"


@pytest.mark.rule("DIF-03")
def test_yichengs_three_lists_are_taken_together_and_health_stands_with_nothing_defined() -> None:
    items, _ = held("yicheng", "check.items")
    undefined, cite = held("yicheng", "check.undefined_items")
    assert isinstance(items, dict) and isinstance(undefined, list)
    body_only = {"education", "police", "tax"}
    items_only = {"disabled", "rural", "fund", "medical", "approval", "bank", "civil_affairs"}
    assert body_only | items_only <= set(items)
    assert "health" not in items and "CHK-81" in undefined and cite


@pytest.mark.rule("DIF-07")
def test_a_group_may_have_no_kind_of_aid_of_its_own() -> None:
    served = value(load(), "yicheng", YC_DAY, "aid.served").value
    assert isinstance(served, dict)
    bare = {code for code, row in served.items() if isinstance(row, dict) and not row["types"]}
    assert {"GRP-05", "GRP-12"} <= bare


@pytest.mark.rule("DIF-12")
def test_only_help_given_once_may_come_before_a_survey() -> None:
    for place in load().places:
        for programme in ("quick", "emergency"):
            stages = value(load(), place, TODAY, f"{programme}.stages").value
            assert isinstance(stages, list) and "investigation" not in stages
        for programme in ("dibao", "tekun"):
            stages = value(load(), place, TODAY, f"{programme}.stages").value
            assert isinstance(stages, list)
            assert stages.index("investigation") < stages.index("approval")


@pytest.mark.rule("DIF-21", "DIF-28")
def test_what_one_place_links_or_asks_is_not_merged_with_anothers() -> None:
    measures: dict[str, Any] = {}
    for place in ("zhanhe", "hanbin", "tongren"):
        found, _ = held(place, "escalation.measures")
        assert isinstance(found, dict)
        measures |= found
    assert measures["AID-33"]["unit"] == "hr", "as Hanbin's document has it"
    assert "medical" in {unit.code for unit in load().place("hanbin").units}
    assert (
        "处于失业状态" in measures["AID-20"]["whom"]
        and "处于失业状态" in measures["AID-23"]["whom"]
    )
    assert "有就业愿望" in measures["AID-21"]["whom"]
