"""Brings together what a proof compares: histories recomputed, tables, the bank's files opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from sqlmodel import Session

from audit.facts import EntitlementFacts, Facts, facts_of, projection
from audit.pay.proof import Batch, Home, Line, Month, Months, Proof, Sent, prove
from audit.replay import audit_runs
from audit.sources import Source
from documents.bankbook import pieces_of
from domain.pay.bankfile import (
    BankFileRefused,
    Result,
    bytes_of,
    decode_batch,
    decode_return,
    digest_of_file,
    joined,
)
from domain.pay.file import PayDates, PayFile
from domain.pay.lists import PayOrder
from runtime.packs import snapshot
from store import freezing, money, money_views, proving
from store.engine import Store
from store.tables.pay import BankReturnRow, BatchLine, BatchRow, PayListRow
from workflows import ids
from workflows.pay_steps import PayProjection

OFFSETS = ("dibao.first_month_offset", "tekun.first_month_offset")


class NoSuchMonth(Exception):
    """The month has no frozen list here."""


async def run_of(source: Source, order: PayOrder) -> tuple[PayFile | None, PayDates | None]:
    """The run as its own history recomputes it; None when it does not, or is not there."""
    chain = await source.chain(ids.pay_id(order.place, order.group, order.month_code))
    reports = await audit_runs(chain, source.converter)
    if not reports or not all(report.passed for report in reports):
        return None, None
    shown = projection(reports[-1], "project_pay", PayProjection)
    return (shown.file, shown.dates) if shown else (None, None)


async def home_of(source: Source, place: str, case_no: str) -> Home | None:
    """A household as its case's histories recompute it."""
    chain = await source.chain(ids.case_id(place, case_no))
    reports = await audit_runs(chain, source.converter)
    _, facts = facts_of(reports)
    if facts is None:
        return None
    return home_from(case_no, facts, sound=all(report.passed for report in reports))


def _months(entitlements: Iterable[EntitlementFacts]) -> Months:
    return tuple((e.first, e.last, e.monthly_fen) for e in entitlements)


def home_from(case_no: str, facts: Facts, *, sound: bool = True) -> Home:
    return Home(
        case_no=case_no,
        programme=facts.programme,
        decided_on=facts.decision.on if facts.decision else None,
        refused_on=facts.refused_on,
        paid_until=facts.paid_until,
        entitled=_months(facts.entitlements),
        overturned=tuple((r.on, _months(r.struck)) for r in facts.overturned),
        kept=tuple((h.first, h.last, h.fen, h.since) for h in facts.holds),
        sound=sound,
    )


async def proved(
    store: Store,
    source: Source,
    order: PayOrder,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Proof:
    """The month proved against every history. `told` hears how many households are done."""
    with store.read() as session:
        names = proving.cases_of(session, order.place, order.group)
    homes: dict[str, Home] = {}
    for number, case_no in enumerate(names, start=1):
        home = await home_of(source, order.place, case_no)
        if home is not None:
            homes[case_no] = home
        told(number, len(names))
    file, dates = await run_of(source, order)
    with store.read() as session:
        return prove(month_of(session, order), homes, file, dates, offsets(order))


def offsets(order: PayOrder) -> dict[str, int]:
    """Months from a decision to the first payment, by programme, as the place has it."""
    law = snapshot(order.place, order.month, OFFSETS, production=False)
    return {name.partition(".")[0]: law.months(name) for name in OFFSETS if law.has(name)}


def month_of(session: Session, order: PayOrder) -> Month:
    """What the tables and the files hold of a run. NoSuchMonth without a frozen list."""
    listed = session.get(PayListRow, order.run)
    if listed is None:
        raise NoSuchMonth(order.run)
    files = _Files(session, order.run)
    given = proving.given(session, order.place, order.month)
    since = proving.first_month(session, order.place, order.group) or order.month
    booked: dict[str, dict[str, int]] = {}
    events: dict[str, set[str]] = {}
    sums: dict[str, int] = {}
    for name, event, account, fen in proving.entries(session, order.run):
        of_line = booked.setdefault(name, {})
        of_line[account] = of_line.get(account, 0) + fen
        events.setdefault(name, set()).add(event)
        sums[event] = sums.get(event, 0) + fen
    owed = proving.owed(session, order.run)
    return Month(
        run=order.run,
        month=order.month,
        since=since,
        frozen_on=listed.on,
        digest=freezing.digest_of_run(session, order.run).hexdigest(),
        listed_digest=listed.digest,
        lines=tuple(
            Line(
                obligation=row.id,
                case_no=row.case_no,
                month=row.month,
                purpose=row.purpose,
                fen=row.fen,
                state=row.state,
                paid_on=row.paid_on,
                returns=row.returns,
                owed_fen=owed.get(row.id),
                booked=tuple(sorted(booked.get(row.id, {}).items())),
                events=tuple(sorted(events.get(row.id, ()))),
                sent=files.sent(row.id),
            )
            for row in money_views.lines_of(session, order.run)
        ),
        batches=tuple(files.batches),
        given=given,
        balances=money.balances(session, order.run),
        unbalanced=sum(1 for fen in sums.values() if fen),
    )


class _Files:
    """The files to and from the bank of a run, opened and read."""

    def __init__(self, session: Session, run: str) -> None:
        self.batches: list[Batch] = []
        self._rows = proving.batch_lines(session, run)
        self._out: dict[str, Mapping[int, int]] = {}
        self._results: dict[str, Mapping[int, Result]] = {}
        self._credited: dict[str, date] = {}
        for row in proving.batches(session, run):
            self.batches.append(self._read(session, row))

    def _read(self, session: Session, row: BatchRow) -> Batch:
        faults: list[str] = []
        data = bytes_of(row.file)
        kept = session.get(BankReturnRow, (row.batch_no, row.answer_digest))
        answer = kept.file.encode("latin-1") if kept else b""
        try:
            if data:
                batch = decode_batch(data)
                self._out[row.batch_no] = {line.no: line.fen for line in batch.lines}
            if answer:
                back = joined([decode_return(piece) for piece in pieces_of(answer)])
                self._results[row.batch_no] = {line.no: line for line in back.lines}
                self._credited[row.batch_no] = back.credited_on
        except BankFileRefused as refusal:
            faults += refusal.faults
        return Batch(
            batch_no=row.batch_no,
            digest=digest_of_file(data) if data else "",
            told_digest=row.digest,
            answer_digest=digest_of_file(answer) if answer else "",
            told_answer_digest=row.answer_digest,
            faults=tuple(faults),
        )

    def sent(self, obligation: str) -> tuple[Sent, ...]:
        return tuple(self._one(row) for row in self._rows.get(obligation, ()))

    def _one(self, line: BatchLine) -> Sent:
        result = self._results.get(line.batch_no, {}).get(line.no)
        return Sent(
            batch_no=line.batch_no,
            file_fen=self._out.get(line.batch_no, {}).get(line.no),
            returned_fen=result.fen if result else None,
            code=result.code if result else "",
            credited_on=self._credited.get(line.batch_no),
            state=line.state,
        )
