"""岗位代行: named by who may, shown in every act, ended by itself, and no second pair of eyes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain import door
from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.delegation import (
    STANDIN_NEEDS,
    EndStandIn,
    Holder,
    NameStandIn,
    StandIn,
    ended,
    named,
    setters,
)
from domain.policy import PolicyNotSet, Snapshot
from runtime.packs import place_info, snapshot
from tests.people import START, Walk, application, officer

TOWN = place_info("jiaozuo").townships[0].code
OTHER = place_info("jiaozuo").townships[1].code
UNTIL = START + timedelta(days=9)


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def law(production: bool = False) -> Snapshot:
    return snapshot("jiaozuo", START, STANDIN_NEEDS, production=production)


def holder(role: Role, number: int = 1, **fields: object) -> Holder:
    town = TOWN if role in TOWN_POSTS else ""
    given = {"id": f"jiaozuo.{role.value}.{number}", "role": role, "place": "jiaozuo",
             "township": town, **fields}  # fmt: skip
    return Holder.model_validate(given)


TOWN_POSTS = (Role.INTAKE, Role.VILLAGE, Role.SURVEYOR, Role.REVIEWER, Role.TOWNSHIP_LEADER)
LEADER = officer(Role.TOWNSHIP_LEADER)


def name(
    absent: Holder | None = None,
    deputy: Holder | None = None,
    by: Officer = LEADER,
    kept: tuple[StandIn, ...] = (),
    rules: Snapshot | None = None,
    **fields: object,
) -> StandIn:
    absent, deputy = absent or holder(Role.REVIEWER), deputy or holder(Role.INTAKE)
    act = NameStandIn.model_validate({
        "officer": by.model_dump(), "on": START, "absent": absent.id, "deputy": deputy.id,
        "since": START, "until": UNTIL, "paper": "王店政办授〔2026〕1号", "reason": "外出培训",
        **fields,
    })  # fmt: skip
    return named(rules or law(), act, absent, deputy, kept)


def standing(one: StandIn, deputy: Officer) -> Officer:
    """As the door makes him: his own account, the absent person's post."""
    return deputy.model_copy(
        update={"role": one.role, "township": one.township, "behalf": one.behalf}
    )


@pytest.mark.rule("OPN-34")
def test_a_stand_in_holds_from_day_to_day_and_ends_by_itself() -> None:
    one = name()
    assert (one.number, one.by, one.reason, one.paper) == (
        1, LEADER, "外出培训", "王店政办授〔2026〕1号",
    )  # fmt: skip
    days = (START - timedelta(days=1), START, UNTIL, UNTIL + timedelta(days=1))
    assert [one.holds_on(day) for day in days] == [False, True, True, False]
    back = EndStandIn(officer=officer(Role.REVIEWER), on=START + timedelta(days=3), number=1,
                      reason="已经返岗")  # fmt: skip
    early = ended(law(), one, back)
    assert early.holds_on(START + timedelta(days=2)) and not early.holds_on(back.on)
    with refused("stand_in_over"):
        ended(law(), early, back)
    with refused("role_not_allowed"):
        ended(law(), one, back.model_copy(update={"officer": officer(Role.INTAKE)}))


@pytest.mark.rule("OPN-34")
def test_where_nobody_set_who_names_a_stand_in_nobody_is_named() -> None:
    with pytest.raises(PolicyNotSet):
        name(rules=law(production=True))
    assert setters(law(), Role.TOWNSHIP_LEADER) == (Role.COUNTY_APPROVER,)
    first = name(holder(Role.TOWNSHIP_LEADER), holder(Role.REVIEWER), officer(Role.COUNTY_APPROVER))
    assert first.role is Role.TOWNSHIP_LEADER, "the first responsible person of a township"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("role_not_allowed", {"by": officer(Role.REVIEWER)}),
        ("role_not_allowed", {"by": officer(Role.TOWNSHIP_LEADER, township=OTHER)}),
        ("post_not_stood_in", {"absent": holder(Role.FINANCE)}),
        ("own_stand_in", {"deputy": holder(Role.REVIEWER)}),
        ("own_stand_in", {"deputy": holder(Role.TOWNSHIP_LEADER)}),
        ("deputy_elsewhere", {"deputy": holder(Role.INTAKE, township=OTHER)}),
        ("deputy_elsewhere", {"deputy": holder(Role.COUNTY_REVIEWER)}),
        (
            "deputy_outside",
            {
                "absent": holder(Role.COUNTY_REVIEWER),
                "deputy": holder(Role.AUDITOR),
                "by": officer(Role.COUNTY_APPROVER),
            },
        ),
        ("deputy_not_staff", {"deputy": holder(Role.INTAKE, contract=True)}),
        ("deputy_unknown", {"deputy": holder(Role.INTAKE, active=False)}),
        ("deputy_unknown", {"deputy": holder(Role.INTAKE, place="tongren")}),
        ("absent_unknown", {"absent": holder(Role.REVIEWER, place="tongren")}),
        ("same_post", {"deputy": holder(Role.REVIEWER, 2)}),
        ("date_not_lawful", {"since": START - timedelta(days=1)}),
        ("date_not_lawful", {"until": START - timedelta(days=1)}),
        ("stand_in_too_long", {"until": START + timedelta(days=30)}),
    ],
)
def test_who_may_stand_in_for_whom_and_how_long(code: str, change: dict[str, object]) -> None:
    with refused(code):
        name(**change)  # type: ignore[arg-type]


