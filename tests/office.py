"""The office's desk for every rung of the tests: an affair, the reports of a half year."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.desk import engine
from domain.desk.acts import AFFAIR_ACTS
from domain.desk.file import AffairFile, AffairOrder
from domain.desk.lifecycle import OPENERS, AffairKind
from domain.meeting.item import Members
from domain.reporting import engine as reporting
from domain.reporting.acts import REPORT_ACTS
from domain.reporting.file import ReportFile, ReportOrder
from domain.reporting.headings import prefilled
from domain.reporting.work import UnitWork
from runtime.packs import snapshot
from tests.assembly import with_policy
from tests.meeting_desk import liaison, members
from tests.people import SHANGHAI, START, officer

OFFICE, CONVENER, GENERAL = Role.MEETING_OFFICE, Role.CONVENER, Role.GENERAL_CONVENER
GOVERNMENT = Role.GOVERNMENT_OFFICE


def order(kind: AffairKind, place: str = "tongren", **changes: Any) -> AffairOrder:
    who = liaison("市民政局") if OPENERS[kind][0] is Role.UNIT_LIAISON else None
    given: dict[str, Any] = {
        "place": place,
        "number": "2026-m001",
        "kind": kind,
        "title": "救助政策衔接",
        "text": "两项救助的申请材料不一致，群众重复提交",
        "opened_on": START,
        "opened_by": who or officer(OPENERS[kind][0], place),
    }
    return AffairOrder.model_validate({**given, **changes})


class Desk:
    """Drives one affair as the workflow would."""

    def __init__(
        self, kind: AffairKind, place: str = "tongren", *, rules: dict[str, Any] | None = None,
        who: Members | None = None, **changes: Any,
    ) -> None:  # fmt: skip
        self.place, self.today = place, START
        self.who = who or members(place)
        wanted = engine.admitted(order(kind, place, **changes), self.who)
        self.file: AffairFile = engine.opened(wanted, f"affair/{place}/{wanted.number}", self.at)
        law = snapshot(place, START, engine.AFFAIR_NEEDS, production=False)
        law = with_policy(law, **(rules or {}))
        self.file = engine.rules_taken(self.file, law, self.who)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def later(self, days: int = 1) -> Desk:
        return self.to(self.today + timedelta(days=days))

    def to(self, day: date) -> Desk:
        self.today = day
        self.file = engine.watched(self.file, self.today, self.at)
        return self

    def do(self, name: str, who: Role | Officer, /, **fields: Any) -> Desk:
        person = officer(who, self.place) if isinstance(who, Role) else who
        act = AFFAIR_ACTS[name].model_validate(
            {"officer": person.model_dump(), "on": self.today, **fields}
        )
        self.file = engine.apply_to_affair(self.file, name, act, self.today, self.at)
        return self

    def posted(self, number: str = "同联通〔2026〕1号") -> Desk:
        """The signed paper gets its number and arrives."""
        receipt = NoticeReceipt(key="paper", number=number, digest="0" * 64, issued_on=self.today)
        self.file = engine.paper_issued(self.file, receipt, self.at)
        for mailing in self.file.unsent:
            self.file = engine.mailed(self.file, mailing.key, self.today, self.at)
        return self


class HalfYear:
    """Drives the reports of the first half of 2026 as the workflow would."""

    def __init__(
        self,
        place: str = "tongren",
        *,
        on: date = date(2026, 7, 1),
        work: tuple[UnitWork, ...] = (),
        who: Members | None = None,
        **rules: Any,
    ) -> None:
        self.place, self.today = place, on
        self.order = ReportOrder(place=place, period="2026-H1", opened_on=on)
        reporting.may_open(self.order)
        self.file: ReportFile = reporting.opened(self.order, f"report/{place}/2026-H1", self.at)
        law = snapshot(place, on, reporting.REPORT_NEEDS, production=False)
        self.law, self.who = with_policy(law, **rules), who or members(place, on=date(2026, 6, 30))
        self.file = reporting.begun(self.file, self.law, self.who, work)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def to(self, day: date) -> HalfYear:
        self.today = day
        self.file = reporting.watched(self.file, self.today, self.at)
        return self

    def do(self, name: str, who: Role | Officer, /, **fields: Any) -> HalfYear:
        person = officer(who, self.place) if isinstance(who, Role) else who
        act = REPORT_ACTS[name].model_validate(
            {"officer": person.model_dump(), "on": self.today, **fields}
        )
        self.file = reporting.apply_to_report(self.file, name, act, self.today, self.at)
        return self

    def filed(self, *units: str) -> HalfYear:
        for unit in units:
            self.do("file_report", liaison(unit), sections=self.sections(unit))
        return self

    def sections(self, unit: str, **changed: str) -> tuple[dict[str, str], ...]:
        """What is filled in already, and a sentence where nothing is."""
        report = self.file.of(unit)
        assert report is not None
        return tuple(
            {
                "heading": code,
                "text": changed.get(code, prefilled(code, report.work) or "无，本期未涉及"),
            }
            for code in self.law.table(reporting.HEADINGS)
        )

    def everybody(self) -> HalfYear:
        return self.filed(*(r.unit for r in self.file.waiting_for))

    def signed(self) -> HalfYear:
        self.do("draft_summary", OFFICE, text="上半年全市社会救助工作平稳有序。")
        self.do("submit_summary", OFFICE)
        return self.do("sign_summary", CONVENER)

    def sent(self) -> HalfYear:
        receipt = NoticeReceipt(
            key="paper", number="同联报〔2026〕1号", digest="0" * 64, issued_on=self.today
        )
        self.file = reporting.numbered(self.file, receipt, self.at)
        return self
