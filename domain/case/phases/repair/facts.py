"""Which recorded facts of a case can be corrected, how each reads, and what puts a right one there.

What the family owns, earns and spends, what is on record of each member, the day of the visit. Who
somebody is, is not among them: `identify_person` finds that out, with its paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain.base import CaseRefusal
from domain.case.file import CaseFile, require
from domain.household import (
    ASSET_ZH,
    EXPENSE_ZH,
    INCOME_ZH,
    SPENDING_ZH,
    STATUS_ZH,
    WORK_ZH,
    Member,
    Relation,
    Status,
    WorkAbility,
)
from domain.money import parse_yuan, yuan_zh

Put = Callable[[CaseFile, Any], CaseFile]
_YES = {"1": "是", "0": "否"}


@dataclass(frozen=True)
class Fact:
    """One fact as it stands. `choices`: what it can be, where that is a list; `read`: from the words
    typed to the value, raising CaseRefusal; `show`: from the value to words."""

    zh: str
    value: Any
    read: Callable[[str], Any]
    show: Callable[[Any], str]
    put: Put
    choices: Mapping[str, str] | None = None


def facts_of(file: CaseFile) -> dict[str, Fact]:
    """Every fact that can be corrected now, by its code, in the order of the form."""
    home = file.household
    found: dict[str, Fact] = {}
    for name, label in _MONEY.items():
        for n, one in enumerate(getattr(home, name)):
            zh = f"成员{one.member}：{label[one.kind]}"
            found |= _of_item(name, n, zh, one)
    for n, member in enumerate(home.members):
        found |= _of_member(n, member)
    if file.survey is not None:
        found["survey.on"] = Fact("入户调查日期", file.survey.on, _day, str, _survey_day)
    return found


def fact_of(file: CaseFile, code: str) -> Fact:
    known = facts_of(file)
    require(
        code in known,
        "fact_unknown",
        f"没有这项可以更正的登记事实，可以更正的为：{'、'.join(f.zh for f in known.values())}。",
        "57号 Art 18",
    )
    return known[code]


_MONEY: dict[str, Mapping[Any, str]] = {
    "incomes": INCOME_ZH,
    "expenses": EXPENSE_ZH,
    "spendings": SPENDING_ZH,
    "assets": ASSET_ZH,
}
_SUMS = {"fen_year": "（每年）", "fen": "（金额）"}


def _of_item(name: str, n: int, zh: str, one: Any) -> dict[str, Fact]:
    found = {}
    for field, what in _SUMS.items():
        if field in type(one).model_fields:
            put = _item_put(name, n, field)
            code = f"{name}.{n}.{field}"
            found[code] = Fact(zh + what, getattr(one, field), parse_yuan, yuan_zh, put)
    if "count" in type(one).model_fields:
        put = _item_put(name, n, "count")
        found[f"{name}.{n}.count"] = Fact(f"{zh}（数量）", one.count, _number, str, put)
    return found


def _of_member(n: int, member: Member) -> dict[str, Fact]:
    """Of the applicant not whether he lives here: an applicant who is gone is an event of the case."""
    who = f"成员{member.key}："

    def put(field: str) -> Put:
        return _item_put("members", n, field)

    found = {
        "work": _chosen(f"{who}劳动能力", member.work, WorkAbility, WORK_ZH, put("work")),
        "serious_illness": _yes_no(f"{who}患重病", member.serious_illness, put("serious_illness")),
        "student": _yes_no(f"{who}在校就读", member.student, put("student")),
    }
    if member.relation is not Relation.SELF:
        found["status"] = _chosen(
            f"{who}是否共同生活", member.status, Status, STATUS_ZH, put("status")
        )
    return {f"members.{n}.{field}": fact for field, fact in found.items()}


def _chosen(
    zh: str, value: StrEnum, kind: type[StrEnum], words: Mapping[Any, str], put: Put
) -> Fact:
    choices = {code.value: words[code] for code in kind}

    def read(text: str) -> StrEnum:
        return kind(_one_of(text, choices))

    return Fact(zh, value, read, lambda v: words[v], put, choices)


def _yes_no(zh: str, value: bool, put: Put) -> Fact:
    def read(text: str) -> bool:
        return _one_of(text, _YES) == "1"

    return Fact(zh, value, read, lambda v: _YES["1" if v else "0"], put, _YES)


def _one_of(text: str, choices: Mapping[str, str]) -> str:
    """The code of what was typed: the words of the form, or the code itself."""
    typed = text.strip()
    found = next((code for code, zh in choices.items() if typed in (code, zh)), None)
    if found is None:
        words = "、".join(choices.values())
        raise CaseRefusal(
            "value_not_possible", f"更正后的内容应当填写下列之一：{words}。", "57号 Art 18"
        )
    return found


def _number(text: str) -> int:
    plain = text.strip()
    require(
        plain.isascii() and plain.isdigit() and len(plain) < 6,
        "value_not_possible",
        "更正后的数量应当为整数，请核对后重新填写。",
        "57号 Art 18",
    )
    return int(plain)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CaseRefusal(
            "value_not_possible",
            "更正后的日期应当写作年-月-日，例如 2026-11-30。",
            "57号 Art 18",
        ) from None


def _item_put(name: str, n: int, field: str) -> Put:
    def put(file: CaseFile, value: Any) -> CaseFile:
        home = file.household
        rows = list(getattr(home, name))
        rows[n] = rows[n].model_copy(update={field: value})
        return file.having(household=home.model_copy(update={name: tuple(rows)}))

    return put


def _survey_day(file: CaseFile, value: date) -> CaseFile:
    if file.survey is None:
        return file
    earliest = file.accepted_on or file.applied_on
    require(
        earliest <= value <= file.latest,
        "value_not_possible",
        f"入户调查日期应当在{earliest}至{file.latest}之间，请核对后重新填写。",
        "57号 Art 15",
    )
    return file.having(survey=file.survey.model_copy(update={"on": value}))