def test_nobody_is_stood_in_for_twice_nor_by_somebody_who_is_absent_himself() -> None:
    one = name()
    with refused("stood_in_for"):
        name(deputy=holder(Role.SURVEYOR), kept=(one,), since=UNTIL, until=UNTIL)
    after = UNTIL + timedelta(days=1)
    assert name(kept=(one,), since=after, until=after).number == 2
    with refused("deputy_absent"):
        name(holder(Role.SURVEYOR), holder(Role.REVIEWER), kept=(one,))
    over = one.model_copy(update={"ended_on": START})
    assert name(kept=(over,)).number == 2
    with refused("stand_in_of_stand_in"):
        name(by=LEADER.model_copy(update={"behalf": one.behalf}))


@pytest.mark.rule("OPN-34")
def test_an_act_says_for_whom_it_was_done_and_counts_on_the_days_of_the_record_only() -> None:
    walk = Walk(application("jiaozuo")).accepted().later(1).surveyed().checked()
    one = name()
    deputy = standing(one, officer(Role.COUNTY_REVIEWER, number=7))
    opined(walk, deputy)
    entry = walk.file.journal[-1]
    assert entry.officer is not None and entry.officer.behalf == one.behalf
    assert "代行jiaozuo.reviewer.1的职责" in entry.officer.zh
    assert walk.file.actors("give_opinion") == {deputy.id, one.absent}
    late = Walk(application("jiaozuo")).accepted().later(1).surveyed().checked()
    short = standing(name(until=START), officer(Role.COUNTY_REVIEWER, number=7))
    with refused("stand_in_over"):
        opined(late, short)
    act = EndStandIn(officer=short, on=START + timedelta(days=1), number=1, reason="期满以后")
    with refused("stand_in_over"):
        door.dated(act, date.min, date.max, "")


def opined(walk: Walk, by: Officer) -> None:
    from domain.case import acts, engine

    found = walk.file.assessment
    assert found is not None
    sent = {"officer": by.model_dump(), "on": walk.today, "grant": found.eligible}
    act = acts.GiveOpinion.model_validate({**sent, "monthly_fen": found.monthly_fen})
    walk.file = engine.recomputed(engine.apply(walk.file, "give_opinion", act, walk.today, walk.at))


@pytest.mark.rule("OPN-34")
def test_a_stand_in_is_no_second_person_for_his_own_act_nor_for_that_of_whom_he_stands_in_for() -> (
    None
):
    walk = Walk(application("jiaozuo")).accepted().later(1).surveyed().checked()
    intake, surveyor = walk.who(Role.INTAKE), walk.who(Role.SURVEYOR)
    own = standing(name(), intake)
    with refused("same_person"):
        opined(walk, own)
    for_surveyor = name().model_copy(update={"absent": surveyor.id})
    with refused("same_person"):
        opined(walk, standing(for_surveyor, officer(Role.VILLAGE, number=9)))
    opined(walk, standing(name(), officer(Role.VILLAGE, number=9)))


@pytest.mark.rule("OPN-34")
def test_who_must_withdraw_does_not_act_through_a_stand_in() -> None:
    walk = Walk(application("jiaozuo")).accepted().later(1).surveyed().checked()
    one = name()
    walk.do("declare_relative", Role.INTAKE, relative={
        "member": "m1", "kinship": "sibling", "official": "审核员甲", "official_account": one.absent,
    })  # fmt: skip
    with refused("relative_must_withdraw") as caught:
        opined(walk, standing(one, officer(Role.VILLAGE, number=9)))
    assert "您代行职责的人员" in caught.value.message
