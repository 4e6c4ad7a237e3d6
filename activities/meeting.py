"""一事一议: who the members are, the tables of items and tasks, and the minutes."""

from __future__ import annotations

import asyncio

from temporalio import activity

from activities.desk import tells_progress
from activities.tools import Tools
from documents.minutes import render_minutes
from domain.case.notices import NoticeReceipt
from domain.desk.telling import of_measures
from domain.meeting.item import Members
from runtime.packs import place_info
from store import meeting as tables
from store import notices as papers
from store.body import body_on
from store.desk import mail
from workflows.ids import measures_id
from workflows.meeting_steps import (
    ItemProjection,
    MeasuresProjection,
    MembersOrder,
    MinutesOrder,
)


class MeetingActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn
    def list_members(self, order: MembersOrder) -> Members:
        """From the place's pack as it is on disk now, and the changes kept in the tables."""
        info = place_info(order.place, self._tools.overlays)
        with self._tools.store.read() as session:
            return Members.of(body_on(session, info, order.on, township=order.township))

    @activity.defn
    def project_item(self, projection: ItemProjection) -> None:
        """One transaction, so that a list never shows half an item."""
        with self._tools.store.write() as session:
            tables.project_item(session, projection)

    @activity.defn
    def project_measures(self, projection: MeasuresProjection) -> None:
        """One transaction for all tasks of a decision and what the member units are told of it."""
        file = projection.file
        told = tells_progress(self._tools, file.place)
        with self._tools.store.write() as session:
            if tables.project_measures(session, projection) and told:
                subject = measures_id(file.case_no, file.number)
                info = place_info(file.place, self._tools.overlays)
                members = Members.of(body_on(session, info, file.latest))
                after = mail.told_until(session, subject)
                mail.tell(session, file.place, subject, of_measures(file, members, after))

    @activity.defn
    async def issue_minutes(self, order: MinutesOrder) -> NoticeReceipt:
        """The minutes are kept like any other paper of the case, one to an item."""
        return await asyncio.to_thread(self._issue, order)

    def _issue(self, order: MinutesOrder) -> NoticeReceipt:
        item = order.file.order
        place = place_info(item.place, self._tools.overlays)

        def write(number: str) -> papers.Written:
            paper = render_minutes(order.file, number=number, issued_on=order.on, place=place)
            return papers.Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        wanted = papers.PaperOrder(
            case_no=item.case_no,
            key=f"minutes#{item.number}",
            kind="minutes",
            place=item.place,
            township=item.township,
            word=f"{place.short[0]}联纪",
            issued_on=order.on,
        )
        with self._tools.store.write() as session:
            row, _ = papers.issue(session, wanted, write)
            return NoticeReceipt(
                key=row.key,
                number=row.number,
                digest=row.digest,
                issued_on=row.issued_on,
                sent_by=row.sent_by,
            )
