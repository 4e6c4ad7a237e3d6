"""What the nation and the five places say, each from its own document and no other."""

from __future__ import annotations

from datetime import date

import pytest

from domain.policy import NATIONAL, PolicyNotSet, Snapshot, Status
from runtime import packs

DAY = date(2026, 11, 22)
NAMES = sorted(packs.load().definitions[NATIONAL])
NEEDED = [
    "dibao.survey_start",
    "dibao.check_start",
    "dibao.check_answer",
    "dibao.check_retry_days",
    "dibao.surveyors",
    "dibao.publicity",
    "dibao.publicity_roll",
    "dibao.publicity_repeat",
    "dibao.appraisal_required",
    "dibao.collective_review",
    "dibao.commitment_required",
    "dibao.required_papers",
    "dibao.total",
    "dibao.total_delegated",
    "dibao.total_special",
    "dibao.special_reasons",
    "dibao.county_opinion",
    "dibao.refusal_notice",
    "dibao.decider",
    "dibao.county_visit_causes",
    "dibao.first_month_offset",
    "dibao.correction_days",
    "dibao.grant_method",
    "dibao.standard",
    "dibao.rounding",
    "dibao.vehicle_limit",
    "dibao.house_limit",
    "dibao.savings_limit_months",
    "dibao.income_excluded",
    "dibao.job_cost_percent",
    "dibao.rigid_expenses",
    "dibao.single_person_paths",
    "dibao.edge_ratio",
    "dibao.recheck_months",
    "dibao.transition_months",
    "dibao.death_adjust_months",
    "dibao.refuse_work_limit",
    "dibao.remedies",
    "dibao.relative_kinship",
    "dibao.relative_kinship_extra",
    "check.items",
    "check.freshness_days",
    "check.purpose_codes",
    "pay.data_day",
    "pay.transfer_day",
    "pay.credit_day",
    "pay.account_holder",
    "pay.return_days",
    "pay.sources",
    "escalation.rule",
    "escalation.causes",
    "escalation.min_units",
    "escalation.agenda_approval",
    "escalation.preparatory_meeting",
    "escalation.decision",
    "escalation.task_days",
    "escalation.supervision_days",
    "escalation.measures",
    "escalation.ceilings",
    "publicity.fields",
    "publicity.web_masked",
    "notice.hotline",
    "notice.reconsideration_organ",
    "selfcare.min_age",
    "reserve.opening",
]


def law(place: str, on: date = DAY, *, production: bool = False) -> Snapshot:
    return packs.snapshot(place, on, NAMES, production=production)


def test_the_packs_are_sound() -> None:
    assert packs.read().violations == ()
    assert packs.places() == packs.PLACES
    assert packs.PLACES == ("hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe")


@pytest.mark.parametrize("name", NEEDED)
def test_every_name_of_the_lifecycle_stands_in_the_national_pack(name: str) -> None:
    assert name in NAMES


def test_the_national_limits_of_the_procedure() -> None:
    snapshot = law("zhanhe")
    assert [
        snapshot.days(name)
        for name in (
            "dibao.survey_start",
            "dibao.check_start",
            "dibao.publicity",
            "dibao.county_opinion",
            "dibao.refusal_notice",
            "dibao.total",
            "dibao.total_delegated",
            "dibao.total_special",
        )
    ] == [3, 3, 7, 10, 3, 30, 20, 45]
    assert snapshot.count("dibao.surveyors") == 2
    assert snapshot.months("dibao.first_month_offset") == 1
    assert snapshot.cite("dibao.publicity") == "民发〔2021〕57号 第19条"


def test_departments_have_ten_working_days_only_since_the_sharing_regulation() -> None:
    assert not law("hanbin", date(2025, 7, 31)).has("dibao.check_answer")
    assert law("hanbin", date(2025, 8, 1)).days("dibao.check_answer") == 10


@pytest.mark.rule("DB-22")
def test_the_basic_pension_is_left_out_of_income_until_the_end_of_2025() -> None:
    for place in packs.PLACES:
        last = law(place, date(2025, 12, 31)).items("dibao.income_excluded")
        first = law(place, date(2026, 1, 1)).items("dibao.income_excluded")
        assert set(last) - set(first) == {"basic_pension"}


