"""The only door into an affair's state: `apply_to_affair` an act, rules taken, days, papers, mail.

Everything is a pure function from file to file; what raises CaseRefusal leaves no trace. What each
act does stands in `working` and `writing`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.case.notices import NoticeReceipt
from domain.desk import sight, working, writing
from domain.desk.acts import AFFAIR_ACTS
from domain.desk.file import AffairEntry, AffairFile, AffairOrder
from domain.desk.lifecycle import (
    AFFAIR_EXITS,
    AFFAIR_KIND_ZH,
    AFFAIR_MOVES,
    AFFAIR_STAGE_ZH,
    BY_AFFAIR_ACT,
    KIND_CLAUSE,
    OPENERS,
    WRITTEN,
    AffairKind,
    AffairMove,
    AffairStage,
)
from domain.journal import moved, of_act, written
from domain.meeting.item import Members
from domain.policy import Snapshot

AFFAIR_NEEDS = (working.CIRCULAR_RULE,)
"""The policy values an affair asks for when it begins."""

_RULES: dict[str, Callable[[AffairFile, Any], tuple[AffairFile, str]]] = {
    **working.RULES,
    **writing.RULES,
    "refresh_policy": lambda file, act: (file.having(stale_policy=True), act.reason),
}


def admitted(order: AffairOrder, members: Members) -> AffairOrder:
    """The affair as it is taken in, its units under their names of the day. Raises CaseRefusal.

    One that a meeting decided is taken in as it was decided; who took over from its unit has it.
    """
    kind, clause, officer = order.kind, KIND_CLAUSE[order.kind], order.opened_by
    if officer is not None:
        roles = OPENERS[kind]
        require(
            officer.role in roles,
            "role_not_allowed",
            f"“{AFFAIR_KIND_ZH[kind]}”应当由{'、'.join(ROLE_ZH[r] for r in roles)}提出，"
            f"您的岗位是{ROLE_ZH[officer.role]}。",
            clause,
        )
        require(
            officer.place == order.place,
            "not_your_place",
            "您不属于这个县（市、区）的联席会议，请由本县（市、区）的工作人员提出。",
            clause,
        )
        if officer.role in TOWNSHIP_ROLES:
            order = order.model_copy(update={"township": officer.township})
    else:
        heir = members.after(order.owner) if order.owner else None
        return order.model_copy(update={"owner": heir.zh if heir else order.owner})
    _told_whole(order, clause)
    [owner] = members.named((order.owner,), clause) if order.owner else ("",)
    units = members.named(order.units, clause) if order.units else ()
    return order.model_copy(update={"owner": owner, "units": units})


def _told_whole(order: AffairOrder, clause: str) -> None:
    require(
        order.due is None or order.due >= order.opened_on,
        "due_in_the_past",
        f"期限不能早于提出日期{order.opened_on}。",
        clause,
    )
    require(
        order.kind in (*WRITTEN, AffairKind.TASK) or len(order.text.strip()) > 3,
        "text_missing",
        "请写明具体情况和建议。",
        clause,
    )
    match order.kind:
        case AffairKind.TASK:
            require(order.due, "due_missing", "交办任务应当写明完成期限。", clause)
        case AffairKind.SUGGESTION:
            require(order.addressee.strip(), "no_addressee", "决策建议应当写明向谁提出。", clause)
        case AffairKind.CONSULTATION:
            require(
                order.units and order.due and order.document.strip(),
                "consultation_incomplete",
                "会商应当写明会商的文件、请哪些单位提出意见和答复期限。",
                clause,
            )


def opened(order: AffairOrder, affair_id: str, at: datetime) -> AffairFile:
    """The affair as it begins, its first line written."""
    stage = AffairStage.DRAFTING if order.kind in WRITTEN else AffairStage.OPEN
    file = AffairFile(
        order=order,
        id=affair_id,
        stage=stage,
        stage_since=order.opened_on,
        latest=order.opened_on,
        owner=order.owner,
        due=order.due,
        important=order.important,
    )
    source = f"{order.meeting}号会议议定" if order.meeting else ""
    entry = AffairEntry(
        seq=1,
        act="open_affair",
        zh=f"提出{AFFAIR_KIND_ZH[order.kind]}",
        stage=stage,
        on=order.opened_on,
        at=at,
        officer=order.opened_by,
        text=source,
        clause=KIND_CLAUSE[order.kind],
    )
    return written(file, entry)


def rules_taken(file: AffairFile, law: Snapshot, members: Members) -> AffairFile:
    """The place's rules and members, and for a paper its first draft where one was brought."""
    after = file.having(policy=law, members=members, stale_policy=False, version=file.version + 1)
    return writing.first_draft(after)


