"""Batches to the bank and its answers, line by line. Repeating a step gives the first result.

The file of a batch is made once and kept sealed: whatever changes afterwards, a second delivery
carries the same bytes under the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import insert, not_, update
from sqlmodel import Session, col, select

from domain.pay import bankfile, ledger
from domain.pay.bankfile import BankBatch, BankReturn, Payee
from domain.pay.progress import BankAnswer, BatchSent, Failed, HeldBack
from runtime.keys import KeyFault
from store.accounts import accounts_of
from store.cases import bound
from store.funds.entries import Entry, Origin, post
from store.funds.shortfall import of_kinds
from store.money import NotExact
from store.sql import by_bytes, in_chunks
from store.tables import CaseRow
from store.tables.pay import BankReturnRow, BatchLine, BatchRow, FreezingRow, Obligation
from store.types import keyring_of
from workflows.pay_steps import BatchOrder, ReturnBooking


class MadeBatch(NamedTuple):
    """A batch ready for delivery. `file` None: every line was held back."""

    sent: BatchSent
    file: bytes | None
    delivered: bool


def make_batch(
    session: Session, order: BatchOrder, layout: bankfile.Layout = bankfile.PLAIN
) -> MadeBatch:
    """The file of a batch, its lines booked as on their way; lines without a lawful account held."""
    # One at a time for a run: of two workers the second finds the file of the first.
    session.get(FreezingRow, order.run, with_for_update=True, populate_existing=True)
    if session.get(BatchRow, order.batch_no) is None:
        _make(session, order, layout)
    return _made(session, order.batch_no)


def delivered(session: Session, batch_no: str, on: date) -> None:
    """The bank has taken the file."""
    session.execute(
        update(BatchRow)
        .where(col(BatchRow.batch_no) == batch_no, col(BatchRow.state) == "made")
        .values(state="delivered", delivered_on=on, delivered_at=datetime.now(UTC))
    )


def _make(session: Session, order: BatchOrder, layout: bankfile.Layout) -> None:
    rows = _to_pay(session, order)
    payees: list[Payee] = []
    lines: dict[str, dict[str, object]] = {}
    with session.no_autoflush:
        desk = _Desk(session, order, rows)
        for row in rows:
            payee, account, code = desk.payee(row, len(payees) + 1)
            if payee is not None:
                payees.append(payee)
            lines[row.id] = {
                "batch_no": order.batch_no,
                "obligation": row.id,
                "no": payee.no if payee else 0,
                "fen": row.fen,
                "state": "sent" if payee else "held",
                "code": code,
                "account": account,
            }
    data = _encoded(order, payees, layout)
    session.add(
        BatchRow(
            batch_no=order.batch_no,
            run=order.run,
            place=order.place,
            number=order.number,
            made_on=order.on,
            count=len(payees),
            total_fen=sum(payee.fen for payee in payees),
            digest=bankfile.digest_of_file(data) if data else "",
            state="made" if data else "empty",
            file=bankfile.text_of(data),
        )
    )
    session.flush()
    for part in in_chunks(list(lines.values())):
        session.execute(insert(BatchLine), list(part))
    _book_sent(session, order, rows, lines)


class _Line(NamedTuple):
    id: str
    case_no: str
    fen: int


def _to_pay(session: Session, order: BatchOrder) -> Sequence[_Line]:
    again = bool(order.asked)
    query = select(Obligation.id, Obligation.case_no, Obligation.fen).where(
        Obligation.run == order.run, Obligation.state == ("returned" if again else "due")
    )
    if again:
        query = query.where(col(Obligation.id).in_(order.asked))
    if order.later and not again:
        query = query.where(not_(of_kinds(order.later)))
    query = query.order_by(by_bytes(session, col(Obligation.id))).limit(
        len(order.asked) if again else order.most
    )
    rows = [_Line(*row) for row in session.exec(query.with_for_update())]
    if again and len(rows) != len(order.asked):
        raise NotExact(["a line of the batch is paid, on its way or zero already"])
    return rows


class _Desk:
    """Who is paid to which account, for the lines of one batch."""

    def __init__(self, session: Session, order: BatchOrder, rows: Sequence[_Line]) -> None:
        self.order, self._ring = order, keyring_of(session)
        cases = {row.case_no for row in rows}
        self._accounts = accounts_of(session, cases)
        self._names = _applicants(session, cases)
        self._wrong = _known_wrong(session, [row.id for row in rows]) if order.asked else {}

    def payee(self, row: _Line, no: int) -> tuple[Payee | None, str, str]:
        """The payee with his account's blind index, or None with the code it is held back for."""
        if row.id in self.order.suspended:
            return None, "", "suspended"
        account = self._accounts.get(row.case_no)
        if account is None:
            return None, "", "no_account"
        try:
            bound(self._ring, account)
        except KeyFault:
            return None, "", "account_tampered"
        if account.holder_key == "custodian" and self.order.holder_rule == "member":
            return None, account.number_index, "third_party"
        if account.number_index in self._wrong.get(row.id, ()):
            return None, account.number_index, "account_unchanged"
        holder = account.holder_name or self._names[row.case_no]
        payee = Payee(no=no, bank=account.bank, account=account.number, holder=holder, fen=row.fen)
        return payee, account.number_index, ""


