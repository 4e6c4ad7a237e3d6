"""The one table of an item: its stages, who does what in which, under which clause.

Validators, allowed-act lists, buttons and diagrams read this table and nothing else.
"""

from __future__ import annotations

from enum import StrEnum

from domain.base import Frozen
from domain.case.lifecycle import Role


class ItemStage(StrEnum):
    COLLECTING = "collecting"
    SORTED = "sorted"
    AGENDA = "agenda"
    PREPARATORY = "preparatory"
    PRELIMINARY = "preliminary"
    MEETING = "meeting"
    DECISION = "decision"
    GOVERNMENT = "government"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


ITEM_STAGE_ZH = {
    ItemStage.COLLECTING: "收集材料",
    ItemStage.SORTED: "审核材料",
    ItemStage.AGENDA: "审定议题",
    ItemStage.PREPARATORY: "要求召开准备会",
    ItemStage.PRELIMINARY: "准备会初审",
    ItemStage.MEETING: "召开联席会议",
    ItemStage.DECISION: "会议审定",
    ItemStage.GOVERNMENT: "报请政府决定",
    ItemStage.DECIDED: "已议定",
    ItemStage.WITHDRAWN: "已撤回",
}

ENDED = (ItemStage.DECIDED, ItemStage.WITHDRAWN)
_AFTER_REVIEW = (ItemStage.AGENDA, ItemStage.PREPARATORY, ItemStage.MEETING)

ITEM_EXITS: dict[ItemStage, tuple[ItemStage, ...]] = {
    ItemStage.COLLECTING: (ItemStage.SORTED,),
    ItemStage.SORTED: (ItemStage.COLLECTING, *_AFTER_REVIEW),
    ItemStage.AGENDA: (ItemStage.COLLECTING, ItemStage.PREPARATORY, ItemStage.MEETING),
    ItemStage.PREPARATORY: (ItemStage.PRELIMINARY, ItemStage.MEETING),
    ItemStage.PRELIMINARY: (ItemStage.MEETING,),
    ItemStage.MEETING: (ItemStage.DECISION, ItemStage.GOVERNMENT, ItemStage.DECIDED),
    ItemStage.DECISION: (ItemStage.DECIDED,),
    ItemStage.GOVERNMENT: (ItemStage.DECIDED,),
    ItemStage.DECIDED: (),
    ItemStage.WITHDRAWN: (),
}
"""Which stage an item may go to next; an item may be withdrawn from any with its case."""

OPINION_STAGES = (
    ItemStage.PREPARATORY,
    ItemStage.PRELIMINARY,
    ItemStage.MEETING,
    ItemStage.DECISION,
    ItemStage.GOVERNMENT,
)
"""Units give their opinions once the item stands on the agenda, until it is decided."""


class ItemMove(Frozen):
    """One lawful act on an item: in which stages, by which roles, under which clause."""

    act: str
    zh: str
    stages: tuple[ItemStage, ...]
    roles: tuple[Role, ...]
    clause: str


_OFFICE = (Role.MEETING_OFFICE,)
_CONVENERS = (Role.CONVENER, Role.GENERAL_CONVENER)

ITEM_MOVES: tuple[ItemMove, ...] = (
    ItemMove(
        act="submit_papers",
        zh="收集议题材料",
        stages=(ItemStage.COLLECTING,),
        roles=_OFFICE,
        clause="TR-15",
    ),
    ItemMove(
        act="sort_papers",
        zh="整理议题材料",
        stages=(ItemStage.COLLECTING,),
        roles=_OFFICE,
        clause="TR-15",
    ),
    ItemMove(
        act="review_papers",
        zh="审核议题材料",
        stages=(ItemStage.SORTED,),
        roles=_OFFICE,
        clause="TR-15",
    ),
    ItemMove(
        act="approve_agenda",
        zh="审定议题",
        stages=(ItemStage.AGENDA,),
        roles=(Role.GOVERNMENT_OFFICE,),
        clause="TR-21",
    ),
    ItemMove(
        act="return_agenda",
        zh="退回议题",
        stages=(ItemStage.AGENDA,),
        roles=(Role.GOVERNMENT_OFFICE,),
        clause="TR-21",
    ),
    ItemMove(
        act="request_preparatory",
        zh="要求召开准备会",
        stages=(ItemStage.PREPARATORY,),
        roles=(Role.GENERAL_CONVENER,),
        clause="TR-16",
    ),
    ItemMove(
        act="waive_preparatory",
        zh="登记不召开准备会",
        stages=(ItemStage.PREPARATORY, ItemStage.PRELIMINARY),
        roles=(Role.GENERAL_CONVENER,),
        clause="TR-16; DIF-15",
    ),
    ItemMove(
        act="hold_preparatory",
        zh="召开准备会，提出初审意见",
        stages=(ItemStage.PRELIMINARY,),
        roles=_OFFICE,
        clause="TR-16",
    ),
    ItemMove(
        act="give_unit_opinion",
        zh="出具单位意见",
        stages=OPINION_STAGES,
        roles=(Role.UNIT_LIAISON,),
        clause="TR-56",
    ),
    ItemMove(
        act="declare_recusal",
        zh="登记回避",
        stages=tuple(s for s in ItemStage if s not in ENDED),
        roles=(Role.UNIT_LIAISON, *_OFFICE, *_CONVENERS),
        clause="57号 Art 11",
    ),
    ItemMove(
        act="hold_meeting",
        zh="登记联席会议召开情况",
        stages=(ItemStage.MEETING,),
        roles=(*_OFFICE, *_CONVENERS),
        clause="TR-50",
    ),
    ItemMove(
        act="decide_item",
        zh="会议审定",
        stages=(ItemStage.MEETING, ItemStage.DECISION),
        roles=_CONVENERS,
        clause="TR-13",
    ),
    ItemMove(
        act="record_government_decision",
        zh="登记政府决定",
        stages=(ItemStage.GOVERNMENT,),
        roles=(Role.GOVERNMENT_OFFICE,),
        clause="HB-34",
    ),
    ItemMove(
        act="refresh_policy",
        zh="重新读取政策参数",
        stages=tuple(s for s in ItemStage if s not in ENDED),
        roles=(Role.POLICY_ADMIN, *_OFFICE),
        clause="社会救助法 Art 67",
    ),
)
BY_ITEM_ACT = {move.act: move for move in ITEM_MOVES}
