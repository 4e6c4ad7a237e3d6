"""Before the meeting: agenda, approval, notice, who comes, cancelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.assembly import acts
from domain.assembly.file import Call, Mailing, MeetingFile, Reply
from domain.assembly.lifecycle import MeetingStage
from domain.assembly.points import GRADE_ZH, Point, PointGrade, PointKind, PointSource
from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import Role

Ruled = tuple[MeetingFile, str]
Rule = Callable[[MeetingFile, Any], Ruled]
_AGENDA = "escalation.agenda_approval"


def add_points(file: MeetingFile, act: acts.AddPoints) -> Ruled:
    added: list[Point] = []
    for number, new in enumerate(act.points, start=file.points_given + 1):
        added.append(_point(file, act, new, f"p{number}"))
    named = [p.item for p in (*file.points, *added) if p.item]
    twice = sorted({item.removeprefix("item/") for item in named if named.count(item) > 1})
    require(
        not twice,
        "item_twice",
        f"以下议题已经列入本次会议，不能重复列入：{'、'.join(twice)}，请删去后再提交。",
        "TR-15",
    )
    after = file.having(points=(*file.points, *added), points_given=file.points_given + len(added))
    return after, "；".join(f"{p.head()}（{GRADE_ZH[p.grade]}）" for p in added)


def _point(file: MeetingFile, act: acts.AddPoints, new: acts.NewPoint, key: str) -> Point:
    by = own_unit(file, act.officer)
    if new.kind is PointKind.ITEM:
        require(
            not file.order.township,
            "items_of_the_county",
            "家庭的一事一议由县级联席会议议定。本级联席会议不能解决的，请议定向上级联席会议提出，"
            "或者由案件提请。",
            "HB-26",
        )
        return _item_point(file, act, new, key, by)
    require(
        len(new.title.strip()) > 1,
        "title_missing",
        "政策和工作事项应当写明议题名称。",
        "TR-56",
    )
    require(
        new.source is not PointSource.ASSIGNED or new.reference.strip(),
        "assignment_missing",
        "党委、政府交办的事项应当写明交办文件。",
        "HB-06; TR-14",
    )
    grade = new.grade or PointGrade.MEMBERS
    units = named(file, new.units, "TR-59")
    _concerned_named(grade, units, new.title)
    return Point(
        key=key,
        kind=new.kind,
        title=new.title.strip(),
        source=PointSource.UNIT if by else new.source,
        reference=new.reference,
        proposed_by=by,
        grade=grade,
        units=tuple(dict.fromkeys((*units, *((by,) if by else ())))),
        figures=new.figures,
    )


def _item_point(
    file: MeetingFile, act: acts.AddPoints, new: acts.NewPoint, key: str, by: str
) -> Point:
    require(
        not by,
        "office_tables_items",
        "一事一议议题由联席会议办公室列入；成员单位可以提出政策和工作事项。",
        "TR-15",
    )
    found = next((k for k in act.known.items if k.item == f"item/{new.item}"), None)
    require(
        found is not None and found.place == file.order.place,
        "item_unknown",
        f"没有编号为“{new.item}”的在办议题，请按“案件编号/件次”填写，例如TR2026000001/1。",
        "TR-15",
    )
    if found is None:  # narrowing for the type checker
        raise RuntimeError("an unknown item was let through")
    require(
        found.ready,
        "item_not_ready",
        f"议题{new.item}的材料尚未审核完毕或者会前程序尚未完成，请先在议题中办完，再列入会议。",
        "TR-15; TR-16",
    )
    require(
        not found.elsewhere or found.elsewhere == file.id,
        "item_elsewhere",
        f"议题{new.item}已经列入{found.elsewhere.rsplit('/', 1)[-1]}号会议，请先从该会议撤下。",
        "TR-15",
    )
    units = tuple(dict.fromkeys((*named(file, new.units, "TR-59"), *found.units)))
    grade = new.grade or PointGrade.CONCERNED
    require(
        grade is not PointGrade.OPEN,
        "household_not_open",
        f"议题{new.item}涉及家庭情况，知悉范围不能定为“可以公开”。",
        "TR-59",
    )
    _concerned_named(grade, units, new.item)
    return Point(
        key=key,
        kind=new.kind,
        item=found.item,
        case_no=found.case_no,
        item_number=found.number,
        brief=found.brief,
        grade=grade,
        units=units,
    )


def _concerned_named(grade: PointGrade, units: tuple[str, ...], which: str) -> None:
    require(
        grade is not PointGrade.CONCERNED or units,
        "concerned_not_named",
        f"议题“{which}”仅限有关单位知悉的，应当写明是哪些单位。",
        "TR-59",
    )


def remove_point(file: MeetingFile, act: acts.RemovePoint) -> Ruled:
    point = known_point(file, act.point)
    points = tuple(p for p in file.points if p.key != point.key)
    return file.having(points=points), f"{point.head()}：{act.reason}"


def invite_unit(file: MeetingFile, act: acts.InviteUnit) -> Ruled:
    unit = act.unit.strip()
    require(
        file.body.unit(unit) is None and unit not in file.invited,
        "already_called",
        f"{unit}已经在本次会议的参会单位中，无需邀请。",
        "HB-08; TR-04",
    )
    after = file.having(invited=(*file.invited, unit))
    if file.stage is MeetingStage.CALLED:
        mail = Mailing(key=f"invited{len(after.invited)}", kind="notice", units=(unit,))
        after = after.having(mail=(*file.mail, mail))
    return after, f"{unit}：{act.reason}"


def submit_agenda(file: MeetingFile, act: acts.SubmitAgenda) -> Ruled:
    require(file.points, "no_points", "会议还没有议题，请先列入议题。", "TR-15; TR-21")
    return file.having(stage=MeetingStage.AGENDA), f"{len(file.points)}项议题"


def approve_meeting(file: MeetingFile, act: acts.ApproveMeeting) -> Ruled:
    return file.having(stage=MeetingStage.CALLING), _approver(file, act.officer)


def return_meeting(file: MeetingFile, act: acts.ReturnMeeting) -> Ruled:
    _approver(file, act.officer)
    return file.having(stage=MeetingStage.PREPARING), act.reason


def _approver(file: MeetingFile, officer: Officer) -> str:
    """Who settles the agenda: the government office where the place says so (TR-21)."""
    if not file.law.has(_AGENDA):
        require(
            officer.role is not Role.GOVERNMENT_OFFICE,
            "convener_settles_agenda",
            "本地文件没有规定由政府办公室审定议程，请由召集人审定。",
            "TR-21",
        )
        return "本地文件没有规定议程审定人，由召集人审定"
    by_office = file.law.flag(_AGENDA)
    require(
        (officer.role is Role.GOVERNMENT_OFFICE) == by_office,
        "not_the_approver",
        f"本地规定会议审议事项由{'政府办公室' if by_office else '召集人'}审定。",
        file.law.cite(_AGENDA),
    )
    return ""


def call_meeting(file: MeetingFile, act: acts.CallMeeting) -> Ruled:
    require(
        act.meets_on >= act.on,
        "meets_in_the_past",
        f"开会日期不能早于发出通知的日期{act.on}。",
        "TR-50",
    )
    number = len(file.calls) + 1
    call = Call(number=number, meets_on=act.meets_on, at=act.at, venue=act.venue)
    kind = {MeetingStage.CALLING: "notice", MeetingStage.CALLED: "moved"}.get(
        file.stage, "continued"
    )
    mail = Mailing(key=f"{kind}{number}", kind=kind, units=file.called)
    stage = MeetingStage.CALLED if file.stage is MeetingStage.CALLING else file.stage
    after = file.having(calls=(*file.calls, call), mail=(*file.mail, mail), stage=stage)
    where = f"，{act.venue}" if act.venue else ""
    return (
        after,
        f"{act.meets_on}{' ' + act.at if act.at else ''}{where}，通知{len(mail.units)}个单位",
    )


def confirm_notice(file: MeetingFile, act: acts.ConfirmNotice) -> Ruled:
    unit = own_unit(file, act.officer)
    call = file.call
    if call is None:
        raise RuntimeError("a meeting that was called has no notice")
    require(
        not act.substitute or act.mandate.strip(),
        "mandate_missing",
        "由他人代为参会的，应当写明委托书或者委派文件。",
        "TR-50; TR-56",
    )
    reply = Reply(
        unit=unit,
        coming=act.coming,
        post=act.post,
        substitute=act.substitute,
        mandate=act.mandate,
        on=act.on,
        by=act.officer.id,
        call=call.number,
    )
    others = tuple(r for r in file.replies if r.unit != unit)
    text = "参会" if act.coming else "不能参会"
    return file.having(replies=(*others, reply)), f"{unit}：{text}"


def cancel_meeting(file: MeetingFile, act: acts.CancelMeeting) -> Ruled:
    """Whoever got a notice is told; nobody else is."""
    told = tuple(dict.fromkeys(u for m in file.mail for u in m.units))
    mail = (Mailing(key="cancelled", kind="cancelled", units=told),) if told else ()
    after = file.having(
        stage=MeetingStage.CANCELLED, cancelled_because=act.reason, mail=(*file.mail, *mail)
    )
    return after, act.reason + (f"；告知{len(told)}个单位" if told else "")


# --- shared with the other parts --------------------------------------------------------------------


def named(file: MeetingFile, given: tuple[str, ...], clause: str) -> tuple[str, ...]:
    """The Chinese names of units called to this meeting: members by code or name, or invited."""
    strangers = tuple(u for u in given if u in file.invited)
    members = tuple(u for u in given if u not in file.invited)
    return (*file.body.named(members, clause), *strangers)


def own_unit(file: MeetingFile, officer: Officer) -> str:
    """The unit a liaison speaks for; empty for everybody else."""
    if officer.role is not Role.UNIT_LIAISON:
        return ""
    [unit] = named(file, (officer.unit,), "TR-56")
    return unit


def known_point(file: MeetingFile, key: str) -> Point:
    point = file.point(key)
    require(
        point is not None,
        "point_unknown",
        f"本次会议没有编号为{key}的议题，现有：{'、'.join(p.key for p in file.points) or '无'}。",
        "TR-56",
    )
    if point is None:  # narrowing for the type checker
        raise RuntimeError("an unknown point was let through")
    return point


RULES: dict[str, Rule] = {
    "add_points": add_points,
    "remove_point": remove_point,
    "invite_unit": invite_unit,
    "submit_agenda": submit_agenda,
    "approve_meeting": approve_meeting,
    "return_meeting": return_meeting,
    "call_meeting": call_meeting,
    "confirm_notice": confirm_notice,
    "cancel_meeting": cancel_meeting,
}
