"""What is particular about each family: one function a story, over a family that is plain.

The days of what happens later are counted from the application; they leave room for the thirty
working days of a decision, so that aid has begun when somebody finds work or dies.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from domain.case.acts import AidTried, Relative
from domain.case.file import Agent
from domain.case.lifecycle import Role
from domain.household import (
    Asset,
    AssetKind,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Status,
)
from domain.money import FEN
from runtime import packs
from sandbox.county import shapes
from sandbox.county.model import Appeal, Fact, Family, Happening, Late, Story
from sandbox.county.people import Home
from sandbox.county.shapes import Shape
from sandbox.county.truths import truths_of

_JOB_AFTER = 150
_DEATH_AFTER = 120


class Plot(NamedTuple):
    """`shape`: the family it needs, None for any. `tell`: what is changed in the plain family."""

    shape: Shape | None
    tell: Callable[[Family, Home, int], Family]


def _with_application(family: Family, **changes: object) -> Family:
    return family.model_copy(update={"application": family.application.model_copy(update=changes)})


def _declared(family: Family) -> Household:
    return family.application.household


def _later(family: Family, days: int) -> date:
    return family.application.applied_on + timedelta(days=days)


def plain(family: Family, home: Home, n: int) -> Family:
    return family


def incomplete_papers(family: Family, home: Home, n: int) -> Family:
    missing = (("authorisation", "identity"), ("commitment",), ("application", "authorisation"))[
        n % 3
    ]
    held = tuple(p for p in family.application.papers if p not in missing)
    return _with_application(family, papers=held).model_copy(
        update={"papers_later": tuple(sorted(missing))}
    )


def officials_relative(family: Family, home: Home, n: int) -> Family:
    relative = Relative(
        member="m1",
        kinship=("sibling", "child", "parent")[n % 3],
        official=("村（居）民委员会委员", "乡镇（街道）经办人员")[n % 2],
    )
    return family.model_copy(update={"relative": relative})


def single_person(family: Family, home: Home, n: int) -> Family:
    return _with_application(family, single_person=True)


def hidden_car(family: Family, home: Home, n: int) -> Family:
    """Only the police know of it; what is found on a visit is that they are right."""
    declared = _declared(family)
    owner = declared.members[1].key if len(declared.members) > 1 else "m1"
    car = Asset(member=owner, kind=AssetKind.VEHICLE, count=1)
    fact = Fact(about="vehicle", count=1, text="小型普通客车，状态正常", known_to=("police",))
    return family.model_copy(
        update={
            "actual": declared.model_copy(update={"assets": (*declared.assets, car)}),
            "truths": truths_of(declared, {owner: (fact,)}),
        }
    )


def contested_finding(family: Family, home: Home, n: int) -> Family:
    """The employment register still shows a job that ended; the family is right."""
    declared = _declared(family)
    stale = Fact(
        about="wage",
        fen=26400 * FEN,
        since=_later(family, -400),
        text="参保登记未注销",
        known_to=("hr",),
    )
    truths = truths_of(declared)
    first = truths[0]
    kept = tuple(f for f in first.facts if f.about != "wage")
    return family.model_copy(
        update={
            "truths": (first.model_copy(update={"facts": (*kept, stale)}), *truths[1:]),
            "words": "本人已于去年离职，单位没有办理停保手续，附离职证明。",
        }
    )


def objection(family: Family, home: Home, n: int) -> Family:
    words = (
        "反映该户有子女在外务工，收入没有如实申报。",
        "反映该户房屋已经出租，有租金收入。",
    )
    return family.model_copy(update={"words": words[n % 2]})


def job_after(family: Family, home: Home, n: int) -> Family:
    declared = _declared(family)
    on = _later(family, _JOB_AFTER + 7 * (n % 4))
    yuan = (30000, 33600, 26400, 38400, 31200)[n % 5]
    wage = Income(member="m2", kind=IncomeKind.WAGE, fen_year=yuan * FEN)
    others = tuple(
        i for i in declared.incomes if not (i.member == "m2" and i.kind is IncomeKind.WAGE)
    )
    after = declared.model_copy(update={"incomes": (*others, wage)})
    text = "家庭成员已就业，参保登记起始日为就业当日"
    fact = Fact(about="wage", fen=yuan * FEN, since=on, text=text, known_to=("hr",))
    job = Happening(kind="job", on=on, member="m2", after=after, text=text)
    return family.model_copy(
        update={"truths": truths_of(declared, {"m2": (fact,)}), "happenings": (job,)}
    )


def death(family: Family, home: Home, n: int) -> Family:
    """Of the person alone, or of one among others."""
    declared = _declared(family)
    gone = declared.members[-1]
    on = _later(family, _DEATH_AFTER + 11 * (n % 5))
    after = declared.with_member(gone.model_copy(update={"status": Status.DEAD})).model_copy(
        update={
            "incomes": tuple(i for i in declared.incomes if i.member != gone.key),
            "expenses": tuple(e for e in declared.expenses if e.member != gone.key),
        }
    )
    fact = Fact(about="death", since=on, text="死亡登记")
    event = Happening(kind="death", on=on, member=gone.key, after=after, text="家庭成员死亡")
    return family.model_copy(
        update={"truths": truths_of(declared, {gone.key: (fact,)}), "happenings": (event,)}
    )


_TRIED = ("medical/medical_assistance", "insurers/major_illness", "civil_affairs/temporary_relief")


def _exhausted(family: Family, name: str) -> AidTried:
    """A programme that has given what it may: the limit is the place's own (`escalation.ceilings`)."""
    place, on = family.application.place, family.application.applied_on
    law = packs.snapshot(place, on, ("escalation.ceilings",), production=False)
    limit = law.table("escalation.ceilings")[name]
    if not isinstance(limit, int):
        raise TypeError(f"{name} has no limit in fen")
    unit, programme = name.split("/")
    return AidTried(unit=unit, programme=programme, ceiling_fen=limit, granted_fen=limit)


