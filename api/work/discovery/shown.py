"""A lead as the API and the pages show it: masked, with the days and whose it is."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import LawfulAct
from api.scope import SIGHT, Caller, Sight
from api.work.discovery.acts import lead_acts
from api.work.discovery.reporting import law_of
from domain.case.acts import OUTCOME_ZH
from domain.discovery.acts import CONSENT_BY_ZH, CONSENT_ZH, GROUND_ZH
from domain.discovery.file import DiscoveryFile, channels_of, problems_of
from domain.discovery.lifecycle import LEAD_KIND_ZH, LEAD_STAGE_ZH, LeadKind, LeadStage
from domain.discovery.tasks import lead_waiting_zh
from domain.identity import mask_id, mask_name
from store.tables import LeadRow

RESULT_ZH = {
    "admitted": "已纳入救助",
    "refused": "不予确认",
    "not_accepted": "不予受理",
    "withdrawn": "撤回申请",
    **{outcome.value: f"核实后{zh}" for outcome, zh in OUTCOME_ZH.items()},
    **{ground.value: zh for ground, zh in GROUND_ZH.items()},
}
"""How a lead ended, in words."""


class LeadLineView(BaseModel):
    """列表中的一条线索。"""

    lead_no: str
    place: str
    township: str
    village: str
    kind: str
    kind_zh: str
    channel: str
    channel_zh: str
    source: str
    urgent: bool
    name: str = Field(description="姓名（脱敏）")
    stage: str
    stage_zh: str
    reported_on: date
    whose: str = Field(description="现在等待谁办理")
    due_on: date | None
    overdue: bool = Field(description="现在已超期，或者曾经超期")
    late_by: str = Field(description="曾超期的责任人")
    case_no: str
    outcome: str
    outcome_zh: str
    closed_on: date | None


class VisitView(BaseModel):
    """一次走访。"""

    number: int
    on: date
    visitors: list[str]
    met: bool
    finding: str
    fits: bool
    informed: bool
    consent_zh: str
    consent_by_zh: str
    consent_paper: str


class LeadEntryView(BaseModel):
    """办理记录中的一行。"""

    on: date
    zh: str
    by: str
    text: str
    clause: str


class LeadView(BaseModel):
    """一条线索：从发现到结果。"""

    line: LeadLineView
    id_no: str = Field(description="身份证号码（脱敏）")
    problem_zh: str
    text: str
    reported_by: str
    known_case: str
    waiting: str
    visitor: str
    visit_due: date | None
    visits: list[VisitView]
    reason: str
    clause: str
    ref: str
    cases: list[str]
    allowed: list[LawfulAct]
    record: list[LeadEntryView]


def lead_line(door: Door, row: LeadRow, sight: Sight, today: date) -> LeadLineView:
    late = bool(row.due_on and today > row.due_on and row.stage != LeadStage.CLOSED)
    return LeadLineView(
        lead_no=row.lead_no,
        place=row.place,
        township=row.township,
        village=row.village,
        kind=row.kind,
        kind_zh=LEAD_KIND_ZH[LeadKind(row.kind)],
        channel=row.channel,
        channel_zh=_channels(door, row.place, row.reported_on).get(row.channel, row.channel),
        source=row.source,
        urgent=row.urgent,
        name="" if sight is Sight.STATE else mask_name(row.name),
        stage=row.stage,
        stage_zh=LEAD_STAGE_ZH[LeadStage(row.stage)],
        reported_on=row.reported_on,
        whose=row.whose,
        due_on=row.due_on,
        overdue=row.overdue or late,
        late_by=row.late_by or (row.whose if late else ""),
        case_no=row.case_no,
        outcome=row.outcome,
        outcome_zh=RESULT_ZH.get(row.outcome, row.outcome),
        closed_on=row.closed_on,
    )


def lead_view(
    door: Door, caller: Caller, row: LeadRow, file: DiscoveryFile, today: date
) -> LeadView:
    """What was said and seen is shown to whoever may see persons masked; not to who sees states."""
    sight = SIGHT.get(caller.role, Sight.STATE)
    blind = sight is Sight.STATE
    order, result = file.order, file.result
    problems = problems_of(law_of(door, order.place, order.reported_on))
    return LeadView(
        line=lead_line(door, row, sight, today),
        id_no="" if blind or not order.person.id_no else mask_id(order.person.id_no),
        problem_zh="" if blind else problems.get(order.problem, order.problem),
        text="" if blind else order.text,
        reported_by=order.reported_by.id,
        known_case=order.known_case,
        waiting=lead_waiting_zh(file, today),
        visitor=file.assignment.visitor if file.assignment else "",
        visit_due=file.assignment.due if file.assignment else None,
        visits=[] if blind else _visits(file),
        reason="" if blind or result is None else result.reason,
        clause=result.clause if result else "",
        ref=result.ref if result else "",
        cases=list(file.cases),
        allowed=list(lead_acts(file, caller)),
        record=[
            LeadEntryView(
                on=e.on,
                zh=e.zh,
                by=e.officer.zh if e.officer else "系统",
                text="" if blind else e.text,
                clause=e.clause,
            )
            for e in reversed(file.journal)
        ],
    )


def _visits(file: DiscoveryFile) -> list[VisitView]:
    return [
        VisitView(
            number=v.number,
            on=v.on,
            visitors=list(v.visitors),
            met=v.met,
            finding=v.finding,
            fits=v.fits,
            informed=v.informed,
            consent_zh=CONSENT_ZH[v.consent],
            consent_by_zh=CONSENT_BY_ZH[v.consent_by],
            consent_paper=v.consent_paper,
        )
        for v in file.visits
    ]


def _channels(door: Door, place: str, on: date) -> dict[str, str]:
    return channels_of(law_of(door, place, on))