@pytest.mark.rule("DB-10")
def test_the_edge_ratio_is_national_until_the_law_gives_it_to_the_province() -> None:
    assert law("hanbin", date(2026, 6, 30), production=True).percent("dibao.edge_ratio") == 150
    assert not law("hanbin", date(2026, 7, 1), production=True).has("dibao.edge_ratio")


def test_a_recipient_is_heard_before_a_stop_since_the_law_of_2026() -> None:
    assert not law("tongren", date(2026, 6, 30)).flag("dibao.hearing_before_stop")
    assert law("tongren", date(2026, 7, 1)).flag("dibao.hearing_before_stop")


def test_who_decides_is_each_places_own_answer() -> None:
    decider = {p: law(p, date(2025, 6, 2)).get("dibao.decider") for p in packs.PLACES}
    assert {p: v.value for p, v in decider.items() if v.status is Status.VERIFIED} == {
        "hanbin": "township",
        "jiaozuo": "township",
        "yicheng": "township",
    }
    for place in ("zhanhe", "tongren"):
        assert decider[place].status is Status.DEMO
        with pytest.raises(PolicyNotSet):
            law(place, production=True).text("dibao.decider")


def test_extra_steps_stand_only_where_the_document_asks_for_them() -> None:
    in_force = date(2025, 6, 2)
    flags = {
        p: (
            law(p, in_force).flag("dibao.collective_review"),
            law(p, in_force).flag("dibao.appraisal_required"),
            "honesty_commitment" in law(p, in_force).items("dibao.commitment_required"),
        )
        for p in packs.PLACES
    }
    assert flags == {
        "hanbin": (False, False, False),
        "jiaozuo": (True, False, False),
        "tongren": (False, True, False),
        "yicheng": (False, False, True),
        "zhanhe": (False, False, False),
    }


def test_jiaozuo_pays_by_the_fifth_eighth_and_tenth() -> None:
    snapshot = law("jiaozuo", production=True)
    days = [snapshot.count(f"pay.{n}_day") for n in ("data", "transfer", "credit")]
    assert days == [5, 8, 10]
    for other in set(packs.PLACES) - {"jiaozuo"}:
        assert not law(other, production=True).has("pay.credit_day")


def test_only_tongren_has_a_rule_of_one_case_one_discussion() -> None:
    known = [p for p in packs.PLACES if law(p, production=True).has("escalation.rule")]
    assert known == ["tongren"]  # in 汉滨区 it is demonstration data, elsewhere not even that
    assert not law("jiaozuo").has("escalation.rule") and not law("zhanhe").has("escalation.rule")
    snapshot = law("tongren", production=True)
    assert list(snapshot.table("escalation.causes")) == [
        "serious_illness",
        "natural_disaster",
        "sudden_event",
        "major_special_event",
        "other",
    ]
    assert snapshot.count("escalation.min_units") == 2
    assert snapshot.flag("escalation.agenda_approval")
    assert snapshot.flag("escalation.preparatory_meeting")
    assert snapshot.text("escalation.decision") == "approval"
    assert not snapshot.has("escalation.ceilings")
    assert len(snapshot.table("escalation.measures")) == 29


def test_hanbin_decides_by_consensus() -> None:
    assert law("hanbin").text("escalation.decision") == "consensus"


def test_zhanhe_pays_members_only_and_assesses_from_sixty() -> None:
    snapshot = law("zhanhe", production=True)
    assert snapshot.text("pay.account_holder") == "member"
    assert snapshot.count("selfcare.min_age") == 60


def test_yichengs_document_ends_and_production_has_no_value_afterwards() -> None:
    document = packs.place_info("yicheng").document
    assert (document.in_force.since, document.in_force.until) == (
        date(2021, 1, 28),
        date(2026, 1, 27),
    )
    assert document.other_reading is not None
    assert document.other_reading.until == date(2026, 1, 26)
    assert document.in_force_on(date(2026, 1, 28))
    assert not document.in_force_on(date(2026, 1, 28), production=True)
    assert not document.in_force_on(date(2021, 1, 27))
    last = law("yicheng", date(2026, 1, 27), production=True)
    assert last.fen("reserve.opening") == 5_000_000
    assert not law("yicheng", date(2026, 1, 28), production=True).has("dibao.decider")


