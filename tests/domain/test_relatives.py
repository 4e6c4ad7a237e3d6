"""近亲属 (S10): every relation to somebody who handles the case bars that account and is looked into."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.acts import ACTS, Relative
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks
from domain.household import Account, Household, Member, Relation
from domain.identity import synthetic_id
from domain.relatives import (
    SELF,
    Match,
    Registered,
    Signal,
    matches,
    plain_address,
    traces_of_family,
    traces_of_person,
)
from tests.domain.test_matrix import fields_of
from tests.people import Walk, application

KINSHIPS = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild", SELF)
PLACES = ("hanbin", "jiaozuo", "tongren", "yicheng", "zhanhe")


def index(text: str) -> str:
    """A keyed digest as the tables make it."""
    return hashlib.sha256(b"key" + text.encode()).hexdigest()


def person(n: int) -> str:
    return synthetic_id(date(1950 + n % 50, 1 + n % 12, 1 + n % 28), 1 + n % 998)


def told(walk: Walk, match: Match) -> Walk:
    """What the county's own matching sends to the case."""
    who = match.who
    if match.certain:
        relative = {
            "member": match.member,
            "kinship": who.kinship,
            "official": who.official,
            "official_account": who.account,
        }
        return walk.do("declare_relative", Role.SYSTEM, relative=relative)
    return walk.do(
        "note_relative_lead",
        Role.SYSTEM,
        key=match.key,
        member=match.member,
        signal=match.signal,
        official=who.official,
        official_account=who.account,
    )


@st.composite
def relation_graphs(draw: st.DrawFn) -> tuple[Household, tuple[Registered, ...], set[str]]:
    """A family, a register of officials with their relatives, and the accounts tied to the family."""
    numbers = draw(st.lists(st.integers(1, 9_000), min_size=12, max_size=12, unique_by=person))
    family, others = numbers[:4], iter(numbers[4:])
    size = draw(st.integers(1, 4))
    home = Household(
        members=tuple(
            Member(
                key=f"m{n + 1}",
                name=f"张{n}",
                id_no=person(family[n]),
                relation=Relation.SELF if n == 0 else Relation.CHILD,
            )
            for n in range(size)
        ),
        address=draw(st.sampled_from(["", "王店村3组12号", "第一村"])),
        account=Account(bank="某银行", number="6222000000000000", holder="m1"),
    )
    register, tied = [], set()
    for n in range(draw(st.integers(1, 4))):
        account = f"staff.{n}"
        tie = draw(st.sampled_from(["number", "address", "account", "none"]))
        kinship = draw(st.sampled_from(KINSHIPS))
        number = person(next(others))
        address, card = "", ""
        if tie == "number":
            number = home.members[draw(st.integers(0, size - 1))].id_no
        if tie == "address":
            address = draw(st.sampled_from(["王店村３组12号", "王店村 3组-12号"]))
        if tie == "account":
            card = "6222000000000000"
        if tie in ("number", "account") or (tie == "address" and plain_address(home.address)):
            tied.add(account)
        register.append(
            Registered(
                key=f"o{n}-{kinship}",
                kinship=kinship,
                official=f"工作人员{n}",
                account=account,
                traces=traces_of_person("", number, address, card, index),
            )
        )
    return home, tuple(register), tied


@pytest.mark.rule("JZ-50")
@pytest.mark.rule("DB-16")
@settings(max_examples=300, deadline=None)
@given(graph=relation_graphs(), place=st.sampled_from(PLACES))
def test_every_relation_bars_the_account_and_no_other(
    graph: tuple[Household, tuple[Registered, ...], set[str]], place: str
) -> None:
    """Spouse, parents, children, siblings, grandparents, the official himself; address and card."""
    home, register, tied = graph
    start = application(place)
    walk = Walk(start.having(household=home, declared=home))
    for match in matches(traces_of_family(home, index), register):
        told(walk, match)
    assert walk.file.relative_accounts() == tied
    for n in range(len(register)):
        who = walk.who(Role.INTAKE).model_copy(update={"id": f"staff.{n}"})
        body = {"officer": who.model_dump(), "on": walk.today, **fields_of("accept", walk.file)}
        code = _answer(walk.file, "accept", body, walk)
        assert (code == "relative_must_withdraw") == (f"staff.{n}" in tied)
    routed = {t.act for t in open_tasks(walk.file, walk.today)}
    leads = walk.file.open_relative_leads()
    assert bool(leads) == ("settle_relative_lead" in routed)
    assert bool(walk.file.relatives or leads) == bool(tied)


def _answer(file: CaseFile, act: str, body: dict[str, object], walk: Walk) -> str:
    try:
        engine.apply(file, act, ACTS[act].model_validate(body), walk.today, walk.at)
    except CaseRefusal as refusal:
        return refusal.code
    return "done"


@settings(max_examples=300, deadline=None)
@given(graph=relation_graphs())
def test_the_order_of_the_register_changes_nothing(
    graph: tuple[Household, tuple[Registered, ...], set[str]],
) -> None:
    home, register, _ = graph
    traces = traces_of_family(home, index)
    assert matches(traces, register) == matches(tuple(reversed(traces)), tuple(reversed(register)))


