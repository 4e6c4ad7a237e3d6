"""Nobody is admitted but by application, survey and confirmation; who asks, signs and is close."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.moves import MOVES
from domain.case.tasks import open_tasks
from domain.household import Household, Relation
from domain.policy import PolicyNotSet, PolicyValue
from domain.programme import Kind, Programme
from domain.rules import Rules
from runtime import packs
from tests.domain.test_matrix import STAGES, fields_of, standing_in
from tests.people import START, Walk, application, household, officer

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


# --- the household asks ---------------------------------------------------------------------------


@pytest.mark.rule("DB-01")
def test_a_household_asks_in_writing_and_one_of_its_own_members_is_the_applicant() -> None:
    home = household()
    assert home.applicant in home.members
    nobody = home.members[0].model_copy(update={"relation": Relation.PARENT})
    for members in ((), (nobody, home.members[1]), (home.members[0],) * 2):
        with pytest.raises(ValidationError):
            Household.model_validate({**home.model_dump(), "members": members})
    papers = tuple(p for p in application().papers if p != "application")
    with refused("papers_missing"):
        Walk(application(papers=papers)).accepted()


@pytest.mark.rule("DB-11", "ZH-18")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("paper", ["commitment", "authorisation"])
def test_truth_is_promised_and_the_check_authorised_on_paper_in_every_place(
    paper: str, place: str
) -> None:
    full = application(place)
    with refused("papers_missing"):
        Walk(full.having(papers=tuple(p for p in full.papers if p != paper))).accepted()
    walk = Walk(full).accepted()
    assert paper in walk.file.law.items("commitment_required")


@pytest.mark.rule("DB-11")
def test_who_does_not_cooperate_is_told_first_and_may_then_be_ended() -> None:
    walk = Walk(application()).accepted()
    with refused("not_warned"):
        walk.do("end_for_no_cooperation", Role.TOWNSHIP_LEADER, reason="拒绝配合入户调查")


# --- nobody enters by another door ----------------------------------------------------------------


def _admitted(file: CaseFile) -> bool:
    return bool(
        file.entitlements
        or file.recognition
        or file.grant
        or (file.decision and file.decision.granted)
    )


@pytest.mark.rule("DB-49")
@pytest.mark.parametrize("stage", STAGES)
def test_no_act_but_the_confirmation_of_this_one_case_admits_anybody(stage: Stage) -> None:
    walk = standing_in(stage, "jiaozuo")
    if _admitted(walk.file):
        return
    for act, shape in ACTS.items():
        for role in Role:
            body = {
                "officer": officer(role, walk.file.place, 9, walk.file.township).model_dump(),
                "on": walk.today,
                **fields_of(act, walk.file),
            }
            try:
                after = engine.apply(
                    walk.file, act, shape.model_validate(body), walk.today, walk.at
                )
            except (CaseRefusal, PolicyNotSet):
                continue
            allowed = act == "confirm" and stage is Stage.APPROVAL
            assert _admitted(after) is allowed, (stage, act, role)


@pytest.mark.rule("DB-49")
def test_the_calendar_alone_admits_nobody() -> None:
    walk = Walk(application()).ready_to_decide().later(400)
    assert walk.file.stage is Stage.APPROVAL and not _admitted(walk.file)


@pytest.mark.rule("DB-49")
@pytest.mark.parametrize("place", PLACES)
def test_what_is_paid_monthly_or_recognised_passes_application_survey_and_confirmation(
    place: str,
) -> None:
    for programme in Programme:
        names = tuple(f"{programme}.{name}" for name in ("kind", "stages", "follows"))
        law = Rules(packs.snapshot(place, START, names, production=False), programme)
        if not law.has("stages") or Kind(law.text("kind")) not in (Kind.MONTHLY, Kind.RECOGNITION):
            continue
        order = law.items("stages")
        wanted = [Stage.INTAKE.value, Stage.INVESTIGATION.value, Stage.APPROVAL.value]
        assert [s for s in order if s in wanted] == wanted, programme
        assert all(order.index(Stage.APPROVAL) < order.index(s) for s in order
                   if s in (Stage.DISBURSEMENT, Stage.SUPERVISION))  # fmt: skip


@pytest.mark.rule("DB-49")
def test_a_confirmation_names_no_other_case() -> None:
    """No list of cases can be confirmed at once: no act that confirms has a field for one."""
    confirming = {m.act for m in MOVES if Stage.APPROVAL in m.stages and "confirm" in m.act}
    assert confirming == {"confirm", "confirm_repair"}
    for act in confirming:
        lists = {
            name for name, info in ACTS[act].model_fields.items() if "tuple" in str(info.annotation)
        }
        assert lists <= {"evidence"}


@pytest.mark.rule("DB-40")
@pytest.mark.parametrize("place", ["hanbin", "tongren", "zhanhe"])
def test_without_an_objection_the_file_goes_to_who_decides_the_day_after_the_sheet(
    place: str,
) -> None:
    walk = Walk(application(place)).accepted().later(1).surveyed().checked()
    if walk.file.law.flag("appraisal_required"):
        walk.appraised()
    walk.opined().do("post_publicity", Role.VILLAGE, place_posted="村务公开栏")
    assert walk.file.publicity is not None
    last = walk.file.publicity.until
    walk.later((last - walk.today).days)
    assert walk.file.stage is Stage.PUBLICITY
    walk.later(1)
    assert walk.file.stage is Stage.APPROVAL and walk.today == last + timedelta(days=1)
    assert {t.act for t in open_tasks(walk.file, walk.today)} & {
        "confirm",
        "record_collective_review",
    }


# --- who is close to the family -------------------------------------------------------------------


def _declared(walk: Walk, role: Role, kinship: str = "sibling") -> Walk:
    relative = {
        "member": "m1",
        "kinship": kinship,
        "official": "某经办人员",
        "official_account": walk.who(role, 5).id,
    }
    return walk.do("declare_relative", Role.INTAKE, relative=relative)


@pytest.mark.rule("DB-17")
@pytest.mark.parametrize(
    ("role", "act"),
    [
        (Role.INTAKE, "accept"),
        (Role.SURVEYOR, "record_survey"),
        (Role.REVIEWER, "give_opinion"),
        (Role.TOWNSHIP_LEADER, "confirm"),
        (Role.COUNTY_REVIEWER, "record_county_visit"),
        (Role.COUNTY_APPROVER, "confirm"),
    ],
)
def test_whoever_accepts_reviews_or_decides_in_township_or_county_is_a_handler(
    role: Role, act: str
) -> None:
    place = "tongren" if role is Role.COUNTY_APPROVER else "jiaozuo"
    walk = Walk(application(place))
    if act != "accept":
        walk.accepted().later(1)
    if act in ("give_opinion", "confirm", "record_county_visit"):
        walk.surveyed().checked()
    if act in ("confirm", "record_county_visit"):
        walk = standing_ready(place)
    _declared(walk, role)
    body = fields_of(act, walk.file)
    with refused("relative_must_withdraw"):
        walk.do(act, role, 5, **body)


def standing_ready(place: str) -> Walk:
    return Walk(application(place)).ready_to_decide()


@pytest.mark.rule("DB-18")
@pytest.mark.parametrize("kinship", ["in_law", "aunt_uncle"])
def test_a_place_may_widen_the_circle_of_relatives_and_only_there_it_is_wider(
    kinship: str,
) -> None:
    plain = Walk(application()).accepted()
    with refused("kinship_unknown"):
        _declared(plain, Role.REVIEWER, kinship)
    wide = Walk(application()).accepted()
    law, name = wide.file.policy, "dibao.relative_kinship_extra"
    assert law is not None
    made = PolicyValue.model_validate({**law.values[name].model_dump(), "value": [kinship]})
    wide.file = wide.file.having(
        policy=law.model_copy(update={"values": {**law.values, name: made}})
    )
    _declared(wide, Role.REVIEWER, kinship)
    assert [r.kinship for r in wide.file.relatives] == [kinship]
    wide.later(1).surveyed().checked()
    with refused("relative_must_withdraw"):
        wide.do("give_opinion", Role.REVIEWER, 5, **fields_of("give_opinion", wide.file))
