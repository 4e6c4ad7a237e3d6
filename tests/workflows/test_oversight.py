"""Supervision on the real server: an audit opens its findings and ends with them; a serious error goes
on to discipline inspection with the history of its case; a year is counted from the tables."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.worker import Worker

from activities import registry
from activities.tools import Tools
from audit.rulebook.breach import Breach
from audit.rulebook.matters import matter_of, open_matters
from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.file import Held, OversightFile, OversightKind, OversightStage
from runtime.keys import KeyRing
from runtime.lean import Lean, LeanRunner
from runtime.settings import Settings
from store.projection import project_case
from store.tables import CaseRow
from store.watching.matters import get_oversight, record_of
from tests.building import BUILD
from tests.people import officer
from tests.store.samples import fresh, shown
from tests.tables import migrated
from workflows import ids
from workflows.base import SHANGHAI, Receipt
from workflows.case import CaseWorkflow
from workflows.oversight import OversightWorkflow

TODAY = datetime.now(SHANGHAI).date()
YEAR = TODAY.year


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing) -> Iterator[Tools]:
    settings = Settings(home=tmp_path, rehearsal=True)
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()


@pytest.fixture
async def queue(client: Client, tools: Tools) -> AsyncIterator[str]:
    name = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(4) as pool:
        async with Worker(
            client,
            workflow_runner=LeanRunner(),
            interceptors=[Lean()],
            task_queue=name,
            workflows=[OversightWorkflow, CaseWorkflow],
            activities=registry.collect(tools),
            activity_executor=pool,
            build_id=BUILD,
        ):
            yield name


class Watch:
    """Staff at work on matters of supervision of one place, over the server."""

    def __init__(self, client: Client, queue: str, place: str) -> None:
        self.client, self.queue, self.place = client, queue, place

    async def open(self, kind: OversightKind, number: str, by: Role, held: Held) -> Any:
        start = engine.opened(kind, self.place, number, officer(by, self.place), TODAY, held)
        return await self.client.start_workflow(
            OversightWorkflow.run,
            start,
            id=ids.oversight_id(kind, self.place, number),
            task_queue=self.queue,
        )

    async def do(
        self, kind: OversightKind, number: str, act: str, role: Role, **body: object
    ) -> None:
        message = OVERSIGHT_ACTS[act].model_validate(
            {"officer": officer(role, self.place).model_dump(), "on": TODAY, **body}
        )
        handle = self.client.get_workflow_handle(ids.oversight_id(kind, self.place, number))
        await handle.execute_update(act, message, result_type=Receipt)

    async def until(
        self, kind: OversightKind, number: str, holds: Callable[[OversightFile], object]
    ) -> OversightFile:
        handle = self.client.get_workflow_handle(ids.oversight_id(kind, self.place, number))
        for _ in range(600):
            try:
                file: OversightFile = await handle.query("file", result_type=OversightFile)
            except Exception:  # the matter is about to be opened by another
                await asyncio.sleep(0.05)
                continue
            if holds(file):
                return file
            await asyncio.sleep(0.05)
        raise AssertionError(f"{kind} {number} never came about")


@pytest.mark.rule("ZH-15")
async def test_an_audit_ends_when_its_last_finding_is_set_right(
    client: Client, queue: str, tools: Tools
) -> None:
    watch, number = Watch(client, queue, "zhanhe"), f"{YEAR}-001"
    audit, finding = OversightKind.AUDIT, OversightKind.FINDING
    handle = await watch.open(audit, number, Role.AUDITOR, Held(text="年度社会救助资金审计"))
    await watch.until(audit, number, lambda f: f.journal)
    await watch.do(audit, number, "record_finding", Role.AUDITOR, area="use",
                   text="救助金未在规定期限内发放", unit="zh-caozhen", unit_kind="township",
                   due=TODAY + timedelta(days=20))  # fmt: skip
    await watch.until(finding, number, lambda f: f.journal)
    await watch.do(audit, number, "conclude_audit", Role.AUDITOR, report="湛审〔2027〕1号",
                   summary="总体规范，建议完善制度")  # fmt: skip
    await watch.do(finding, number, "answer_oversight", Role.TOWNSHIP_LEADER,
                   text="已经补发并完善制度", papers=["补发凭证"])  # fmt: skip
    await watch.do(finding, number, "close_oversight", Role.AUDITOR, verdict="corrected",
                   text="核实无误")  # fmt: skip
    await handle.result()
    file = await watch.until(audit, number, lambda f: f.closed)
    assert file.audit is not None and file.audit.findings[0].closed_on == TODAY
    with tools.store.read() as session:
        row = get_oversight(session, f"finding/zhanhe/{number}")
        assert row is not None and (row.stage, row.source) == ("closed", f"audit/zhanhe/{number}")
        acts = [line.act for line in record_of(session, row)]
    assert acts == ["close_oversight", "answer_oversight", "open"]


@pytest.mark.rule("JZ-64")
async def test_a_serious_error_is_handed_over_with_the_history_of_its_case(
    client: Client, queue: str, tools: Tools
) -> None:
    watch, number = Watch(client, queue, "jiaozuo"), f"{YEAR}-001"
    case = fresh().file.having(case_no="JZ2026977001")
    await client.start_workflow(
        CaseWorkflow.run, case, id=ids.case_id("jiaozuo", case.case_no), task_queue=queue
    )
    held = Held(head="well_slow", text="受理后两个月无人办理", unit="jz-wangdian",
                unit_kind="township", person="jz-wangdian.reviewer", cases=(case.case_no,))  # fmt: skip
    await watch.open(OversightKind.ERROR, number, Role.COUNTY_REVIEWER, held)
    await watch.until(OversightKind.ERROR, number, lambda f: f.journal)
    await watch.do(OversightKind.ERROR, number, "refer_discipline", Role.COUNTY_APPROVER,
                   offence="bribery", paper="焦民移〔2026〕1号", reason="收受礼品后拖延办理")  # fmt: skip
    line = await watch.until(OversightKind.VIOLATION, f"{YEAR}-e001", lambda f: f.proofs)
    (proof,) = line.proofs
    assert proof.runs == 1 and proof.events >= 4 and len(proof.digest) == 64
    before = await client.get_workflow_handle(ids.case_id("jiaozuo", case.case_no)).fetch_history()
    assert len(before.events) >= proof.events
    held = Held(head="luck", text="没有这个类别")
    wrong = await watch.open(OversightKind.ERROR, f"{YEAR}-002", Role.COUNTY_REVIEWER, held)
    with pytest.raises(WorkflowFailureError):
        await wrong.result()


@pytest.mark.rule("HB-19", "TR-38")
async def test_an_evaluation_is_counted_by_the_system_and_signed_by_the_evaluator(
    client: Client, queue: str, tools: Tools
) -> None:
    file = fresh().living().file
    moved = file.having(place="tongren", township="tr-first", case_no="TR2026977001")
    with tools.store.write() as session:
        project_case(session, shown(moved))
        session.get_one(CaseRow, moved.case_no).decided_on = TODAY
    watch = Watch(client, queue, "tongren")
    number = f"{YEAR}-001"
    await watch.open(OversightKind.EVALUATION, number, Role.FINANCE, Held(text="年度绩效评价"))
    counted = await watch.until(
        OversightKind.EVALUATION, number, lambda f: f.evaluation and f.evaluation.digest
    )
    assert counted.evaluation is not None
    (score,) = [s for s in counted.evaluation.scores if s.code == "tr-first"]
    assert score.points > 0 and {name for name, _, _ in score.parts} >= {"decided_in_time"}
    await watch.do(OversightKind.EVALUATION, number, "give_evaluation", Role.FINANCE,
                   comment="总体良好", practice="一次告知、一窗办结，减少往返")  # fmt: skip
    done = await watch.until(OversightKind.EVALUATION, number, lambda f: f.closed)
    assert done.stage is OversightStage.CLOSED
    assert done.evaluation and done.evaluation.given_by == officer(Role.FINANCE, "tongren").id


async def test_a_breach_of_the_rulebook_is_answered_by_its_township_and_never_opened_twice(
    client: Client, queue: str, tools: Tools
) -> None:
    found = Breach(
        rule="A05",
        place="tongren",
        township="tr-first",
        case_no="TR2026977002",
        on=TODAY,
        zh="不予确认告知书应当于2026-12-18前送达，没有送达记录",
    )
    settings = tools.settings.model_copy(update={"task_queue": queue})
    nights = [
        await open_matters(client, tools.store, settings, (found, found), TODAY) for _ in range(2)
    ]
    assert nights == [1, 0]
    number = matter_of(found, TODAY).number
    watch = Watch(client, queue, "tongren")
    held = (await watch.until(OversightKind.BREACH, number, lambda f: f.journal)).held
    assert held.cases == (found.case_no,) and held.serious and "怎么办" in held.text
    with tools.store.read() as session:
        row = get_oversight(session, f"breach/tongren/{number}")
        assert row is not None and row.unit == "tr-first"
    handle = client.get_workflow_handle(ids.oversight_id(OversightKind.BREACH, "tongren", number))
    for act, who, body in (
        ("answer_oversight", officer(Role.TOWNSHIP_LEADER, "tongren", 1, "tr-first"),
         {"text": "告知书已于当日补送，附送达回证。", "papers": ("送达回证",)}),
        ("close_oversight", officer(Role.SUPERVISOR, "tongren"),
         {"verdict": "corrected", "text": "已查看送达回证。"}),
    ):  # fmt: skip
        message = OVERSIGHT_ACTS[act].model_validate(
            {"officer": who.model_dump(), "on": TODAY, **body}
        )
        await handle.execute_update(act, message, result_type=Receipt)
    done = await watch.until(OversightKind.BREACH, number, lambda f: f.closed)
    assert done.stage is OversightStage.CLOSED
    tomorrow = TODAY + timedelta(days=1)
    assert await open_matters(client, tools.store, settings, (found,), tomorrow) == 0
