"""One paper of a case: rendered, numbered, kept, hung on the board, announced to the family.

The announcement goes by the first channel that takes it. Each try is written down before the next;
what no channel takes is printed, the case is told which failed, and somebody carries the paper.
"""

from __future__ import annotations

import asyncio

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.messengers import GatewayDown, Message, Refused, messengers
from activities.tools import Tools
from documents.grounds import HOTLINE, figure
from documents.notices import render
from documents.publicity import Medium, public_sheet
from documents.wording import township_organ
from domain.case.notices import NoticeReceipt
from domain.papers.delivery import Channel
from domain.papers.titles import NOT_TO_FAMILY
from domain.places import PlaceInfo
from runtime.logs import get_logger
from runtime.packs import place_info
from store import deliveries
from store import notices as papers
from store.tables import NoticeRow
from workflows.steps import PAPER_NOT_MADE, NoticeOrder

PATIENT_ATTEMPTS = 3
"""After so many tries a channel has failed: a gateway that is down must not hold a case."""
_log = get_logger("notices")


class NoticeActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._messengers = messengers(tools.settings)

    @activity.defn
    async def issue_notice(self, order: NoticeOrder) -> NoticeReceipt:
        """First the paper, in one transaction; then the message, until it is out or given up."""
        paper = await asyncio.to_thread(self._issue, order)
        sent_by = paper.sent_by
        if not sent_by:
            sent_by = await self._announce(order, paper)
            await asyncio.to_thread(self._remember, paper, sent_by)
        return NoticeReceipt(
            key=paper.key,
            number=paper.number,
            digest=paper.digest,
            issued_on=paper.issued_on,
            sent_by=sent_by,
            failed=await asyncio.to_thread(self._failed, paper),
        )

    def _issue(self, order: NoticeOrder) -> NoticeRow:
        file, notice = order.file, order.notice
        place = place_info(file.place, self._tools.overlays)

        def write(number: str) -> papers.Written:
            try:
                paper = render(
                    notice.kind,
                    file=file,
                    notice=notice,
                    number=number,
                    issued_on=order.on,
                    place=place,
                )
            except Exception as fault:
                raise _not_made(order, fault) from None
            return papers.Written(html=paper.html, digest=paper.digest, edition=paper.edition)

        wanted = papers.PaperOrder(
            case_no=file.case_no,
            key=notice.key,
            kind=notice.kind,
            place=file.place,
            township=file.township,
            word=f"{place.short[0]}救",
            issued_on=order.on,
        )
        with self._tools.store.write() as session:
            row, _ = papers.issue(session, wanted, write)
            if notice.kind == "publicity":
                papers.hang(session, _sheet(order, place), order.on)
        return row

    async def _announce(self, order: NoticeOrder, paper: NoticeRow) -> str:
        """The channel that took the message, `print` when none did. Raises GatewayDown to try later."""
        for channel, address in self._ways(order).items():
            if await self._told(order, paper, channel, address):
                return channel.value
        return Channel.PRINT.value

    def _ways(self, order: NoticeOrder) -> dict[Channel, str]:
        """How this family can be told: the channels of the deployment it has given an address for."""
        if order.notice.kind in NOT_TO_FAMILY:
            return {}
        home = order.file.household
        known = {Channel.SMS: home.phone, Channel.MAIL: home.email}
        return {channel: known[channel] for channel in self._messengers if known.get(channel)}

    async def _told(
        self, order: NoticeOrder, paper: NoticeRow, channel: Channel, address: str
    ) -> bool:
        place = place_info(order.file.place, self._tools.overlays)
        message = Message(
            to=address,
            subject=f"社会救助文书通知（{paper.number}）",
            text=message_text(order, paper.number, place),
            key=f"{paper.case_no}/{paper.key}",
        )
        before = await asyncio.to_thread(self._before, paper, channel)
        if before.state != deliveries.WAITING:
            return before.state == deliveries.ACCEPTED
        tries = before.attempts + 1
        try:
            reference = await self._messengers[channel].send(message)
        except Refused as no:
            await self._note(paper, channel, message, tries, deliveries.FAILED, str(no))
            _log.warning("gateway refused a message", case=paper.case_no, channel=channel.value)
            return False
        except GatewayDown as down:
            over = max(tries, _attempt()) >= PATIENT_ATTEMPTS
            state = deliveries.FAILED if over else deliveries.WAITING
            await self._note(paper, channel, message, tries, state, str(down))
            if not over:
                raise
            _log.warning("gateway down", case=paper.case_no, channel=channel.value)
            return False
        await self._note(paper, channel, message, tries, deliveries.ACCEPTED, reference)
        return True

    def _before(self, paper: NoticeRow, channel: Channel) -> deliveries.Tried:
        with self._tools.store.read() as session:
            return deliveries.tried(session, paper.case_no, paper.key, channel)

    async def _note(
        self,
        paper: NoticeRow,
        channel: Channel,
        message: Message,
        tries: int,
        state: str,
        answer: str,
    ) -> None:
        def write() -> None:
            with self._tools.store.write() as session:
                deliveries.note(
                    session,
                    paper,
                    channel,
                    deliveries.Tried(state=state, attempts=tries, answer=answer),
                    message.digest,
                )

        await asyncio.to_thread(write)

    def _remember(self, paper: NoticeRow, sent_by: str) -> None:
        with self._tools.store.write() as session:
            papers.sent(session, paper.case_no, paper.key, sent_by)

    def _failed(self, paper: NoticeRow) -> tuple[str, ...]:
        with self._tools.store.read() as session:
            return deliveries.failed(session, paper.case_no, paper.key)


def _not_made(order: NoticeOrder, fault: Exception) -> ApplicationError:
    """What the case is told: that there is no paper, never what stood in it."""
    kind, tries = order.notice.kind, _attempt()
    name = type(fault).__name__
    _log.error("paper not made", case=order.file.case_no, kind=kind, fault=name, attempt=tries)
    return ApplicationError(
        f"{kind}: {name}", type=PAPER_NOT_MADE, non_retryable=tries >= PATIENT_ATTEMPTS
    )


def _attempt() -> int:
    return activity.info().attempt if activity.in_activity() else 1


def message_text(order: NoticeOrder, number: str, place: PlaceInfo) -> str:
    """What the family reads on its phone: that there is a paper, its number, and where.

    No name, no title (a title tells of a refusal or of an illness), no amount: a phone is seen by
    others, and a gateway is somebody else's.
    """
    file = order.file
    hotline = figure(file, HOTLINE)
    call = f"咨询电话{hotline.text}。" if hotline.known else ""
    window = f"{township_organ(place, file.township)}社会救助窗口"
    return f"【{place.bureau}】您有一份社会救助文书，文号{number}。请到{window}领取。{call}"


def _sheet(order: NoticeOrder, place: PlaceInfo) -> dict[str, object]:
    """Only what the web sheet of `documents.publicity` shows, name masked."""
    file = order.file
    posted = file.publicity
    if posted is None:
        raise RuntimeError("a publicity paper was ordered before the period began")
    shown = public_sheet(file, place, medium=Medium.WEB)
    return {
        "case_no": file.case_no,
        "round": posted.round,
        "place": file.place,
        "township": file.township,
        "village": file.village,
        "posted_on": posted.posted_on,
        "until": posted.until,
        "taken_down_on": posted.stopped_on or posted.completed_on,
        "fields": {
            "cells": [list(cell) for cell in shown.cells],
            "township": shown.township,
            "provisional": shown.provisional,
            "object_at": shown.object_at,
        },
    }
