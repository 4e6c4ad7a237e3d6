"""Registering a complaint, reading its words, seeing who said it. Each look is in the audit log."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import Caller, in_scope, must_be
from api.work.desk.opening import start
from api.work.hygiene import must_be_clean
from api.work.revealing import look
from api.work.starting import until_shown
from api.work.watch.kinds import WATCHES, file_for
from domain.base import CaseRefusal, Frozen
from domain.complaint import sight
from domain.complaint.file import ComplaintOrder
from domain.complaint.lifecycle import REGISTRARS, Channel, Matter
from domain.identity import check_id, mask_id, mask_name
from domain.privacy import Purpose
from store import cases
from store.watch import complaints, proceedings
from workflows.complaint import ComplaintWorkflow

_CLAUSE = "JZ-55"
_KIND = "complaint"


class ComplaintBody(Frozen):
    """登记一件信访、投诉或者举报。"""

    channel: Channel = Field(description="渠道")
    matter: Matter = Field(description="反映的事项")
    content: str = Field(min_length=4, max_length=4000, description="反映的内容")
    outside_no: str = Field(default="", max_length=40, description="热线工单号；热线件必填")
    outside_due: date | None = Field(default=None, description="热线要求的反馈日期")
    named: bool = Field(default=False, description="是否实名")
    name: str = Field(default="", max_length=40, description="信访人姓名")
    id_no: str = Field(default="", max_length=18, description="信访人公民身份号码")
    phone: str = Field(default="", max_length=30, description="信访人电话")
    protected: bool = Field(default=False, description="要求对身份保密的举报人")
    township: str = Field(default="", max_length=40, description="受理地乡镇（街道）")
    reported: str = Field(default="", max_length=40, description="被反映的乡镇（街道）")
    staff: bool = Field(default=False, description="反映工作人员违纪违法，转纪检监察机构")
    concerned: str = Field(default="", max_length=200, description="被反映的工作人员")
    case_no: str = Field(default="", pattern=r"^([A-Z]{2}\d{10})?$", description="涉及的案件编号")


class ComplaintOpened(BaseModel):
    """已经登记。反映工作人员的，登记后只由纪检监察机构办理，不再显示编号。"""

    place: str
    number: str
    repeats: int = Field(description="同一人就同一事项此前反映的次数")
    href: str


class ComplaintWordsView(BaseModel):
    """反映的内容；身份另行查看。"""

    number: str
    content: str
    name: str = Field(description="已隐去部分的姓名")
    id_no: str
    may_reveal: bool


class Complainant(BaseModel):
    """信访人身份原文；查看已记入审计日志。"""

    number: str
    purpose: Purpose
    name: str
    id_no: str
    phone: str
    concerned: str = Field(description="被反映的工作人员；只有纪检监察机构可以看到")


async def open_complaint(
    door: Door, caller: Caller, body: ComplaintBody, key: str
) -> ComplaintOpened:
    """The complaint running, or Problem. The same key gives the same complaint."""
    must_be(caller, REGISTRARS, "登记信访件", _CLAUSE)
    place, today = caller.place, await door.today()
    if not place:
        raise not_found("地区")
    body = await _checked(door, caller, body, today)
    words = complaints.Words(
        **body.model_dump(include={"name", "id_no", "phone", "content", "concerned"})
    )
    done = await door.write(
        complaints.register,
        words,
        key=key,
        place=place,
        on=today,
        matter=body.matter,
        about=body.case_no or body.reported or body.township,
        staff=body.staff,
    )
    order = ComplaintOrder(
        place=place,
        number=done.number,
        channel=body.channel,
        matter=body.matter,
        township="" if body.staff else body.township,
        reported="" if body.staff else body.reported,
        named=body.named,
        known_person=bool(body.id_no or body.phone),
        protected=body.protected,
        staff=body.staff,
        outside_no=body.outside_no,
        outside_due=body.outside_due,
        case_no="" if body.staff else body.case_no,
        earlier=done.earlier,
        digest=done.digest,
        opened_on=today,
        opened_by=None if body.staff else caller.officer(place),
    )
    watch = WATCHES[_KIND]
    await start(
        door,
        ComplaintWorkflow.run,
        order,
        watch.id(place, done.number),
        place,
        f"信访件 · {door.place(place).short}",
        key,
    )
    kind = complaints.INSPECTION if body.staff else _KIND
    await until_shown(lambda: door.read(proceedings.get, place, kind, done.number))
    if body.staff:
        return ComplaintOpened(place=place, number="", repeats=0, href="")
    return ComplaintOpened(
        place=place,
        number=done.number,
        repeats=len(done.earlier),
        href=f"/api/v1/complaints/{place}/{done.number}",
    )


async def _checked(door: Door, caller: Caller, body: ComplaintBody, today: date) -> ComplaintBody:
    """The body with everything in its one form. Problem 422 at each wrong field."""
    must_be_clean(body, today)
    faults: list[FieldFault] = []

    def wrong(field: str, message: str) -> None:
        faults.append(FieldFault(field=field, message=message))

    township = body.township or caller.township
    if township and not in_scope(caller, caller.place, township):
        raise not_found("乡镇（街道）")
    known = {t.code for t in door.place(caller.place).townships}
    for field, code in (("township", township), ("reported", body.reported)):
        if code and code not in known:
            wrong(field, "没有这个乡镇（街道），请重新选择。")
    if body.channel is Channel.HOTLINE and not body.outside_no.strip():
        wrong("outside_no", "热线件应当填写热线工单号，以便回复办理结果。")
    if body.named and not (body.name.strip() and (body.id_no.strip() or body.phone.strip())):
        wrong("name", "实名件应当填写姓名和公民身份号码或者电话。")
    number = body.id_no
    if number.strip():
        try:
            number = check_id(number, today)
        except CaseRefusal as refusal:
            wrong("id_no", refusal.message)
    if body.outside_due is not None and body.outside_due < today:
        wrong("outside_due", f"反馈日期不能早于今天（{today}）。")
    if body.matter is Matter.CONDUCT and not body.staff:
        wrong("staff", "反映工作人员违纪违法的，应当选择转纪检监察机构。")
    if faults:
        raise bad_input(tuple(faults))
    if caller.township and body.reported == caller.township:
        raise Problem(
            409,
            "reported_here",
            "反映的是您所在的乡镇（街道），不能由您登记。请告知信访人向县级民政部门、信访部门或者"
            "投诉举报电话反映。",
            clause=_CLAUSE,
        )
    if body.case_no:
        row = await door.read(cases.get_case, body.case_no)
        if row is None or not in_scope(caller, row.place, row.township):
            raise bad_input((FieldFault(field="case_no", message="没有该编号的案件，请核对。"),))
    phone = re.sub(r"\D", "", body.phone)
    return body.model_copy(update={"township": township, "id_no": number, "phone": phone})


async def words_for(
    door: Door, caller: Caller, place: str, number: str, request_id: str
) -> ComplaintWordsView:
    """What was said, for those who handle it; the look is logged."""
    file = await file_for(door, caller, _KIND, place, number)
    officer = caller.officer(place)
    if not sight.may_read_words(file, officer):
        raise not_found("反映的内容")
    subject = WATCHES[_KIND].id(place, number)
    await log_command(door, caller, "read_words", subject, "done", place, request_id)
    row = await door.read(complaints.words_of, place, number)
    if row is None:
        raise not_found("反映的内容")
    may = sight.may_see_person(file, officer)
    return ComplaintWordsView(
        number=number,
        content=row.content,
        name=mask_name(row.name) if may and row.name else "",
        id_no=mask_id(row.id_no) if may and row.id_no else "",
        may_reveal=may and bool(row.name or row.id_no or row.phone),
    )


async def complainant(
    door: Door, caller: Caller, place: str, number: str, purpose: Purpose, request_id: str
) -> Complainant:
    """Who complained, in clear. The log is written first: no look without its line."""
    file = await file_for(door, caller, _KIND, place, number)
    if not sight.may_see_person(file, caller.officer(place)):
        raise Problem(
            403,
            "person_closed",
            "您的岗位不能查看信访人身份。受保护的举报人只能由县级民政部门和信访部门查看。",
            clause=_CLAUSE,
        )
    subject = WATCHES[_KIND].id(place, number)
    what = look("Complainant.*", purpose)
    await log_command(door, caller, what, subject, "done", place, request_id)
    row = await door.read(complaints.words_of, place, number)
    if row is None:
        raise not_found("信访人")
    return Complainant(
        number=number,
        purpose=purpose,
        name=row.name,
        id_no=row.id_no,
        phone=row.phone,
        concerned=row.concerned if file.order.staff else "",
    )
