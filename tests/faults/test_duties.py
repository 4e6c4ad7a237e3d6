"""S9: nobody does two duties of one case, and nobody acts on the case of a relative.

Every pair of duties the law keeps apart is tried with one account: in the pure model, which is
what a workflow's validator runs, and on a running county both through the API and past it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlmodel import col, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS, Officer, Relative
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.moves import MOVES
from runtime.packs import places
from sandbox.county import county as county_of
from sandbox.rehearsal.staff import Json, Refused, plain
from store.tables import UserRow
from tests.domain.test_matrix import fields_of, standing_in
from tests.faults.people import PLACE
from tests.faults.script import Desk
from tests.faults.stack import Stack
from tests.faults.state import Ended, file_of
from tests.people import Walk, application
from workflows import ids
from workflows.base import Receipt

_SECOND = "second_surveyor"
_EARLIER_THAN: dict[str, tuple[str, ...]] = {
    "give_opinion": ("accept", "record_survey", _SECOND),
    "record_county_visit": ("accept", "record_survey", "give_opinion"),
    "confirm": ("accept", "record_survey", _SECOND, "give_opinion", "record_county_visit"),
    "refuse": ("accept", "record_survey", _SECOND, "give_opinion", "record_county_visit"),
    "decide_change": ("verify_change",),
}
"""By the later duty: the earlier ones of the same procedure that must have been somebody else's."""
APART = tuple((a, later) for later, earlier in _EARLIER_THAN.items() for a in earlier)


def _who_did(file: CaseFile, duty: str) -> str:
    """The account that did the duty; of the survey's two, the one who only signed."""
    if duty != _SECOND:
        return max(file.actors(duty))
    assert file.survey is not None
    [other] = set(file.survey.surveyors) - file.actors("record_survey")
    return other


def _before(later: str, place: str) -> Walk:
    """A case in which everything is done but the later duty."""
    walk = Walk(application(place))
    if later == "give_opinion":
        walk.accepted().later(1).surveyed().checked()
        return walk.appraised() if walk.file.law.flag("dibao.appraisal_required") else walk
    if later == "record_county_visit":
        return walk.ready_to_decide()
    if later == "decide_change":
        walk.living().do("report_change", Role.REVIEWER, cause="income", happened_on=walk.today)
        team = tuple(walk.who(Role.SURVEYOR, n).id for n in (1, 2))
        home = walk.file.household
        return walk.do(
            "verify_change", Role.SURVEYOR, surveyors=team, household=home, finding="没有变化"
        )
    walk.ready_to_decide()
    visit = {"visitors": ("甲",), "finding": "与调查一致", "agrees_with_survey": True}
    return walk.do("record_county_visit", Role.COUNTY_REVIEWER, **visit)


def _role_of(later: str, walk: Walk) -> Role:
    settled = {"give_opinion": Role.REVIEWER, "record_county_visit": Role.COUNTY_REVIEWER}
    return settled.get(later) or walk.decider


def _answer(walk: Walk, later: str, account: str) -> str:
    """`done` or the code of the refusal, when this account does the later duty."""
    file = walk.file
    who = walk.who(_role_of(later, walk), 9).model_copy(update={"id": account})
    body = {"officer": who.model_dump(), "on": walk.today, **fields_of(later, file)}
    if later == "decide_change":
        body["monthly_fen"] = file.monthly_fen_now
    try:
        engine.apply(file, later, ACTS[later].model_validate(body), walk.today, walk.at)
    except CaseRefusal as refusal:
        return refusal.code
    return "done"


@pytest.mark.rule("YC-06")
@pytest.mark.parametrize("place", places())
@pytest.mark.parametrize(("earlier", "later"), APART)
def test_one_account_does_not_do_both_duties_anywhere(place: str, earlier: str, later: str) -> None:
    walk = _before(later, place)
    assert _answer(walk, later, _who_did(walk.file, earlier)) == "same_person"
    assert _answer(walk, later, "somebody.else") == "done"


@pytest.mark.parametrize("place", places())
def test_the_second_surveyor_of_a_change_does_not_decide_on_it_either(place: str) -> None:
    walk = _before("decide_change", place)
    second = walk.who(Role.SURVEYOR, 2).id
    assert _answer(walk, "decide_change", second) == "same_person"


