"""Which groups a household belongs to and which aids of which tier are open, used, refused (YC-01)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.programme import Programme
from domain.referral import ReferralAnswer
from domain.together.aids import AidKind, AidState, aids_of
from domain.together.standing import Held, TypeState, groups_of, standing
from domain.window.catalogue import CATALOGUE_NEEDS, Catalogue, catalogue_of
from runtime import packs
from tests.domain.together_kit import Together
from tests.helping import Helping, asks_help
from tests.people import START, Walk, application


def catalogue(place: str) -> Catalogue:
    return catalogue_of(packs.snapshot(place, START, CATALOGUE_NEEDS, production=False))


def held(*files: CaseFile) -> list[Held]:
    return [
        Held(case_no=f"C{n}", programme=f.programme, line=line)
        for n, f in enumerate(files, start=1)
        for line in aids_of(f)
    ]


def test_a_referral_that_was_answered_makes_nobody_a_recipient_of_the_case_it_came_from() -> None:
    desk = Together(application("yicheng")).referred("AID-14")
    desk.answered(ReferralAnswer.GIVEN, amount_fen=100_000)
    assert groups_of(desk.file.household, held(desk.file), catalogue("yicheng")) == ()


@pytest.mark.rule("YC-01")
def test_a_group_applies_by_status_held_or_as_recorded_of_a_member() -> None:
    living = Walk(application("yicheng")).living().file
    home = living.household
    [group] = groups_of(home, held(living), catalogue("yicheng"))
    assert (group.code, group.why) == ("GRP-01", "享受最低生活保障")
    first = home.members[0].model_copy(update={"groups": ("GRP-09",)})
    found = groups_of(home.with_member(first), held(living), catalogue("yicheng"))
    assert [g.code for g in found] == ["GRP-01", "GRP-09"]


@pytest.mark.rule("YC-01", "YC-02")
def test_every_type_of_the_place_stands_by_tier_and_the_next_tier_is_proposed() -> None:
    fresh = Walk(application("yicheng")).file
    rows = {r.type.code: r for r in standing(held(fresh), catalogue("yicheng"))}
    order = [r.type.tier for r in rows.values()]
    assert order == sorted(order, key=("basic", "special", "emergency", "supplement").index)
    assert rows["TYP-01"].state is TypeState.OPEN and not any(r.next for r in rows.values())

    ended = Walk(application("yicheng")).do("withdraw", Role.INTAKE).file
    refused = ended.having(closed=ended.closed.model_copy(update={"outcome": "refused"}))  # type: ignore[union-attr]
    rows = {r.type.code: r for r in standing(held(refused), catalogue("yicheng"))}
    assert rows["TYP-01"].state is TypeState.REFUSED
    proposed = {r.type.tier for r in rows.values() if r.next}
    assert proposed == {"special"}, "the tier after the basic one, not the last"
    medical = application("yicheng").having(programme=Programme.MEDICAL)
    rows = {r.type.code: r for r in standing(held(refused, medical), catalogue("yicheng"))}
    assert rows["TYP-04"].state is TypeState.OPEN and not rows["TYP-04"].next


@pytest.mark.rule("TR-08")
def test_monthly_aid_help_once_and_referrals_are_lines_of_one_kind() -> None:
    living = Walk(application("hanbin")).living().file
    [month] = [line for line in aids_of(living) if line.kind is AidKind.MONTHLY]
    assert month.monthly and month.state is AidState.USED
    assert month.fen == living.monthly_fen_now and month.on == living.entitlements[0].first
    once = Helping(asks_help(Programme.QUICK)).to_the_end().file
    [given] = [line for line in aids_of(once) if line.kind is AidKind.ONCE]
    assert once.grant is not None and (given.fen, given.state) == (once.grant.fen, AidState.USED)
    desk = Together(application("hanbin")).referred("AID-10").referred("AID-16")
    desk.answered(
        ReferralAnswer.REFUSED, unit="区教体局", number=1, reason="本学期已经享受", clause="第3条"
    )
    desk.do("withdraw_referral_consent", Role.INTAKE, number=2, signed_by="m1")
    states = {line.key: line.state for line in aids_of(desk.file)}
    assert states == {
        "case": AidState.OPEN,
        "referral:1": AidState.REFUSED,
        "referral:2": AidState.WITHDRAWN,
    }


def test_a_stopped_case_is_over_and_a_day_ends_its_line() -> None:
    file = Walk(application("hanbin")).do("withdraw", Role.INTAKE).file
    [line] = aids_of(file)
    assert (line.state, line.until) == (AidState.WITHDRAWN, date(2026, 11, 23))
