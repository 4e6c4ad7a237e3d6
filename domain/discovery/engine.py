"""The only door to a lead: what is lawful now, and what it does to the file.

Nothing here grants, changes or ends aid. An act that needs a case carries the number of one that
was applied for; what the case decides comes back by itself (`answered`) and closes the lead.
"""

from __future__ import annotations

from datetime import date, datetime

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Act, Officer
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.discovery.acts import LEAD_ACTS, Consent, Ground
from domain.discovery.answer import ADMITTED, CaseAnswer
from domain.discovery.doing import RULES
from domain.discovery.file import (
    DiscoveryFile,
    LeadEntry,
    LeadOrder,
    LeadResult,
    Origin,
    channels_of,
    problems_of,
)
from domain.discovery.lifecycle import (
    BY_LEAD_ACT,
    LEAD_EXITS,
    LEAD_KIND_ZH,
    LEAD_MOVES,
    LEAD_STAGE_ZH,
    REPORT_CLAUSE,
    REPORTERS,
    LeadKind,
    LeadMove,
    LeadStage,
)
from domain.discovery.tasks import open_lead_tasks, whose
from domain.journal import said
from domain.policy import Snapshot


def may_report(officer: Officer, order: LeadOrder) -> None:
    """Who may report what. Raises CaseRefusal; a channel is looked at when the rules are there."""
    require(
        officer.role in REPORTERS,
        "role_not_allowed",
        f"“上报线索”应当由{'、'.join(ROLE_ZH[r] for r in REPORTERS)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        REPORT_CLAUSE,
    )
    _must_be_here(officer, order.place, order.township, order.village)


def channel_must_be_open(law: Snapshot, channel: str, problem: str) -> None:
    """A lead is tagged with a channel and a type of the place's own list (JZ-56, HB-29)."""
    channels, problems = channels_of(law), problems_of(law)
    require(
        channel in channels,
        "channel_unknown",
        f"发现渠道不在本地目录内，可以选择：{'、'.join(channels.values())}。",
        "57号 Art 6; JZ-56",
    )
    require(
        problem in problems,
        "problem_unknown",
        f"困难类型不在目录内，可以选择：{'、'.join(problems.values())}。",
        "57号 Art 6; HB-29",
    )


def opened(order: LeadOrder, at: datetime) -> DiscoveryFile:
    """A new lead, once its reporter may report it."""
    may_report(order.reported_by, order)
    return begun(order, at)


def begun(order: LeadOrder, at: datetime) -> DiscoveryFile:
    """A listed person who is in a living case already needs no second one (JZ-06)."""
    file = DiscoveryFile(
        order=order,
        township=order.township,
        village=order.village,
        stage_since=order.reported_on,
        latest=order.reported_on,
    )
    text = LEAD_KIND_ZH[order.kind] + ("，急难" if order.urgent else "")
    file = _written(
        file,
        "report_lead",
        "上报线索",
        order.reported_on,
        at,
        order.reported_by,
        text,
        REPORT_CLAUSE,
    )
    listed = order.origin is Origin.WORKBOOK and order.kind is LeadKind.ENTER
    if listed and order.known_case and not order.urgent:
        reason = f"名单所列人员已在案件{order.known_case}中申请或者享受救助"
        return _ended(
            file,
            LeadResult(
                outcome=Ground.ALREADY_HELPED,
                on=order.reported_on,
                reason=reason,
                clause="57号 Art 4",
                ref=order.known_case,
            ),
            at,
        )
    return file


def rules_taken(file: DiscoveryFile, law: Snapshot) -> DiscoveryFile:
    return file.having(law=law, stale_policy=False, version=file.version + 1)


def lead_act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    return door.act_from(LEAD_ACTS, name)


