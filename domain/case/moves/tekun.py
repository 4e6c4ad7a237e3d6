"""Acts of 特困 alone, and the health department's answers about the old in any case (ZH-14)."""

from __future__ import annotations

from domain.case.lifecycle import Role, Stage
from domain.case.moves.base import APPLYING, LIVING, WINDOW, Move
from domain.programme import Programme

_TEKUN = (Programme.TEKUN,)
_TOWN_OR_COUNTY = (Role.REVIEWER, Role.COUNTY_REVIEWER)

MOVES: tuple[Move, ...] = (
    Move(
        act="record_statement",
        zh="登记特困供养情况",
        stages=(Stage.INTAKE, Stage.INVESTIGATION, Stage.REVIEW, *LIVING),
        roles=(*WINDOW, Role.SURVEYOR, Role.REVIEWER),
        clause="43号 Art 10",
        programmes=_TEKUN,
    ),
    Move(
        act="draw_spot_check",
        zh="随机抽查",
        stages=(Stage.APPROVAL,),
        roles=(Role.COUNTY_REVIEWER,),
        clause="43号 Art 16",
        programmes=_TEKUN,
    ),
    Move(
        act="assess_selfcare",
        zh="生活自理能力评估",
        stages=(Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY, Stage.APPROVAL, *LIVING),
        roles=(Role.COUNTY_REVIEWER,),
        clause="43号 Art 20-23",
        programmes=_TEKUN,
    ),
    Move(
        act="publish_result",
        zh="公布确认结果",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="43号 Art 17",
        programmes=_TEKUN,
    ),
    Move(
        act="offer_centralised",
        zh="征询集中供养意愿",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="JZ-11",
        programmes=_TEKUN,
    ),
    Move(
        act="assess_whole",
        zh="集中供养综合评估",
        stages=LIVING,
        roles=_TOWN_OR_COUNTY,
        clause="JZ-12",
        programmes=_TEKUN,
    ),
    Move(
        act="place_person",
        zh="落实供养方式",
        stages=LIVING,
        roles=_TOWN_OR_COUNTY,
        clause="JZ-11; JZ-15",
        programmes=_TEKUN,
    ),
    Move(
        act="sign_care_agreement",
        zh="签订委托照料服务协议",
        stages=LIVING,
        roles=_TOWN_OR_COUNTY,
        clause="JZ-14",
        programmes=_TEKUN,
    ),
    Move(
        act="cover_visitor",
        zh="指定代为走访人员",
        stages=LIVING,
        roles=_TOWN_OR_COUNTY,
        clause="JZ-15; OPN-34",
        programmes=_TEKUN,
    ),
    Move(
        act="record_care_visit",
        zh="登记走访",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="JZ-15",
        programmes=_TEKUN,
    ),
    Move(
        act="urge_care_visit",
        zh="督促走访",
        stages=LIVING,
        roles=_TOWN_OR_COUNTY,
        clause="JZ-15; JZ-16",
        programmes=_TEKUN,
    ),
    Move(
        act="post_ending",
        zh="张贴终止供养公示",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.REVIEWER),
        clause="43号 Art 26",
        programmes=_TEKUN,
    ),
    Move(
        act="object_ending",
        zh="登记终止公示异议",
        stages=LIVING,
        roles=(Role.VILLAGE, Role.INTAKE, *_TOWN_OR_COUNTY),
        clause="43号 Art 26",
        programmes=_TEKUN,
    ),
    Move(
        act="record_health_answer",
        zh="登记健康档案和自理能力反馈",
        stages=(*APPLYING, *LIVING),
        roles=(Role.INTAKE, *_TOWN_OR_COUNTY),
        clause="ZH-14",
    ),
)
