"""Parts of a case's answer that come from more than its file: checks and papers."""

from __future__ import annotations

from collections.abc import Sequence

from api.frame.problems import LawfulAct
from api.scope import Caller
from api.work.registry import KINDS
from api.work.shapes import CheckView, DepartmentView, NoticeView, PaperView
from domain.case.clauses import clause_in
from domain.case.file import CaseFile
from domain.case.phases.window.intake import missing_papers, papers_of
from domain.check.acts import CHECK_MOVES
from domain.check.file import CheckFile
from domain.papers.delivery import told_zh
from domain.papers.titles import NOTICE_ZH, title_of
from domain.policy import PolicyNotSet
from domain.programme import Programme
from store.tables import DepartmentAsk, NoticeRow


def lawful(kind: str, act: str, href: str, programme: Programme | None = None) -> LawfulAct:
    """An act as it is offered; in a case of that programme under its own clause."""
    move = KINDS[kind].moves[act]
    return LawfulAct(
        act=act,
        zh=move.zh,
        clause=clause_in(programme, move.clause) if programme else move.clause,
        href=href,
        schema_href=f"/api/v1/acts/{kind}/{act}/schema",
    )


def check_view(
    file: CaseFile,
    check: CheckFile | None,
    caller: Caller,
    asked: Sequence[DepartmentAsk] = (),
) -> CheckView | None:
    state = file.check
    if state is None:
        return None
    if check is None:
        return CheckView(
            number=state.number,
            started_on=state.started_on,
            finished_on=state.finished_on,
            departments=tuple(_asked_view(file, row) for row in asked),
        )
    base = f"/api/v1/checks/{file.case_no}/{state.number}/acts"
    return CheckView(
        number=state.number,
        started_on=state.started_on,
        finished_on=state.finished_on,
        departments=tuple(
            DepartmentView(
                department=d.department,
                zh=d.zh,
                asked=d.attempts,
                due=d.due,
                answered_on=d.answer.on if d.answer else None,
                waived_on=d.waived_on,
                late=d.late,
                trouble="" if d.settled else d.trouble,
            )
            for d in check.departments
        ),
        allowed=tuple(
            lawful("check", m.act, f"{base}/{m.act}")
            for m in CHECK_MOVES
            if caller.role in m.roles and not check.done
        ),
    )


def _asked_view(file: CaseFile, row: DepartmentAsk) -> DepartmentView:
    items = file.law.table("check.items") if file.law.has("check.items") else {}
    named = items.get(row.department)
    return DepartmentView(
        department=row.department,
        zh=str(named["zh"]) if isinstance(named, dict) else row.department,
        asked=row.attempts,
        due=row.due,
        answered_on=row.answered_on,
        waived_on=row.waived_on,
        late=row.late,
        trouble="" if row.answered_on or row.waived_on else row.trouble,
    )


def named(kind: str, programme: str) -> str:
    """The title of a paper of the tables; minutes and the like, which no case owes, keep their own."""
    return title_of(kind, programme) if kind in NOTICE_ZH else OTHER_ZH.get(kind, kind)


OTHER_ZH = {"minutes": "会议纪要"}


def papers_view(file: CaseFile) -> tuple[PaperView, ...]:
    """The papers of the application with their reasons; none before the rules have been read."""
    try:
        found, missing = papers_of(file), missing_papers(file)
    except (KeyError, RuntimeError, PolicyNotSet):
        return ()
    promised = {promise.paper for promise in file.promises}
    return tuple(
        PaperView(
            code=paper.code,
            zh=paper.zh,
            why=paper.why,
            clause=paper.clause,
            held=paper.asked and paper.code not in missing,
            promised=paper.code in promised,
            from_department=paper.from_department,
        )
        for paper in found
    )


def notices_view(file: CaseFile, issued: Sequence[NoticeRow]) -> tuple[NoticeView, ...]:
    """Every paper of the case: the tables have those of earlier periods, the file what is owed."""
    in_file = {n.number: n for n in file.notices if n.number}
    earlier = tuple(
        NoticeView(
            number=row.number,
            kind=row.kind,
            kind_zh=named(row.kind, file.programme),
            issued_on=row.issued_on,
            must_serve=row.served_on is not None,
            due=None,
            served_on=row.served_on,
            manner=row.manner,
            delivery=told_zh(row.sent_by, (), row.tries),
            href=f"/api/v1/cases/{file.case_no}/notices/{row.number}",
        )
        for row in issued
        if row.number not in in_file
    )
    return earlier + tuple(
        NoticeView(
            number=n.number,
            kind=n.order.kind,
            kind_zh=named(n.order.kind, file.programme),
            issued_on=n.issued_on,
            must_serve=n.order.must_serve,
            due=n.order.due,
            served_on=n.served_on,
            manner=n.manner,
            delivery=told_zh(n.sent_by, n.failed, len(n.tries)),
            href=f"/api/v1/cases/{file.case_no}/notices/{n.number}" if n.number else "",
        )
        for n in file.notices
    )
