"""The lines of the case page about help given once: what happened, what was given, what is still due."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case.file import CaseFile
from domain.case.phases.relief.once import completion_due
from domain.hardship import MANNER_ZH, URGENCY_ZH, Hardship
from domain.money import yuan_zh
from domain.policy import PolicyNotSet

Line = tuple[str, str]


def help_lines(file: CaseFile) -> tuple[Line, ...]:
    """Nothing for a case of another kind."""
    if file.hardship is None:
        return ()
    return (*_hardship(file, file.hardship), *_known(file), *_given(file), *_afterwards(file))


def _hardship(file: CaseFile, found: Hardship) -> Iterator[Line]:
    yield "困难事由", f"{_word(file, 'causes', found.cause)}（{found.happened_on}）"
    yield "困难情况", found.statement
    yield "紧急程度", f"{URGENCY_ZH[found.urgency]}；{_word(file, 'grades', found.grade)}"
    yield "救助方式", MANNER_ZH[found.manner]
    if found.asked_fen:
        yield "申请金额", yuan_zh(found.asked_fen)
    if found.home:
        yield "户籍地或者居住地", found.home
    if found.linked_case:
        yield "关联的低保、特困申请", found.linked_case


def _known(file: CaseFile) -> Iterator[Line]:
    for aid in file.known.earlier if file.known else ():
        yield "以往的一次性救助", f"{aid.on}，{yuan_zh(aid.fen)}（{aid.case_no}）"


def _given(file: CaseFile) -> Iterator[Line]:
    grant = file.grant
    if grant is None:
        return
    whose = "乡镇（街道）" if grant.by_township else "县级"
    yield "决定给予", f"{grant.decided_on}，{whose}决定，{yuan_zh(grant.fen)}"
    for part in grant.deliveries:
        fund = f"，{_word(file, 'funds', part.fund)}" if part.fund else ""
        words = f"{part.on}，{yuan_zh(part.fen)}{fund}，{part.receiver}签收（{part.receipt}）"
        yield "已经交付", words
    if grant.first_on is not None:
        days = (grant.first_on - file.applied_on).days
        yield "自申请至首次救助", f"{days}天"
    if grant.remaining_fen and grant.delivered_on is None:
        yield "尚未交付", yuan_zh(grant.remaining_fen)
    if grant.stopped:
        yield "终止交付", grant.stopped
    if grant.filed is not None:
        yield "报县级民政部门备案", f"{grant.filed.on}（{grant.filed.reference}）"


def _afterwards(file: CaseFile) -> Iterator[Line]:
    done = file.completion
    if done is not None:
        yield "补充说明", f"{done.on}{'（逾期）' if done.late else ''}，{done.explanation}"
        return
    try:
        due = completion_due(file)
    except PolicyNotSet:
        due = None
    if due is not None:
        yield "补充说明的期限", due.isoformat()


def _word(file: CaseFile, name: str, code: str) -> str:
    """The words of a code in a table of the programme; the code itself where it is not set."""
    if file.policy is None or not file.law.has(name):
        return code
    row = file.law.table(name).get(code, code)
    return str(row["zh"]) if isinstance(row, dict) else str(row)