def serious_illness(family: Family, home: Home, n: int) -> Family:
    """What it costs is beyond what any one department may give (TR 二（一）5)."""
    declared = _declared(family)
    need = (186000 + 9000 * (n % 3)) * FEN
    own = Expense(member="m1", kind=ExpenseKind.ILLNESS, fen_year=need)
    with_cost = declared.model_copy(update={"expenses": (own,)})
    appeal = Appeal(
        cause="serious_illness",
        need_fen=need,
        tried=tuple(_exhausted(family, name) for name in _TRIED),
        summary="申请人患重大疾病，各部门单项救助均已达到上限，自付费用仍超出家庭承受能力。",
    )
    return _with_application(family, household=with_cost).model_copy(
        update={"actual": with_cost, "truths": truths_of(with_cost), "appeal": appeal}
    )


def wrong_account(family: Family, home: Home, n: int) -> Family:
    """The card does not exist, or was closed; the family brings the right one afterwards."""
    wrong = home.other_account(8 if n % 2 else 9)
    declared = _declared(family).model_copy(update={"account": wrong})
    return _with_application(family, household=declared).model_copy(
        update={"actual": declared, "right_account": home.account}
    )


def withdrawn(family: Family, home: Home, n: int) -> Family:
    return family.model_copy(update={"words": "家庭情况已经好转，自愿撤回申请。"})


def late_department(family: Family, home: Home, n: int) -> Family:
    department = {"jiaozuo": "housing", "tongren": "transport", "yicheng": "transport"}.get(
        family.place, "market"
    )
    return family.model_copy(update={"late": Late(department=department, days=17 + n % 3)})


def agent(family: Family, home: Home, n: int) -> Family:
    helper = Agent(
        account=f"{family.application.township}.{Role.VILLAGE}", mandate=f"委托书第{n:03d}号"
    )
    return _with_application(family, channel="agent", agent=helper)


PLOTS: dict[Story, Plot] = {
    Story.PLAIN: Plot(None, plain),
    Story.INCOMPLETE_PAPERS: Plot(None, incomplete_papers),
    Story.OFFICIALS_RELATIVE: Plot(shapes.old_couple, officials_relative),
    Story.SINGLE_PERSON: Plot(shapes.disabled_alone, single_person),
    Story.HIDDEN_CAR: Plot(shapes.disabled_child, hidden_car),
    Story.OBJECTION: Plot(shapes.three_generations, objection),
    Story.JOB_AFTER: Plot(shapes.grown_son, job_after),
    Story.DEATH_SINGLE: Plot(shapes.old_alone, death),
    Story.DEATH_MEMBER: Plot(shapes.old_couple, death),
    Story.SERIOUS_ILLNESS: Plot(shapes.ill_father, serious_illness),
    Story.WRONG_ACCOUNT: Plot(shapes.mother_and_child, wrong_account),
    Story.OVER_INCOME: Plot(shapes.well_paid, plain),
    Story.WITHDRAWN: Plot(None, withdrawn),
    Story.LATE_DEPARTMENT: Plot(None, late_department),
    Story.CONTESTED_FINDING: Plot(shapes.mother_and_child, contested_finding),
    Story.AGENT: Plot(shapes.old_alone, agent),
}
"""`DUPLICATE_PERSON` needs two families and is told in `build`."""
