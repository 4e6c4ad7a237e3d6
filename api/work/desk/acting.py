"""Acts on an affair or on reports: where they go, what is lawful now, what the door reads for them."""

from __future__ import annotations

from typing import Any, Final

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import not_found
from api.scope import Caller, in_place
from domain.assembly.sight import READS_ALL
from domain.desk.acts import Known as AffairKnown
from domain.desk.engine import lawful_affair_moves
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_STAGE_ZH, AffairStage
from domain.desk.sight import may_read
from domain.desk.working import CIRCULAR_RULE
from domain.measures.acts import Known as MeasuresKnown
from domain.officeyear.engine import lawful_year_moves
from domain.officeyear.file import YEAR_STAGE_ZH, YearFile, YearStage
from domain.reporting.engine import lawful_report_moves
from domain.reporting.file import ReportFile
from domain.reporting.lifecycle import REPORT_STAGE_ZH, ReportStage
from domain.reporting.sight import REPORT_READERS
from runtime import packs
from store.desk import affairs
from workflows import ids

OF_DESK: Final = ("affair", "report", "year")


async def affair_file(door: Door, caller: Caller, place: str, number: str) -> AffairFile:
    """The affair, for a caller who may know of it; 404 for anybody else."""
    if not in_place(caller, place):
        raise not_found("事项")
    try:
        file = await ask(door, ids.affair_id(place, number), "file", AffairFile)
    except Gone:
        raise not_found("事项") from None
    if not may_read(file, caller.role, caller.unit, caller.township):
        raise not_found("事项")
    return file


async def report_file(door: Door, caller: Caller, place: str, period: str) -> ReportFile:
    """The reports of a period, whole; 404 for whoever has no part in them."""
    if caller.role not in REPORT_READERS or not in_place(caller, place):
        raise not_found("报告")
    try:
        return await ask(door, ids.report_id(place, period), "file", ReportFile)
    except Gone:
        raise not_found("报告") from None


async def lawful_on_desk(door: Door, caller: Caller, kind: str, subject: str) -> tuple[str, ...]:
    """The acts the table allows this caller now. Gone when the workflow is not there."""
    if kind == "affair":
        affair = await ask(door, subject, "file", AffairFile)
        return tuple(m.act for m in lawful_affair_moves(affair, caller.role, caller.unit))
    if kind == "year":
        year = await ask(door, subject, "file", YearFile)
        return tuple(m.act for m in lawful_year_moves(year, caller.role))
    report = await ask(door, subject, "file", ReportFile)
    return tuple(m.act for m in lawful_report_moves(report, caller.role))


def desk_base(kind: str, subject: str) -> str:
    tail = subject.removeprefix(f"{kind}/")
    return f"/api/v1/{kind}s/{tail}/acts"


def desk_stage_zh(kind: str, stage: str) -> str:
    match kind:
        case "affair":
            return AFFAIR_STAGE_ZH[AffairStage(stage)]
        case "year":
            return YEAR_STAGE_ZH[YearStage(stage)]
    return REPORT_STAGE_ZH[ReportStage(stage)]


async def year_file(door: Door, caller: Caller, place: str, year: int) -> YearFile:
    """The office's year; 404 for whoever has no part in it."""
    if caller.role not in READS_ALL or not in_place(caller, place):
        raise not_found("年度跟踪")
    try:
        return await ask(door, ids.year_id(place, year), "file", YearFile)
    except Gone:
        raise not_found("年度跟踪") from None


async def known_of_desk(door: Door, kind: str, place: str, subject: str) -> dict[str, Any]:
    """Circulars about this affair or decision, meetings that still take points, the place's rule."""
    circulars = await door.read(affairs.circulars_about, place, subject)
    if kind == "affair":
        open_ = await door.read(affairs.preparing_meetings, place)
        return {"known": AffairKnown(circulars=circulars, meetings=open_)}
    known = packs.load(door.settings.policy_overlays)
    ruled = packs.value(known, place, await door.today(), CIRCULAR_RULE).value is True
    return {"known": MeasuresKnown(ruled=ruled, circulars=circulars)}
