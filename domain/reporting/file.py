"""The reports of one period of one place: each unit's, and the office's made of them."""

from __future__ import annotations

from datetime import date, datetime

from domain.base import Frozen
from domain.case.acts import Officer
from domain.meeting.item import Members
from domain.policy import Snapshot
from domain.reporting.acts import Section
from domain.reporting.lifecycle import ReportStage
from domain.reporting.period import Period
from domain.reporting.work import UnitWork
from domain.resets import Mendable


class ReportOrder(Frozen):
    """`opened_by` None: the calendar opened it."""

    place: str
    period: str
    opened_on: date
    opened_by: Officer | None = None


class ReportEntry(Frozen):
    """One line of the record. `officer` None: written by itself."""

    seq: int
    act: str
    zh: str
    stage: ReportStage
    on: date
    at: datetime
    officer: Officer | None = None
    unit: str = ""
    text: str = ""
    clause: str = ""


class UnitReport(Frozen):
    """One unit's report. `late_days`: calendar days after its day, counted at the first filing.

    `due` None: the place has set no day, so nobody is late. `returned`: why the office sent it back;
    it is open again then.
    """

    unit: str
    code: str
    due: date | None = None
    provisional: bool = False
    work: UnitWork
    sections: tuple[Section, ...] = ()
    filed_on: date | None = None
    filed_by: str = ""
    versions: int = 0
    late_days: int = 0
    returned: str = ""
    reminders: tuple[date, ...] = ()

    @property
    def open(self) -> bool:
        return self.filed_on is None or bool(self.returned)


class Draft(Frozen):
    """One version of the office's text, never changed."""

    number: int
    on: date
    by: str
    text: str


class ReportFile(Mendable):
    """The one value that holds the reports; it changes only through `domain.reporting.engine`."""

    order: ReportOrder
    id: str
    stage: ReportStage = ReportStage.COLLECTING
    stage_since: date
    latest: date
    version: int = 0
    period: Period | None = None
    members: Members | None = None
    policy: Snapshot | None = None
    stale_policy: bool = False
    reports: tuple[UnitReport, ...] = ()
    drafts: tuple[Draft, ...] = ()
    submitted_by: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    paper: str = ""
    digest: str = ""
    sent_on: date | None = None
    missing: tuple[str, ...] = ()
    """Units that had not reported when the report was signed."""
    journal: tuple[ReportEntry, ...] = ()
    seq: int = 0

    @property
    def over(self) -> bool:
        return self.stage is ReportStage.SENT

    @property
    def law(self) -> Snapshot:
        """The rules it stands under. Reports without them are a fault, not a refusal."""
        if self.policy is None:
            raise RuntimeError("the reports have no policy snapshot yet")
        return self.policy

    @property
    def due(self) -> date | None:
        return max((r.due for r in self.reports if r.due), default=None)

    @property
    def waiting_for(self) -> tuple[UnitReport, ...]:
        return tuple(r for r in self.reports if r.open)

    def of(self, unit: str) -> UnitReport | None:
        """The report of the unit of that code or name."""
        member = self.members.unit(unit) if self.members else None
        name = member.zh if member else unit
        return next((r for r in self.reports if r.unit == name), None)

    def with_report(self, report: UnitReport) -> ReportFile:
        reports = tuple(report if r.unit == report.unit else r for r in self.reports)
        return self.having(reports=reports)

    def having(self, **changes: object) -> ReportFile:
        """The same file with these fields changed."""
        return self.model_copy(update=changes)


class ReportResult(Frozen):
    """How it ended: what the workflow gives back."""

    period: str
    paper: str
    sent_on: date | None
    filed: int
    late: tuple[str, ...]
    missing: tuple[str, ...]


def result_of(file: ReportFile) -> ReportResult:
    return ReportResult(
        period=file.order.period,
        paper=file.paper,
        sent_on=file.sent_on,
        filed=sum(r.filed_on is not None for r in file.reports),
        late=tuple(r.unit for r in file.reports if r.late_days),
        missing=file.missing,
    )
