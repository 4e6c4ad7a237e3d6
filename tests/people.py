"""Synthetic people and officers for every rung of the tests. Nobody here exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Self

from domain.authorisation import ALL, Authorisation
from domain.case import acts, engine
from domain.case.acts import Act, Officer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.needs import needs
from domain.case.phases.support.placing import PLAN_NEEDS
from domain.household import (
    Account,
    Asset,
    AssetKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
    WorkAbility,
)
from domain.identity import synthetic_id
from domain.programme import Programme
from runtime.packs import place_info, snapshot

START = date(2026, 11, 23)
SHANGHAI = timezone(timedelta(hours=8))
PAPERS = ("application", "authorisation", "commitment", "identity")


def township_of(place: str) -> str:
    return place_info(place).townships[0].code


def officer(role: Role, place: str = "jiaozuo", number: int = 1, township: str = "") -> Officer:
    return Officer(
        id=f"{place}.{role.value}.{number}",
        role=role,
        unit="测试单位",
        place=place,
        township=township or township_of(place),
    )


def household(wage_yuan: int = 4800, members: int = 2, *, cars: int = 0) -> Household:
    people = [
        Member(
            key="m1",
            name="张一一",
            id_no=synthetic_id(date(1960, 5, 1), 11),
            relation=Relation.SELF,
            work=WorkAbility.PARTIAL,
        )
    ]
    people += [
        Member(
            key=f"m{n}",
            name=f"张二{n}",
            id_no=synthetic_id(date(1985, 1, n), 20 + n),
            relation=Relation.CHILD,
        )
        for n in range(2, members + 1)
    ]
    return Household(
        members=tuple(people),
        incomes=(Income(member="m1", kind=IncomeKind.WAGE, fen_year=wage_yuan * 100),),
        assets=(Asset(member="m1", kind=AssetKind.VEHICLE, count=cars),) if cars else (),
        account=Account(bank="测试银行", number="9900000000000001", holder="m1"),
    )


def application(place: str = "jiaozuo", *, papers: tuple[str, ...] = PAPERS) -> CaseFile:
    home = household()
    if place == "yicheng":
        papers = (*papers, "honesty_commitment")
    return CaseFile(
        case_no="JZ2026000001",
        place=place,
        township=township_of(place),
        village="第一村",
        received_by=officer(Role.INTAKE, place),
        applied_on=START,
        declared=home,
        household=home,
        papers=papers,
        latest=START,
    )


def signed_by_each(home: Household, on: date = START) -> tuple[Authorisation, ...]:
    """Every adult has signed for himself, as the bank query demands (YC-19)."""
    return tuple(
        Authorisation(
            person=m.key, scope=(ALL,), signed_on=on, signed_by=m.key, paper=f"授权书{m.key}"
        )
        for m in home.members
    )


def ahead_of_the_clock(file: CaseFile) -> CaseFile:
    """The same application on a Monday the host's clock has not reached, as START was once.

    A case on a server goes by the later of the clock and its latest day. Made in the past it would
    begin on whatever day the tests run; made for today, midnight could fall into a test.
    """
    tomorrow = datetime.now(SHANGHAI).date() + timedelta(days=1)
    monday = tomorrow + timedelta(days=7 - tomorrow.weekday())
    by = monday - file.applied_on
    if by <= timedelta(0):
        return file
    signed = tuple(
        one.model_copy(update={"signed_on": one.signed_on + by}) for one in file.authorisations
    )
    return file.having(applied_on=monday, latest=file.latest + by, authorisations=signed)


class Walk:
    """Drives the pure model as the workflow would: reads policy, ticks, applies acts."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.today = file.applied_on
        self._read()

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def _read(self) -> None:
        names = needs(self.file.stage, self.file.programme)
        if names and self.file.programme is Programme.TEKUN:
            names = (*names, *PLAN_NEEDS)
        if names and self.file.policy_stage is not self.file.stage:
            law = snapshot(self.file.place, self.today, names, production=False)
            self.file = engine.policy_taken(self.file, law, self.file.stage)

    def later(self, days: int) -> Self:
        for _ in range(days):
            self.today += timedelta(days=1)
            before = self.file.stage
            self.file = engine.tick(self.file, self.today, self.at)
            if self.file.stage is not before:
                self._read()
        return self

    def who(self, role: Role, number: int = 1) -> Officer:
        return officer(role, self.file.place, number, self.file.township)

    def do(self, name: str, role: Role, person: int = 1, /, **fields: object) -> Self:
        fields.setdefault("on", self.today)
        act: Act = acts.ACTS[name].model_validate(
            {"officer": self.who(role, person).model_dump(), **fields}
        )
        self.file = engine.recomputed(engine.apply(self.file, name, act, self.today, self.at))
        self._read()
        return self

    # --- the usual steps ------------------------------------------------------------------------

    def accepted(self, **fields: object) -> Self:
        return self.do("accept", Role.INTAKE, **fields)

    def surveyed(self, home: Household | None = None, **fields: object) -> Self:
        team = (self.who(Role.SURVEYOR).id, self.who(Role.SURVEYOR, 2).id)
        return self.do(
            "record_survey",
            Role.SURVEYOR,
            **{
                "surveyors": team,
                "signed_by": team,
                "family_signature": self.file.household.applicant.key,
                "household": home or self.file.household,
                **fields,
            },
        )

    def checked(self, *answers: object) -> Self:
        from domain.check.file import CheckResult

        self.file = engine.check_started(self.file, self.today, self.at)
        result = CheckResult(
            number=self.file.checks,
            finished_on=self.today,
            answers=answers,  # type: ignore[arg-type]
            waived=(),
            attempts=(),
        )
        self.file = engine.check_done(self.file, result, self.today, self.at)
        self._read()
        self.file = engine.recomputed(self.file)
        return self

    def opined(self) -> Self:
        computed = self.file.assessment
        assert computed is not None
        return self.do(
            "give_opinion",
            Role.REVIEWER,
            grant=computed.eligible,
            monthly_fen=computed.monthly_fen,
        )

    def publicised(self) -> Self:
        self.do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
        while self.file.stage is Stage.PUBLICITY:
            self.later(1)
        return self

    def ready_to_decide(self) -> Self:
        """A plain case up to the decision, with everything the place asks for."""
        self.accepted().later(1).surveyed().checked()
        if self.file.law.flag("appraisal_required"):
            self.appraised()
        self.opined()
        if self.file.stage is Stage.PUBLICITY:
            self.publicised()
        if self.file.law.flag("collective_review"):
            self.do(
                "record_collective_review",
                Role.REVIEWER,
                2,
                present=("甲", "乙"),
                opinion="同意",
            )
        return self

    def appraised(self) -> Self:
        return self.do(
            "record_appraisal",
            Role.REVIEWER,
            2,
            participants=9,
            residents=6,
            in_favour=8,
            against=1,
            conclusion="情况属实，同意",
        )

    @property
    def decider(self) -> Role:
        county = self.file.law.text("decider") == "county"
        return Role.COUNTY_APPROVER if county else Role.TOWNSHIP_LEADER

    def confirmed(self) -> Self:
        assert self.file.assessment is not None
        return self.do("confirm", self.decider, monthly_fen=self.file.assessment.monthly_fen)

    def living(self) -> Self:
        self.ready_to_decide().confirmed()
        while self.file.stage is Stage.DISBURSEMENT:
            self.later(1)
        return self
