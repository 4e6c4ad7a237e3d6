"""R3: a case under whatever anybody tries, in any order, on any day, in every programme and place.

Most acts tried are among those the case offers, so that runs get far; the others are anything from
the table, by anybody. After each step every sentence of `tests.model.invariants` must hold.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random

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
from tests.model.invariants import written
from tests.model.plausible import plausible
from tests.model.sim import Sim, car_of
from tests.people import PAPERS, Walk, application

RUNS, STEPS = 500, 50
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

    @rule(what=st.sampled_from(WHAT), seed=st.integers(0, 2**32))
    def something_happens(self, what: str, seed: int) -> None:
        """One seed a step: drawing each field by itself would cost more than the step."""
        sim, chance = self.sim, Random(seed)  # noqa: S311
        match what:
            case "days":
                self._days(chance.choice((1, 1, 2, 5, 8, 30, 120)))
            case "departments":
                sim.ask_departments()
                self.all_holds()
                sim.answer((car_of("m1"),) if chance.randint(0, 4) == 0 else ())
            case "papers":
                sim.issue_papers()
            case "meeting":
                sim.resolve(chance.choice((True, False)))
            case "next run":
                sim.new_run()
            case _:
                self._somebody_acts(chance, what)

    def _days(self, days: int) -> None:
        for _ in range(days):
            self.sim.pass_days(1)
            if self.sim.file is not self.sim.before:
                self.all_holds()

    def _somebody_acts(self, chance: Random, how: str) -> None:
        sim, number = self.sim, chance.randint(1, 5)
        move, role = chosen(sim, how, chance)
        officer = sim.who(role, number)
        body = {
            "officer": officer.model_dump(),
            "on": sim.today - timedelta(days=chance.choice(AGO)),
            **fields_of(move.act, sim.file),
            **plausible(move.act, sim, officer.id, chance),
        }
        kept = written(sim.file)
        refusal = sim.try_act(move.act, body)
        if refusal is not None:
            assert sim.file.model_dump_json(exclude={"policy"}) == kept
            assert refusal.message.endswith(("。", "？")) and refusal.code

    @invariant()
    def all_holds(self) -> None:
        """Asked once of each file and day: the sentences depend on nothing else."""
        if not hasattr(self, "sim"):
            return
        seen = (self.sim.file, self.sim.today)
        last = getattr(self, "_seen", (None, None))
        if seen[0] is not last[0] or seen[1] != last[1]:
            self._seen = seen
            invariants.holds(self.sim.before, self.sim.file, self.sim.today)


@cache
def _living(place: str) -> Walk:
    return Walk(application(place)).living()


def _done(move: Move, file: CaseFile) -> bool:
    """A survey may be recorded anew, but nobody asks for it."""
    return move.act == "record_survey" and file.survey is not None and file.rounds == 0


def chosen(sim: Sim, how: str, chance: Random) -> tuple[Move, Role]:
    file = sim.file
    if how == "anything":
        move = chance.choice(MOVES)
        return move, chance.choice((*move.roles, Role.AUDITOR))
    standing = lawful_moves(file)
    offered = [(m, r) for r in Role for m in standing if r in m.roles]
    if how == "asked":
        asked = [(t.act, t.role) for t in open_tasks(file, sim.today)]
        wanted = [c for c in offered if (c[0].act, c[1]) in asked]
        if wanted:
            return chance.choice([c for c in wanted if not _done(c[0], file)] or wanted)
    usual = [(m, r) for m, r in offered if m.act not in _SELDOM]
    return chance.choice(usual * 4 + offered or [(MOVES[0], Role.INTAKE)])


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
