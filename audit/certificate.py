"""The certificate of a case: every run replayed and compared, then told stage by stage.

Everything the certificate states comes from the recomputed values, never from a table: the last
projection each run's code asked for holds the whole file as it then stood. `verdict` is `passed`
only when no run, no link between runs, no child and no policy snapshot disagrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from temporalio.client import Client

import domain
import workflows
from audit.facts import (
    CheckFacts,
    Facts,
    ItemFacts,
    StageFacts,
    check_facts,
    facts_of,
    item_facts,
    projection,
)
from audit.recompute.chain import chain_findings, child_findings
from audit.recompute.findings import Difference, Finding
from audit.recompute.history import OpenRun, Run
from audit.recompute.policy_check import changed_since, snapshots
from audit.recompute.resumed import resumption_findings
from audit.recompute.turned import SetBack, set_back, turned_findings
from audit.replay import RunReport, audit_runs
from audit.sources import CaseUnknown, ServerSource, Source, with_children
from domain.base import Frozen, digest_of
from domain.case.file import CaseFile
from domain.case.runs import at_the_end_of_periods
from workflows import ids, steps

KIND_ZH: Final = {
    ids.CASE: "案件",
    ids.CHECK: "信息核对",
    ids.ITEM: "一事一议",
    ids.MEASURES: "议定措施落实",
    ids.MEETING: "联席会议",
    ids.MATTER: "资金事项",
    ids.PAY: "每月发放",
    ids.LEAD: "主动发现线索",
    ids.COMPARE: "每月比对",
    ids.COMPLAINT: "信访件",
    ids.SPOT: "抽查",
    ids.ROUND: "定期工作",
    ids.CREDIT: "诚信事项",
    ids.PUT_OFF: "集中暂缓复核",
    ids.OVERSIGHT: "监督事项",
    ids.AFFAIR: "办公室事项",
    ids.REPORT: "单位报告",
    ids.YEAR: "办公室年度安排",
}
COUNT_ZH: Final = {
    "update": "操作回执",
    "argument": "业务活动参数",
    "local_activity": "本地活动",
    "timer": "定时",
    "child": "子流程起始数据",
    "attributes": "检索项",
    "continuation": "带入下一个运行的数据",
    "result": "流程结果",
    "patch": "程序更新标记",
}


class RunLine(Frozen):
    """One run in the certificate: what it is, its span, how much was compared, its digest."""

    workflow_id: str
    run_id: str
    zh: str
    status: str
    events: int
    began: datetime
    ended: datetime
    compared: dict[str, int]
    sha256: str
    programs: tuple[str, ...]
    """Build ids of the workers that ran it, as its workflow tasks record them."""
    findings: int


class PolicyNote(Frozen):
    """A value a case relied on that the installed packs now give otherwise. Not a breach by itself."""

    event_id: int
    run_id: str
    on: date
    differences: tuple[Difference, ...]


class Certificate(Frozen):
    """What one command proves of one case. `program`: digest of the code that recomputed it."""

    case_no: str
    place: str
    township: str
    verdict: Literal["passed", "failed"]
    made_at: datetime
    program: str
    runs: tuple[RunLine, ...]
    stages: tuple[StageFacts, ...]
    facts: Facts | None
    checks: tuple[CheckFacts, ...]
    items: tuple[ItemFacts, ...]
    findings: tuple[Finding, ...]
    notes: tuple[PolicyNote, ...]
    digest: str = ""
    """SHA-256 over the runs' digests and the verdict: what a paper copy quotes."""
    resets: tuple[SetBack, ...] = ()
    """Runs that were set back, with what was put aside and who agreed to it."""
    partial: bool = False
    """Made from the archive, which holds closed runs only: the case may go on after them."""

    @property
    def passed(self) -> bool:
        return self.verdict == "passed"

    @property
    def compared(self) -> int:
        return sum(sum(run.compared.values()) for run in self.runs)


@dataclass(frozen=True)
class Recomputed:
    """A case's certificate with what it was made of: the reports of its runs, by workflow."""

    certificate: Certificate
    reports: Mapping[str, Sequence[RunReport]]

    @property
    def periods(self) -> tuple[CaseFile, ...]:
        """The case's file at the end of each of its periods, oldest first."""
        place, number = self.certificate.place, self.certificate.case_no
        shown = (
            projection(report, "project_case", steps.CaseProjection)
            for report in self.reports[ids.case_id(place, number)]
        )
        return at_the_end_of_periods(one.file for one in shown if one is not None)


async def certify(
    source: Source | Client,
    place: str,
    case_no: str,
    *,
    production: bool = False,
    reveal: bool = False,
) -> Certificate:
    """The certificate of a case; see `recomputed`."""
    found = await recomputed(source, place, case_no, production=production, reveal=reveal)
    return found.certificate


