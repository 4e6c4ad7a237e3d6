"""一事一议 told as sentences about the pure model: the item, the decision, the units' tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.measures import engine as following
from domain.measures.acts import MEASURES_ACTS
from domain.measures.file import outcome_of
from domain.measures.lifecycle import MEASURES_MOVES
from domain.measures.tasks import measures_waiting_zh, next_measures_mark, open_measures_tasks
from domain.meeting import engine
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.lifecycle import ENDED, ITEM_EXITS, ITEM_MOVES, ItemStage
from domain.meeting.tasks import item_waiting_zh, next_item_mark, open_item_tasks
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
    Follow,
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


@pytest.mark.rule("TR-16")
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


# --- the decision ---------------------------------------------------------------------------------


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


@pytest.mark.rule("HB-34")
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
    law = with_rules(
        walk.file.law, rule="joint_meeting", causes={"serious_illness": "重大疾病"}, min_units=2
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


# --- the units' tasks -----------------------------------------------------------------------------


@pytest.mark.rule("TR-58")
def test_a_matter_closes_only_when_every_unit_has_done_its_task() -> None:
    follow = Follow()
    assert [t.measure.unit for t in follow.file.tasks] == [CIVIL, MEDICAL]
    due = follow.file.tasks[0].due
    assert due > follow.today and all(t.due == due for t in follow.file.tasks)
    follow.finished("1")
    assert not follow.file.closed
    follow.finished("2")
    assert follow.file.closed
    outcome = outcome_of(follow.file, follow.today)
    assert (outcome.promised_fen, outcome.delivered_fen) == (3_000_000, 3_000_000)
    assert outcome.late == ()


@pytest.mark.rule("TR-58")
def test_a_unit_does_its_own_task_in_order_and_with_evidence() -> None:
    follow = Follow()
    with refused("not_your_unit"):
        follow.do("accept_task", liaison(MEDICAL), task="1")
    with refused("role_not_allowed"):
        follow.do("accept_task", OFFICE, task="1")
    with refused("task_unknown"):
        follow.do("accept_task", liaison(CIVIL), task="9")
    with refused("not_accepted"):
        follow.do("report_progress", liaison(CIVIL), task="1", text="正在办理")
    follow.do("accept_task", liaison("civil_affairs"), task="1")
    with refused("already_accepted"):
        follow.do("accept_task", liaison(CIVIL), task="1")
    follow.do("report_progress", liaison(CIVIL), task="1", text="资金已申请")
    with refused("evidence_missing"):
        follow.do("complete_task", liaison(CIVIL), task="1", delivered_fen=1_000_000)
    with refused("delivery_differs"):
        follow.do(
            "complete_task",
            liaison(CIVIL),
            task="1",
            evidence=("发放凭证",),
            delivered_fen=900_000,
        )
    follow.do(
        "complete_task",
        liaison(CIVIL),
        task="1",
        evidence=("发放凭证",),
        delivered_fen=900_000,
        note="家庭已另获慈善帮扶",
    )
    with refused("already_complete"):
        follow.do("report_progress", liaison(CIVIL), task="1", text="补充说明")


def test_a_unit_is_reminded_before_its_day_and_marked_after_it() -> None:
    follow = Follow()
    due = follow.file.tasks[0].due
    half = follow.file.remind_on(follow.file.tasks[0])
    assert follow.today < half < due
    assert next_measures_mark(follow.file, follow.today) == half
    follow.to(half)
    reminded = [e for e in follow.file.journal if e.act == "reminded"]
    assert [e.task for e in reminded] == ["1", "2"]
    assert next_measures_mark(follow.file, follow.today) == due + timedelta(days=1)
    follow.to(due).to(due + timedelta(days=1)).to(due + timedelta(days=2))
    assert [e.task for e in follow.file.journal if e.act == "overdue"] == ["1", "2"]
    assert all(task.late for task in follow.file.tasks)
    assert "已超期" in measures_waiting_zh(follow.file, follow.today)


@pytest.mark.rule("TR-11")
def test_the_office_supervises_a_late_unit_until_it_has_answered() -> None:
    follow = Follow()
    with refused("not_overdue"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    follow.to(follow.file.tasks[0].due + timedelta(days=1))
    late = [t.act for t in open_measures_tasks(follow.file, follow.today) if t.role is OFFICE]
    assert late == ["supervise", "supervise"]
    with refused("role_not_allowed"):
        follow.do("supervise", liaison(CIVIL), task="1", reason="落实进度滞后")
    with refused("no_order"):
        follow.do("answer_supervision", liaison(CIVIL), task="1", answer="正在办理拨付")
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    order = follow.file.of("1").order
    assert order is not None
    expected = follow.file.law.due("escalation.supervision_days", follow.today)
    assert order.due == expected.on > follow.today
    with refused("order_open"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    with refused("not_answered"):
        follow.do("close_supervision", OFFICE, task="1", conclusion="已经督促落实")
    with refused("not_your_unit"):
        follow.do("answer_supervision", liaison(MEDICAL), task="1", answer="正在办理拨付")
    follow.finished("1").finished("2")
    assert not follow.file.closed  # the supervision order is still open
    follow.do("answer_supervision", liaison(CIVIL), task="1", answer="已经完成拨付")
    assert not follow.file.closed
    follow.do("close_supervision", OFFICE, task="1", conclusion="已经督促落实")
    assert follow.file.closed
    assert outcome_of(follow.file, follow.today).late == (CIVIL, MEDICAL)


def test_an_unanswered_supervision_order_is_marked_once_when_its_day_passes() -> None:
    follow = Follow().to(START + timedelta(days=60))
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    order = follow.file.of("1").order
    assert order is not None
    follow.to(order.due).to(order.due + timedelta(days=1)).to(order.due + timedelta(days=5))
    assert [e.act for e in follow.file.journal].count("order_overdue") == 1


def test_without_days_for_supervision_the_office_sets_the_day_itself() -> None:
    follow = Follow(supervision_days=None).to(START + timedelta(days=60))
    with pytest.raises(PolicyNotSet):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后")
    day = follow.today + timedelta(days=3)
    with refused("due_in_the_past"):
        follow.do("supervise", OFFICE, task="1", reason="落实进度滞后", due=START)
    follow.do("supervise", OFFICE, task="1", reason="落实进度滞后", due=day)


def test_a_liaison_is_offered_only_what_his_own_unit_may_do_now() -> None:
    follow = Follow()
    follow.do("accept_task", liaison(CIVIL), task="1")

    def offered(role: Role, unit: str = "") -> list[str]:
        return [m.act for m in following.lawful_measures_moves(follow.file, role, unit)]

    assert offered(Role.UNIT_LIAISON, CIVIL) == ["report_progress", "complete_task"]
    assert offered(Role.UNIT_LIAISON, "medical") == ["accept_task"]
    assert offered(Role.UNIT_LIAISON, EDUCATION) == []
    assert offered(OFFICE) == []
    follow.to(follow.file.tasks[0].due + timedelta(days=1))
    assert offered(OFFICE) == ["supervise"]