@pytest.mark.parametrize("place", packs.PLACES)
def test_at_least_eight_departments_are_asked_and_banks_only_with_a_paper(place: str) -> None:
    table = law(place, date(2025, 6, 2)).table("check.items")
    names = law(place).table("check.item_names")
    assert len(table) >= 8
    for department, row in table.items():
        assert isinstance(row, dict)
        financial = department in ("bank", "insurers", "platform") or (place, department) == (
            "tongren",
            "finance",
        )
        assert row["written_authorisation"] is financial
        assert isinstance(row["items"], list)
        assert set(map(str, row["items"])) <= set(names)


def test_each_places_rows_are_its_own_rows_of_the_register() -> None:
    def own(place: str) -> set[int]:
        snapshot = law(place, date(2025, 6, 2))
        tables = [snapshot.table("check.items"), snapshot.table("check.group_items")]
        items = [i for t in tables for row in t.values() for i in row["items"]]  # type: ignore[index,call-overload]
        assert len(items) == len(set(items)) or place == "jiaozuo"
        return {int(str(i)[4:]) for i in items if str(i).startswith("CHK-")}

    assert own("zhanhe") == {41, 42, 45, 47, 58, 61, 65, 66}
    assert own("hanbin") == {1, 4, 5, 12, 17, 18, 19, 29, 31, 39, 41, 42, 43, 63, 65, 72}
    assert own("jiaozuo") == {7, 80}
    assert own("tongren") == (
        {1, 6, 8, 9, 12, 13, 14, 15, 17, 18, 19, 20, 23, 24, 25, 27, 28, 32, 33, 34, 36}
        | {39, 41, 42, 44, 45, 47, 48, 52, 53, 54, 55, 56, 58, 61, 62, 63, 64, 69}
        | {73, 74, 76, 77, 78, 79}
    )
    assert own("yicheng") == (
        {1, 2, 3, 8, 9, 10, 12, 16, 17, 19, 21, 22, 23, 26, 29, 30, 31, 34, 35, 37, 38}
        | {39, 40, 41, 42, 45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 63, 67, 68, 70, 71, 75}
    )


@pytest.mark.rule("TR-03")
def test_the_units_of_each_place_are_those_of_its_document() -> None:
    counts = {p: len(packs.place_info(p).units) for p in packs.PLACES}
    assert counts == {"hanbin": 17, "jiaozuo": 14, "tongren": 33, "yicheng": 27, "zhanhe": 15}
    zhanhe = packs.place_info("zhanhe")
    assert zhanhe.source_incomplete
    assert all(unit.inferred for unit in zhanhe.units)
    assert {p: packs.place_info(p).gb2260 for p in packs.PLACES} == {
        "hanbin": "610902",
        "jiaozuo": "410800",
        "tongren": "632301",
        "yicheng": "370404",
        "zhanhe": "410411",
    }


def test_township_codes_are_stable_and_invented_names_are_marked() -> None:
    codes = [t.code for p in packs.PLACES for t in packs.place_info(p).townships]
    assert len(codes) == len(set(codes)) == 15
    assert packs.place_info("jiaozuo").township("jz-wangdian").demo
    assert not packs.place_info("zhanhe").township("zh-caozhen").demo


@pytest.mark.parametrize("place", packs.PLACES)
def test_a_demonstration_can_run_and_says_what_is_invented(place: str) -> None:
    snapshot = law(place)
    sources = snapshot.table("pay.sources")
    assert sum(int(str(share)) for share in sources.values()) == 100
    missing = {n for n in NEEDED if not snapshot.has(n)}
    assert {n.split(".")[0] for n in missing} <= {"escalation", "selfcare", "reserve"}
    assert "dibao.standard" in snapshot.demo
    assert not law(place, production=True).demo


def test_jiaozuos_standard_rises_on_a_later_day() -> None:
    before, after = law("jiaozuo", date(2027, 6, 30)), law("jiaozuo", date(2027, 7, 1))
    assert before.table("dibao.standard") == {"urban": 66000, "rural": 46500}
    assert after.table("dibao.standard") == {"urban": 69000, "rural": 49500}


def test_a_place_never_borrows_from_another() -> None:
    loaded = packs.load()
    for place in packs.PLACES:
        for found in law(place).values.values():
            assert found.level in (NATIONAL, place)
        assert loaded.place(place).chain == (NATIONAL, place)
