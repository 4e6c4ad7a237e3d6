"""People of 特困 cases for every rung of the tests, and the way of such a case. Nobody here exists."""

from __future__ import annotations

from datetime import date

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.household import Account, Household, Income, IncomeKind, Member, Relation, WorkAbility
from domain.identity import synthetic_id
from domain.programme import Programme
from tests.people import Walk, application

PAPERS = ("application", "authorisation", "commitment", "identity", "statement")
ITEMS = ("eat", "dress", "bed", "toilet", "walk", "bathe")


def alone(born: date = date(1948, 3, 2), **changes: object) -> Household:
    """One person with nothing but an old-age allowance; `changes` are of the member."""
    person = Member.model_validate(
        {
            "key": "m1",
            "name": "孙一一",
            "id_no": synthetic_id(born, 31),
            "relation": Relation.SELF,
            "work": WorkAbility.NONE,
            **changes,
        }
    )
    return Household(
        members=(person,),
        incomes=(Income(member="m1", kind=IncomeKind.OLD_AGE, fen_year=120_000),),
        account=Account(bank="测试银行", number="9900000000000001", holder="m1"),
    )


def tekun_application(place: str = "zhanhe", home: Household | None = None) -> CaseFile:
    home = home or alone()
    return application(place, papers=PAPERS).having(
        programme=Programme.TEKUN, declared=home, household=home, papers=PAPERS
    )


def obligor(key: str = "s1", born: date = date(1975, 6, 1), **fields: object) -> dict[str, object]:
    return {
        "key": key,
        "name": "孙二二",
        "id_no": synthetic_id(born, 40 + int(key[1:])),
        "relation": "child",
        **fields,
    }


def six(failing: int) -> dict[str, str]:
    """The six items with the last `failing` of them not met."""
    return {code: "can" if n < len(ITEMS) - failing else "cannot" for n, code in enumerate(ITEMS)}


class TekunWalk(Walk):
    """Drives a 特困 case as the workflow would."""

    def stated(self, **fields: object) -> TekunWalk:
        fields = fields or {"no_obligors": True}
        self.do("record_statement", Role.INTAKE, **fields)
        return self

    def investigated(self) -> TekunWalk:
        if self.file.caring.statement is None:
            self.stated()
        self.accepted().later(1).surveyed().checked()
        return self

    def to_county(self) -> TekunWalk:
        self.investigated().opined()
        self.publicised()
        return self

    def drawn(self, *others: str, seed: str = "公开抽签") -> TekunWalk:
        batch = (self.file.case_no, *others)
        self.do("draw_spot_check", Role.COUNTY_REVIEWER, batch=batch, seed=seed)
        return self

    def visited(self) -> TekunWalk:
        visit = {"visitors": ("甲",), "finding": "与调查一致", "agrees_with_survey": True}
        self.do("record_county_visit", Role.COUNTY_REVIEWER, 2, **visit)
        return self

    def assessed(self, failing: int = 1) -> TekunWalk:
        fields = {**six(failing), "by": "county", "assessors": ("甲", "乙")}
        self.do("assess_selfcare", Role.COUNTY_REVIEWER, 3, **fields)
        return self

    def collectively(self) -> TekunWalk:
        if self.file.law.on_and_set("collective_review"):
            fields = {"present": ("甲", "乙"), "opinion": "同意"}
            self.do("record_collective_review", Role.REVIEWER, 2, **fields)
        return self

    def granted(self, failing: int = 1) -> TekunWalk:
        self.to_county()
        if self.file.law.text("decider") == "county":
            self.drawn().visited()
        self.assessed(failing).collectively().confirmed()
        return self

    def supported(self, failing: int = 1) -> TekunWalk:
        self.granted(failing)
        while self.file.stage is Stage.DISBURSEMENT:
            self.later(1)
        return self

    def looked(self, home: Household | None = None, cause: str = "other") -> TekunWalk:
        """A change reported, verified with this household, and the person heard."""
        self.do("report_change", Role.REVIEWER, cause=cause, happened_on=self.today)
        return self.verified(home)

    def verified(self, home: Household | None = None) -> TekunWalk:
        team = tuple(self.who(Role.SURVEYOR, n).id for n in (1, 2))
        home = home or self.file.household
        fields = {"surveyors": team, "household": home, "finding": "已经入户核实"}
        self.do("verify_change", Role.SURVEYOR, **fields)
        self.do("hear_family", Role.REVIEWER, heard="m1", opinion="没有意见")
        return self

    def hung(self) -> TekunWalk:
        self.do("post_ending", Role.VILLAGE, place_posted="村务公开栏")
        return self

    def until_shown(self) -> TekunWalk:
        """To the day after the publicity of an ending."""
        sheet = self.file.caring.ending
        assert sheet is not None
        self.later((sheet.until - self.today).days + 1)
        return self

    def stopped(self) -> TekunWalk:
        fields = {"outcome": "stop", "monthly_fen": 0, "reason": "不再符合条件"}
        self.do("decide_change", self.decider, **fields)
        return self

    def served(self) -> TekunWalk:
        """Every paper issued and brought."""
        from domain.case import engine
        from domain.case.notices import NoticeReceipt, to_issue

        for order in to_issue(self.file):
            receipt = NoticeReceipt(
                key=order.key,
                number=f"测救〔2026〕{order.key}号",
                digest="0" * 64,
                issued_on=self.today,
            )
            self.file = engine.notice_issued(self.file, receipt, self.at)
        for notice in [n for n in self.file.notices if n.open]:
            self.do("serve_notice", Role.VILLAGE, number=notice.number, manner="in_person")
        return self
