"""Each programme stands under its own rules: what it misses, what it quotes, who decides."""

from __future__ import annotations

import pytest

from api.work.parts import lawful
from documents.notices import issuer
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.tasks import open_tasks
from domain.policy import PolicyNotSet, Status
from domain.programme import Programme
from runtime.packs import place_info, places
from tests.helping import Helping, asks_help
from tests.people import Walk, application


def without(file: CaseFile, *rules: str) -> CaseFile:
    """The same case in a county that has not set these values."""
    assert file.policy is not None
    values = dict(file.policy.values)
    for name in rules:
        if name in values:
            unset = {"status": Status.NOT_SET, "value": None}
            values[name] = values[name].model_copy(update=unset)
    return file.having(policy=file.policy.model_copy(update={"values": values}), assessment=None)


def acts(walk: Walk) -> list[str]:
    return [task.act for task in open_tasks(walk.file, walk.today)]


def test_help_that_needs_no_standard_does_not_wait_for_one() -> None:
    walk = Helping(asks_help(Programme.DISASTER)).registered().accepted().appraised()
    assert walk.file.stage is Stage.REVIEW
    walk.file = without(walk.file, "disaster.standard", "dibao.standard")
    assert "give_opinion" in acts(walk) and "refresh_policy" not in acts(walk)
    walk.file = without(walk.file, "disaster.grades")
    assert "refresh_policy" in acts(walk)
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "refresh_policy"]
    assert "受灾程度" in task.zh


@pytest.mark.parametrize("place", places())
def test_who_decides_on_help_after_a_disaster_is_not_civil_affairs(place: str) -> None:
    """《自然灾害救助条例》 Art 20: 应急管理等部门; a place that has none named is told so."""
    walk = Helping(asks_help(Programme.DISASTER, place)).registered().brought_to_decision()
    organ = walk.file.law.text("organ")
    assert "应急" in organ
    [task] = [t for t in open_tasks(walk.file, walk.today) if t.act == "confirm"]
    assert organ in task.zh
    assert issuer("grant", walk.file, place_info(place)) == organ
    fen = walk.computed.once_fen
    walk.file = without(walk.file, "disaster.organ")
    assert issuer("grant", walk.file, place_info(place)) == "尚未设定"
    assert acts(walk) == ["refresh_policy"]
    with pytest.raises(PolicyNotSet):
        walk.do("confirm", Role.COUNTY_APPROVER, once_fen=fen)


def test_where_the_standard_is_needed_the_case_says_that_it_is_missing() -> None:
    walk = Walk(application()).accepted().later(1).surveyed().checked()
    walk.file = without(walk.file, "dibao.standard")
    assert acts(walk) == ["refresh_policy"]


def test_a_button_quotes_the_rule_of_its_own_programme() -> None:
    assert lawful("case", "record_survey", "", Programme.DIBAO).clause == "57号 Art 15-16"
    assert lawful("case", "record_survey", "", Programme.TEKUN).clause == "43号 Art 13"
