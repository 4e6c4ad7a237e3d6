"""The office's desk: its tables, its papers, each unit's mail, and what each unit did."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from temporalio import activity
from temporalio.client import (
    Client,
)
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.schedules import ensure_monthly
from activities.tools import Tools
from documents.desk import render_affair_paper, render_summary
from domain.case.notices import NoticeReceipt
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AffairKind
from domain.desk.telling import PROGRESS_RULE, of_affair
from domain.officeyear import engine as year_engine
from domain.officeyear.file import YearFile, YearOrder
from domain.places import PlaceInfo
from runtime import packs
from runtime.packs import place_info
from store import assembly
from store.desk import affairs, mail, reports, work, year
from store.notices import Written
from store.tables import DeskPaper, UnitMail
from workflows import ids
from workflows.assembly_steps import MailReceipt
from workflows.base import SHANGHAI
from workflows.desk_steps import (
    AffairMailOrder,
    AffairPaperOrder,
    AffairProjection,
    LookOrder,
    ReportProjection,
    SummaryOrder,
    WorkDone,
    WorkOrder,
    YearLook,
    YearProjection,
)
from workflows.reports import ReportsStart, StartReports
from workflows.year import OfficeYearWorkflow

GOVERNMENT: Final = "政府办公室"
"""Under which name the government office finds in its inbox what is reported to the government."""
_WORD = {AffairKind.CIRCULAR: "联通", AffairKind.BRIEFING: "联汇"}
_MEASURES = "escalation.measures"


class DeskActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def project_affair(self, projection: AffairProjection) -> None:
        """State and notices in one transaction: no unit is told twice, and none is forgotten."""
        file = projection.file
        told = tells_progress(self._tools, file.order.place)
        with self._tools.store.write() as session:
            if affairs.project_affair(session, projection) and told:
                after = mail.told_until(session, file.id)
                mail.tell(session, file.order.place, file.id, of_affair(file, after))

    @activity.defn
    async def issue_affair_paper(self, order: AffairPaperOrder) -> NoticeReceipt:
        """One paper an affair, as it was signed."""
        return await asyncio.to_thread(self._issue, order)

    def _issue(self, order: AffairPaperOrder) -> NoticeReceipt:
        file = order.file
        place = self._place(file.order.place)

        def write(number: str) -> Written:
            paper = render_affair_paper(file, number=number, issued_on=order.on, place=place)
            return Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        with self._tools.store.write() as session:
            row = affairs.issue_paper(
                session,
                subject=file.id,
                place=file.order.place,
                kind=file.kind.value,
                word=f"{place.short[0]}{_WORD[file.kind]}",
                on=order.on,
                about=file.order.about,
                write=write,
            )
            return _receipt(row)

    @activity.defn
    async def mail_affair_paper(self, order: AffairMailOrder) -> MailReceipt:
        """Each unit in a transaction of its own: a worker killed between two has lost nothing."""
        return await asyncio.to_thread(self._mail, order)

    def _mail(self, order: AffairMailOrder) -> MailReceipt:
        file, mailing = order.file, order.mailing
        with self._tools.store.read() as session:
            had = mail.has(session, file.id, mailing.key)
            paper = affairs.paper_of(session, file.id)
            html, digest = (paper.html, paper.digest) if paper else ("", "")

        def one(unit: str) -> bool:
            row = UnitMail(
                subject=file.id,
                key=mailing.key,
                unit=unit,
                place=file.order.place,
                kind=mailing.kind,
                paper=file.paper,
                on=order.on,
                at=datetime.now(UTC),
                digest=digest,
                title=f"{AFFAIR_KIND_ZH[file.kind]}：{file.order.title}",
                text="",
                html=html,
            )
            with self._tools.store.write() as session:
                return mail.deliver(session, row)

        before, now = assembly.send_to_each(mailing.units, had, one)
        return MailReceipt(before=before, now=now)

    @activity.defn
    def project_report(self, projection: ReportProjection) -> None:
        """One transaction, so that a list never shows half a period."""
        with self._tools.store.write() as session:
            reports.project_report(session, projection)

    @activity.defn
    def count_work(self, order: WorkOrder) -> WorkDone:
        """Measures under the names of the place's catalogue, never in the words of a household."""
        names = self._catalogue(order)
        with self._tools.store.read() as session:
            return WorkDone(
                work=work.work_of(session, order.place, order.period, order.units, names)
            )

    def _catalogue(self, order: WorkOrder) -> dict[str, str]:
        known = packs.load(self._tools.overlays)
        value = packs.value(known, order.place, order.period.until, _MEASURES).value
        table = value if isinstance(value, dict) else {}
        return {code: str(row["zh"]) for code, row in table.items() if isinstance(row, dict)}

    @activity.defn
    async def send_summary(self, order: SummaryOrder) -> NoticeReceipt:
        """Numbered and put before the government office in one transaction."""
        return await asyncio.to_thread(self._send, order)

    def _send(self, order: SummaryOrder) -> NoticeReceipt:
        file = order.file
        place = self._place(file.order.place)

        def write(number: str) -> Written:
            paper = render_summary(file, number=number, issued_on=order.on, place=place)
            return Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        with self._tools.store.write() as session:
            row = affairs.issue_paper(
                session,
                subject=file.id,
                place=file.order.place,
                kind="report",
                word=f"{place.short[0]}联报",
                on=order.on,
                about=(),
                write=write,
            )
            letter = UnitMail(
                subject=file.id,
                key="report",
                unit=GOVERNMENT,
                place=file.order.place,
                kind="report",
                paper=row.paper,
                on=row.issued_on,
                at=row.at,
                digest=row.digest,
                title=f"社会救助工作报告（{file.order.period}）",
                text="",
                html=row.html,
            )
            mail.deliver(session, letter)
            return _receipt(row)

    @activity.defn
    def look_over(self, order: LookOrder) -> YearLook:
        """From the tables alone: no workflow is asked."""
        with self._tools.store.read() as session:
            count = assembly.count_year(session, order.place, order.on.year)
            things = year.open_things(session, order.place, order.on)
            return YearLook(things=things, held=count.held, extra=count.extra)

    @activity.defn
    def project_year(self, projection: YearProjection) -> None:
        """One transaction: a direction and the letter that tells the unit of it stand together."""
        with self._tools.store.write() as session:
            year.project_year(session, projection)

    def _place(self, code: str) -> PlaceInfo:
        return place_info(code, self._tools.overlays)


