"""A case as it was known then: the same steps for everybody, and to each what he may see."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.scope import Caller
from api.work.then import Names, changes, chosen, then_view
from audit.known.steps import Step, steps_of
from audit.replay import audit_runs
from domain.case.lifecycle import Role
from tests.api.staff import Staff
from tests.pages.conftest import Clerk
from tests.pages.test_oversight_pages import as_
from tests.privacy.test_chinese_pages import english_on
from tests.replay import golden
from workflows import ids


@pytest.fixture(scope="module")
async def steps() -> tuple[Step, ...]:
    story = await golden.load("car_refused")
    name = ids.case_id(story.place, story.case_no)
    runs = [run for run in story.runs if run.workflow_id == name]
    return steps_of(await audit_runs(runs, golden.CONVERTER))


NAMES = Names({"jz-wangdian": "王店镇"}, {"police": "公安部门"})


def seen_by(role: Role, steps: tuple[Step, ...], number: int, than: int | None = None) -> Any:
    row = cast(Any, SimpleNamespace(case_no="JZ2026000001"))
    other = chosen(steps, than, None) if than else None
    return then_view(
        Caller(id="x", role=role), row, steps, chosen(steps, number, None), other, NAMES
    )


async def test_each_step_holds_nothing_of_a_later_one_and_the_last_holds_them_all(
    steps: tuple[Step, ...],
) -> None:
    views = [seen_by(Role.REVIEWER, steps, n) for n in range(1, len(steps) + 1)]
    known = [[k.zh for k in view.known if k.at is not None] for view in views]
    for earlier, later in pairwise(known):
        assert later[: len(earlier)] == earlier
    assert views[0].than == 0 and views[1].than == 1 and views[-1].of == len(steps)
    assert views[-1].policy_on is not None
    assert any("受理" in zh for zh in known[-1])


async def test_who_sees_the_procedure_alone_sees_nothing_of_the_family_then_either(
    steps: tuple[Step, ...],
) -> None:
    full = seen_by(Role.REVIEWER, steps, len(steps), 1)
    state = seen_by(Role.SUPERVISOR, steps, len(steps), 1)
    assert {f.zh for f in full.facts} - {f.zh for f in state.facts} >= {"家庭成员", "当时的核算"}
    assert all(k.at is not None for k in state.known)
    labels = {c.zh.split("：")[0] for c in state.changes}
    assert "环节" in labels and not labels & {"家庭", "核对线索", "核算", "入户调查"}
    for role in Role:
        found = list(changes(role, steps[0], steps[-1]))
        text = "".join(c.zh + c.was + c.became for c in found)
        assert "张一一" not in text and "990101" not in text and "99000" not in text, role
    assert not list(changes(Role.BANK, steps[0], steps[-1]))


async def test_a_clerk_steps_through_a_case_and_compares_two_moments_without_script(
    clerk: Clerk, desk: Staff
) -> None:
    case_no = await desk.to_review()
    page = clerk.page
    await clerk.sign_in("jz-wangdian.reviewer")
    await clerk.open(f"/cases/{case_no}")
    await page.click("a:has-text('逐步查看当时的情况')")
    shown = await page.inner_text("main")
    assert "已是最后一步" in shown and "当时已知" in shown and "政策快照" in shown
    await clerk.shot("then")
    await page.click("a:has-text('上一步')")
    back = await page.inner_text("h1")
    await page.click("a:has-text('下一步')")
    assert await page.inner_text("h1") != back
    await page.select_option("#than", "1")
    await page.click("button:has-text('比较')")
    shown = await page.inner_text("main")
    assert "与第1步相比的变化" in shown and "入户调查" in shown
    assert "张一一" not in shown and english_on(await page.content()) == set()
    await clerk.shot("then-compared")
    await page.fill("#on", "2000-01-01")
    await page.click("button:has-text('查看')")
    assert "还没有记录" in await page.inner_text("main")
    await as_(clerk, "jz-first.reviewer", f"/cases/{case_no}/then")
    assert "没有" in await page.inner_text("main")
    await as_(clerk, "jz.supervisor", f"/cases/{case_no}/then?step=2")
    shown = await page.inner_text("main")
    assert "第2步" in shown and "家庭成员" not in shown
