"""The one table of a lead: its stages, who does what in which, under which clause.

Validators, allowed-act lists, buttons and diagrams read this table and nothing else.
"""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class LeadStage(StrEnum):
    """Where a lead stands. There is no stage in which it gives anything to anybody."""

    REPORTED = "reported"
    VISITING = "visiting"
    VISITED = "visited"
    APPLYING = "applying"
    VERIFYING = "verifying"
    CLOSED = "closed"


LEAD_STAGE_ZH = {
    LeadStage.REPORTED: "待分派",
    LeadStage.VISITING: "待走访",
    LeadStage.VISITED: "已走访待处理",
    LeadStage.APPLYING: "代办申请中",
    LeadStage.VERIFYING: "在保核实中",
    LeadStage.CLOSED: "已办结",
}

LEAD_EXITS: dict[LeadStage, tuple[LeadStage, ...]] = {
    LeadStage.REPORTED: (LeadStage.VISITING, LeadStage.CLOSED),
    LeadStage.VISITING: (LeadStage.VISITED,),
    LeadStage.VISITED: (
        LeadStage.VISITING,
        LeadStage.APPLYING,
        LeadStage.VERIFYING,
        LeadStage.CLOSED,
    ),
    LeadStage.APPLYING: (LeadStage.CLOSED,),
    LeadStage.VERIFYING: (LeadStage.CLOSED,),
    LeadStage.CLOSED: (),
}
"""Which stage a lead may go to next. An application is reached from a visit and from nothing else."""


class LeadKind(StrEnum):
    """What the finding says should happen (JZ-33)."""

    ENTER = "enter"
    LEAVE = "leave"


LEAD_KIND_ZH = {LeadKind.ENTER: "应纳入救助", LeadKind.LEAVE: "应退出救助"}


class LeadMove(Frozen):
    """One lawful act on a lead: in which stages, by which roles, under which clause.

    `kinds`: the kinds of lead it is for. `linked`: done by the door that opened the case or the
    verification, never by hand with a number typed in.
    """

    act: str
    zh: str
    stages: tuple[LeadStage, ...]
    roles: tuple[Role, ...]
    clause: str
    kinds: tuple[LeadKind, ...] = (LeadKind.ENTER, LeadKind.LEAVE)
    linked: bool = False


OPEN_STAGES = tuple(s for s in LeadStage if s is not LeadStage.CLOSED)
VISITOR_ROLES = (Role.VILLAGE, Role.SURVEYOR, Role.INTAKE)
"""Who can be sent to a family."""
_DESK = (Role.INTAKE, Role.REVIEWER, Role.TOWNSHIP_LEADER)

REPORTERS = (
    Role.VILLAGE,
    *_DESK,
    Role.SURVEYOR,
    Role.COUNTY_REVIEWER,
    Role.CHECKING_CENTRE,
)
"""Who may report a lead: both levels of HB-29, and the county for lists and the hotline."""
REPORT_CLAUSE = "57号 Art 6; HB-29; YC-08"

LEAD_MOVES: tuple[LeadMove, ...] = (
    LeadMove(
        act="add_to_lead",
        zh="补充线索情况",
        stages=OPEN_STAGES,
        roles=REPORTERS,
        clause="57号 Art 6; JZ-35",
    ),
    LeadMove(
        act="transfer_lead",
        zh="转交其他乡镇（街道）",
        stages=(LeadStage.REPORTED,),
        roles=(*_DESK, Role.COUNTY_REVIEWER),
        clause="57号 Art 6; JZ-32",
    ),
    LeadMove(
        act="take_urgent",
        zh="承接急难线索",
        stages=(LeadStage.REPORTED,),
        roles=(Role.SURVEYOR, Role.INTAKE),
        clause="57号 Art 6; HB-29",
        kinds=(LeadKind.ENTER,),
    ),
    LeadMove(
        act="assign_visit",
        zh="分派走访",
        stages=(LeadStage.REPORTED, LeadStage.VISITING),
        roles=_DESK,
        clause="57号 Art 6; JZ-32",
    ),
    LeadMove(
        act="record_visit",
        zh="登记走访情况",
        stages=(LeadStage.VISITING,),
        roles=VISITOR_ROLES,
        clause="57号 Art 6; JZ-34",
    ),
    LeadMove(
        act="visit_again",
        zh="安排再次走访",
        stages=(LeadStage.VISITED,),
        roles=_DESK,
        clause="57号 Art 6; JZ-35",
    ),
    LeadMove(
        act="open_application",
        zh="代办申请",
        stages=(LeadStage.VISITED,),
        roles=(Role.INTAKE, Role.VILLAGE),
        clause="57号 Art 6; JZ-35",
        kinds=(LeadKind.ENTER,),
        linked=True,
    ),
    LeadMove(
        act="hand_to_case",
        zh="转在保案件核实",
        stages=(LeadStage.VISITED,),
        roles=(Role.INTAKE, Role.REVIEWER),
        clause="57号 Art 30; JZ-33; JZ-62",
        kinds=(LeadKind.LEAVE,),
        linked=True,
    ),
    LeadMove(
        act="close_lead",
        zh="说明理由办结",
        stages=(LeadStage.REPORTED, LeadStage.VISITED),
        roles=_DESK,
        clause="57号 Art 6; JZ-35",
    ),
    LeadMove(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=OPEN_STAGES,
        roles=(Role.POLICY_ADMIN, Role.COUNTY_REVIEWER),
        clause="社会救助法 Art 67",
    ),
)
BY_LEAD_ACT = {move.act: move for move in LEAD_MOVES}
LINKED_ACTS = tuple(move.act for move in LEAD_MOVES if move.linked)
