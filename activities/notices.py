"""One paper of a case: rendered, numbered, kept, hung on the board, announced by text message."""

from __future__ import annotations

import asyncio

import httpx
from temporalio import activity

from activities.tools import Tools
from documents.notices import render
from documents.publicity import Medium, public_sheet
from domain.case.notices import NOTICE_ZH, NoticeReceipt
from domain.places import PlaceInfo
from runtime.logs import get_logger
from runtime.packs import place_info
from store import notices as papers
from store.tables import NoticeRow
from workflows.steps import NoticeOrder

SMS, PRINT = "sms", "print"
PATIENT_ATTEMPTS = 3
"""After so many tries of the activity a paper goes out printed only: a gateway that is down must
not hold a case."""
_TIMEOUT = httpx.Timeout(5.0, connect=2.0)
_log = get_logger("notices")


class GatewayDown(Exception):
    """The SMS gateway did not take a message."""


class NoticeActivities:
    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._sms_url = tools.settings.sms_url.rstrip("/")
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)

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
        )

    def _issue(self, order: NoticeOrder) -> NoticeRow:
        file, notice = order.file, order.notice
        place = place_info(file.place, self._tools.overlays)

        def write(number: str) -> tuple[str, str]:
            paper = render(
                notice.kind,
                file=file,
                notice=notice,
                number=number,
                issued_on=order.on,
                place=place,
            )
            return paper.html, paper.digest

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
        phone = order.file.household.phone
        if not phone:
            return PRINT
        place = place_info(order.file.place, self._tools.overlays)
        text = (
            f"【{place.bureau}】您的社会救助事项（{paper.case_no}）有新文书："
            f"{NOTICE_ZH.get(paper.kind, '通知书')}，文号{paper.number}。请到受理窗口领取。"
        )
        try:
            return await self._send(phone, text, f"{paper.case_no}/{paper.key}")
        except GatewayDown:
            if activity.in_activity() and activity.info().attempt < PATIENT_ATTEMPTS:
                raise
            _log.warning("gateway down, paper is printed only", case=paper.case_no)
            return PRINT

    async def _send(self, phone: str, text: str, key: str) -> str:
        try:
            response = await self._client.post(
                f"{self._sms_url}/send",
                json={"to": phone, "text": text},
                headers={"Idempotency-Key": key},
            )
        except httpx.HTTPError as error:
            raise GatewayDown(type(error).__name__) from None
        if response.is_success:
            return SMS
        if response.is_client_error:
            _log.warning("gateway refused a message", status=response.status_code)
            return PRINT
        raise GatewayDown(f"status {response.status_code}")

    def _remember(self, paper: NoticeRow, sent_by: str) -> None:
        with self._tools.store.write() as session:
            papers.sent(session, paper.case_no, paper.key, sent_by)


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
