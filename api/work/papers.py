"""Papers and forms as the door shows them: what went out and how, and what can be printed to sign."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller
from api.work.parts import named
from api.work.shapes import View
from documents.forms import render_form
from domain.case.file import CaseFile
from domain.papers.delivery import CHANNEL_ZH, MANNER_ZH, Channel, told_zh
from domain.papers.forms import form_title, forms_of
from domain.places import PlaceInfo
from domain.programme import Programme
from store import deliveries, notices
from store.tables import CaseRow, DeliveryRow, NoticeRow

_STATE_ZH = {
    deliveries.WAITING: "未送出，将再次发送",
    deliveries.ACCEPTED: "已送出",
    deliveries.FAILED: "未能送出",
}


class DeliveryLine(View):
    """一个渠道对一份文书的告知情况。"""

    channel: str
    channel_zh: str
    state: str = Field(description="waiting、accepted 或者 failed")
    state_zh: str
    attempts: int
    at: datetime
    answer: str = Field(description="网关的编号，或者失败的代码")
    digest: str = Field(description="所发内容的校验码（SHA-256）；内容本身不保存")


class PaperLine(View):
    """一份文书：文号、式样版本、校验码、告知和送达情况。"""

    number: str
    kind: str
    title: str
    issued_on: date
    edition: str = Field(description="文书式样的版本")
    digest: str = Field(description="文书内容的校验码（SHA-256）")
    told: str
    deliveries: tuple[DeliveryLine, ...]
    tries: int = Field(description="登记的未能送达次数")
    served_on: date | None
    manner_zh: str
    evidence: str = Field(description="送达回证扫描件的校验码")
    href: str


class FormLine(View):
    """一种可以打印的表单。"""

    code: str
    title: str
    href: str


async def papers_of(door: Door, row: CaseRow) -> list[PaperLine]:
    """Every paper of a case with what each channel said, in the order they were issued."""
    issued = await door.read(notices.notices_of, row.case_no)
    tried = await door.read(deliveries.deliveries_of, row.case_no)
    return [
        _line(paper, row.programme, [t for t in tried if t.key == paper.key]) for paper in issued
    ]


def _line(paper: NoticeRow, programme: str, tried: list[DeliveryRow]) -> PaperLine:
    failed = tuple(t.channel for t in tried if t.state == deliveries.FAILED)
    return PaperLine(
        number=paper.number,
        kind=paper.kind,
        title=named(paper.kind, programme),
        issued_on=paper.issued_on,
        edition=paper.edition,
        digest=paper.digest,
        told=told_zh(paper.sent_by, failed, paper.tries),
        deliveries=tuple(
            DeliveryLine(
                channel=t.channel,
                channel_zh=CHANNEL_ZH[Channel(t.channel)],
                state=t.state,
                state_zh=_STATE_ZH[t.state],
                attempts=t.attempts,
                at=t.at,
                answer=t.answer,
                digest=t.digest,
            )
            for t in tried
        ),
        tries=paper.tries,
        served_on=paper.served_on,
        manner_zh=MANNER_ZH.get(paper.manner, ""),
        evidence=paper.evidence,
        href=f"/api/v1/cases/{paper.case_no}/notices/{paper.number}",
    )


def form_lines(programme: str, base: str, query: str = "") -> list[FormLine]:
    """The forms of a programme; each is found at `<base>/<code><query>`."""
    return [
        FormLine(code=code, title=form_title(code, programme), href=f"{base}/{code}{query}")
        for code in forms_of(programme)
    ]


def place_of(door: Door, caller: Caller) -> PlaceInfo:
    """The caller's own place; who works for every place sees the first one's forms."""
    return door.place(caller.place or door.places()[0])


async def blank_form(door: Door, caller: Caller, code: str, programme: Programme) -> str:
    """A form without any case, with the words of the caller's township. 404 for an unknown form."""
    place = place_of(door, caller)
    township = caller.township or place.townships[0].code
    return _html(code, programme, place, township, await door.today())


async def form_of_case(door: Door, file: CaseFile, code: str) -> str:
    """A form with what the case already holds. 404 for a form its programme does not have."""
    place = door.place(file.place)
    return _html(code, file.programme, place, file.township, await door.today(), file)


def _html(
    code: str,
    programme: Programme,
    place: PlaceInfo,
    township: str,
    on: date,
    file: CaseFile | None = None,
) -> str:
    if code not in forms_of(programme):
        raise not_found("表单")
    made = render_form(code, programme=programme, place=place, township=township, on=on, file=file)
    return made.html
