"""Writes what the workflows know into the tables. Each call may come twice, or late.

A version older than what stands is ignored; the same one again changes nothing. What a case no
longer carries (its record is emptied at each new period) stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.ordering import flags
from domain.case.tasks.referral import units_of
from domain.case.tasks.together import units_of_referrals
from domain.check.answers import Answer
from domain.household import Account
from domain.identity import age_on
from domain.pay.joined import named
from domain.task import Task
from domain.window.requests import claimed
from runtime.keys import KeyRing
from store.care.people import project_care
from store.closing import keep_closed
from store.compare.exits import project_changes
from store.compare.leads import project_hits
from store.compare.roll import project_roll
from store.funds.given import post_gifts, post_given, reserve_tasks
from store.intake import hold_claims, person_index, release_claims
from store.once import project_once
from store.relatives import trace_case
from store.sql import put
from store.tables import (
    AccountRow,
    CaseRow,
    DepartmentAsk,
    EntitlementRow,
    NoticeRow,
    PublicitySheet,
    TaskRow,
    TimelineRow,
)
from store.together import project_together
from store.types import keyring_of
from workflows.steps import CaseProjection, CheckProjection

SOME_DAY = date(9999, 12, 31)
"""The sort value of a task without a due day."""


def project_case(session: Session, projection: CaseProjection) -> bool:
    """The case's row, tasks, timeline, entitlements, account, claims. False: it was too old."""
    file = projection.file
    stands = session.get(CaseRow, file.case_no, with_for_update=True)
    if stands is not None and stands.version > file.version:
        return False
    marks = set(file.overdue)
    taken = _claims(session, file)
    row = _case_row(projection, any(task.mark in marks for task in projection.tasks), taken)
    put(session, CaseRow, [row])
    tasks_of_case(session, projection)
    trace_case(session, file)
    _timeline(session, file)
    _entitlements(session, file)
    _account(session, file)
    papers_of_case(session, file)
    project_once(session, file)
    project_together(session, file)
    project_roll(session, file)
    project_hits(session, file)
    project_changes(session, file)
    project_care(session, file)
    post_gifts(session, file)
    keep_closed(session, projection)
    if post_given(session, file):
        watch_reserve(session, file.place, file.township, file.latest)
    return True


def tasks_of_case(session: Session, projection: CaseProjection) -> None:
    """The case's open tasks as they are now; those no longer among them are closed that day."""
    file, marks = projection.file, set(projection.file.overdue)
    project_tasks(
        session,
        projection.tasks,
        subject=file.case_no,
        kind="case",
        case_no=file.case_no,
        place=file.place,
        township=file.township,
        village=file.village,
        today=file.latest,
        late={task.mark for task in projection.tasks if task.mark in marks},
        units={**units_of(file), **units_of_referrals(file)},
    )


def watch_reserve(session: Session, place: str, township: str, today: date) -> None:
    """The task of whoever tops up the township's reserve, opened or closed by what it holds now."""
    project_tasks(
        session,
        reserve_tasks(session, place, township, today),
        subject=f"reserve/{place}/{township}",
        kind="reserve",
        place=place,
        township=township,
        today=today,
    )


def project_check(session: Session, projection: CheckProjection) -> bool:
    """The delay ledger and the open tasks of one check. False: it was too old."""
    file, order = projection.file, projection.file.order
    newest = session.exec(
        select(func.max(DepartmentAsk.version)).where(
            DepartmentAsk.case_no == order.case_no, DepartmentAsk.number == order.number
        )
    ).one()
    if newest is not None and newest > file.version:
        return False
    put(
        session,
        DepartmentAsk,
        [
            {
                "case_no": order.case_no,
                "number": order.number,
                "department": part.department,
                "version": file.version,
                "place": order.place,
                "township": order.township,
                "asked_on": order.ordered_on,
                "last_asked": part.last_asked,
                "attempts": part.attempts,
                "expected": part.expected,
                "due": part.due,
                "answered_on": part.answer.on if part.answer else None,
                "route": _route(part.answer),
                "late": part.late or (not part.settled and file.latest > part.due),
                "waived_on": part.waived_on,
                "waived_by": part.waived_by,
                "trouble": "" if part.settled else part.trouble,
            }
            for part in file.departments
        ],
    )
    project_tasks(
        session,
        projection.tasks,
        subject=f"{order.case_no}/{order.number}",
        kind="check",
        case_no=order.case_no,
        place=order.place,
        township="",
        today=file.latest,
    )
    return True


