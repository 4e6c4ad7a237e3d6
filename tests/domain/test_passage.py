"""迁移、分户、并户 of households in aid: each month paid by one case, once, and none lost."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case import handing
from domain.case.acts import Outcome
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role, Stage
from domain.case.notices import afterwards
from domain.case.passage import Joining, Outgoing
from domain.case.phases.passage.parting import to_tell
from domain.case.phases.passage.successor import successor, to_open
from domain.case.tasks import open_tasks
from domain.household import Household, Income, IncomeKind, Relation, Status
from domain.identity import synthetic_id
from tests.domain.test_endings import issued
from tests.people import Walk, application, household

GOING = {"place_zh": "安康市汉滨区", "township_zh": "第一街道", "from_zh": "王店镇"}


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def moved(walk: Walk, to_place: str = "", township: str = "jz-first", **fields: object) -> Walk:
    role = walk.decider if to_place else Role.REVIEWER
    return walk.do(
        "move_case",
        role,
        **{
            "to_place": to_place,
            "to_township": township,
            "to_village": "新村",
            "asked_by": "m1",
            "reason": "全家迁往子女处居住",
            "known": GOING,
            **fields,
        },
    )


def month(day: date) -> date:
    return day.replace(day=1)


def paid_by(file: CaseFile, months: list[date]) -> list[bool]:
    return [file.monthly_fen(m) > 0 for m in months]


def handed(walk: Walk, number: str) -> tuple[Outgoing, CaseFile]:
    """What the workflow does: a number, the new case, and the word of it in the old one."""
    out = to_open(walk.file)
    assert out is not None
    new = successor(walk.file, out, number)
    walk.file = handing.handed_on(walk.file, out, number, walk.today, walk.at)
    assert to_open(walk.file) is None
    return out, new


def decided(walk: Walk, home: object, outcome: Outcome | None = None) -> Walk:
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
    walk.do(
        "verify_change", Role.SURVEYOR, surveyors=team, household=home, finding="入户核实情况属实"
    )
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见")
    looked = walk.file.review.assessment if walk.file.review else None
    assert looked is not None
    now = walk.file.monthly_fen_now
    found = outcome or (
        Outcome.STOP
        if not looked.eligible
        else Outcome.KEEP
        if looked.monthly_fen == now
        else Outcome.INCREASE
        if looked.monthly_fen > now
        else Outcome.DECREASE
    )
    return walk.do(
        "decide_change",
        walk.decider,
        outcome=found,
        monthly_fen=looked.monthly_fen,
        reason="按核实的人口决定",
    )


# --- 迁移 -----------------------------------------------------------------------------------------


@pytest.mark.rule("JZ-07")
def test_a_move_within_the_county_hands_the_case_to_the_new_township_and_aid_goes_on() -> None:
    walk = Walk(application()).living().later(3)
    before, old = walk.file.entitlements, walk.file.township
    moved(walk)
    file = walk.file
    assert (file.township, file.village, file.entitlements) == ("jz-first", "新村", before)
    [record] = file.passage.moves
    assert (record.from_township, record.to_township, record.received_on) == (old, "jz-first", None)
    [task] = [t for t in open_tasks(file, walk.today) if t.act == "receive_moved"]
    assert task.role is Role.REVIEWER
    with refused("not_received_yet"):
        moved(walk, township="jz-second")
    walk.later(2).do("receive_moved", Role.REVIEWER)
    assert walk.file.passage.to_receive is None
    assert walk.file.review is not None and walk.file.review.cause == "moved"
    assert walk.file.review.happened_on == record.on


def test_the_old_township_can_no_longer_act_on_a_case_that_has_moved() -> None:
    walk = Walk(application()).living()
    old = walk.file.township
    moved(walk)
    stranger = walk.who(Role.REVIEWER).model_copy(update={"township": old})
    with refused("not_your_case"):
        walk.do("receive_moved", Role.REVIEWER, officer=stranger.model_dump())


@pytest.mark.parametrize("later", [0, 1, 5])
def test_a_move_to_another_county_pays_no_month_twice_and_loses_none(later: int) -> None:
    walk = Walk(application()).living().later(10)
    home, decided_in = walk.file.household, month(walk.today)
    moved(walk, "hanbin", "hb-first")
    assert walk.file.ending is not None and walk.file.ending.outcome == "moved_out"
    out, new = handed(walk, "HB2027000001")
    assert (new.place, new.household, new.papers) == ("hanbin", home, walk.file.papers)
    assert new.passed_on_from == walk.file.case_no and new.lead_no == ""
    assert walk.file.passage.outgoing[0].case_no == "HB2027000001"
    number = issued(walk)
    walk.later(1).do("serve_notice", Role.REVIEWER, number=number, manner="in_person")
    assert walk.file.stage is Stage.CLOSED and walk.file.closed is not None
    there = Walk(new).ready_to_decide().later(30 * later).confirmed()
    months = [months_after(decided_in, n) for n in range(9)]
    both = [
        (a, b) for a, b in zip(paid_by(walk.file, months), paid_by(there.file, months), strict=True)
    ]
    assert all(a != b for a, b in both), "each month by exactly one of the two"
    assert out.paid_until == decided_in


def test_only_who_may_end_aid_hands_a_case_to_another_county() -> None:
    walk = Walk(application()).living()
    with refused("wrong_decider"):
        walk.do("move_case", Role.REVIEWER, to_place="hanbin", to_township="hb-first",
                asked_by="m1", reason="全家迁往外地", known=GOING)  # fmt: skip
    with refused("township_unknown"):
        moved(walk, "hanbin", "nowhere", known={})
    with refused("same_township"):
        moved(walk, township=walk.file.township)
    with refused("member_unknown"):
        moved(walk, asked_by="m9")


# --- 分户 -----------------------------------------------------------------------------------------


def _three() -> Walk:
    home = household(wage_yuan=3600, members=3)
    home = home.model_copy(
        update={
            "incomes": (
                *home.incomes,
                Income(member="m3", kind=IncomeKind.WAGE, fen_year=240_000),
            )
        }
    )
    return Walk(application().having(household=home, declared=home)).living().later(20)


def split(walk: Walk, *members: str) -> Walk:
    return walk.do(
        "split_household",
        Role.REVIEWER,
        members=members,
        applicant=members[0],
        to_township="jz-first",
        reason="女儿出嫁，单独立户",
        known=GOING,
    )


@pytest.mark.rule("JZ-63")
def test_a_household_that_splits_is_decided_on_and_who_left_has_a_case_with_what_is_known() -> None:
    walk = _three()
    split(walk, "m3")
    assert walk.file.review is not None and walk.file.review.cause == "split"
    assert to_open(walk.file) is None, "nobody is let go before a decision"
    with refused("split_not_found"):
        decided(walk, walk.file.household)
    gone = walk.file.household.member("m3")
    assert gone is not None
    stays = walk.file.household.with_member(gone.model_copy(update={"status": Status.MARRIED_OUT}))
    decided_in = month(walk.today)
    decided(walk, stays)
    out, new = handed(walk, "JZ2027000002")
    assert (new.township, new.passage.origin and new.passage.origin.kind) == ("jz-first", "split")
    assert [m.key for m in new.household.members] == ["m3"]
    assert [i.fen_year for i in new.household.incomes] == [240_000]
    assert new.household.applicant.key == "m3" and new.household.account is None
    assert out.paid_until == decided_in
    there = Walk(new).ready_to_decide().confirmed()
    first = min(e.first for e in there.file.entitlements)
    assert first == months_after(decided_in, 1), "from the month the old case no longer counts her"


def test_who_was_let_go_and_has_no_case_is_a_task_until_one_is_opened() -> None:
    walk = _three()
    with refused("nothing_failed"):
        walk.do("retry_handover", Role.COUNTY_REVIEWER)
    split(walk, "m3")
    gone = walk.file.household.member("m3")
    assert gone is not None
    married = gone.model_copy(update={"status": Status.MARRIED_OUT})
    decided(walk, walk.file.household.with_member(married))
    out = to_open(walk.file)
    assert out is not None
    walk.file = handing.handed_on(walk.file, out, "", walk.today, walk.at)
    assert to_open(walk.file) is None, "by itself it tries once"
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "retry_handover"]
    assert (task.role, task.since) == (Role.COUNTY_REVIEWER, out.on)
    walk.do("retry_handover", Role.COUNTY_REVIEWER)
    _, new = handed(walk, "JZ2027000002")
    assert [m.key for m in new.household.members] == ["m3"]
    assert not [t for t in open_tasks(walk.file, walk.today) if t.act == "retry_handover"]


def test_a_case_moved_away_stays_open_for_those_who_have_no_case_there_yet() -> None:
    walk = Walk(application()).living()
    moved(walk, to_place="hanbin", township="hb-first")
    out = to_open(walk.file)
    assert out is not None
    walk.file = handing.handed_on(walk.file, out, "", walk.today, walk.at)
    walk.do("serve_notice", Role.REVIEWER, number=issued(walk), manner="in_person")
    assert walk.file.stage is Stage.CLOSED and afterwards(walk.file), "kept for who is nowhere yet"
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "retry_handover"]
    assert task.role is Role.COUNTY_REVIEWER
    walk.do("retry_handover", Role.COUNTY_REVIEWER)
    _, new = handed(walk, "HB2027000002")
    assert new.place == "hanbin" and not afterwards(walk.file)


def test_a_split_of_everybody_or_of_the_applicant_is_refused() -> None:
    walk = _three()
    with refused("nobody_stays"):
        split(walk, "m1")
    with refused("member_unknown"):
        split(walk, "m9")


# --- 并户 -----------------------------------------------------------------------------------------


@pytest.mark.rule("JZ-63")
@pytest.mark.parametrize("wait", [0, 45])
def test_a_household_that_joins_another_is_paid_there_from_the_month_after(wait: int) -> None:
    old = Walk(application().having(case_no="JZ2026000007", household=_alone(), declared=_alone()))
    old.living().later(12)
    joined_in = month(old.today)
    lives = {"lives": True, "programme": "dibao", "place": "jiaozuo"}
    fields = {"into_case": "JZ2026000001", "asked_by": "m1", "reason": "老人与子女共同生活"}
    with refused("other_case_not_living"):
        old.do("merge_case", old.decider, **fields)
    with refused("other_programme"):
        old.do("merge_case", old.decider, **fields, known={**lives, "programme": "tekun"})
    old.do("merge_case", old.decider, **fields, known=lives)
    told = to_tell(old.file)
    assert told is not None and told.paid_until == joined_in
    assert old.file.monthly_fen(months_after(joined_in, 1)) == 0 < old.file.monthly_fen(joined_in)
    other = Walk(application()).living()
    while other.today < old.today:
        other.later(1)
    amount = other.file.monthly_fen_now
    other.file = handing.household_joins(other.file, told, other.today, other.at)
    assert handing.household_joins(other.file, told, other.today, other.at) is other.file
    other.later(1 + wait)
    assert other.file.review is not None and other.file.review.cause == "join"
    extra = told.household.members[0].model_copy(update={"key": "m9", "relation": Relation.PARENT})
    home = other.file.household
    decided(other, home.model_copy(update={"members": (*home.members, extra)}), Outcome.INCREASE)
    more = other.file.monthly_fen_now
    assert more > amount
    assert other.file.monthly_fen(joined_in) == amount
    assert other.file.monthly_fen(months_after(joined_in, 1)) == more, "no month is lost"


def _alone() -> Household:
    home = household(wage_yuan=1200, members=1)
    one = home.members[0].model_copy(update={"id_no": synthetic_id(date(1950, 2, 2), 77)})
    return home.model_copy(update={"members": (one,)})


def test_a_case_that_has_ended_takes_nobody_in() -> None:
    walk = Walk(application())
    joining = Joining(
        case_no="JZ2026000008",
        household=walk.file.household,
        on=walk.today,
        paid_until=month(walk.today),
        monthly_fen=1,
    )
    assert handing.household_joins(walk.file, joining, walk.today, walk.at) is walk.file


def test_nothing_is_handed_on_while_a_change_is_being_looked_at() -> None:
    walk = _three()
    walk.do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
    with refused("review_open"):
        moved(walk, "hanbin", "hb-first")
    with refused("review_open"):
        split(walk, "m3")
    offered = {m.act for m in lawful_moves(walk.file, Role.REVIEWER)}
    assert not {"split_household", "receive_moved"} & offered
