"""A closed case taken up again (a ruling, a corrected account): a new run of the same number that no
run was continued as.

Temporal ties the two by their id alone. The new run's input names the run it takes up and holds what
that one ended with; both are checked, so a file that was touched in between is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

from pydantic import ValidationError
from temporalio.converter import DataConverter

from audit.recompute.compare import Comparison
from audit.recompute.findings import Finding, What
from audit.recompute.history import OpenRun, Run, opened, plain
from domain.case.file import CaseFile
from domain.case.phases.passage.restoring import resumed
from workflows import ids
from workflows.base import fingerprint


class Report(Protocol):
    """What `audit.replay` gives for a run."""

    @property
    def opened(self) -> OpenRun: ...
    @property
    def comparison(self) -> Comparison: ...


def takes_up(run: OpenRun) -> str:
    """The run that had ended and is taken up by this one; empty for any other."""
    if run.run.continued_from or run.input is None or run.refused:
        return ""
    value = plain(run.input)
    passage = value.get("passage") if isinstance(value, dict) else None
    link = passage.get("resumed") if isinstance(passage, dict) else None
    return str(link.get("run_id", "")) if isinstance(link, dict) else ""


async def taken_up(run: Run, converter: DataConverter) -> str:
    """The same of a sealed run; only its first event is opened."""
    if run.continued_from or not run.workflow_id.startswith(f"{ids.CASE}/"):
        return ""
    return takes_up(await opened(Run(run.workflow_id, run.run_id, run.events[:1]), converter))


def resumption_findings(reports: Sequence[Report]) -> list[Finding]:
    """What does not agree between a closed run and the run that takes it up."""
    found = []
    for before, after in pairwise(reports):
        run = takes_up(after.opened)
        if not run:
            continue
        ended, begun = _last_file(before), _file(plain(after.opened.input))  # type: ignore[arg-type]
        if ended is None or begun is None:
            continue
        expected = resumed(ended, run, fingerprint(ended), begun.latest)
        if _told(expected) != _told(begun):
            found.append(
                Finding(
                    workflow_id=after.opened.run.workflow_id,
                    run_id=after.opened.run.run_id,
                    event_id=1,
                    what=What.CHAIN,
                    zh="起始数据不是上一次办结时的案件数据",
                )
            )
    return found


def _told(file: CaseFile) -> CaseFile:
    """Without what a case forgets once a lead was told of it: nothing shows that to the tables; and
    without how often it was taken up, which earlier releases did not count."""
    resumed = file.passage.resumed
    once = resumed.model_copy(update={"times": 1}) if resumed else None
    passage = file.passage.model_copy(update={"resumed": once})
    return file.having(lead_told=False, lead_answers=(), passage=passage)


def _last_file(report: Report) -> CaseFile | None:
    shown = [one for one in report.comparison.local if one.name == "project_case"]
    return _file(shown[-1].order["file"]) if shown else None


def _file(value: Any) -> CaseFile | None:
    try:
        return CaseFile.model_validate(value)
    except ValidationError:
        return None
