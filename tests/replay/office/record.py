"""Records leads, the office's desk and what schedules start: `python -m tests.replay.office.record`.

What is recorded are the walks of `tests/workflows` on a server of their own: each workflow of these
types that they leave behind is recomputed, and written when it passes.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from audit.replay import audit_runs
from audit.sources import ServerSource
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, rehearsal_skipper, search_attributes_ready
from tests.conftest import start_server
from tests.replay import golden
from tests.workflows import test_desk, test_discovery
from workflows.base import SHANGHAI
from workflows.compare import ComparisonsStart, StartComparisons
from workflows.paystart import MonthlyStart, StartMonthlyRuns
from workflows.reports import ReportsStart, StartReports
from workflows.rulebook import RulebookStart, RulebookWorkflow
from workflows.rulebook_steps import NightDone, NightOrder
from workflows.spot import SpotStart, StartSpotChecks

HISTORIES: Final = Path(__file__).parent / "histories"
NAMES: Final = {
    "DiscoveryWorkflow": "lead",
    "AffairWorkflow": "affair",
    "MemberReportWorkflow": "report",
    "OfficeYearWorkflow": "year",
    "StartMonthlyRuns": "start_pay",
    "StartReports": "start_reports",
    "StartComparisons": "start_comparisons",
    "StartSpotChecks": "start_spot_checks",
    "RulebookWorkflow": "rulebook",
}
WALKS: Final = (
    test_discovery.test_the_case_tells_its_lead_what_was_decided_and_the_lead_ends_with_it,
    test_discovery.test_a_change_a_lead_reported_is_answered_when_it_is_decided,
    test_discovery.test_an_urgent_lead_is_on_the_teams_list_at_once_and_noted_when_nobody_came,
    test_desk.test_a_schedule_opens_the_half_year_and_the_units_are_reminded_until_it_is_sent,
    test_desk.test_the_schedule_opens_nothing_where_no_document_asks_for_it,
    test_desk.test_a_circular_is_signed_numbered_and_sent_and_a_late_problem_is_marked,
    test_desk.test_what_stands_still_is_before_the_convener_without_anybody_asking,
)


class Night(test_desk.World):
    def activities(self) -> list[Any]:
        @activity.defn(name="ask_rulebook")
        async def ask_rulebook(order: NightOrder) -> NightDone:
            return NightDone(cases=12, asked=3, unknown=0, breaches=1, new=1, gone=0)

        return [*super().activities(), ask_rulebook]


async def schedules(client: Client, skipper: TimeSkipper) -> None:
    """What each schedule starts, on the first day of a year, as a schedule would."""
    new_year = datetime.combine(date(2027, 1, 1), time(8), SHANGHAI)
    month = date(2027, 2, 1)
    starts: tuple[tuple[Any, Any], ...] = (
        (RulebookWorkflow.run, RulebookStart()),
        (StartReports.run, ReportsStart(place="tongren")),
        (StartSpotChecks.run, SpotStart(place="jiaozuo")),
        (StartComparisons.run, ComparisonsStart(place="jiaozuo", month=month)),
        (StartComparisons.run, ComparisonsStart(place="tongren", month=month)),
        (StartMonthlyRuns.run, MonthlyStart(place="jiaozuo", month=month)),
    )
    async with test_desk.worker(client, Night()) as queue:
        for n, (run, given) in enumerate(starts):
            delay = max(new_year - datetime.now(SHANGHAI), timedelta(0))
            at = await client.start_workflow(
                run, given, id=f"start-{n}", task_queue=queue, start_delay=delay
            )
            await skipper.fast_forward(at, delay + timedelta(days=40))
            await at.result()


async def _left(client: Client) -> AsyncIterator[tuple[str, str]]:
    kinds = " OR ".join(f"WorkflowType = '{name}'" for name in NAMES)
    async for one in client.list_workflows(kinds):
        yield one.workflow_type, one.id


async def _main(server: str) -> int:
    HISTORIES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        ring = KeyRing.create(Path(home) / "keys.json", demo=True)
        settings = Settings(home=Path(home), temporal_address=server, rehearsal=True)
        client = await connect(settings, ring)
        await search_attributes_ready(client, timedelta(seconds=10))
        skipper = rehearsal_skipper(client)
        for walk in (*WALKS, schedules):
            await walk(skipper.client, skipper)
        await asyncio.sleep(2)
        source, numbered = ServerSource(client), Counter[str]()
        found = sorted([one async for one in _left(client)])
        for kind, name in found:
            runs = await source.chain(name)
            reports = await audit_runs(runs, source.converter)
            failed = [finding.line for report in reports for finding in report.findings]
            if failed:
                sys.stdout.write(f"{kind} {name}: not written\n    {failed[:3]}\n")
                return 1
            numbered[kind] += 1
            story = f"{NAMES[kind]}_{numbered[kind]}"
            kept = golden.Golden(story, "", name, tuple(runs))
            size = await golden.save(kept, source.converter, HISTORIES)
            events = sum(len(run.events) for run in runs)
            sys.stdout.write(f"{story}: {runs[-1].status}, {events} events, {size // 1024} KB\n")
    return 0


def main() -> None:
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            code = asyncio.run(_main(next(running)))
        finally:
            running.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
