"""The only door into an item's state: `apply_to_item` an act, `decided` minutes, marks of the days.

Everything is a pure function from file to file; what raises CaseRefusal is refused and leaves no
trace. The way is TR's: papers, agenda, preparatory meeting, opinions, meeting, decision; which of
the steps a place asks for, and how many units a decision needs, its pack says.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain import door
from domain.base import CaseRefusal
from domain.body.members import Members
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.journal import moved, of_act, written
from domain.meeting import acts, deciding, sitting, timing, watching
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.item import (
    ItemEntry,
    ItemFile,
    ItemOrder,
    Opinion,
    Preparatory,
    Recused,
)
from domain.meeting.lifecycle import (
    BY_ITEM_ACT,
    ENDED,
    ITEM_EXITS,
    ITEM_MOVES,
    ITEM_STAGE_ZH,
    ItemMove,
    ItemStage,
)
from domain.policy import Snapshot
from domain.raising.admission import admitted
from domain.raising.order import ItemSource

ITEM_NEEDS = (
    "escalation.rule",
    "escalation.causes",
    "escalation.min_units",
    "escalation.agenda_approval",
    "escalation.preparatory_meeting",
    "escalation.decision",
    "escalation.major_decider",
    "escalation.task_days",
    "escalation.supervision_days",
    "escalation.measures",
    "escalation.ceilings",
    "escalation.measure_ceilings",
    "escalation.funds",
    "escalation.opinion_days",
    "escalation.government_remind_days",
    "escalation.event_hours",
)
"""The policy values an item asks for when it begins."""


def opened(order: ItemOrder, item_id: str) -> ItemFile:
    return ItemFile(order=order, id=item_id, stage_since=order.ordered_on, latest=order.ordered_on)


def rules_taken(
    file: ItemFile, snapshot: Snapshot, members: Members, at: datetime | None = None
) -> ItemFile:
    """The place's rules and member list, at the start and when somebody asked for them anew.

    An item that no case has raised is admitted here, or refused with CaseRefusal (TR-12).
    """
    order, alarm_at = file.order, file.alarm_at
    if file.policy is None and order.source is not ItemSource.CASE:
        order = admitted(order, snapshot)
        alarm_at = timing.alarm_of(order, snapshot, at)
    return file.having(
        order=order,
        alarm_at=alarm_at,
        policy=snapshot,
        members=members,
        stale_policy=False,
        version=file.version + 1,
    )


def item_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(ITEM_ACTS, name)


def apply_to_item(file: ItemFile, name: str, act: Act, today: date, at: datetime) -> ItemFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_ITEM_ACT[name]
    _may(file, move, act, today)
    if file.policy is None or file.members is None:
        raise CaseRefusal("not_ready", "本议题正在读取政策参数，请稍后再试。")
    file.law.text("escalation.rule")
    after, text = _RULES[name](file, act)
    entry = of_act(ItemEntry, file.seq + 1, move, act, at, text, stage=file.stage)
    return moved(file, written(after, entry), act.on, ITEM_EXITS)


def _may(file: ItemFile, move: ItemMove, act: Act, today: date) -> None:
    """Stage, role, place and day: what the table alone can say."""
    officer = act.officer
    door.in_order(
        file.stage in move.stages,
        move,
        f"本议题处于“{ITEM_STAGE_ZH[file.stage]}”阶段",
        lawful_item_moves(file, officer.role),
    )
    body = _body_of(file, act)
    door.by_post(
        officer.role in move.roles
        or any(body.stands_in(officer.id, role, act.on) for role in move.roles if body),
        move,
        officer,
    )
    door.of_place(
        officer,
        file.order.place,
        "本议题不属于您所在县（市、区）的联席会议，请由本县（市、区）联席会议的工作人员办理。",
        move.clause,
    )
    known = getattr(act, "known", None)
    related = known.related if isinstance(known, acts.Known) else ()
    require(
        officer.id not in (*file.barred, *related),
        "recused",
        "您是本议题所涉家庭的近亲属或者已经登记回避，不能办理本议题，请由其他工作人员办理。",
        "57号 Art 11",
    )
    door.dated(act, file.stage_since, today, move.clause)


def _body_of(file: ItemFile, act: Act) -> Members | None:
    """The body on the day of the act where the door has read it, else of the item's own day."""
    known = getattr(act, "known", None)
    return (known.members if isinstance(known, acts.Known) else None) or file.members


