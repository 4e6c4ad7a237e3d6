"""S2: nothing that tells who a person is stands in clear where it is not sealed.

The people and words of the script are looked for, in a dozen writings, in everything the system has
left behind: the Temporal server's file and what its API tells without a key, our tables, the logs,
and what an auditor takes home. Each search is also seen to find what was planted for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    GetWorkflowExecutionHistoryRequest,
    ListWorkflowExecutionsRequest,
)
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from audit.certificate import certify
from audit.export import export
from audit.show import page
from audit.sources import ServerSource
from documents.ledger import LedgerApplication, write_ledger
from domain.case.lifecycle import Role
from sandbox.county import Family
from sandbox.county import county as county_of
from sandbox.rehearsal.staff import Refused, user_id
from store.users import DEMO_PASSWORD
from tests.faults.needles import Needles
from tests.faults.people import PLACE, Canary, canaries, rare_words
from tests.faults.script import PatientStaff, Script
from tests.faults.stack import Stack
from tests.faults.state import Ended
from workflows import visible
from workflows.case import CaseWorkflow

_OUTSIDE = ("bank", "sandbox", "keys.json")
"""What is not ours to seal: the file a bank pays by, what others hold, and the keys themselves."""

_AT_LEAST = {"name": 20, "id_no": 20, "card": 10, "phone": 10, "address": 10, "words": 60}


@pytest.fixture(scope="module")
async def spoken_of(undisturbed: Ended) -> tuple[Canary, ...]:
    """Every canary, once the script and whatever else goes wrong in a county has happened."""
    script = undisturbed.script
    found = [*canaries(script.families)]
    found += [Canary(kind="words", text=text) for text in script.staff.spoken]
    clerk = _Clerk(script)
    for trouble in (clerk.a_ledger, clerk.an_application_that_ends, clerk.refusals, clerk.slips):
        found += await trouble()
    return tuple(found)


@pytest.fixture(scope="module")
def needles(spoken_of: tuple[Canary, ...]) -> Needles:
    return Needles(spoken_of)


class _Clerk:
    """What the script has none of: ledgers with mistakes, refusals, slips of the keyboard."""

    def __init__(self, script: Script) -> None:
        self.script, self.staff = script, PatientStaff(script.stack.url)
        self.others = [
            f for f in county_of(script.first_day).of(PLACE) if f.story.value == "plain"
        ][1:]

    def _user(self, role: Role, family: Family, person: int = 1) -> str:
        return user_id(PLACE, role, family.application.township, person)

    async def a_ledger(self) -> list[Canary]:
        """One household is good, one is in a case already, of one an ID number cannot be."""
        good, bad = self.others[0], self.others[1]
        home = bad.application.household
        first = home.applicant.model_copy(update={"id_no": home.applicant.id_no[:-1] + "0"})
        if first.id_no == home.applicant.id_no:
            first = first.model_copy(update={"id_no": home.applicant.id_no[:-1] + "1"})
        pages = [
            good.application,
            self.script.families[0].application,
            bad.application.model_copy(update={"household": home.with_member(first)}),
        ]
        dated = [self._dated(page) for page in pages]
        user = user_id(PLACE, Role.COUNTY_REVIEWER, person=2)
        sent = await self.staff.upload(user, "/api/v1/imports", "台账.xlsx", write_ledger(dated))
        result = sent
        while result["state"] != "done":
            result = await self.staff.get(user, f"/api/v1/imports/{sent['id']}")
        outcomes = Counter(line["outcome"] for line in result["lines"])
        assert set(outcomes) == {"accepted", "duplicate", "refused"}
        return [*canaries((good,)), *canaries((bad,)), Canary(kind="id_no", text=first.id_no)]

    def _dated(self, page: LedgerApplication) -> LedgerApplication:
        return page.model_copy(update={"applied_on": self.script.first_day})

    async def an_application_that_ends(self) -> list[Canary]:
        """One is declined with reasons that are read to the family; one goes home."""
        reasons = [rare_words("declined", 20), rare_words("withdrawn", 20)]
        for family, act, reason in zip(
            self.others[2:4], ("decline", "withdraw"), reasons, strict=True
        ):
            told = family.model_copy(update={"application": self._dated(family.application)})
            case_no = await self.script.take_in(told)
            path = f"/api/v1/cases/{case_no}/acts/{act}"
            body = {"on": self.script.first_day.isoformat(), "reason": reason}
            await self.staff.post(self._user(Role.INTAKE, family), path, body)
        return [
            *canaries(tuple(self.others[2:4])),
            *(Canary(kind="words", text=text) for text in (*reasons, *self.staff.spoken)),
        ]

    async def refusals(self) -> list[Canary]:
        """Out of order, on a wrong day, of the wrong role: with words that must not stay."""
        desk = next(d for d in self.script.desks.values() if not d.closed)
        said = [rare_words(f"refused {n}", 12) for n in range(3)]
        past = date(2020, 1, 1).isoformat()
        attempts: list[tuple[Role, str, dict[str, object]]] = [
            (Role.VILLAGE, "object", {"content": said[0]}),
            (
                Role.VILLAGE,
                "report_change",
                {"on": past, "happened_on": past, "cause": "income", "text": said[1]},
            ),
            (Role.SURVEYOR, "refuse", {"reason": said[2], "clause": "57号 Art 21"}),
        ]
        for role, act, body in attempts:
            path = f"/api/v1/cases/{desk.case_no}/acts/{act}"
            with pytest.raises(Refused) as refused:
                await self.staff.post(self._user(role, desk.family), path, body)
            assert refused.value.status in (403, 409)
        return [Canary(kind="words", text=text) for text in (*said, *self.staff.spoken)]

    async def slips(self) -> list[Canary]:
        """Names and numbers typed where none belong: in addresses, headers, user names, fields."""
        someone = Canary(kind="id_no", text="990101194902030137")
        name = Canary(kind="name", text=rare_words("a name typed into the wrong field", 3))
        phone = Canary(kind="phone", text="19900009999")
        user = user_id(PLACE, Role.COUNTY_REVIEWER)
        session = await self.staff.as_(user)
        cases = "/api/v1/cases"
        case_no = next(iter(self.script.desks))
        for path in (f"{cases}/{name.text}", f"{cases}/{someone.text}", f"/{name.text}", "/cases"):
            await session.get(path, params={"q": phone.text, "flag": name.text})
        household = f"{cases}/{case_no}/household"
        await session.get(household, params={"field": name.text, "purpose": f"核实{name.text}"})
        look = {"field": "Member.name", "purpose": "verify_papers"}
        (await session.get(household, params=look)).raise_for_status()
        await session.get("/healthz", headers={"X-Request-ID": someone.text})
        for key in (someone.text, f"apply-{phone.text}"):
            headers = {"Idempotency-Key": key, "X-Request-ID": f"for-{someone.text}"}
            body = {"reason": name.text, name.text: phone.text, "on": someone.text}
            acts = f"{cases}/{case_no}/acts"
            await session.post(f"{acts}/refresh_policy", json=body, headers=headers)
            reason = {"reason": f"{name.text}家的政策参数"}
            await session.post(f"{acts}/refresh_policy", json=reason, headers=headers)
        async with httpx.AsyncClient(base_url=self.script.stack.url) as stranger:
            for typed in (someone.text, phone.text, name.text):
                sent = {"user": typed, "password": DEMO_PASSWORD}
                await stranger.post("/api/v1/session", json=sent)
        return [someone, name, phone]


def test_there_are_canaries_of_every_kind(spoken_of: tuple[Canary, ...]) -> None:
    kinds = Counter(c.kind for c in set(spoken_of))
    assert {kind: n for kind, n in _AT_LEAST.items() if kinds[kind] < n} == {}
    assert sum(kinds.values()) >= 200


def test_no_file_of_the_county_tells_who_anybody_is(county: Stack, needles: Needles) -> None:
    home = county.settings.home
    files = {path.name for path in home.rglob("*")}
    assert {"temporal.db", "doudi.db", "api.log", "worker.log", "temporal.log"} <= files
    assert needles.in_folder(home, but=_OUTSIDE) == {}


async def test_what_the_server_tells_without_a_key_names_nobody(
    county: Stack, needles: Needles
) -> None:
    """Ids, search attributes, memos, summaries, details, and every payload of every event."""
    seen = Counter[str]()
    async for workflow, message in _told_without_a_key(county):
        seen[workflow.split("/")[0]] += 1
        data = message.SerializeToString() + MessageToJson(message, ensure_ascii=False).encode()
        assert needles.within(data) == set(), workflow
    assert set(seen) >= {"case", "check", "item", "measures", "pay"}


async def test_what_an_auditor_takes_home_is_sealed_and_the_certificate_names_nobody(
    county: Stack, undisturbed: Ended, needles: Needles, tmp_path: Path
) -> None:
    desks = undisturbed.script.desks
    for case_no, desk in desks.items():
        if desk.family.appeal or desk.family.happenings:
            await export(county.client, PLACE, case_no, tmp_path / case_no)
    assert len(list(tmp_path.rglob("*.json"))) >= 8  # noqa: ASYNC240
    assert needles.in_folder(tmp_path) == {}
    case_no = next(n for n, d in desks.items() if d.family.appeal)
    certificate = await certify(ServerSource(county.client), PLACE, case_no, production=False)
    shown = certificate.model_dump_json() + page(certificate)
    assert needles.within(shown.encode()) == set()


_Plant = Callable[[Stack, str, Path], Awaitable[None]]


async def _in_a_log(county: Stack, word: str, folder: Path) -> None:
    with (county.settings.log_dir / "worker.log").open("a") as log:
        log.write(f'{{"event": "could not pay {word}"}}\n')


async def _in_a_search_attribute(county: Stack, word: str, folder: Path) -> None:
    await county.client.start_workflow(
        CaseWorkflow.run,
        id="case/none/planted",
        task_queue="nobody",
        args=[None],
        search_attributes=TypedSearchAttributes([SearchAttributePair(visible.TOWNSHIP, word)]),
    )


async def _in_an_unsealed_payload(county: Stack, word: str, folder: Path) -> None:
    bare = await Client.connect(county.settings.temporal_address)
    await bare.start_workflow("Bare", {"name": word}, id="case/none/bare", task_queue="nobody")


async def _in_a_column(county: Stack, word: str, folder: Path) -> None:
    with county.store.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE planted (name TEXT)")
        session.connection().exec_driver_sql("INSERT INTO planted VALUES (?)", (word,))


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (_in_a_log, "log/worker.log"),
        (_in_a_search_attribute, "temporal.db"),
        (_in_an_unsealed_payload, "temporal.db"),
        (_in_a_column, "doudi.db"),
    ],
)
async def test_what_is_planted_is_found(
    county: Stack, plant: _Plant, where: str, tmp_path: Path
) -> None:
    word = rare_words(f"planted {plant.__name__}", 4)
    needles = Needles([Canary(kind="name", text=word)])
    assert needles.in_folder(county.settings.home) == {}
    await plant(county, word, tmp_path)
    found = needles.in_folder(county.settings.home)
    assert [name for name in found if name.startswith(where)], found
    if where == "temporal.db":
        told = [m async for _, m in _told_without_a_key(county)]
        assert any(needles.within(MessageToJson(m, ensure_ascii=False).encode()) for m in told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "unicode_escape"])
def test_every_writing_is_known(encoding: str) -> None:
    word = rare_words("written", 4)
    assert Needles([Canary(kind="name", text=word)]).within(b"x" + word.encode(encoding) + b"y")


async def _told_without_a_key(county: Stack):  # type: ignore[no-untyped-def]
    """Workflow id and message: what a client without our key ring can ask the server for."""
    bare = await Client.connect(county.settings.temporal_address)
    service, namespace = bare.workflow_service, county.settings.namespace
    listed = await service.list_workflow_executions(
        ListWorkflowExecutionsRequest(namespace=namespace, page_size=1000)
    )
    assert listed.executions and not listed.next_page_token
    for execution in listed.executions:
        which = execution.execution
        yield which.workflow_id, execution
        described: Message = await service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(namespace=namespace, execution=which)
        )
        yield which.workflow_id, described
        history = await service.get_workflow_execution_history(
            GetWorkflowExecutionHistoryRequest(
                namespace=namespace, execution=which, maximum_page_size=10_000
            )
        )
        assert not history.next_page_token
        yield which.workflow_id, history