def _applicants(session: Session, cases: set[str]) -> dict[str, str]:
    found = {}
    for part in in_chunks(sorted(cases)):
        rows = session.exec(
            select(CaseRow.case_no, CaseRow.applicant_name).where(col(CaseRow.case_no).in_(part))
        )
        found.update(dict(rows.all()))
    return found


def _known_wrong(session: Session, obligations: Sequence[str]) -> dict[str, set[str]]:
    """Accounts the bank has already called wrong for each of these lines."""
    found: dict[str, set[str]] = {}
    for part in in_chunks(obligations):
        rows = session.exec(
            select(BatchLine.obligation, BatchLine.account).where(
                col(BatchLine.obligation).in_(part),
                col(BatchLine.code).in_(bankfile.ACCOUNT_CODES),
            )
        )
        for name, account in rows:
            found.setdefault(name, set()).add(account)
    return found


def _encoded(order: BatchOrder, payees: list[Payee], layout: bankfile.Layout) -> bytes:
    if not payees:
        return b""
    batch = BankBatch(
        batch_no=order.batch_no,
        place=order.place,
        month=f"{order.month:%Y-%m}",
        made_on=order.on,
        lines=tuple(payees),
    )
    return bankfile.encode_batch(batch, layout)


def _book_sent(
    session: Session,
    order: BatchOrder,
    rows: Sequence[_Line],
    lines: dict[str, dict[str, object]],
) -> None:
    again = bool(order.asked)
    origin = Origin(order.place, order.run, order.on, order.cause)
    kinds = {"sent": ledger.sent, "held": ledger.held}
    post(
        session,
        origin,
        [
            Entry(
                kinds[str(lines[row.id]["state"])](order.batch_no, row.id, row.fen, again=again),
                row.id,
                order.batch_no,
            )
            for row in rows
        ],
    )
    held = [row.id for row in rows if lines[row.id]["state"] == "held"]
    _mark(session, [row.id for row in rows if lines[row.id]["state"] == "sent"], state="sent")
    _mark(session, held, state="returned", returns=Obligation.returns + 1)


def _mark(session: Session, obligations: Sequence[str], **values: object) -> None:
    for part in in_chunks(obligations):
        session.execute(update(Obligation).where(col(Obligation.id).in_(part)).values(**values))


def _made(session: Session, batch_no: str) -> MadeBatch:
    row = session.get_one(BatchRow, batch_no)
    held = session.exec(
        select(BatchLine.obligation, BatchLine.fen, BatchLine.code)
        .where(BatchLine.batch_no == batch_no, BatchLine.state == "held")
        .order_by(col(BatchLine.obligation))
    )
    sent = BatchSent(
        batch_no=batch_no,
        count=row.count,
        total_fen=row.total_fen,
        digest=row.digest,
        held=tuple(HeldBack(obligation=name, fen=fen, code=code) for name, fen, code in held),
    )
    return MadeBatch(sent, bankfile.bytes_of(row.file) or None, row.state != "made")


# --- the answer -----------------------------------------------------------------------------------


