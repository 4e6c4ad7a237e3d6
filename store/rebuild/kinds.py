"""The tables of every other procedure, as the histories of each tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, SQLModel, col

from domain.base import Frozen
from runtime.packs import place_info
from store.assembly import project_meeting
from store.compare.months import project as project_comparison
from store.desk.affairs import project_affair
from store.desk.reports import project_report
from store.desk.year import DIRECTION, project_year
from store.discovery import project_lead
from store.funds.matters import project_matter
from store.meeting import project_item, project_measures
from store.money_views import project_pay
from store.rebuild.cases import CASES
from store.rebuild.shares import Kind, Share, lines, parts, tasks
from store.tables import (
    AffairRow,
    AffairUnit,
    CompareMonth,
    ComparePart,
    CreditRow,
    ItemRow,
    LatenessRow,
    LeadLine,
    LeadRow,
    MatterNoteRow,
    MatterRow,
    MeasureTaskRow,
    MeetingPoint,
    MeetingPresence,
    MeetingRow,
    OversightRow,
    PayNoteRow,
    PayRunRow,
    ProceedingRow,
    ReportRow,
    ShortfallRow,
    SpotRow,
    TaskRow,
    UnitMail,
    UnitReportRow,
)
from store.watch.complaints import INSPECTION, project_complaint
from store.watch.credit import police_of, project_credit
from store.watch.putoff import project_put_off
from store.watch.rounds import project_round
from store.watch.spots import project_spot
from store.watching.matters import project_oversight
from workflows import (
    assembly_steps,
    compare_steps,
    desk_steps,
    discovery_steps,
    fund_steps,
    ids,
    meeting_steps,
    oversight_steps,
    pay_steps,
    watch_steps,
)

Project = Callable[[Session, Any], object]


def kinds(overlays: Iterable[Path] = ()) -> tuple[Kind, ...]:
    """Every kind of procedure that tells the tables something, cases first. `overlays`: of the policy
    packs, which know what units are called."""
    known = tuple(overlays)
    return (CASES, *_JOINT, *_DESK, *_MONEY, *_WATCH, _credit(known), _oversight(known))


def _kind(
    kind: str, workflow: str, form: type[Frozen], project: Project, *shares: Share, step: str = ""
) -> Kind:
    """A kind whose rows all follow from telling each projection, oldest first."""

    def tell(session: Session, told: Sequence[Any]) -> None:
        for one in told:
            project(session, one)

    return Kind(kind, workflow, {step or project.__name__: form}, tell, shares)


def _at(table: type[SQLModel], *by: str, **more: Any) -> Share:
    """A table whose columns `by` are the parts of the workflow id after its kind."""
    return Share(table, by, parts, **more)


def _numbered(table: type[SQLModel]) -> Share:
    """By number within a case, or of an item no case has raised."""

    def at(name: str) -> tuple[Any, ...]:
        case_no, number = parts(name)
        return case_no, int(number)

    return Share(table, ("case_no", "number"), at)


def _by_lead(table: type[SQLModel]) -> Share:
    return Share(table, ("lead_no",), lambda name: parts(name)[1:])


def _joined(table: type[SQLModel], column: str) -> Share:
    """By all parts of the workflow id in one column."""
    return Share(table, (column,), lambda name: ("/".join(parts(name)),))


def _proceeding(*kind: str) -> Share:
    return _at(ProceedingRow, "place", "number", ours=lambda: (col(ProceedingRow.kind).in_(kind),))


def _proceedings(
    kind: str,
    workflow: str,
    form: type[Frozen],
    project: Project,
    *more: Share,
    also: str = "",
    step: str = "",
) -> Kind:
    own = (kind, also) if also else (kind,)
    mine = tuple(share for share in more if share.table is TaskRow) or (tasks(own),)
    rest = tuple(share for share in more if share.table is not TaskRow)
    shares = (_proceeding(*own), *mine, lines(kind), *rest)
    return _kind(kind, workflow, form, project, *shares, step=step)


_ID_PARTS: Final = 3
_OF_TOWNSHIPS: Final = Share(
    TaskRow,
    ("subject",),
    lambda name: (name,),
    lambda: (col(TaskRow.kind) == ids.ROUND,),
    read=lambda row: ("/".join(str(row[0]).split("/")[:_ID_PARTS]),),
    within=lambda name: (
        (col(TaskRow.subject) == name)
        | col(TaskRow.subject).startswith(f"{name}/", autoescape=True),
    ),
)
"""Each township's task of a round has a subject of its own, below the round's."""

_JOINT: Final = (
    _kind(
        ids.ITEM,
        "JointMeetingItemWorkflow",
        meeting_steps.ItemProjection,
        project_item,
        _numbered(ItemRow),
        tasks(ids.ITEM),
        lines(ids.ITEM),
    ),
    _kind(
        ids.MEASURES,
        "MeasuresWorkflow",
        meeting_steps.MeasuresProjection,
        project_measures,
        _numbered(MeasureTaskRow),
        tasks(ids.MEASURES),
        lines(ids.MEASURES),
    ),
    _kind(
        ids.MEETING,
        "MeetingWorkflow",
        assembly_steps.MeetingProjection,
        project_meeting,
        _at(MeetingRow, "place", "number"),
        _at(MeetingPoint, "place", "number"),
        _at(MeetingPresence, "place", "number"),
        tasks(ids.MEETING),
        lines(ids.MEETING),
    ),
)
_DESK: Final = (
    _kind(
        ids.AFFAIR,
        "AffairWorkflow",
        desk_steps.AffairProjection,
        project_affair,
        _at(AffairRow, "place", "number"),
        _at(AffairUnit, "place", "number"),
        tasks(ids.AFFAIR),
        lines(ids.AFFAIR),
    ),
    _kind(
        ids.REPORT,
        "MemberReportWorkflow",
        desk_steps.ReportProjection,
        project_report,
        _at(ReportRow, "place", "period"),
        _at(UnitReportRow, "place", "period"),
        tasks(ids.REPORT),
        lines(ids.REPORT),
    ),
    _kind(
        ids.YEAR,
        "OfficeYearWorkflow",
        desk_steps.YearProjection,
        project_year,
        lines(ids.YEAR),
        tasks(ids.YEAR),
        Share(
            UnitMail,
            ("subject",),
            lambda name: (name,),
            lambda: (col(UnitMail.kind) == DIRECTION,),
            aside=("at",),
        ),
    ),
)
_MONEY: Final = (
    _kind(
        ids.MATTER,
        "MatterWorkflow",
        fund_steps.MatterProjection,
        project_matter,
        _joined(MatterRow, "subject"),
        _joined(MatterNoteRow, "subject"),
        _joined(ShortfallRow, "subject"),
        tasks("money"),
    ),
    _kind(
        ids.PAY,
        "DisbursementRunWorkflow",
        pay_steps.PayProjection,
        project_pay,
        _joined(PayRunRow, "run"),
        _joined(PayNoteRow, "run"),
        _joined(LatenessRow, "run"),
        tasks(ids.PAY),
    ),
)
_CREDIT_TOLD: Final = {
    "stage": "suspected",
    "decision": "",
    "since": None,
    "until": None,
    "consequences": "",
    "ended_as": "",
    "ended_on": None,
}
_WATCH: Final = (
    _kind(
        ids.LEAD,
        "DiscoveryWorkflow",
        discovery_steps.LeadProjection,
        project_lead,
        _by_lead(LeadRow),
        _by_lead(LeadLine),
        tasks("discovery"),
    ),
    _kind(
        ids.COMPARE,
        "ComparisonWorkflow",
        compare_steps.CompareProjection,
        project_comparison,
        _at(CompareMonth, "place", "month"),
        _at(ComparePart, "place", "month"),
        tasks(ids.COMPARE),
        step="project_comparison",
    ),
    _proceedings(
        ids.COMPLAINT,
        "ComplaintWorkflow",
        watch_steps.ComplaintProjection,
        project_complaint,
        also=INSPECTION,
    ),
    _proceedings(
        ids.SPOT,
        "SpotCheckWorkflow",
        watch_steps.SpotProjection,
        project_spot,
        _at(SpotRow, "place", "period"),
    ),
    _proceedings(
        ids.ROUND, "RoundWorkflow", watch_steps.RoundProjection, project_round, _OF_TOWNSHIPS
    ),
    _proceedings(ids.PUT_OFF, "PutOffWorkflow", watch_steps.PutOffProjection, project_put_off),
)


def _credit(overlays: tuple[Path, ...]) -> Kind:
    def project(session: Session, one: watch_steps.CreditProjection) -> object:
        return project_credit(session, one, police_of(place_info(one.file.place, overlays)))

    return _proceedings(
        ids.CREDIT,
        "CreditWorkflow",
        watch_steps.CreditProjection,
        project,
        _at(CreditRow, "place", "number", columns=_CREDIT_TOLD, needed=True),
        step="project_credit",
    )


def _oversight(overlays: tuple[Path, ...]) -> Kind:
    def project(session: Session, one: oversight_steps.OversightProjection) -> object:
        units = place_info(one.file.place, overlays).units
        return project_oversight(session, one, {unit.code: unit.zh for unit in units})

    return _kind(
        ids.OVERSIGHT,
        "OversightWorkflow",
        oversight_steps.OversightProjection,
        project,
        _joined(OversightRow, "subject"),
        tasks(ids.OVERSIGHT),
        lines(ids.OVERSIGHT),
        step="project_oversight",
    )
