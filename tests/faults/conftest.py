"""The county without faults: worked once, then compared with, searched and asked twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from tests.faults.people import families
from tests.faults.script import Script
from tests.faults.stack import Stack, running
from tests.faults.state import Ended, ended
from tests.faults.window import Window
from workflows.base import SHANGHAI


@pytest.fixture(scope="package")
def first_day() -> date:
    """After tomorrow: midnight in Shanghai during the tests then changes no date of any case."""
    return datetime.now(SHANGHAI).date() + timedelta(days=2)


@pytest.fixture(scope="package")
async def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, first_day: date
) -> AsyncIterator[Ended]:
    """The script, run to its end on a county without faults."""
    async with running(tmp_path_factory.mktemp("county"), zone="America/New_York") as stack:
        script = Script(stack, families(first_day), first_day)
        await script.run()
        yield await ended(script)


@pytest.fixture(scope="package")
def county(undisturbed: Ended) -> Stack:
    """The county on which the script has ended; nobody may break it for good."""
    return undisturbed.script.stack


@pytest.fixture(scope="package")
async def window(county: Stack) -> AsyncIterator[Window]:
    one = Window(county)
    yield one
    await one.close()
