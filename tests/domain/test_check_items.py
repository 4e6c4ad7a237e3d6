"""Every information item of the register: who gives it, by which clause, and that a case asks it.

The table below is the register's, written down a second time by hand: an item dropped from a
place's pack, given to another department or asked where no document demands it is seen here.
"""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.ordering import check_order
from domain.check.acts import RecordReply
from domain.check.answers import Kind, Record
from domain.check.byhand import apply_to_check
from domain.check.demand import undefined_items
from domain.check.file import CheckOrder
from domain.check.progress import opened
from domain.household import Asset, AssetKind, Household, Member, Relation, Status
from domain.identity import synthetic_id
from domain.policy import Status as Standing
from domain.rules import Rules
from runtime import packs
from tests.people import SHANGHAI, START, Walk, application, officer, signed_by_each

VERIFIED_ON = date(2025, 6, 2)
AT = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")

CLAUSES = {
    "zhanhe": {
        "disabled": "区残联", "health": "区卫健委", "hr": "区人社局", "market": "区市场监督管理局",
        "medical": "区医保局", "tax": "区税务局",
    },
    "hanbin": {
        "disabled": "三·区残联", "health": "三·区卫健局", "housing": "三·区住建局",
        "hr": "三·区人社局", "police": "三·公安汉滨分局", "union": "三·区总工会",
        "statistics": "三·区统计局",
    },
    "jiaozuo": {
        "police": "十二·二", "health": "一、十二·二", "disabled": "一", "education": "一",
        "emergency": "一", "housing": "一", "hr": "一", "medical": "一", "rural": "一",
    },
    "tongren": {
        "agriculture": "农牧和科技局", "civil_affairs": "市民政局", "disabled": "市残联",
        "ecology": "生态环境局", "education": "教育局", "emergency": "应急管理局",
        "finance": "财政局", "health": "卫生健康局", "housing": "住房和城乡建设局",
        "hr": "人力资源和社会保障局", "insurers": "各保险公司", "market": "市场监督管理局",
        "medical": "医疗保障局", "natural_resources": "自然资源局", "police": "公安局",
        "religion": "民族宗教事务局", "rural": "乡村振兴局", "tax": "税务局",
        "transport": "交通运输局", "veterans": "退役军人事务局", "women": "市妇联",
        "statistics": "统计局", "development": "发展和改革局",
    },
    "yicheng": {
        "education": "2（1）", "police": "2（2）", "civil_affairs": "2（3）", "justice": "2（4）",
        "finance": "2（5）", "hr": "2（6）", "natural_resources": "2（7）", "housing": "2（8）",
        "transport": "2（9）", "market": "2（10）", "disabled": "2（11）", "rural": "2（12）",
        "fund": "2（13）", "agriculture": "2（14）", "bank": "2（15）", "tax": "2（16）",
        "medical": "2（17）", "approval": "2（18）",
    },
}  # fmt: skip
"""By which clause each department gives what it gives."""