def apply_to_lead(
    file: DiscoveryFile, name: str, act: Act, today: date, at: datetime
) -> DiscoveryFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not."""
    move = BY_LEAD_ACT[name]
    _may(file, move, act, today)
    _nobody_came_before(file, act)
    after, text = RULES[name](file, act)
    if after.stage is not file.stage:
        if after.stage not in LEAD_EXITS[file.stage]:
            raise RuntimeError(f"no way leads from {file.stage} to {after.stage}")
        after = after.having(stage_since=act.on)
    told = said(text, act.note)
    after = _written(after, name, move.zh, act.on, at, act.officer, told, move.clause)
    return _settled(after, at) if after.case_no else after


def _may(file: DiscoveryFile, move: LeadMove, act: Act, today: date) -> None:
    officer = act.officer
    door.in_order(
        file.stage in move.stages and file.order.kind in move.kinds,
        move,
        f"本线索为“{LEAD_KIND_ZH[file.order.kind]}”，处于“{LEAD_STAGE_ZH[file.stage]}”",
        lawful_lead_moves(file, officer.role),
    )
    door.by_post(officer.role in move.roles, move, officer)
    _must_be_here(officer, file.place, file.township, file.village)
    earliest = file.order.reported_on
    door.dated(act, earliest, today, move.clause)


def _nobody_came_before(file: DiscoveryFile, act: Act) -> None:
    """Two people at one lead: the second is told who did what meanwhile, and looks again."""
    newer = [
        e
        for e in file.journal
        if act.seen is not None
        and e.seq > act.seen
        and e.officer
        and e.officer.id != act.officer.id
    ]
    if newer and newer[-1].officer is not None:
        raise CaseRefusal(
            "changed_meanwhile",
            f"您打开本线索之后，{newer[-1].officer.id}已办理“{newer[-1].zh}”，"
            "请核对最新情况后重新提交。",
            "社会救助法 Art 64",
        )


def _must_be_here(officer: Officer, place: str, township: str, village: str) -> None:
    """A township works on its own leads, a village assistant on those of the own village."""
    ours = officer.place == place and (
        officer.role not in TOWNSHIP_ROLES or officer.township == township
    )
    require(
        ours and (not officer.village or officer.village == village),
        "not_your_case",
        "本线索不属于您所在的村（社区）、乡镇（街道）或者县（市、区），请由管辖的单位办理。",
        "JZ-32; YC-08",
    )


# --- what happens without a person ----------------------------------------------------------------


def answered(file: DiscoveryFile, answer: CaseAnswer, at: datetime) -> DiscoveryFile:
    """A case this lead led to has decided. The answer of a strange case changes nothing.

    One admission is enough to end the lead; otherwise all its cases must have answered.
    """
    if file.closed or answer.case_no in {a.case_no for a in file.answers}:
        return file
    # Kept even when the lead knows no case yet: the door may have been cut off after opening it.
    heard = file.having(answers=(*file.answers, answer), version=file.version + 1)
    return _settled(heard, at)


def _settled(file: DiscoveryFile, at: datetime) -> DiscoveryFile:
    heard = {a.case_no: a for a in file.answers if a.case_no in file.cases}
    admitted = next((a for a in heard.values() if a.outcome == ADMITTED), None)
    if not heard or (admitted is None and len(heard) < len(file.cases)):
        return file
    told = admitted or heard[file.case_no]
    result = LeadResult(outcome=told.outcome, on=told.on, clause=told.clause, ref=told.case_no)
    return _ended(file, result, at)


def lead_overdue_marked(file: DiscoveryFile, today: date, at: datetime) -> DiscoveryFile:
    """Each task that passed its day is noted once, with whose it was (JZ-35)."""
    for task in open_lead_tasks(file):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{whose(file, task)}：{task.zh}（期限{task.due}）"
            file = _written(file, "overdue", "超期", today, at, None, text, task.clause)
            file = file.having(overdue=(*file.overdue, task.mark))
    return file


def _ended(file: DiscoveryFile, result: LeadResult, at: datetime) -> DiscoveryFile:
    closed = file.having(stage=LeadStage.CLOSED, stage_since=result.on, result=result)
    text = "，".join(part for part in (result.reason, result.ref) if part)
    return _written(closed, "lead_closed", "线索办结", result.on, at, None, text, result.clause)


def _written(
    file: DiscoveryFile,
    act: str,
    zh: str,
    on: date,
    at: datetime,
    officer: Officer | None,
    text: str,
    clause: str,
) -> DiscoveryFile:
    entry = LeadEntry(
        seq=file.seq + 1,
        act=act,
        zh=zh,
        on=on,
        at=at,
        officer=officer,
        text=text,
        clause=clause,
    )
    return file.having(
        journal=(*file.journal, entry),
        seq=entry.seq,
        version=file.version + 1,
        latest=max(file.latest, on),
    )


def lawful_lead_moves(file: DiscoveryFile, role: Role) -> tuple[LeadMove, ...]:
    """What this role may do now, what the visit rules out left away."""
    found = [
        m
        for m in LEAD_MOVES
        if role in m.roles and file.stage in m.stages and file.order.kind in m.kinds
    ]
    if not file.order.urgent:
        found = [m for m in found if m.act != "take_urgent"]
    visit = file.visit
    if visit is None or not visit.fits:
        found = [m for m in found if not m.linked]
    elif visit.consent is not Consent.AGREES:
        found = [m for m in found if m.act != "open_application"]
    return tuple(found)
