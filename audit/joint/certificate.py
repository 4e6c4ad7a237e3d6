"""The certificate of what is not a case: every run recomputed, then who said and did what.

`certify_item` takes an item (`<case>/<n>`) with its measures and the meeting that dealt with it;
`certify_meeting` a meeting with every item on its agenda and their measures. Like the certificate
of a case it states nothing from a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from temporalio.client import Client

from audit.certificate import (
    KIND_ZH,
    PolicyNote,
    RunLine,
    links,
    policy_notes,
    program_digest,
    run_line,
)
from audit.facts import EntryFacts
from audit.joint.crosscheck import cross_findings, missing
from audit.joint.facts import MatterFacts, item_file, matter_facts
from audit.joint.proceedings import (
    CLOSED_ZH,
    NAMED,
    is_closed,
    place_in,
    record_of,
)
from audit.joint.sittings import MeetingFacts, meeting_facts, meeting_file
from audit.recompute.findings import Finding
from audit.recompute.history import Run
from audit.recompute.turned import SetBack, set_back
from audit.replay import RunReport, audit_runs
from audit.sources import CaseUnknown, ServerSource, Source, every, with_children
from domain.base import Frozen, digest_of
from workflows import ids

ITEM_NO: Final = re.compile(r"[A-Z0-9]{4,24}/[0-9]{1,3}")
MEETING_NO: Final = re.compile(r"[0-9]{4}-[0-9]{2,6}")


class MatterCertificate(Frozen):
    """What one command proves of an item, a meeting or any other procedure that is not a case.
    `subject`: its workflow id; `entries`: the record of a procedure; `closed`: why none is told."""

    subject: str
    place: str
    verdict: Literal["passed", "failed"]
    made_at: datetime
    program: str
    runs: tuple[RunLine, ...]
    meeting: MeetingFacts | None
    items: tuple[MatterFacts, ...]
    findings: tuple[Finding, ...]
    notes: tuple[PolicyNote, ...]
    digest: str = ""
    """SHA-256 over the runs' digests and the verdict: what a paper copy quotes."""
    entries: tuple[EntryFacts, ...] = ()
    closed: str = ""
    resets: tuple[SetBack, ...] = ()
    """Runs two people set back, or somebody else did."""

    @property
    def passed(self) -> bool:
        return self.verdict == "passed"

    @property
    def compared(self) -> int:
        return sum(sum(run.compared.values()) for run in self.runs)


def is_matter(subject: str) -> bool:
    """Whether this names an item, a meeting or another procedure, and not a case."""
    kinds = (ITEM_NO, MEETING_NO, NAMED)
    return any(kind.fullmatch(subject) for kind in kinds)


def subject_id(place: str, subject: str) -> str:
    """The workflow id of what an auditor names: `<case>/<n>` an item, `2026-01` a meeting,
    other procedures (`money/…`, `complaint/…`) by their own names, else a case."""
    if NAMED.fullmatch(subject):
        return subject
    if ITEM_NO.fullmatch(subject):
        case_no, _, number = subject.partition("/")
        return ids.item_id(case_no, int(number))
    if MEETING_NO.fullmatch(subject):
        return ids.meeting_id(place, subject)
    return ids.case_id(place, subject)


async def certify_matter(
    source: Source | Client,
    place: str,
    subject: str,
    *,
    production: bool = False,
    reveal: bool = False,
) -> MatterCertificate:
    """Recomputes the item (`<case>/<n>`), meeting (`2026-01`) or procedure (`complaint/jiaozuo/…`)
    and what belongs to it.

    Raises `CaseUnknown` when the source has none. `reveal` shows what was said word for word, but
    nothing of a report against staff.
    """
    if isinstance(source, Client):
        source = ServerSource(source)
    root = subject_id(place, subject)
    closed = await is_closed(source, root)
    reveal = reveal and not closed
    told = await _gathered(source, root, subject, reveal)
    found = [*source.faults(), *told.findings]
    found += [finding for each in told.reports.values() for one in each for finding in one.findings]
    found += links(told.reports, reveal, partial=source.partial)
    items = {name: each for name, each in told.reports.items() if _is(name, ids.ITEM)}
    for name, each in told.reports.items():
        if _is(name, ids.MEETING):
            found += cross_findings(each, items, reveal=reveal)
    made = _certificate(root, place, told.reports, found, production, reveal)
    return (
        made.model_copy(update={"closed": CLOSED_ZH, "entries": (), "resets": ()})
        if closed
        else made
    )