_COMPARED = "disabled education emergency health housing hr medical rural"
REGISTER = {
    1: "hanbin:police tongren:police yicheng:police", 2: "yicheng:police", 3: "yicheng:police",
    4: "hanbin:health", 5: "hanbin:health", 6: "tongren:health",
    7: "jiaozuo:police jiaozuo:health", 8: "tongren:civil_affairs yicheng:civil_affairs",
    9: "tongren:civil_affairs yicheng:civil_affairs", 10: "yicheng:civil_affairs",
    12: "hanbin:police tongren:police yicheng:police", 13: "tongren:transport",
    14: "tongren:transport", 15: "tongren:transport", 16: "yicheng:transport",
    17: "hanbin:housing tongren:housing yicheng:natural_resources",
    18: "hanbin:housing tongren:housing", 19: "hanbin:housing tongren:housing yicheng:housing",
    20: "tongren:housing", 21: "yicheng:housing", 22: "yicheng:housing",
    23: "tongren:natural_resources yicheng:natural_resources", 24: "tongren:natural_resources",
    25: "tongren:natural_resources", 26: "yicheng:natural_resources",
    27: "tongren:natural_resources", 28: "tongren:natural_resources",
    29: "hanbin:housing yicheng:fund", 30: "yicheng:fund", 31: "hanbin:housing yicheng:fund",
    32: "tongren:agriculture", 33: "tongren:agriculture",
    34: "tongren:agriculture yicheng:agriculture", 35: "yicheng:agriculture",
    36: "tongren:agriculture", 37: "yicheng:finance", 38: "yicheng:finance",
    39: "hanbin:hr tongren:hr yicheng:hr", 40: "yicheng:hr",
    41: "zhanhe:hr hanbin:hr tongren:hr yicheng:hr",
    42: "zhanhe:hr hanbin:hr tongren:hr yicheng:hr", 43: "hanbin:hr", 44: "tongren:hr",
    45: "zhanhe:tax tongren:tax yicheng:tax", 46: "yicheng:tax",
    47: "zhanhe:market tongren:market yicheng:approval", 48: "tongren:market yicheng:market",
    49: "yicheng:approval", 50: "yicheng:civil_affairs", 51: "yicheng:bank",
    52: "tongren:finance", 53: "tongren:finance", 54: "tongren:finance", 55: "tongren:finance",
    56: "tongren:finance", 58: "zhanhe:medical tongren:medical yicheng:medical",
    59: "yicheng:medical", 60: "yicheng:medical",
    61: "zhanhe:medical tongren:medical yicheng:medical", 62: "tongren:insurers",
    63: "hanbin:disabled tongren:disabled yicheng:disabled", 64: "tongren:disabled",
    65: "zhanhe:disabled hanbin:disabled", 66: "zhanhe:health", 67: "yicheng:civil_affairs",
    68: "yicheng:civil_affairs", 69: "tongren:education", 70: "yicheng:education",
    71: "yicheng:justice", 72: "hanbin:union", 73: "tongren:women", 74: "tongren:veterans",
    75: "yicheng:rural", 76: "tongren:rural", 77: "tongren:emergency", 78: "tongren:ecology",
    79: "tongren:religion", 80: " ".join(f"jiaozuo:{d}" for d in _COMPARED.split()),
}  # fmt: skip
"""Register section 2: each row, the places that list it and the department that gives it there."""
OPEN = {"CHK-11": "jiaozuo", "CHK-57": "yicheng", "CHK-81": "yicheng", "CHK-82": "yicheng"}
"""Rows whose provider or content the document leaves open."""
STATISTICS = {
    "CHK-83": {"hanbin": ["statistics"], "tongren": ["statistics"]},
    "CHK-84": {"hanbin": ["statistics"], "tongren": ["statistics"]},
    "CHK-85": {"hanbin": ["statistics"], "tongren": ["development", "statistics"]},
}
FINANCIAL = {51, 52, 53, 54, 55, 56, 62}


def everybody() -> Household:
    """One member of each kind some department looks after, so that no item is left out."""
    home = application().household
    odd = Member(
        key="m3",
        name="张三三",
        id_no=synthetic_id(date(1950, 3, 3), 32),
        relation=Relation.PARENT,
        disability="2-limb",
        student=True,
        groups=("GRP-11", "GRP-28", "GRP-34", "GRP-35", "CHK-71", "CHK-78"),
    )
    car = Asset(member="m3", kind=AssetKind.VEHICLE)
    return home.model_copy(update={"members": (*home.members, odd), "assets": (car,)})


def case(place: str, home: Household | None = None, **changes: object) -> CaseFile:
    home = home or everybody()
    file = application(place).having(
        household=home, declared=home, authorisations=signed_by_each(home)
    )
    return Walk(file).accepted().file.having(checks=1, **changes)


def order_of(place: str, home: Household | None = None, **changes: object) -> CheckOrder:
    return check_order(case(place, home, **changes), START)


def asks(order: CheckOrder) -> dict[str, tuple[str, ...]]:
    return {part.department: part.items for part in order.departments}


def law_of(place: str, on: date) -> Rules:
    names = ("check.items", "check.group_items", "check.undefined_items", "check.statistics",
             "check.item_names", "check.catalogue", "check.traits")  # fmt: skip
    return Rules(packs.snapshot(place, on, names, production=True), "dibao")


ROWS = [
    pytest.param(
        f"CHK-{number:02d}",
        {
            place: [d for p, d in (w.split(":") for w in where.split()) if p == place]
            for place in PLACES
        },
        marks=pytest.mark.rule(f"CHK-{number:02d}"),
        id=f"CHK-{number:02d}",
    )
    for number, where in REGISTER.items()
]


