"""What each role may read and write, by kind of field. Default deny: what is not here is refused.

`-` nothing, `m` masked, `p` masked, and in clear for a purpose that is logged, `c` in clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from domain.case.lifecycle import Role
from domain.identity import mask_account, mask_id, mask_name
from domain.privacy.fields import KIND_OF, MODELS, Kind, field_of


class Read(StrEnum):
    NONE = "-"
    MASKED = "m"
    PURPOSE = "p"
    CLEAR = "c"


class Purpose(StrEnum):
    """Why somebody looks at a field in clear: a closed list, so that the log holds no persons."""

    VERIFY_PAPERS = "verify_papers"
    HOME_SURVEY = "home_survey"
    CONTACT = "contact"
    CORRECT_ACCOUNT = "correct_account"
    ANSWER_COMPLAINT = "answer_complaint"

    @property
    def zh(self) -> str:
        return PURPOSE_ZH[self]


PURPOSE_ZH: Final = {
    Purpose.VERIFY_PAPERS: "核对证件",
    Purpose.HOME_SURVEY: "入户调查",
    Purpose.CONTACT: "联系申请人",
    Purpose.CORRECT_ACCOUNT: "更正账户",
    Purpose.ANSWER_COMPLAINT: "答复信访",
}

_COLUMNS: Final = (
    Kind.PROCESS, Kind.FAMILY, Kind.RESULT, Kind.WORDS, Kind.DECLARED, Kind.TIES, Kind.NAME,
    Kind.NUMBER, Kind.CARD, Kind.CONTACT, Kind.HEALTH, Kind.MEANS, Kind.AID, Kind.RESOLUTION,
    Kind.ANSWER, Kind.MEETING, Kind.PARTS, Kind.BANK,
)  # fmt: skip
_ROWS: Final = {
    #                     process family result words declared ties  name number card contact
    #                     health means aid resolution answer meeting parts bank
    Role.INTAKE: "c c c c c c  p p p p  p p c c - - c c",
    Role.VILLAGE: "c c c c c c  m m m -  - - c c - - c c",
    Role.SURVEYOR: "c c c c c c  p p p p  p p c c - - c c",
    Role.REVIEWER: "c c c c c c  p p p p  p p c c - - c c",
    Role.TOWNSHIP_LEADER: "c c c c c c  p p p p  p p c c - - c c",
    Role.COUNTY_REVIEWER: "c c c c c c  p p p p  p p c c - - c c",
    Role.COUNTY_APPROVER: "c c c c c c  p p p p  p p c c - - c c",
    Role.CHECKING_CENTRE: "c c c c c c  p p m -  - p c c c - c c",
    Role.PAY_OFFICER: "c c c c c c  m m m -  - - c c - - c c",
    Role.MEETING_OFFICE: "c c c c c c  m m m -  - - c c - c c c",
    Role.AUDITOR: "c c c c c c  m m m m  m m c c c c c c",
    Role.DISCIPLINE: "c c c c c c  m m m m  m m c c c c c c",
    Role.UNIT_LIAISON: "c c c c c c  p p m p  p - c c - - c c",
    Role.PROVIDER: "c - c c - -  - - - -  - - - - - - c -",
    Role.SUPERVISOR: "c - - - - -  - - - -  - - - - - - - -",
    Role.POLICY_ADMIN: "c - - - - -  - - - -  - - - - - - - -",
}
READS: Final[dict[Role, dict[Kind, Read]]] = {
    role: dict(zip(_COLUMNS, map(Read, row.split()), strict=True)) for role, row in _ROWS.items()
}
"""A liaison reaches only cases that were referred to his unit, a provider only services ordered under
his contract; roles that are not here see none."""

_HOUSEHOLD: Final = (
    Role.INTAKE,
    Role.VILLAGE,
    Role.SURVEYOR,
    Role.REVIEWER,
    Role.COUNTY_REVIEWER,
)
WRITES: Final[dict[Kind, tuple[Role, ...]]] = {
    Kind.FAMILY: _HOUSEHOLD,
    Kind.NAME: _HOUSEHOLD,
    Kind.NUMBER: _HOUSEHOLD,
    Kind.CONTACT: _HOUSEHOLD,
    Kind.HEALTH: _HOUSEHOLD,
    Kind.MEANS: _HOUSEHOLD,
    Kind.CARD: (*_HOUSEHOLD, Role.PAY_OFFICER),
    Kind.BANK: (*_HOUSEHOLD, Role.PAY_OFFICER),
    Kind.DECLARED: (Role.INTAKE, Role.VILLAGE),
    Kind.TIES: (Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
    Kind.AID: (Role.REVIEWER, Role.COUNTY_REVIEWER),
    Kind.ANSWER: (Role.CHECKING_CENTRE,),
    Kind.MEETING: (
        Role.MEETING_OFFICE,
        Role.UNIT_LIAISON,
        Role.CONVENER,
        Role.GENERAL_CONVENER,
        Role.REVIEWER,
    ),
    Kind.RESOLUTION: (Role.CONVENER, Role.GENERAL_CONVENER, Role.GOVERNMENT_OFFICE),
}
"""Who may send what of a family. The rest of a case is written by the case alone, through acts."""

FIELD_ZH: Final = {
    "Member.name": "姓名",
    "Member.id_no": "身份证号码",
    "Member.disability": "残疾类别和等级",
    "Member.serious_illness": "重病",
    "Member.groups": "所属群体",
    "Account.number": "银行账号",
    "Household.address": "住址",
    "Household.phone": "电话",
    "Household.email": "电子邮箱",
    "Income.fen_year": "收入",
    "Expense.fen_year": "刚性支出",
    "Asset.fen": "财产",
    "Spending.fen": "必需支出",
    "Supporter.name": "赡养抚养扶养人姓名",
    "Supporter.id_no": "赡养抚养扶养人身份证号码",
    "Supporter.fen_year": "赡养抚养扶养人收入",
}
"""What can be looked at in clear, one field at a time, in the order of the form."""

COVERED: Final = "（已脱敏）"
_MASKS: Final = {
    Kind.NAME: mask_name,
    Kind.NUMBER: mask_id,
    Kind.CARD: mask_account,
}


def read_of(role: Role, field: str) -> Read:
    """How a role sees a field (`Member.id_no`). What nobody has entered is seen by nobody."""
    kind = KIND_OF.get(field)
    if kind is None:
        return Read.NONE
    return READS.get(role, {}).get(kind, Read.NONE)


def may_write(role: Role, field: str) -> bool:
    kind = KIND_OF.get(field)
    if kind is Kind.PARTS:
        return any(role in roles for roles in WRITES.values())
    return kind is not None and role in WRITES.get(kind, ())


def seen(role: Role, field: str, value: str) -> str:
    """The value as the role sees it without having said a purpose."""
    match read_of(role, field):
        case Read.NONE:
            return ""
        case Read.CLEAR:
            return value
    mask = _MASKS.get(KIND_OF[field])
    if mask is None:
        return COVERED if value else ""
    return mask(value)


def unwritable(role: Role, body: BaseModel) -> tuple[str, ...]:
    """The fields in what was sent that are not the role's to write, in the order of the body.

    The body's own fields are the act's, and the act's roles stand in its move; what is looked at
    here are the models it carries. One that is not in the table may not be sent at all.
    """
    return tuple(dict.fromkeys(_unwritable(role, body)))


def _unwritable(role: Role, body: BaseModel) -> Iterator[str]:
    for name in type(body).model_fields:
        for model in _models(getattr(body, name)):
            known = type(model).__name__
            if known not in MODELS:
                yield field_of(known, "*")
                continue
            for part in type(model).model_fields:
                if not may_write(role, field_of(known, part)):
                    yield field_of(known, part)
            yield from _unwritable(role, model)


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _models(item)
