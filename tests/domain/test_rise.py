"""标准提高 in one case and over all of them, as sentences: what is added, what is kept, from when."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.file import CaseFile, Entitlement
from domain.case.lifecycle import Role, Stage
from domain.case.needs import needs
from domain.case.phases.living import standard
from domain.funds.kinds import rise
from domain.funds.matter import MatterStage
from domain.household import Income, IncomeKind, Source
from domain.policy import Snapshot
from runtime.packs import snapshot
from tests.funds import MatterDesk
from tests.people import Walk, application, officer

SINCE, DAY = date(2027, 7, 1), date(2027, 7, 5)
"""In Jiaozuo the rural standard is 465 yuan until June 2027 and 495 from July."""


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def living() -> Walk:
    walk = Walk(application()).living()
    walk.file = walk.file.having(latest=DAY)
    walk.today = DAY
    return walk


def adjusted(walk: Walk, since: date = SINCE) -> CaseFile:
    """The act, and then the rules as the workflow reads them at once."""
    walk.do(
        "adjust_standard",
        Role.COUNTY_APPROVER,
        since=since,
        paper="焦民发〔2027〕9号",
        rise="rise/x",
    )
    names = needs(Stage.SUPERVISION, walk.file.programme)
    rules = snapshot("jiaozuo", DAY, names, production=False)
    walk.file = engine.policy_taken(walk.file, rules, walk.file.stage)
    return walk.file


def test_the_household_gets_the_difference_from_the_month_of_the_rise() -> None:
    walk = living()
    before = walk.file
    after = adjusted(walk)
    persons = before.assessment.persons if before.assessment else 0
    assert after.monthly_fen_now == before.monthly_fen_now + persons * 3_000
    assert after.monthly_fen(date(2027, 6, 1)) == before.monthly_fen_now
    assert after.monthly_fen(SINCE) == after.monthly_fen_now
    assert after.entitlements[-1].cause == standard.CAUSE
    assert after.rising is None and after.rises == ("rise/x",)


def test_the_same_rise_is_followed_once() -> None:
    walk = living()
    adjusted(walk)
    with refused("risen_already"):
        adjusted(walk)


def test_a_rise_adds_nothing_where_the_rules_did_not_change() -> None:
    walk = living()
    rules = snapshot(
        "jiaozuo", date(2027, 6, 1), needs(Stage.SUPERVISION, walk.file.programme), production=False
    )
    assert standard.difference(walk.file, standard.with_rules(walk.file, rules)) == 0


def test_a_share_somebody_withheld_stays_withheld() -> None:
    walk = living()
    first = walk.file.entitlements[0]
    cut = (
        first.model_copy(update={"last": date(2027, 3, 1)}),
        Entitlement(first=date(2027, 4, 1), last=None, monthly_fen=10_000, cause="decrease", seq=2),
    )
    walk.file = walk.file.having(entitlements=cut)
    persons = walk.file.assessment.persons if walk.file.assessment else 0
    assert adjusted(walk).monthly_fen_now == 10_000 + persons * 3_000


def test_months_gone_by_are_raised_each_by_what_it_is_short() -> None:
    parts = (
        Entitlement(
            first=date(2027, 1, 1), last=date(2027, 8, 1), monthly_fen=300, cause="c", seq=1
        ),
        Entitlement(first=date(2027, 9, 1), last=None, monthly_fen=500, cause="i", seq=2),
    )
    after = standard.raised(parts, SINCE, 30)
    sums = {
        month: sum(
            e.monthly_fen
            for e in after
            if e.first <= date(2027, month, 1)
            and (e.last is None or date(2027, month, 1) <= e.last)
        )
        for month in (6, 7, 8, 9, 12)
    }
    assert sums == {6: 300, 7: 330, 8: 330, 9: 530, 12: 530}
    assert len({e.seq for e in after}) == len(after)


def test_what_ended_before_the_rise_is_left_as_it_was() -> None:
    part = Entitlement(
        first=date(2027, 1, 1), last=date(2027, 6, 1), monthly_fen=300, cause="c", seq=1
    )
    assert standard.raised((part,), SINCE, 30) == (part,)


def risen() -> MatterDesk:
    by = officer(Role.PAY_OFFICER)
    file = rise.proposed("jiaozuo", by, DAY, ("dibao",), SINCE, "焦民发〔2027〕9号")
    return MatterDesk(file, DAY)


def test_nothing_is_applied_before_it_was_counted_and_confirmed_by_another() -> None:
    desk = risen()
    assert desk.errand.what == "preview_rise"
    with refused("out_of_order"):
        desk.do("apply_rise", Role.COUNTY_APPROVER, changed=3, monthly_fen=9_000, digest="d")
    desk.answer(households=5, changed=3, unchanged=2, monthly_fen=9_000, digest="d")
    with refused("preview_differs"):
        desk.do("apply_rise", Role.COUNTY_APPROVER, changed=4, monthly_fen=9_000, digest="d")
    desk.do("apply_rise", Role.COUNTY_APPROVER, changed=3, monthly_fen=9_000, digest="d")
    assert desk.errand.what == "apply_rise"


def test_it_does_not_end_before_a_count_finds_nobody_left_out() -> None:
    desk = risen()
    desk.answer(households=5, changed=3, unchanged=2, monthly_fen=9_000, digest="d")
    desk.do("apply_rise", Role.COUNTY_APPROVER, changed=3, monthly_fen=9_000, digest="d")
    desk.answer(applied=2, failed=1)
    desk.answer(households=5, missed=1, digest="p")
    assert desk.file.stage is MatterStage.APPLYING
    desk.turn(desk.errand_on())
    desk.answer(applied=1, failed=0)
    desk.answer(households=5, missed=0, digest="p")
    assert desk.file.stage is MatterStage.CLOSED
    assert desk.file.rise is not None and desk.file.rise.proof == "p"
    assert "无遗漏" in desk.file.journal[-1].text


def ended(walk: Walk, last: date) -> CaseFile:
    parts = tuple(part.model_copy(update={"last": last}) for part in walk.file.entitlements)
    return walk.file.having(stage=Stage.CLOSED, entitlements=parts)


def newer(file: CaseFile) -> Snapshot:
    return snapshot("jiaozuo", DAY, needs(Stage.SUPERVISION, file.programme), production=False)


def test_a_household_that_ended_since_is_made_up_for_its_months_and_no_other() -> None:
    file = ended(living(), date(2027, 8, 1))
    persons = file.assessment.persons if file.assessment else 0
    assert standard.more_for_one_ended(file, newer(file)) == persons * 3_000
    assert standard.months_since(file, SINCE) == (SINCE, date(2027, 8, 1))
    assert standard.months_since(ended(living(), date(2027, 6, 1)), SINCE) == ()


def test_one_whose_last_facts_give_no_aid_is_left_to_people() -> None:
    file = ended(living(), SINCE)
    rich = Income(
        member="m1", kind=IncomeKind.WAGE, fen_year=90_000_000, source=Source.SURVEY, evidence=""
    )
    home = file.household.model_copy(update={"incomes": (rich,)})
    assert standard.more_for_one_ended(file.having(household=home), newer(file)) is None