@pytest.mark.rule("JZ-50")
@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.CLOSED])
def test_no_relative_does_any_act_of_any_stage(stage: Stage) -> None:
    """Each act of the stage by each role it is for, by the account of a close relative."""
    walk = standing_in(stage, "jiaozuo" if stage is not Stage.ESCALATION else "tongren")
    theirs = Relative(
        member="m1", kinship="sibling", official="某工作人员", official_account="the.relative"
    )
    file = walk.file.having(relatives=(theirs,))
    tried = 0
    for move in MOVES:
        for role in move.roles if stage in move.stages else ():
            who = walk.who(role, 9).model_copy(update={"id": "the.relative"})
            body = {"officer": who.model_dump(), "on": walk.today, **fields_of(move.act, file)}
            act = ACTS[move.act].model_validate(body)
            with pytest.raises(CaseRefusal) as refused:
                engine.apply(file, move.act, act, walk.today, walk.at)
            assert refused.value.code == "relative_must_withdraw", (move.act, role)
            tried += 1
    assert tried


# --- on a running county --------------------------------------------------------------------------


class TwoHats(Desk):
    """Before each later duty everybody who did an earlier one is given its role and tries."""

    tried: set[tuple[str, str]]

    async def act(
        self, name: str, role: Role, *, person: int = 1, on: date | None = None, **fields: object
    ) -> Json:
        also = ("confirm", "refuse") if name == "confirm" else (name,)
        for later in also:
            body = fields if later == name else {"reason": "家庭情况与申报不符", "clause": "JZ-60"}
            for earlier in _EARLIER_THAN.get(later, ()):
                await self._try(earlier, later, role, {"on": on or self.day, **body})
        return await super().act(name, role, person=person, on=on, **fields)

    async def _try(self, earlier: str, later: str, role: Role, body: dict[str, object]) -> None:
        stack: Stack = self.staff.stack  # type: ignore[attr-defined]
        await self.keeper.bring(self.workflow_id, self.day)
        file = await file_of(stack, self.case_no)
        account = _who_did(file, earlier)
        with _given_the_role(stack, account, role):
            path = f"/api/v1/cases/{self.case_no}/acts/{later}"
            with pytest.raises(Refused) as refused:
                await self.staff.post(account, path, plain(body), key=f"{earlier}-{later}-by-one")
        assert (refused.value.status, refused.value.code) == (409, "same_person")
        assert await self._past_the_api(stack, file, account, later, role, body) == "same_person"
        self.tried.add((earlier, later))

    async def _past_the_api(
        self,
        stack: Stack,
        file: CaseFile,
        account: str,
        later: str,
        role: Role,
        body: dict[str, object],
    ) -> str:
        """What the workflow's validator says to a client that has the keys but no API before it."""
        who = Officer(id=account, role=role, unit="", place=PLACE, township=file.township)
        act = ACTS[later].model_validate({**body, "officer": who})
        handle = stack.client.get_workflow_handle(ids.case_id(PLACE, self.case_no))
        before = (await file_of(stack, self.case_no)).version
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(later, act, result_type=Receipt)
        assert (await file_of(stack, self.case_no)).version == before
        cause = refused.value.cause
        assert isinstance(cause, ApplicationError)
        return str(cause.details[0])


@contextmanager
def _given_the_role(stack: Stack, account: str, role: Role) -> Iterator[None]:
    """The account of somebody who has changed office since."""

    def set_to(value: str) -> str:
        with stack.store.write() as session:
            before = session.get_one(UserRow, account).role
            session.execute(update(UserRow).where(col(UserRow.id) == account).values(role=value))
        return before

    before = set_to(role.value)
    try:
        yield
    finally:
        set_to(before)


async def test_whoever_changes_office_cannot_do_the_second_duty_of_a_case(
    undisturbed: Ended,
) -> None:
    """One case from the window to a decided change: all pairs, at the door and at the workflow."""
    script, stack = undisturbed.script, undisturbed.script.stack
    family = county_of(script.first_day).family("TR-013")
    on = {"applied_on": script.first_day}
    family = family.model_copy(update={"application": family.application.model_copy(update=on)})
    script.staff.stack = stack  # type: ignore[attr-defined]
    desk = TwoHats(script.staff, script.keeper, family, await script.take_in(family), 1)
    desk.tried = set()
    await desk.work_until(script.pay_month)
    assert (await desk.look())["stage"] == "supervision"
    desk.day = max(desk.day, script.pay_month)
    happened = plain({"happened_on": desk.day, "cause": "income"})
    await desk.act("report_change", Role.VILLAGE, **happened)
    await desk.work_until(desk.day + timedelta(days=20))
    assert desk.tried == set(APART)
