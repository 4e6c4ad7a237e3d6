"""Taking a request in: checked, its people claimed, numbered, and its cases started.

The window, an agent and a ledger import all come through `open_case`. Repeating it with the same
key gives the same cases, also when the first try died half-way.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import INTAKE_ROLES, Caller, in_scope, must_be, must_write
from api.work.asked import (
    CaseOpened,
    IntakeBody,
    OpenedCase,
    Wish,
    already_held,
    faults_of_request,
    known_papers,
    query_code,
    signatures_of,
    wishes_of,
)
from api.work.hygiene import cleaned, must_be_clean
from api.work.relatives import tell_cases
from api.work.starting import begin
from domain.case.file import CaseFile
from domain.case.lifecycle import STAGE_ZH, Role, Stage
from domain.household import Household
from domain.places import PlaceInfo
from domain.programme import PROGRAMME_ZH
from domain.window.identity import Hukou
from store import cases, intake
from workflows import ids, visible
from workflows.case import CaseWorkflow

__all__ = ["CaseOpened", "IntakeBody", "open_case", "start"]

_PROJECTED_WITHIN: Final = 8.0


async def open_case(
    door: Door,
    caller: Caller,
    body: IntakeBody,
    key: str,
    channel: str = "",
    roles: tuple[Role, ...] = INTAKE_ROLES,
    lead_no: str = "",
) -> CaseOpened:
    """The cases of a request, one for each programme. Problem when it cannot be taken in, saying
    at which field.

    `lead_no`: the lead of proactive discovery it comes from, which hears the result (JZ-35).
    """
    today = await door.today()
    must_be(caller, roles, "受理申请", "57号 Art 4")
    must_write(caller, body)
    info, wishes = _checked(door, caller, body, today)
    household = cleaned(body.household, today)
    applied_on = body.applied_on or today
    await _passed_on(door, caller, info, body)
    signed = signatures_of(door, info.code, body, household, applied_on)
    numbers = await _numbered(door, info, household, wishes, applied_on, key)
    for number, wish in zip(numbers, wishes, strict=True):
        asked = set(known_papers(door, info.code, applied_on, (wish.programme,)))
        file = CaseFile(
            case_no=number,
            place=info.code,
            township=body.township or caller.township,
            village=body.village.strip() or caller.village,
            lead_no=lead_no,
            programme=wish.programme,
            single_person=wish.single_person,
            channel=channel or body.channel or ("agent" if body.agent else "window"),
            agent=body.agent,
            received_by=caller.officer(info.code),
            applied_on=applied_on,
            declared=household,
            household=household,
            papers=tuple(sorted(set(body.papers) & asked)),
            authorisations=signed,
            request_no=numbers[0],
            siblings=tuple(n for n in numbers if n != number),
            passed_on_from=body.passed_on_from,
            urgent=body.urgent,
            hukou=_hukou(body, wish),
            claim=wish.claim,
            stage_since=applied_on,
            latest=applied_on,
        )
        await start(door, file, info, key)
    for number in numbers:
        await _shown(door, number)
        await tell_cases(door, case_no=number)
    return _opened(door, numbers, wishes)


def _hukou(body: IntakeBody, wish: Wish) -> Hukou | None:
    """Where the family is registered, when it applies for a programme of its place of residence."""
    elsewhere = body.hukou_place.strip()
    return Hukou(place=elsewhere) if elsewhere and wish.of_hukou else None


def _opened(door: Door, numbers: tuple[str, ...], wishes: tuple[Wish, ...]) -> CaseOpened:
    return CaseOpened(
        case_no=numbers[0],
        stage=Stage.INTAKE,
        stage_zh=STAGE_ZH[Stage.INTAKE],
        href=f"/api/v1/cases/{numbers[0]}",
        request_no=numbers[0],
        cases=[
            OpenedCase(
                case_no=number,
                programme=wish.programme,
                programme_zh=PROGRAMME_ZH[wish.programme],
                href=f"/api/v1/cases/{number}",
                query_code=query_code(door, number),
            )
            for number, wish in zip(numbers, wishes, strict=True)
        ],
    )


async def start(door: Door, file: CaseFile, info: PlaceInfo, once: str) -> bool:
    """Starts the case's workflow. False: the same request has begun it already."""
    township = info.township(file.township).zh
    programme = PROGRAMME_ZH[file.programme]
    return await begin(
        door,
        CaseWorkflow.run,
        file,
        id=ids.case_id(file.place, file.case_no),
        summary=f"{programme} · {info.short}{township} · {file.case_no}",
        attributes=TypedSearchAttributes(
            [
                SearchAttributePair(visible.PLACE, file.place),
                SearchAttributePair(visible.TOWNSHIP, file.township),
                SearchAttributePair(visible.PROGRAMME, file.programme),
                SearchAttributePair(visible.STAGE, Stage.INTAKE.value),
                SearchAttributePair(visible.OVERDUE, False),
            ]
        ),
        once=once,
    )


