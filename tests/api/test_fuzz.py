"""The whole API under generated input (R13): no 5xx, every answer as the document says.

Half of the requests are aimed at cases that exist, by somebody whose act it is, so that what is
sent reaches the procedures and not only the door.
"""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from collections.abc import AsyncIterator

import hypothesis
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.work.registry import KINDS
from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from runtime.sessions import COOKIE
from tests.api.staff import Staff
from tests.conftest import free_port

CASES = int(os.environ.get("DOUDI_TEST_FUZZ_CASES", "600"))
"""At least two of every operation; `make long` sends 10,000."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
LEAVE_SESSION = ("/api/v1/session",)
"""Signing in costs a slow hash by intent, and signing out would end the fuzzing."""


@pytest.fixture(scope="module")
async def fuzzed(county: FastAPI) -> AsyncIterator[str]:
    county.openapi()  # made once, on a busy machine for longer than the reader would wait
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(county, port=port, log_level="warning", lifespan="off", access_log=False)
    )
    running = asyncio.create_task(server.serve())
    for _ in range(1200):
        if server.started:
            break
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


async def sessions(desk: Staff) -> dict[Role, str]:
    found = {}
    for role in Role:
        if role in (Role.SYSTEM, Role.UNIT_LIAISON):
            continue
        at = "jz-wangdian" if role in TOWNSHIP_ROLES else "jz"
        found[role] = (await desk(role.value, at)).cookies[COOKIE]
    return found


def roles_of(operation_id: str) -> tuple[Role, ...]:
    """Who may do the act of an operation; everybody for the others."""
    kind, _, act = operation_id.partition("_")
    move = KINDS[kind].moves.get(act) if kind in KINDS else None
    return move.roles if move else tuple(Role)


async def test_no_generated_request_breaks_the_api(fuzzed: str, desk: Staff) -> None:
    load_all_checks()
    known = [await desk.open(), await desk.open(papers=["application"]), await desk.to_review()]
    accepted = await desk.open()
    await desk.act("intake", accepted, "accept")
    known.append(accepted)
    tokens = await sessions(desk)
    statuses = await asyncio.to_thread(fuzz, fuzzed, known, tokens)
    assert sum(statuses.values()) >= CASES, statuses
    assert not any(status >= 500 for status in statuses), statuses
    assert statuses[200] + statuses[201] > 0, "nothing ever got through: the fuzzing is blind"


def fuzz(url: str, known: list[str], tokens: dict[Role, str]) -> Counter[int]:
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    operations = [
        result.ok()
        for result in schema.get_all_operations()
        if result.ok().path not in LEAVE_SESSION
    ]
    each = -(-CASES // len(operations)) + 1
    statuses: Counter[int] = Counter()
    for operation in operations:
        one(operation, each, known, tokens, statuses)
    return statuses


def one(
    operation: schemathesis.schemas.APIOperation,  # type: ignore[type-arg]
    each: int,
    known: list[str],
    tokens: dict[Role, str],
    statuses: Counter[int],
) -> None:
    choose = random.Random(operation.label)  # noqa: S311
    roles = [r for r in roles_of(operation.definition.raw["operationId"]) if r in tokens]

    @hypothesis.settings(
        max_examples=each,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        if case.path_parameters and "case_no" in case.path_parameters and choose.random() < 0.7:
            case.path_parameters["case_no"] = choose.choice(known)
        if "Idempotency-Key" in (case.headers or {}) and choose.random() < 0.8:
            case.headers["Idempotency-Key"] = str(uuid.UUID(int=choose.getrandbits(128)))
        role = choose.choice(roles or list(tokens))
        response = case.call(cookies={COOKIE: tokens[role]})
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    for _ in range(3):
        before = sum(statuses.values())
        send()
        # Small operations have fewer than `each` distinct requests; the rest is made up elsewhere.
        if sum(statuses.values()) - before >= each:
            return
