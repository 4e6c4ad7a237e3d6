"""Help given once, driven through the pure model: registered, decided, handed over, explained."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.lifecycle import Role, Stage
from domain.hardship import Known
from domain.household import Household
from domain.programme import Programme
from tests.people import START, Walk, application

FIRST_CAUSE = {
    Programme.QUICK: "accident",
    Programme.EMERGENCY: "fire",
    Programme.EXPENDITURE: "medical",
    Programme.DISASTER: "flood",
}


def asks_help(
    programme: Programme, place: str = "jiaozuo", on: date = START, home: Household | None = None
) -> CaseFile:
    """A family at the window with nothing but its application and what everybody carries."""
    file = application(place)
    return file.having(
        programme=programme,
        applied_on=on,
        latest=on,
        declared=home or file.declared,
        household=home or file.household,
    )


class Helping(Walk):
    """`Helping(asks_help(…)).registered().accepted().decided().handed_over().explained()`."""

    def hardship(self, **changes: object) -> dict[str, object]:
        programme = self.file.programme
        return {
            "cause": FIRST_CAUSE[programme],
            "happened_on": self.today,
            "statement": "家中突遭变故，基本生活难以维持",
            "township": self.file.township,
            "home_township": self.file.township,
            "urgency": "sudden",
            "grade": "damaged" if programme is Programme.DISASTER else "serious",
            **changes,
        }

    def registered(
        self, known: Known | None = None, person: int = 1, /, **changes: object
    ) -> Helping:
        self.do(
            "record_hardship",
            Role.INTAKE,
            person,
            hardship=self.hardship(**changes),
            known=(known or Known(on=self.today)).model_dump(mode="json"),
        )
        return self

    def brought_to_decision(self) -> Helping:
        """Every stage the profile has between acceptance and the decision."""
        self.accepted()
        if self.file.stage is Stage.INVESTIGATION:
            self.later(1).surveyed().checked()
        if self.file.stage is Stage.REVIEW:
            if self.file.law.flag("appraisal_required"):
                self.appraised()
            found = self.computed
            self.do(
                "give_opinion",
                Role.REVIEWER,
                grant=found.eligible,
                monthly_fen=0,
                once_fen=found.once_fen,
            )
        if self.file.stage is Stage.PUBLICITY:
            self.publicised()
        if self.file.law.flag("collective_review"):
            self.do(
                "record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意"
            )
        return self

    @property
    def computed(self) -> Any:
        found = self.file.assessment
        assert found is not None
        return found

    def decided(self) -> Helping:
        role = ROLE_OF_DECIDER[self.file.decider]
        self.do("confirm", role, once_fen=self.computed.once_fen)
        return self

    def handed_over(self, fen: int | None = None, **changes: object) -> Helping:
        grant = self.file.grant
        assert grant is not None
        funds = self.file.law.table("funds") if self.file.law.has("funds") else {"": ""}
        body: dict[str, object] = {
            "manner": grant.manner,
            "fen": grant.remaining_fen if fen is None else fen,
            "receipt": "签收单1号",
            "receiver": "m1",
            "fund": next(iter(funds)),
            **changes,
        }
        self.do("deliver_aid", Role.VILLAGE, **body)
        return self

    def explained(self, **changes: object) -> Helping:
        body: dict[str, object] = {
            "explanation": "情况紧急，先行救助后补齐材料",
            "papers": ("register", "identity"),
            "family_signature": "m1",
            "signed_by": sorted(self.file.actors("record_hardship", "confirm")),
            **changes,
        }
        self.do("complete_papers", Role.REVIEWER, **body)
        return self

    def to_the_end(self) -> Helping:
        self.registered().brought_to_decision().decided()
        self.later(1).handed_over()
        if self.file.stage is Stage.COMPLETION:
            self.explained()
        return self