def _route(answer: Answer | None) -> str:
    """How an answer came: its route, and the platform when it was not the county's own (YC-16)."""
    if answer is None:
        return ""
    return answer.route if answer.path == "district" else f"{answer.route}/{answer.path}"


def project_tasks(
    session: Session,
    tasks: Iterable[Task],
    *,
    subject: str,
    kind: str,
    place: str,
    today: date,
    case_no: str = "",
    township: str = "",
    village: str = "",
    units: Mapping[str, str] | None = None,
    late: set[str] | None = None,
) -> None:
    """Makes `tasks` the open ones of a subject; those no longer among them are closed `today`.

    `units`: the unit a task (by its code) is for. `late`: marks of overdue tasks; without it a
    task past its day is overdue. Once overdue, a task stays marked so.
    """
    ring, units = keyring_of(session), units or {}
    stand = {
        (row.key, row.since): row
        for row in session.exec(select(TaskRow).where(TaskRow.subject == subject))
    }
    for task in {(t.code, t.since): t for t in tasks}.values():
        key = ring.blind_index(task.code)
        overdue = bool(task.due and today > task.due) if late is None else task.mark in late
        row = stand.pop((key, task.since), None)
        if row is None:
            row = TaskRow(subject=subject, key=key, since=task.since, kind=kind, case_no=case_no,
                          act=task.act, role=task.role, place=place, by=SOME_DAY)  # fmt: skip
        row.sqlmodel_update(
            {
                "code": task.code,
                "zh": task.zh,
                "act": task.act,
                "role": task.role.value,
                "unit": units.get(task.code, ""),
                "township": township,
                "village": village,
                "due": task.due,
                "by": task.due or SOME_DAY,
                "provisional": task.provisional,
                "clause": task.clause,
                "overdue": overdue or bool(row.overdue),
                "closed_on": None,
            }
        )
        session.add(row)
    for row in stand.values():
        if row.closed_on is None:
            row.closed_on = today
            row.overdue = row.overdue or today > row.by
            session.add(row)
    session.flush()


def _case_row(projection: CaseProjection, overdue: bool, taken: bool) -> dict[str, object]:
    file = projection.file
    codes = (*flags(file), *(("duplicate",) if taken else ()))
    decision, closed = file.decision, file.closed
    reasons = closed.reasons if closed and closed.reasons else decision.reasons if decision else ()
    return {
        "case_no": file.case_no,
        "place": file.place,
        "township": file.township,
        "village": file.village,
        "programme": file.programme,
        "single_person": file.single_person,
        "area": file.household.residence,
        "stage": file.stage.value,
        "version": file.version,
        "applied_on": file.applied_on,
        "accepted_on": file.accepted_on,
        "decided_on": decision.on if decision else None,
        "granted": decision.granted if decision else None,
        "due_on": projection.due,
        "provisional": projection.provisional,
        "overdue": overdue,
        "flags": "".join(f",{code}" for code in sorted(codes)) + ",",
        "persons": file.assessment.persons if file.assessment else len(file.household.counted),
        "monthly_fen": file.monthly_fen_now,
        "outcome": closed.outcome if closed else "",
        "reason_codes": ",".join(sorted({reason.code for reason in reasons})),
        "closed_on": closed.on if closed else None,
        "minor": _is_minor(file),
        "channel": file.channel,
        "next_recheck": file.next_recheck,
        "run_id": projection.run_id,
        "updated_at": datetime.now(UTC),
        "waiting": projection.waiting,
        "applicant_name": file.household.applicant.name,
    }


def _is_minor(file: CaseFile) -> bool:
    number = file.household.applicant.id_no
    if not number or file.policy is None or not file.law.has("papers.adult_age"):
        return False
    return age_on(number, file.latest) < file.law.count("papers.adult_age")


def _claims(session: Session, file: CaseFile) -> bool:
    """True when a member is claimed by another living case; that claim stands, a person looks.

    A refused or stopped case holds nobody: its people may apply for what fits before its notice is
    served. Nor does one whose family has moved away or joined another: they are in a case there.
    """
    refused = file.decision is not None and not file.decision.granted
    gone = file.ending is not None and file.ending.outcome in ("stopped", "moved_out", "merged")
    if file.stage is Stage.CLOSED or refused or gone:
        release_claims(session, file.case_no)
        return False
    persons = [(m.key, m.id_no) for m in claimed(file.household, file.single_person)]
    return bool(hold_claims(session, file.case_no, file.place, persons, file.claim))


