"""R2: a program that would treat recorded cases otherwise is refused by the golden histories."""

from __future__ import annotations

import sys

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner

from audit.gate import OPEN
from audit.recompute.findings import What
from audit.replay import RunReport, audit_runs
from tests.replay import golden
from tests.replay.edited import CASE, Mutant, program_of, standing_on
from tests.replay.mutants import MUTANTS
from workflows.case import CaseOutcome

PLAIN = UnsandboxedWorkflowRunner()
AT_LEAST_SILENT = 10
ANNOTATIONS = "from __future__ import annotations\n"

_order_alone: set[str] = set()


async def _replayed(mutant: Mutant) -> list[RunReport]:
    runs = golden.read(mutant.story).runs
    with program_of(mutant) as workflows:
        return await audit_runs(runs, OPEN, workflows=workflows, runner=PLAIN)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name.replace(" ", "-"))
async def test_a_changed_program_does_not_pass(mutant: Mutant) -> None:
    reports = await _replayed(mutant)
    findings = [finding for report in reports for finding in report.findings]
    if any(finding.what is What.ORDER for finding in findings):
        _order_alone.add(mutant.name)
    assert findings, f"nobody noticed: {mutant.name}"


async def test_without_an_edit_the_same_runner_passes() -> None:
    """The control of the control: it is the edit that is noticed, not the way it is run.

    Every story of the edits passes in the golden test; here the program is made anew, unchanged.
    """
    for module, story in (("domain.base", "escalation_living"), (CASE, "plain_jiaozuo")):
        unchanged = Mutant("nothing", module, ANNOTATIONS, ANNOTATIONS, story)
        for report in await _replayed(unchanged):
            assert report.passed, report.findings[0].line


def test_what_stands_on_an_edited_module_is_made_anew_and_nothing_else() -> None:
    assert {"workflows.case", "workflows.registry"} <= standing_on(CASE)
    assert not any(name.startswith("domain") for name in standing_on(CASE))
    assert {"domain.case.file", "domain.case.engine", CASE} <= standing_on("domain.base")
    own = {name: module for name, module in sys.modules.items() if name.startswith("domain")}
    with program_of(MUTANTS[-1]):
        assert sys.modules["domain.base"] is own["domain.base"]
    assert all(sys.modules[name] is module for name, module in own.items())
    assert all(
        getattr(own[package], inner) is module
        for name, module in own.items()
        for package, _, inner in [name.rpartition(".")]
        if package in own
    )


async def test_a_field_added_with_a_default_is_no_difference() -> None:
    """What older code could not have written is not held against it."""
    added = Mutant(
        "an order may be urgent",
        "workflows.steps",
        "    notice: NoticeDue\n    on: date\n",
        "    notice: NoticeDue\n    on: date\n    urgent: bool = False\n",
        "plain_jiaozuo",
    )
    for report in await _replayed(added):
        assert report.passed, report.findings[0].line


@workflow.defn(name="CaseWorkflow", sandboxed=False)
class AnotherCase:
    """Ends at once, whatever it is given."""

    @workflow.run
    async def run(self, start: dict[str, object]) -> CaseOutcome | None:
        return None


async def test_a_divergent_class_does_not_pass() -> None:
    runs = golden.read("plain_jiaozuo").runs[:1]
    [report] = await audit_runs(runs, OPEN, workflows=[AnotherCase])
    assert report.findings and report.findings[-1].what is What.ORDER


def test_many_edits_would_have_passed_a_replay_that_compares_only_commands() -> None:
    """Why arguments and results are compared: run after the mutants, it counts what they showed."""
    if not _order_alone:
        pytest.skip("the mutants were not run")
    assert len(MUTANTS) - len(_order_alone) >= AT_LEAST_SILENT
