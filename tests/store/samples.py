"""Rows and projections of invented cases."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.case.file import CaseFile
from domain.case.tasks import open_tasks, waiting_zh
from domain.household import Account
from domain.identity import synthetic_id
from store.tables import NoticeRow
from tests.people import Walk, application, household
from workflows.steps import CaseProjection

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def paper(**changes: object) -> NoticeRow:
    values = {
        "case_no": "JZ2026000001",
        "key": "acceptance",
        "number": "焦救〔2026〕1号",
        "kind": "acceptance",
        "place": "jiaozuo",
        "township": "jz-wangdian",
        "issued_on": date(2026, 11, 23),
        "digest": "d",
        "at": NOW,
        "html": "张一一的通知书",
        **changes,
    }
    return NoticeRow(**values)


def shown(file: CaseFile, today: date | None = None) -> CaseProjection:
    """What the workflow would hand to the tables."""
    today = today or file.latest
    tasks = open_tasks(file, today)
    return CaseProjection(
        file=file,
        tasks=tasks,
        waiting=waiting_zh(file, today),
        due=min((t.due for t in tasks if t.due), default=None),
        provisional=False,
        run_id="run-1",
    )


def another(number: int, place: str = "jiaozuo") -> CaseFile:
    """An application of other people: case number and ID numbers differ."""
    home = household()
    members = tuple(
        m.model_copy(update={"id_no": synthetic_id(date(1950, 1, 1 + i), number)})
        for i, m in enumerate(home.members)
    )
    account = Account(bank="测试银行", number=f"99{number:014d}", holder="m1")
    home = home.model_copy(update={"members": members, "account": account})
    file = application(place)
    return file.having(case_no=f"JZ2026{number:06d}", declared=home, household=home)


def fresh() -> Walk:
    return Walk(application())
