"""What may be proposed, whose decision it waits for, and how that decision is recorded.

The rule is the place's: automatic with the post (ZH-27), the government decides (HB-09), the joint
meeting decides (TR-05). Where the place says nothing the change is refused until somebody sets the
rule (PolicyNotSet). Papers of other organs are named, not judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from domain.base import CaseRefusal
from domain.body.change import (
    CHANGE_ZH,
    Change,
    ChangeKind,
    DecideChange,
    Decision,
    ProposeChange,
)
from domain.body.composition import BodyOn
from domain.case.acts import Act
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.policy import Snapshot

BODY_NEEDS = ("body.member_change", "body.unit_change")
"""The policy values a change of the body asks for."""

POSTS = (Role.GENERAL_CONVENER, Role.CONVENER)
POST, GOVERNMENT, MEETING = "post", "government", "meeting"

_RULE = {
    ChangeKind.JOIN: "body.unit_change",
    ChangeKind.LEAVE: "body.unit_change",
    ChangeKind.HOLDER: "body.member_change",
}
_OFFICE = (Role.MEETING_OFFICE,)
_BY_UNIT = (Role.UNIT_LIAISON, *_OFFICE)
PROPOSERS: dict[ChangeKind, tuple[Role, ...]] = {
    ChangeKind.JOIN: _BY_UNIT,
    ChangeKind.LEAVE: _BY_UNIT,
    ChangeKind.RENAME: _BY_UNIT,
    ChangeKind.HOLDER: _BY_UNIT,
    ChangeKind.LIAISON: _BY_UNIT,
    ChangeKind.STAND_IN: (Role.GENERAL_CONVENER, Role.CONVENER, Role.GOVERNMENT_OFFICE),
    ChangeKind.CONFIRM_LIST: (Role.POLICY_ADMIN,),
}
DECIDERS = {GOVERNMENT: (Role.GOVERNMENT_OFFICE,), MEETING: _OFFICE}
"""Who records the decision of the organ that has it."""
DECIDER_ZH = {GOVERNMENT: "本级人民政府", MEETING: "联席会议"}
_CODE = re.compile(r"[a-z][a-z_]{1,39}")


def proposed(
    body: BodyOn, changes: Sequence[Change], law: Snapshot, act: ProposeChange, today: date
) -> Change:
    """The change as it is kept, waiting for its decision where the place asks for one.

    `body`: as it stands on the day the change begins. Raises CaseRefusal.
    """
    _may_propose(body, act, today)
    decider, clause = _decider(law, act)
    _told_whole(body, changes, act)
    given = act.model_dump(exclude=set(Act.model_fields))
    return Change(
        **given,
        number=max((c.number for c in changes), default=0) + 1,
        place=body.place,
        proposed_on=act.on,
        by=act.officer,
        decider=decider,
        clause=clause,
    )


def _may_propose(body: BodyOn, act: ProposeChange, today: date) -> None:
    officer, roles = act.officer, PROPOSERS[act.kind]
    require(
        officer.role in roles,
        "role_not_allowed",
        f"“{CHANGE_ZH[act.kind]}”应当由{'、'.join(ROLE_ZH[r] for r in roles)}提出，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        body.clause,
    )
    seat = body.seat(act.unit)
    own = {officer.unit} & ({seat.code, seat.zh, *seat.aliases} if seat else set())
    require(
        officer.role is not Role.UNIT_LIAISON or act.kind is ChangeKind.JOIN or own,
        "not_your_unit",
        "成员单位联络员只能提出本单位的调整，其他单位的调整请由该单位或者联席会议办公室提出。",
        body.clause,
    )
    require(
        officer.place == body.place,
        "not_your_place",
        "您不属于本县（市、区）的联席会议，请由当地联席会议的人员办理。",
        body.clause,
    )
    require(
        act.on <= today,
        "date_not_lawful",
        f"提出日期不能晚于今天（{today}）。",
        body.clause,
    )


def _decider(law: Snapshot, act: ProposeChange) -> tuple[str, str]:
    """Who must decide, and by which clause. Raises PolicyNotSet where the place says nothing."""
    name = _RULE.get(act.kind)
    if name is None:
        return "", ""
    rule = law.text(name)
    return ("" if rule == POST else rule), law.cite(name)


def _told_whole(body: BodyOn, changes: Sequence[Change], act: ProposeChange) -> None:
    kind, clause = act.kind, body.clause
    if kind is ChangeKind.CONFIRM_LIST:
        require(act.paper.strip(), "paper_missing", "核定成员名单应当写明依据的文件。", "ZH-01")
        return
    if kind is ChangeKind.STAND_IN:
        _stand_in_whole(act)
        return
    seat = body.seat(act.unit)
    if kind is ChangeKind.JOIN:
        require(
            _CODE.fullmatch(act.unit) and act.zh.strip(),
            "unit_not_named",
            "增加成员单位应当写明单位代码（小写英文字母）和单位名称。",
            clause,
        )
        taken = body.seat(act.unit) or body.seat(act.zh)
        require(
            taken is None,
            "unit_twice",
            f"{taken.zh if taken else ''}已经是成员单位，无需再次增加。",
            clause,
        )
    else:
        names = "、".join(s.zh for s in body.seats)
        require(
            seat is not None and seat.code == act.unit,
            "unit_unknown",
            f"{act.since}的成员单位中没有代码为“{act.unit}”的单位。成员单位为：{names}。",
            clause,
        )
    if kind is ChangeKind.RENAME:
        require(act.zh.strip(), "name_missing", "单位更名应当写明新的名称。", clause)
    if kind in (ChangeKind.HOLDER, ChangeKind.LIAISON):
        require(act.account.strip(), "account_missing", "请写明接任人员的账号。", clause)
    if kind is ChangeKind.LEAVE and act.successor:
        require(
            body.seat(act.successor) and act.successor != act.unit,
            "successor_unknown",
            "承接职责的单位应当是另一个成员单位，请填写其代码。",
            clause,
        )
    twice = any(
        c.pending and (c.kind, c.unit, c.township) == (kind, act.unit, act.township)
        for c in changes
    )
    require(not twice, "change_pending", "同一单位的同类调整已经提出，正在等待决定。", clause)


def _stand_in_whole(act: ProposeChange) -> None:
    require(
        act.post in POSTS,
        "post_unknown",
        f"只能为{'、'.join(ROLE_ZH[p] for p in POSTS)}指定代行职责的人员。",
        "TR-02",
    )
    require(
        act.account.strip() and act.paper.strip() and act.until and act.until >= act.since,
        "stand_in_incomplete",
        "指定代行职责应当写明人员账号、起止日期和授权文书。",
        "TR-02",
    )
    require(
        act.account != act.officer.id or act.officer.role is Role.GENERAL_CONVENER,
        "own_stand_in",
        "不能指定本人代行职责，请由总召集人或者政府办公室指定。",
        "TR-02",
    )


def decided(change: Change, act: DecideChange, today: date) -> Decision:
    """The decision to be kept with the change. Raises CaseRefusal."""
    if not change.decider:
        raise CaseRefusal(
            "no_decision_needed",
            f"第{change.number}号调整自{change.since}起自动生效，无需决定。",
            change.clause,
        )
    roles = DECIDERS[change.decider]
    require(
        act.officer.role in roles,
        "role_not_allowed",
        f"本地由{DECIDER_ZH[change.decider]}决定成员调整，"
        f"决定应当由{'、'.join(ROLE_ZH[r] for r in roles)}登记。",
        change.clause,
    )
    require(
        act.officer.place == change.place,
        "not_your_place",
        "您不属于本县（市、区）的联席会议，请由当地联席会议的人员办理。",
        change.clause,
    )
    require(
        change.decision is None,
        "decided_before",
        f"第{change.number}号调整已于{change.decision.on if change.decision else ''}决定，"
        "请查看决定；再有变化的，应当另行提出调整。",
        change.clause,
    )
    require(
        change.proposed_on <= act.decided_on <= act.on <= today,
        "date_not_lawful",
        f"决定日期应当在{change.proposed_on}至{today}之间。",
        change.clause,
    )
    require(
        act.approved or act.reason.strip(),
        "reason_missing",
        "不同意调整的，应当写明理由。",
        change.clause,
    )
    return Decision(
        approved=act.approved,
        on=act.decided_on,
        paper=act.paper,
        recorded_on=act.on,
        by=act.officer,
        reason=act.reason,
    )