# --- the acts, in the order of the procedure: file and act give file and a line for the record ----

_Ruled = tuple[ItemFile, str]


def _submit_papers(file: ItemFile, act: acts.SubmitPapers) -> _Ruled:
    file.body.named(dict.fromkeys(p.unit for p in act.papers if p.unit), "TR-15")
    titles_given = [paper.title for paper in (*file.papers, *act.papers)]
    twice = sorted({title for title in titles_given if titles_given.count(title) > 1})
    require(
        not twice,
        "paper_twice",
        f"以下材料已经收集，无需重复提交：{'、'.join(twice)}。",
        "TR-15",
    )
    titles = "、".join(paper.title for paper in act.papers)
    return file.having(papers=(*file.papers, *act.papers)), f"收到材料：{titles}"


def _sort_papers(file: ItemFile, act: acts.SortPapers) -> _Ruled:
    require(file.papers, "no_papers", "还没有收集到任何材料，请先登记议题材料。", "TR-15")
    units = file.body.named(act.units, "TR-15")
    after = file.having(concerned=units, stage=ItemStage.SORTED)
    return after, f"征求意见单位：{'、'.join(units)}"


def _review_papers(file: ItemFile, act: acts.ReviewPapers) -> _Ruled:
    if act.complete:
        stage = _after_review(file)
        after = file.having(stage=stage)
        return (after if stage is ItemStage.AGENDA else _asked(after, act.on)), "材料齐全"
    require(
        act.missing.strip(),
        "missing_not_named",
        "材料不齐全的，应当写明还缺什么。",
        "TR-15",
    )
    return file.having(stage=ItemStage.COLLECTING), f"材料不齐全：{act.missing}"


def _after_review(file: ItemFile) -> ItemStage:
    if file.law.flag("escalation.agenda_approval"):
        return ItemStage.AGENDA
    return _after_agenda(file)


def _after_agenda(file: ItemFile) -> ItemStage:
    if file.law.flag("escalation.preparatory_meeting"):
        return ItemStage.PREPARATORY
    return ItemStage.MEETING


def _approve_agenda(file: ItemFile, act: acts.ApproveAgenda) -> _Ruled:
    require(
        act.meeting_on is None or act.meeting_on >= act.on,
        "planned_in_the_past",
        f"计划开会日期不能早于审定日期{act.on}。",
        "TR-21",
    )
    planned = file.having(planned_on=act.meeting_on, stage=_after_agenda(file))
    after = _asked(planned, act.on)
    return after, f"计划于{act.meeting_on}开会" if act.meeting_on else ""


def _asked(file: ItemFile, on: date) -> ItemFile:
    """The units are asked all at once, with one day to answer by: the place's days, or the meeting
    where that comes first."""
    days = [file.planned_on] if file.planned_on else []
    if file.law.has("escalation.opinion_days"):
        days.append(file.law.due("escalation.opinion_days", on).on)
    return file.having(opinions_due=min(days, default=None))


def _return_agenda(file: ItemFile, act: acts.ReturnAgenda) -> _Ruled:
    return file.having(stage=ItemStage.COLLECTING), act.reason


def _request_preparatory(file: ItemFile, act: acts.RequestPreparatory) -> _Ruled:
    asked = Preparatory(requested_on=act.on)
    return file.having(preparatory=asked, stage=ItemStage.PRELIMINARY), ""


def _waive_preparatory(file: ItemFile, act: acts.WaivePreparatory) -> _Ruled:
    waived = file.preparatory.model_copy(
        update={
            "waived_on": act.on,
            "waived_by": act.officer.id,
            "waived_because": act.reason,
        }
    )
    return file.having(preparatory=waived, stage=ItemStage.MEETING), act.reason


def _hold_preparatory(file: ItemFile, act: acts.HoldPreparatory) -> _Ruled:
    attended = file.body.named(act.attended, "TR-16")
    held = file.preparatory.model_copy(
        update={"held_on": act.on, "attended": attended, "opinion": act.opinion}
    )
    return file.having(preparatory=held, stage=ItemStage.MEETING), f"初审意见：{act.opinion}"


def _give_unit_opinion(file: ItemFile, act: acts.GiveUnitOpinion) -> _Ruled:
    [unit] = file.body.named((act.officer.unit,), "TR-56")
    opinion = Opinion(
        unit=unit,
        agrees=act.agrees,
        text=act.opinion,
        on=act.on,
        by=act.officer.id,
        late=file.opinions_due is not None and act.on > file.opinions_due,
    )
    others = tuple(o for o in file.opinions if o.unit != unit)
    text = f"{unit}{'同意' if act.agrees else '不同意'}：{act.opinion}"
    return file.having(opinions=(*others, opinion)), text


