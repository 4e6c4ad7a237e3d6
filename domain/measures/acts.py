"""What units and the office do about the tasks of a decision. `MEASURES_ACTS`: name to message."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act


class KnownUnits(Frozen):
    """What the door read; nobody types it. `took_over`: names and codes of units that left the body
    and whose duties the officer's unit took over, by the dated list of members."""

    took_over: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    """Name and code of the member units of the day, for who is to carry a task instead."""


class TaskAct(Act):
    """An act on one task; `task` is its key in the list of measures."""

    task: str
    known: KnownUnits = KnownUnits()


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


class ProposeHanding(TaskAct):
    """The unit cannot carry out its task any more (abolished, no longer competent), or nobody need.
    `to_unit`: the member unit that is to do it, by `due`; empty: it is carried out no more. `paper`:
    what shows it; `until`: the last day on which a second person may agree."""

    to_unit: str = Field(default="", max_length=60)
    due: date | None = None
    reason: str = Field(min_length=4, max_length=500)
    paper: str = Field(min_length=2, max_length=200)
    until: date


class ConfirmHanding(TaskAct):
    opinion: str = Field(min_length=2, max_length=500)


class RefuseHanding(TaskAct):
    reason: str = Field(min_length=4, max_length=500)


class Known(Frozen):
    """What the door read: whether the place's document asks for a circular (TR-55), and the
    circulars about this decision that every member unit has."""

    ruled: bool = False
    circulars: tuple[str, ...] = ()


class WholeAct(Act):
    """An act on the decision, not on one task."""


class MarkImportant(WholeAct):
    """`reason`: why the officer takes it for an important matter (OPN-22)."""

    reason: str = Field(min_length=4, max_length=300)
    known: Known = Known()


class RecordCircular(WholeAct):
    circular: str = Field(min_length=4, max_length=40)
    known: Known = Known()


MEASURES_ACTS: dict[str, type[Act]] = {
    "accept_task": AcceptTask,
    "report_progress": ReportProgress,
    "complete_task": CompleteTask,
    "supervise": Supervise,
    "answer_supervision": AnswerSupervision,
    "close_supervision": CloseSupervision,
    "propose_handing": ProposeHanding,
    "confirm_handing": ConfirmHanding,
    "refuse_handing": RefuseHanding,
    "mark_important": MarkImportant,
    "record_circular": RecordCircular,
}
