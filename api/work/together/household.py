"""One timeline of all aid to one household, over its cases, programmes and units (HB-03, TR-08)."""

from __future__ import annotations

from typing import Final

from api.frame.door import Door
from api.frame.problems import Problem, not_found
from api.scope import Caller, Sight, in_scope
from api.work.targets import Target, file_of, find_case
from api.work.together.shapes import AidView, GroupView, HouseholdAids, TierView
from api.work.window import catalogue_at
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.privacy import Read, read_of, seen
from domain.programme import Programme
from domain.together.aids import AID_STATE_ZH, KIND_ZH, AidKind, AidLine, AidState
from domain.together.standing import (
    TYPE_STATE_ZH,
    GroupStanding,
    Held,
    TypeStanding,
    groups_of,
    standing,
)
from store import together
from store.together import Given
from workflows import ids

_SUMS: Final = (AidKind.CASE, AidKind.RECOGNITION)


async def household_aids(door: Door, caller: Caller, case_no: str) -> HouseholdAids:
    """For whoever sees the household of the case; the same 404 for everybody else."""
    row, sight = await find_case(door, caller, case_no)
    closed = caller.role is Role.UNIT_LIAISON  # a unit is told of its own request alone
    if closed or sight is Sight.STATE or read_of(caller.role, "EarlierAid.fen") is Read.NONE:
        raise not_found()
    target = Target(
        kind="case", workflow_id=ids.case_id(row.place, case_no), place=row.place, case_no=case_no
    )
    return await aids_of_file(door, caller, await file_of(door, target))


async def aids_of_file(door: Door, caller: Caller, file: CaseFile) -> HouseholdAids:
    found = await door.read(together.aid_to_household, file.place, file.household)
    held = [Held(case_no=g.case_no, programme=Programme(g.programme), line=g.line) for g in found]
    groups, tiers = await _standing(door, file, held)
    lines = [g.line for g in found if g.line.kind not in _SUMS]
    return HouseholdAids(
        case_no=file.case_no,
        lines=tuple(_view(g, caller) for g in found),
        groups=tuple(GroupView(**g.model_dump()) for g in groups),
        tiers=tuple(_tier(t) for t in tiers),
        given_fen=sum(x.fen for x in lines if not x.monthly and x.state is AidState.USED),
        monthly_fen=sum(x.fen for x in lines if x.monthly and x.state is AidState.USED),
    )


async def _standing(
    door: Door, file: CaseFile, held: list[Held]
) -> tuple[tuple[GroupStanding, ...], tuple[TypeStanding, ...]]:
    """Nothing where the place has not said what it offers."""
    try:
        catalogue = catalogue_at(door, file.place, await door.today())
    except Problem:
        return (), ()
    return groups_of(file.household, held, catalogue), standing(held, catalogue)


def _view(given: Given, caller: Caller) -> AidView:
    line: AidLine = given.line
    return AidView(
        case_no=given.case_no,
        case_shown=in_scope(caller, caller.place, given.township, given.village),
        key=line.key,
        kind=line.kind,
        kind_zh=KIND_ZH[line.kind],
        zh=line.zh,
        by=line.by,
        state=line.state,
        state_zh=AID_STATE_ZH[line.state],
        on=line.on,
        until=line.until,
        fen=line.fen,
        monthly=line.monthly,
        fund=line.fund,
        note=seen(caller.role, "Entry.text", line.note),
    )


def _tier(row: TypeStanding) -> TierView:
    return TierView(
        type=row.type.code,
        zh=row.type.zh,
        tier=row.type.tier,
        tier_zh=row.type.tier_zh,
        state=row.state,
        state_zh=TYPE_STATE_ZH[row.state],
        entry=row.type.entry,
        cases=row.cases,
        next=row.next,
    )
