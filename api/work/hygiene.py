"""What no message may contain, whatever its act: people that cannot be, sums and days out of reach.

The law is checked by the case itself. Here stands what a typing mistake looks like, so that it is
answered at the field where it was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Final

from pydantic import BaseModel

from api.frame.problems import FieldFault, bad_input
from domain.base import CaseRefusal
from domain.household import Account, Household, Member, Relation
from domain.identity import birth_date, check_id

MOST_FEN: Final = 10**13
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_ALLOWED_CONTROLS = "\n\t\r"


def must_be_clean(body: BaseModel, today: date) -> None:
    """422 with every fault at once."""
    faults = tuple(_faults(body, (), today))
    if faults:
        raise bad_input(faults)


def cleaned(household: Household, today: date) -> Household:
    """The household with its ID numbers in their one form. Problem when one is impossible."""
    return household.model_copy(
        update={
            "members": tuple(
                m.model_copy(update={"id_no": _number(m, today), "name": m.name.strip()})
                for m in household.members
            )
        }
    )


def _number(member: Member, today: date) -> str:
    """The number in its one form; none for somebody whose identity is not known yet."""
    if member.provisional and not member.id_no:
        return ""
    return check_id(member.id_no, today)


def with_clean_households(body: BaseModel, today: date) -> BaseModel:
    """The body with every household in it cleaned."""
    found = {
        name: cleaned(value, today)
        for name in type(body).model_fields
        if isinstance(value := getattr(body, name), Household)
    }
    return body.model_copy(update=found) if found else body


def household_faults(
    home: Household, today: date, path: tuple[str, ...] = ("household",)
) -> Iterator[FieldFault]:
    """What cannot be in a household: impossible people, strangers' incomes, two applicants."""
    seen: dict[str, str] = {}
    keys: set[str] = set()
    for n, member in enumerate(home.members):
        at = (*path, "members", str(n))
        if member.key in keys:
            yield fault((*at, "key"), "成员编号重复，请改用不同的编号。")
        keys.add(member.key)
        if not member.name.strip():
            yield fault((*at, "name"), "姓名不能为空。")
        if member.provisional and not member.id_no:
            continue
        try:
            number = check_id(member.id_no, today)
        except CaseRefusal as refusal:
            yield fault((*at, "id_no"), refusal.message)
            continue
        if birth_date(number) > today:
            yield fault((*at, "id_no"), "出生日期晚于今天，请核对。")
        if number in seen:
            yield fault((*at, "id_no"), f"与成员{seen[number]}的身份证号码相同，请核对。")
        seen[number] = member.key
    applicants = sum(m.relation is Relation.SELF for m in home.members)
    if applicants != 1:
        yield fault(
            (*path, "members"), "家庭成员中应当有且只有一名申请人（与申请人关系为“本人”）。"
        )
    for part in ("incomes", "expenses", "assets"):
        for n, item in enumerate(getattr(home, part)):
            if item.member not in keys:
                yield fault(
                    (*path, part, str(n), "member"), "所属成员不在家庭成员之中，请核对编号。"
                )
    if home.account is not None:
        yield from _account_faults(home.account, keys, (*path, "account"))


def _account_faults(
    account: Account, keys: set[str], path: tuple[str, ...]
) -> Iterator[FieldFault]:
    if not account.number.isascii():
        yield fault((*path, "number"), "银行账号应当是半角数字。")
    if account.holder != "custodian" and account.holder not in keys:
        yield fault((*path, "holder"), "账户持有人不是本户家庭成员，请填写成员编号。")


def _faults(value: object, path: tuple[str, ...], today: date) -> Iterator[FieldFault]:
    match value:
        case Household():
            yield from household_faults(value, today, path)
            yield from _of_model(value, path, today)
        case BaseModel():
            yield from _of_model(value, path, today)
        case tuple() | list():
            if len(value) > 500:
                yield fault(path, "项目过多，最多500项。")
            for n, item in enumerate(value):
                yield from _faults(item, (*path, str(n)), today)
        case dict():
            for key, item in value.items():
                yield from _faults(item, (*path, str(key)), today)
        case bool() | Enum() | None:
            return
        case str():
            if any(ord(c) < 32 and c not in _ALLOWED_CONTROLS for c in value) or "\x7f" in value:
                yield fault(path, "含有不能显示的控制字符，请删去。")
            elif len(value) > 2000:
                yield fault(path, "文字过长，最多2000字。")
        case int():
            if abs(value) > MOST_FEN:
                yield fault(path, "数值过大，请核对单位。")
        case date():
            if not FIRST_DAY <= value <= LAST_DAY:
                yield fault(path, "日期不在1900年至2199年之间，请核对。")


def _of_model(value: BaseModel, path: tuple[str, ...], today: date) -> Iterator[FieldFault]:
    for name in type(value).model_fields:
        yield from _faults(getattr(value, name), (*path, name), today)


def fault(path: tuple[str, ...], message: str) -> FieldFault:
    return FieldFault(field=".".join(path), message=message)