async def runs_of(source: Source, place: str, subject: str) -> tuple[str, list[Run]]:
    """The place of an item or meeting, and every run that belongs to it, sealed, for an export."""
    told = await _gathered(source, subject_id(place, subject), subject, False)
    for name, each in told.reports.items():
        if _is(name, ids.ITEM) and (file := item_file(each)):
            place = file.order.place
    return place, every(told.chains)


@dataclass
class _Gathered:
    """What belongs together, recomputed. `findings`: histories that cannot be had."""

    chains: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    reports: dict[str, list[RunReport]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    async def take(self, source: Source, roots: Sequence[tuple[str, str]], reveal: bool) -> None:
        """Adds these workflows with their children; `zh` is the finding where there is none."""
        new: dict[str, tuple[Run, ...]] = {}
        for name, zh in roots:
            chains = await with_children(source, name)
            if not chains:
                self.findings.append(missing(name, zh))
            new |= chains
        runs = [run for chain in new.values() for run in chain]
        for report in await audit_runs(runs, source.converter, reveal=reveal):
            self.reports.setdefault(report.run.workflow_id, []).append(report)
        self.chains |= new


async def _gathered(source: Source, root: str, subject: str, reveal: bool) -> _Gathered:
    """The item with the meeting that dealt with it, or the meeting with every item on its agenda."""
    told = _Gathered()
    await told.take(source, [(root, "")], reveal)
    if root not in told.reports:
        raise CaseUnknown(f"没有编号为{subject}的{KIND_ZH[root.split('/')[0]]}。")
    if _is(root, ids.MEETING):
        meeting = meeting_file(told.reports[root])
        points = [p.item for p in meeting.points if p.item] if meeting else []
        zh = "会议议程上的议题，其历史缺失"
        await told.take(source, [(name, zh) for name in dict.fromkeys(points)], reveal)
        return told
    item = item_file(told.reports[root]) if _is(root, ids.ITEM) else None
    if item is not None and item.meeting is not None and item.meeting.number:
        name = ids.meeting_id(item.order.place, item.meeting.number)
        await told.take(source, [(name, "审定议题的会议，其历史缺失")], reveal)
    return told


def _certificate(
    root: str,
    place: str,
    reports: Mapping[str, Sequence[RunReport]],
    findings: Sequence[Finding],
    production: bool,
    reveal: bool,
) -> MatterCertificate:
    lines = tuple(run_line(one) for each in reports.values() for one in each)
    verdict: Literal["passed", "failed"] = "failed" if findings else "passed"
    only = root if _is(root, ids.ITEM) else ""
    meeting = next((each for name, each in reports.items() if _is(name, ids.MEETING)), None)
    items = [
        matter_facts(each, reports.get(_measures_of(name), ()), reveal=reveal)
        for name, each in reports.items()
        if _is(name, ids.ITEM)
    ]
    return MatterCertificate(
        subject=root,
        place=place or place_in(root) or next((i.place for i in items if i), ""),
        verdict=verdict,
        made_at=datetime.now(UTC),
        program=program_digest(),
        runs=lines,
        meeting=meeting_facts(meeting, only=only, reveal=reveal) if meeting else None,
        items=tuple(item for item in items if item is not None),
        findings=tuple(findings),
        notes=policy_notes([one for each in reports.values() for one in each], production),
        digest=digest_of({"runs": [line.sha256 for line in lines], "verdict": verdict}),
        resets=tuple(made for each in reports.values() for made in set_back(each)),
        entries=record_of(reports[root]) if NAMED.fullmatch(root) else (),
    )


def _measures_of(item: str) -> str:
    return f"{ids.MEASURES}/{item.partition('/')[2]}"


def _is(workflow_id: str, kind: str) -> bool:
    return workflow_id.split("/")[0] == kind