async def recomputed(
    source: Source | Client,
    place: str,
    case_no: str,
    *,
    production: bool = False,
    reveal: bool = False,
) -> Recomputed:
    """Replays and compares the case with all its runs and children.

    Raises `CaseUnknown` when the source has no such case. `production` decides how today's packs
    are read for the notes; `reveal` shows texts in findings unmasked.
    """
    if isinstance(source, Client):
        source = ServerSource(source)
    case_id = ids.case_id(place, case_no)
    chains = await with_children(source, case_id)
    if case_id not in chains:
        raise CaseUnknown(f"没有编号为{case_no}的案件。")
    runs = [run for chain in chains.values() for run in chain]
    reports = await audit_runs(runs, source.converter, reveal=reveal)
    by_workflow: dict[str, list[RunReport]] = {}
    for report in reports:
        by_workflow.setdefault(report.run.workflow_id, []).append(report)
    findings = [
        *source.faults(),
        *(finding for report in reports for finding in report.findings),
        *links(by_workflow, reveal, partial=source.partial),
    ]
    made = _certificate(place, case_no, by_workflow, findings, production)
    return Recomputed(made.model_copy(update={"partial": source.partial}), by_workflow)


def links(
    by_workflow: Mapping[str, Sequence[RunReport]], reveal: bool, *, partial: bool = False
) -> list[Finding]:
    """What does not hang together. `partial`: the newest runs may lie elsewhere, being open."""
    opened: dict[str, list[OpenRun]] = {
        name: [report.opened for report in reports] for name, reports in by_workflow.items()
    }
    found = []
    for name, runs in opened.items():
        found += chain_findings(runs, reveal=reveal, partial=partial)
        found += child_findings(opened[name], opened, reveal=reveal, partial=partial)
        found += resumption_findings(by_workflow[name])
        found += turned_findings(by_workflow[name])
    return found


def _certificate(
    place: str,
    case_no: str,
    by_workflow: Mapping[str, Sequence[RunReport]],
    findings: Sequence[Finding],
    production: bool,
) -> Certificate:
    case_runs = by_workflow[ids.case_id(place, case_no)]
    stages, facts = facts_of(case_runs)
    lines = tuple(run_line(r) for reports in by_workflow.values() for r in reports)
    verdict: Literal["passed", "failed"] = "failed" if findings else "passed"
    return Certificate(
        case_no=case_no,
        place=place,
        township=facts.township if facts else "",
        verdict=verdict,
        made_at=datetime.now(UTC),
        program=program_digest(),
        runs=lines,
        stages=stages,
        facts=facts,
        checks=tuple(
            check_facts(reports) for name, reports in by_workflow.items() if _is(name, ids.CHECK)
        ),
        items=tuple(
            item_facts(reports, by_workflow)
            for name, reports in by_workflow.items()
            if _is(name, ids.ITEM)
        ),
        findings=tuple(findings),
        notes=policy_notes(case_runs, production),
        resets=tuple(made for reports in by_workflow.values() for made in set_back(reports)),
        digest=digest_of({"runs": [line.sha256 for line in lines], "verdict": verdict}),
    )


def _is(workflow_id: str, kind: str) -> bool:
    return workflow_id.split("/")[0] == kind


def run_line(report: RunReport) -> RunLine:
    run = report.run
    return RunLine(
        workflow_id=run.workflow_id,
        run_id=run.run_id,
        zh=KIND_ZH.get(run.workflow_id.split("/")[0], run.workflow_type),
        status=run.status,
        events=len(run.events),
        began=run.events[0].event_time.ToDatetime(UTC),
        ended=run.events[-1].event_time.ToDatetime(UTC),
        compared=dict(report.comparison.counts),
        sha256=run.digest,
        programs=_programs(run),
        findings=len(report.findings),
    )


def _programs(run: Run) -> tuple[str, ...]:
    builds = (
        e.workflow_task_completed_event_attributes.worker_version.build_id
        for e in run.events
        if e.HasField("workflow_task_completed_event_attributes")
    )
    return tuple(dict.fromkeys(build for build in builds if build))


def policy_notes(reports: Sequence[RunReport], production: bool) -> tuple[PolicyNote, ...]:
    notes = []
    for report in reports:
        for event_id, snapshot in snapshots(report.comparison.local):
            differing = changed_since(snapshot, production=production)
            if differing:
                notes.append(
                    PolicyNote(
                        event_id=event_id,
                        run_id=report.run.run_id,
                        on=snapshot.on,
                        differences=differing,
                    )
                )
    return tuple(notes)


@cache
def program_digest() -> str:
    """SHA-256 over the source of `domain` and `workflows`: the program that recomputed."""
    digest = hashlib.sha256()
    for package in (domain, workflows):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            digest.update(path.relative_to(root.parent).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
