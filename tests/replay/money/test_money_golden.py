"""Every kind of matter of money, and months of a county, recorded once, are recomputed without a change;
whoever changes an amount in one is found out (A09 to A12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from audit.joint.certificate import certify_matter
from audit.joint.show import matter_page, title
from audit.recompute.findings import What
from audit.replay import audit_runs
from domain.funds.moves import ACTS
from domain.pay.acts import PAY_ACTS
from tests.audit import tamper
from tests.audit.tamper import act, edited
from tests.replay import golden
from tests.replay.money.record import HISTORIES
from tests.replay.money.stories import STORIES


async def test_every_history_of_money_is_recomputed_and_they_show_every_act() -> None:
    acts = set()
    for name in STORIES:
        story = await golden.load(name, HISTORIES)
        for report in await audit_runs(story.runs, golden.CONVERTER):
            assert report.passed, "\n".join(f.line for f in report.findings[:5])
            assert report.comparison.counts
            for event in report.opened.events:
                asked = event.workflow_execution_update_accepted_event_attributes
                acts.add(asked.accepted_request.input.name)
    every = {name for kind in ACTS.values() for name in kind} | set(PAY_ACTS)
    assert every <= acts


def test_every_story_of_money_has_its_history_and_every_history_its_story() -> None:
    assert set(golden.names(HISTORIES)) == set(STORIES)


async def test_a_certificate_of_money_tells_who_did_what_under_which_clause() -> None:
    story = await golden.load("month_short", HISTORIES)
    found = await certify_matter(tamper.source(story), "", story.case_no)
    assert found.passed and found.place == "jiaozuo"
    told = {line.zh: line for line in found.entries}
    assert told["资金不足时先行拨付"].clause == "ZH-25; YC-25" and told["补拨资金缺口"].event_id
    assert title(found) == "每月发放 jiaozuo/dibao/2038-03 重算证书"
    assert "资金不足时先行拨付" in matter_page(found)


def _fen(name: str, more: int) -> Callable[[Any], None]:
    def change(value: Any) -> None:
        value[name] += more

    return change


@pytest.mark.parametrize(
    ("story", "what", "field"),
    [
        ("recovery_repaid", "record_repayment", "amount_fen"),
        ("fund_year", "issue_allocation", ""),
        ("rise_applied", "apply_rise", "monthly_fen"),
        ("month_short", "release_rest", "amount_fen"),
    ],
)
async def test_a_changed_sum_or_a_lost_act_is_found(story: str, what: str, field: str) -> None:
    kept = await golden.load(story, HISTORIES)
    at, _ = act(kept.runs[0], what)

    def lost(value: Any) -> None:
        value["on"] = "2020-01-01"

    changed = await edited(kept, 0, at, _fen(field, 100) if field else lost)
    found = await certify_matter(tamper.source(changed), "", kept.case_no)
    assert not found.passed
    assert {finding.what for finding in found.findings} <= set(What)
