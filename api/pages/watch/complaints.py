"""信访举报: the register, a new one, one complaint, its words, its answer in writing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.frame.auditing import request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import Problem, not_found
from api.pages.choices import Options
from api.pages.fields import Form
from api.pages.leads.filled import Page, filled
from api.pages.watch.shown import Table, facts, proceeding_page
from api.pages.web import PageCaller, checked_form, show
from api.scope import Caller, must_be
from api.v1.acts import PlaceCode, ProceedingNo
from api.v1.cases import paper
from api.work.watch.complaints import ComplaintBody, complainant, open_complaint, words_for
from api.work.watch.kinds import file_for
from api.work.watch.phone import phone_of
from api.work.watch.shown import line_of, listed_for, seen
from domain.complaint import sight
from domain.complaint.file import ComplaintFile
from domain.complaint.lifecycle import (
    CHANNEL_ZH,
    CLOSE_ZH,
    FINDING_ZH,
    MATTER_ZH,
    REGISTRARS,
)
from domain.privacy import Purpose
from store.desk import affairs

router = APIRouter(include_in_schema=False)
_KIND = "complaint"
_CLAUSE = "HB-22; JZ-46; JZ-55"
_PURPOSES = (Purpose.CONTACT, Purpose.ANSWER_COMPLAINT)


@router.get("/complaints")
async def complaints(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    cursor: Annotated[str, Query(max_length=200)] = "",
    registered: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    page = await listed_for(door, caller, _KIND, limit=100, cursor=cursor)
    links = [("/complaints/new", "登记信访件")] if caller.role in REGISTRARS else []
    if page.next:
        links.append((f"/complaints?cursor={page.next}", "更早的信访件"))
    return await show(
        request,
        "complaints.html",
        title="信访举报",
        links=links,
        registered=bool(registered),
        phone=phone_of(door, caller.place, await door.today()),
        rows=[line_of(row) for row in page.rows],
    )


@router.api_route("/complaints/new", methods=["GET", "POST"])
async def new_complaint(request: Request, door: DoorOf, caller: PageCaller) -> Response:
    must_be(caller, REGISTRARS, "登记信访件", "JZ-55")
    form = Form("open_complaint", ComplaintBody.model_json_schema(), _options(door, caller), ())

    async def do(body: ComplaintBody, key: str) -> BaseModel:
        return await open_complaint(door, caller, body, key)

    started = {"channel": "visit", "township": caller.township}
    page = Page("登记信访件", "/complaints", "信访举报", _CLAUSE, form, started)
    return await filled(
        request, door, caller, page, "open_complaint", "complaint", ComplaintBody, do, _to_complaint
    )


def _options(door: Door, caller: Caller) -> Options:
    townships = {t.code: t.zh for t in door.place(caller.place).townships}
    own = {c: zh for c, zh in townships.items() if not caller.township or c == caller.township}
    return {
        "township": {"": "（县级受理）", **own},
        "reported": {"": "（不涉及乡镇、街道）", **townships},
    }


def _to_complaint(document: Mapping[str, Any]) -> str:
    if not document["number"]:
        return "/complaints?registered=1"
    return f"/complaints/{document['place']}/{document['number']}"


@router.get("/complaints/{place}/{number}")
async def complaint(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: ProceedingNo,
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    file = await seen(door, caller, _KIND, place, number, request_id_of(request))
    assert isinstance(file, ComplaintFile)  # noqa: S101  (narrowing for the type checker)
    order = file.order
    marks = ["实名"] if order.named else []
    marks += ["要求身份保密"] if order.protected else []
    marks += ["重大事项"] if file.major else []
    marks += [f"重复反映，此前{file.repeats}次"] if file.repeats else []
    links = []
    if sight.may_read_words(file, caller.officer(place)):
        links.append((f"/complaints/{place}/{number}/words", "查看反映的内容和信访人"))
    if file.case_no:
        links.append((f"/cases/{file.case_no}", f"关联案件{file.case_no}"))
    links += [(f"/discoveries/{n}", f"线索{n}") for n in file.leads]
    answer = file.answer
    href = f"/complaints/{place}/{number}/paper"
    return await proceeding_page(
        request,
        door,
        caller,
        _KIND,
        file,
        subject=MATTER_ZH[order.matter],
        marks=marks,
        tables=_tables(file),
        links=links,
        papers=[(href, answer.paper)] if answer and answer.paper else [],
        done=done,
    )


def _tables(file: ComplaintFile) -> list[Table]:
    order, answer, told = file.order, file.answer, file.explained
    lines = (
        ("登记日期", file.opened_on),
        ("渠道", CHANNEL_ZH[order.channel]),
        ("热线工单号", order.outside_no),
        ("热线要求的反馈日期", order.outside_due),
        ("此前反映", "、".join(order.earlier)),
        ("责任单位", file.unit_zh),
        ("受理日期", file.accepted_on),
        ("办理期限", file.due),
        ("重大事项", file.major),
        ("核查结论", FINDING_ZH[answer.finding] if answer else ""),
        ("处理意见", answer.text if answer else ""),
        ("答复日期", f"{answer.on}{'（超期）' if answer.late else ''}" if answer else ""),
        ("政策解释", f"{told.on}，{told.explainer}：{told.text}" if told else ""),
        ("心理疏导", _given(file.counselling)),
        ("移交", _given(file.handover)),
        ("转送", _given(file.transferred)),
        ("已回复热线", file.sent_back_on),
        ("办结方式", CLOSE_ZH[file.closed_as] if file.closed_as else ""),
    )
    return [facts("基本情况", lines)]


def _given(given: Any) -> str:
    if given is None:
        return ""
    receipt = f"，回执{given.receipt}" if given.receipt else ""
    return f"{given.on}，{given.receiver}{receipt}"


@router.api_route("/complaints/{place}/{number}/words", methods=["GET", "POST"])
async def words(
    request: Request, door: DoorOf, caller: PageCaller, place: PlaceCode, number: ProceedingNo
) -> Response:
    request_id = request_id_of(request)
    found = person = None
    if request.method == "POST":
        posted = await checked_form(request, door, caller)
        sent = str(posted.get("purpose", ""))
        if sent not in {p.value for p in _PURPOSES}:
            raise Problem(422, "bad_input", "请选择查看信访人身份的目的。")
        person = await complainant(door, caller, place, number, Purpose(sent), request_id)
    else:
        found = await words_for(door, caller, place, number, request_id)
    return await show(
        request,
        "complainant.html",
        title="反映的内容和信访人",
        back=f"/complaints/{place}/{number}",
        number=number,
        words=found,
        person=person,
        purposes=[(p.value, p.zh) for p in _PURPOSES],
    )


@router.get("/complaints/{place}/{number}/paper")
async def answer_paper(
    door: DoorOf, caller: PageCaller, place: PlaceCode, number: ProceedingNo
) -> Response:
    file = await file_for(door, caller, _KIND, place, number)
    for n in range(len(file.answers) + 1, 0, -1):
        row = await door.read(affairs.paper_of, f"{file.id}/answer-{n}")
        if row is not None:
            return paper(row.html)
    raise not_found("处理意见书")
