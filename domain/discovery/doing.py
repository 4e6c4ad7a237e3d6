"""What each act does to a lead, once role, stage, place and day are lawful."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.base import CaseRefusal
from domain.case.acts import RefreshPolicy
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH
from domain.discovery import acts
from domain.discovery.acts import CONSENT_ZH, GROUND_ZH, Consent, Ground
from domain.discovery.file import Assignment, DiscoveryFile, LeadResult, Visit
from domain.discovery.lifecycle import LEAD_KIND_ZH, VISITOR_ROLES, LeadKind, LeadStage
from domain.policy import Snapshot

Ruled = tuple[DiscoveryFile, str]
"""The file after the act and a line for the record."""


def _law(file: DiscoveryFile) -> Snapshot:
    if file.law is None:
        raise CaseRefusal("not_ready", "本线索正在读取政策参数，请稍后再试。")
    return file.law


def _add(file: DiscoveryFile, act: acts.AddToLead) -> Ruled:
    return file, act.text


def _transfer(file: DiscoveryFile, act: acts.TransferLead) -> Ruled:
    require(
        act.township != file.township,
        "same_township",
        "本线索已在该乡镇（街道），无需转交。",
        "57号 Art 6; JZ-32",
    )
    return file.having(township=act.township, village=act.village), act.reason


def _take_urgent(file: DiscoveryFile, act: acts.TakeUrgent) -> Ruled:
    require(
        file.order.urgent,
        "not_urgent",
        "本线索没有标明急难，请由乡镇（街道）分派走访。",
        "57号 Art 6; HB-29",
    )
    due = _law(file).due("discovery.urgent_days", file.order.reported_on)
    going = Assignment(
        visitor=act.officer.id,
        role=act.officer.role,
        by=act.officer.id,
        on=act.on,
        due=max(due.on, act.on),
        provisional=due.provisional,
        team=True,
    )
    return file.having(stage=LeadStage.VISITING, assignment=going), act.measures


def _assign(file: DiscoveryFile, act: acts.AssignVisit) -> Ruled:
    require(
        act.visitor_role in VISITOR_ROLES,
        "visitor_role",
        f"走访应当分派给{'、'.join(ROLE_ZH[r] for r in VISITOR_ROLES)}。",
        "57号 Art 6; JZ-34",
    )
    require(
        act.due is None or act.due >= act.on,
        "due_in_the_past",
        f"走访期限不能早于分派日期{act.on}。",
        "57号 Art 6; JZ-32",
    )
    name = "discovery.urgent_days" if file.order.urgent else "discovery.visit_days"
    counted = None if act.due else _law(file).due(name, act.on)
    due = act.due or (counted.on if counted else act.on)
    going = Assignment(
        visitor=act.visitor,
        role=act.visitor_role,
        by=act.officer.id,
        on=act.on,
        due=due,
        provisional=bool(counted and counted.provisional),
    )
    text = f"由{act.visitor}走访，{due}前完成"
    return file.having(stage=LeadStage.VISITING, assignment=going), text


def _record_visit(file: DiscoveryFile, act: acts.RecordVisit) -> Ruled:
    going = file.assignment
    require(
        going is not None and going.visitor in (act.officer.id, *act.visitors),
        "not_assigned",
        f"本次走访已分派给{going.visitor if going else ''}，应当由其参加走访；"
        "需要换人的，请先重新分派。",
        "57号 Art 6; JZ-34",
    )
    require(
        not act.met or act.informed,
        "not_informed",
        "见到本人或者家属时，应当告知救助政策和申请途径，请告知后登记。",
        "57号 Art 6; 社会救助法 Art 39",
    )
    require(
        act.consent is not Consent.AGREES or (act.met and act.consent_paper.strip()),
        "consent_paper_missing",
        "家庭同意代办的，应当写明委托书编号或者同意的记录方式。",
        "57号 Art 6; YC-08",
    )
    visit = Visit(
        number=len(file.visits) + 1,
        recorded_by=act.officer.id,
        **act.model_dump(include=set(Visit.model_fields)),
    )
    visited = file.having(visits=(*file.visits, visit))
    if not act.met:
        return visited, "未见到本人"
    return visited.having(stage=LeadStage.VISITED), f"已走访，{CONSENT_ZH[act.consent]}"


def _visit_again(file: DiscoveryFile, act: acts.VisitAgain) -> Ruled:
    going = file.assignment
    if going is None:
        raise RuntimeError("a visited lead was assigned to nobody")
    due = _law(file).due("discovery.visit_days", act.on)
    again = going.model_copy(
        update={"on": act.on, "by": act.officer.id, "due": due.on, "provisional": due.provisional}
    )
    return file.having(stage=LeadStage.VISITING, assignment=again), act.reason


def must_be_fit_to_apply(file: DiscoveryFile) -> None:
    """Nobody gets a case without a visit that found need and a consent that is on paper."""
    visit = file.visit
    require(
        visit is not None and visit.fits,
        "not_found_in_need",
        "走访认为不符合救助条件的，不代办申请，请说明理由办结；情况有变化的，请安排再次走访。",
        "57号 Art 6; JZ-61",
    )
    require(
        visit is not None and visit.consent is Consent.AGREES,
        "no_consent",
        "本人或者监护人尚未同意申请，不能代办，请再次走访征求意见。",
        "57号 Art 6; YC-08",
    )


def _open_application(file: DiscoveryFile, act: acts.OpenApplication) -> Ruled:
    must_be_fit_to_apply(file)
    opened = file.having(stage=LeadStage.APPLYING, case_no=act.case_no, also=act.also)
    return opened, "、".join((act.case_no, *act.also))


def _hand_to_case(file: DiscoveryFile, act: acts.HandToCase) -> Ruled:
    visit = file.visit
    require(
        visit is not None and visit.fits,
        "found_eligible",
        "走访认为仍符合救助条件的，请说明理由办结，不转案件核实。",
        "57号 Art 30; JZ-62",
    )
    return file.having(stage=LeadStage.VERIFYING, case_no=act.case_no), act.case_no


def _close(file: DiscoveryFile, act: acts.CloseLead) -> Ruled:
    _ground_must_hold(file, act)
    result = LeadResult(
        outcome=act.ground, on=act.on, reason=act.reason, clause=act.clause, ref=act.ref
    )
    text = f"{GROUND_ZH[act.ground]}：{act.reason}"
    return file.having(stage=LeadStage.CLOSED, result=result), text


def _ground_must_hold(file: DiscoveryFile, act: acts.CloseLead) -> None:
    visit, ground, kind = file.visit, act.ground, file.order.kind
    zh = GROUND_ZH[ground]
    known = ground in acts.UNVISITED_GROUNDS
    require(
        known or visit is not None,
        "not_visited",
        f"以“{zh}”办结的，应当先走访。尚未走访的，请分派走访。",
        "57号 Art 6; JZ-35",
    )
    require(
        not known or act.ref.strip(),
        "reference_missing",
        f"以“{zh}”办结的，应当写明案件编号或者线索编号。",
        "57号 Art 6; JZ-35",
    )
    require(
        act.ref != file.lead_no,
        "reference_to_itself",
        "不能以本线索自己的编号作为理由，请写明另一条线索或者案件的编号。",
        "57号 Art 6; JZ-35",
    )
    require(
        ground is not Ground.PERSON_DECLINES
        or (kind is LeadKind.ENTER and visit is not None and visit.consent is Consent.DECLINES),
        "did_not_decline",
        "走访记录中没有“不愿申请”的意见，不能以此办结。",
        "57号 Art 6; JZ-35",
    )
    wrong = Ground.STILL_ELIGIBLE if kind is LeadKind.ENTER else Ground.NOT_IN_NEED
    require(
        ground is not wrong,
        "ground_of_other_kind",
        f"本线索为“{LEAD_KIND_ZH[kind]}”，不能以“{zh}”办结，请选择与线索类型相符的理由。",
        "57号 Art 6; JZ-33",
    )
    judged = ground in (Ground.NOT_IN_NEED, Ground.STILL_ELIGIBLE)
    require(
        not judged or (visit is not None and not visit.fits),
        "visit_says_otherwise",
        "走访记录认为线索属实，不能以此办结；情况有变化的，请安排再次走访。",
        "57号 Art 6; JZ-35",
    )
    require(
        not judged or act.clause.strip(),
        "clause_missing",
        f"以“{zh}”办结的，应当写明所依据的条款。",
        "57号 Art 6; JZ-35",
    )


def _refresh(file: DiscoveryFile, act: RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), ""


RULES: dict[str, Callable[[DiscoveryFile, Any], Ruled]] = {
    "add_to_lead": _add,
    "transfer_lead": _transfer,
    "take_urgent": _take_urgent,
    "assign_visit": _assign,
    "record_visit": _record_visit,
    "visit_again": _visit_again,
    "open_application": _open_application,
    "hand_to_case": _hand_to_case,
    "close_lead": _close,
    "refresh_policy": _refresh,
}
