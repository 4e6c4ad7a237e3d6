"""集中暂缓复核: one decision for an area, each case carries it, it can be undone, nobody is forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.case.phases.passage import standing
from domain.postponing import engine
from domain.postponing.acts import ACTS
from domain.postponing.engine import PROCEDURE
from domain.postponing.file import PassDone, PutOffFile, PutOffOrder, opened
from domain.postponing.lifecycle import PutOffStage
from runtime.packs import snapshot
from tests.domain.test_passage import refused
from tests.domain.test_tapering import setting
from tests.people import Walk, application, officer
from workflows.base import SHANGHAI

BEGAN, UNTIL = date(2027, 1, 20), date(2027, 4, 1)
AREA = {"hb-first": "第一街道", "hb-second": "第二街道"}
BY = officer(Role.COUNTY_REVIEWER, "hanbin")


class Decision:
    """One bulk postponement on its way, at a day of ours."""

    def __init__(self, on: date = BEGAN, until: date = UNTIL, **area: str) -> None:
        self.today = on
        order = PutOffOrder(
            place="hanbin", number="2027-z0001", townships=area or AREA, until=until,
            reason="汛期道路中断，无法入户", opened_on=on, opened_by=BY,
        )  # fmt: skip
        file = opened(order, "putoff/hanbin/2027-z0001", self.at)
        law = snapshot("hanbin", on, engine.NEEDS, production=False)
        self.file: PutOffFile = PROCEDURE.rules_taken(file, law)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def do(self, act: str, role: Role, person: int = 1, **fields: object) -> Decision:
        body = ACTS[act](officer=officer(role, "hanbin", person), on=self.today, **fields)  # type: ignore[arg-type]
        self.file = PROCEDURE.apply(self.file, act, body, self.today, self.at)
        return self

    def passed(self, last: str = "", **counts: int) -> Decision:
        """The errand that waits is done, with these counts by township."""
        errand = PROCEDURE.next_errand(self.file)
        assert errand is not None
        named = {code.replace("_", "-"): n for code, n in counts.items()}
        done = PassDone(key=errand.key, on=self.today, ref="已办", counts=named, last=last)
        self.file = PROCEDURE.errand_done(self.file, done, "逐户办理", self.at)
        return self

    def to(self, day: date) -> Decision:
        self.today = day
        self.file = PROCEDURE.watched(self.file, day, self.at)
        return self

    def waits_for(self) -> set[str]:
        return {t.act for t in PROCEDURE.open_tasks(self.file)}


@pytest.mark.rule("DB-72")
def test_only_an_area_in_an_emergency_is_put_off_and_the_sentence_says_which_is_not() -> None:
    with pytest.raises(CaseRefusal) as no:
        Decision(date(2027, 3, 1))
    assert no.value.code == "no_emergency" and "第一街道" in no.value.message
    with refused("not_later"):
        Decision(until=BEGAN)
    assert Decision().waits_for() == {"approve_put_off"}


def test_who_proposed_does_not_decide_and_a_refusal_ends_it() -> None:
    case = Decision()
    with refused("role_not_allowed"):
        case.do("approve_put_off", Role.COUNTY_REVIEWER)
    case.do("decline_put_off", Role.COUNTY_APPROVER, reason="道路已经恢复")
    assert (case.file.stage, case.file.result) == (PutOffStage.DONE, "declined")


@pytest.mark.rule("DB-72")
def test_a_pass_goes_on_where_it_stopped_and_adds_up_by_township() -> None:
    case = Decision().do("approve_put_off", Role.COUNTY_APPROVER)
    assert case.file.stage is PutOffStage.SENDING
    case.passed(last="HB2026000200", hb_first=150, hb_second=50)
    errand = PROCEDURE.next_errand(case.file)
    assert errand is not None and errand.facts == {"after": "HB2026000200"}
    assert case.file.stage is PutOffStage.SENDING and case.file.put_off == 200
    case.passed(hb_second=30)
    assert case.file.stage is PutOffStage.STANDING
    assert case.file.counts == {"hb-first": 150, "hb-second": 80}


def test_who_could_not_be_put_off_stays_named_until_tried_again() -> None:
    case = Decision().do("approve_put_off", Role.COUNTY_APPROVER)
    errand = PROCEDURE.next_errand(case.file)
    assert errand is not None
    done = PassDone(key=errand.key, on=BEGAN, ref="1", failed={"HB2026000009": "review_open"})
    case.file = PROCEDURE.errand_done(case.file, done, "逐户办理", case.at)
    assert case.waits_for() == {"send_again"}
    case.do("send_again", Role.COUNTY_REVIEWER).passed(hb_first=1)
    assert not case.file.failed and case.file.put_off == 1 and not case.waits_for()
    town = officer(Role.REVIEWER, "hanbin", 1, "hb-third")
    assert not engine.may_read(case.file, town)


@pytest.mark.rule("DB-72")
def test_it_is_not_over_before_everybody_put_off_was_looked_at() -> None:
    case = Decision().do("approve_put_off", Role.COUNTY_APPROVER).passed(hb_first=3)
    assert PROCEDURE.next_mark(case.file, case.today) == UNTIL
    case.to(UNTIL)
    assert case.file.stage is PutOffStage.RETURNING
    case.passed(hb_first=3)
    assert case.file.stage is PutOffStage.RETURNING and case.file.remaining == 3
    [task] = PROCEDURE.open_tasks(case.file)
    assert "3户" in task.zh and task.role is Role.COUNTY_REVIEWER
    week = UNTIL + timedelta(days=7)
    assert PROCEDURE.next_mark(case.file, case.today) == week
    case.to(week).passed(hb_first=1)
    case.do("count_again", Role.COUNTY_REVIEWER).passed()
    assert (case.file.stage, case.file.result) == (PutOffStage.DONE, "finished")


def test_it_can_be_taken_back_by_the_decider_alone() -> None:
    case = Decision().do("approve_put_off", Role.COUNTY_APPROVER).passed(hb_first=2)
    with refused("role_not_allowed"):
        case.do("recall_put_off", Role.COUNTY_REVIEWER, reason="提前结束")
    case.do("recall_put_off", Role.COUNTY_APPROVER, reason="突发事件提前结束")
    case.passed(last="HB2026000002", hb_first=1).passed(hb_first=1)
    assert (case.file.stage, case.file.result) == (PutOffStage.DONE, "recalled")
    assert case.file.recalled == 2


# --- what a single case holds of it --------------------------------------------------------------


@pytest.mark.rule("DB-72")
def test_the_case_carries_the_number_of_the_decision_and_comes_back_to_its_planned_day() -> None:
    walk = Walk(application()).living()
    planned = walk.file.next_recheck
    assert planned is not None
    span = {walk.today.isoformat(): (walk.today + timedelta(days=40)).isoformat()}
    setting(walk, "survey.emergency_periods", span)
    later = planned + timedelta(days=90)
    walk.do(
        "postpone_recheck",
        Role.COUNTY_REVIEWER,
        until=later,
        reason="汛期无法入户",
        order="2027-z0001",
    )
    [put_off] = walk.file.passage.postponed
    assert put_off.order == "2027-z0001" and standing.waits(walk.file) == put_off
    with refused("not_postponed"):
        walk.do("recall_postponement", Role.COUNTY_REVIEWER, reason="提前结束", order="2027-z0002")
    walk.do("recall_postponement", Role.COUNTY_REVIEWER, reason="提前结束", order="2027-z0001")
    assert walk.file.next_recheck == planned and standing.waits(walk.file) is None
    assert walk.file.passage.postponed[0].recalled_on == walk.today
    with refused("not_postponed"):
        walk.do("recall_postponement", Role.COUNTY_REVIEWER, reason="再次撤销")
