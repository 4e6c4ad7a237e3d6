"""风险监测 and what insurers paid: read and answered by the township and the county."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import Caller, in_callers_scope, must_be
from api.work.discovery.reporting import LeadBody, report_lead
from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from domain.compare.risks import GRADE_ZH, RiskRule, rules_of, why_zh
from domain.discovery.file import LeadPerson, Origin
from domain.discovery.lifecycle import LeadKind
from domain.identity import check_id
from runtime import packs
from store import cases
from store.compare import risks
from store.intake import person_index
from store.tables import RiskRow

READERS: Final = (
    Role.SURVEYOR,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.AUDITOR,
)
HANDLERS: Final = (Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER)
INSURERS: Final = (Role.CHECKING_CENTRE, Role.COUNTY_REVIEWER)
RULES, OVER = "risk.rules", "insurer.self_paid_over"


class RiskLine(BaseModel):
    """风险名单中的一条。"""

    case_no: str
    township: str
    rule: str
    rule_zh: str
    why: str = Field(description="为什么列入：本地规则和它的标准")
    demo: bool = Field(description="该标准为演示数据")
    grade: int
    grade_zh: str
    since: date
    found_on: date


class RiskAnswer(Frozen):
    """走访处置的结果。"""

    case_no: str = Field(pattern=r"^[A-Z]{2}\d{10}$", description="案件编号")
    rule: str = Field(max_length=40, description="风险规则代码")
    since: date = Field(description="风险起始日期")
    result: str = Field(min_length=4, max_length=500, description="处置结果")


class RiskAnswered(BaseModel):
    """已登记处置结果。"""

    case_no: str
    rule: str
    handler: str
    closed_on: date


class PayoutBody(Frozen):
    """保险公司对一名救助对象一个期间的大病保险赔付。"""

    id_no: str = Field(max_length=18, description="身份证号码")
    name: str = Field(min_length=1, max_length=40, description="姓名")
    township: str = Field(max_length=40, description="乡镇（街道）代码")
    period: str = Field(pattern=r"^20\d\d(-(0[1-9]|1[0-2]))?$", description="期间，年或者月")
    paid_fen: int = Field(ge=0, description="赔付金额（分）")
    self_paid_fen: int = Field(ge=0, description="自付金额（分）")


class PayoutTaken(BaseModel):
    """已登记赔付；自付超过规定金额的，已登记主动发现线索。"""

    period: str
    lead_no: str
    over: bool = Field(description="自付是否超过规定金额")
    rule_set: bool = Field(description="本地是否设定了该金额")


def rules_at(door: Door, place: str, on: date) -> tuple[RiskRule, ...]:
    law = _law(door, place, on, RULES)
    return rules_of(dict(law.table(RULES))) if law.has(RULES) else ()


def _law(door: Door, place: str, on: date, name: str) -> Any:
    return packs.snapshot(
        place,
        on,
        (name,),
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )


async def risks_of(door: Door, caller: Caller, place: str, township: str) -> list[RiskLine]:
    must_be(caller, READERS, "查看风险名单", "YC-28")
    scoped = in_callers_scope(caller, place, township)
    if scoped is None or not scoped[0]:
        return []
    today = await door.today()
    known = {rule.code: rule for rule in rules_at(door, scoped[0], today)}
    rows = await door.read(risks.open_risks, *scoped, caller.scopes)
    demo = RULES in _law(door, scoped[0], today, RULES).demo
    return [_line(row, known, demo) for row in rows]


def _line(row: RiskRow, known: dict[str, RiskRule], demo: bool) -> RiskLine:
    rule = known.get(row.rule)
    return RiskLine(
        case_no=row.case_no,
        township=row.township,
        rule=row.rule,
        rule_zh=rule.zh if rule else row.rule,
        why=why_zh(rule) if rule else "本地现行规则中已经没有这一项",
        demo=demo,
        grade=row.grade,
        grade_zh=GRADE_ZH[row.grade],
        since=row.since,
        found_on=row.found_on,
    )


async def answer_risk(door: Door, caller: Caller, body: RiskAnswer) -> RiskAnswered:
    """Each entry has a handler and a result (YC-28)."""
    must_be(caller, HANDLERS, "登记风险处置结果", "YC-28")
    row = await door.read(cases.get_case, body.case_no)
    scoped = in_callers_scope(caller, row.place, row.township) if row is not None else None
    if row is None or scoped is None:
        raise not_found("风险")
    today = await door.today()
    done = await door.write(
        risks.answer,
        (body.case_no, body.rule, body.since),
        by=caller.id,
        on=today,
        result=body.result,
    )
    if done is None:
        raise Problem(
            409,
            "risk_not_open",
            "这条风险不在待处置之列，请刷新名单后重新办理。",
            clause="YC-28",
        )
    await door.write(risks.close_task, row.place, rules_at(door, row.place, today), today)
    return RiskAnswered(case_no=body.case_no, rule=body.rule, handler=caller.id, closed_on=today)


async def take_payout(door: Door, caller: Caller, body: PayoutBody, key: str) -> PayoutTaken:
    """A pay-out of a carrier; over the place's sum a lead is reported, for somebody to visit."""
    must_be(caller, INSURERS, "登记大病保险赔付", "TR-47")
    today, place = await door.today(), caller.place
    try:
        number = check_id(body.id_no, today)
    except CaseRefusal as refusal:
        raise bad_input((FieldFault(field="id_no", message=refusal.message),)) from None
    person = person_index(door.keyring, number)
    row = {
        "place": place,
        "person": person,
        "period": body.period,
        "paid_fen": body.paid_fen,
        "self_paid_fen": body.self_paid_fen,
        "on": today,
        "by": caller.id,
        "lead_no": "",
    }
    await door.write(risks.pay_out, row)
    law = _law(door, place, today, OVER)
    over = law.has(OVER) and body.self_paid_fen > law.fen(OVER)
    lead_no = await _lead(door, caller, body, number, key) if over else ""
    if lead_no:
        await door.write(risks.led, (place, person, body.period), lead_no)
    return PayoutTaken(period=body.period, lead_no=lead_no, over=over, rule_set=law.has(OVER))


async def _lead(door: Door, caller: Caller, body: PayoutBody, number: str, key: str) -> str:
    lead = LeadBody(
        place=caller.place,
        township=body.township,
        kind=LeadKind.ENTER,
        channel="department_list",
        source="大病保险信息通报",
        problem="illness",
        text="大病保险赔付后自付费用超过规定金额，请走访了解是否需要救助",
        person=LeadPerson(name=body.name, id_no=number),
    )
    try:
        return (await report_lead(door, caller, lead, f"insurer:{key}", Origin.TYPED)).lead_no
    except Problem as problem:
        if problem.code != "lead_open":
            raise
        return ""
