"""Where a family whose members are registered in different places applies (57号 Art 5; DB-03)."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.household import Household
from domain.rules import Rules

SAME_PROVINCE = "same_province_application"
RESIDENCE_NEEDS = (SAME_PROVINCE,)
_CLAUSE = "57号 Art 5"


class Elsewhere(Frozen):
    """A member registered somewhere else. `lives_there`: the family usually lives there too."""

    member: str = Field(pattern=r"^m\d{1,3}$")
    province: str = Field(min_length=2, max_length=20)
    county: str = Field(min_length=2, max_length=40)
    lives_there: bool = False


def must_be_applied_for_here(
    home: Household, elsewhere: Sequence[Elsewhere], place_zh: str, law: Rules
) -> None:
    """CaseRefusal when the family applies in another place; `place_zh` begins with the province.

    Members in different provinces: where one of them is registered and the family lives; where
    nobody is, at any member's. Members of one province: as the province has ruled. Families of
    whom nobody is registered here are not this rule's.
    """
    known = {m.key for m in home.members}
    strange = sorted({e.member for e in elsewhere} - known)
    if strange:
        raise CaseRefusal(
            "member_unknown", f"成员{'、'.join(strange)}不是本户家庭成员，请核对成员编号。", _CLAUSE
        )
    if not elsewhere or known <= {e.member for e in elsewhere}:
        return
    there = next((e for e in elsewhere if e.lives_there), None)
    if there is None:
        return
    if any(not place_zh.startswith(e.province) for e in elsewhere):
        raise CaseRefusal(
            "apply_where_the_family_lives",
            f"家庭成员户籍不在同一省份的，应当向经常居住地与户籍地一致的成员所在地"
            f"（{there.province}{there.county}）提出申请。",
            _CLAUSE,
        )
    if law.text(SAME_PROVINCE) == "residence":
        raise CaseRefusal(
            "apply_where_the_family_lives",
            f"按照本省规定，应当向家庭经常居住地（{there.county}）提出申请。",
            law.cite(SAME_PROVINCE),
        )
