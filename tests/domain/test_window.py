"""The one window: the catalogue of aid by place, and what may be asked for together."""

from __future__ import annotations

from datetime import date

import pytest

from domain.policy import Definition
from domain.programme import Programme
from domain.window.catalogue import CATALOGUE_NEEDS, NO_AID, Catalogue, catalogue_of
from runtime import packs
from runtime.pack_rules import violations_of

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")
DAY = date(2026, 11, 23)
TIERS = ("basic", "special", "emergency", "supplement")


def at(place: str, on: date = DAY) -> Catalogue:
    return catalogue_of(packs.snapshot(place, on, CATALOGUE_NEEDS, production=False))


def everywhere() -> dict[str, Catalogue]:
    return {place: at(place) for place in PLACES}


@pytest.mark.rule(*(f"TYP-{n:02d}" for n in range(1, 12)))
def test_the_eleven_types_stand_in_four_tiers_and_yicheng_offers_them_all() -> None:
    found = at("yicheng").types
    assert [aid.code for aid in found] == [f"TYP-{n:02d}" for n in range(1, 12)]
    by_tier = {tier: [aid.zh for aid in found if aid.tier == tier] for tier in TIERS}
    assert by_tier == {
        "basic": ["最低生活保障", "特困人员救助供养"],
        "special": ["教育救助", "医疗救助", "住房救助", "就业救助", "法律援助", "康复救助"],
        "emergency": ["受灾人员救助", "临时救助"],
        "supplement": ["慈善等社会力量参与"],
    }


@pytest.mark.rule("HB-28")
def test_a_township_has_one_window_for_every_type_and_a_second_is_refused() -> None:
    loaded, law = packs.load(()), at("hanbin")
    info = loaded.places["hanbin"]
    assert {p for aid in law.types for p in aid.programmes} <= set(law.names)
    levels: dict[str, dict[str, Definition]] = {level: {} for level in loaded.definitions}
    assert violations_of(levels, loaded.places, {}) == []
    first = info.townships[0]
    for second in (first, first.model_copy(update={"code": "hb-first-2"})):
        doubled = info.model_copy(update={"townships": (*info.townships, second)})
        told = violations_of(levels, {**loaded.places, "hanbin": doubled}, {})
        assert any("一个乡镇（街道）只设一个受理窗口" in line for line in told), second


@pytest.mark.rule("ZH-03")
def test_zhanhe_has_eight_government_types_and_one_of_social_forces() -> None:
    found = at("zhanhe").types
    assert len([aid for aid in found if aid.tier != "supplement"]) == 8
    assert [aid.code for aid in found if aid.tier == "supplement"] == ["TYP-11"]


def test_a_type_no_document_of_the_place_names_is_not_offered_there() -> None:
    offered = {place: {aid.code for aid in found.types} for place, found in everywhere().items()}
    assert offered["jiaozuo"] == {"TYP-01", "TYP-02", "TYP-10", "TYP-11"}
    assert {place for place, codes in offered.items() if "TYP-08" in codes} == {"yicheng"}
    assert {place for place, codes in offered.items() if "TYP-07" in codes} == {
        "tongren",
        "yicheng",
    }


def test_aid_is_offered_from_the_basic_to_the_supplement_everywhere() -> None:
    for place, found in everywhere().items():
        order = [TIERS.index(aid.tier) for aid in found.types]
        assert order == sorted(order), place
        for aid in found.types:
            assert aid.clause, (place, aid.code)


GROUPS = {
    **{f"GRP-{n:02d}": {"yicheng"} for n in range(1, 15)},
    "GRP-15": {"zhanhe", "hanbin", "jiaozuo", "tongren"},
    "GRP-16": {"zhanhe", "hanbin", "jiaozuo", "tongren"},
    **{f"GRP-{n:02d}": {"jiaozuo"} for n in range(17, 26)},
    "GRP-26": {"zhanhe"},
    "GRP-27": {"zhanhe"},
    "GRP-28": {"zhanhe", "tongren"},
    "GRP-29": {"hanbin"},
    "GRP-30": {"hanbin"},
    **{f"GRP-{n:02d}": {"tongren"} for n in range(31, 37)},
}
"""Which place names which group: register 4.2 and 4.3."""


@pytest.mark.rule(*GROUPS)
def test_each_of_the_thirty_six_groups_is_named_where_its_document_names_it() -> None:
    found = everywhere()
    named = {code: {p for p in PLACES if found[p].group(code)} for code in GROUPS}
    assert len(GROUPS) == 36
    assert named == GROUPS
    for place, here in found.items():
        for group in here.groups:
            assert group.zh and group.entry and group.clause, (place, group.code)
        assert {g.code for g in here.groups} <= set(GROUPS), place


@pytest.mark.rule("GRP-05", "GRP-12", "GRP-36")
def test_a_group_without_an_aid_type_says_so_and_borrows_none() -> None:
    for place, code in (("yicheng", "GRP-05"), ("yicheng", "GRP-12"), ("tongren", "GRP-36")):
        group = at(place).group(code)
        assert group is not None
        assert (group.aid_zh, group.types, group.programmes) == (NO_AID, (), ())
    known = at("yicheng").group("GRP-01")
    assert known is not None and known.aid_zh == "" and known.types == ("TYP-01",)


def test_only_programmes_with_a_procedure_of_that_day_can_be_applied_for() -> None:
    assert Programme.DIBAO in at("jiaozuo").programmes
    for found in everywhere().values():
        for aid in found.types:
            assert set(aid.programmes) <= set(found.programmes)
    assert Programme.RIGID not in at("tongren", date(2024, 12, 31)).programmes