def answer_of(session: Session, returned: BankReturn, digest: str) -> BankAnswer:
    """The bank's answer in our names. BankFileRefused when it is not about exactly that batch."""
    lines = _sent_lines(session, returned.batch_no)
    row = session.get_one(BatchRow, returned.batch_no)
    bankfile.match(returned, row.batch_no, row.place, {no: fen for no, (_, fen) in lines.items()})
    if row.answer_digest and row.answer_digest != digest:
        raise bankfile.BankFileRefused(["another_answer"])
    return BankAnswer(
        batch_no=row.batch_no,
        ready=True,
        credited_on=returned.credited_on,
        paid_count=len(returned.paid),
        paid_fen=returned.paid_fen,
        failed=tuple(
            sorted(
                (
                    Failed(
                        obligation=lines[line.no][0],
                        fen=line.fen,
                        code=line.code,
                        zh=bankfile.CODES[line.code],
                    )
                    for line in returned.lines
                    if not line.paid
                ),
                key=lambda failed: failed.obligation,
            )
        ),
        digest=digest,
    )


def keep_return(
    session: Session, place: str, batch_no: str, data: bytes, on: date, faults: Sequence[str] = ()
) -> None:
    """The file as it came, taken or refused; the same again is counted."""
    digest = bankfile.digest_of_file(data)
    row = session.get(BankReturnRow, (batch_no, digest))
    if row is None:
        row = BankReturnRow(
            batch_no=batch_no,
            digest=digest,
            place=place,
            on=on,
            at=datetime.now(UTC),
            times=0,
            file=data.decode("latin-1"),
        )
    row.times += 1
    row.faults = " ".join(faults)
    session.add(row)


def _sent_lines(session: Session, batch_no: str) -> dict[int, tuple[str, int]]:
    rows = session.exec(
        select(BatchLine.no, BatchLine.obligation, BatchLine.fen).where(
            BatchLine.batch_no == batch_no, BatchLine.no > 0
        )
    )
    return {no: (name, fen) for no, name, fen in rows}


def book_return(session: Session, booking: ReturnBooking) -> None:
    """Each line of the batch credited or returned. The first answer stands; the same again is fine."""
    answer = booking.answer
    batch = session.get_one(BatchRow, booking.batch_no, with_for_update=True)
    if batch.state == "answered":
        if batch.answer_digest != answer.digest:
            raise NotExact(["the batch was answered otherwise before"])
        return
    lines = _waiting(session, booking.batch_no)
    failed = {line.obligation: line.code for line in answer.failed}
    paid = [line for line in lines if line.obligation not in failed]
    if len(paid) != answer.paid_count or sum(line.fen for line in paid) != answer.paid_fen:
        raise NotExact(["the answer does not add up to the batch"])
    origin = Origin(batch.place, batch.run, booking.on, booking.cause)
    post(session, origin, [_answered(batch.batch_no, line, failed) for line in lines])
    names = [line.obligation for line in paid]
    _close(session, batch.batch_no, names, state="paid", code=bankfile.PAID)
    _mark(session, names, state="paid", paid_on=answer.credited_on or booking.on)
    for code in sorted(set(failed.values())):
        back = [name for name, why in failed.items() if why == code]
        _close(session, batch.batch_no, back, state="returned", code=code)
        _mark(session, back, state="returned", returns=Obligation.returns + 1)
    batch.sqlmodel_update(
        {
            "state": "answered",
            "answered_on": booking.on,
            "credited_on": answer.credited_on,
            "paid_count": answer.paid_count,
            "paid_fen": answer.paid_fen,
            "answer_digest": answer.digest,
        }
    )
    session.add(batch)
    session.flush()


class _Sent(NamedTuple):
    obligation: str
    fen: int


def _waiting(session: Session, batch_no: str) -> list[_Sent]:
    query = select(BatchLine.obligation, BatchLine.fen).where(
        BatchLine.batch_no == batch_no, BatchLine.state == "sent"
    )
    return [_Sent(*row) for row in session.exec(query.order_by(col(BatchLine.no)))]


def _answered(batch_no: str, line: _Sent, failed: dict[str, str]) -> Entry:
    name, fen = line
    back = name in failed
    postings = ledger.came_back(batch_no, name, fen) if back else ledger.paid(name, fen)
    return Entry(postings, name, batch_no)


def _close(session: Session, batch_no: str, names: Sequence[str], **values: object) -> None:
    for part in in_chunks(names):
        session.execute(
            update(BatchLine)
            .where(col(BatchLine.batch_no) == batch_no, col(BatchLine.obligation).in_(part))
            .values(**values)
        )
