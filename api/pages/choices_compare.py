"""What the forms of a month's comparison, and of a lead on a living case, offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.acts import ask
from api.frame.door import Door
from api.pages.choices import Options
from api.work.targets import Target
from domain.case.file import CaseFile
from domain.case.hits import Hit
from domain.compare.causes import zh
from domain.compare.file import SUBJECT_ZH, CompareFile, Part, PartState
from domain.compare.matching import DOUBT_ZH, Doubt
from domain.identity import mask_id, mask_name
from store.compare import months
from store.compare.taking import Which


async def around_comparison(door: Door, target: Target, act: str) -> tuple[Options, dict[str, Any]]:
    """The parts an act is about, and the doubts that wait, with covered names and numbers."""
    file = await ask(door, target.workflow_id, "file", CompareFile)
    states = (PartState.PENDING, PartState.MISSED)
    about = {
        "receive_register": [p for p in file.parts if p.state in states],
        "settle_doubts": [p for p in file.parts if p.doubts_open],
        "explain_missed": [p for p in file.parts if p.state is PartState.MISSED],
    }.get(act, [])
    options: Options = {"part": {p.key: _named(p) for p in about}}
    if act == "settle_doubts":
        waiting: dict[str, str] = {}
        for part in about:
            waiting |= await _doubts(door, target, part)
        options["doubts"] = waiting
    return options, {"part": about[0].key} if about else {}


def _named(part: Part) -> str:
    return f"{part.zh}{SUBJECT_ZH[part.subject]}"


async def _doubts(door: Door, target: Target, part: Part) -> dict[str, str]:
    rows = await door.read(months.doubts, Which(target.place, target.month, part.key))
    return {
        row.id: f"{_named(part)}第{row.row}行：{mask_name(row.name)} {mask_id(row.number)} "
        f"{zh(row.about)}，{DOUBT_ZH[Doubt(row.reason)]}；案件{row.case_no}成员{row.member}"
        for row in rows
    }


def hits_to_settle(file: CaseFile, names: Mapping[str, str]) -> Options:
    """The leads of a case nobody has looked into. `names`: of departments, by code."""

    def named(hit: Hit) -> str:
        said = "、".join(names.get(s.department, s.department) for s in hit.sources)
        return f"成员{hit.member}：{zh(hit.about)}，{said}，{hit.event_on or hit.found_on}"

    return {"hit": {hit.id: named(hit) for hit in file.watch.open}}


def first_hit(file: CaseFile) -> dict[str, str]:
    """The lead that waits longest stands on the form to begin with."""
    return {"hit": file.watch.open[0].id} if file.watch.open else {}
