"""One information check of one household: which department was asked what, and what came back.

Departments go their own ways: one that is silent delays no other, and one that has answered is
never asked again. A department may be waived only by name and with a reason (ZH-20).
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.calendar import WorkingCalendar
from domain.case.acts import Act, Officer
from domain.case.lifecycle import Role
from domain.check.answers import Answer, DepartmentReply, Person, Record


class Asked(Frozen):
    """One department's part: what it was asked, how often, and what came of it."""

    department: str
    zh: str
    items: tuple[str, ...]
    clause: str = ""
    due: date
    attempts: int = 0
    last_asked: date | None = None
    expected: date | None = None
    answer: Answer | None = None
    waived_by: str = ""
    waived_on: date | None = None
    waived_because: str = ""
    late: bool = False
    trouble: str = ""
    """Why the last question brought nothing: `down` or `nonsense`."""

    @property
    def settled(self) -> bool:
        return self.answer is not None or self.waived_on is not None


class CheckOrder(Frozen):
    """What a case asks for: the persons, the departments with their items, and on what ground."""

    case_no: str
    place: str
    township: str
    number: int
    persons: tuple[Person, ...]
    departments: tuple[Asked, ...]
    purpose: str = "assistance"
    authorisation: str
    ordered_on: date
    retry_days: int = Field(ge=1)
    """Working days between two questions to a silent department."""
    calendar: WorkingCalendar


class Note(Frozen):
    act: str
    on: date
    at: datetime
    officer: Officer
    department: str
    text: str = ""


class CheckFile(Frozen):
    order: CheckOrder
    departments: tuple[Asked, ...]
    latest: date
    version: int = 0
    journal: tuple[Note, ...] = ()

    @property
    def done(self) -> bool:
        return all(d.settled for d in self.departments)

    def of(self, department: str) -> Asked:
        found = next((d for d in self.departments if d.department == department), None)
        if found is None:
            known = "、".join(d.department for d in self.departments)
            raise CaseRefusal(
                "department_not_asked",
                f"本次核对没有向“{department}”查询。已查询的部门为：{known}。",
                "YC-18",
            )
        return found

    def having(self, asked: Asked, on: date) -> CheckFile:
        return self.model_copy(
            update={
                "departments": tuple(
                    asked if d.department == asked.department else d for d in self.departments
                ),
                "latest": max(self.latest, on),
                "version": self.version + 1,
            }
        )


class CheckResult(Frozen):
    number: int
    finished_on: date
    answers: tuple[Answer, ...]
    waived: tuple[str, ...]
    attempts: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...] = ()
    """Calendar days each department took, for the delay ledger."""


class RecordReply(Act):
    """A letter's reply keyed in, or a late answer taken by hand."""

    department: str
    records: tuple[Record, ...] = ()
    reference: str = Field(min_length=2, max_length=80)


class WaiveReply(Act):
    department: str
    reason: str = Field(min_length=4, max_length=300)


class CheckMove(Frozen):
    act: str
    zh: str
    roles: tuple[Role, ...]
    clause: str


CHECK_ACTS: dict[str, type[Act]] = {"record_reply": RecordReply, "waive_reply": WaiveReply}
CHECK_MOVES = (
    CheckMove(
        act="record_reply", zh="录入部门回复", roles=(Role.CHECKING_CENTRE,), clause="TR-28; YC-16"
    ),
    CheckMove(
        act="waive_reply",
        zh="登记免等部门回复",
        roles=(Role.CHECKING_CENTRE, Role.COUNTY_REVIEWER),
        clause="ZH-20",
    ),
)


def opened(order: CheckOrder) -> CheckFile:
    return CheckFile(order=order, departments=order.departments, latest=order.ordered_on)


def asked(file: CheckFile, department: str, on: date) -> CheckFile:
    part = file.of(department)
    return file.having(
        part.model_copy(update={"attempts": part.attempts + 1, "last_asked": on}), on
    )


def failed(file: CheckFile, department: str, trouble: str, on: date) -> CheckFile:
    part = file.of(department)
    return file if part.settled else file.having(part.model_copy(update={"trouble": trouble}), on)


def ask_again_on(file: CheckFile, department: str, today: date) -> date:
    """The next day on which a silent department is asked: as promised, else after some days."""
    part = file.of(department)
    if part.expected is not None and part.expected > today:
        return part.expected
    return file.order.calendar.working_days_after(today, file.order.retry_days).on


def replied(file: CheckFile, department: str, reply: DepartmentReply, on: date) -> CheckFile:
    """An answer that comes after a waiver or a second one changes nothing: the first stands."""
    part = file.of(department)
    if part.settled:
        return file
    if reply.answer is None:
        return file.having(part.model_copy(update={"expected": reply.expected}), on)
    answer = reply.answer
    return file.having(part.model_copy(update={"answer": answer, "late": answer.on > part.due}), on)


def apply_to_check(file: CheckFile, act: Act, today: date, at: datetime) -> CheckFile:
    """The file after a person's act. Raises CaseRefusal when it is not lawful now."""
    move = next((m for m in CHECK_MOVES if CHECK_ACTS[m.act] is type(act)), None)
    if move is None or not isinstance(act, RecordReply | WaiveReply):
        raise CaseRefusal("act_unknown", "信息核对中没有这项操作。")
    if act.officer.role not in move.roles or act.officer.place != file.order.place:
        raise CaseRefusal("role_not_allowed", f"“{move.zh}”应当由核对中心办理。", move.clause)
    if not file.order.ordered_on <= act.on <= today:
        raise CaseRefusal(
            "date_not_lawful",
            f"办理日期应当在{file.order.ordered_on}至{today}之间。",
            move.clause,
        )
    part = file.of(act.department)
    if part.settled:
        raise CaseRefusal(
            "already_answered", f"{part.zh}已经答复或者已登记免等，无需再次办理。", move.clause
        )
    if isinstance(act, RecordReply):
        answer = Answer(
            department=act.department,
            on=act.on,
            route="letter",
            records=act.records,
            reference=act.reference,
        )
        change: dict[str, object] = {"answer": answer, "late": act.on > part.due}
        text = f"{part.zh}回复已录入，文号{act.reference}"
    else:
        change = {
            "waived_by": act.officer.id,
            "waived_on": act.on,
            "waived_because": act.reason,
        }
        text = f"免等{part.zh}回复：{act.reason}"
    note = Note(
        act=move.act, on=act.on, at=at, officer=act.officer, department=act.department, text=text
    )
    after = file.having(part.model_copy(update=change), act.on)
    return after.model_copy(update={"journal": (*file.journal, note)})


def result_of(file: CheckFile, on: date) -> CheckResult:
    return CheckResult(
        number=file.order.number,
        finished_on=on,
        answers=tuple(d.answer for d in file.departments if d.answer is not None),
        waived=tuple(d.department for d in file.departments if d.waived_on is not None),
        attempts=tuple((d.department, d.attempts) for d in file.departments),
        days=tuple(
            (d.department, ((d.answer.on if d.answer else on) - file.order.ordered_on).days)
            for d in file.departments
        ),
    )
