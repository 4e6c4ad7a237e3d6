"""A family registered in several places does not choose where to apply (57号 Art 5)."""

from __future__ import annotations

import pytest

from domain.base import CaseRefusal
from domain.policy import PolicyNotSet, PolicyValue
from domain.rules import Rules
from domain.window.residence import Elsewhere, must_be_applied_for_here
from runtime import packs
from tests.people import START, household

HERE = "河南省焦作市"
NAME = "dibao.same_province_application"


def law(said: str = "") -> Rules:
    found = packs.snapshot("jiaozuo", START, (NAME, "dibao.kind"), production=False)
    if not said:
        return Rules(found, "dibao")
    made = PolicyValue.model_validate(
        {
            **found.values["dibao.kind"].model_dump(),
            "name": NAME,
            "value": said,
            "status": "verified",
        }
    )
    values = {**found.values, NAME: made}
    return Rules(found.model_copy(update={"values": values}), "dibao")


def elsewhere(province: str, *, lives_there: bool, member: str = "m2") -> Elsewhere:
    return Elsewhere(member=member, province=province, county="某县", lives_there=lives_there)


def asks(*others: Elsewhere, said: str = "") -> str:
    try:
        must_be_applied_for_here(household(), others, HERE, law(said))
    except CaseRefusal as refusal:
        assert refusal.message.endswith("。") or isinstance(refusal, PolicyNotSet)
        return refusal.code
    return "here"


@pytest.mark.rule("DB-03")
def test_across_provinces_the_family_asks_where_one_is_registered_and_all_live() -> None:
    assert asks() == "here"
    assert asks(elsewhere("陕西省", lives_there=True)) == "apply_where_the_family_lives"
    assert asks(elsewhere("陕西省", lives_there=False)) == "here", "at any member's place"


@pytest.mark.rule("DB-03")
def test_within_a_province_the_province_says_and_without_its_word_nobody_does() -> None:
    near = elsewhere("河南省", lives_there=True)
    assert asks(near) == "policy_not_set"
    assert asks(near, said="any_member") == "here"
    assert asks(near, said="residence") == "apply_where_the_family_lives"


def test_a_member_who_is_not_of_the_family_is_named() -> None:
    assert asks(elsewhere("陕西省", lives_there=False, member="m9")) == "member_unknown"


def test_of_whom_nobody_is_registered_here_another_rule_speaks() -> None:
    both = [elsewhere("陕西省", lives_there=True, member=key) for key in ("m1", "m2")]
    assert asks(*both) == "here"
