"""What units and the office do about the tasks of a decision. `MEASURES_ACTS`: name to message."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.case.acts import Act


class TaskAct(Act):
    """An act on one task; `task` is its key in the list of measures."""

    task: str


class AcceptTask(TaskAct):
    pass


class ReportProgress(TaskAct):
    text: str = Field(min_length=2, max_length=500)


class CompleteTask(TaskAct):
    """`evidence`: the papers that show it was done; `delivered_fen`: what was really paid out."""

    evidence: tuple[str, ...] = Field(default=(), max_length=20)
    delivered_fen: int = Field(default=0, ge=0)


class Supervise(TaskAct):
    """A supervision order (督办). `due`: the day to answer by, where the office sets it itself."""

    reason: str = Field(min_length=4, max_length=300)
    due: date | None = None


class AnswerSupervision(TaskAct):
    answer: str = Field(min_length=4, max_length=500)


class CloseSupervision(TaskAct):
    conclusion: str = Field(min_length=4, max_length=300)


MEASURES_ACTS: dict[str, type[TaskAct]] = {
    "accept_task": AcceptTask,
    "report_progress": ReportProgress,
    "complete_task": CompleteTask,
    "supervise": Supervise,
    "answer_supervision": AnswerSupervision,
    "close_supervision": CloseSupervision,
}