@pytest.mark.parametrize(("item", "providers"), ROWS)
def test_an_item_is_asked_of_the_department_the_document_names_and_nowhere_else(
    item: str, providers: dict[str, list[str]]
) -> None:
    for place in PLACES:
        law = law_of(place, VERIFIED_ON)
        given = {
            department: row
            for table in ("check.items", "check.group_items")
            for department, row in law.table(table).items()
            if item in row["items"]  # type: ignore[index,operator,call-overload]
        }
        assert sorted(given) == sorted(providers[place]), place
        for department, row in given.items():
            clause = row["clause"]  # type: ignore[index,call-overload]
            assert packs.place_info(place).document.number in str(clause)
            assert str(clause).split(" ")[1].split("；")[0].endswith(CLAUSES[place][department])
        asked = {d for d, items in asks(order_of(place)).items() if item in items}
        assert asked == set(providers[place]), place


@pytest.mark.parametrize(("item", "providers"), ROWS)
def test_an_item_says_what_it_lets_the_clerk_decide(
    item: str, providers: dict[str, list[str]]
) -> None:
    law = law_of(next(p for p, found in providers.items() if found), VERIFIED_ON)
    row = law.table("check.catalogue")[item]
    assert isinstance(row, dict)
    assert str(law.table("check.item_names")[item])
    assert re.fullmatch(r"[\u4e00-\u9fff、，；（）]{6,60}", str(row["decides"]))
    assert row["about"]
    traits = law.table("check.traits").get(item, {})
    written = bool(traits.get("written")) if isinstance(traits, dict) else False
    assert written is (int(item[4:]) in FINANCIAL)


@pytest.mark.parametrize(
    ("item", "place"),
    [pytest.param(i, p, marks=pytest.mark.rule(i), id=i) for i, p in OPEN.items()],
)
def test_what_no_document_defines_is_never_asked_before_a_dated_decision(
    item: str, place: str
) -> None:
    law = law_of(place, VERIFIED_ON)
    assert item in law.items("check.undefined_items")
    file = case(place)
    assert file.policy is not None
    without = _decided(file, {})
    assert not any(item in items for items in asks(check_order(without, START)).values())
    decision = {"department": "civil_affairs", "zh": "区民政局", "clause": "区政府批准"}
    unnumbered = _decided(file, {item: decision})
    assert not any(item in items for items in asks(check_order(unnumbered, START)).values())
    dated = decision | {"approval_no": "演示〔2026〕3号", "approval_date": "2026-03-01"}
    asked = asks(check_order(_decided(file, {item: dated}), START))
    assert item in asked["civil_affairs"]
    assert all(item not in asks(order_of(other))
               for other in PLACES if other != place)  # fmt: skip


@pytest.mark.rule("YC-20", "ACT-20")
@pytest.mark.parametrize("lacking", ["approval_no", "approval_date"])
def test_a_new_item_of_the_check_is_asked_only_under_a_number_and_a_day(lacking: str) -> None:
    """Data alone adds it, no code; without its decision it is named, never asked, never answered."""
    row = {
        "department": "agriculture",
        "zh": "区农业农村局",
        "clause": "峄政字〔2020〕15号 三（三）2",
        "approval_no": "演示〔2026〕5号",
        "approval_date": "2026-03-01",
    }
    file = case("yicheng")
    whole = check_order(_decided(file, {"YC-NEW": row}), START)
    assert "YC-NEW" in asks(whole)["agriculture"]
    for value in ({}, {lacking: ""}):
        bare = {k: v for k, v in row.items() if k != lacking} | value
        decided = _decided(file, {"YC-NEW": bare})
        assert undefined_items(decided.law) == ("YC-NEW",)
        order = check_order(decided, START)
        assert all("YC-NEW" not in items for items in asks(order).values())
        reply = RecordReply(
            officer=officer(Role.CHECKING_CENTRE, "yicheng"),
            on=START,
            department="agriculture",
            records=(Record(item="YC-NEW", person="m1", kind=Kind.FOUND, about="deposit", fen=1),),
            reference="复函1号",
        )
        with pytest.raises(CaseRefusal) as refused:
            apply_to_check(opened(order), reply, START, AT)
        assert refused.value.code == "item_not_asked"


