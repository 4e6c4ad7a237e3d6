"""A household that cannot be is refused with what is wrong, and old papers can still be read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.case.file import CaseFile
from domain.household import Contradiction, Household, Relation
from tests.domain.means_kit import home, person, self_

MEMBER = {"key": "m1", "name": "张一一", "id_no": "990101196005010110", "relation": "self"}
OLD = {
    "members": [MEMBER | {"status": "clergy", "student": True}],
    "incomes": [{"member": "m1", "kind": "wage", "fen_year": 480000}],
    "assets": [{"member": "m1", "kind": "vehicle", "necessary": True}],
    "edge_family": True,
}


def refused(value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Household.model_validate(value)
    (error,) = caught.value.errors()
    reason = error["ctx"]["error"]
    assert isinstance(reason, Contradiction)
    return str(reason)


def test_a_household_written_down_before_these_fields_is_read_as_it_was() -> None:
    old = Household.model_validate(OLD)
    assert (old.supporters, old.spendings, old.receives) == ((), (), ())
    assert old.members[0].status_since is None and not old.members[0].apart
    assert Household.model_validate(old.model_dump(mode="json", exclude_defaults=True)) == old


@pytest.mark.parametrize(
    ("members", "part"),
    [
        ((person("m2"),), "没有申请人"),
        ((self_(), person("m2", Relation.SELF)), "m1、m2的关系都是“本人”"),
        ((self_(), person("m2"), person("m2", born=1990)), "m2与m2成员编号重复"),
        ((self_(), person("m2", id_no=self_().id_no.lower())), "m1与m2公民身份号码相同"),
    ],
)
def test_who_applies_is_one_person_and_nobody_stands_there_twice(
    members: tuple[object, ...], part: str
) -> None:
    told = refused({"members": members})
    assert part in told
    assert self_().id_no not in told and self_().name not in told


@pytest.mark.parametrize(
    ("name", "thing", "zh"),
    [
        ("incomes", {"member": "张三", "kind": "wage", "fen_year": 1}, "收入"),
        ("expenses", {"member": "m9", "kind": "illness", "fen_year": 1}, "刚性支出"),
        ("assets", {"member": "m9", "kind": "house"}, "财产"),
        ("spendings", {"member": "m9", "kind": "medical", "fen": 1}, "必需支出"),
        ("supporters", {"supports": "m9", "relation": "child"}, "赡养抚养扶养人"),
    ],
)
def test_what_belongs_to_a_stranger_is_refused_with_its_row_and_without_what_was_typed(
    name: str, thing: dict[str, object], zh: str
) -> None:
    told = refused({"members": [MEMBER], name: [{**thing, _owner(name): "m1"}, thing]})
    assert f"“{zh}”第2行的成员编号不是本户家庭成员，可以填写：m1。" == told


def _owner(name: str) -> str:
    return "supports" if name == "supporters" else "member"


def test_the_text_of_an_error_never_repeats_what_was_sent() -> None:
    with pytest.raises(ValidationError) as caught:
        CaseFile.model_validate({"household": {"members": [MEMBER | {"relation": "child"}]}})
    assert MEMBER["name"] not in str(caught.value) and MEMBER["id_no"] not in str(caught.value)


def test_the_applicant_is_named_or_the_lack_of_one_is_said() -> None:
    assert home().applicant.key == "m1"
    nobody = home().model_copy(update={"members": (person("m2"),)})
    with pytest.raises(Contradiction, match="没有申请人"):
        _ = nobody.applicant
