"""The tables of a case and of its information checks, as their histories tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from domain.case.file import CaseFile
from store.closing import unpacked
from store.compare.exits import project_changes
from store.compare.leads import project_hits
from store.projection import papers_of_case, project_case, project_check, tasks_of_case
from store.rebuild.shares import Kind, Seen, Share, alike
from store.relatives import trace_case
from store.tables import (
    AccountRow,
    AidLineRow,
    CarePersonRow,
    CaseReferralRow,
    CaseRow,
    CaseTrace,
    ChangeRow,
    ClaimRow,
    ClosedFileRow,
    DepartmentAsk,
    EntitlementRow,
    HitRow,
    IntakeRow,
    NoticeRow,
    OnceAidRow,
    PublicitySheet,
    RollRow,
    TaskRow,
    TimelineRow,
)
from store.together import project_together
from workflows.ids import CASE
from workflows.steps import CaseProjection, CheckProjection

Told = CaseProjection | CheckProjection
_OWN_KINDS: Final = ("case", "check")
_DUPLICATE: Final = ",duplicate"
"""A flag that rests on the claims of other cases."""


def tell(session: Session, told: Sequence[Told]) -> None:
    """What a case and its checks told, oldest first.

    What grows step by step is told step by step: tasks keep the day they were done; aids, looks at a
    change and an earlier sheet on the board stay when the file no longer carries them. All else stands
    in the last that each run
    and each check told.
    """
    last = {_told_by(one): n for n, one in enumerate(told)}
    before: CaseFile | None = None
    for n, one in enumerate(told):
        whole = last[_told_by(one)] == n
        if isinstance(one, CheckProjection):
            project_check(session, one)
        elif whole:
            project_case(session, one)
        else:
            _step(session, one, before)
        if isinstance(one, CaseProjection):
            before = one.file


def _step(session: Session, one: CaseProjection, before: CaseFile | None) -> None:
    file = one.file
    tasks_of_case(session, one)
    if before is None or before.household != file.household:
        trace_case(session, file)
    if before is None or (before.notices, before.publicity) != (file.notices, file.publicity):
        papers_of_case(session, file)
    project_together(session, file)
    if file.watch.hits:
        project_hits(session, file)
    project_changes(session, file)


def _told_by(one: Told) -> str:
    if isinstance(one, CheckProjection):
        return f"{one.file.order.case_no}/{one.file.order.number}"
    return one.run_id


def _same_flags(one: str, other: str) -> bool:
    return one.replace(_DUPLICATE, "") == other.replace(_DUPLICATE, "")


def _same_file(one: str, other: str) -> bool:
    """A kept file is the same when it says the same: how it was packed may differ, and its moments by as
    much as a replay's clock does."""
    try:
        return alike(unpacked(one).model_dump(), unpacked(other).model_dump())
    except ValueError:
        return False


def _with_flag(right: Mapping[str, Any], stands: Mapping[str, Any] | None) -> dict[str, Any]:
    """The case's row with the flag that does not come from the case as it stands there."""
    flags = str(right["flags"]).replace(_DUPLICATE, "")
    if stands is not None and _DUPLICATE in str(stands["flags"]):
        codes = sorted({code for code in flags.split(",") if code} | {"duplicate"})
        flags = "".join(f",{code}" for code in codes) + ","
    return {**right, "flags": flags, "updated_at": datetime.now(UTC)}


def _settled(session: Session, wanted: Seen, stands: Seen) -> Seen:
    """Whom another case holds is not this one's: a person sees to it (the flag `duplicate`). A claim
    put in another's name by SQL is that other case's to many, and this one's again after that."""
    there, asked = stands.of(ClaimRow), wanted.of(ClaimRow)
    lacking = [key for key in asked if key not in there]
    if not lacking:
        return wanted
    people = [person for person, _ in lacking]
    query = sa.select(col(ClaimRow.person), col(ClaimRow.circle)).where(
        col(ClaimRow.person).in_(people)
    )
    taken = {tuple(row) for row in session.connection().execute(query)}
    mine = {key: row for key, row in asked.items() if key in there or key not in taken}
    return Seen(rows={**wanted.rows, str(ClaimRow.__tablename__): mine})


def _not_begun() -> Sequence[Any]:
    """A claim is made when a number is given out, before the case begins."""
    return (col(ClaimRow.case_no).not_in(sa.select(col(IntakeRow.case_no))),)


def _of_case(table: type[SQLModel], **more: Any) -> Share:
    return Share(table, ("case_no",), lambda name: (name,), **more)


CASES: Final = Kind(
    kind=CASE,
    workflow="CaseWorkflow",
    forms={"project_case": CaseProjection, "project_check": CheckProjection},
    tell=tell,
    shares=(
        _of_case(CaseRow, same={"flags": _same_flags}, mend=_with_flag),
        _of_case(TaskRow, ours=lambda: (col(TaskRow.kind).in_(_OWN_KINDS),)),
        _of_case(TimelineRow),
        _of_case(EntitlementRow),
        _of_case(AccountRow),
        _of_case(DepartmentAsk),
        _of_case(ClosedFileRow, same={"file": _same_file}),
        _of_case(OnceAidRow),
        _of_case(HitRow),
        _of_case(CarePersonRow),
        _of_case(RollRow),
        _of_case(ChangeRow),
        _of_case(CaseReferralRow),
        _of_case(AidLineRow),
        _of_case(CaseTrace),
        _of_case(ClaimRow, strange=_not_begun),
        _of_case(NoticeRow, columns={"served_on": None, "manner": "", "evidence": "", "tries": 0}),
        _of_case(PublicitySheet, columns={"taken_down_on": None}),
    ),
    settle=_settled,
)
"""Named by the case number alone: most of these tables know no place."""
