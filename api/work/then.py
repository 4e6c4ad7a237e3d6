"""A case as it was known at a moment, as far as whoever asks may see it.

The steps are those of `doudi audit at`: the files the code shows again when the history is replayed.
A replay takes about a second, so the steps of the last few cases are held while their histories
stay as long as they are.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from pydantic import BaseModel, Field
from temporalio.service import RPCError

from api.frame.door import Door
from api.frame.problems import Problem, not_found, unavailable
from api.labels import FIELDS
from api.labels_then import PARTS
from api.scope import Caller
from api.work.shapes import View
from audit.archive.source import source_of
from audit.archive.where import space_of
from audit.known.show import FACT_FIELDS, facts
from audit.known.steps import (
    Source,
    Step,
    at_the_end_of,
    between,
    numbered,
    sources,
    steps_of,
)
from audit.recompute.history import Run
from audit.replay import audit_runs
from audit.sources import SourceFault
from domain.case.file import CaseFile
from domain.case.lifecycle import STAGE_ZH, Role
from domain.privacy import KIND_OF, Kind, Read, field_of, read_of
from domain.programme import PROGRAMME_ZH, Programme
from store.tables import CaseRow
from workflows import ids

HELD: Final = 8
"""Cases of which the steps are held in memory: operation, not law."""
CHANGES: Final = 200
COVERED: Final = "（不显示）"
DIGEST: Final = 40
"""Characters from which a value is a digest and tells a reader nothing."""


class Fact(View):
    """当时的一项情况。"""

    zh: str
    value: str


class KnownThen(View):
    """当时已经登记的一件事：何日、来自何人、何时登记。"""

    on: date
    zh: str
    by: str
    at: datetime | None


class Change(View):
    """两个时刻之间的一处不同；不能查看的内容不显示。"""

    zh: str
    was: str
    became: str


class StepLine(View):
    """一步：何时、在哪一环节、办了什么。"""

    number: int
    at: datetime
    stage_zh: str
    acts: str


class ThenView(View):
    """案件在某一时刻的情况，由办理过程重新计算，不取自数据表。"""

    case_no: str
    number: int = Field(description="第几步")
    of: int = Field(description="共几步")
    at: datetime
    on: date
    stage_zh: str
    event_id: int = Field(description="登记于第几号事件")
    run_id: str
    acts: str = Field(description="这一步办了什么，由何人办理")
    waiting: str = Field(description="当时等待什么")
    policy_on: date | None = Field(description="当时依据哪一日的政策")
    policy_digest: str
    facts: list[Fact]
    known: list[KnownThen]
    than: int = Field(description="与第几步相比；0为第一步，没有可比的")
    changes: list[Change]
    steps: list[StepLine]


class Histories:
    """The steps of cases by case number and length of history."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str, int], tuple[Step, ...]] = OrderedDict()
        self._one = asyncio.Semaphore(1)

    async def steps(self, door: Door, row: CaseRow) -> tuple[Step, ...]:
        """404 where no history is left of the case, 503 while Temporal does not answer."""
        async with self._one:
            try:
                source = await asyncio.to_thread(source_of, door.temporal, space_of(door.settings))
                runs = await source.chain(ids.case_id(row.place, row.case_no))
            except RPCError:
                raise unavailable() from None
            if not runs:
                raise not_found("办理过程")
            key = (row.case_no, runs[-1].run_id, len(runs[-1].events))
            if key not in self._held:
                self._held[key] = await asyncio.to_thread(_replayed, runs, source.converter)
            self._held.move_to_end(key)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
            return self._held[key]


_HISTORIES: WeakKeyDictionary[Door, Histories] = WeakKeyDictionary()


def histories_of(door: Door) -> Histories:
    return _HISTORIES.setdefault(door, Histories())


def _replayed(runs: Sequence[Run], converter: Any) -> tuple[Step, ...]:
    return steps_of(asyncio.run(audit_runs(runs, converter)))


def chosen(found: tuple[Step, ...], step: int | None, on: date | None) -> Step:
    """The step of this number, else the last of that day, else the newest. 404 for none."""
    if not found:
        raise not_found("办理过程")
    try:
        if step is not None:
            return numbered(found, step)
        return found[-1] if on is None else at_the_end_of(found, on)
    except SourceFault as fault:
        raise Problem(404, "not_then", str(fault)) from None


class Names(NamedTuple):
    """What the place calls its townships and departments, by code."""

    townships: Mapping[str, str]
    departments: Mapping[str, str]


def then_view(
    caller: Caller,
    row: CaseRow,
    found: tuple[Step, ...],
    here: Step,
    than: Step | None,
    names: Names,
) -> ThenView:
    """`than`: the other moment; None: the step before."""
    earlier = than or (found[here.number - 2] if here.number > 1 else None)
    law = here.file.policy
    return ThenView(
        case_no=row.case_no,
        number=here.number,
        of=len(found),
        at=here.at,
        on=here.at.date(),
        stage_zh=here.stage,
        event_id=here.event_id,
        run_id=here.run_id,
        acts=_acts(here),
        waiting=here.waiting,
        policy_on=law.on if law else None,
        policy_digest=law.digest if law else "",
        facts=[
            Fact(zh=zh, value=_fact_zh(zh, value, names))
            for zh, value in facts(here)
            if zh != "政策" and _clear(caller.role, FACT_FIELDS.get(zh, ""))
        ],
        known=[
            _known(one, names)
            for one in sorted(sources(found, here), key=lambda one: one.on)
            if not one.items or _clear(caller.role, "Stated.items")
        ],
        than=earlier.number if earlier else 0,
        changes=list(changes(caller.role, earlier, here)) if earlier else [],
        steps=[StepLine(number=s.number, at=s.at, stage_zh=s.stage, acts=_acts(s)) for s in found],
    )


