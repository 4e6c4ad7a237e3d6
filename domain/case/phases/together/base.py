"""What the parts of society's help share: a number of the case, a change of its `linked`."""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.case.file import CaseFile, require


def linked(file: CaseFile, **changes: object) -> CaseFile:
    return file.having(linked=file.linked.model_copy(update=changes))


def next_number(file: CaseFile) -> int:
    return file.linked.count + 1


def must_be_member(file: CaseFile, key: str, clause: str) -> None:
    require(
        file.household.member(key) is not None,
        "member_unknown",
        "所填的人不是本户家庭成员，请核对成员编号。",
        clause,
    )


def refusal(code: str, message: str, clause: str) -> CaseRefusal:
    return CaseRefusal(code, message, clause)
