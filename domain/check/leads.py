"""Leads: where an answer and the declaration do not agree, a person must look (JZ-62, R4).

A lead names the department, the item and the person, and what was found beside what was declared.
It opens a verification task and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.base import Frozen
from domain.check.answers import Answer, Kind, Record
from domain.household import AssetKind, Household, IncomeKind, Status
from domain.money import yuan


class Lead(Frozen):
    """`key` is stable: the same finding asked again is the same lead."""

    key: str
    department: str
    item: str
    person: str
    about: str
    text: str


ABOUT_ZH = {
    "vehicle": "机动车辆",
    "house": "房产",
    "company": "企业或个体工商户登记",
    "deposit": "存款等货币财产",
    "wage": "工资或就业",
    "pension": "养老金等社会保险待遇",
    "death": "死亡登记",
    "prison": "在监服刑",
    "aid": "已享受其他救助",
    "member": "户籍成员不一致",
}

_ASSETS = {
    "vehicle": AssetKind.VEHICLE,
    "house": AssetKind.HOUSE,
    "company": AssetKind.COMPANY,
}


def leads_from(household: Household, answers: Iterable[Answer]) -> tuple[Lead, ...]:
    """Every place where a department found more than the household stated, in a fixed order."""
    leads = {
        lead.key: lead
        for answer in answers
        for record in answer.records
        if record.kind is Kind.FOUND
        for lead in _lead(household, answer.department, record)
    }
    return tuple(leads[key] for key in sorted(leads))


def _lead(household: Household, department: str, record: Record) -> tuple[Lead, ...]:
    text = _difference(household, record)
    if not text:
        return ()
    return (
        Lead(
            key=f"{department}-{record.item}-{record.person}-{record.about}",
            department=department,
            item=record.item,
            person=record.person,
            about=record.about,
            text=text,
        ),
    )


def _difference(household: Household, record: Record) -> str:
    member = household.member(record.person)
    if member is None:
        return "部门答复的人员不在本户家庭成员之中，请核实。"
    zh = ABOUT_ZH.get(record.about, record.about)
    if record.about in _ASSETS:
        stated = sum(
            a.count
            for a in household.assets
            if a.member == record.person and a.kind is _ASSETS[record.about]
        )
        if record.count > stated:
            return f"部门登记{zh}{record.count}项，家庭申报{stated}项。"
    elif record.about == "deposit":
        stated = sum(
            a.fen
            for a in household.assets
            if a.member == record.person and a.kind is AssetKind.DEPOSIT
        )
        if record.fen > stated:
            return f"部门查得{zh}{yuan(record.fen)}元，家庭申报{yuan(stated)}元。"
    elif record.about in ("wage", "pension"):
        kinds = (
            (IncomeKind.WAGE, IncomeKind.BUSINESS)
            if record.about == "wage"
            else (IncomeKind.TRANSFER, IncomeKind.BASIC_PENSION)
        )
        stated = sum(
            i.fen_year for i in household.incomes if i.member == record.person and i.kind in kinds
        )
        if record.fen > stated:
            return f"部门查得{zh}每年{yuan(record.fen)}元，家庭申报{yuan(stated)}元。"
    elif record.about == "death":
        if member.status is not Status.DEAD:
            return "部门登记该成员已死亡，家庭未申报。"
    elif record.about == "prison":
        if member.status is not Status.PRISON:
            return "部门登记该成员在监服刑，家庭未申报。"
    elif record.about in ("aid", "member"):
        return f"部门查得{zh}，请核实。"
    return ""
