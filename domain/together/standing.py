"""Where a household stands in the graded system: which groups it belongs to, which aids are open.

By tier, from the basic to the supplement, of what the place offers and nothing else (YC-01). When
an aid has ended, the next tier that the place offers and the household has not got is proposed;
a proposal is no decision (YC-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from domain.base import Frozen
from domain.household import Household
from domain.programme import PROGRAMME_ZH, Programme
from domain.together.aids import AidKind, AidLine, AidState
from domain.window.catalogue import AidType, Catalogue


class Held(Frozen):
    """One line of the household, and the programme of the case it stands in."""

    case_no: str
    programme: Programme
    line: AidLine


class TypeState(StrEnum):
    USED = "used"
    OPEN = "open"
    REFUSED = "refused"
    ENDED = "ended"
    NONE = "none"


TYPE_STATE_ZH = {
    TypeState.USED: "正在享受或者已经享受",
    TypeState.OPEN: "正在办理",
    TypeState.REFUSED: "未给予",
    TypeState.ENDED: "已经结束",
    TypeState.NONE: "没有申请过",
}


class TypeStanding(Frozen):
    """One type of aid for this household; `cases` are those it was asked for or given in."""

    type: AidType
    state: TypeState
    cases: tuple[str, ...] = ()
    next: bool = False


class GroupStanding(Frozen):
    code: str
    zh: str
    why: str


def groups_of(
    home: Household, held: Iterable[Held], catalogue: Catalogue
) -> tuple[GroupStanding, ...]:
    """The place's groups that apply: recorded of a member, or by a status that is held now."""
    recorded = {code for m in home.counted for code in m.groups}
    used = [h for h in held if _counts(h.line) and h.line.state is AidState.USED]
    status = {h.programme for h in used}
    found = []
    for group in catalogue.groups:
        by_status = [p for p in group.status if p in status]
        if group.code in recorded:
            found.append(GroupStanding(code=group.code, zh=group.zh, why="登记的群体"))
        elif by_status:
            why = f"享受{PROGRAMME_ZH[by_status[0]]}"
            found.append(GroupStanding(code=group.code, zh=group.zh, why=why))
    return tuple(found)


def standing(held: Sequence[Held], catalogue: Catalogue) -> tuple[TypeStanding, ...]:
    """Every type the place offers, from the basic to the supplement, as it stands here."""
    rows = [_of_type(aid, held) for aid in catalogue.types]
    order = list(dict.fromkeys(row.type.tier for row in rows))
    over = [
        order.index(r.type.tier) for r in rows if r.state in (TypeState.ENDED, TypeState.REFUSED)
    ]
    if not over:
        return tuple(rows)
    nearest = _next_tier(rows, order, max(over))
    return tuple(
        r.model_copy(update={"next": r.type.tier == nearest and r.state is TypeState.NONE})
        for r in rows
    )


def _next_tier(rows: Sequence[TypeStanding], order: Sequence[str], after: int) -> str:
    """The first tier beyond, or the same one, that still has something not asked for."""
    free = {row.type.tier for row in rows if row.state is TypeState.NONE}
    return next((tier for tier in order[after + 1 :] if tier in free), "")


def _of_type(aid: AidType, held: Sequence[Held]) -> TypeStanding:
    mine = [h for h in held if h.programme in aid.programmes and _counts(h.line)]
    states = {h.line.state for h in mine}
    state = TypeState.NONE
    for found, of in (
        (AidState.USED, TypeState.USED),
        (AidState.OPEN, TypeState.OPEN),
        (AidState.ENDED, TypeState.ENDED),
        (AidState.REFUSED, TypeState.REFUSED),
    ):
        if found in states:
            state = of
            break
    return TypeStanding(type=aid, state=state, cases=tuple(sorted({h.case_no for h in mine})))


def _counts(line: AidLine) -> bool:
    """The application says how a programme stands; its months and sums are parts of it."""
    return line.kind is AidKind.CASE
