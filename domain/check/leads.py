"""Leads: where an answer and the declaration do not agree, a person must look (JZ-62, R4).

A lead names the department, the item and the person, and what was found beside what was declared.
It opens a verification task and nothing else. An answer that confirms what was declared, or speaks
for the family, is shown with the answers and opens none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.base import Frozen
from domain.check.abouts import (
    ABOUT_ZH,
    ABSENT,
    COUNTED,
    EARNED,
    NO_INCOME,
    NOT_IN_HOUSEHOLD,
    OWNED_MONEY,
    SHOWN,
    WORK_RANK,
)
from domain.check.answers import Answer, Kind, Record
from domain.check.disputes import Position, disputes
from domain.household import Household, Member, Relation
from domain.money import yuan

_ALL_MONEY = "deposit"


class Lead(Frozen):
    """`key` is stable: the same finding asked again is the same lead."""

    key: str
    department: str
    item: str
    person: str
    about: str
    text: str


class _Found(NamedTuple):
    """All a department says of one person under one item about one matter, added up."""

    department: str
    record: Record


def leads_from(
    household: Household,
    answers: Iterable[Answer],
    facts: Mapping[str, tuple[str, ...]] | None = None,
    names: Mapping[str, str] | None = None,
    money: tuple[str, ...] = (),
) -> tuple[Lead, ...]:
    """Every place where somebody must look, in a fixed order.

    `facts`: which facts an item speaks of, so that two departments can be seen to disagree;
    `names`: departments as the county calls them; `money`: the kinds of property that the rules
    add up as money, with all of which 存款等货币财产 is compared.
    """
    said = tuple(answers)
    leads = {lead.key: lead for one in _added_up(said) for lead in _lead(household, one, money)}
    for answer in said:
        for record in answer.records:
            if record.kind is Kind.NO:
                lead = _made(answer.department, record, "部门核实，家庭申报的情况不属实。")
                leads[lead.key] = lead
    for dispute in disputes(said, facts or {}):
        lead = _disputed(dispute, names or {})
        leads[lead.key] = lead
    return tuple(leads[key] for key in sorted(leads))


def _added_up(answers: Iterable[Answer]) -> Iterable[_Found]:
    found: dict[tuple[str, str, str, str], Record] = {}
    for answer in answers:
        for record in answer.records:
            if record.kind is not Kind.FOUND:
                continue
            key = (answer.department, record.item, record.person, record.about)
            before = found.get(key)
            if before is not None:
                record = before.model_copy(
                    update={
                        "fen": before.fen + record.fen,
                        "count": before.count + record.count,
                    }
                )
            found[key] = record
    return [_Found(key[0], record) for key, record in found.items()]


def _lead(household: Household, found: _Found, money: tuple[str, ...]) -> tuple[Lead, ...]:
    text = difference(household, found.record, money)
    return (_made(found.department, found.record, text),) if text else ()


def _made(department: str, record: Record, text: str) -> Lead:
    return Lead(
        key=f"{department}-{record.item}-{record.person}-{record.about or record.kind.value}",
        department=department,
        item=record.item,
        person=record.person,
        about=record.about or record.kind.value,
        text=text,
    )


def _disputed(dispute: tuple[Position, ...], names: Mapping[str, str]) -> Lead:
    first = dispute[0]
    zh = ABOUT_ZH.get(first.fact, first.fact)
    said = "，".join(f"{names.get(p.department, p.department)}答复{_said(p)}" for p in dispute)
    return Lead(
        key=f"contradiction-{first.fact}-{first.person}",
        department="、".join(p.department for p in dispute),
        item=first.item,
        person=first.person,
        about="contradiction",
        text=f"部门之间关于{zh}的答复不一致：{said}。不以任何一方为准，请核实。",
    )


def _said(position: Position) -> str:
    if not position.found:
        return "无"
    parts = [f"{position.many}项"] if position.many else []
    parts += [f"{yuan(position.fen)}元"] if position.fen else []
    return "有" + "、".join(parts)


def difference(household: Household, record: Record, money: tuple[str, ...] = ()) -> str:
    """What must be looked at, as a sentence; empty when there is nothing."""
    if record.person.startswith("s"):
        return ""  # a relative outside the household: what he has is his own
    member = household.member(record.person)
    if member is None:
        return "部门答复的人员不在本户家庭成员之中，请核实。"
    about = record.about
    zh = ABOUT_ZH.get(about, about)
    if about in SHOWN:
        return ""
    if about in COUNTED:
        stated = _count(household, record)
        return (
            f"部门登记{zh}{record.count}项，家庭申报{stated}项。" if record.count > stated else ""
        )
    if about in OWNED_MONEY:
        return _more(record, zh, "", _money_owned(household, record, money))
    if about in EARNED:
        return _more(record, zh, "每年", _earned(household, record))
    if about in NO_INCOME:
        kinds = NO_INCOME[about]
        earning = any(i.member == member.key and i.kind in kinds for i in household.incomes)
        return "" if earning else f"部门登记有{zh}，家庭没有申报相应收入。"
    if about in NOT_IN_HOUSEHOLD:
        named = _named(household, about)
        return (
            f"部门登记有{zh}，与申报的家庭成员不一致，请核实。"
            if max(record.count, 1) > named
            else ""
        )
    return _of_person(member, record, zh)


def _named(household: Household, about: str) -> int:
    """How many such people the family named; a mismatch of members is always looked at."""
    relations = {"spouse": Relation.SPOUSE, "birth": Relation.CHILD, "adoption": Relation.CHILD}
    return sum(m.relation is relations.get(about) for m in household.members)


def _of_person(member: Member, record: Record, zh: str) -> str:
    if record.about in ABSENT:
        known = member.status in ABSENT[record.about]
        return "" if known else f"部门登记该成员{zh}，家庭未申报。"
    if record.about == "disability":
        declared = int(member.disability[0]) if member.disability else None
        if declared is not None and record.count > declared:
            return f"部门登记残疾等级{record.count}级，家庭申报{declared}级。"
        return ""
    if record.about == "work_ability":
        rank = WORK_RANK[member.work]
        return "部门评定的劳动能力高于家庭申报的情况。" if record.count > rank else ""
    return f"部门查得{zh or '其他情况'}，请核实。"


def _more(record: Record, zh: str, each: str, stated: int) -> str:
    if record.fen <= stated:
        return ""
    return f"部门查得{zh}{each}{yuan(record.fen)}元，家庭申报{yuan(stated)}元。"


def _count(household: Household, record: Record) -> int:
    kinds = COUNTED[record.about]
    return sum(a.count for a in household.assets if a.member == record.person and a.kind in kinds)


def _money_owned(household: Household, record: Record, money: tuple[str, ...]) -> int:
    """What the family stated of the same kind, in fen; of deposits, all that counts as money."""
    kinds = OWNED_MONEY[record.about]
    codes = {kind.value for kind in kinds} | (set(money) if record.about == _ALL_MONEY else set())
    return sum(
        a.fen for a in household.assets if a.member == record.person and a.kind.value in codes
    )


def _earned(household: Household, record: Record) -> int:
    kinds = EARNED[record.about]
    return sum(
        i.fen_year for i in household.incomes if i.member == record.person and i.kind in kinds
    )
