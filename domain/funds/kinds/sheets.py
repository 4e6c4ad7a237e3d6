"""公开资金使用情况 (5.25): one statement a month, by one publishing unit, due on a day; late ones stay."""

from __future__ import annotations

from datetime import date, timedelta

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.lifecycle import Role
from domain.funds import acts
from domain.funds.matter import Errand, ErrandDone, Matter, asked
from domain.funds.parts import FundYear, SheetState
from domain.task import Task

PUBLISHER = {"civil_affairs": Role.PAY_OFFICER, "finance": Role.FINANCE}
"""Which role publishes for the unit the place named (YC-26: 谁主管、谁负责、谁公开)."""


def _year(file: Matter) -> FundYear:
    if file.fund is None:
        raise RuntimeError("not a budget year")
    return file.fund


def _last_day(period: str) -> date:
    return months_after(date.fromisoformat(f"{period}-01"), 1) - timedelta(days=1)


def due_sheets(file: Matter, today: date) -> Matter:
    """Each month that is over owes its statement, where the place has set when."""
    year, law = _year(file), file.law
    if not (law.has("sheet.due_days") and law.has("sheet.publisher")):
        return file
    known = {sheet.period for sheet in year.sheets}
    made = []
    first = date(year.year, 1, 1)
    for period in (f"{months_after(first, n):%Y-%m}" for n in range(MONTHS)):
        opened = f"{file.opened_on:%Y-%m}"
        if period in known or period < opened or today <= _last_day(period):
            continue
        due = law.due("sheet.due_days", _last_day(period))
        made.append(
            SheetState(
                period=period,
                due=due.on,
                provisional=due.provisional,
                publisher=law.text("sheet.publisher"),
            )
        )
    if not made:
        return file
    return file.having(fund=year.model_copy(update={"sheets": (*year.sheets, *made)}))


MONTHS = 12  # not law: the calendar has twelve months


def publish(file: Matter, act: acts.PublishSheet) -> tuple[Matter, str]:
    year = _year(file)
    sheet = next((s for s in year.sheets if s.period == act.period), None)
    if sheet is None:
        raise CaseRefusal(
            "sheet_not_due",
            f"{act.period}的资金使用情况尚不能公开，请在该月结束后办理。",
            "ZH-24",
        )
    role = PUBLISHER[sheet.publisher]
    if act.officer.role is not role:
        raise CaseRefusal(
            "wrong_publisher",
            "资金使用情况由主管部门公开，请由"
            f"{'财政部门' if role is Role.FINANCE else '民政部门资金岗'}办理。",
            "YC-26",
        )
    version = sheet.version + 1
    errand = Errand(
        key=f"sheet:{act.period}:{version}",
        what="publish_sheet",
        on=act.on,
        seq=file.seq + 1,
        details=(
            ("due", sheet.due.isoformat()),
            ("period", act.period),
            ("publisher", sheet.publisher),
            ("version", str(version)),
        ),
    )
    late = max((act.on - sheet.due).days, 0)
    shown = sheet.model_copy(
        update={
            "version": version,
            "published_on": sheet.published_on or act.on,
            "late_days": sheet.late_days if sheet.version else late,
        }
    )
    sheets = tuple(shown if s.period == sheet.period else s for s in year.sheets)
    told = file.having(fund=year.model_copy(update={"sheets": sheets}))
    text = f"{act.period}第{version}版" + (f"，逾期{late}天" if late and not sheet.version else "")
    return asked(told, errand), text


def published(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    period = dict(errand.details)["period"]
    return file, f"{period}资金使用情况已公开，校验码{done.digest[:8]}"


def tasks(file: Matter) -> tuple[Task, ...]:
    return tuple(
        Task(
            code=f"publish_sheet:{sheet.period}",
            zh=f"请公开{sheet.period}资金使用情况",
            act="publish_sheet",
            role=PUBLISHER[sheet.publisher],
            since=_last_day(sheet.period),
            due=sheet.due,
            provisional=sheet.provisional,
            clause="ZH-24; YC-26",
        )
        for sheet in _year(file).sheets
        if not sheet.version
    )
