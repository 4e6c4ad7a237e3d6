"""What the workflow does around the pure model, without a server: rules, clock, answers, papers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from pydantic import ValidationError

from domain.base import CaseRefusal
from domain.case import engine, runs
from domain.case.acts import ACTS, Act, Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.needs import needs
from domain.case.notices import NoticeReceipt, to_issue
from domain.case.ordering import period_is_over
from domain.case.phases.deciding.approval import answers_too_old
from domain.case.phases.living.living import recheck_needs_answers
from domain.case.phases.support.placing import PLAN_NEEDS
from domain.check.answers import Answer, Kind, Record
from domain.check.file import CheckResult
from domain.meeting.resolution import Measure, Resolution
from domain.policy import Snapshot
from domain.programme import Programme
from domain.together.insured import INSURANCE_NEEDS
from runtime.packs import snapshot
from tests.people import SHANGHAI, Walk, officer

_A_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def rules(place: str, on: date, names: tuple[str, ...]) -> Snapshot:
    return snapshot(place, on, names, production=False)


class Sim:
    """One case. `before` is the file as it stood when the last thing happened to it."""

    def __init__(self, file: CaseFile) -> None:
        self.file = self.before = file
        self.today = file.applied_on
        self._reviews = file.reviews
        self.read()

    @classmethod
    def from_walk(cls, walk: Walk) -> Sim:
        """Goes on where a walk stands."""
        sim = cls(walk.file)
        sim.today = walk.today
        return sim

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def who(self, role: Role, number: int) -> Officer:
        return officer(role, self.file.place, number, self.file.township)

    def try_act(self, name: str, body: dict[str, object]) -> CaseRefusal | None:
        """None when it was done, or when its shape is wrong: that never reaches a case."""
        self.before = self.file
        try:
            act: Act = ACTS[name].model_validate(body)
        except ValidationError:
            return None
        try:
            after = engine.apply(self.file, name, act, self.today, self.at)
        except CaseRefusal as refusal:
            return refusal
        self.file = engine.recomputed(after)
        self.read()
        return None

    def pass_days(self, days: int) -> None:
        for _ in range(days):
            self.before = self.file
            self.today += _A_DAY
            self.file = engine.tick(self.file, self.today, self.at)
            self.file = engine.overdue_marked(self.file, self.today, self.at)
            self.read()

    def ask_departments(self) -> None:
        """Starts a check where the workflow would."""
        file = self.file
        fresh = file.check and file.check.done and not answers_too_old(file, self.today)
        wanted = (file.stage is Stage.INVESTIGATION and not fresh) or (
            file.stage is Stage.SUPERVISION and recheck_needs_answers(file, self.today)
        )
        if wanted and (file.check is None or file.check.done):
            self.before = file
            self.file = engine.check_started(file, self.today, self.at)

    def answer(self, found: tuple[Record, ...]) -> None:
        """All departments answer today; `found` is what police has on file."""
        if self.file.check is None or self.file.check.done:
            return
        self.before = self.file
        answers = (Answer(department="police", on=self.today, records=found),)
        result = CheckResult(
            number=self.file.checks,
            finished_on=self.today,
            answers=answers,
            waived=(),
            attempts=(),
        )
        self.file = engine.check_done(self.file, result, self.today, self.at)
        self.read()

    def resolve(self, approved: bool) -> None:
        if self.file.stage is not Stage.ESCALATION or self.file.escalation is None:
            return
        self.before = self.file
        measures = tuple(
            Measure(code=f"AID-0{n}", unit=f"单位{n}", manner="专项救助", amount_fen=100_000)
            for n in (1, 2)
        )
        resolution = Resolution(
            item=f"{self.file.case_no}/{self.file.escalation.number}",
            number="纪要1号",
            approved=approved,
            decided_on=self.today,
            measures=measures if approved else (),
            reason="" if approved else "单项救助可以解决",
        )
        self.file = engine.resolution_received(self.file, resolution, self.today, self.at)
        self.read()

    def issue_papers(self) -> None:
        for notice in to_issue(self.file):
            self.before = self.file
            receipt = NoticeReceipt(
                key=notice.key,
                number=f"测救〔{self.file.period}〕{self.file.seq}号",
                digest="0" * 64,
                issued_on=self.today,
            )
            self.file = engine.notice_issued(self.file, receipt, self.at)

    def new_run(self) -> None:
        """continue-as-new between two recheck periods."""
        file = self.file
        reviewed = file.reviews > self._reviews and period_is_over(file)
        if file.stage is Stage.SUPERVISION and reviewed and not to_issue(file):
            self._reviews = file.reviews
            self.file = self.before = runs.new_period(file)

    def read(self) -> None:
        """The rules of the stage; a recheck period counts the reviews from when it begins."""
        file = self.file
        if file.stage is not Stage.SUPERVISION:
            self._reviews = file.reviews
        names = needs(file.stage, file.programme)
        if names and file.programme is Programme.EXPENDITURE:
            names = tuple(sorted({*names, *INSURANCE_NEEDS}))
        if names and file.programme is Programme.TEKUN:
            names = tuple(sorted({*names, *PLAN_NEEDS}))
        if names and (file.policy_stage is not file.stage or file.stale_policy):
            on = self.today if file.stale_policy or file.stage_since is None else file.stage_since
            self.file = engine.policy_taken(file, rules(file.place, on, names), file.stage)


def car_of(person: str) -> Record:
    return Record(item="CHK-12", person=person, kind=Kind.FOUND, about="vehicle", count=1)