def test_a_village_name_alone_is_no_address_and_spelling_does_not_matter() -> None:
    assert plain_address("第一村") == "" and plain_address("焦作市解放区王褚街道") == ""
    assert plain_address("王店村３组 12 号") == plain_address("王店村3组-12号") != ""


def lead(walk: Walk, account: str, signal: Signal = Signal.ADDRESS) -> Walk:
    who = Registered(key="o1", kinship=SELF, official="村委会委员", account=account)
    return told(walk, Match(member="m1", signal=signal, who=who))


def fact(walk: Walk, account: str, kinship: str = "sibling") -> Walk:
    who = Registered(key="o1", kinship=kinship, official="审核员", account=account)
    return told(walk, Match(member="m1", signal=Signal.ID_NUMBER, who=who))


@pytest.mark.rule("JZ-50")
def test_a_suspicion_stops_the_decision_until_another_has_looked() -> None:
    walk = Walk(application()).ready_to_decide()
    lead(walk, "village.worker")
    with pytest.raises(CaseRefusal) as refused:
        walk.confirmed()
    assert refused.value.code == "relative_lead_open"
    [open_one] = walk.file.open_relative_leads()
    walk.do(
        "settle_relative_lead", Role.COUNTY_REVIEWER, 9,
        lead=open_one.key, verdict="refuted", reason="同住一院，没有亲属关系",
    )  # fmt: skip
    assert not walk.file.relative_accounts()
    walk.confirmed()


def test_the_suspected_officer_does_not_clear_himself() -> None:
    walk = Walk(application())
    reviewer = walk.who(Role.REVIEWER)
    lead(walk, reviewer.id)
    with pytest.raises(CaseRefusal) as refused:
        walk.do(
            "settle_relative_lead", Role.REVIEWER,
            lead="o1-m1-address", verdict="refuted", reason="没有亲属关系",
        )  # fmt: skip
    assert refused.value.code == "relative_must_withdraw"


@pytest.mark.rule("DB-43")
def test_a_confirmed_suspicion_is_a_relative_and_the_county_goes_itself() -> None:
    walk = Walk(application()).ready_to_decide()
    lead(walk, "village.worker", Signal.ACCOUNT)
    walk.do(
        "settle_relative_lead", Role.COUNTY_REVIEWER, 9,
        lead="o1-m1-account", verdict="confirmed", kinship="sibling", reason="系申请人的弟弟",
    )  # fmt: skip
    assert [r.kinship for r in walk.file.relatives] == ["sibling"]
    with pytest.raises(CaseRefusal) as refused:
        walk.confirmed()
    assert refused.value.code == "county_visit_missing"


@pytest.mark.rule("JZ-50")
def test_a_survey_made_by_somebody_found_to_be_a_relative_is_made_anew() -> None:
    walk = Walk(application()).ready_to_decide()
    assert walk.file.survey is not None
    fact(walk, walk.file.survey.surveyors[1])
    visit = {"visitors": ("甲",), "finding": "与调查一致", "agrees_with_survey": True}
    walk.do("record_county_visit", Role.COUNTY_REVIEWER, **visit)
    with pytest.raises(CaseRefusal) as refused:
        walk.confirmed()
    assert refused.value.code == "relative_acted"
    walk.do("return_for_survey", Role.COUNTY_REVIEWER, reason="调查人员系申请人近亲属")
    team = tuple(walk.who(Role.SURVEYOR, n).id for n in (7, 8))
    walk.do(
        "record_survey", Role.SURVEYOR, 7,
        surveyors=team, signed_by=team, family_signature="m1", household=walk.file.household,
    )  # fmt: skip
    walk.opined()
    while walk.file.stage is Stage.PUBLICITY:
        walk.publicised()
    walk.confirmed()


@pytest.mark.rule("JZ-50")
def test_a_relative_found_while_aid_runs_opens_a_review_by_others() -> None:
    walk = Walk(application()).living()
    decider = walk.file.decision
    assert decider is not None and walk.file.review is None
    fact(walk, decider.by.id)
    assert walk.file.review is not None
    with pytest.raises(CaseRefusal) as refused:
        walk.do("decide_change", walk.decider, **fields_of("decide_change", walk.file))
    assert refused.value.code == "relative_must_withdraw"


def test_the_same_entry_of_the_register_marks_a_case_once() -> None:
    walk = Walk(application())
    fact(fact(walk, "staff.1"), "staff.1")
    lead(lead(walk, "staff.2"), "staff.2")
    assert len(walk.file.relatives) == len(walk.file.relative_leads) == 1


def test_nobody_but_the_register_says_that_the_official_applies_himself() -> None:
    walk = Walk(application())
    own = Relative(member="m1", kinship=SELF, official="村委会主任")
    with pytest.raises(CaseRefusal) as refused:
        walk.do("declare_relative", Role.INTAKE, relative=own)
    assert refused.value.code == "kinship_unknown"