def _decided(file: CaseFile, decisions: dict[str, object]) -> CaseFile:
    assert file.policy is not None
    value = file.policy.values["check.extra_items"].model_copy(
        update={"value": decisions, "status": Standing.VERIFIED}
    )
    values = {**file.policy.values, "check.extra_items": value}
    return file.having(policy=file.policy.model_copy(update={"values": values}))


@pytest.mark.parametrize(
    ("item", "providers"),
    [pytest.param(i, p, marks=pytest.mark.rule(i), id=i) for i, p in STATISTICS.items()],
)
def test_statistics_are_about_nobody_and_stand_in_no_case(
    item: str, providers: dict[str, list[str]]
) -> None:
    for place in PLACES:
        table = law_of(place, VERIFIED_ON).table("check.statistics")
        given = [d for d, row in table.items() if item in row["items"]]  # type: ignore[index,operator,call-overload]
        assert sorted(given) == providers.get(place, [])
        for department in given:
            clause = str(table[department]["clause"])  # type: ignore[index,call-overload]
            assert clause.endswith(CLAUSES[place][department])
        assert not any(item in items for items in asks(order_of(place)).values())


def test_the_register_is_whole() -> None:
    rows = {f"CHK-{n:02d}" for n in REGISTER} | set(OPEN) | set(STATISTICS)
    assert rows == {f"CHK-{n:02d}" for n in range(1, 86)}
    for place in PLACES:
        catalogue = law_of(place, VERIFIED_ON).table("check.catalogue")
        assert rows <= set(catalogue)


@pytest.mark.rule("DB-37")
@pytest.mark.parametrize("place", PLACES)
def test_each_place_covers_what_the_nation_has_checked(place: str) -> None:
    own = {
        "hukou": "CHK-01", "vehicles": "CHK-12", "tax": "CHK-45", "social_insurance": "CHK-41",
        "real_estate": "CHK-17", "market_entity": "CHK-47", "housing_fund": "CHK-29",
        "deposits": "CHK-52", "insurance": "CHK-53", "securities": "CHK-54",
    }  # fmt: skip
    asked = {item for items in asks(order_of(place)).values() for item in items}
    kinds = packs.snapshot(place, START, ("check.kinds",), production=True).items("check.kinds")
    assert "payment" in kinds
    for kind in kinds:
        assert {f"DB-37/{kind}", own.get(kind, "")} & asked, kind


def test_a_plain_family_is_not_asked_about_what_concerns_others() -> None:
    home = application().household
    asked = asks(order_of("tongren", home))
    assert not {"ecology", "emergency", "religion", "veterans", "education"} & set(asked)
    assert "CHK-15" not in asked["transport"]
    assert not {"disabled", "union"} & set(asks(order_of("zhanhe", home)))


def test_an_item_about_some_is_asked_about_those_only() -> None:
    order = order_of("hanbin")
    part = next(p for p in order.departments if p.department == "disabled")
    assert part.persons_of("CHK-65", order.keys) == ("m3",)
    assert part.persons_of("CHK-63", order.keys) == ("m1", "m2", "m3")


def test_a_clergyman_left_the_family_and_is_known_to_the_bureau_of_religion() -> None:
    home = everybody()
    gone = home.members[1].model_copy(update={"status": Status.CLERGY})
    order = order_of("tongren", home.with_member(gone))
    part = next(p for p in order.departments if p.department == "religion")
    assert part.persons_of("CHK-79", order.keys) == ("m2", "m3")


def test_disaster_relief_asks_only_who_lives_where_and_what_was_damaged() -> None:
    file = case("tongren")
    asked = asks(check_order(file.having(programme="disaster", policy=_as_disaster(file)), START))
    assert {i for items in asked.values() for i in items} == {
        "CHK-01", "CHK-17", "CHK-20", "CHK-23", "CHK-36", "CHK-77",
    }  # fmt: skip


def _as_disaster(file: CaseFile) -> object:
    assert file.policy is not None
    values = dict(file.policy.values)
    values["disaster.check_retry_days"] = values["dibao.check_retry_days"]
    return file.policy.model_copy(update={"values": values})
