"""What a leave covers in the tables is what the law of it says; what was read under it is counted."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from sqlmodel import Session

from domain.oversight.engagement import CaseFacts, covers
from domain.oversight.parts import ReadingScope
from store import audit_log, cases
from store.engine import Store
from store.tables import CaseRow
from store.watching import leaves

DAYS = (date(2026, 3, 1), date(2026, 9, 30))
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def row(number: int, township: str, programme: str, closed: date | None) -> CaseRow:
    return CaseRow(
        case_no=f"JZ2026{number:06d}", place="jiaozuo", township=township, programme=programme,
        stage="closed" if closed else "living", version=1, applied_on=DAYS[0], closed_on=closed,
        persons=1, monthly_fen=0, channel="window", run_id="r", updated_at=AT, waiting="",
        applicant_name="",
    )  # fmt: skip


def filled(session: Session) -> list[CaseRow]:
    kinds = itertools.product(("jz-wangdian", "jz-first"), ("dibao", "tekun"), (DAYS[1], None))
    rows = [row(number, *kind) for number, kind in enumerate(kinds, start=1)]
    session.add_all(rows)
    return rows


def test_the_list_of_a_leave_holds_exactly_the_cases_it_covers(store: Store) -> None:
    with store.write() as session:
        filled(session)
    near = (None, date(2026, 2, 28), DAYS[0], DAYS[1], date(2026, 10, 1))
    places = ((), ("jz-first",), ("jz-first", "jz-wangdian"))
    scopes = [
        ReadingScope(townships=towns, programmes=programmes, since=since, until=until)
        for towns, programmes, since, until in itertools.product(
            places, ((), ("dibao",)), near, near
        )
    ]
    with store.read() as session:
        facts = cases.facts_of(session, [f"JZ2026{n:06d}" for n in range(1, 12)])
        assert len(facts) == 8
        for scope in scopes:
            which = cases.CaseFilter(place="jiaozuo", within=(scope,))
            listed = {r.case_no for r in cases.list_cases(session, which).rows}
            lawful = {no for no, case in facts.items() if covers(scope, "jiaozuo", case)}
            assert listed == lawful, scope
        both = cases.CaseFilter(place="jiaozuo", within=(scopes[0], scopes[-1]))
        assert cases.count_cases(session, both) == 8
    assert all(isinstance(case, CaseFacts) for case in facts.values())


def test_reads_are_counted_by_township_and_case_and_other_lines_are_not(store: Store) -> None:
    def read(
        session: Session, subject: str, what: str = "read /cases/{case_no}", **more: str
    ) -> None:
        known = {"who": "jz.a", "role": "auditor", "place": "jiaozuo", "result": "done",
                 "engagement": "jiaozuo/2026-001"} | more  # fmt: skip
        audit_log.record(session, at=AT, what=what, subject=subject, **known)

    with store.write() as session:
        filled(session)
        for subject in ("JZ2026000001", "JZ2026000001", "JZ2026000002", "JZ2026000005"):
            read(session, subject)
        read(session, "JZ2026000005", result="not_found")
        read(session, "JZ2026000001", "bundle for audit", engagement="jiaozuo/2026-002", who="jz.b")
        read(session, "JZ2026000001", "look_then")
        read(session, "", "read /cases", detail="stage=living 8")
        read(session, "JZ2026000001", place="tongren")
    which = leaves.Wanted(place="jiaozuo")
    with store.read() as session:
        assert leaves.counts(session, which) == {"jz-wangdian": (4, 2), "jz-first": (1, 1)}
        first = leaves.lines(session, which, limit=4)
        rest = leaves.lines(session, which, limit=4, cursor=first.next)
        assert [r.what for r in (*first.rows, *rest.rows)][:2] == [
            "read /cases",
            "bundle for audit",
        ]
        assert len(first.rows) + len(rest.rows) == 7 and rest.next == ""
        own = which.model_copy(update={"who": "jz.b"})
        assert [r.subject for r in leaves.every_line(session, own, 9)] == ["JZ2026000001"]
        named = leaves.read_days(session, "JZ2026000001")
    assert sorted((who, leave, n) for who, leave, _, n in named) == [
        ("jz.a", "jiaozuo/2026-001", 3), ("jz.b", "jiaozuo/2026-002", 1),
    ]  # fmt: skip
