"""一事一议 told as sentences about the pure model: what the meeting may decide, and who."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.meeting.lifecycle import ItemStage
from domain.meeting.tasks import open_item_tasks
from domain.policy import PolicyNotSet
from tests.meeting_desk import (
    CIVIL,
    EDUCATION,
    FEES,
    HEALTH,
    MEASURES,
    MEDICAL,
    RELIEF,
    TREATMENT,
    Table,
    liaison,
)
from tests.people import START

OFFICE = Role.MEETING_OFFICE
SHORT_WAY: dict[str, object] = {
    "rule": "joint_meeting",
    "agenda_approval": False,
    "preparatory_meeting": False,
    "decision": "approval",
    "min_units": 2,
}
"""What an administrator might set where the documents are silent."""


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def decide(table: Table, *measures: dict[str, object]) -> Table:
    return table.do("decide_item", Role.CONVENER, approved=True, measures=measures)


@pytest.mark.rule("TR-13")
def test_a_decision_joins_at_least_two_departments() -> None:
    table = Table().before_decision()
    with refused("too_few_units"):
        decide(table)
    with refused("too_few_units"):
        decide(table, RELIEF)
    decide(table, RELIEF, FEES)
    assert table.file.resolution is not None
    assert [m.unit for m in table.file.resolution.measures] == [CIVIL, HEALTH]


@pytest.mark.rule("TR-13")
def test_the_office_cannot_decide_and_nobody_decides_before_the_meeting() -> None:
    table = Table().prepared()
    with refused("out_of_order"):
        decide(table, *MEASURES)
    table.met()
    for role in (OFFICE, Role.GOVERNMENT_OFFICE, Role.COUNTY_REVIEWER, Role.UNIT_LIAISON):
        with refused("role_not_allowed"):
            table.do("decide_item", role, approved=True, measures=MEASURES)
    table.do("decide_item", Role.GENERAL_CONVENER, approved=True, measures=MEASURES)


@pytest.mark.rule("TR-13")
def test_each_measure_is_of_the_catalogue_by_its_own_unit_with_its_fund() -> None:
    table = Table().before_decision()
    with refused("measure_unknown"):
        decide(table, RELIEF, {**TREATMENT, "code": "AID-99"})
    with refused("measure_of_other_unit"):
        decide(table, RELIEF, {**TREATMENT, "unit": EDUCATION})
    with refused("fund_source_missing"):
        decide(table, RELIEF, {**TREATMENT, "fund_source": ""})
    with refused("measure_twice"):
        decide(table, RELIEF, TREATMENT, {**RELIEF, "unit": "civil_affairs"})
    with refused("due_in_the_past"):
        decide(table, RELIEF, {**TREATMENT, "due": START - timedelta(days=1)})


@pytest.mark.rule("TR-13")
def test_the_measures_never_exceed_what_the_household_still_needs() -> None:
    table = Table().before_decision()
    most = table.file.order.still_needed_fen
    assert most == 3_000_000
    with refused("more_than_needed"):
        decide(table, RELIEF, {**TREATMENT, "amount_fen": most - 1_000_000 + 1})
    decide(table, RELIEF, {**TREATMENT, "amount_fen": most - 1_000_000})


def test_a_refusal_gives_its_reason_and_no_measures() -> None:
    table = Table().before_decision()
    with refused("reason_missing"):
        table.do("decide_item", Role.CONVENER, approved=False)
    with refused("measures_without_approval"):
        table.do(
            "decide_item",
            Role.CONVENER,
            approved=False,
            reason="困难可由专项救助解决",
            measures=MEASURES,
        )
    table.do("decide_item", Role.CONVENER, approved=False, reason="困难可由专项救助解决")
    assert table.file.resolution is not None and not table.file.resolution.approved
    assert table.file.stage is ItemStage.DECIDED


def test_without_a_number_of_days_in_the_pack_the_meeting_sets_each_day_itself() -> None:
    table = Table(task_days=None).before_decision()
    with pytest.raises(PolicyNotSet):
        decide(table, *MEASURES)
    day = START + timedelta(days=30)
    decide(table, *({**measure, "due": day} for measure in MEASURES))


def test_where_consensus_is_the_rule_every_unit_at_the_meeting_has_said_yes() -> None:
    table = Table(decision="consensus").before_decision()
    with refused("no_consensus"):
        decide(table, *MEASURES)
    for unit in (MEDICAL, HEALTH):
        table.do("give_unit_opinion", liaison(unit), agrees=True, opinion="同意救助")
    decide(table, *MEASURES)


@pytest.mark.rule("HB-34", "ACT-20")
def test_hanbins_major_matters_are_decided_by_the_government_and_nobody_else() -> None:
    with refused("major_not_ruled"):
        Table().prepared().met(major=True)
    rules: dict[str, object] = {**SHORT_WAY, "decision": "consensus"}
    table = Table("hanbin", **rules).tabled("civil_affairs", "health").met_by_codes(major=True)
    assert table.file.stage is ItemStage.GOVERNMENT
    waiting = {task.act: task.role for task in open_item_tasks(table.file, table.today)}
    assert waiting["record_government_decision"] is Role.GOVERNMENT_OFFICE
    for role in (Role.CONVENER, Role.GENERAL_CONVENER):
        with refused("out_of_order"):
            table.do("decide_item", role, approved=False, reason="困难可由专项救助解决")
    table.do(
        "record_government_decision",
        Role.GOVERNMENT_OFFICE,
        number="汉政〔2026〕9号",
        approved=False,
        reason="困难可由专项救助解决",
    )
    assert table.file.resolution is not None
    assert table.file.resolution.government_decision == "汉政〔2026〕9号"
