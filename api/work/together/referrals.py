"""转介 at the door: the list of a unit, one referral as the unit may read it, who may act on it."""

from __future__ import annotations

from datetime import date
from typing import Final

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import LawfulAct, not_found
from api.scope import OF_UNIT, SIGHT, Caller, in_place, in_scope, must_look
from api.work.parts import lawful
from api.work.revealing import Revealed, look
from api.work.shapes import ReferralLine
from api.work.targets import Target, case_target, file_of, find_case
from api.work.together.lines import href_of, is_late
from api.work.together.offers import owned_aid
from api.work.together.shapes import (
    AnswerView,
    DutyView,
    MeasureView,
    PersonShared,
    ReferralView,
    UnitView,
)
from api.work.window import rules_at
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role
from domain.household import Household
from domain.places import PlaceInfo, Unit
from domain.privacy import Looked, Purpose, looked, seen
from domain.referral import ANSWER_ZH
from domain.together.duties import UNIT_NEEDS, duties_of, measures_of_unit
from domain.together.referring import (
    FIELD_OF,
    SHARED_ZH,
    STATE_ZH,
    CaseReferral,
    numbered,
)
from store import cases, providers, together
from store.tables import CaseReferralRow
from workflows import ids

ACTS: Final = frozenset(
    (
        "answer_case_referral",
        "urge_case_referral",
        "close_case_referral",
        "withdraw_referral_consent",
    )
)
SERVICE: Final = "record_service"
"""What a contracted provider does to a case he does not see (HB-15)."""
READERS: Final = (*SIGHT, Role.UNIT_LIAISON)
"""Who has a list of referrals at all: the unit its own, the county and townships theirs."""


def unit_of(info: PlaceInfo, caller: Caller) -> Unit | None:
    """The unit a liaison speaks for, by any name it bears or bore."""
    return next((u for u in info.units if caller.unit and caller.unit in u.words), None)


def unit_view(door: Door, caller: Caller, on: date) -> UnitView | None:
    """Duties and measures of the caller's unit; None for who speaks for no unit."""
    info = door.place(caller.place)
    unit = unit_of(info, caller)
    if unit is None:
        return None
    law = rules_at(door, caller.place, on, UNIT_NEEDS)
    return UnitView(
        unit=unit.code,
        unit_zh=unit.name_on(on),
        duties=tuple(DutyView(**d.model_dump()) for d in duties_of(law, unit.code)),
        measures=tuple(MeasureView(**m.model_dump()) for m in measures_of_unit(law, unit.code)),
    )


async def acting_target(door: Door, caller: Caller, case_no: str, act: str) -> Target:
    """The case an act goes to. A liaison reaches a case with a referral to his unit without seeing
    it, and only to answer; the target then carries the number of that referral."""
    if caller.role is Role.UNIT_LIAISON and act in ACTS:
        row = await door.read(cases.get_case, case_no)
        mine = [r for r in await _rows(door, caller, open=True) if r.case_no == case_no]
        if row is None or not mine:
            raise not_found()
        waiting = [r for r in mine if r.state in ("sent", "taken_on")] or mine
        return Target(
            kind="case",
            workflow_id=ids.case_id(row.place, case_no),
            place=row.place,
            township=row.township,
            case_no=case_no,
            number=waiting[0].number,
        )
    if caller.role is Role.PROVIDER and act == SERVICE:
        row = await door.read(cases.get_case, case_no)
        if row is None or not caller.contract or not in_place(caller, row.place):
            raise not_found()
        if not await door.read(providers.is_assigned, row.place, caller.contract, case_no):
            raise not_found()
        return Target(
            kind="case",
            workflow_id=ids.case_id(row.place, case_no),
            place=row.place,
            township=row.township,
            case_no=case_no,
            number=1,
        )
    return await case_target(door, caller, case_no)


async def listed(door: Door, caller: Caller, *, open: bool = True) -> list[ReferralLine]:
    """The caller's referrals: of his unit, his township or his county, due first."""
    today = await door.today()
    return [
        _row_line(door, row, today)
        for row in await _rows(door, caller, open=open)
        if caller.role is Role.UNIT_LIAISON
        or in_scope(caller, row.place, row.township, row.village)
    ]


async def _rows(door: Door, caller: Caller, *, open: bool) -> tuple[CaseReferralRow, ...]:
    if caller.role not in READERS:
        raise not_found("转介")
    found: list[CaseReferralRow] = []
    for place in (caller.place,) if caller.place else door.places():
        unit = ""
        if caller.role is Role.UNIT_LIAISON:
            own = unit_of(door.place(place), caller)
            if own is None:
                continue
            unit = own.code
        township = caller.township if caller.bound_to_township else ""
        found += await door.read(
            together.referral_rows, place, unit=unit, township=township, open=open
        )
    return tuple(found)


async def referral_view(
    door: Door, caller: Caller, case_no: str, number: int
) -> tuple[ReferralView, CaseFile]:
    """One referral; 404 for whoever it is not for, and for a unit once it may read no more."""
    file, referral = await _found(door, caller, case_no, number)
    today = max(await door.today(), file.latest)
    return view_of_referral(file, referral, caller, today), file


