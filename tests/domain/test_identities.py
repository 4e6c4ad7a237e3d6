"""Who and from where: provisional identities found out later, families registered elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.tasks import open_tasks
from domain.household import Household, Member, Relation
from domain.identity import synthetic_id
from domain.programme import Programme
from domain.window.identity import Hukou
from domain.window.requests import claimed
from tests.people import Walk, application

NUMBER = synthetic_id(date(1975, 2, 3), 21)
WRONG = NUMBER[:-1] + ("1" if NUMBER[-1] == "0" else "0")


def refused(code: str) -> pytest.RaisesExc[CaseRefusal]:
    return pytest.RaisesExc(CaseRefusal, check=lambda error: error.code == code)


def unknown_man() -> CaseFile:
    man = Member(
        key="m1",
        name="无名氏",
        id_no="",
        relation=Relation.SELF,
        provisional="约五十岁男性，昏迷，市医院急诊",
    )
    home = Household(members=(man,))
    return application("hanbin").having(
        household=home, declared=home, programme=Programme.MEDICAL, urgent=True
    )


@pytest.mark.rule("GRP-12")
def test_somebody_unidentified_is_taken_in_held_by_nobody_and_identified_later() -> None:
    walk = Walk(unknown_man()).accepted()
    assert claimed(walk.file.household, False) == ()
    assert "identify_person" in {t.act for t in open_tasks(walk.file, walk.today)}
    body = {"member": "m1", "name": "张一一", "found_by": "公安机关指纹比对"}
    with refused("id_check_digit"):
        walk.do("identify_person", Role.INTAKE, id_no=WRONG, **body)
    walk.do("identify_person", Role.INTAKE, id_no=NUMBER, **body)
    [member] = walk.file.household.members
    assert (member.id_no, member.name, member.provisional) == (NUMBER, "张一一", "")
    assert [m.key for m in claimed(walk.file.household, False)] == ["m1"]
    with refused("not_provisional"):
        walk.do("identify_person", Role.INTAKE, id_no=NUMBER, **body)


@pytest.mark.rule("GRP-12", "GRP-05")
def test_an_identity_that_is_in_another_case_is_not_merged_by_accident() -> None:
    walk = Walk(unknown_man()).accepted()
    with refused("person_in_other_case"):
        walk.do(
            "identify_person",
            Role.INTAKE,
            member="m1",
            name="张一一",
            id_no=NUMBER,
            found_by="公安机关指纹比对",
            known={"case_no": "HB2026000007"},
        )
    assert walk.file.household.members[0].provisional


def living_elsewhere() -> Walk:
    file = application().having(hukou=Hukou(place="河南省某县"))
    return Walk(file.having(papers=(*file.papers, "residence_proof")))


@pytest.mark.rule("JZ-07", "DB-02")
def test_a_family_registered_elsewhere_shows_that_it_lives_here() -> None:
    file = application().having(hukou=Hukou(place="河南省某县"))
    with refused("papers_missing"):
        Walk(file).accepted()
    living_elsewhere().accepted()


@pytest.mark.rule("JZ-07")
def test_nothing_is_confirmed_before_the_place_of_registration_said_it_pays_no_dibao() -> None:
    walk = living_elsewhere().ready_to_decide()
    assert "record_hukou_answer" in {t.act for t in open_tasks(walk.file, walk.today)}
    with refused("hukou_not_asked"):
        walk.confirmed()
    walk.do("record_hukou_answer", Role.REVIEWER, 3, reference="复函1号", drawing=True)
    with refused("drawing_elsewhere"):
        walk.confirmed()
    walk.do("record_hukou_answer", Role.REVIEWER, 3, reference="复函2号", drawing=False)
    walk.confirmed()
    assert walk.file.decision is not None and walk.file.decision.granted
