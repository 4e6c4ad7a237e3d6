"""重点任务: the twelve tasks of Yicheng's annex with their units, and what units say of them (YC-37)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.keytasks import KEYTASK_NEEDS, RegisterPlan, ReportProgress, plan, progress, tasks_of
from runtime.packs import place_info, snapshot
from tests.people import officer

IN_FORCE = date(2021, 3, 1)
LAW = snapshot("yicheng", IN_FORCE, KEYTASK_NEEDS, production=True)
BY = officer(Role.UNIT_LIAISON, "yicheng")


def said(task: str, text: str = "已在各镇街设立服务站") -> ReportProgress:
    return ReportProgress(officer=BY, on=IN_FORCE, task=task, text=text)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


@pytest.mark.rule("YC-37")
def test_the_annex_has_twelve_tasks_of_twenty_seven_units_without_an_end() -> None:
    tasks = tasks_of(LAW)
    assert [len(t.units) for t in tasks] == [16, 14, 13, 14, 12, 14, 16, 14, 13, 12, 12, 13]
    known = {u.code for u in place_info("yicheng").units}
    named = {u for t in tasks for u in t.units}
    assert named == known and len(known) == 27
    assert LAW.cite("keytasks.tasks") == "峄政字〔2020〕15号 附件"
    elsewhere = snapshot("jiaozuo", date(2026, 11, 30), KEYTASK_NEEDS, production=True)
    assert tasks_of(elsewhere) == ()
    with refused("no_key_tasks"):
        progress(elsewhere, said("T3"), "education", ())


@pytest.mark.rule("YC-37")
def test_a_unit_reports_on_its_own_tasks_as_often_as_it_likes_and_nothing_is_overwritten() -> None:
    first = progress(LAW, said("T3"), "education", ())
    again = progress(LAW, said("T3", "又设立两处"), "education", (first,))
    assert (first.number, again.number) == (1, 2)
    with pytest.raises(CaseRefusal) as no:
        progress(LAW, said("T3"), "tax", ())
    assert no.value.code == "not_your_task" and "成立家庭经济状况核对平台" in no.value.message
    with refused("task_unknown"):
        progress(LAW, said("T13"), "education", ())


@pytest.mark.rule("YC-34")
def test_a_department_registers_its_implementing_plan_with_paper_and_day() -> None:
    act = RegisterPlan(
        officer=BY, on=IN_FORCE, title="教育救助实施方案", paper="峄教体字〔2021〕5号",
        issued_on=date(2021, 2, 1),
    )  # fmt: skip
    kept = plan(LAW, act, "education", ())
    assert (kept.kind, kept.paper, kept.on) == ("plan", "峄教体字〔2021〕5号", date(2021, 2, 1))
    with refused("no_task"):
        plan(LAW, act, "", ())
    with refused("plan_in_future"):
        plan(LAW, act.model_copy(update={"issued_on": date(2021, 4, 1)}), "education", ())