async def _found(
    door: Door, caller: Caller, case_no: str, number: int
) -> tuple[CaseFile, CaseReferral]:
    if caller.role is Role.UNIT_LIAISON:
        row = await door.read(together.referral_row, case_no, number)
        own = unit_of(door.place(row.place), caller) if row is not None else None
        if row is None or own is None or own.code != row.unit or not in_place(caller, row.place):
            raise not_found("转介")
        place = row.place
    else:
        place = (await find_case(door, caller, case_no))[0].place
    target = Target(
        kind="case", workflow_id=ids.case_id(place, case_no), place=place, case_no=case_no
    )
    file = await file_of(door, target)
    referral = numbered(file.linked.referrals, number)
    if referral is None:
        raise not_found("转介")
    return file, referral


async def reveal_shared(
    door: Door, caller: Caller, case_no: str, number: int, purpose: Purpose, request_id: str
) -> Revealed:
    """What the family let this unit read, in clear, each field logged before it is told."""
    file, referral = await _found(door, caller, case_no, number)
    if not referral.readable:
        raise not_found("转介")
    fields = tuple(FIELD_OF[s] for s in referral.shares)
    if caller.role is Role.UNIT_LIAISON:
        must_look(caller, OF_UNIT, fields)
    else:
        must_look(caller, (await find_case(door, caller, case_no))[1], fields)
    for field in fields:
        what = look(field, purpose)
        await log_command(door, caller, what, case_no, "done", file.place, request_id)
    items = looked(_only(file.household, referral), fields)
    return Revealed(case_no=case_no, purpose=purpose, purpose_zh=purpose.zh, items=items)


def _only(home: Household, referral: CaseReferral) -> Household:
    """The household as this referral shows it: nobody and nothing it is not about."""
    people = tuple(m for m in home.members if m.key in referral.members)
    return home.model_copy(
        update={
            "members": people,
            "incomes": (),
            "expenses": (),
            "assets": (),
            "spendings": (),
            "supporters": (),
            "account": None,
        }
    )


def view_of_referral(
    file: CaseFile, referral: CaseReferral, caller: Caller, today: date
) -> ReferralView:
    """As the caller may read it. To the unit, who it is about ends with its answer."""
    of_unit = caller.role is Role.UNIT_LIAISON
    readable = referral.readable or not of_unit
    return ReferralView(
        case_no=file.case_no,
        number=referral.number,
        unit_zh=referral.aid.unit_zh,
        aid=referral.aid.code,
        aid_zh=referral.aid.zh,
        whom=referral.aid.whom,
        clause=referral.aid.clause,
        need=seen(caller.role, "CaseReferral.need", referral.need) if readable else "",
        shares=tuple(SHARED_ZH[s] for s in referral.shares),
        people=_people(file, referral, caller) if readable else (),
        sent_on=referral.sent_on,
        due=referral.due,
        provisional=referral.provisional,
        overdue=is_late(referral.waits_for_unit, referral.due, today),
        urged=referral.urged,
        state=referral.state,
        state_zh=STATE_ZH[referral.state],
        answers=tuple(
            AnswerView(
                **a.model_dump(exclude={"by", "answer"}),
                answer=a.answer,
                answer_zh=ANSWER_ZH[a.answer],
            )
            for a in referral.answers
        ),
        told_on=referral.told_on,
        allowed=_allowed(file, referral, caller),
    )


def _people(file: CaseFile, referral: CaseReferral, caller: Caller) -> tuple[PersonShared, ...]:
    found: dict[str, list[tuple[str, str]]] = {key: [] for key in referral.members}
    for one in _values(file, referral):
        zh = next(SHARED_ZH[s] for s in referral.shares if FIELD_OF[s] == one.field)
        for key in (one.who,) if one.who else referral.members[:1]:
            found[key].append((zh, seen(caller.role, one.field, one.value)))
    return tuple(PersonShared(key=k, shared=tuple(v)) for k, v in found.items())


def _values(file: CaseFile, referral: CaseReferral) -> tuple[Looked, ...]:
    return looked(_only(file.household, referral), [FIELD_OF[s] for s in referral.shares])


def _allowed(file: CaseFile, referral: CaseReferral, caller: Caller) -> tuple[LawfulAct, ...]:
    if caller.role is Role.UNIT_LIAISON and not referral.waits_for_unit:
        return ()
    return tuple(
        lawful("case", move.act, f"/api/v1/cases/{file.case_no}/acts/{move.act}", file.programme)
        for move in lawful_moves(file, caller.role)
        if move.act in ACTS
    )


def _row_line(door: Door, row: CaseReferralRow, today: date) -> ReferralLine:
    aid = owned_aid(door, row.place, row.sent_on, row.aid)
    waits = row.state in ("sent", "taken_on")
    return ReferralLine(
        case_no=row.case_no,
        number=row.number,
        unit=row.unit,
        unit_zh=aid.unit_zh if aid else row.unit,
        aid=row.aid,
        aid_zh=aid.zh if aid else row.aid,
        state=row.state,
        state_zh=STATE_ZH[row.state],
        sent_on=row.sent_on,
        due=row.due,
        provisional=row.provisional,
        overdue=is_late(waits, row.due, today),
        urged=row.urged,
        amount_fen=row.amount_fen,
        told_on=row.told_on,
        href=href_of(row.case_no, row.number),
    )
