"""R3: a case under whatever anybody tries, in any order, on any day, in every programme and place.

Most acts tried are among those the case offers, so that runs get far; the others are anything from
the table, by anybody. After each step every sentence of `tests.model.invariants` must hold.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.base import digest_of
from domain.case.file import CaseFile
from domain.case.lawful import lawful_moves
from domain.case.lifecycle import Role
from domain.case.moves import MOVES, Move
from domain.case.tasks import open_tasks
from domain.household import Household
from domain.programme import Programme
from runtime.packs import places
from tests.domain.test_matrix import fields_of
from tests.model import invariants
from tests.model.plausible import plausible
from tests.model.sim import Sim, car_of
from tests.people import PAPERS, Walk, application

RUNS, STEPS = 250, 50
WHAT = (
    *("asked",) * 10,
    *("offered",) * 4,
    "anything",
    *("days",) * 4,
    *("departments",) * 3,
    *("papers",) * 2,
    "meeting",
    "next run",
)
"""Mostly what the case asks for, sometimes what it offers, seldom whatever comes to mind."""
AGO = (*(0,) * 12, 1, 9)
WAGES = (0, 1, 2, 5, 30)


class Case(RuleBasedStateMachine):
    """One case, its people, and the calendar."""

    @initialize(
        place=st.sampled_from(places()),
        complete=st.sampled_from((True, True, False)),
        times=st.sampled_from(WAGES),
        start=st.sampled_from(("window", "window", "living")),
        programme=st.sampled_from((*(Programme.DIBAO,) * 4, *Programme)),
    )
    def begin(
        self, place: str, complete: bool, times: int, start: str, programme: Programme
    ) -> None:
        if start == "living":
            self.sim = Sim.from_walk(_living(place))
            return
        file = application(place).having(programme=programme)
        home = _earning(file.household, times)
        papers = file.papers if complete else PAPERS[:1]
        self.sim = Sim(file.having(papers=papers, household=home, declared=home))

    @rule(data=st.data(), what=st.sampled_from(WHAT))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        sim = self.sim
        match what:
            case "days":
                self._days(data.draw(st.sampled_from((1, 1, 2, 5, 8, 30, 120))))
            case "departments":
                sim.ask_departments()
                self.all_holds()
                sim.answer((car_of("m1"),) if data.draw(st.integers(0, 4)) == 0 else ())
            case "papers":
                sim.issue_papers()
            case "meeting":
                sim.resolve(data.draw(st.booleans()))
            case "next run":
                sim.new_run()
            case _:
                self._somebody_acts(data, what)

    def _days(self, days: int) -> None:
        for _ in range(days):
            self.sim.pass_days(1)
            if self.sim.file is not self.sim.before:
                self.all_holds()

    def _somebody_acts(self, data: st.DataObject, how: str) -> None:
        sim, number = self.sim, data.draw(st.integers(1, 5))
        move, role = data.draw(_choice(sim, how))
        officer = sim.who(role, number)
        body = {
            "officer": officer.model_dump(),
            "on": sim.today - timedelta(days=data.draw(st.sampled_from(AGO))),
            **fields_of(move.act, sim.file),
            **plausible(move.act, sim, officer.id, data.draw),
        }
        kept = digest_of(sim.file)
        refusal = sim.try_act(move.act, body)
        if refusal is not None:
            assert digest_of(sim.file) == kept
            assert refusal.message.endswith(("。", "？")) and refusal.code

    @invariant()
    def all_holds(self) -> None:
        if hasattr(self, "sim"):
            invariants.holds(self.sim.before, self.sim.file, self.sim.today)


@cache
def _living(place: str) -> Walk:
    return Walk(application(place)).living()


def _done(move: Move, file: CaseFile) -> bool:
    """A survey may be recorded anew, but nobody asks for it."""
    return move.act == "record_survey" and file.survey is not None and file.rounds == 0


def _choice(sim: Sim, how: str) -> st.SearchStrategy[tuple[Move, Role]]:
    file = sim.file
    offered = [(m, r) for r in Role for m in lawful_moves(file, r)]
    asked = [(t.act, t.role) for t in open_tasks(file, sim.today)]
    match how:
        case "asked" if wanted := [c for c in offered if (c[0].act, c[1]) in asked]:
            return st.sampled_from([c for c in wanted if not _done(c[0], file)] or wanted)
        case "anything":
            every = [(m, r) for m in MOVES for r in m.roles] + [(m, Role.AUDITOR) for m in MOVES]
            return st.sampled_from(every)
    usual = [(m, r) for m, r in offered if m.act not in _SELDOM]
    return st.sampled_from(usual * 4 + offered or [(MOVES[0], Role.INTAKE)])


_SELDOM = (
    "withdraw",
    "decline",
    "return_for_survey",
    "register_complaint",
    "declare_relative",
    "change_account",
    "refresh_policy",
    "escalate",
    "object",
    "contest_finding",
    "postpone_recheck",
    "withdraw_authorisation",
    "sign_authorisation",
    "record_county_visit",
)
"""Acts that would end or turn nearly every run if they were as likely as the others."""


def _earning(home: Household, times: int) -> Household:
    incomes = tuple(i.model_copy(update={"fen_year": i.fen_year * times}) for i in home.incomes)
    return home.model_copy(update={"incomes": incomes})


@pytest.mark.rule("JZ-61", "JZ-62", "YC-06")
def test_no_order_of_acts_breaks_a_rule_of_the_procedure() -> None:
    run_state_machine_as_test(
        Case,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
