"""Which sum a case page shows: that of the application is not passed off as what is due today."""

from __future__ import annotations

from api.work.views import _named
from domain.case.acts import Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.household import Status
from tests.people import Walk, application


def title(file: CaseFile) -> tuple[str, bool]:
    found = file.review.assessment if file.review and file.review.assessment else file.assessment
    assert found is not None
    view = _named(file, found)
    return view.title, bool(view.note)


def test_after_a_later_decision_the_first_sum_is_called_what_it_is() -> None:
    walk = Walk(application()).living().later(10)
    assert title(walk.file) == ("按登记事实计算", False)
    walk.do("report_change", Role.VILLAGE, cause="death", happened_on=walk.today, member="m2")
    dead = walk.file.household.members[1].model_copy(update={"status": Status.DEAD})
    walk.do(
        "verify_change",
        Role.SURVEYOR,
        surveyors=(walk.who(Role.SURVEYOR).id, walk.who(Role.SURVEYOR, 2).id),
        household=walk.file.household.with_member(dead),
        finding="有证明材料，情况属实",
    )
    assert title(walk.file) == ("本次核实的计算", False)
    walk.do("hear_family", Role.REVIEWER, heard="m1", opinion="知悉")
    assert walk.file.review is not None and walk.file.review.assessment is not None
    fen = walk.file.review.assessment.monthly_fen
    walk.do(
        "decide_change", Role.TOWNSHIP_LEADER, outcome=Outcome.DECREASE, monthly_fen=fen,
        reason="保障人口减少",
    )  # fmt: skip
    assert title(walk.file) == ("审核确认时的计算", True)
