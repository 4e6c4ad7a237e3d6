"""What the boards hold for a signal, and what not: just under and just over each threshold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import cycle

import pytest

from domain.policy import Snapshot
from domain.watching.facts import AccountFact, ActFact, Facts, OpenFact, ReversedFact, Signal
from domain.watching.inaction import inaction
from domain.watching.signals import JUDGES, RISK_NEEDS, VISITING, missing, signals
from runtime.packs import snapshot
from tests.people import SHANGHAI

TODAY = date(2026, 12, 30)
TOWNS = {"jz-first": "第一街道", "jz-second": "第二街道"}


def law(place: str = "jiaozuo", *, production: bool = False) -> Snapshot:
    return snapshot(place, TODAY, RISK_NEEDS, production=production)


def act(number: int, name: str, days_ago: int = 1, **more: object) -> ActFact:
    at = datetime.combine(TODAY - timedelta(days=days_ago), time(9), SHANGHAI)
    values: dict[str, object] = {
        "case_no": f"JZ2026{number:06d}",
        "township": "jz-first",
        "village": "一村",
        "programme": "dibao",
        "act": name,
        "officer": "jz-first.leader",
        "on": at.date(),
        "at": at + timedelta(minutes=number),
    }
    return ActFact.model_validate({**values, **more})


def found(code: str, **facts: object) -> tuple[Signal, ...]:
    whole = Facts.model_validate({"townships": TOWNS, **facts})
    return tuple(s for s in signals(whole, law(), TODAY) if s.code == code)


def decided(granted: int, refused: int, days_ago: int) -> list[ActFact]:
    names = ["confirm"] * granted + ["refuse"] * refused
    return [act(days_ago * 100 + n, name, days_ago) for n, name in enumerate(names)]


def test_a_jump_in_refusals_is_a_signal_with_both_shares_and_the_refused_cases() -> None:
    (signal,) = found("refusals_jump", acts=[*decided(9, 1, 40), *decided(7, 3, 10)])
    assert "不予确认3件，占30%" in signal.zh and "占10%" in signal.zh
    assert len(signal.cases) == 3 and signal.township == "jz-first" and signal.clause
    assert not found("refusals_jump", acts=[*decided(9, 1, 40), *decided(8, 2, 10)])
    assert not found("refusals_jump", acts=[*decided(9, 1, 40), *decided(0, 4, 10)])
    assert not found("refusals_jump", acts=decided(0, 10, 10)), "nothing to compare with"


def test_what_the_county_did_itself_is_not_held_against_the_township() -> None:
    def county(acts: list[ActFact]) -> list[ActFact]:
        return [a.model_copy(update={"role": "county_approver"}) for a in acts]

    refused = county([*decided(9, 1, 40), *decided(7, 3, 10)])
    (signal,) = found("refusals_jump", acts=refused)
    assert signal.township == "" and signal.zh.startswith("县级民政部门近")
    mixed = [*decided(9, 1, 40), *decided(9, 1, 10), *county(decided(0, 9, 10))]
    assert not found("refusals_jump", acts=mixed), "the township refused no more than before"

    late = act(1, "record_survey", on=TODAY - timedelta(days=30))
    (signal,) = found("backdated", acts=county([late]))
    assert signal.township == "" and "县级民政部门" in signal.zh
    whole = Facts.model_validate({"townships": TOWNS, "acts": [late, *county([late, late])]})
    counted = {row.township: row.backdated for row in inaction(whole, {}, law(), TODAY)}
    assert counted == {"jz-first": 1, "jz-second": 0}


def test_decisions_within_seconds_of_each_other_are_a_signal_from_the_fifth() -> None:
    def run(count: int, gap: int) -> list[ActFact]:
        at = datetime.combine(TODAY, time(10), SHANGHAI)
        return [act(n, "confirm", at=at + timedelta(seconds=gap * n)) for n in range(count)]

    (signal,) = found("bulk_decisions", acts=run(5, 20))
    assert "80秒内连续作出决定5件" in signal.zh and len(signal.cases) == 5
    assert not found("bulk_decisions", acts=run(4, 20))
    assert not found("bulk_decisions", acts=run(9, 21))
    assert signal.township == "jz-first"
    county = [a.model_copy(update={"role": "county_approver"}) for a in run(5, 20)]
    assert found("bulk_decisions", acts=county)[0].township == "", "the county answers for its own"
    others = [a.model_copy(update={"officer": f"o{n}"}) for n, a in enumerate(run(9, 1))]
    assert not found("bulk_decisions", acts=others)


def test_one_surveyor_in_three_villages_on_a_day_is_a_signal() -> None:
    def surveys(*villages: str) -> list[ActFact]:
        return [
            act(n, visit, officer="jz-first.surveyor", village=v)
            for n, (v, visit) in enumerate(zip(villages, cycle(sorted(VISITING)), strict=False))
        ]

    (signal,) = found("surveyor_everywhere", acts=surveys("一村", "二村", "三村", "三村"))
    assert "3个村（社区）共4户" in signal.zh
    assert not found("surveyor_everywhere", acts=surveys("一村", "二村", "二村"))


def test_one_account_for_many_and_one_custody_for_several() -> None:
    def paid(count: int, number: str = "x", custodian: str = "") -> list[AccountFact]:
        return [
            AccountFact(case_no=f"JZ2026{n:06d}", township="jz-first",
                        number=number or f"n{n}", custodian=custodian)
            for n in range(count)
        ]  # fmt: skip

    assert found("shared_account", accounts=paid(2)) and not found(
        "shared_account", accounts=paid(1)
    )
    assert found("shared_custodian", accounts=paid(3, "", "k"))
    assert not found("shared_custodian", accounts=paid(2, "", "k"))
    assert not found("shared_custodian", accounts=paid(9, ""))


def test_acts_recorded_long_after_their_day() -> None:
    def late(days: int) -> list[ActFact]:
        return [act(1, "record_survey", on=TODAY - timedelta(days=days + 1))]

    (signal,) = found("backdated", acts=late(10))
    assert "最多10天" in signal.zh
    assert not found("backdated", acts=late(9))


def test_cases_nobody_touches_and_refusals_that_did_not_stand() -> None:
    def still(days: int) -> list[OpenFact]:
        on = TODAY - timedelta(days=days)
        return [OpenFact(case_no="JZ2026000001", township="jz-first", stage="review", last_act=on)]

    assert found("idle", open_cases=still(60)) and not found("idle", open_cases=still(59))

    def undone(count: int, days_ago: int = 1) -> list[ReversedFact]:
        on = TODAY - timedelta(days=days_ago)
        return [
            ReversedFact(case_no=f"JZ2026{n:06d}", township="jz-second", programme="dibao",
                         refused_on=on - timedelta(days=20), reversed_on=on)
            for n in range(count)
        ]  # fmt: skip

    assert found("reversed", reversals=undone(2))[0].township == "jz-second"
    assert not found("reversed", reversals=undone(1))
    assert not found("reversed", reversals=undone(5, days_ago=30))


@pytest.mark.rule("OPN-30")
def test_no_threshold_is_borrowed_and_a_signal_without_one_is_not_judged() -> None:
    """In production nothing of it is set: the document of no place gives a threshold."""
    real = law(production=True)
    assert signals(Facts(acts=tuple(decided(0, 90, 1))), real, TODAY) == ()
    for code, (_, needs) in JUDGES.items():
        assert missing(real, code) == needs
        assert missing(law(), code) == ()


def test_a_sighting_is_raised_once_a_month() -> None:
    (signal,) = found("backdated", acts=[act(1, "record_survey", on=date(2026, 11, 1))])
    again = signal.fingerprint("jiaozuo", TODAY)
    assert signal.fingerprint("jiaozuo", TODAY - timedelta(days=20)) == again
    assert signal.fingerprint("jiaozuo", date(2027, 1, 2)) != again
    assert signal.fingerprint("hanbin", TODAY) != again


def test_every_signal_of_the_list_has_a_judge() -> None:
    from runtime.packs import load

    labels = load().definitions["national"]["risk.signals"].labels
    assert set(labels) == set(JUDGES)


@pytest.mark.rule("YC-29")
def test_the_four_forms_of_inaction_are_counted_by_township() -> None:
    facts = Facts(
        acts=(act(1, "record_survey", on=TODAY - timedelta(days=40)),),
        open_cases=(
            OpenFact(case_no="YC2026000001", township="jz-second", stage="review",
                     last_act=TODAY - timedelta(days=61)),
        ),
        reversals=(
            ReversedFact(case_no="YC2026000002", township="jz-second", programme="dibao",
                         refused_on=TODAY, reversed_on=TODAY),
        ),
        townships=TOWNS,
    )  # fmt: skip
    first, second = inaction(facts, {"jz-first": 4}, law("yicheng"), TODAY)
    assert (first.township, first.counts) == ("jz-first", (0, 1, 0, 4))
    assert (second.township, second.counts) == ("jz-second", (1, 0, 1, 0))
    unset = inaction(facts, {}, law("yicheng", production=True), TODAY)
    assert [row.counts for row in unset] == [(None, None, 0, 0), (None, None, 1, 0)]
