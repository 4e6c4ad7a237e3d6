"""一事一议 told as sentences about the pure model: an item from papers to minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.measures.acts import MEASURES_ACTS
from domain.measures.lifecycle import MEASURES_MOVES
from domain.meeting import engine
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.lifecycle import ENDED, ITEM_EXITS, ITEM_MOVES, ItemStage
from domain.meeting.tasks import item_waiting_zh, next_item_mark, open_item_tasks
from domain.policy import PolicyNotSet
from tests.meeting_desk import (
    CIVIL,
    HEALTH,
    MEASURES,
    MEDICAL,
    Table,
    liaison,
    members,
    with_rules,
)
from tests.people import START, Walk, application

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


# --- the way of an item ---------------------------------------------------------------------------


def test_an_item_goes_from_papers_to_numbered_minutes() -> None:
    table = Table().before_decision().decided()
    assert table.file.stage is ItemStage.DECIDED
    resolution = table.file.resolution
    assert resolution is not None and resolution.approved
    assert resolution.number == "同纪〔2026〕1号"
    assert resolution.item == "item/TR2026000001/1"
    assert {m.unit for m in resolution.measures} == {CIVIL, MEDICAL}
    assert resolution.total_fen == 3_000_000
    acts = [entry.act for entry in table.file.journal if entry.officer]
    assert acts == [
        "submit_papers",
        "sort_papers",
        "review_papers",
        "approve_agenda",
        "request_preparatory",
        "hold_preparatory",
        "give_unit_opinion",
        "give_unit_opinion",
        "hold_meeting",
        "decide_item",
    ]


@pytest.mark.rule("TR-15")
def test_papers_are_collected_sorted_and_reviewed_before_an_item_is_tabled() -> None:
    table = Table()
    with refused("no_papers"):
        table.do("sort_papers", OFFICE, units=(CIVIL,))
    table.collected()
    assert table.file.papers_state == "collecting"
    with refused("out_of_order"):
        table.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    table.do("sort_papers", OFFICE, units=(CIVIL, MEDICAL))
    assert table.file.papers_state == "sorted"
    with refused("out_of_order"):
        table.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    with refused("missing_not_named"):
        table.do("review_papers", OFFICE, complete=False)
    table.do("review_papers", OFFICE, complete=False, missing="缺少诊断证明")
    assert table.file.papers_state == "collecting"
    table.do("submit_papers", OFFICE, papers=({"title": "诊断证明"},))
    table.do("sort_papers", OFFICE, units=(CIVIL, MEDICAL))
    table.do("review_papers", OFFICE, complete=True)
    assert table.file.papers_state == "reviewed"
    assert table.file.stage is ItemStage.AGENDA


def test_the_same_paper_is_not_collected_twice_and_units_must_be_members() -> None:
    table = Table().collected()
    with refused("paper_twice"):
        table.do("submit_papers", OFFICE, papers=({"title": "入户调查表"},))
    with refused("unit_unknown"):
        table.do("sort_papers", OFFICE, units=("海关总署",))
    with refused("unit_twice"):
        table.do("sort_papers", OFFICE, units=("medical", MEDICAL))


@pytest.mark.rule("TR-21")
def test_the_government_office_alone_puts_an_item_on_the_agenda() -> None:
    table = Table().reviewed()
    for role in (OFFICE, Role.CONVENER, Role.GENERAL_CONVENER):
        with refused("role_not_allowed"):
            table.do("approve_agenda", role)
    with refused("out_of_order"):
        table.met()
    table.do("return_agenda", Role.GOVERNMENT_OFFICE, reason="请补充医保报销情况")
    assert table.file.stage is ItemStage.COLLECTING
    table.do("sort_papers", OFFICE, units=(CIVIL, MEDICAL))
    table.do("review_papers", OFFICE, complete=True)
    with refused("planned_in_the_past"):
        table.do(
            "approve_agenda", Role.GOVERNMENT_OFFICE, meeting_on=table.today - timedelta(days=1)
        )
    table.do("approve_agenda", Role.GOVERNMENT_OFFICE)
    assert table.file.stage is ItemStage.PREPARATORY


@pytest.mark.rule("TR-16", "ACT-17", "DIF-15")
def test_a_preparatory_meeting_forms_a_preliminary_opinion_before_any_decision() -> None:
    table = Table().on_agenda()
    with refused("out_of_order"):
        table.met()
    with refused("role_not_allowed"):
        table.do("request_preparatory", Role.CONVENER)
    with refused("out_of_order"):
        table.do("hold_preparatory", OFFICE, attended=(CIVIL,), opinion="建议联合救助")
    table.do("request_preparatory", Role.GENERAL_CONVENER)
    with refused("out_of_order"):
        decide(table, *MEASURES)
    table.do("hold_preparatory", OFFICE, attended=(CIVIL, "medical"), opinion="建议联合救助")
    assert table.file.preparatory.opinion == "建议联合救助"
    assert table.file.preparatory.attended == (CIVIL, MEDICAL)
    assert table.file.stage is ItemStage.MEETING


def test_only_the_general_convener_waives_the_preparatory_meeting_and_it_is_recorded() -> None:
    table = Table().on_agenda()
    with refused("role_not_allowed"):
        table.do("waive_preparatory", Role.CONVENER, reason="情况紧急，直接上会")
    table.do("waive_preparatory", Role.GENERAL_CONVENER, reason="情况紧急，直接上会")
    waived = table.file.preparatory
    assert waived.waived_on == START and waived.waived_because == "情况紧急，直接上会"
    assert table.file.stage is ItemStage.MEETING


def test_silence_and_dissent_of_the_units_are_kept_in_the_resolution() -> None:
    table = Table().prepared()
    assert table.file.silent == (CIVIL, MEDICAL, HEALTH)
    table.heard()
    assert table.file.silent == (HEALTH,) and table.file.dissent == (MEDICAL,)
    with refused("unit_unknown"):
        table.do("give_unit_opinion", liaison("某企业"), agrees=True, opinion="同意")
    table.met().decided()
    resolution = table.file.resolution
    assert resolution is not None
    assert resolution.silent == (HEALTH,) and resolution.dissent == (MEDICAL,)


def test_a_unit_may_think_again_and_its_last_word_counts() -> None:
    table = Table().prepared().heard()
    table.do("give_unit_opinion", liaison("medical"), agrees=True, opinion="资金已落实")
    assert table.file.dissent == ()
    assert [o.unit for o in table.file.opinions] == [CIVIL, MEDICAL]
    assert sum(entry.act == "give_unit_opinion" for entry in table.file.journal) == 3


def test_a_convener_presides_and_the_attendance_of_every_member_is_taken() -> None:
    table = Table().prepared()
    with refused("chair_not_allowed"):
        table.met(chair_role=Role.MEETING_OFFICE)
    with refused("unit_unknown"):
        table.met(attended=(CIVIL, "海关总署"))
    table.met()
    meeting = table.file.meeting
    assert meeting is not None and meeting.absent is not None
    assert set(meeting.attended) | set(meeting.absent) == set(members().names)
    assert not set(meeting.attended) & set(meeting.absent)


def test_where_the_member_list_is_damaged_nobody_is_called_absent() -> None:
    units = tuple(unit.code for unit in members("zhanhe").units[:2])
    table = Table("zhanhe", **SHORT_WAY).tabled(*units).met_by_codes()
    assert table.file.meeting is not None and table.file.meeting.absent is None


# --- who, where, when -----------------------------------------------------------------------------


def test_an_act_has_its_place_and_its_day() -> None:
    table = Table().reviewed()
    elsewhere = liaison("x", "jiaozuo").model_copy(update={"role": Role.GOVERNMENT_OFFICE})
    with refused("not_your_place"):
        table.do("approve_agenda", elsewhere)
    for day in (START - timedelta(days=1), START + timedelta(days=1)):
        with refused("date_not_lawful"):
            table.do("approve_agenda", Role.GOVERNMENT_OFFICE, on=day)
    with refused("act_unknown"):
        engine.item_act_named("confirm")
    bare = Table(bare=True)
    with refused("not_ready"):
        bare.collected()


def test_a_place_that_has_not_set_its_rules_is_told_which_is_missing() -> None:
    table = Table(agenda_approval=None)
    [task] = open_item_tasks(table.file, table.today)
    assert task.act == "refresh_policy" and task.role is Role.POLICY_ADMIN
    assert "escalation.agenda_approval" in task.zh
    table.sorted_()
    with pytest.raises(PolicyNotSet):
        table.do("review_papers", OFFICE, complete=True)
    table.do("refresh_policy", Role.POLICY_ADMIN, reason="政策包已更新")
    assert table.file.stale_policy


@pytest.mark.rule("ZH-04")
def test_zhanhe_tables_a_hard_case_once_an_administrator_has_set_its_rule() -> None:
    walk = Walk(application("zhanhe")).ready_to_decide()
    fields = {
        "cause": "serious_illness",
        "need_fen": 5_000_000,
        "tried": (
            {"unit": "medical", "programme": "医疗救助", "ceiling_fen": 1, "granted_fen": 0},
        ),
        "summary": "自负医疗费用超出限额",
    }
    with pytest.raises(PolicyNotSet):
        walk.do("escalate", Role.COUNTY_REVIEWER, **fields)
    assert walk.file.policy is not None
    law = with_rules(
        walk.file.policy, rule="joint_meeting", causes={"serious_illness": "重大疾病"}, min_units=2
    )
    walk.file = walk.file.having(policy=law)
    walk.do("escalate", Role.COUNTY_REVIEWER, **fields)
    assert walk.file.stage is Stage.ESCALATION
    with pytest.raises(PolicyNotSet):
        Table("zhanhe").collected()
    units = tuple(unit.code for unit in members("zhanhe").units[:2])
    table = Table("zhanhe", **SHORT_WAY).tabled(*units)
    assert table.file.stage is ItemStage.MEETING


def test_a_case_in_jiaozuo_cannot_go_to_a_meeting_its_documents_do_not_know() -> None:
    walk = Walk(application("jiaozuo")).ready_to_decide()
    with pytest.raises(PolicyNotSet) as refusal:
        walk.do(
            "escalate",
            Role.COUNTY_REVIEWER,
            cause="serious_illness",
            need_fen=5_000_000,
            tried=(
                {"unit": "医保局", "programme": "医疗救助", "ceiling_fen": 1, "granted_fen": 0},
            ),
            summary="自负医疗费用超出限额",
        )
    assert refusal.value.code == "policy_not_set"
    assert "escalation.rule" in refusal.value.message


def test_an_item_is_withdrawn_with_its_case_but_a_decision_stands() -> None:
    table = Table().reviewed()
    gone = engine.withdrawn(table.file, table.today, table.at)
    assert gone.stage is ItemStage.WITHDRAWN and gone.papers == table.file.papers
    assert open_item_tasks(gone, table.today) == ()
    decided = Table().before_decision().decided()
    assert engine.withdrawn(decided.file, decided.today, decided.at) is decided.file


def test_every_screen_says_who_is_waited_for_and_what_is_late() -> None:
    day = START + timedelta(days=7)
    table = Table().prepared(meeting_on=day)
    tasks = open_item_tasks(table.file, table.today)
    assert {t.act for t in tasks} == {"hold_meeting", "give_unit_opinion"}
    assert {t.due for t in tasks} == {day}
    assert next_item_mark(table.file, table.today) == day + timedelta(days=1)
    table.to(day + timedelta(days=1)).to(day + timedelta(days=2))
    late = [entry for entry in table.file.journal if entry.act == "overdue"]
    assert len(late) == 4  # the meeting and three opinions, each noted once
    assert "已超期" in item_waiting_zh(table.file, table.today)
    assert "等待成员单位联络员：请卫生健康局出具书面意见" in item_waiting_zh(
        table.file, table.today
    )
    assert next_item_mark(table.file, table.today) is None


def test_the_table_of_an_item_is_whole() -> None:
    assert {move.act for move in ITEM_MOVES} == set(ITEM_ACTS)
    assert {move.act for move in MEASURES_MOVES} == set(MEASURES_ACTS)
    for stage in ItemStage:
        moves = [m for m in ITEM_MOVES if stage in m.stages]
        assert bool(moves) is (stage not in ENDED)
        assert bool(ITEM_EXITS[stage]) is (stage not in ENDED)
    table = Table().reviewed()
    moves = engine.lawful_item_moves(table.file, Role.GOVERNMENT_OFFICE)
    assert [m.act for m in moves] == ["approve_agenda", "return_agenda"]
