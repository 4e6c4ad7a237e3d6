"""Proceedings of supervision for every rung of the tests: driven as their workflows would."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Generic, Self, TypeVar

import pytest

from domain.base import CaseRefusal
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.complaint.engine import PROCEDURE as COMPLAINT
from domain.complaint.file import ComplaintFile, ComplaintOrder
from domain.complaint.file import opened as complaint_opened
from domain.complaint.lifecycle import COUNTY, COUNTY_ZH, Channel, Matter
from domain.credit.engine import PROCEDURE as CREDIT
from domain.credit.file import CreditFile, CreditOrder
from domain.credit.file import opened as credit_opened
from domain.credit.lifecycle import CreditGround
from domain.proceeding import Done, Procedure, Proceeding
from domain.rounds.engine import PROCEDURE as ROUND
from domain.rounds.file import RoundFile, RoundOrder
from domain.rounds.file import opened as round_opened
from domain.rounds.lifecycle import RoundKind
from domain.sampling import engine as spot_engine
from domain.sampling.drawing import Stratum, line_of
from domain.sampling.file import SpotFile, SpotOrder
from domain.sampling.file import opened as spot_opened
from runtime.packs import place_info, snapshot
from tests.assembly import with_policy
from tests.people import SHANGHAI, START, officer

F = TypeVar("F", bound=Proceeding)


class Walk(Generic[F]):
    """Drives one proceeding day by day; errands are answered with a number of their own."""

    def __init__(
        self, procedure: Procedure[F], file: F, rules: dict[str, Any] | None = None
    ) -> None:
        self.procedure, self.today = procedure, file.opened_on
        law = snapshot(file.place, file.opened_on, procedure.needs, production=False)
        self.file = procedure.rules_taken(file, with_policy(law, **(rules or {})))
        self.run: list[str] = []

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def to(self, day: date) -> Self:
        """Day by day, as the calendar goes."""
        while self.today < day:
            mark = self.procedure.next_mark(self.file, self.today)
            self.today = min(day, mark) if mark and mark > self.today else day
            self.file = self.procedure.watched(self.file, self.today, self.at)
        return self

    def later(self, days: int = 1) -> Self:
        return self.to(self.today + timedelta(days=days))

    def do(self, name: str, who: Role | Officer, /, **fields: Any) -> Self:
        person = officer(who, self.file.place) if isinstance(who, Role) else who
        act = self.procedure.acts[name].model_validate(
            {"officer": person.model_dump(), "on": self.today, **fields}
        )
        self.file = self.procedure.apply(self.file, name, act, self.today, self.at)
        while (errand := self.procedure.next_errand(self.file)) is not None:
            self.run.append(errand.what)
            done = Done(key=errand.key, on=self.today, ref=f"{errand.what}-{len(self.run)}")
            self.file = self.procedure.errand_done(self.file, done, "后续事项", self.at)
        return self

    def refused(self, code: str, name: str, who: Role | Officer, /, **fields: Any) -> CaseRefusal:
        with pytest.raises(CaseRefusal) as refusal:
            self.do(name, who, **fields)
        assert refusal.value.code == code, refusal.value.message
        return refusal.value

    def waits(self) -> list[tuple[str, Role]]:
        return [(t.act, t.role) for t in self.procedure.open_tasks(self.file)]


def units(place: str = "jiaozuo") -> dict[str, Any]:
    """What the door reads of who may be responsible."""
    info = place_info(place)
    towns = {t.code: t.zh for t in info.townships}
    members = {u.zh: u.zh for u in info.units}
    return {"units": {COUNTY: COUNTY_ZH, **towns, **members}, "townships": tuple(towns)}


def complaint_order(place: str = "jiaozuo", **changes: Any) -> ComplaintOrder:
    given: dict[str, Any] = {
        "place": place,
        "number": "2026-c0001",
        "channel": Channel.VISIT,
        "matter": Matter.PAYMENT,
        "opened_on": START,
        "opened_by": officer(Role.INTAKE, place),
        "township": place_info(place).townships[0].code,
    }
    return ComplaintOrder.model_validate({**given, **changes})


def complaint(
    place: str = "jiaozuo", rules: dict[str, Any] | None = None, **changes: Any
) -> Walk[ComplaintFile]:
    order = complaint_order(place, **changes)
    at = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
    file = complaint_opened(order, f"complaint/{place}/{order.number}", at)
    return Walk(COMPLAINT, file, rules)


def population(*parts: tuple[str, str, int, tuple[Stratum, ...]]) -> tuple[str, ...]:
    """`(first number, township, how many, strata)` of each part, as the tables give them."""
    return tuple(
        line_of(f"JZ2026{int(first) + n:06d}", township, strata)
        for first, township, count, strata in parts
        for n in range(count)
    )


def spot(
    lines: tuple[str, ...], chance: str = "ab" * 32, rules: dict[str, Any] | None = None,
    **changes: Any,
) -> Walk[SpotFile]:  # fmt: skip
    """A round of Jiaozuo drawn from these cases; its third quarter ends before the first day."""
    given = {"place": "jiaozuo", "period": "2026-H3", "opened_on": START, **changes}
    order = SpotOrder.model_validate(given)
    at = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
    file = spot_opened(order, f"spot/{order.place}/{order.period}", at)
    walk = Walk(spot_engine.PROCEDURE, file, rules)
    walk.file = spot_engine.seed_fixed(walk.file, chance, walk.today, walk.at)
    walk.file = spot_engine.population_closed(walk.file, lines, walk.today, walk.at)
    return walk


def round_order(kind: RoundKind, place: str = "jiaozuo", **changes: Any) -> RoundOrder:
    towns = {t.code: t.zh for t in place_info(place).townships}
    given = {"place": place, "kind": kind, "period": "2026-H2", "townships": towns,
             "opened_on": START, **changes}  # fmt: skip
    return RoundOrder.model_validate(given)


def a_round(kind: RoundKind, **changes: Any) -> Walk[RoundFile]:
    order = round_order(kind, **changes)
    at = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
    return Walk(ROUND, round_opened(order, f"round/{order.place}/{order.number}", at))


def credit_order(place: str = "yicheng", **changes: Any) -> CreditOrder:
    given = {
        "place": place, "number": "2026-x0001", "case_no": "YC2026000001", "member": "m1",
        "township": place_info(place).townships[0].code, "ground": CreditGround.CONCEALMENT,
        "facts": "隐瞒一处房屋的租金收入", "opened_on": START,
        "opened_by": officer(Role.REVIEWER, place).model_dump(), **changes,
    }  # fmt: skip
    return CreditOrder.model_validate(given)


def a_matter(
    place: str = "yicheng", rules: dict[str, Any] | None = None, **changes: Any
) -> Walk[CreditFile]:
    order = credit_order(place, **changes)
    at = datetime(START.year, START.month, START.day, 9, tzinfo=SHANGHAI)
    return Walk(CREDIT, credit_opened(order, f"credit/{place}/{order.number}", at), rules)