def _acts(step: Step) -> str:
    return (
        "；".join(f"{e.zh}（{e.officer.zh}）" if e.officer else e.zh for e in step.new)
        or "重新列出"
    )


def _known(one: Source, names: Names) -> KnownThen:
    if one.items:
        zh = f"信息核对答复（{len(one.items)}项）"
        return KnownThen(on=one.on, zh=zh, by=names.departments.get(one.by, "部门"), at=None)
    return KnownThen(on=one.on, zh=one.zh, by=one.by or "系统", at=one.at)


def _fact_zh(zh: str, value: str, names: Names) -> str:
    if zh == "乡镇（街道）":
        return names.townships.get(value, value)
    return PROGRAMME_ZH[Programme(value)] if zh == "救助项目" else value


def _clear(role: Role, field: str) -> bool:
    return not field or read_of(role, field) is Read.CLEAR


def changes(role: Role, one: Step, other: Step) -> Iterator[Change]:
    """What differs, leaf by leaf, in words: days, numbers, yes and no, stages. What anybody said or is
    called stays covered, as in the command; a field the role may not see is left out."""
    told: set[tuple[str, str, str]] = set()
    for difference in between(one, other):
        path = difference.path
        if path.startswith(_UNTOLD):
            continue
        found = _field_at(other.file, path) or _field_at(one.file, path)
        if found is None or read_of(role, found) is Read.NONE:
            continue
        open_ = KIND_OF.get(found) is Kind.PARTS or read_of(role, found) is Read.CLEAR
        values = ((one.file, difference.recorded), (other.file, difference.recomputed))
        if any(_DIGEST.fullmatch(str(_value_at(file, path))) for file, _ in values):
            continue  # tells a reader nothing
        was, became = (
            _PART if isinstance(_value_at(file, path), BaseModel | dict) else _shown(v, open_=open_)
            for file, v in values
        )
        line = (_label(path, was, became), was, became)
        if line[0] and line not in told:
            told.add(line)
            yield Change(zh=line[0], was=was, became=became)
        if len(told) == CHANGES:
            return


_UNTOLD: Final = ("policy.values", "policy.calendar", "policy.undefined", "policy.demo", "policy.digest",
                  "policy.place", "policy_stage", "claim", "version", "seq", "period",
                  "went_on", "ways")  # fmt: skip
_PART: Final = "已登记"
"""A part that is there: of how many fields it is made tells a reader nothing."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NAMED: Final = {"policy.on": "政策快照：取用日期"}
_ABSENT: Final = {"（无）": "（无）", "空": "（无）", "True": "是", "False": "否"}
_STAGES: Final = {stage.value: zh for stage, zh in STAGE_ZH.items()}


def _shown(value: str, *, open_: bool) -> str:
    if value in _ABSENT:
        return _ABSENT[value]
    if value.endswith("项）"):
        return value.strip("（）")
    if value in _STAGES:
        return _STAGES[value]
    plain = not any(c.isalpha() for c in value.replace("T", "")) and len(value) < DIGEST
    return value if open_ and plain else COVERED


def _field_at(file: CaseFile, path: str) -> str | None:
    """`Model.field` of a path into the file; None where the path leads nowhere in this file."""
    here: Any = file
    found: str | None = None
    for part in path.replace("[", ".[").split("."):
        if part.startswith("["):
            n = int(part[1:-1])
            if not isinstance(here, tuple | list) or n >= len(here):
                return found if isinstance(here, tuple | list) else None
            here = here[n]
        elif isinstance(here, BaseModel):
            if part not in type(here).model_fields:
                return None
            found = field_of(type(here).__name__, part)
            here = getattr(here, part)
        elif isinstance(here, dict):
            here = here.get(part)
        elif here is None:
            return None
    return found


def _value_at(file: CaseFile, path: str) -> Any:
    """What stands at a path into the file; None where it leads nowhere."""
    here: Any = file
    for part in path.replace("[", ".[").split("."):
        if part.startswith("["):
            n = int(part[1:-1])
            here = here[n] if isinstance(here, tuple | list) and n < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else getattr(here, part, None)
    return here


def _label(path: str, was: str, became: str) -> str:
    """The path in the words of the forms: part and field; empty where the program alone knows it, or
    where neither the field has words nor the value may be seen."""
    if path in _NAMED:
        return _NAMED[path]
    parts = [p.split("[")[0] for p in path.split(".")]
    first = PARTS.get(parts[0]) or FIELDS.get(parts[0], "")
    if not first or len(parts) == 1:
        return first
    last = FIELDS.get(parts[-1], "")
    if not last and COVERED in (was, became):
        return ""
    if not last and any(_DAY.fullmatch(value) for value in (was, became)):
        last = "日期"
    return f"{first}：{last}" if last and last != first else first
