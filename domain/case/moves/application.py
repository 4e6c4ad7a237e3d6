"""From the application to the decision, and what may come at any time."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, CHECKERS, DECIDERS, LIVING, WINDOW, Move

MOVES: tuple[Move, ...] = (
    Move(
        act="request_correction",
        zh="一次性告知补正",
        stages=(Stage.INTAKE,),
        roles=(Role.INTAKE,),
        clause="57号 Art 10",
    ),
    Move(
        act="supply_papers",
        zh="补交材料",
        stages=(Stage.INTAKE,),
        roles=WINDOW,
        clause="57号 Art 10",
    ),
    Move(
        act="accept", zh="受理", stages=(Stage.INTAKE,), roles=(Role.INTAKE,), clause="57号 Art 10"
    ),
    Move(
        act="decline",
        zh="不予受理",
        stages=(Stage.INTAKE,),
        roles=(Role.INTAKE,),
        clause="社会救助法 Art 45",
    ),
    Move(
        act="withdraw",
        zh="撤回申请",
        stages=(*APPLYING, Stage.ESCALATION, Stage.REFERRAL),
        roles=WINDOW,
        clause="57号 Art 4",
    ),
    Move(
        act="register_complaint",
        zh="投诉举报登记",
        stages=(*APPLYING, *LIVING),
        roles=(Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER, Role.SYSTEM),
        clause="57号 Art 37",
    ),
    Move(
        act="answer_complaint",
        zh="实名举报核查答复",
        stages=(*APPLYING, *LIVING, Stage.ESCALATION, Stage.CLOSED),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 37",
    ),
    Move(
        act="record_survey",
        zh="入户调查",
        stages=(Stage.INVESTIGATION, Stage.REVIEW),
        roles=(Role.SURVEYOR,),
        clause="57号 Art 15-16",
    ),
    Move(
        act="verify_lead",
        zh="核实比对线索",
        stages=(Stage.INVESTIGATION, *LIVING),
        roles=CHECKERS,
        clause="JZ-62",
    ),
    Move(
        act="contest_finding",
        zh="对核对结果提出异议",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL),
        roles=WINDOW,
        clause="57号 Art 18",
    ),
    Move(
        act="record_appraisal",
        zh="民主评议",
        stages=(Stage.REVIEW,),
        roles=(Role.REVIEWER,),
        clause="57号 Art 19",
    ),
    Move(
        act="give_opinion",
        zh="出具初审意见",
        stages=(Stage.REVIEW,),
        roles=(Role.REVIEWER,),
        clause="57号 Art 19",
    ),
    Move(
        act="return_for_survey",
        zh="退回重新调查",
        stages=(Stage.REVIEW, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER, *DECIDERS),
        clause="57号 Art 19",
    ),
    Move(
        act="post_publicity",
        zh="张贴公示",
        stages=(Stage.PUBLICITY,),
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 19",
    ),
    Move(
        act="object",
        zh="登记公示异议",
        stages=(Stage.PUBLICITY,),
        roles=(Role.VILLAGE, Role.INTAKE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 19",
    ),
    Move(
        act="record_collective_review",
        zh="集体研究",
        stages=(Stage.REVIEW, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.TOWNSHIP_LEADER),
        clause="JZ-23",
    ),
    Move(
        act="record_county_visit",
        zh="县级入户核查",
        stages=(Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL),
        roles=(Role.COUNTY_REVIEWER,),
        clause="57号 Art 20",
    ),
    Move(
        act="extend",
        zh="延长办理期限",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 22",
    ),
    Move(
        act="confirm",
        zh="确认同意",
        stages=(Stage.APPROVAL,),
        roles=DECIDERS,
        clause="57号 Art 20-21",
    ),
    Move(
        act="refuse",
        zh="不予确认",
        stages=(Stage.APPROVAL,),
        roles=DECIDERS,
        clause="57号 Art 21",
    ),
    Move(
        act="escalate",
        zh="提请一事一议",
        stages=(Stage.REVIEW, Stage.APPROVAL, Stage.SUPERVISION),
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="TR-12",
    ),
    Move(
        act="change_account",
        zh="更正发放账户",
        stages=(*APPLYING, *LIVING, Stage.CLOSED),
        roles=(Role.INTAKE, Role.PAY_OFFICER),
        clause="ZH-11; JZ-30",
    ),
)
