"""举报: every named report is checked and its result fed back (57号 Art 37, DB-80).

A report never ends or blocks a case by itself; it stays an open task until it is answered, also
after the case has closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.case import acts
from domain.case.file import CaseFile, Complaint, NoticeDue, Rulebook, require
from domain.case.notices import owed

CLAUSE = "57号 Art 37"


def open_complaints(file: CaseFile) -> tuple[tuple[int, Complaint], ...]:
    """Named reports without an answer, each with its number in the case, from 1."""
    return tuple((n, c) for n, c in enumerate(file.complaints, start=1) if c.open)


def answer_complaint(file: CaseFile, act: acts.AnswerComplaint) -> CaseFile:
    waiting = dict(open_complaints(file))
    listed = "、".join(str(n) for n in waiting)
    require(
        act.number in waiting,
        "no_open_complaint",
        f"没有待答复的第{act.number}件实名举报。待答复的为：第{listed}件。"
        if waiting
        else "本案没有待答复的实名举报。",
        CLAUSE,
    )
    told = waiting[act.number]
    require(
        act.on >= told.on,
        "answered_too_early",
        f"该举报于{told.on}登记，核查答复日期不得早于该日。",
        CLAUSE,
    )
    answered = told.model_copy(
        update={"answered_on": act.on, "answered_by": act.officer.id, "true": act.true}
    )
    return owed(
        file.having(
            complaints=tuple(
                answered if n == act.number else c for n, c in enumerate(file.complaints, start=1)
            )
        ),
        NoticeDue(
            key="complaint_answer",
            kind="complaint_answer",
            facts={
                "举报登记日期": told.on.isoformat(),
                "核查结论": "经核查属实" if act.true else "经核查不属实",
                "处理结果": act.text,
            },
        ),
    )


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "answer_complaint": lambda f: bool(open_complaints(f)),
}
RULES: Rulebook = {"answer_complaint": answer_complaint}
