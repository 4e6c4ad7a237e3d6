"""The delay ledger: who is late, how long, and what is still out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.check.answers import Answer, DepartmentReply, Kind, Record
from domain.check.asking import Consent
from domain.check.file import Asked, CheckFile, CheckOrder
from domain.check.progress import asked, failed, opened, replied
from domain.check.tasks import check_waiting_zh, open_check_tasks
from runtime.holidays import calendar_for
from store import checks
from store.engine import Store
from store.projection import project_check
from store.tables import DepartmentAsk
from tests.people import START
from workflows.steps import CheckProjection

A_DAY = timedelta(days=1)


def check(case_no: str, on: date = START) -> CheckFile:
    order = CheckOrder(
        case_no=case_no,
        place="jiaozuo",
        township="jz-wangdian",
        number=1,
        persons=(),
        departments=tuple(
            Asked(department=d, zh=d, items=("i",), due=on + 5 * A_DAY) for d in ("bank", "tax")
        ),
        consent=Consent(family_paper="a"),
        ordered_on=on,
        retry_days=3,
        calendar=calendar_for(on, {}),
    )
    return asked(asked(opened(order), "bank", on), "tax", on)


def answered(file: CheckFile, department: str, days: int, path: str = "district") -> CheckFile:
    on = file.order.ordered_on + days * A_DAY
    record = Record(item="i", person="m1", kind=Kind.NOTHING)
    answer = Answer(department=department, on=on, path=path, records=(record,))
    return replied(file, department, DepartmentReply(answer=answer), on)


def kept(store: Store, *files: CheckFile) -> None:
    with store.write() as session:
        for file in files:
            project_check(
                session,
                CheckProjection(
                    file=file,
                    tasks=open_check_tasks(file, file.latest),
                    waiting=check_waiting_zh(file, file.latest),
                ),
            )


@pytest.mark.rule("HB-13", "YC-16")
def test_the_ledger_tells_each_departments_speed_queue_and_last_answer(store: Store) -> None:
    one = answered(answered(check("JZ2026000001"), "bank", 2), "tax", 9)
    two = answered(check("JZ2026000002"), "bank", 6)
    two = failed(two, "tax", "down", START)
    kept(store, one, two)
    on = START + 8 * A_DAY
    with store.read() as session:
        tax, bank = checks.delays(session, "jiaozuo", on=on)
        assert (bank.asked, bank.answered, bank.queue, bank.late) == (2, 2, 0, 1)
        assert (bank.median_days, bank.longest_days) == (2, 6)
        assert bank.last_answer == START + 6 * A_DAY
        assert (tax.asked, tax.answered, tax.queue, tax.late) == (2, 1, 1, 2)
        assert (tax.availability, tax.trouble) == (50, "down")
        assert checks.delays(session, "hanbin") == ()
        assert checks.delays(session, "jiaozuo", since=START + A_DAY) == ()


@pytest.mark.rule("YC-16")
def test_the_path_an_answer_came_by_is_on_record(store: Store) -> None:
    kept(store, answered(check("JZ2026000001"), "bank", 1, "province"))
    with store.read() as session:
        row = session.get_one(DepartmentAsk, ("JZ2026000001", 1, "bank"))
        assert row.route == "http/province"


@pytest.mark.rule("TR-28", "TR-09")
def test_each_department_has_its_open_requests_and_the_old_ones_make_the_meetings_list(
    store: Store,
) -> None:
    kept(
        store,
        answered(check("JZ2026000001"), "bank", 1),
        answered(check("JZ2026000002", START + 20 * A_DAY), "bank", 1),
    )
    on = START + 31 * A_DAY
    with store.read() as session:
        both = checks.open_asks(session, "jiaozuo", on)
        assert [(a.case_no, a.department) for a in both] == [
            ("JZ2026000001", "tax"),
            ("JZ2026000002", "tax"),
        ]
        assert (both[0].waiting_days, both[0].days_late) == (31, 26)
        assert checks.open_asks(session, "jiaozuo", on, department="bank") == ()
        [old] = checks.open_asks(session, "jiaozuo", on, older_than=30)
        assert old.case_no == "JZ2026000001"
        assert checks.open_asks(session, "jiaozuo", on - A_DAY, older_than=30) == ()
