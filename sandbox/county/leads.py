"""Invented findings of proactive discovery: a handful a place, a department's list, village records.

Only what is said and seen stands here; who sends it to the doors is the rehearsal's business.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from pydantic import Field

from documents.leads import ListedPerson, write_list
from domain.base import Frozen
from domain.discovery.file import LEAD_NEEDS, LeadPerson, problems_of
from domain.discovery.lifecycle import LeadKind
from domain.household import Relation
from domain.identity import synthetic_id
from domain.places import PlaceInfo
from runtime import packs
from sandbox.county.build import county
from sandbox.county.model import FIRST_DAY, Story
from sandbox.county.people import full_name, phone

LIST_SOURCE: Final = "乡村振兴部门脱贫不稳定户名单"
_PEOPLE_FROM: Final = 800
_PEOPLE_A_PLACE: Final = 20
_BORN: Final = 1951
_SURNAMES: Final = "石龙贺顾毛"
_VILLAGES: Final = ("第一村", "第二村")


class Finding(Frozen):
    """A lead and what a visit will find. `report` is the body of a report, `visit` of the visit's
    record, `no` of a reasoned no where there will be one."""

    township: str
    report: dict[str, Any]
    visit: dict[str, Any]
    no: dict[str, Any] = Field(default_factory=dict)
    ends: str
    """`application`, `verification` or `no`."""


def person_of(place: str, nth: int) -> LeadPerson:
    """Somebody no ledger, no department and no other place knows."""
    at = packs.places().index(place)
    number = _PEOPLE_FROM + at * _PEOPLE_A_PLACE + nth
    male = nth % 2 == 0
    born = date(_BORN + nth % 20, number % 12 + 1, number % 28 + 1)
    return LeadPerson(
        name=full_name(number, _SURNAMES[at], male),
        id_no=synthetic_id(born, number % 499 * 2 + (1 if male else 2)),
        phone=phone(number),
        address=f"{packs.place_info(place).short}{_VILLAGES[nth % 2]}{nth + 1}号",
    )


def findings(place: str) -> tuple[Finding, ...]:
    """Five a place: help wanted, an emergency, help declined, no need, and one who should leave."""
    info = packs.place_info(place)
    return (
        _finding(
            info, 0, "rounds", "illness", "巡查走访时发现老人患病在家，无人照料", "application"
        ),
        _finding(
            info,
            1,
            "hotline",
            "accident",
            "热线反映家中发生意外，生活无着",
            "application",
            urgent=True,
        ),
        _finding(info, 2, "village_worker", "elderly", "老人独居，子女长期在外", "no", "declines"),
        _finding(info, 3, "grid_worker", "job_loss", "网格员报告该户有人失业", "no"),
        _leaving(info),
    )


def _finding(
    info: PlaceInfo,
    nth: int,
    channel: str,
    problem: str,
    text: str,
    ends: str,
    consent: str = "",
    urgent: bool = False,
) -> Finding:
    person = person_of(info.code, nth)
    applies = ends == "application"
    declines = consent == "declines"
    said = consent or ("agrees" if applies else "not_asked")
    no: dict[str, Any] = {}
    if declines:
        no = {"ground": "person_declines", "reason": "本人表示由子女照料，暂不申请"}
    elif not applies:
        no = {
            "ground": "not_in_need",
            "reason": "家庭收入明显高于当地标准",
            "clause": "《最低生活保障审核确认办法》第四条",
        }
    return Finding(
        township=info.townships[nth % len(info.townships)].code,
        report={
            "village": _VILLAGES[nth % 2],
            "kind": LeadKind.ENTER.value,
            "channel": channel,
            "problem": problem,
            "text": text,
            "urgent": urgent,
            "person": person.model_dump(),
        },
        visit={
            "visitors": ["王网格员"],
            "finding": f"入户查看：{text}",
            "fits": applies or declines,
            "informed": True,
            "consent": said,
            "consent_paper": f"委托书第{nth + 1:03d}号" if applies else "",
        },
        no=no,
        ends=ends,
    )


def _leaving(info: PlaceInfo) -> Finding:
    """Neighbours say that somebody of a family with aid has found work."""
    family = next(f for f in county().of(info.code) if f.story is Story.JOB_AFTER)
    applicant = next(m for m in family.application.household.members if m.relation is Relation.SELF)
    return Finding(
        township=family.application.township,
        report={
            "village": family.application.village,
            "kind": LeadKind.LEAVE.value,
            "channel": "recheck",
            "problem": "improved",
            "text": "复核排查时了解到家中有人稳定就业",
            "person": {"name": applicant.name, "id_no": applicant.id_no},
        },
        visit={
            "visitors": ["王网格员"],
            "finding": "家中一人已在县城务工，按月领取工资",
            "fits": True,
            "informed": True,
        },
        ends="verification",
    )


def list_of(place: str, first_day: date = FIRST_DAY) -> bytes:
    """Another department's workbook: three new people, one listed twice, one whose family applied,
    and one whose number is wrong."""
    info = packs.place_info(place)
    problems = problems_of(packs.snapshot(place, first_day, LEAD_NEEDS, production=False))
    fresh = [_listed(info, person_of(place, nth), nth) for nth in (10, 11, 12)]
    known = next(f for f in county(first_day).of(place) if f.story is Story.PLAIN).application
    applicant = next(m for m in known.household.members if m.relation is Relation.SELF)
    helped = _listed(info, LeadPerson(name=applicant.name, id_no=applicant.id_no), 13)
    helped = helped.model_copy(update={"township": known.township})
    right = person_of(place, 14)
    last = "1" if right.id_no[-1] != "1" else "2"
    wrong = right.model_copy(update={"id_no": right.id_no[:-1] + last})
    rows = [*fresh, fresh[0], helped, _listed(info, wrong, 14)]
    return write_list(rows, place, problems)


def _listed(info: PlaceInfo, person: LeadPerson, nth: int) -> ListedPerson:
    return ListedPerson(
        row=0,
        township=info.townships[nth % len(info.townships)].code,
        village=_VILLAGES[nth % 2],
        problem=("illness", "disaster", "schooling")[nth % 3],
        urgent=nth == 11,
        text="脱贫不稳定户，需要核实",
        person=person,
    )


def villages_of(place: str, first_day: date = FIRST_DAY) -> tuple[dict[str, Any], ...]:
    """The records of two villages in each township, as `PUT /villages` takes them."""
    info = packs.place_info(place)
    return tuple(
        {
            "township": township.code,
            "village": village,
            "secretary": f"{surname}书记",
            "head": f"{surname}主任",
            "round_every": 30,
            "first_round": (first_day + timedelta(days=30)).isoformat(),
            "grids": [
                {"grid": f"第{n}网格", "worker": f"{surname}网格员"}
                for n, surname in zip("一二", "钱孔", strict=True)
            ],
        }
        for township in info.townships
        for village, surname in zip(_VILLAGES, "严华", strict=True)
    )
