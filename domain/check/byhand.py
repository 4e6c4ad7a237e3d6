"""What the checking centre's acts do to a check: replies keyed in, waivers, corrections, problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain.base import CaseRefusal
from domain.case.acts import Act
from domain.check import acts
from domain.check.acts import CHECK_ACTS, CHECK_MOVES, CheckMove
from domain.check.answers import KIND_ZH, PROVIDED, VERIFIED, Answer, Record
from domain.check.file import Asked, CheckFile, Correction, Note, Problem
from domain.check.progress import question, taken
from domain.door import standing_in

Done = tuple[CheckFile, str]
"""The changed file and the line for its journal."""


def apply_to_check(file: CheckFile, act: Act, today: date, at: datetime) -> CheckFile:
    """The file after a person's act. Raises CaseRefusal when it is not lawful now."""
    move = next((m for m in CHECK_MOVES if CHECK_ACTS[m.act] is type(act)), None)
    if move is None:
        raise CaseRefusal("act_unknown", "信息核对中没有这项操作，请从核对页面所列的操作中选择。")
    if act.officer.role not in move.roles or act.officer.place != file.order.place:
        raise CaseRefusal("role_not_allowed", f"“{move.zh}”应当由核对中心办理。", move.clause)
    standing_in(act)
    if not file.order.ordered_on <= act.on <= today:
        raise CaseRefusal(
            "date_not_lawful",
            f"办理日期应当在{file.order.ordered_on}至{today}之间。",
            move.clause,
        )
    after, text = _DOES[move.act](file, act, move)
    note = Note(
        act=move.act,
        on=act.on,
        at=at,
        officer=act.officer,
        department=getattr(act, "department", ""),
        text=text,
    )
    return after.model_copy(update={"journal": (*file.journal, note)})


def _open(file: CheckFile, department: str, move: CheckMove) -> Asked:
    part = file.of(department)
    if part.settled:
        raise CaseRefusal(
            "already_answered", f"{part.zh}已经答复或者已登记免等，无需再次办理。", move.clause
        )
    return part


def _record_reply(file: CheckFile, act: acts.RecordReply, move: CheckMove) -> Done:
    part = _open(file, act.department, move)
    for record in act.records:
        _fits(file, part, record)
    answer = Answer(
        department=act.department,
        on=act.on,
        route="letter",
        records=act.records,
        silent=tuple(i for i in part.institutions if i in act.silent),
        reference=act.reference,
    )
    put = question(file, act.department, act.on)
    covered = {*(put.pairs() if put else ()), *((r.item, r.person) for r in act.records)}
    after = file.having(taken(file, part, answer, frozenset(covered)), act.on)
    return after, f"{part.zh}回复已录入，文号{act.reference}"


def _fits(file: CheckFile, part: Asked, record: Record) -> None:
    """A reply is about the people of this case and the items asked, and of the right kind."""
    if record.person not in file.order.keys:
        raise CaseRefusal(
            "not_checked_person",
            f"答复中的人员编号{record.person}不是本次核对对象，"
            f"核对对象为：{'、'.join(file.order.keys)}。",
            "YC-18",
        )
    if record.item not in part.items or record.person not in part.persons_of(
        record.item, file.order.keys
    ):
        raise CaseRefusal(
            "item_not_asked",
            f"没有就人员{record.person}向{part.zh}查询项目{record.item}，"
            f"查询的项目为：{'、'.join(part.items)}。",
            part.clause or "YC-18",
        )
    lawful = VERIFIED if record.item in part.verify else PROVIDED
    if record.kind not in lawful:
        raise CaseRefusal(
            "wrong_kind",
            f"项目{record.item}的答复应当为：{'、'.join(KIND_ZH[k] for k in lawful)}。",
            "TR-44",
        )


def _waive_reply(file: CheckFile, act: acts.WaiveReply, move: CheckMove) -> Done:
    part = _open(file, act.department, move)
    change = {"waived_by": act.officer.id, "waived_on": act.on, "waived_because": act.reason}
    after = file.having(part.model_copy(update=change), act.on)
    return after, f"免等{part.zh}回复：{act.reason}"


def _correct_reply(file: CheckFile, act: acts.CorrectReply, move: CheckMove) -> Done:
    part = file.of(act.department)
    before = tuple(
        r
        for r in (part.answer.records if part.answer else ())
        if (r.item, r.person) == (act.record.item, act.record.person)
    )
    if part.answer is None or not before:
        raise CaseRefusal(
            "nothing_to_correct",
            f"{part.zh}尚未就人员{act.record.person}答复项目{act.record.item}，请直接录入答复。",
            move.clause,
        )
    _fits(file, part, act.record)
    records = tuple(r for r in part.answer.records if r not in before)
    answer = part.answer.model_copy(update={"records": (*records, act.record)})
    changed = file.having(part.model_copy(update={"answer": answer}), act.on)
    kept = Correction(department=act.department, before=before, on=act.on, reference=act.reference)
    after = changed.model_copy(update={"corrections": (*file.corrections, kept)})
    return after, f"{part.zh}更正原答复，文号{act.reference}"


def _raise_problem(file: CheckFile, act: acts.RaiseProblem, move: CheckMove) -> Done:
    part = file.of(act.department)
    problem = Problem(
        department=act.department, problem=act.problem, description=act.description, on=act.on
    )
    if any((p.department, p.problem) == (act.department, act.problem) for p in file.problems):
        raise CaseRefusal(
            "problem_known", f"{part.zh}的这一问题已经提交，无需重复提交。", move.clause
        )
    after = file.having(part, act.on)
    raised = after.model_copy(update={"problems": (*file.problems, problem)})
    return raised, f"提交联席会议办公室：{part.zh}，{act.description}"


_DOES: dict[str, Callable[[CheckFile, Any, CheckMove], Done]] = {
    "record_reply": _record_reply,
    "waive_reply": _waive_reply,
    "correct_reply": _correct_reply,
    "raise_problem": _raise_problem,
}
