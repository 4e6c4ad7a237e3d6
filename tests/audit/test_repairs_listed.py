"""A33 lists every repair there is, a case's own or not, with who did it and who agreed (YC-06)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from audit.joint.proceedings import place_in
from audit.replay import audit_runs
from audit.rulebook import listed
from audit.rulebook.elsewhere import listed_elsewhere, with_repairs
from audit.rulebook.listed import Done
from domain.case.lifecycle import Role
from domain.funds.moves import MOVES
from domain.measures.lifecycle import MEASURES_MOVES
from tests.replay import golden
from tests.replay.compare.record import HISTORIES as COMPARED
from tests.replay.money.record import HISTORIES as MONEY
from tests.replay.watch.record import HISTORIES as WATCHED
from tests.replay.watch.test_watch_golden import Kept

ON = date(2027, 3, 1)
NAME = "money/recovery/jiaozuo/JZ2027000900-1"


@pytest.mark.rule("AUD-33")
@pytest.mark.parametrize(
    ("story", "histories", "shown"),
    [
        ("credit_corrected", WATCHED, [("更正撤销诚信记录", "一人登记")]),
        ("month_with_a_miss", COMPARED, [("说明未比对原因", "一人登记")]),
        ("price_without_a_silent_unit", MONEY, [("登记免等部门", "一人登记")]),
        (
            "recovery_mistyped",
            MONEY,
            [("更正缴回登记", "复核不同意"), ("更正缴回登记", "复核同意")],
        ),
    ],
)
async def test_a_repair_outside_a_case_is_read_off_its_history(
    story: str, histories: Path, shown: list[tuple[str, str]]
) -> None:
    told = await golden.load(story, histories)
    (name,) = with_repairs({run.workflow_id: {run.run_id} for run in told.runs})
    found = await listed_elsewhere(Kept(told.runs), [name], place_in(name))
    assert [(one.kind_zh, one.ending_zh) for one in found.mended] == shown
    assert all(one.by and one.on for one in found.mended) and not found.breaches
    assert all(one.ended_by != one.by for one in found.mended)
    elsewhere = await listed_elsewhere(Kept(told.runs), [name], "nowhere")
    assert not elsewhere.mended


@pytest.mark.parametrize(
    ("story", "act"), [("department_waived", "waive_reply"), ("department_letter", "correct_reply")]
)
async def test_a_department_waived_or_corrected_in_a_check_is_listed_with_its_case(
    story: str, act: str
) -> None:
    told = await golden.load(story)
    runs = [run for run in told.runs if run.workflow_id.startswith("check/")]
    reports = await audit_runs(runs, golden.CONVERTER)
    name = runs[0].workflow_id
    mended = listed.told(name, "jiaozuo", "jz-wangdian", listed.of_reports(reports))
    assert [one.kind for one in mended] == [act]


def test_what_two_must_do_is_a_breach_when_one_did_it_late_or_without_a_reason() -> None:
    slip = done("propose_storno", "jz.pay_officer", reason="多写一个零", until=ON)
    agreed = done("confirm_storno", "jz.county_approver")
    assert not list(listed.by_two(NAME, "jiaozuo", "", [slip, agreed]))
    own = done("confirm_storno", "jz.county_approver", whose="jz.pay_officer")
    late = done("confirm_storno", "jz.county_approver", on=date(2027, 3, 2))
    silent = slip.model_copy(update={"reason": " "})
    for acts, what in (
        ([slip, own], "alone 1"),
        ([slip, late], "late 1"),
        ([silent, agreed], "no reason 1"),
        ([agreed], "alone 0"),
    ):
        (breach,) = listed.by_two(NAME, "jiaozuo", "", acts)
        assert (breach.rule, breach.what) == ("A33", what)


def test_no_act_that_mends_something_is_left_out_of_the_list() -> None:
    mending = ("waive", "storno", "explain_missed", "correct_credit", "correct_reply")
    named = {act for acts in listed.ALONE.values() for act in acts}
    named |= {act for two in listed.BY_TWO.values() for act in two[:3]}
    every = {move.act for moves in MOVES.values() for move in moves}
    assert {act for act in every if any(word in act for word in mending)} <= named
    assert {move.act for move in MEASURES_MOVES if "handing" in move.act}, "listed by its file"


def done(act: str, by: str, on: date = ON, **more: object) -> Done:
    role = Role.PAY_OFFICER if act == "propose_storno" else Role.COUNTY_APPROVER
    fields = {"whose": "", "reason": "", "until": None, **more}
    return Done.model_validate({"act": act, "on": on, "by": by, "role": role, **fields})
