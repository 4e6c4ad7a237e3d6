"""Synthetic leads for every rung of the tests, driven as the workflow would drive them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.discovery import engine
from domain.discovery.answer import CaseAnswer
from domain.discovery.file import LEAD_NEEDS, DiscoveryFile, LeadOrder, LeadPerson
from domain.discovery.lifecycle import LeadKind
from domain.identity import synthetic_id
from runtime.packs import snapshot
from tests.people import SHANGHAI, START, officer, township_of

CASE = "JZ2026000001"
VILLAGE = "第一村"


def lead(place: str = "jiaozuo", kind: LeadKind = LeadKind.ENTER, **changes: object) -> LeadOrder:
    """A report of an ill old man of the first village."""
    return LeadOrder.model_validate(
        {
            "lead_no": "JZL2026000001",
            "place": place,
            "township": township_of(place),
            "village": VILLAGE,
            "kind": kind,
            "channel": "rounds",
            "problem": "illness",
            "text": "巡查时发现老人生病在家，家中无人照料",
            "person": LeadPerson(
                name="张一一", id_no=synthetic_id(date(1950, 3, 1), 31), phone="19900000001"
            ).model_dump(),
            "reported_by": officer(Role.VILLAGE, place).model_dump(),
            "reported_on": START,
            **changes,
        }
    )


class Trace:
    """One lead and the day it stands at."""

    def __init__(self, order: LeadOrder | None = None, *, production: bool = False) -> None:
        order = order or lead()
        self.today = order.reported_on
        self.file: DiscoveryFile = engine.rules_taken(
            engine.opened(order, self.at),
            snapshot(order.place, self.today, LEAD_NEEDS, production=production),
        )

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def later(self, days: int = 1) -> Self:
        self.today += timedelta(days=days)
        self.file = engine.lead_overdue_marked(self.file, self.today, self.at)
        return self

    def who(self, role: Role, number: int = 1, **changes: str) -> Officer:
        found = officer(role, self.file.place, number, self.file.township)
        return found.model_copy(update=changes)

    def do(self, act: str, by: Role | Officer, /, **fields: object) -> Self:
        who = self.who(by) if isinstance(by, Role) else by
        message = engine.lead_act_named(act).model_validate(
            {"officer": who.model_dump(), "on": self.today, **fields}
        )
        self.file = engine.apply_to_lead(self.file, act, message, self.today, self.at)
        return self

    def assigned(self) -> Self:
        return self.do("assign_visit", Role.INTAKE, visitor=self.who(Role.VILLAGE).id)

    def visited(self, **found: object) -> Self:
        return self.do("record_visit", Role.VILLAGE, **{**seen(self), **found})

    def applied(self) -> Self:
        return self.assigned().visited().do("open_application", Role.INTAKE, case_no=CASE)

    def answered(self, outcome: str, case_no: str = CASE) -> Self:
        answer = CaseAnswer(
            lead_no=self.file.lead_no,
            case_no=case_no,
            outcome=outcome,
            on=self.today,
            clause="57号 Art 20",
        )
        self.file = engine.answered(self.file, answer, self.at)
        return self


def seen(trace: Trace) -> dict[str, object]:
    """What a visit finds when the lead is right and the family wants help."""
    return {
        "visitors": [trace.who(Role.VILLAGE).id, "李网格员"],
        "finding": "老人独居，患病卧床，收入仅有基础养老金",
        "fits": True,
        "informed": True,
        "consent": "agrees",
        "consent_paper": "委托书第001号",
    }
