"""What the office's affairs and reports can do to the world. Implemented in `activities.desk`;
`take_policy` and `list_members` are shared."""

from __future__ import annotations

from datetime import date

from temporalio import activity

from domain.assembly.file import Mailing
from domain.base import Frozen
from domain.case.notices import NoticeReceipt
from domain.desk.file import AffairFile
from domain.officeyear.file import YearFile
from domain.officeyear.stall import OpenThing
from domain.places import Unit
from domain.reporting.file import ReportFile
from domain.reporting.period import Period
from domain.reporting.work import UnitWork
from domain.task import Task
from workflows.assembly_steps import MailReceipt


class AffairProjection(Frozen):
    """An affair as the tables show it. Written only if newer (`file.version`) than what stands."""

    file: AffairFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str


class AffairPaperOrder(Frozen):
    """The signed paper of an affair. `on`: the affair's today."""

    file: AffairFile
    on: date


class AffairMailOrder(Frozen):
    """The paper of an affair to everybody its mailing names."""

    file: AffairFile
    mailing: Mailing
    on: date


class ReportProjection(Frozen):
    """The reports of a period as the tables show them."""

    file: ReportFile
    tasks: tuple[Task, ...]
    units: dict[str, str]
    waiting: str


class SummaryOrder(Frozen):
    """The office's signed report to the government. `on`: the day it is sent."""

    file: ReportFile
    on: date


class WorkOrder(Frozen):
    """What each of these units did in a period."""

    place: str
    period: Period
    units: tuple[Unit, ...]


class WorkDone(Frozen):
    work: tuple[UnitWork, ...]


@activity.defn
def project_affair(projection: AffairProjection) -> None:
    """Write the affair's row, tasks and record, and in the same transaction the progress notices
    to every member unit where the place's document asks for them; older versions are ignored."""
    raise NotImplementedError


@activity.defn
async def issue_affair_paper(order: AffairPaperOrder) -> NoticeReceipt:
    """Render, number and store the paper. Repeating an order gives the same number."""
    raise NotImplementedError


@activity.defn
async def mail_affair_paper(order: AffairMailOrder) -> MailReceipt:
    """Put the paper before each unit. However often it is begun again, each gets it once."""
    raise NotImplementedError


@activity.defn
def project_report(projection: ReportProjection) -> None:
    """Write the period's row, each unit's row, tasks and record; older versions are ignored."""
    raise NotImplementedError


@activity.defn
def count_work(order: WorkOrder) -> WorkDone:
    """What each unit did in the period, from the tables as they stand now."""
    raise NotImplementedError


@activity.defn
async def send_summary(order: SummaryOrder) -> NoticeReceipt:
    """Render, number and store the report and put it before the government office. Repeating an
    order gives the same number and the same day."""
    raise NotImplementedError


class LookOrder(Frozen):
    """What is open before the body of a place on a day, and how its meetings of the year stand."""

    place: str
    on: date


class YearLook(Frozen):
    """`held`: ordinary meetings of the year; `extra`: the others that were held."""

    things: tuple[OpenThing, ...]
    held: int
    extra: int


class YearProjection(Frozen):
    """The office's year as the tables show it."""

    file: YearFile
    tasks: tuple[Task, ...]


@activity.defn
def look_over(order: LookOrder) -> YearLook:
    """Open tasks before the body that are past their day or have none, as the tables have them now,
    and the meetings of the year."""
    raise NotImplementedError


@activity.defn
def project_year(projection: YearProjection) -> None:
    """Write the tasks and the record, and put each direction before its unit once; what is older
    than the record is ignored."""
    raise NotImplementedError
