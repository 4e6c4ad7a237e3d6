"""Every other procedure has its certificate too; of a report against staff nothing is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.certificate import KIND_ZH
from audit.joint.certificate import certify_matter, is_matter, subject_id
from audit.joint.proceedings import FORMS, place_in
from audit.joint.show import title
from tests.audit import tamper
from tests.audit.tamper import act, edited
from tests.audit.test_commands import run
from tests.replay import compare, golden, oversight, watch
from tests.replay.golden import Golden
from workflows import ids

Folder = Callable[[Golden], Path]
STORIES = (
    (compare, "month_with_a_miss", "settle_doubts", "verdict"),
    (watch, "complaint_of_the_hotline", "answer_petition", "finding"),
    (watch, "spot_checks_of_a_quarter", "report_spot_checks", "conclusion"),
    (watch, "register_gone_through", "confirm_register", "changes"),
    (watch, "credit_repaired", "hear_person", "statement"),
    (oversight, "signal_sent_back_and_late", "answer_oversight", "text"),
)


async def _story(package: Any, name: str) -> Golden:
    """The story as an auditor names it: by the workflow id of its first run."""
    kept = await golden.load(name, Path(package.__file__).parent / "histories")
    return replace(kept, case_no=kept.runs[0].workflow_id)


@pytest.mark.parametrize(("package", "name", "what", "field"), STORIES)
async def test_a_procedure_is_certified_by_its_name_and_a_changed_act_is_found(
    package: Any, name: str, what: str, field: str
) -> None:
    story = await _story(package, name)
    found = await certify_matter(tamper.source(story), "", story.case_no)
    assert found.passed and found.place == story.place, found.findings[:3]
    kind, _, rest = story.case_no.partition("/")
    assert title(found) == f"{KIND_ZH[kind]} {rest} 重算证书"
    at, _ = act(story.runs[0], what)
    assert at in {entry.event_id for entry in found.entries}
    assert {run.zh for run in found.runs} == {KIND_ZH[kind]}

    def other(value: Any) -> None:
        value[field] = (
            "other" if field == "verdict" else "all" if field == "finding" else value[field] + "。"
        )

    changed = await edited(story, 0, at, other)
    again = await certify_matter(tamper.source(changed), "", story.case_no)
    assert not again.passed and again.findings[0].line


def test_every_kind_of_procedure_has_a_name_that_is_its_workflow_id() -> None:
    for kind, form in FORMS.items():
        assert is_matter(form) and subject_id("", form) == form and form.startswith(f"{kind}/")
        assert place_in(form) in ("jiaozuo", "tongren", "yicheng")
    for name in (
        "complaint/jiaozuo",
        "oversight/jiaozuo/2026-001",
        "paper/jiaozuo/1",
        "JZ2026000001",
    ):
        assert not is_matter(name)
    told = {ids.CASE, ids.CHECK, ids.ITEM, ids.MEASURES, ids.MEETING, ids.MATTER, ids.PAY}
    assert set(KIND_ZH) == told | set(FORMS)


async def test_a_report_against_staff_is_certified_and_nothing_of_it_is_printed(
    folder_of: Folder, tmp_path: Path
) -> None:
    story = await _story(watch, "complaint_against_staff")
    page, folder = tmp_path / "report.html", str(folder_of(story))
    shown = await run(["certify", story.case_no, "--from", folder, "--reveal", "--html", str(page)])
    value = await run(["certify", story.case_no, "--from", folder, "--reveal", "--json"])
    assert shown.exit_code == value.exit_code == 0, shown.output
    assert "通过" in shown.output and "纪检监察机关" in shown.output
    told = json.loads(value.stdout)
    assert told["entries"] == [] and told["verdict"] == "passed"
    for words in ("有权处理的单位", "不属于本机构管辖", "transfer_complaint", "discipline", "移送"):
        assert words not in shown.output + value.output + page.read_text(), words


async def test_a_changed_report_against_staff_fails_and_still_tells_nothing(
    folder_of: Folder,
) -> None:
    story = await _story(watch, "complaint_against_staff")
    at, _ = act(story.runs[0], "transfer_complaint")

    def other(value: Any) -> None:
        value["receiver"] = "改写的单位"

    folder = str(folder_of(await edited(story, 0, at, other)))
    result = await run(["certify", story.case_no, "--from", folder, "--reveal"])
    assert result.exit_code == 1 and f"第{at}号事件" in result.output
    for words in ("改写的单位", "有权处理的单位", "不属于本机构管辖"):
        assert words not in result.output


async def test_a_procedure_that_is_not_there_gets_one_line(folder_of: Folder) -> None:
    story = await _story(watch, "credit_dropped")
    folder = str(folder_of(story))
    result = await run(["certify", "credit/yicheng/2026-x0999", "--from", folder])
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1


async def test_help_and_handbook_name_one_form_for_each_kind() -> None:
    shown = (await run(["certify", "--help"])).output
    book = (Path(__file__).parents[3] / "docs" / "for-auditors.md").read_text()
    for kind, form in FORMS.items():
        assert f"doudi audit certify {form} " in book and KIND_ZH[kind] in book
        assert f"{KIND_ZH[kind]} {form}" in shown