def affair_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(AFFAIR_ACTS, name)


def apply_to_affair(file: AffairFile, name: str, act: Act, today: date, at: datetime) -> AffairFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_AFFAIR_ACT[name]
    _may(file, move, act, today)
    if file.policy is None or file.members is None:
        raise CaseRefusal("not_ready", "本事项正在读取政策参数和成员单位，请稍后再试。")
    done, text = _RULES[name](file, act)
    entry = of_act(AffairEntry, file.seq + 1, move, act, at, text, stage=file.stage)
    return moved(file, written(done, entry), act.on, AFFAIR_EXITS)


def _may(file: AffairFile, move: AffairMove, act: Act, today: date) -> None:
    """Kind, stage, role, place, unit and day: what the table alone can say."""
    officer = act.officer
    door.in_order(
        file.stage in move.stages and file.kind in move.kinds,
        move,
        f"本事项（{AFFAIR_KIND_ZH[file.kind]}）处于“{AFFAIR_STAGE_ZH[file.stage]}”阶段",
        lawful_affair_moves(file, officer.role, officer.unit),
    )
    door.by_post(officer.role in move.roles, move, officer)
    door.of_place(
        officer,
        file.order.place,
        "本事项不属于您所在县（市、区）的联席会议，请由本县（市、区）的工作人员办理。",
        move.clause,
    )
    door.dated(act, file.stage_since, today, move.clause)
    working.must_be_whose_it_is(file, move.act, officer)


def lawful_affair_moves(file: AffairFile, role: Role, unit: str = "") -> tuple[AffairMove, ...]:
    """What this role, and this unit of a liaison, may do in the present stage by the table."""
    return tuple(
        m
        for m in AFFAIR_MOVES
        if file.kind in m.kinds
        and file.stage in m.stages
        and role in m.roles
        and sight.whose_it_is(file, m.act, role, unit)
    )


# --- what the affair does by itself -----------------------------------------------------------------


def watched(file: AffairFile, today: date, at: datetime) -> AffairFile:
    """What the calendar does: a reminder before its day, a mark once its day has passed (TR-18)."""
    if file.over or file.due is None or file.stage is not AffairStage.OPEN:
        return file
    who = working.whom_it_waits_for(file)
    if today > file.due and not file.late:
        return _noted(file, "overdue", "超期", today, at, f"{who}（期限{file.due}）").having(
            late=True
        )
    remind = file.remind_on
    if remind is not None and today >= remind and file.reminded_on is None and not file.late:
        text = f"{who}（期限{file.due}）"
        return _noted(file, "reminded", "到期提醒", today, at, text).having(reminded_on=today)
    return file


def paper_issued(file: AffairFile, receipt: NoticeReceipt, at: datetime) -> AffairFile:
    """The signed paper has its number; from now on it is on its way to those it is for."""
    if file.paper or file.stage is not AffairStage.ISSUING:
        return file
    after = _noted(file, "issued", "编号印发", receipt.issued_on, at, receipt.number)
    return after.having(paper=receipt.number, digest=receipt.digest, mail=writing.mailing(after))


def mailed(file: AffairFile, key: str, on: date, at: datetime) -> AffairFile:
    """Everybody named has it, once each; the affair of a paper ends with that."""
    mail = tuple(
        m.model_copy(update={"sent_on": on}) if m.key == key and m.sent_on is None else m
        for m in file.mail
    )
    if mail == file.mail:
        return file
    [sent] = (m for m in file.mail if m.key == key)
    told = _noted(file, "mailed", "已送达", on, at, f"{len(sent.units)}个单位").having(mail=mail)
    return told.having(stage=AffairStage.CLOSED, stage_since=on)


def _noted(file: AffairFile, code: str, zh: str, on: date, at: datetime, text: str) -> AffairFile:
    entry = AffairEntry(
        seq=file.seq + 1, act=code, zh=zh, stage=file.stage, on=on, at=at, text=text
    )
    return written(file, entry)
