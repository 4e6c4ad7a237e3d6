"""Progress notices: every member unit is told how a decided affair goes on (TR-57).

A unit that has a part in the affair reads what happened in full. Every other one reads which
decision it is, which unit, what was done and on which day: no case number, measure, sum or text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import Frozen
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_KIND_ZH
from domain.measures.file import MeasuresEntry, MeasuresFile
from domain.meeting.item import Members
from domain.money import yuan

PROGRESS_RULE = "office.progress_notices"
PROGRESS = "progress"
_OF_MEASURES = (
    "accept_task",
    "complete_task",
    "overdue",
    "supervise",
    "answer_supervision",
    "close_supervision",
    "order_overdue",
    "mark_important",
    "record_circular",
)
_OF_AFFAIR = (
    "open_affair",
    "assign_affair",
    "complete_affair",
    "send_back_affair",
    "overdue",
    "submit_suggestion",
    "answer_suggestion",
    "mark_affair_important",
    "record_affair_circular",
    "close_affair",
    "withdraw_affair",
)


class Notice(Frozen):
    """What one unit is told of one line of a record. `seq`: that line."""

    seq: int
    unit: str
    on: date
    title: str
    text: str


def of_measures(file: MeasuresFile, members: Members, after: int) -> tuple[Notice, ...]:
    """The notices of every change of status recorded after line `after`."""
    involved = {task.measure.unit for task in file.tasks}
    found = []
    for entry in file.journal:
        if entry.seq > after and entry.act in _OF_MEASURES:
            plain, full = _measure_words(file, entry)
            found += _each(entry.seq, entry.on, plain, full, members.names, involved)
    return tuple(found)


def _measure_words(file: MeasuresFile, entry: MeasuresEntry) -> tuple[str, str]:
    task = next((t for t in file.tasks if t.key == entry.task), None)
    unit = f"{task.measure.unit}" if task else ""
    plain = f"{file.minutes}议定事项：{unit}{entry.zh}（{entry.on}）。"
    if task is None:
        return plain, plain + entry.text
    measure = task.measure
    sum_ = f"，{yuan(measure.amount_fen)}元" if measure.amount_fen else ""
    full = (
        f"{file.minutes}（{file.case_no}第{file.number}件）任务{task.key}：{unit}{entry.zh}。"
        f"措施：{measure.manner}{sum_}，期限{task.due}。{entry.text}"
    )
    return plain, full


def of_affair(file: AffairFile, after: int) -> tuple[Notice, ...]:
    """As `of_measures`, for an affair that a meeting decided; nothing for any other."""
    if not file.decided or file.members is None:
        return ()
    involved = {file.owner, *file.order.units}
    head = f"{file.order.meeting}号会议议定的{AFFAIR_KIND_ZH[file.kind]}（{file.order.number}）"
    found = []
    for entry in file.journal:
        if entry.seq > after and entry.act in _OF_AFFAIR:
            unit = file.owner or "联席会议办公室"
            plain = f"{head}：{unit}，{entry.zh}（{entry.on}）。"
            full = f"{head}“{file.order.title}”：{unit}，{entry.zh}。{entry.text}"
            found += _each(entry.seq, entry.on, plain, full, file.members.names, involved)
    return tuple(found)


def _each(
    seq: int, on: date, plain: str, full: str, names: Iterable[str], involved: set[str]
) -> list[Notice]:
    return [
        Notice(
            seq=seq,
            unit=unit,
            on=on,
            title="议定事项进展通知",
            text=full if unit in involved else plain,
        )
        for unit in names
    ]
