"""What is brought before the meeting by others than a case, and what an item watches by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from domain.base import CaseRefusal
from domain.body.change import Change, ChangeKind
from domain.case.acts import AidTried
from domain.case.lifecycle import Role
from domain.meeting import engine
from domain.meeting.acts import HeldMeeting, Known
from domain.meeting.item import ItemFile, ItemOrder
from domain.meeting.lifecycle import ItemStage
from domain.meeting.tasks import item_waiting_zh, open_item_tasks
from domain.meeting.timing import alarm_open
from domain.policy import Snapshot
from domain.raising.admission import admitted
from domain.raising.order import RAISERS, HouseholdFacts, ItemSource
from runtime.packs import snapshot
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
    members,
    order,
)
from tests.people import SHANGHAI, START, officer

OFFICE = Role.MEETING_OFFICE
AT = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
FACTS = HouseholdFacts(persons=4, situation="房屋全部倒塌，暂住亲属家")
TRIED = (
    AidTried(unit="emergency", programme="disaster_aid", ceiling_fen=2_000_000, granted_fen=0),
)
USUAL: dict[ItemSource, dict[str, object]] = {
    ItemSource.UNIT: {"facts": FACTS},
    ItemSource.BUREAU: {"cause": "major_special_event", "tried": (), "need_fen": 0},
    ItemSource.ALERT: {"facts": FACTS, "lead_no": "TRL2026000001"},
    ItemSource.OFFICE: {"cause": "", "solution": "建立台账", "owner": "教育局"},
    ItemSource.ASSIGNED: {
        "cause": "", "solution": "开展排查", "owner": "教育局", "paper": "同政办函〔2026〕7号",
    },
}  # fmt: skip


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def law(place: str = "tongren") -> Snapshot:
    return snapshot(place, START, engine.ITEM_NEEDS, production=False)


def raised(source: ItemSource, role: Role | None = None, /, **changes: object) -> ItemOrder:
    who = officer(role or RAISERS[source][0], "tongren")
    given = {
        "source": source,
        "topic": "灾后过渡安置",
        "cause": "natural_disaster",
        "need_fen": 9_000_000,
        "tried": TRIED,
        "raised_by": who,
        "case_no": "TRY2026000001",
        **USUAL[source],
        **changes,
    }
    return admitted(order("tongren", **given), law())  # type: ignore[arg-type]


# --- who may raise what ---------------------------------------------------------------------------


@pytest.mark.parametrize("source", RAISERS)
@pytest.mark.parametrize("role", Role)
def test_each_source_has_its_own_people(source: ItemSource, role: Role) -> None:
    if role in RAISERS[source]:
        assert raised(source, role).source is source
    else:
        with refused("role_not_allowed"):
            raised(source, role)


def test_what_a_case_raises_is_raised_in_the_case() -> None:
    with refused("source_unknown"):
        admitted(order("tongren"), law())  # type: ignore[arg-type]


@pytest.mark.rule("TR-12")
@pytest.mark.parametrize("source", [ItemSource.UNIT, ItemSource.ALERT])
def test_a_household_raised_by_others_needs_the_same_cause_aids_and_gap(
    source: ItemSource,
) -> None:
    assert raised(source).gap_fen == 7_000_000
    for code, changes in (
        ("cause_unknown", {"cause": "poverty"}),
        ("cause_text_missing", {"cause": "other"}),
        ("nothing_tried", {"tried": ()}),
        ("no_gap", {"need_fen": 2_000_000}),
        ("ceiling_differs", {"tried": (TRIED[0].model_copy(update={"ceiling_fen": 1}),)}),
        ("topic_missing", {"topic": " "}),
    ):
        with refused(code):
            raised(source, **changes)


def test_an_alert_names_its_lead() -> None:
    with refused("lead_missing"):
        raised(ItemSource.ALERT, lead_no="")


@pytest.mark.rule("HB-06", "TR-14")
def test_what_committee_or_government_hand_over_names_the_paper() -> None:
    with refused("paper_missing"):
        raised(ItemSource.ASSIGNED, paper="")


@pytest.mark.rule("TR-10")
def test_a_problem_without_a_household_has_a_proposal_and_an_owner_and_one_unit_may_act() -> None:
    for missing in ("solution", "owner"):
        with refused("solution_missing"):
            raised(ItemSource.OFFICE, **{missing: ""})
    table = on_table(raised(ItemSource.OFFICE))
    lone = {"code": "AID-11", "unit": EDUCATION, "manner": "建立困难学生台账"}
    table.before_decision().do("decide_item", Role.CONVENER, approved=True, measures=(lone,))
    assert table.file.resolution is not None and table.file.resolution.approved


def on_table(item: ItemOrder, **rules: object) -> Table:
    table = Table(bare=True)
    table.file = engine.opened(item, "item/TRY2026000001/1")
    table.file = engine.rules_taken(table.file, law(), members("tongren"), AT)  # type: ignore[arg-type]
    return table


def test_an_order_that_is_not_admissible_is_refused_by_the_item_itself() -> None:
    bad = raised(ItemSource.UNIT).model_copy(update={"tried": ()})
    with refused("nothing_tried"):
        on_table(bad)


# --- the event the bureau starts with ---------------------------------------------------------


@pytest.mark.rule("DIF-17")
def test_anyone_raises_a_household_with_the_four_causes_and_the_fast_start_is_for_the_last() -> (
    None
):
    causes = [code for code in law().table("escalation.causes") if code != "other"]
    assert len(causes) == 4 and causes[-1] == "major_special_event"
    for cause in causes:
        for source in (ItemSource.UNIT, ItemSource.ALERT):
            item = on_table(raised(source, cause=cause))
            assert item.file.order.cause == cause and not alarm_open(item.file)
        if cause != causes[-1]:
            with refused("not_major_event"):
                raised(ItemSource.BUREAU, cause=cause)
    assert alarm_open(on_table(raised(ItemSource.BUREAU, cause=causes[-1])).file)


@pytest.mark.rule("TR-27")
def test_on_a_major_special_event_the_bureau_starts_and_is_alarmed_after_the_hours_set() -> None:
    with refused("not_major_event"):
        raised(ItemSource.BUREAU, cause="natural_disaster")
    table = on_table(raised(ItemSource.BUREAU))
    hours = table.file.law.count("escalation.event_hours")
    assert table.file.alarm_at == AT + timedelta(hours=hours) and alarm_open(table.file)
    [task] = [t for t in open_item_tasks(table.file, START) if t.code == "convene_event"]
    assert task.role is Role.CONVENER and task.due == table.file.alarm_at.date()
    early = engine.item_overdue_marked(table.file, START, AT + timedelta(hours=hours - 1))
    assert not early.alarmed
    rung = engine.item_overdue_marked(early, START, AT + timedelta(hours=hours))
    assert rung.alarmed and not alarm_open(rung)
    assert [e.act for e in rung.journal if e.act == "alarm"] == ["alarm"]
    assert "已向召集人报警" in item_waiting_zh(rung, START)
    again = engine.item_overdue_marked(rung, START, AT + timedelta(hours=hours + 9))
    assert sum(e.act == "alarm" for e in again.journal) == 1


def test_a_meeting_in_time_leaves_no_alarm() -> None:
    table = on_table(raised(ItemSource.BUREAU)).before_decision()
    assert not alarm_open(table.file)
    assert "convene_event" not in {t.code for t in open_item_tasks(table.file, START)}


def test_an_item_of_a_case_has_no_alarm() -> None:
    table = Table()
    assert table.file.alarm_at is None and not alarm_open(table.file)


# --- opinions ---------------------------------------------------------------------------------


@pytest.mark.rule("TR-56")
def test_units_are_asked_at_once_with_one_day_and_who_was_silent_or_late_stands_written() -> None:
    table = Table().prepared()
    due = table.file.opinions_due
    assert due == table.file.law.due("escalation.opinion_days", START).on
    asked = [t for t in open_item_tasks(table.file, START) if t.act == "give_unit_opinion"]
    assert len(asked) == 3 and {t.due for t in asked} == {due}
    table.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
    table.to(due + timedelta(days=1))
    late = [e.text for e in table.file.journal if e.act == "overdue"]
    assert len(late) == 2 and any(HEALTH in text for text in late)
    table.do("give_unit_opinion", liaison(MEDICAL), agrees=False, opinion="资金紧张")
    assert [o.late for o in table.file.opinions] == [False, True]
    table.met().decided()
    assert table.file.resolution is not None
    assert table.file.resolution.silent == (HEALTH,)
    assert table.file.resolution.dissent == (MEDICAL,)


def test_a_meeting_planned_sooner_binds_the_opinions_too() -> None:
    soon = START + timedelta(days=1)
    assert Table().prepared(meeting_on=soon).file.opinions_due == soon


# --- who steps back ---------------------------------------------------------------------------


def test_a_relative_of_the_family_does_nothing_on_its_item() -> None:
    who = officer(Role.CONVENER, "tongren")
    table = Table()
    table.file = table.file.having(order=table.file.order.model_copy(update={"barred": (who.id,)}))
    table.prepared().heard()
    with refused("recused"):
        table.met(chair=who.id)
    table.met(chair="tongren.convener.2")
    with refused("recused"):
        table.do("decide_item", who, approved=True, measures=MEASURES)
    other = who.model_copy(update={"id": "tongren.convener.2"})
    table.do("decide_item", other, approved=True, measures=MEASURES)
    assert table.file.stage is ItemStage.DECIDED


def test_the_register_bars_an_officer_though_nobody_declared_anything() -> None:
    table = Table().before_decision()
    who = officer(Role.CONVENER, "tongren")
    with refused("recused"):
        table.do(
            "decide_item", who, approved=True, measures=MEASURES, known=Known(related=(who.id,))
        )


def test_what_a_recused_member_said_counts_no_more_and_his_unit_is_asked_again() -> None:
    first = liaison(MEDICAL).model_copy(update={"id": "tr.unit_liaison.medical"})
    deputy = liaison(MEDICAL).model_copy(update={"id": "tr.unit_liaison.medical.2"})
    table = Table().prepared()
    table.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
    table.do("give_unit_opinion", first, agrees=False, opinion="资金紧张")
    table.do("declare_recusal", first, reason="与申请家庭成员是近亲属")
    assert table.file.silent == (MEDICAL, HEALTH) and table.file.dissent == ()
    with refused("recused"):
        table.do("give_unit_opinion", first, agrees=True, opinion="同意救助")
    table.do("give_unit_opinion", deputy, agrees=True, opinion="同意救助")
    assert list(table.file.silent) == [HEALTH]
    with refused("recused"):
        table.do("declare_recusal", first, reason="与申请家庭成员是近亲属")
    with refused("not_your_recusal"):
        table.do("declare_recusal", deputy, whose="somebody", reason="与申请家庭成员是近亲属")


# --- money ------------------------------------------------------------------------------------


def decide(table: Table, *measures: Mapping[str, object], **spent: int) -> ItemFile:
    known = Known(spent=spent)
    table.do("decide_item", Role.CONVENER, approved=True, measures=measures, known=known)
    return table.file


def test_a_sum_comes_from_a_fund_of_the_place_that_still_holds_it() -> None:
    table = Table().before_decision()
    with refused("fund_unknown"):
        decide(table, {**RELIEF, "fund_source": "彩票"}, FEES)
    funds = table.file.law.table("escalation.funds")
    year = next(
        f["year_fen"] for f in funds.values() if isinstance(f, dict) and f["zh"] == "医疗救助资金"
    )
    assert isinstance(year, int)
    with refused("fund_exhausted"):
        decide(table, RELIEF, TREATMENT, 医疗救助资金=year - 1_999_999)
    file = decide(table, RELIEF, {**TREATMENT, "fund_source": "medical_aid"}, 医疗救助资金=0)
    assert file.resolution is not None
    assert file.resolution.measures[1].fund_source == "医疗救助资金"


def test_a_measure_stays_under_its_own_limit_where_the_place_set_one() -> None:
    table = Table(measure_ceilings={"AID-02": 500_000}).before_decision()
    with refused("over_measure_ceiling"):
        decide(table, RELIEF, FEES)


# --- the meeting, its members and its chair ---------------------------------------------------


def change(kind: ChangeKind, **fields: object) -> Change:
    return Change.model_validate(
        {
            "number": 1,
            "place": "tongren",
            "kind": kind,
            "since": START,
            "proposed_on": START,
            "by": officer(OFFICE, "tongren").model_dump(),
            **fields,
        }
    )


def test_a_unit_that_joined_on_the_morning_sits_there_and_is_in_the_record_of_the_day() -> None:
    table = Table().prepared().heard()
    with refused("unit_unknown"):
        table.met(attended=(CIVIL, "市残疾人康复中心"))
    joined = change(ChangeKind.JOIN, unit="rehab", zh="市残疾人康复中心")
    today = members("tongren", (joined,))
    table.met(attended=(CIVIL, "市残疾人康复中心"), known=Known(members=today))
    assert table.file.meeting is not None
    assert "市残疾人康复中心" in table.file.meeting.attended
    assert table.file.body == today


def test_a_unit_abolished_before_the_decision_is_replaced_by_its_successor() -> None:
    left = change(ChangeKind.LEAVE, unit="medical", successor="health")
    table = Table().prepared().heard()  # the unit still gave its opinion
    today = members("tongren", (left,))
    with refused("unit_unknown") as gone:
        table.met(known=Known(members=today))
    assert "卫生健康局承接" in str(gone.value)
    table.met(attended=(CIVIL, HEALTH), known=Known(members=today))
    with refused("unit_unknown"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
    heir = {**TREATMENT, "unit": HEALTH}
    table.do("decide_item", Role.CONVENER, approved=True, measures=(RELIEF, heir))
    assert table.file.resolution is not None
    assert table.file.resolution.measures[1].unit == HEALTH
    assert table.file.resolution.dissent == (MEDICAL,)  # what it had said stays written


def test_a_convener_who_is_ill_is_stood_in_for_and_the_record_says_so() -> None:
    deputy = officer(OFFICE, "tongren").model_copy(update={"id": "tr.deputy"})
    table = Table().before_decision()
    with refused("role_not_allowed"):
        table.do("decide_item", deputy, approved=True, measures=MEASURES)
    stands = change(
        ChangeKind.STAND_IN,
        post="convener",
        account="tr.deputy",
        until=START + timedelta(days=3),
        paper="同政办授〔2026〕1号",
    )
    known = Known(members=members("tongren", (stands,)))
    table = Table().prepared().heard().met(chair="tr.deputy", known=known)
    assert table.file.meeting is not None and table.file.meeting.stand_in
    table.do("decide_item", deputy, approved=True, measures=MEASURES, known=known)
    assert table.file.stage is ItemStage.DECIDED


def test_an_item_is_decided_in_a_meeting_that_has_a_record_of_its_own() -> None:
    table = Table().prepared().heard()
    with refused("out_of_order"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
    with refused("meeting_unknown"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES, meeting="2026-01")
    sat = HeldMeeting(
        number="2026-01",
        on=START,
        chair="tongren.convener.1",
        chair_role=Role.CONVENER,
        attended=(CIVIL, MEDICAL, "市残疾人康复中心"),
        recused=(MEDICAL,),
    )
    table.do(
        "decide_item", Role.CONVENER,
        approved=True, measures=MEASURES, meeting="2026-01", known=Known(held=sat),
    )  # fmt: skip
    meeting, resolution = table.file.meeting, table.file.resolution
    assert meeting is not None and resolution is not None
    assert meeting.attended == (CIVIL, MEDICAL) and meeting.guests == ("市残疾人康复中心",)
    assert resolution.meeting == meeting.number == "2026-01"
    assert resolution.recused == (MEDICAL,)


def test_a_case_already_before_the_meeting_cannot_be_raised_again() -> None:
    from tests.people import Walk, application

    walk = Walk(application("tongren")).ready_to_decide()
    fields = {
        "cause": "serious_illness",
        "need_fen": 9_000_000,
        "tried": (
            {
                "unit": "medical",
                "programme": "medical_assistance",
                "ceiling_fen": 3_000_000,
                "granted_fen": 0,
            },
        ),
        "summary": "单项救助不能解决",
    }
    walk.do("escalate", Role.COUNTY_REVIEWER, **fields)
    with pytest.raises(CaseRefusal):
        walk.do("escalate", Role.COUNTY_REVIEWER, **fields)
    assert walk.file.escalations == 1


@pytest.mark.rule("YY-03")
def test_an_alert_is_settled_by_the_meeting_and_by_nobody_before_it() -> None:
    table = on_table(raised(ItemSource.ALERT))
    with refused("out_of_order"):
        table.do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
    table.before_decision().do("decide_item", Role.CONVENER, approved=True, measures=MEASURES)
    assert table.file.resolution is not None and table.file.resolution.attended
