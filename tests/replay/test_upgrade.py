"""R17: cases begun on an earlier release finish on this one.

Every committed history that ends in mid-life is replayed here by the golden test; what it had come to
goes on as its next run would, with the present workflow, through a recheck, a stop and its end.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from domain.case import acts, runs
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Income, IncomeKind
from domain.programme import Programme
from tests.model.instance import Clock, Instance
from tests.people import officer
from tests.replay.conftest import Replayed
from tests.replay.every_story import TOLD
from tests.workflows.desk import World
from workflows import ids

FEWEST = 15
KNOWS = "living.restore_by"
"""A rule that cases of earlier releases have not read."""


def in_mid_life(replayed: Replayed) -> dict[str, CaseFile]:
    """The last file of every story told by hand whose case draws aid and waits for its recheck; the
    same stories in other places are the same here."""
    seen = {name: replayed.stories[name] for name in TOLD}
    files = {name: one.file for name, one in seen.items() if not one.judged.diverged}
    return {name: file for name, file in files.items() if file is not None and _waits(file)}


def _waits(file: CaseFile) -> bool:
    lives = file.stage is Stage.SUPERVISION and file.programme is Programme.DIBAO
    quiet = file.review is None and file.ending is None and not file.open_leads()
    return lives and quiet and file.next_recheck is not None and not file.passage.joining


class GoesOn:
    """The present workflow at the beginning of this case's next run."""

    def __init__(self, file: CaseFile) -> None:
        self.run = Instance(
            "CaseWorkflow",
            runs.new_period(file),
            World(),
            Clock(file.latest),
            ids.case_id(file.place, file.case_no),
        )

    @property
    def file(self) -> CaseFile:
        found: CaseFile = self.run.state()
        return found

    def do(self, name: str, role: Role, number: int = 1, /, **fields: Any) -> None:
        file, today = self.file, max(self.run.clock.now.date(), self.file.latest)
        who = officer(role, file.place, number, file.township)
        body = {"officer": who.model_dump(), "on": today, **fields}
        refused = self.run.act(name, acts.ACTS[name].model_validate(body))
        assert refused == "", (name, refused)

    def to_its_end(self) -> None:
        """The recheck comes on its day, finds work well paid, and the family is told."""
        file = self.file
        assert file.next_recheck is not None
        self.run.to(file.next_recheck)
        self.run.to(file.next_recheck + timedelta(days=3))
        team = tuple(officer(Role.SURVEYOR, file.place, n, file.township).id for n in (1, 2))
        rich = Income(
            member=file.household.applicant.key, kind=IncomeKind.WAGE, fen_year=90_000_000
        )
        home = file.household.model_copy(update={"incomes": (rich,)})
        self.do("verify_change", Role.SURVEYOR, surveyors=team, household=home,
                finding="入户核实，收入明显增加")  # fmt: skip
        self.do("hear_family", Role.REVIEWER, heard=file.household.applicant.key, opinion="知悉")
        decider = ROLE_OF_DECIDER[file.law.text("decider")]
        self.do("decide_change", decider, outcome="stop", monthly_fen=0, reason="收入超过标准")
        for notice in self.file.notices:
            if notice.open:
                self.do("serve_notice", Role.REVIEWER, number=notice.number, manner="in_person")


async def test_cases_begun_on_earlier_releases_finish_on_this_one(replayed: Replayed) -> None:
    begun = in_mid_life(replayed)
    assert len(begun) >= FEWEST, sorted(begun)
    older = {name: f for name, f in begun.items() if f.policy and KNOWS not in f.policy.values}
    assert older, "some of them were recorded before this release's rules"
    await asyncio.to_thread(_all_end, begun, frozenset(older))


def _all_end(begun: dict[str, CaseFile], older: frozenset[str]) -> None:
    """On a thread of its own: each run brings its own loop."""
    for name, file in begun.items():
        case = GoesOn(file)
        case.to_its_end()
        assert case.run.ended is not None, name
        assert case.file.closed is not None and case.file.closed.outcome == "stopped", name
        assert case.file.monthly_fen_now == 0
        assert bool(case.file.passage.stood) is (name not in older), name
