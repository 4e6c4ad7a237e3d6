"""Who may see and touch what: the one table of role, place and township for every endpoint.

Default deny: a role that is not listed sees nothing. What is outside somebody's scope is answered
exactly as what does not exist (S8).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from api.frame.problems import Problem, not_found
from domain.base import Frozen
from domain.case.acts import Officer
from domain.case.acts.base import Behalf
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.oversight.engagement import Rights
from domain.oversight.parts import ReadingScope
from domain.privacy import FIELD_ZH, READS, Kind, Read, read_of, unwritable


class Sight(StrEnum):
    """How much of a household a role sees on the page of a case."""

    PERSONS = "persons"  # masked, and in full on a purpose that is logged
    MASKED = "masked"
    STATE = "state"  # stages, days and who must act, nothing of the family


def _sight(role: Role) -> Sight | None:
    match READS.get(role, {}).get(Kind.NAME), READS.get(role, {}).get(Kind.PROCESS):
        case Read.PURPOSE, _:
            return Sight.PERSONS
        case Read.MASKED, _:
            return Sight.MASKED
        case _, Read.CLEAR:
            return Sight.STATE
    return None


BY_ASSIGNMENT: Final = (Role.UNIT_LIAISON, Role.PROVIDER)
"""Roles that see no case but what of one was given into their hands."""

SIGHT: Final[dict[Role, Sight]] = {
    role: sight
    for role in Role
    if role not in BY_ASSIGNMENT and (sight := _sight(role)) is not None
}
"""Roles that see cases (register section 8); all others see only what their own work is about.

In short what `domain.privacy` says field by field.
"""

PRIVACY: Final = "个人信息保护法 Art 28"

OF_UNIT: Final = Sight.PERSONS
"""What a liaison sees of a case that was referred to his unit, and of no other."""

MONEY_ROLES: Final = (
    Role.PAY_OFFICER,
    Role.FINANCE,
    Role.BANK,
    Role.AUDITOR,
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
)
MEETING_ROLES: Final = (
    Role.MEETING_OFFICE,
    Role.GOVERNMENT_OFFICE,
    Role.CONVENER,
    Role.GENERAL_CONVENER,
    Role.UNIT_LIAISON,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.SUPERVISOR,
)
REPORT_ROLES: Final = (*SIGHT, Role.FINANCE)
INTAKE_ROLES: Final = (Role.INTAKE, Role.VILLAGE)


class Caller(Frozen):
    """Who is signed in: account, one role, and where it counts. `place` empty: every place.

    `village`: set for an assistant of one village, who sees and does nothing outside it (YC-08).
    """

    id: str
    role: Role
    place: str = ""
    township: str = ""
    village: str = ""
    unit: str = ""
    name: str = ""
    session: str = ""
    contract: str = ""
    rights: Rights | None = None
    """Of an auditor alone: what he may read today (`api.reading`); everybody else has his role's scope."""
    engagement: str = ""
    """The leave under which this very request of an auditor was let in."""
    behalf: Behalf | None = None
    """Set while he acts in the post of somebody he stands in for (OPN-34)."""

    @property
    def role_zh(self) -> str:
        return ROLE_ZH[self.role]

    @property
    def narrowed(self) -> Rights | None:
        """The rights of an auditor who may not read the whole county."""
        return None if self.rights is None or self.rights.whole else self.rights

    @property
    def scopes(self) -> tuple[ReadingScope, ...]:
        """What a list is narrowed to for an auditor (`store.scopes`); empty does not narrow."""
        return self.rights.scopes if self.rights else ()

    @property
    def bound_to_township(self) -> bool:
        return self.role in TOWNSHIP_ROLES

    def officer(self, place: str) -> Officer:
        """Who acts, as a message carries it; `place` for accounts of every place."""
        return Officer(
            id=self.id,
            role=self.role,
            unit=self.unit,
            place=self.place or place,
            township=self.township,
            village=self.village,
            contract=self.contract,
            behalf=self.behalf,
        )


def in_place(caller: Caller, place: str) -> bool:
    return not caller.place or caller.place == place


def in_scope(caller: Caller, place: str, township: str, village: str | None = None) -> bool:
    """Whether a case there is the caller's to see at all; `village` None: no case is meant."""
    if not in_place(caller, place):
        return False
    if village is not None and caller.village and caller.village != village:
        return False
    return not caller.bound_to_township or caller.township == township


def in_callers_scope(caller: Caller, place: str, township: str) -> tuple[str, str] | None:
    """Place and township a list is narrowed to; None when what was asked for is not the caller's."""
    if place and not in_place(caller, place):
        return None
    if caller.bound_to_township:
        if township and township != caller.township:
            return None
        return caller.place, caller.township
    return place or caller.place, township


def must_see_case(caller: Caller, place: str, township: str, village: str | None = None) -> Sight:
    """How much the caller sees of this case. The same 404 for a strange case as for none."""
    sight = SIGHT.get(caller.role)
    if sight is None or not in_scope(caller, place, township, village):
        raise not_found()
    return sight


def must_be(caller: Caller, roles: tuple[Role, ...], what: str, clause: str = "") -> None:
    if caller.role not in roles:
        raise Problem(
            403,
            "role_not_allowed",
            f"“{what}”应当由{'、'.join(ROLE_ZH[r] for r in roles)}办理，您的岗位是{caller.role_zh}。",
            clause=clause,
        )


def must_be_of(caller: Caller, place: str, township: str = "") -> None:
    """404 unless the place, and the township where one is asked for, is the caller's."""
    ours = in_scope(caller, place, township) if township else in_place(caller, place)
    if not ours:
        raise not_found("地区")


def must_write(caller: Caller, body: BaseModel) -> None:
    """403 when what was sent holds fields that are not this role's to write (S7)."""
    fields = unwritable(caller.role, body)
    if fields:
        listed = "、".join(FIELD_ZH.get(field, field) for field in fields)
        raise Problem(
            403,
            "field_not_yours",
            f"您的岗位（{caller.role_zh}）不能填写：{listed}。请由有权填写的岗位办理。",
            clause=PRIVACY,
        )


def must_look(caller: Caller, sight: Sight, fields: Iterable[str]) -> None:
    """403 unless the caller may see every one of these fields in clear, on a purpose (S6)."""
    if sight is not Sight.PERSONS:
        allowed = tuple(r for r, s in SIGHT.items() if s is Sight.PERSONS)
        must_be(caller, allowed, "查看家庭情况原文", PRIVACY)
    closed = [f for f in fields if read_of(caller.role, f) is not Read.PURPOSE]
    if closed:
        listed = "、".join(FIELD_ZH.get(field, field) for field in closed)
        raise Problem(
            403,
            "field_closed",
            f"您的岗位（{caller.role_zh}）不能查看以下各项的原文：{listed}。"
            "确有需要的，请由经办该案的岗位查看。",
            clause=PRIVACY,
        )
