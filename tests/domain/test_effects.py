"""Before a change is signed, staff see what it does to the coming months; nothing is decided by it."""

from __future__ import annotations

from api.pages.web import TEMPLATES
from domain.calendar import months_after
from domain.case.acts import Outcome
from domain.case.lifecycle import Role
from domain.money import yuan
from domain.pay.effects import MONTHS, effects_of
from tests.domain.test_living_case import _found
from tests.people import Walk, application


def test_a_confirmation_is_shown_from_the_month_after_it() -> None:
    walk = Walk(application())
    walk.accepted().later(1).surveyed().checked().opined().publicised()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    [effect] = effects_of(walk.file, walk.today)
    assert walk.file.assessment is not None
    fen = walk.file.assessment.monthly_fen
    assert (effect.outcome, effect.monthly_fen) == ("confirm", fen)
    assert [m.now_fen for m in effect.months] == [0] * MONTHS
    assert [m.then_fen for m in effect.months] == [0, *[fen] * (MONTHS - 1)]
    assert effect.months[0].month == walk.today.replace(day=1)
    walk.confirmed()
    first = months_after(walk.today.replace(day=1), 1)
    assert [(e.first, e.monthly_fen) for e in walk.file.entitlements] == [(first, fen)]


def test_each_lawful_outcome_of_a_review_is_shown_and_comes_about_as_shown() -> None:
    walk = Walk(application()).living()
    before = walk.file.monthly_fen_now
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    assert effects_of(walk.file, walk.today) == (), "nothing is verified yet"
    _found(walk, 60_000)
    shown = {e.outcome: e for e in effects_of(walk.file, walk.today)}
    assert set(shown) == {Outcome.STOP, Outcome.TRANSITION}
    stop, wait = shown[Outcome.STOP], shown[Outcome.TRANSITION]
    assert [m.then_fen for m in stop.months] == [before, *[0] * (MONTHS - 1)]
    assert stop.more_fen == -before * (MONTHS - 1)
    assert wait.more_fen == 0, "in the transition the aid goes on"
    file = walk.file
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="无异议")
    walk.do(
        "decide_change", Role.TOWNSHIP_LEADER, outcome="stop", monthly_fen=0, reason="收入超过标准"
    )
    assert walk.file is not file
    assert [e.last for e in walk.file.entitlements] == [walk.today.replace(day=1)]


def test_the_form_shows_the_coming_months_also_where_no_sums_were_computed_anew() -> None:
    """A death is decided without a new assessment: what it does to the months stands there too."""
    walk = Walk(application()).living()
    walk.do("report_change", Role.REVIEWER, cause="employment", happened_on=walk.today)
    _found(walk, 60_000)
    form = TEMPLATES.get_template("act.html")
    given = {"effects": effects_of(walk.file, walk.today), "assessment": None, "others": ()}
    texts = ("back", "back_zh", "title", "basis", "why", "token", "key", "verb", "files_href")
    other = {**dict.fromkeys(texts, ""), "problem": None, "seen": None, "controls": ()}
    page = "".join(form.blocks["main"](form.new_context({**given, **other})))
    assert "对以后各月发放的影响" in page and "作出“停发”决定" in page
    before = walk.file.monthly_fen_now
    assert f"合计少发{yuan(before * (MONTHS - 1))}元" in page
