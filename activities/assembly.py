"""Meetings: their tables, their minutes, and one copy of each paper for every unit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from temporalio import activity

from activities.tools import Tools
from documents.assembly import render_call, render_meeting_minutes
from documents.paper import Rendered
from domain.assembly.file import Mailing, MeetingFile
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.places import PlaceInfo
from runtime.packs import place_info
from store import assembly as tables
from store.notices import Written
from store.tables.assembly import MeetingMail
from workflows.assembly_steps import (
    MailOrder,
    MailReceipt,
    MeetingMinutesOrder,
    MeetingProjection,
)


class AssemblyActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def project_meeting(self, projection: MeetingProjection) -> None:
        """One transaction, so that a list never shows half a meeting."""
        with self._tools.store.write() as session:
            tables.project_meeting(session, projection)

    @activity.defn
    async def issue_meeting_minutes(self, order: MeetingMinutesOrder) -> NoticeReceipt:
        """One paper a meeting, whole, as it was signed."""
        return await asyncio.to_thread(self._issue, order)

    def _issue(self, order: MeetingMinutesOrder) -> NoticeReceipt:
        place = place_info(order.file.order.place, self._tools.overlays)

        def write(number: str) -> Written:
            paper = render_meeting_minutes(
                order.file, number=number, issued_on=order.on, place=place
            )
            return Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        with self._tools.store.write() as session:
            word = f"{place.short[0]}联会纪"
            row = tables.issue_minutes(session, order.file, word, order.on, write)
            return NoticeReceipt(
                key="minutes", number=row.paper, digest=row.digest, issued_on=row.issued_on
            )

    @activity.defn
    async def mail_units(self, order: MailOrder) -> MailReceipt:
        """Each unit in a transaction of its own: a worker killed between two has lost nothing."""
        return await asyncio.to_thread(self._mail, order)

    def _mail(self, order: MailOrder) -> MailReceipt:
        file, mailing = order.file, order.mailing
        place = place_info(file.order.place, self._tools.overlays)
        at = file.order
        with self._tools.store.read() as session:
            had = tables.has_mail(session, at.place, at.number, mailing.key)

        def one(unit: str) -> bool:
            paper = _copy(file, mailing, order, place, unit)
            number = file.minutes.number if file.minutes and mailing.kind == "minutes" else ""
            row = MeetingMail(
                place=at.place,
                number=at.number,
                key=mailing.key,
                unit=unit,
                kind=mailing.kind,
                paper=number,
                on=order.on,
                at=datetime.now(UTC),
                digest=paper.digest,
                html=paper.html,
            )
            with self._tools.store.write() as session:
                return tables.deliver(session, row)

        before, now = tables.send_to_each(mailing.units, had, one)
        return MailReceipt(before=before, now=now)


def _copy(
    file: MeetingFile, mailing: Mailing, order: MailOrder, place: PlaceInfo, unit: str
) -> Rendered:
    """The paper as this unit may read it."""
    if mailing.kind != "minutes" or file.minutes is None:
        return render_call(file, mailing, issued_on=order.on, place=place, unit=unit)
    return render_meeting_minutes(
        file,
        number=file.minutes.number,
        issued_on=order.on,
        place=place,
        role=Role.UNIT_LIAISON,
        unit=unit,
    )
