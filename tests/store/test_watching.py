"""What the boards read, and a year counted from the tables alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from domain.case.lifecycle import Role
from domain.oversight.file import Held, OversightFile, OversightKind
from domain.oversight.tasks import open_oversight_tasks, oversight_waiting_zh, task_units
from store.engine import Store
from store.projection import project_case
from store.tables import CaseRow, TaskRow, TimelineRow
from store.tables.oversight import OversightRow
from store.tables.pay import Obligation, PayRunRow
from store.watching import acts, matters, measured
from tests.oversight import Desk
from tests.store.samples import another, shown
from workflows.oversight_steps import OversightProjection

TODAY = date(2026, 12, 30)
TOWNS = {"jz-wangdian": "王店镇", "jz-first": "第一街道"}


def case(store: Store, number: int, **changes: object) -> str:
    """A case in the tables with these columns."""
    file = another(number)
    with store.write() as session:
        project_case(session, shown(file))
        row = session.get_one(CaseRow, file.case_no)
        for name, value in changes.items():
            setattr(row, name, value)
    return file.case_no


def line(store: Store, case_no: str, act: str, on: date, at: date | None = None) -> None:
    moment = datetime.combine(at or on, datetime.min.time(), UTC) + timedelta(hours=3)
    with store.write() as session:
        seq = 1000 + len(list(session.exec(select(TimelineRow.seq))))
        session.add(
            TimelineRow(case_no=case_no, seq=seq, act=act, zh=act, stage="review", on=on,
                        at=moment, officer="jz.x", role="reviewer", text="")
        )  # fmt: skip


def shown_matter(file: OversightFile) -> OversightProjection:
    return OversightProjection(
        file=file.model_copy(update={"rules": None}),
        tasks=open_oversight_tasks(file),
        units=task_units(file),
        waiting=oversight_waiting_zh(file, file.latest),
    )


def test_acts_accounts_and_still_cases_are_read_as_they_stand(store: Store) -> None:
    first = case(store, 1, monthly_fen=100, stage="supervision")
    second = case(store, 2, monthly_fen=100, stage="supervision")
    still = case(store, 3, stage="review", applied_on=date(2026, 9, 1))
    line(store, first, "record_survey", date(2026, 12, 1), at=date(2026, 12, 20))
    with store.read() as session:
        facts = acts.facts_of(session, "jiaozuo", date(2026, 12, 1), TODAY, TOWNS)
    late = [a for a in facts.acts if a.act == "record_survey"]
    assert [(a.case_no, a.days_after) for a in late] == [(first, 19)]
    assert {a.case_no for a in facts.accounts} == {first, second}
    assert len({a.number for a in facts.accounts}) == 2
    assert still in {c.case_no for c in facts.open_cases}
    assert first not in {c.case_no for c in facts.open_cases}


@pytest.mark.rule("JZ-57")
def test_whoever_was_turned_away_first_is_listed(store: Store) -> None:
    refused_intake = case(store, 1, outcome="not_accepted", closed_on=date(2026, 12, 1))
    turned = case(store, 2, granted=True, decided_on=date(2026, 12, 20))
    line(store, turned, "refuse", date(2026, 12, 5))
    heard = case(
        store, 3, granted=True, decided_on=date(2026, 12, 21), applied_on=date(2026, 12, 1)
    )
    line(store, heard, "register_complaint", date(2026, 12, 10))
    plain = case(store, 4, granted=True, decided_on=date(2026, 12, 21))
    with store.read() as session:
        found = acts.overlooked(session, "jiaozuo", date(2026, 12, 1), TODAY)
    assert {(one.what, one.number) for one in found} == {
        ("not_accepted", refused_intake), ("reversed", turned), ("after_complaint", heard),
    }  # fmt: skip
    assert plain not in {one.number for one in found}
    assert next(one.days for one in found if one.what == "reversed") == 15


@pytest.mark.rule("ZH-23", "HB-19")
def test_a_year_is_counted_and_counting_again_gives_the_same(store: Store) -> None:
    one = case(store, 1, granted=True, decided_on=date(2026, 12, 20))
    case(store, 2, granted=False, decided_on=date(2026, 12, 20))
    line(store, one, "overdue", date(2026, 12, 15))
    with store.write() as session:
        session.add(PayRunRow(run="r1", place="jiaozuo", programmes="dibao", month=date(2026, 12, 1),
                              stage="closed", version=1, credit_due=date(2026, 12, 10),
                              updated_at=datetime.now(UTC), waiting=""))  # fmt: skip
        for number, paid_on, returns in ((1, date(2026, 12, 10), 0), (2, date(2026, 12, 11), 1)):
            session.add(
                Obligation(id=f"o{number}", case_no=another(number).case_no, programme="dibao",
                           month=date(2026, 12, 1), purpose="monthly", place="jiaozuo",
                           township="jz-wangdian", run="r1", fen=100, central_fen=0,
                           provincial_fen=0, city_fen=0, local_fen=100, cause="c", state="paid",
                           paid_on=paid_on, returns=returns)
            )  # fmt: skip
    with store.read() as session:
        first = measured.measure(session, "jiaozuo", 2026, date(2026, 12, 31))
        again = measured.measure(session, "jiaozuo", 2026, date(2026, 12, 31))
    assert first == again and first.digest
    township = next(m for m in first.measured if m.scope == "township")
    figures = dict(township.figures)
    assert (figures["decided"], figures["decided_late"], figures["refused"]) == (2, 1, 1)
    assert (figures["lines"], figures["lines_late"], figures["corrections"]) == (2, 1, 1)
    fund = next(m for m in first.measured if m.scope == "fund")
    assert (fund.code, fund.figure("paid_fen")) == ("dibao", 200)
    with store.read() as session:
        before = measured.measure(session, "jiaozuo", 2025, date(2026, 12, 31))
    assert before.digest != first.digest


@pytest.mark.rule("ZH-26")
def test_open_fund_problems_are_listed_by_age_and_their_words_are_sealed(store: Store) -> None:
    young = Desk(OversightKind.PROBLEM, number="2026-002", held=Held(text="张三重复领取"),
                 opener=Role.FINANCE)  # fmt: skip
    old = Desk(OversightKind.PROBLEM, number="2026-001", opener=Role.FINANCE)
    old.file = old.file.having(opened_on=date(2026, 10, 1))
    with store.write() as session:
        for desk in (young, old):
            assert matters.project_oversight(session, shown_matter(desk.file), {})
        stale = young.file.model_copy(update={"version": 0})
        assert not matters.project_oversight(session, shown_matter(stale), {})
    reader = matters.Reader(account="jz.auditor", role=Role.AUDITOR)
    with store.read() as session:
        rows = matters.listed(session, "jiaozuo", reader, kinds=[OversightKind.PROBLEM])
        assert [row.number for row in rows] == ["2026-001", "2026-002"]
        strange = matters.Reader(account="jz.bank", role=Role.BANK)
        assert matters.listed(session, "jiaozuo", strange) == ()
        task = session.exec(select(TaskRow)).first()
        assert task is not None and task.role == Role.PAY_OFFICER.value
        raw = session.connection().exec_driver_sql("SELECT content FROM oversight").fetchall()
    assert all("张三".encode() not in bytes(row[0]) for row in raw)


@pytest.mark.rule("ZH-15")
def test_a_year_without_the_report_of_an_audit_is_named(store: Store) -> None:
    desk = Desk(OversightKind.AUDIT, "zhanhe", Held(text="年度审计"), number="2025-001")
    begun = Desk(OversightKind.AUDIT, "zhanhe", Held(text="年度审计"), number="2026-001")
    desk.do("conclude_audit", Role.AUDITOR, report="湛审〔2026〕1号", summary="总体规范")
    with store.write() as session:
        matters.project_oversight(session, shown_matter(desk.file), {})
        matters.project_oversight(session, shown_matter(begun.file), {})
    with store.read() as session:
        assert matters.years_without_audit(session, "zhanhe", (2024, 2025, 2026)) == (2024, 2026)
        assert session.get(OversightRow, "audit/zhanhe/2025-001") is not None


def test_numbers_are_given_once_a_key_and_without_gaps(store: Store) -> None:
    def number(key: str, kind: OversightKind = OversightKind.PROBLEM) -> str:
        with store.write() as session:
            return matters.number_oversight(session, key=key, kind=kind, place="jiaozuo", year=2026)

    assert [number("a"), number("b"), number("a")] == ["2026-001", "2026-002", "2026-001"]
    assert number("c", OversightKind.EVALUATION) == "2026-001"
