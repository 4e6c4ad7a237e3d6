"""What proactive discovery finds: one lead a channel at least, and every way a lead can end.

Dates are counted from the first day. A lead about a family of the county names it by its number;
everybody else is invented here and applies for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.discovery.file import LeadPerson
from domain.discovery.lifecycle import LeadKind
from domain.household import Household, Income, IncomeKind, Relation, WorkAbility
from domain.money import FEN
from runtime import packs
from sandbox.county.model import Errand, Family, Happening, Story, WindowFamily
from sandbox.county.people import Count, Home

LIST_OF: Final = "zhanhe"
"""The place to which another department sends a workbook (`sandbox.county.leads.list_of`)."""
LIST_AFTER: Final = 60
LISTED_ENDINGS: Final = ("declines", "not_in_need", "forgotten")
"""What comes of the people of the workbook, in turn."""
_FIRST: Final = 1400
_WAGE: Final = 60000
_CHECK_AFTER: Final = 170
"""Days after which somebody who draws aid is said not to need it."""


class Ending(StrEnum):
    """What comes of a lead."""

    APPLIES = "applies"
    DECLINES = "declines"
    NOT_IN_NEED = "not_in_need"
    LEFT_AREA = "left_area"
    ALREADY_HELPED = "already_helped"
    STILL_ELIGIBLE = "still_eligible"
    LEAVES = "leaves"
    FORGOTTEN = "forgotten"


class Lead(Frozen):
    """One finding. `about`: the family's number, empty for somebody of no story.

    `event`: what has happened in the family, where it should leave.
    """

    place: str
    township: str
    village: str
    channel: str
    reporter: Role
    kind: LeadKind = LeadKind.ENTER
    urgent: bool = False
    problem: str
    text: str
    source: str = ""
    person: LeadPerson
    on: date
    ending: Ending
    about: str = ""
    event: Happening | None = None


class _Plot(NamedTuple):
    place: str
    channel: str
    reporter: Role
    problem: str
    text: str
    after: int
    ending: Ending
    source: str = ""


_STRANGERS: Final = (
    _Plot("jiaozuo", "rounds", Role.VILLAGE, "elderly", "巡查走访时发现独居老人院门多日未开",
          35, Ending.NOT_IN_NEED),
    _Plot("tongren", "grid_worker", Role.VILLAGE, "illness", "网格员报告住户长期患病，生活困难",
          40, Ending.DECLINES),
    _Plot("tongren", "public", Role.INTAKE, "job_loss", "群众反映该户失业在家，靠亲友接济",
          48, Ending.LEFT_AREA),
)  # fmt: skip


def leads_of(
    first_day: date, families: Iterable[Family], window: Iterable[WindowFamily]
) -> tuple[Lead, ...]:
    """By the day they are reported."""
    known, discovered = tuple(families), [f for f in window if f.errand is Errand.DISCOVERED]
    count = Count()
    count.people = count.households = _FIRST
    found = [_of_stranger(count, plot, first_day) for plot in _STRANGERS]
    found += [_of_family(family) for family in discovered]
    drawing = {place: _drawing(known, place) for place in ("jiaozuo", "yicheng")}
    found.append(_should_leave(drawing["jiaozuo"], first_day))
    found.append(_still_poor(drawing["yicheng"], first_day))
    return tuple(sorted(found, key=lambda lead: (lead.on, lead.place, lead.person.id_no)))


def _of_stranger(count: Count, plot: _Plot, first_day: date) -> Lead:
    info = packs.place_info(plot.place)
    township = info.townships[0]
    home = Home(count, residence="rural", bank="", address=f"{township.zh}第二村8号")
    home.person(Relation.SELF, 58 + plot.after % 9, male=True, work=WorkAbility.PARTIAL)
    return Lead(
        place=plot.place,
        township=township.code,
        village="第二村",
        channel=plot.channel,
        reporter=plot.reporter,
        problem=plot.problem,
        text=plot.text,
        source=plot.source,
        person=LeadPerson(name=home.members[0].name, id_no=home.members[0].id_no),
        on=first_day + timedelta(days=plot.after),
        ending=plot.ending,
    )


def _person(family: Family) -> LeadPerson:
    home = family.application.household
    return LeadPerson(
        name=home.applicant.name,
        id_no=home.applicant.id_no,
        phone=home.phone,
        address=home.address,
    )


def _of_family(family: WindowFamily) -> Lead:
    """Somebody whom nobody would have helped: reported, visited, and applied for (代办)."""
    page = family.application
    return Lead(
        place=page.place,
        township=page.township,
        village=page.village,
        channel="village_worker" if family.urgent else "hotline",
        reporter=Role.VILLAGE if family.urgent else Role.COUNTY_REVIEWER,
        urgent=family.urgent,
        problem="illness" if family.urgent else "elderly",
        text="孩子突发重病，家中无钱医治" if family.urgent else "热线反映老人独居，生活困难",
        source="" if family.urgent else "12345热线",
        person=_person(family),
        on=page.applied_on - timedelta(days=1 if family.urgent else 6),
        ending=Ending.APPLIES,
        about=family.number,
    )


def _drawing(families: tuple[Family, ...], place: str) -> Family:
    """The first plain family of a place in which somebody can work."""
    return next(
        f
        for f in families
        if f.place == place
        and f.story is Story.PLAIN
        and any(m.work is WorkAbility.ABLE for m in f.application.household.members)
    )


def _of_drawing(
    family: Family, first_day: date, channel: str, reporter: Role, **more: object
) -> Lead:
    page = family.application
    return Lead.model_validate(
        {
            "place": page.place,
            "township": page.township,
            "village": page.village,
            "channel": channel,
            "reporter": reporter,
            "person": _person(family),
            "on": first_day + timedelta(days=_CHECK_AFTER),
            "about": family.number,
            "problem": "improved",
            **more,
        }
    )


def _should_leave(family: Family, first_day: date) -> Lead:
    home = family.application.household
    worker = next(m for m in home.members if m.work is WorkAbility.ABLE)
    text = "社会保险参保比对显示已经就业"
    event = Happening(
        kind="job",
        on=first_day + timedelta(days=_CHECK_AFTER - 20),
        member=worker.key,
        after=_employed(home, worker.key),
        text="核实已经稳定就业，收入高于保障标准",
    )
    return _of_drawing(
        family,
        first_day,
        "comparison",
        Role.CHECKING_CENTRE,
        kind=LeadKind.LEAVE,
        text=text,
        source="区人社局比对结果",
        ending=Ending.LEAVES,
        event=event,
    )


def _employed(home: Household, member: str) -> Household:
    wage = Income(member=member, kind=IncomeKind.WAGE, fen_year=_WAGE * FEN)
    others = tuple(i for i in home.incomes if (i.member, i.kind) != (member, IncomeKind.WAGE))
    return home.model_copy(update={"incomes": (*others, wage)})


def _still_poor(family: Family, first_day: date) -> Lead:
    return _of_drawing(
        family,
        first_day,
        "recheck",
        Role.REVIEWER,
        kind=LeadKind.LEAVE,
        text="复核排查时邻居反映该户有人外出务工",
        ending=Ending.STILL_ELIGIBLE,
    )
