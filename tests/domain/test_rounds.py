"""Regular work of the townships: the register gone through entry by entry, petitions studied."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from activities.rounds import rounds_due
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.reporting.period import nth_zh
from domain.rounds import engine
from domain.rounds.lifecycle import RoundKind, RoundStage
from tests.people import START, officer
from tests.watch import a_round

TOWNS = ("jz-wangdian", "jz-first", "jz-second")
STUDY: dict[str, Any] = {
    "held_on": START, "attended": 6, "topics": "重复信访两件", "measures": "由分管负责人包案办结",
}  # fmt: skip


def at(township: str, role: Role = Role.REVIEWER) -> Any:
    return officer(role, township=township)


@pytest.mark.rule("JZ-49", "NUM-27")
def test_the_register_is_confirmed_only_when_every_entry_was_gone_through() -> None:
    walk = a_round(RoundKind.RELATIVES)
    assert walk.file.due == date(2026, 12, 31)
    assert walk.waits() == [("confirm_register", Role.REVIEWER)] * 3
    back = walk.refused(
        "entries_unchecked", "confirm_register", at(TOWNS[0]), changes="没有变化",
        known={"entries": 5, "checked": 4},
    )  # fmt: skip
    assert "5人" in back.message and "1人" in back.message
    for township in TOWNS:
        walk.do("confirm_register", at(township), changes="没有变化",
                known={"entries": 5, "checked": 5})  # fmt: skip
    assert walk.file.stage is RoundStage.DONE
    assert [p.entries for p in walk.file.parts] == [5, 5, 5] and walk.file.parts[0].by


@pytest.mark.rule("JZ-45")
def test_each_townships_study_of_petitions_is_recorded_with_a_reminder_when_due() -> None:
    walk = a_round(RoundKind.STUDY)
    walk.do("record_study", at(TOWNS[0]), **STUDY)
    walk.refused("not_yours", "record_study", at(TOWNS[0]), **STUDY)
    walk.refused("not_yours", "confirm_register", at(TOWNS[1]), changes="没有变化")
    walk.refused("date_not_lawful", "record_study", at(TOWNS[1]),
                 **{**STUDY, "held_on": date(2026, 6, 30)})  # fmt: skip
    walk.to(date(2026, 12, 20))
    assert walk.file.reminded_on is not None
    assert "期限2026-12-31" in walk.procedure.waiting_zh(walk.file, walk.today)
    walk.to(date(2027, 1, 1))
    assert walk.file.late and len(walk.waits()) == 2
    walk.do("record_study", at(TOWNS[1], Role.TOWNSHIP_LEADER), **STUDY)
    assert walk.file.parts[-1].late
    shown = engine.covered(walk.file, at(TOWNS[0]))
    assert [bool(p.text) for p in shown.parts] == [True, False]


def test_rounds_begin_for_the_period_that_runs_and_nowhere_without_an_interval() -> None:
    found = {o.number for o in rounds_due("jiaozuo", START, production=False)}
    assert found == {"relatives-2026-H2", "study-2026-H2"}
    assert {o.period for o in rounds_due("jiaozuo", date(2027, 1, 1), production=False)} == {
        "2027-H1"
    }
    assert rounds_due("zhanhe", START, production=False) == ()
    assert rounds_due("jiaozuo", START, production=True) == ()


def test_a_round_is_called_by_its_work_and_its_months_and_an_older_one_by_its_number() -> None:
    told = {o.kind: o.period_zh for o in rounds_due("jiaozuo", START, production=False)}
    assert told[RoundKind.RELATIVES] == "2026年7月至12月"
    walk = a_round(RoundKind.RELATIVES, period_zh=told[RoundKind.RELATIVES])
    why = walk.procedure.waiting_zh(walk.file, walk.today)
    assert why.startswith("定期工作“近亲属备案更新核查”（2026年7月至12月）：")
    assert walk.file.journal[0].text == "2026年7月至12月" and "-H" not in why
    assert (nth_zh("2028-H1"), nth_zh("spot")) == ("2028年第1期", "spot")
    before = a_round(RoundKind.RELATIVES)
    assert before.procedure.waiting_zh(before.file, START).startswith("定期工作relatives-2026-H2：")
    assert before.file.journal[0].text == "2026-H2", "what is recorded stays as it was"


def test_a_place_without_an_interval_says_who_must_set_it() -> None:
    with pytest.raises(CaseRefusal) as unset:
        a_round(RoundKind.STUDY, place="zhanhe", townships={"zh-caozhen": "曹镇乡"})
    assert unset.value.code == "policy_not_set"


def test_nobody_is_bothered_before_the_half_of_the_time() -> None:
    walk = a_round(RoundKind.STUDY, opened_on=date(2026, 7, 1))
    assert walk.procedure.next_mark(walk.file, walk.today) == date(2026, 9, 30)
    assert walk.to(date(2026, 9, 29)).file.reminded_on is None
    assert walk.later(1 + timedelta(0).days).file.reminded_on == date(2026, 9, 30)
