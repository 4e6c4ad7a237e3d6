"""The shapes of what the API answers about help of others."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.frame.problems import LawfulAct
from api.work.shapes import View


class PersonShared(View):
    """转介涉及的一名成员；只有家庭同意提供的各项，姓名、号码已隐去部分。"""

    key: str
    shared: tuple[tuple[str, str], ...] = Field(description="各项名称和内容")


class AnswerView(View):
    """承办单位的一次答复。"""

    answer: str
    answer_zh: str
    on: date
    amount_fen: int
    service: str
    reason: str
    clause: str


class ReferralView(View):
    """一件转介：承办单位只看到家庭同意提供的内容，看不到案件的其他情况。"""

    case_no: str
    number: int
    unit_zh: str
    aid: str
    aid_zh: str
    whom: str
    clause: str
    need: str
    shares: tuple[str, ...] = Field(description="家庭同意提供的各项")
    people: tuple[PersonShared, ...]
    sent_on: date
    due: date | None
    provisional: bool
    overdue: bool
    urged: tuple[date, ...]
    state: str
    state_zh: str
    answers: tuple[AnswerView, ...]
    told_on: date | None
    allowed: tuple[LawfulAct, ...]


class DutyView(View):
    """一项职责，可以作为报告的标题。"""

    code: str
    zh: str
    clause: str


class MeasureView(View):
    """本单位负责的一项救助措施。"""

    code: str
    zh: str
    whom: str
    clause: str


class UnitView(View):
    """一个单位的职责和救助措施。"""

    unit: str
    unit_zh: str
    duties: tuple[DutyView, ...]
    measures: tuple[MeasureView, ...]


class AidView(View):
    """家庭得到或者申请过的一项救助。"""

    case_no: str
    case_shown: bool = Field(description="该案件是否在您的辖区内，可以打开")
    key: str
    kind: str
    kind_zh: str
    zh: str
    by: str = Field(description="给予救助的单位或者个人")
    state: str
    state_zh: str
    on: date
    until: date | None
    fen: int
    monthly: bool
    fund: str
    note: str


class GroupView(View):
    """适用于这个家庭的一个救助群体，以及依据。"""

    code: str
    zh: str
    why: str


class TierView(View):
    """一类救助在这个家庭的情况。"""

    type: str
    zh: str
    tier: str
    tier_zh: str
    state: str
    state_zh: str
    entry: str
    cases: tuple[str, ...]
    next: bool = Field(description="结束的救助之后，下一个层次可以考虑的类型")


class HouseholdAids(View):
    """一个家庭在各个项目、各个单位的全部救助，最近的在前。"""

    case_no: str
    lines: tuple[AidView, ...]
    groups: tuple[GroupView, ...]
    tiers: tuple[TierView, ...]
    given_fen: int = Field(description="一次性给予的合计金额（分）")
    monthly_fen: int = Field(description="目前按月给予的合计金额（分）")
