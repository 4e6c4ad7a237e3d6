"""岗位代行: who does the duties of somebody who is absent, from day to day, by a paper (OPN-34).

The seeds are silent, so who may name a stand-in and for how long at most are values of the place;
where nobody has set them none is named. A stand-in acts under his own account, in the post of the
absent person and on that person's behalf; both stand with every act. It ends by itself. Whoever
stands in has no more than the absent person has: what that person could not do on a case (because he
did the duty before it, or is a relative) the stand-in cannot do for him either, nor be the second
person for an act of his own. Conveners of a joint meeting are stood in for in `domain.body`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.case.acts.base import Act, Behalf, Officer
from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.policy import Snapshot

SET_BY, MOST_DAYS = "standin.set_by", "standin.most_days"
STANDIN_NEEDS = (SET_BY, MOST_DAYS)
"""What a place says about standing in: for which posts, named by whom, how many days at most."""
CLAUSE = "OPN-34"


class NameStandIn(Act):
    """`absent`, `deputy`: accounts. `since`, `until`: days, both included. `paper`: the letter."""

    absent: str = Field(min_length=2, max_length=60)
    deputy: str = Field(min_length=2, max_length=60)
    since: date
    until: date
    paper: str = Field(min_length=2, max_length=80)
    reason: str = Field(min_length=4, max_length=200)


class EndStandIn(Act):
    """The absent person is back, or somebody else is to stand in: from today it holds no more."""

    number: int = Field(ge=1)
    reason: str = Field(min_length=4, max_length=200)


class Holder(Frozen):
    """An account as the table of users has it; `active` False: it can no longer sign in."""

    id: str
    role: Role
    place: str
    township: str = ""
    village: str = ""
    unit: str = ""
    contract: bool = False
    active: bool = True


class StandIn(Frozen):
    """A kept record. `ended_on`: the first day it holds no more, where it was ended before its day."""

    number: int
    place: str
    role: Role
    township: str
    absent: str
    deputy: str
    since: date
    until: date
    paper: str
    reason: str
    set_on: date
    by: Officer
    clause: str
    ended_on: date | None = None
    ended_by: str = ""
    ended_because: str = ""

    def holds_on(self, day: date) -> bool:
        return self.since <= day <= self.until and (self.ended_on is None or day < self.ended_on)

    @property
    def behalf(self) -> Behalf:
        """What the acts of the stand-in carry."""
        return Behalf(account=self.absent, number=self.number, since=self.since, until=self.until)


def setters(law: Snapshot, role: Role) -> tuple[Role, ...]:
    """Who may name somebody for this post; none for a post the place names nobody for.

    PolicyNotSet where the place has said nothing.
    """
    found = law.table(SET_BY).get(role.value, ())
    return tuple(Role(str(code)) for code in found) if isinstance(found, list | tuple) else ()


def named(
    law: Snapshot,
    act: NameStandIn,
    absent: Holder | None,
    deputy: Holder | None,
    kept: Iterable[StandIn],
) -> StandIn:
    """The record as it is kept. `absent`, `deputy`: as the accounts are now, None for an unknown one.

    `kept`: every record of the place. Raises CaseRefusal, PolicyNotSet.
    """
    if absent is None or absent.place != act.officer.place:
        raise CaseRefusal(
            "absent_unknown", "本县（市、区）没有该缺岗人员的账号，请核对后填写。", CLAUSE
        )
    _may_name(law, act, absent)
    if deputy is None or deputy.place != absent.place or not deputy.active:
        raise CaseRefusal(
            "deputy_unknown", "本县（市、区）没有该代行人员的可用账号，请核对后填写。", CLAUSE
        )
    _fit(law, act, absent, deputy)
    _dated(law, act)
    records = tuple(kept)
    _free(act, records)
    return StandIn(
        number=max((one.number for one in records), default=0) + 1,
        place=absent.place,
        role=absent.role,
        township=absent.township,
        absent=absent.id,
        deputy=deputy.id,
        since=act.since,
        until=act.until,
        paper=act.paper,
        reason=act.reason,
        set_on=act.on,
        by=act.officer,
        clause=law.cite(SET_BY),
    )


def _may_name(law: Snapshot, act: NameStandIn, absent: Holder) -> None:
    officer, roles = act.officer, setters(law, absent.role)
    require(
        roles,
        "post_not_stood_in",
        f"本地没有规定“{ROLE_ZH[absent.role]}”由谁指定代行人员，请由其所在单位另派人员并开立账号；"
        "召集人的代行在联席会议成员中办理。",
        CLAUSE,
    )
    of_town = officer.role not in TOWNSHIP_ROLES or officer.township == absent.township
    require(
        officer.role in roles and of_town,
        "role_not_allowed",
        f"“{ROLE_ZH[absent.role]}”的代行人员应当由"
        f"{'本' if roles[0] in TOWNSHIP_ROLES else ''}{'、'.join(ROLE_ZH[r] for r in roles)}指定，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        law.cite(SET_BY),
    )
    require(
        officer.behalf is None,
        "stand_in_of_stand_in",
        "您正在代行他人职责，不能再指定代行人员，请由有权指定的人员本人办理。",
        CLAUSE,
    )


def _fit(law: Snapshot, act: NameStandIn, absent: Holder, deputy: Holder) -> None:
    require(
        deputy.id not in (absent.id, act.officer.id),
        "own_stand_in",
        "代行人员不能是缺岗人员本人，也不能是指定人本人，请另选一名工作人员。",
        CLAUSE,
    )
    require(
        deputy.township == absent.township,
        "deputy_elsewhere",
        "乡镇（街道）岗位由本乡镇（街道）的工作人员代行，县级岗位由县级的工作人员代行，"
        "请在同一级单位中选择。",
        CLAUSE,
    )
    require(
        setters(law, deputy.role),
        "deputy_outside",
        f"“{ROLE_ZH[deputy.role]}”不在可以代行的岗位范围内（审计、监督、财政和银行等岗位应当独立），"
        "请选择乡镇（街道）或者县级民政部门的工作人员。",
        law.cite(SET_BY),
    )
    require(
        not deputy.contract,
        "deputy_not_staff",
        "服务承接机构的人员不能代行岗位职责，请选择在编在岗的工作人员。",
        "YC-09",
    )
    require(
        deputy.role is not absent.role,
        "same_post",
        f"该人员本来就在“{ROLE_ZH[absent.role]}”岗位，可以用本人名义办理，无需指定代行。",
        CLAUSE,
    )


def _dated(law: Snapshot, act: NameStandIn) -> None:
    require(
        act.on <= act.since <= act.until,
        "date_not_lawful",
        f"代行期间应当自{act.on}或者以后起算，截止日期不得早于起始日期；已经过去的日子不能补定代行。",
        CLAUSE,
    )
    most = law.days(MOST_DAYS)
    days = (act.until - act.since).days + 1
    require(
        days <= most,
        "stand_in_too_long",
        f"代行期间为{days}天，本地规定一次最多{most}天，请缩短期间；确需更长的，期满后重新指定。",
        law.cite(MOST_DAYS),
    )


def _free(act: NameStandIn, kept: tuple[StandIn, ...]) -> None:
    def meets(one: StandIn) -> bool:
        last = one.until if one.ended_on is None else min(one.until, one.ended_on)
        over = one.ended_on is not None and one.ended_on <= act.since
        return not over and one.since <= act.until and act.since <= last

    same = next((one for one in kept if one.absent == act.absent and meets(one)), None)
    require(
        same is None,
        "stood_in_for",
        f"该岗位在这些日子已经指定代行（第{same.number if same else ''}号），请先结束原来的代行。",
        CLAUSE,
    )
    require(
        not any(one.absent == act.deputy and meets(one) for one in kept),
        "deputy_absent",
        "该代行人员在这些日子本人缺岗、已由他人代行，请另选一名工作人员。",
        CLAUSE,
    )


def ended(law: Snapshot, one: StandIn, act: EndStandIn) -> StandIn:
    """The record ended from the act's day on: by who may name it, or the absent person himself."""
    officer, roles = act.officer, setters(law, one.role)
    of_town = officer.role not in TOWNSHIP_ROLES or officer.township == one.township
    require(
        officer.place == one.place
        and (officer.id == one.absent or (officer.role in roles and of_town)),
        "role_not_allowed",
        f"代行应当由{'、'.join(ROLE_ZH[r] for r in roles)}或者缺岗人员本人结束，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        CLAUSE,
    )
    require(
        one.ended_on is None and act.on <= one.until,
        "stand_in_over",
        f"第{one.number}号代行已经结束，无需办理。",
        CLAUSE,
    )
    return one.model_copy(
        update={
            "ended_on": max(act.on, one.since),
            "ended_by": officer.id,
            "ended_because": act.reason,
        }
    )