def _timeline(session: Session, file: CaseFile) -> None:
    last = session.exec(
        select(func.max(TimelineRow.seq)).where(TimelineRow.case_no == file.case_no)
    ).one()
    rows = [
        {
            "case_no": file.case_no,
            "seq": entry.seq,
            "act": entry.act,
            "zh": entry.zh,
            "stage": entry.stage.value,
            "on": entry.on,
            "at": entry.at,
            "officer": entry.officer.id if entry.officer else "",
            "role": entry.officer.role.value if entry.officer else "",
            "unit": entry.officer.unit if entry.officer else "",
            "behalf": entry.officer.accounts[-1] if entry.officer and entry.officer.behalf else "",
            "procedure": entry.procedure,
            "clause": entry.clause,
            "text": entry.text,
        }
        for entry in file.journal
        if entry.seq > (last or 0)
    ]
    put(session, TimelineRow, rows, keep=True)


def _entitlements(session: Session, file: CaseFile) -> None:
    """A later decision may end or replace months not yet begun, so the set is written whole."""
    wanted = [{"case_no": file.case_no, **e.model_dump()} for e in named(file)]
    stand = session.exec(
        select(EntitlementRow)
        .where(EntitlementRow.case_no == file.case_no)
        .order_by(col(EntitlementRow.seq))
    )
    if [row.model_dump() for row in stand] == wanted:
        return
    session.execute(delete(EntitlementRow).where(col(EntitlementRow.case_no) == file.case_no))
    put(session, EntitlementRow, wanted)


def _account(session: Session, file: CaseFile) -> None:
    account = file.household.account
    if account is None:
        return
    holder = file.household.member(account.holder)
    name = holder.name if holder else ""
    ring = keyring_of(session)
    bond = account_bond(ring, file.case_no, account, name)
    keeper, filed = "", file.duties.custody
    if filed is not None and filed.agreement == account.custodian_agreement and filed.custodian_id:
        keeper = person_index(ring, filed.custodian_id)
    stands = session.get(AccountRow, file.case_no)
    if stands is not None and (stands.bound, stands.custodian_index) == (bond, keeper):
        return
    put(
        session,
        AccountRow,
        [
            {
                "case_no": file.case_no,
                "bank": account.bank,
                "holder_key": account.holder,
                "number_index": ring.blind_index(f"account:{account.number}"),
                "bound": bond,
                "number": account.number,
                "holder_name": name,
                "custodian_index": keeper,
                "custodian_agreement": account.custodian_agreement,
            }
        ],
    )


def account_bond(ring: KeyRing, case_no: str, account: Account, holder_name: str) -> str:
    """What ties an account to its case: nobody without the key ring can make one."""
    parts = (case_no, account.bank, account.number, account.holder,
             account.custodian_agreement, holder_name)  # fmt: skip
    return ring.blind_index("\0".join(parts))


def papers_of_case(session: Session, file: CaseFile) -> None:
    """Proof of service, and the sheet that comes off the board."""
    for notice in file.notices:
        if notice.number and (notice.served_on is not None or notice.tries):
            session.execute(
                update(NoticeRow)
                .where(
                    col(NoticeRow.case_no) == file.case_no,
                    col(NoticeRow.key) == notice.order.key,
                )
                .values(
                    served_on=notice.served_on,
                    manner=notice.manner,
                    evidence=notice.evidence,
                    tries=len(notice.tries),
                )
            )
    sheet = file.publicity
    if sheet is not None and (down := sheet.stopped_on or sheet.completed_on):
        session.execute(
            update(PublicitySheet)
            .where(
                col(PublicitySheet.case_no) == file.case_no,
                col(PublicitySheet.round) == sheet.round,
            )
            .values(taken_down_on=down)
        )
    if file.closed is not None:
        session.execute(
            update(PublicitySheet)
            .where(
                col(PublicitySheet.case_no) == file.case_no,
                col(PublicitySheet.taken_down_on).is_(None),
            )
            .values(taken_down_on=file.closed.on)
        )
