"""Who reads a month's comparison, the leads of a township, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from pydantic import BaseModel, Field

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_callers_scope, in_place, must_be
from api.work.targets import Target
from domain.case.acts import CAUSE_ZH, OUTCOME_ZH
from domain.case.hits import HIT_OUTCOME_ZH, HIT_STATE_ZH, HitState
from domain.case.lifecycle import Role
from domain.compare import causes
from domain.compare.alerts import OfCause, by_cause
from domain.compare.exits import RESULT_ZH, Changed, exit_days, listed
from domain.compare.file import (
    PART_STATE_ZH,
    SUBJECT_ZH,
    TROUBLE_ZH,
    CompareFile,
    PartState,
    Subject,
)
from domain.compare.lifecycle import COMPARE_STAGE_ZH, COMPARERS, CompareStage
from domain.compare.matching import DOUBT_ZH, Doubt
from domain.identity import mask_id, mask_name
from store.compare import alerts, exits, leads, months
from store.compare.taking import Which
from store.tables import CompareDoubt, CompareFault, CompareMonth, ComparePart, HitRow
from workflows import ids

READERS: Final = (*COMPARERS, Role.COUNTY_APPROVER, Role.AUDITOR, Role.SUPERVISOR, Role.PAY_OFFICER)
"""Who sees how a place's months stand: counts and days, nobody's name."""
HIT_READERS: Final = (
    Role.INTAKE,
    Role.SURVEYOR,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.CHECKING_CENTRE,
    Role.AUDITOR,
)
"""Who sees what registers say of the families of their township or county."""
ALERT_READERS: Final = (*READERS, Role.TOWNSHIP_LEADER, Role.REVIEWER)
CLAUSE: Final = "JZ-03; JZ-53"
PRIVACY: Final = "个人信息保护法 Art 28"


class PartLine(BaseModel):
    """一个部门一项比对。"""

    part: str
    department: str
    zh: str = Field(description="部门名称")
    subject_zh: str
    state: str
    state_zh: str
    due: date
    done_on: date | None
    late: bool = Field(description="逾期补做")
    trouble_zh: str = Field(description="名单未能取得的原因")
    rows: int = Field(description="名单行数")
    hits: int = Field(description="确定匹配")
    doubts: int = Field(description="疑似匹配")
    doubts_open: int = Field(description="待核对的疑似匹配")
    faults: int = Field(description="不能识别的行")
    strangers: int = Field(description="不在名册的人员")
    told: int = Field(description="已转案件核实")
    known: int = Field(description="以前已核实，不再打扰")
    past: int = Field(description="已不在保")
    left: int = Field(description="待转案件")
    explained: str


class MonthLine(BaseModel):
    """一个月的比对情况。"""

    place: str
    month: str
    stage: str
    stage_zh: str
    parts: int
    done: int
    missed: int = Field(description="当月未比对的项数，逾期补做的也计入")
    due_on: date | None
    overdue: bool
    closed_on: date | None


class DoubtLine(BaseModel):
    """一条疑似匹配；姓名、号码已脱敏。"""

    id: str
    row: int
    reason_zh: str
    case_no: str
    member: str
    about_zh: str
    event_on: date | None
    name: str
    number: str
    state: str


class HitLine(BaseModel):
    """在保案件的一条疑点线索。"""

    case_no: str
    id: str
    township: str
    village: str
    member: str
    about_zh: str = Field(description="登记的情况")
    departments: str
    event_on: date | None
    told_on: date
    due: date | None
    state: str
    state_zh: str
    outcome_zh: str
    stake_day_fen: int = Field(description="每日涉及金额（分）")
    held_fen: int = Field(description="每月暂缓发放金额（分）")
    overdue: bool


class HitPage(BaseModel):
    """本单位的疑点线索，每日涉及金额多的在前。"""

    items: list[HitLine]
    open: int
    stake_day_fen: int


class CauseLine(BaseModel):
    """一种原因从预警到处置的时间和金额。"""

    cause: str
    cause_zh: str
    right: int = Field(description="核实属实并已处置")
    wrong: int = Field(description="核实不属实或者不影响救助")
    open: int = Field(description="尚未处置")
    days_median: int = Field(description="从事发到处置的天数（中位数）")
    days_most: int = Field(description="最长天数")
    between_fen: int = Field(description="其间已发放的涉及金额（分）")
    open_days: int = Field(description="未处置的最长天数")
    open_fen: int = Field(description="未处置的其间已发放金额（分）")
    wrong_days_median: int = Field(description="不属实的核实天数（中位数）")


class AfterDeathLine(BaseModel):
    """死亡后仍发放的月份，应当追回。"""

    case_no: str
    township: str
    event_on: date
    months: list[str]
    fen: int
    recovery: str = Field(description="追回事项编号；为空表示尚未立案")


class ChangeLine(BaseModel):
    """一项家庭变化，从发生到退出或者减发。"""

    case_no: str
    number: int = Field(description="第几次核实")
    township: str
    cause_zh: str = Field(description="变化原因；您的岗位不查看个案原因的，为空")
    happened_on: date
    reported_on: date
    due: date | None = Field(description="办结期限；为空表示当地没有设定")
    closed_on: date | None
    result: str
    result_zh: str
    days: int = Field(description="从变化发生到决定的天数，未决定的计至今日")
    late: bool = Field(description="逾期办结，或者超过规定期限才报告")
    told_late: bool = Field(description="超过规定期限才报告")
    effective: date | None = Field(description="停发或者减发的第一个月")
    between_fen: int = Field(description="其间多发放的金额（分）")


class AlertView(BaseModel):
    """从预警到处置，从变化到退出。"""

    on: date
    causes: list[CauseLine]
    after_death: list[AfterDeathLine]
    changes: list[ChangeLine] = Field(description="逾期的在前，其次天数多的在前")
    exit_days_median: int = Field(description="从变化到退出的天数（中位数）")
    exit_days_most: int = Field(description="从变化到退出的最长天数")


def must_read(caller: Caller, place: str) -> None:
    must_be(caller, READERS, "查看每月比对", CLAUSE)
    if not in_place(caller, place):
        raise not_found("地区")


async def months_of(door: Door, caller: Caller, place: str) -> list[MonthLine]:
    must_read(caller, place)
    return [month_line(row) for row in await door.read(months.months, place)]


async def month_of(
    door: Door, caller: Caller, place: str, month: str
) -> tuple[MonthLine, list[PartLine]]:
    must_read(caller, place)
    row = await door.read(months.month, place, month)
    if row is None:
        raise not_found("比对月份")
    parts = await door.read(months.parts, place, month)
    return month_line(row), [part_line(part) for part in parts]


async def compare_target(door: Door, caller: Caller, place: str, month: str) -> Target:
    if caller.role not in (*READERS, Role.POLICY_ADMIN) or not in_place(caller, place):
        raise not_found("比对月份")
    return Target(
        kind="compare", workflow_id=ids.compare_id(place, month), place=place, month=month
    )


async def compare_file(door: Door, workflow_id: str) -> CompareFile:
    try:
        return await ask(door, workflow_id, "file", CompareFile)
    except Gone:
        raise not_found("比对月份") from None


async def doubts_of(
    door: Door, caller: Caller, place: str, month: str, part: str
) -> list[DoubtLine]:
    must_be(caller, COMPARERS, "查看疑似匹配", PRIVACY)
    must_read(caller, place)
    rows = await door.read(months.doubts, Which(place, month, part))
    return [doubt_line(row) for row in rows]


async def faults_of_list(
    door: Door, caller: Caller, place: str, month: str, part: str
) -> tuple[CompareFault, ...]:
    must_read(caller, place)
    return await door.read(months.faults, Which(place, month, part))


def _at_stake(rows: Iterable[HitRow]) -> int:
    """What they concern a day, in fen. A family's aid is at stake once, however many leads it has; of
    deaths it is the parts of those who may have died, together."""
    whole, parts = Counter[str](), Counter[str]()
    for row in rows:
        if row.about == causes.DEATH:
            parts[row.case_no] += row.stake_day_fen
        else:
            whole[row.case_no] = max(whole[row.case_no], row.stake_day_fen)
    return sum(max(whole[no], parts[no]) for no in {*whole, *parts})


async def hits_of(door: Door, caller: Caller, place: str, township: str) -> HitPage:
    must_be(caller, HIT_READERS, "查看疑点线索", PRIVACY)
    scoped = in_callers_scope(caller, place, township)
    rows = await door.read(leads.open_hits, *scoped, caller.scopes) if scoped is not None else ()
    today = await door.today()
    return HitPage(
        items=[hit_line(row, today) for row in rows],
        open=len(rows),
        stake_day_fen=_at_stake(rows),
    )


async def alerts_of(
    door: Door,
    caller: Caller,
    place: str,
    township: str = "",
    since: date | None = None,
    until: date | None = None,
) -> AlertView:
    must_be(caller, ALERT_READERS, "查看从预警到处置的情况", CLAUSE)
    scoped = in_callers_scope(caller, place, township)
    if scoped is None or not scoped[0]:
        raise not_found("地区")
    today = await door.today()
    found = await door.read(alerts.alerts, *scoped, since, until, caller.scopes)
    after = await door.read(alerts.after_death, scoped[0], caller.scopes)
    changed = await door.read(exits.changes, *scoped, since, until, caller.scopes)
    median, most = exit_days(changed, today)
    return AlertView(
        on=today,
        causes=[cause_line(line) for line in by_cause(found, today)],
        after_death=[
            AfterDeathLine(
                **line.model_dump(exclude={"months"}),
                months=[f"{month:%Y-%m}" for month in line.months],
            )
            for line in after
            if scoped[1] in ("", line.township)
        ],
        changes=[
            change_line(one, today, caller.role in HIT_READERS) for one in listed(changed, today)
        ],
        exit_days_median=median,
        exit_days_most=most,
    )


# --- rows as lines ----------------------------------------------------------------------------------


def month_line(row: CompareMonth) -> MonthLine:
    names = tuple(MonthLine.model_fields)
    stage = COMPARE_STAGE_ZH[CompareStage(row.stage)]
    kept = {n: getattr(row, n) for n in names if n != "stage_zh"}
    return MonthLine(**kept, stage_zh=stage)


def part_line(row: ComparePart) -> PartLine:
    names = tuple(PartLine.model_fields)
    made = ("subject_zh", "state_zh", "trouble_zh")
    return PartLine(
        **{n: getattr(row, n) for n in names if n not in made},
        subject_zh=SUBJECT_ZH[Subject(row.subject)],
        state_zh=PART_STATE_ZH[PartState(row.state)],
        trouble_zh=TROUBLE_ZH.get(row.trouble, ""),
    )


def doubt_line(row: CompareDoubt) -> DoubtLine:
    return DoubtLine(
        id=row.id,
        row=row.row,
        reason_zh=DOUBT_ZH[Doubt(row.reason)],
        case_no=row.case_no,
        member=row.member,
        about_zh=causes.zh(row.about),
        event_on=row.event_on,
        name=mask_name(row.name),
        number=mask_id(row.number),
        state=row.state,
    )


def hit_line(row: HitRow, today: date) -> HitLine:
    kept = row.held_fen if row.released_on is None and row.held_until is None else 0
    return HitLine(
        case_no=row.case_no,
        id=row.id,
        township=row.township,
        village=row.village,
        member=row.member,
        about_zh=causes.zh(row.about),
        departments=row.departments,
        event_on=row.event_on,
        told_on=row.told_on,
        due=row.due,
        state=row.state,
        state_zh=HIT_STATE_ZH[HitState(row.state)],
        outcome_zh=(OUTCOME_ZH | HIT_OUTCOME_ZH).get(row.outcome, ""),
        stake_day_fen=row.stake_day_fen,
        held_fen=kept,
        overdue=row.state == HitState.OPEN and row.due is not None and today > row.due,
    )


def change_line(one: Changed, today: date, why: bool) -> ChangeLine:
    """`why`: whether the reader may see what changed in this family, which may be a prison term."""
    return ChangeLine(
        **one.model_dump(exclude={"cause", "result", "less_fen", "paid"}),
        cause_zh=CAUSE_ZH[one.cause] if why else "",
        result=one.result.value,
        result_zh=RESULT_ZH[one.result],
        days=one.days(today),
        late=one.late(today),
        between_fen=one.between_fen(),
    )


def cause_line(line: OfCause) -> CauseLine:
    return CauseLine(
        **line.model_dump(exclude={"cause"}), cause=line.cause.value, cause_zh=CAUSE_ZH[line.cause]
    )