def _receipt(row: DeskPaper) -> NoticeReceipt:
    return NoticeReceipt(key="paper", number=row.paper, digest=row.digest, issued_on=row.issued_on)


def tells_progress(tools: Tools, place: str) -> bool:
    """Whether the place's document has every member unit told of progress (TR-57)."""
    today = datetime.now(SHANGHAI).date()
    value = packs.value(packs.load(tools.overlays), place, today, PROGRESS_RULE)
    return value.value is True


async def ensure_report_schedules(
    client: Client, places: Iterable[str], *, task_queue: str = "doudi"
) -> tuple[str, ...]:
    """One schedule a place, on the first of each month in Shanghai time; those that stand are left.

    It starts `StartReports`, which opens the reports of a period in the month after its end, and
    does nothing in other months or where the place's document asks for none.
    """
    made = []
    for place in places:
        name = f"report/{place}"
        if await ensure_monthly(
            client,
            name,
            StartReports.run,
            ReportsStart(place=place),
            task_queue=task_queue,
            hour=0,
            minute=40,
        ):
            made.append(name)
    return tuple(made)


async def ensure_years(
    client: Client,
    places: Iterable[str],
    today: date,
    *,
    task_queue: str = "doudi",
    overlays: Sequence[Path] = (),
) -> tuple[str, ...]:
    """The office's year of every place, running since its first day or since now; those that run
    are left."""
    made = []
    for place in places:
        name, zh = ids.year_id(place, today.year), place_info(place, overlays).short
        try:
            await client.start_workflow(
                OfficeYearWorkflow.run,
                opened_year(place, today, name),
                id=name,
                task_queue=task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=f"办公室年度跟踪 · {zh} · {today.year}",
            )
        except WorkflowAlreadyStartedError:
            continue
        made.append(name)
    return tuple(made)


def opened_year(place: str, today: date, name: str) -> YearFile:
    order = YearOrder(place=place, year=today.year, opened_on=today)
    return year_engine.opened(order, name, datetime.now(UTC))
