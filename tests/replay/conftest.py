"""All golden histories, replayed once over the present code for every test that asks."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from audit.replay import RunReport, audit_runs
from tests.replay import golden


@dataclass(frozen=True)
class Replayed:
    """Reports by story; CPU `seconds` of a processor and `events` of the replay alone."""

    reports: dict[str, list[RunReport]]
    seconds: float
    events: int


@pytest.fixture(scope="session")
async def histories() -> dict[str, golden.Golden]:
    return {name: await golden.load(name) for name in golden.names()}


@pytest.fixture(scope="session")
async def replayed(histories: dict[str, golden.Golden]) -> Replayed:
    owners = [(name, run) for name, one in histories.items() for run in one.runs]
    began = time.process_time()
    reports = await audit_runs([run for _, run in owners], golden.CONVERTER)
    seconds = time.process_time() - began
    found: dict[str, list[RunReport]] = {name: [] for name in histories}
    for (name, _), report in zip(owners, reports, strict=True):
        found[name].append(report)
    return Replayed(found, seconds, sum(len(run.events) for _, run in owners))
