"""What the forms of the office offer and begin with: units, headings filled in, the newest draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.acts import ask
from api.frame.door import Door
from api.pages.choices import Options
from api.scope import Caller
from api.work.desk.shown import headings_of
from api.work.targets import Target
from domain.desk.file import AffairFile
from domain.officeyear.file import YearFile
from domain.reporting.file import ReportFile, UnitReport
from domain.reporting.headings import prefilled
from domain.reporting.tasks import summary_of
from store.desk import affairs

OFFICE_ITSELF = "（联席会议办公室）"


async def around_desk(
    door: Door, caller: Caller, target: Target, act: str
) -> tuple[Options, Mapping[str, Any]]:
    """Options and first values. Gone when the workflow is not there."""
    if target.kind == "affair":
        affair = await ask(door, target.workflow_id, "file", AffairFile)
        return await _of_affair(door, affair, act)
    if target.kind == "year":
        year = await ask(door, target.workflow_id, "file", YearFile)
        waiting = {str(s.number): f"第{s.number}项 {s.thing.who}" for s in year.stalls if s.waits}
        return {"stall": waiting}, {}
    report = await ask(door, target.workflow_id, "file", ReportFile)
    return _of_report(report, caller, act)


async def _of_affair(door: Door, file: AffairFile, act: str) -> tuple[Options, Mapping[str, Any]]:
    names = file.members.names if file.members else ()
    options: Options = {"owner": {"": OFFICE_ITSELF, **{u: u for u in names}}}
    values: dict[str, Any] = {}
    place = file.order.place
    match act:
        case "accept_topic":
            found = await door.read(affairs.preparing_meetings, place)
            options["meeting"] = {n: f"{n}号会议" for n in found}
        case "record_affair_circular":
            circulars = await door.read(affairs.circulars_about, place, file.id)
            options["circular"] = {n: n for n in circulars}
        case "save_draft" if file.drafts:
            values["text"] = file.drafts[-1].text
        case "assign_affair":
            values = {"owner": file.owner, "due": file.due or ""}
    return options, values


def _of_report(file: ReportFile, caller: Caller, act: str) -> tuple[Options, Mapping[str, Any]]:
    options: Options = {
        "unit": {r.unit: r.unit for r in file.reports if not r.open},
        "sections.heading": headings_of(file),
    }
    match act:
        case "file_report":
            own = file.of(caller.unit)
            return options, {"sections": _sections(file, own)} if own else {}
        case "draft_summary":
            return options, {"text": file.drafts[-1].text if file.drafts else summary_of(file)}
    return options, {}


def _sections(file: ReportFile, report: UnitReport) -> list[dict[str, str]]:
    """What the unit filed last; before that, what it really did."""
    filed = {s.heading: s.text for s in report.sections}
    return [
        {"heading": code, "text": filed.get(code, prefilled(code, report.work))}
        for code in headings_of(file)
    ]
