"""Which cases: of a list, a place, a month; as the server or the archive knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from temporalio.client import Client

from audit.archive.source import ArchiveSource
from audit.sources import SourceFault
from domain.base import Frozen
from domain.calendar import months_after
from runtime import packs
from workflows import ids
from workflows.base import SHANGHAI

CASE_NO: Final = re.compile(r"[A-Z]{2}[0-9]{10}")
MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class CaseRef(Frozen):
    """One case by place and number. `place` empty: to be looked up."""

    place: str
    case_no: str


class Wanted(Frozen):
    """What was asked for. `month` (its first day): cases of which a run began or ended in it."""

    place: str = ""
    month: date | None = None
    numbers: tuple[str, ...] = ()

    @property
    def zh(self) -> str:
        parts = [packs.place_info(self.place).zh if self.place else "全部地区"]
        if self.month is not None:
            parts.append(f"{self.month:%Y年%m月}有运行开始或者结束的案件")
        if self.numbers:
            parts.append(f"名单所列{len(self.numbers)}件")
        return "，".join(parts)


def month_of(text: str) -> date:
    """`2027-01` as its first day. Raises `SourceFault`."""
    found = MONTH.fullmatch(text)
    if not found:
        raise SourceFault(f"月份“{text}”应当写成2027-01的样子。")
    return date(int(found[1]), int(found[2]), 1)


def numbers_in(path: Path) -> tuple[str, ...]:
    """Case numbers anywhere in a text, each once, in their order. Raises `SourceFault`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SourceFault(f"读不到名单{path.name}，应为 UTF-8 文本，每行一个案件编号。") from None
    found = tuple(dict.fromkeys(CASE_NO.findall(text)))
    if not found:
        raise SourceFault(f"名单{path.name}中没有案件编号。")
    return found


async def on_the_server(client: Client, wanted: Wanted) -> tuple[CaseRef, ...]:
    """The cases the server lists, sorted by number."""
    query = "WorkflowType = 'CaseWorkflow'"
    if wanted.month is not None:
        began, ended = _span(wanted.month)
        query += (
            f" AND ((StartTime >= '{began}' AND StartTime < '{ended}')"
            f" OR (CloseTime >= '{began}' AND CloseTime < '{ended}'))"
        )
    return _chosen([found.id async for found in client.list_workflows(query)], wanted)


def in_the_archive(source: ArchiveSource, wanted: Wanted) -> tuple[CaseRef, ...]:
    """The cases of which the archive holds at least one run."""
    entries = source.log.entries
    if wanted.month is not None:
        first, after = _moments(wanted.month)
        entries = [e for e in entries if first <= e.began < after or first <= e.ended < after]
    return _chosen((entry.workflow_id for entry in entries), wanted)


def _chosen(workflow_ids: Iterable[str], wanted: Wanted) -> tuple[CaseRef, ...]:
    found: dict[str, CaseRef] = {}
    for name in workflow_ids:
        kind, _, rest = name.partition("/")
        place, _, number = rest.partition("/")
        if kind == ids.CASE and (not wanted.place or place == wanted.place):
            found[number] = CaseRef(place=place, case_no=number)
    if not wanted.numbers:
        return tuple(found[number] for number in sorted(found))
    # A number nobody knows stays in: that there is no such case is what the list must be told.
    unknown = CaseRef(place=wanted.place, case_no="")
    return tuple(
        found.get(number, unknown.model_copy(update={"case_no": number}))
        for number in wanted.numbers
    )


def _moments(month: date) -> tuple[datetime, datetime]:
    first, after = (
        datetime.combine(day, time.min, tzinfo=SHANGHAI) for day in (month, months_after(month, 1))
    )
    return first, after


def _span(month: date) -> tuple[str, str]:
    first, after = _moments(month)
    return (
        f"{first.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"{after.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