def _declare_recusal(file: ItemFile, act: acts.DeclareRecusal) -> _Ruled:
    account = act.whose or act.officer.id
    require(
        account == act.officer.id or act.officer.role is not Role.UNIT_LIAISON,
        "not_your_recusal",
        "成员单位联络员只能登记本人回避，他人回避由联席会议办公室或者召集人登记。",
        "57号 Art 11",
    )
    require(
        account not in file.barred,
        "recused_before",
        "该人员已经登记回避，无需重复登记。",
        "57号 Art 11",
    )
    unit = act.officer.unit if account == act.officer.id else ""
    kept = tuple(o for o in file.opinions if o.by != account)
    away = Recused(account=account, unit=unit, reason=act.reason, on=act.on)
    after = file.having(recused=(*file.recused, away), opinions=kept)
    return after, f"{account}回避：{act.reason}"


def _hold_meeting(file: ItemFile, act: acts.HoldMeeting) -> _Ruled:
    after = sitting.held(file, act, act.known, act.meeting)
    stage = ItemStage.GOVERNMENT if act.major else ItemStage.DECISION
    count = len(after.meeting.attended) if after.meeting else 0
    return after.having(stage=stage), f"{count}个单位到会"


def _decide_item(file: ItemFile, act: acts.DecideItem) -> _Ruled:
    if file.stage is ItemStage.MEETING:
        require(
            act.meeting,
            "out_of_order",
            "请先登记联席会议召开情况，或者写明作出决定的会议编号。",
            "TR-13",
        )
        file = sitting.held(
            file, acts.HoldMeeting(officer=act.officer, on=act.on), act.known, act.meeting
        )
    resolution = deciding.resolution_of(file, act)
    after = file.having(resolution=resolution, stage=ItemStage.DECIDED)
    if not act.approved:
        return after, f"不同意：{act.reason}"
    return after, f"同意，{len(act.measures)}项措施"


def _refresh_policy(file: ItemFile, act: acts.RefreshPolicy) -> _Ruled:
    return file.having(stale_policy=True), act.reason


_RULES: dict[str, Callable[[ItemFile, Any], _Ruled]] = {
    "submit_papers": _submit_papers,
    "sort_papers": _sort_papers,
    "review_papers": _review_papers,
    "approve_agenda": _approve_agenda,
    "return_agenda": _return_agenda,
    "request_preparatory": _request_preparatory,
    "waive_preparatory": _waive_preparatory,
    "hold_preparatory": _hold_preparatory,
    "give_unit_opinion": _give_unit_opinion,
    "declare_recusal": _declare_recusal,
    "hold_meeting": _hold_meeting,
    "decide_item": _decide_item,
    "record_government_decision": _decide_item,
    "refresh_policy": _refresh_policy,
}


def item_overdue_marked(file: ItemFile, today: date, at: datetime) -> ItemFile:
    """What the days bring by themselves: see `domain.meeting.watching`."""
    return watching.watched(file, today, at)


def minutes_issued(file: ItemFile, receipt: NoticeReceipt, at: datetime) -> ItemFile:
    """The minutes (会议纪要) are out: the resolution takes their number."""
    if file.resolution is None or file.resolution.number:
        return file
    resolution = file.resolution.model_copy(update={"number": receipt.number})
    told = watching.noted(file, "minutes", "印发会议纪要", receipt.issued_on, at, receipt.number)
    return told.having(resolution=resolution)


def withdrawn(file: ItemFile, on: date, at: datetime) -> ItemFile:
    """The case no longer asks: what was collected stays, nothing is decided."""
    if file.stage in ENDED:
        return file
    told = watching.noted(file, "withdrawn", "议题撤回", on, at, "本案已不再提请一事一议")
    return told.having(stage=ItemStage.WITHDRAWN, stage_since=on)


def lawful_item_moves(file: ItemFile, role: Role) -> tuple[ItemMove, ...]:
    """What this role may do in the present stage by the table; the act itself is checked in full.

    `decide_item` before the meeting is recorded needs the number of one with a record of its own.
    """
    return tuple(m for m in ITEM_MOVES if file.stage in m.stages and role in m.roles)
