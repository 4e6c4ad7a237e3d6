"""Fields of a household in clear (S6): for a purpose, one field at a time, each look in the log.

The line in the audit log reads `reveal Member.id_no for contact`. Field and purpose are codes of
closed lists, so the log, which is not encrypted, holds nothing about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Query
from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.scope import Caller, must_look
from api.work.targets import case_target, file_of, find_case
from domain.privacy import FIELD_ZH, Looked, Purpose, looked

_FIELD: Final = "^(" + "|".join(name.replace(".", r"\.") for name in FIELD_ZH) + ")$"

Fields = Annotated[
    list[Annotated[str, Field(pattern=_FIELD)]],
    Query(
        alias="field",
        min_length=1,
        max_length=len(FIELD_ZH),
        description="要查看的字段，可以重复；只给出写明的字段："
        + "、".join(f"`{name}`（{zh}）" for name, zh in FIELD_ZH.items()),
        examples=[["Member.name"]],
    ),
]


class Revealed(BaseModel):
    """家庭情况中写明的字段的原文；每一项的查看都记入审计日志。"""

    case_no: str
    purpose: Purpose
    purpose_zh: str
    items: tuple[Looked, ...]


async def reveal(
    door: Door,
    caller: Caller,
    case_no: str,
    fields: Sequence[str],
    purpose: Purpose,
    request_id: str,
) -> Revealed:
    """These fields of the family in clear. The log is written first: no look without its line."""
    row, sight = await find_case(door, caller, case_no)
    asked = tuple(dict.fromkeys(fields))
    must_look(caller, sight, asked)
    file = await file_of(door, await case_target(door, caller, case_no))
    for field in asked:
        what = look(field, purpose)
        await log_command(door, caller, what, case_no, "done", row.place, request_id)
    return Revealed(
        case_no=case_no,
        purpose=purpose,
        purpose_zh=purpose.zh,
        items=looked(file.household, asked),
    )


def look(field: str, purpose: str) -> str:
    """A look as the audit log names it."""
    return f"reveal {field} for {purpose}"
