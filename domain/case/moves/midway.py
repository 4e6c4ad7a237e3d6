"""What happens to a family and to its file between application and decision."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, DECIDERS, LIVING, WINDOW, Move

_LOOKED_AT = (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL)

MOVES: tuple[Move, ...] = (
    Move(
        act="start_survey",
        zh="启动入户调查",
        stages=(Stage.INVESTIGATION,),
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="57号 Art 15",
    ),
    Move(
        act="report_event",
        zh="申请期间家庭变化登记",
        stages=APPLYING,
        roles=(*WINDOW, Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 4; Art 30",
    ),
    Move(
        act="replace_applicant",
        zh="变更申请人",
        stages=APPLYING,
        roles=(Role.INTAKE,),
        clause="57号 Art 4; Art 9",
    ),
    Move(
        act="transfer_case",
        zh="移交现居住地乡镇（街道）",
        stages=APPLYING,
        roles=(Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 5",
    ),
    Move(
        act="close_application",
        zh="终结申请",
        stages=APPLYING,
        roles=(Role.REVIEWER,),
        clause="57号 Art 4",
    ),
    Move(
        act="warn_cooperation",
        zh="告知配合调查核对",
        stages=_LOOKED_AT,
        roles=(Role.SURVEYOR, Role.REVIEWER),
        clause="57号 Art 29",
    ),
    Move(
        act="end_for_no_cooperation",
        zh="终止审核确认",
        stages=_LOOKED_AT,
        roles=DECIDERS,
        clause="57号 Art 29",
    ),
    Move(
        act="receive_file",
        zh="县级收到材料登记",
        stages=(Stage.APPROVAL,),
        roles=(Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER),
        clause="57号 Art 20",
    ),
    Move(
        act="take_down_publicity",
        zh="公示期满撤除登记",
        stages=(Stage.REVIEW, Stage.APPROVAL, *LIVING),
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="57号 Art 19",
    ),
    Move(
        act="post_result",
        zh="张贴确认结果",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.REVIEWER, Role.COUNTY_REVIEWER),
        clause="57号 Art 24",
    ),
)
