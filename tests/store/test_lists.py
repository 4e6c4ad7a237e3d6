"""Lists: narrowed, in order, page by page; the figures of a place; the notice board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.check.answers import Answer, DepartmentReply
from domain.check.asking import Consent
from domain.check.file import Asked, CheckOrder
from domain.check.progress import asked, opened, replied
from domain.check.tasks import check_waiting_zh, open_check_tasks
from domain.task import Task
from runtime.holidays import calendar_for
from store import cases, notices
from store.cases import CaseFilter, TaskFilter
from store.engine import Store
from store.projection import project_case, project_check, project_tasks
from store.tables import DepartmentAsk, PublicitySheet
from tests.people import START, Walk
from tests.store.samples import another, fresh, paper, shown
from workflows.steps import CheckProjection


@pytest.fixture
def seven(store: Store) -> Store:
    """Seven applications in Jiaozuo, two of them accepted, and one in Tongren."""
    with store.write() as session:
        for number in range(1, 8):
            walk = Walk(another(number))
            if number in (3, 5):
                walk.accepted()
            project_case(session, shown(walk.file))
        away = another(8, "tongren").having(case_no="TR2026000001")
        project_case(session, shown(Walk(away).file))
    return store


def _numbers(page: cases.Page[object]) -> list[str]:
    return [row.case_no[-1] for row in page.rows]  # type: ignore[attr-defined]


def test_cases_are_listed_page_by_page_without_loss_or_repetition(seven: Store) -> None:
    with seven.read() as session:
        seen, cursor = [], ""
        while True:
            page = cases.list_cases(session, CaseFilter(place="jiaozuo"), limit=3, cursor=cursor)
            seen += [row.case_no for row in page.rows]
            cursor = page.next
            if not cursor:
                break
    assert seen == [f"JZ2026{n:06d}" for n in range(1, 8)]


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (CaseFilter(), 8),
        (CaseFilter(place="tongren"), 1),
        (CaseFilter(stage="investigation"), 2),
        (CaseFilter(case_no="JZ2026"), 7),
        (CaseFilter(case_no="JZ%"), 0),
        (CaseFilter(township="jz-first"), 0),
        (CaseFilter(village="第一村", place="jiaozuo"), 7),
        (CaseFilter(open=True), 8),
        (CaseFilter(open=False), 0),
        (CaseFilter(overdue=True), 0),
        (CaseFilter(flag="complaint"), 0),
        (CaseFilter(recheck_until=date(2030, 1, 1)), 0),
    ],
)
def test_lists_are_narrowed(seven: Store, which: CaseFilter, count: int) -> None:
    with seven.read() as session:
        assert cases.count_cases(session, which) == count
        assert len(cases.list_cases(session, which).rows) == count


@pytest.mark.parametrize("cursor", ["x", "bm9wZQ", "WzFd" * 9, "W10", "😀"])
def test_a_cursor_that_is_not_ours_is_refused(seven: Store, cursor: str) -> None:
    with seven.read() as session, pytest.raises(CaseRefusal, match="翻页"):
        cases.list_tasks(session, TaskFilter(), cursor=cursor)


def test_a_clerk_sees_his_own_work_most_urgent_first(seven: Store) -> None:
    mine = TaskFilter(place="jiaozuo", township="jz-wangdian", roles=("surveyor",))
    with seven.read() as session:
        page = cases.list_tasks(session, mine)
        assert [t.case_no for t in page.rows] == ["JZ2026000003", "JZ2026000005"]
        assert {t.code for t in page.rows} == {"record_survey"}
        due = page.rows[0].due
        assert due is not None
        soon = mine.model_copy(update={"due_until": due})
        assert cases.count_tasks(session, soon) == 2
        late = mine.model_copy(update={"late_on": due})
        assert cases.count_tasks(session, late) == 0
        late = mine.model_copy(update={"late_on": due + timedelta(days=1)})
        assert cases.count_tasks(session, late) == 2


def test_tasks_are_paged_by_day_and_never_lost(seven: Store) -> None:
    with seven.read() as session:
        whole = cases.list_tasks(session, TaskFilter(), limit=200).rows
        seen, cursor = [], ""
        while True:
            page = cases.list_tasks(session, TaskFilter(), limit=2, cursor=cursor)
            seen += list(page.rows)
            cursor = page.next
            if not cursor:
                break
    assert [(t.subject, t.code) for t in seen] == [(t.subject, t.code) for t in whole]
    assert [t.by for t in seen] == sorted(t.by for t in seen)


def test_the_figures_of_a_place_come_from_what_happened(seven: Store) -> None:
    walk = fresh()
    walk.file = walk.file.having(case_no="JZ2026000009")
    walk.do("decline", Role.INTAKE, reason="不属于受理范围")
    receipt = NoticeReceipt(key="decline", number="N1", digest="0" * 64, issued_on=walk.today)
    walk.file = engine.notice_issued(walk.file, receipt, walk.at)
    walk.do("serve_notice", Role.INTAKE, number="N1", manner="in_person")
    with seven.write() as session:
        project_case(session, shown(walk.file))
        session.add(paper(kind="decline", key="decline"))
    with seven.read() as session:
        found = cases.figures(session, "jiaozuo")
    assert (found.applications, found.living) == (8, 7)
    assert (found.acts["accept"], found.acts["decline"]) == (2, 1)
    assert dict(found.outcomes) == {"not_accepted": 1}
    assert dict(found.papers) == {"decline": 1}


def test_what_a_month_owes_is_what_the_entitlements_say(store: Store) -> None:
    walk = fresh().ready_to_decide().confirmed()
    first = walk.file.entitlements[0].first
    with store.write() as session:
        project_case(session, shown(walk.file))
    with store.read() as session:
        assert cases.entitled_in(session, "tongren", first) == ()
        assert cases.entitled_in(session, "jiaozuo", first - timedelta(days=1)) == ()
        [due] = cases.entitled_in(session, "jiaozuo", first)
        assert due.monthly_fen == walk.file.monthly_fen_now


def test_two_cases_paid_to_one_account_are_found(store: Store) -> None:
    with store.write() as session:
        for number in (1, 2, 3):
            file = another(number)
            if number == 3:
                home = file.household.model_copy(update={"account": another(1).household.account})
                file = file.having(household=home)
            project_case(session, shown(Walk(file).file))
    with store.read() as session:
        assert cases.shared_accounts(session, "jiaozuo") == (("JZ2026000001", "JZ2026000003"),)


def _check(version_days: int = 0) -> CheckProjection:
    order = CheckOrder(
        case_no="JZ2026000001",
        place="jiaozuo",
        township="jz-wangdian",
        number=1,
        persons=(),
        departments=tuple(
            Asked(department=d, zh=d, items=("i",), due=START + timedelta(days=5))
            for d in ("bank", "tax")
        ),
        consent=Consent(family_paper="a"),
        ordered_on=START,
        retry_days=3,
        calendar=calendar_for(START, {}),
    )
    file = asked(asked(opened(order), "bank", START), "tax", START)
    if version_days:
        on = START + timedelta(days=version_days)
        answer = Answer(department="bank", on=on)
        file = replied(file, "bank", DepartmentReply(answer=answer), on)
    return CheckProjection(
        file=file,
        tasks=open_check_tasks(file, file.latest),
        waiting=check_waiting_zh(file, file.latest),
    )


def test_the_delay_ledger_tells_who_was_late_and_opens_the_centres_task(store: Store) -> None:
    with store.write() as session:
        assert project_check(session, _check())
        assert project_check(session, _check(9))
        assert not project_check(session, _check())
    with store.read() as session:
        bank = session.get_one(DepartmentAsk, ("JZ2026000001", 1, "bank"))
        tax = session.get_one(DepartmentAsk, ("JZ2026000001", 1, "tax"))
        assert (bank.answered_on, bank.late) == (START + timedelta(days=9), True)
        assert (tax.answered_on, tax.late, tax.attempts) == (None, True, 1)
        [task] = cases.list_tasks(session, TaskFilter(kind="check")).rows
        assert (task.code, task.role, task.overdue) == (
            "waive_reply:tax",
            "checking_centre",
            True,
        )


def test_tasks_of_a_unit_are_found_by_unit(store: Store) -> None:
    task = Task(code="do:1", zh="落实措施", act="report", role=Role.UNIT_LIAISON, since=START)
    with store.write() as session:
        project_tasks(
            session, [task], subject="measures/JZ2026000001/1", kind="measures", place="jiaozuo",
            case_no="JZ2026000001", today=START, units={"do:1": "medical"},
        )  # fmt: skip
    with store.read() as session:
        assert cases.count_tasks(session, TaskFilter(unit="medical")) == 1
        assert cases.count_tasks(session, TaskFilter(unit="housing")) == 0


def _sheet(**changes: object) -> PublicitySheet:
    values = {
        "case_no": "JZ2026000001",
        "round": 1,
        "place": "jiaozuo",
        "township": "jz-wangdian",
        "village": "第一村",
        "posted_on": START,
        "until": START + timedelta(days=7),
        "fields": {},
        **changes,
    }
    return PublicitySheet(**values)


@pytest.mark.parametrize(
    ("sheet", "day", "hangs"),
    [
        ({}, -1, False),
        ({}, 0, True),
        ({}, 7, True),
        ({}, 8, False),
        ({"taken_down_on": START + timedelta(days=3)}, 3, False),
        ({"taken_down_on": START + timedelta(days=7)}, 7, True),
    ],
)
def test_a_sheet_hangs_through_its_last_day_unless_it_was_stopped(
    store: Store, sheet: dict[str, object], day: int, hangs: bool
) -> None:
    with store.write() as session:
        session.add(_sheet(**sheet))
    with store.read() as session:
        found = notices.board(session, "jiaozuo", START + timedelta(days=day), village="第一村")
        assert bool(found) is hangs
        assert notices.board(session, "jiaozuo", START, village="第二村") == ()
