"""The first draft of a circular or briefing, made of what meetings and units really did (TR-17).

A household never stands in it: the households of a meeting are counted, and points kept to those
concerned are counted too. A circular says only what may be public or is known to all members.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.assembly.file import MeetingFile, totals_of
from domain.assembly.lifecycle import MEETING_KIND_ZH
from domain.assembly.points import OUTCOME_ZH, Point, PointGrade
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_STAGE_ZH
from domain.measures.file import MeasuresFile
from domain.measures.lifecycle import MEASURE_STAGE_ZH
from domain.money import yuan


def drafted(
    meetings: Iterable[MeetingFile],
    measures: Iterable[MeasuresFile],
    affairs: Iterable[AffairFile],
) -> str:
    """Paragraphs between line ends, in the order given; empty when nothing is named."""
    parts = [*(of_meeting(m) for m in meetings), *(of_measures(m) for m in measures)]
    parts += [of_affair(m) for m in affairs]
    return "\n".join(part for part in parts if part)


def of_meeting(file: MeetingFile) -> str:
    """When it sat, who was there, what was settled."""
    sat = "、".join(str(s.on) for s in file.sittings)
    lines = [
        f"{file.order.number}号会议（{MEETING_KIND_ZH[file.order.kind]}）于{sat}召开，"
        f"{len(file.attended)}个单位到会，审议议题{len(file.points)}项。"
        if sat
        else f"{file.order.number}号会议（{MEETING_KIND_ZH[file.order.kind]}）尚未召开。"
    ]
    totals = totals_of(file)
    if totals.examined:
        lines.append(
            f"审议家庭{totals.examined}户，同意救助{totals.approved}户，"
            f"议定救助金额{yuan(totals.total_fen)}元。"
        )
    lines += [said for p in file.points if (said := _point(p))]
    return "\n".join(lines)


def _point(point: Point) -> str:
    settled = point.settled
    if settled is None or point.item or point.grade is PointGrade.CONCERNED:
        return ""
    owner = f"，由{settled.owner}落实" if settled.owner else ""
    due = f"，{settled.due}前完成" if settled.due else ""
    return f"{point.title}：{OUTCOME_ZH[settled.outcome]}。{settled.text}{owner}{due}。"


def of_measures(file: MeasuresFile) -> str:
    """Each unit's tasks by where they stand: no case number, measure or sum."""
    done = sum(task.done for task in file.tasks)
    lines = [f"{file.minutes}议定措施{len(file.tasks)}项，已落实{done}项。"]
    for unit in dict.fromkeys(task.measure.unit for task in file.tasks):
        stands = [MEASURE_STAGE_ZH[t.stage] for t in file.tasks if t.measure.unit == unit]
        counted = "、".join(f"{zh}{stands.count(zh)}项" for zh in dict.fromkeys(stands))
        late = sum(t.late for t in file.tasks if t.measure.unit == unit)
        lines.append(f"{unit}：{counted}{f'，逾期{late}项' if late else ''}。")
    return "\n".join(lines)


def of_affair(file: AffairFile) -> str:
    owner = f"（{file.owner}）" if file.owner else ""
    result = f"办理结果：{file.result}" if file.result else ""
    return (
        f"{AFFAIR_KIND_ZH[file.kind]}“{file.order.title}”{owner}："
        f"{AFFAIR_STAGE_ZH[file.stage]}。{result}"
    )