def _checked(
    door: Door, caller: Caller, body: IntakeBody, today: date
) -> tuple[PlaceInfo, tuple[Wish, ...]]:
    """The place and what is asked for, once everything about the request is possible and the
    caller may take it in."""
    place, township = body.place or caller.place, body.township or caller.township
    village = body.village.strip() or caller.village
    if not in_scope(caller, place, township, village):
        raise not_found("乡镇（街道）")
    try:
        info = door.place(place)
        info.township(township)
    except KeyError:
        raise not_found("乡镇（街道）") from None
    must_be_clean(body, today)
    on = body.applied_on or today
    if on <= today:
        _must_be_in_force(door, info, on)
    wishes = wishes_of(door, place, body, min(on, today))
    known = known_papers(door, place, min(on, today))
    faults = tuple(faults_of_request(caller, body, known, today))
    if faults:
        raise bad_input(faults)
    return info, wishes


async def _passed_on(door: Door, caller: Caller, info: PlaceInfo, body: IntakeBody) -> None:
    """The case the person was passed on from is one the caller may see."""
    if body.passed_on_from:
        row = await door.read(cases.get_case, body.passed_on_from)
        if row is None or row.place != info.code or not in_scope(caller, row.place, row.township):
            raise not_found()


def _must_be_in_force(door: Door, info: PlaceInfo, on: date) -> None:
    if not info.document.in_force_on(on, door.settings.env == "production"):
        raise Problem(
            409,
            "document_expired",
            f"本地文件（{info.document.number}）在申请之日不在有效期内，不能受理新的申请，"
            "请政策管理员先登记文件延期或者新文件。",
            clause=info.document.number,
        )


async def _numbered(
    door: Door,
    info: PlaceInfo,
    household: Household,
    wishes: tuple[Wish, ...],
    on: date,
    key: str,
) -> tuple[str, ...]:
    asked = [wish.asked(household) for wish in wishes]
    try:
        return await door.write(
            intake.take_in, key=key, abbr=info.abbr, place=info.code, on=on, asked=asked
        )
    except intake.Duplicate as duplicate:
        raise already_held(door, info.code, household, duplicate, on) from None
    except intake.SamePersonTwice as twice:
        raise bad_input(
            (
                FieldFault(
                    field="household.members",
                    message=f"成员{twice.members[0]}与{twice.members[1]}是同一人，请核对。",
                ),
            )
        ) from None


async def _shown(door: Door, case_no: str) -> None:
    """Read-your-writes: back only when the lists show the case. Not longer than some seconds."""
    deadline = asyncio.get_running_loop().time() + _PROJECTED_WITHIN
    while asyncio.get_running_loop().time() < deadline:
        if await door.read(cases.get_case, case_no) is not None:
            return
        await asyncio.sleep(0.05)
