"""A meeting and its items held against each other: two histories that must tell the same.

Each is recomputed by itself; somebody with the key could rewrite one so that it agrees with itself.
What the meeting settled about a household is what the item recorded, and whoever the item says sat
there sat there by the meeting's own record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.joint.facts import item_file
from audit.joint.sittings import meeting_file
from audit.recompute.findings import Difference, Finding, What, differences
from audit.replay import RunReport
from domain.assembly.file import MeetingFile
from domain.assembly.points import Point
from domain.meeting.item import ItemFile
from domain.meeting.resolution import Resolution

Reports = Sequence[RunReport]


def cross_findings(
    meeting: Reports, items: Mapping[str, Reports], *, reveal: bool
) -> list[Finding]:
    """What a meeting and those of its items at hand (by workflow id) do not tell alike."""
    file = meeting_file(meeting)
    if file is None:
        return []
    found: list[Finding] = []
    for point in file.points:
        reports = items.get(point.item)
        if not point.item or reports is None:
            continue
        item = item_file(reports)
        if item is not None:
            found += _settled_alike(meeting, reports, point, item, reveal)
            found += _attended_alike(reports, file, point, item)
    return found


def _settled_alike(
    meeting: Reports, reports: Reports, point: Point, item: ItemFile, reveal: bool
) -> list[Finding]:
    """The number of the minutes came to the item later and is left out."""
    noted = point.settled.resolution if point.settled else None
    if noted is None:
        return []
    differing = differences(_plain(noted), _plain(item.resolution), reveal=reveal)
    if not differing:
        return []
    zh = f"会议记录的议定结果与议题{item.id.removeprefix('item/')}自身的历史不同"
    return [_of(meeting, zh, differing)]


def _plain(resolution: Resolution | None) -> object:
    return resolution.model_dump(mode="json", exclude={"number"}) if resolution else None


def _attended_alike(
    reports: Reports, file: MeetingFile, point: Point, item: ItemFile
) -> list[Finding]:
    held = item.meeting
    if held is None or held.number != file.order.number:
        return []
    days = [s for s in file.sittings if s.on == held.on]
    sat = set(file.attended)
    wrong = [
        Difference(path="attended", recorded="、".join(extra), recomputed="不在会议的到会记录中")
        for extra in [[u for u in held.attended if u not in sat]]
        if extra
    ]
    if not days:
        wrong.append(
            Difference(path="on", recorded=str(held.on), recomputed="会议当日没有开会记录")
        )
    elif held.chair not in {s.chair for s in days}:
        wrong.append(Difference(path="chair", recorded=held.chair, recomputed=days[-1].chair))
    stepped = {*point.recused_units, *file.invited}
    if set(held.recused) - stepped:
        wrong.append(
            Difference(
                path="recused",
                recorded="、".join(held.recused),
                recomputed="、".join(point.recused_units) or "（无）",
            )
        )
    zh = f"议题记录的开会情况与会议{file.order.number}自身的历史不同"
    return [_of(reports, zh, tuple(wrong))] if wrong else []


def missing(subject: str, zh: str) -> Finding:
    """A history that must exist and is not to be had."""
    return Finding(workflow_id=subject, run_id="", event_id=0, what=What.CHAIN, zh=zh)


def _of(reports: Reports, zh: str, differing: tuple[Difference, ...]) -> Finding:
    run = reports[-1].run
    return Finding(
        workflow_id=run.workflow_id,
        run_id=run.run_id,
        event_id=0,
        what=What.CHAIN,
        zh=zh,
        differences=differing,
    )
