"""A single person's case hears on the real server that the family's recognition has ended."""

from __future__ import annotations

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.families import tell_one
from domain.case.acts import ChangeCause
from domain.case.lifecycle import Stage
from tests.domain.test_duties import single_file
from tests.workflows.desk import Desk, World, worker

FAMILY = "JZ2026000009"


@pytest.mark.rule("JZ-05")
async def test_the_case_opens_a_review_once_and_goes_on_paying(
    client: Client, skipper: TimeSkipper
) -> None:
    async with worker(client, World()) as queue:
        file = single_file(FAMILY).having(case_no="JZ2026000861")
        desk = await Desk(client, skipper, file).open(queue)
        living = await desk.living()
        assert not await tell_one(client, "jiaozuo", file.case_no, "JZ2026000008")
        assert await tell_one(client, "jiaozuo", file.case_no, FAMILY)
        after = await desk.until(lambda f: f.review is not None)
        assert after.review is not None and after.review.cause is ChangeCause.FAMILY
        assert after.stage in (Stage.DISBURSEMENT, Stage.SUPERVISION)
        assert after.monthly_fen_now == living.monthly_fen_now > 0
        assert not await tell_one(client, "jiaozuo", file.case_no, FAMILY)
        assert not await tell_one(client, "jiaozuo", "JZ2026000862", FAMILY)
