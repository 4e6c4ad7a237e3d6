"""Batches to the bank and its answers, line by line. Repeating a step gives the first result.

The file of a batch is made once and kept sealed: whatever changes afterwards, a second delivery
carries the same bytes under the same number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from domain.pay import bankfile, ledger
from domain.pay.bankfile import BankBatch, BankReturn, Payee
from domain.pay.progress import BankAnswer, BatchSent, Failed
from runtime.keys import KeyFault
from store.cases import account_of
from store.money import Entry, NotExact, Origin, chunks, post
from store.tables import CaseRow
from store.tables.pay import BatchLine, BatchRow, Obligation
from workflows.pay_steps import BatchOrder, ReturnBooking


class MadeBatch(NamedTuple):
    """A batch ready for delivery. `file` None: every line was held back."""

    sent: BatchSent
    file: bytes | None
    delivered: bool


def make_batch(session: Session, order: BatchOrder) -> MadeBatch:
    """The file of a batch, its lines booked as on their way; lines without a lawful account held."""
    if session.get(BatchRow, order.batch_no) is None:
        _make(session, order)
    return _made(session, order.batch_no)


def delivered(session: Session, batch_no: str, on: date) -> None:
    """The bank has taken the file."""
    session.execute(
        update(BatchRow)
        .where(col(BatchRow.batch_no) == batch_no, col(BatchRow.state) == "made")
        .values(state="delivered", delivered_on=on, delivered_at=datetime.now(UTC))
    )


def _make(session: Session, order: BatchOrder) -> None:
    rows = _to_pay(session, order)
    payees: list[Payee] = []
    lines: list[dict[str, object]] = []
    for row in rows:
        payee, account, code = _payee(session, row, order, len(payees) + 1)
        if payee is not None:
            payees.append(payee)
        lines.append(
            {
                "batch_no": order.batch_no,
                "obligation": row.id,
                "no": payee.no if payee else 0,
                "fen": row.fen,
                "state": "sent" if payee else "held",
                "code": code,
                "account": account,
            }
        )
    data = _encoded(order, payees)
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
            file=data.decode(),
        )
    )
    session.flush()
    for part in chunks(lines):
        session.execute(insert(BatchLine), list(part))
    _book_sent(session, order, rows, {str(line["obligation"]): line for line in lines})


def _to_pay(session: Session, order: BatchOrder) -> Sequence[Obligation]:
    again = bool(order.asked)
    query = select(Obligation).where(
        Obligation.run == order.run, Obligation.state == ("returned" if again else "due")
    )
    if again:
        query = query.where(col(Obligation.id).in_(order.asked))
    rows = session.exec(query.order_by(col(Obligation.id)).with_for_update()).all()
    if not rows or (again and len(rows) != len(order.asked)):
        raise NotExact(["a line of the batch is paid, on its way or zero already"])
    return rows


def _payee(
    session: Session, row: Obligation, order: BatchOrder, no: int
) -> tuple[Payee | None, str, str]:
    """The payee with his account's blind index, or None with the code it is held back for."""
    try:
        account = account_of(session, row.case_no)
    except KeyFault:
        return None, "", "account_tampered"
    if account is None:
        return None, "", "no_account"
    if account.holder_key == "custodian" and order.holder_rule == "member":
        return None, account.number_index, "third_party"
    if order.asked and account.number_index in _known_wrong(session, row.id):
        return None, account.number_index, "account_unchanged"
    holder = account.holder_name or session.get_one(CaseRow, row.case_no).applicant_name
    payee = Payee(no=no, bank=account.bank, account=account.number, holder=holder, fen=row.fen)
    return payee, account.number_index, ""


def _known_wrong(session: Session, obligation: str) -> set[str]:
    """Accounts the bank has already called wrong for this line."""
    return set(
        session.exec(
            select(BatchLine.account).where(
                BatchLine.obligation == obligation,
                col(BatchLine.code).in_(bankfile.ACCOUNT_CODES),
            )
        )
    )


def _encoded(order: BatchOrder, payees: list[Payee]) -> bytes:
    if not payees:
        return b""
    batch = BankBatch(
        batch_no=order.batch_no,
        place=order.place,
        month=f"{order.month:%Y-%m}",
        made_on=order.on,
        lines=tuple(payees),
    )
    return bankfile.encode_batch(batch)


def _book_sent(
    session: Session,
    order: BatchOrder,
    rows: Sequence[Obligation],
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
    for row in rows:
        held = lines[row.id]["state"] == "held"
        row.state = "returned" if held else "sent"
        row.returns += held
        session.add(row)
    session.flush()


def _made(session: Session, batch_no: str) -> MadeBatch:
    row = session.get_one(BatchRow, batch_no)
    held = session.exec(
        select(BatchLine.obligation, BatchLine.code)
        .where(BatchLine.batch_no == batch_no, BatchLine.state == "held")
        .order_by(col(BatchLine.obligation))
    )
    sent = BatchSent(
        batch_no=batch_no,
        count=row.count,
        total_fen=row.total_fen,
        digest=row.digest,
        held=tuple((name, code) for name, code in held),
    )
    return MadeBatch(sent, row.file.encode() or None, row.state != "made")


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
                        obligation=lines[line.no][0], code=line.code, zh=bankfile.CODES[line.code]
                    )
                    for line in returned.lines
                    if not line.paid
                ),
                key=lambda failed: failed.obligation,
            )
        ),
        digest=digest,
    )


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
    lines = session.exec(
        select(BatchLine).where(BatchLine.batch_no == booking.batch_no, BatchLine.state == "sent")
    ).all()
    failed = {line.obligation: line.code for line in answer.failed}
    paid = [line for line in lines if line.obligation not in failed]
    if len(paid) != answer.paid_count or sum(line.fen for line in paid) != answer.paid_fen:
        raise NotExact(["the answer does not add up to the batch"])
    origin = Origin(batch.place, batch.run, booking.on, booking.cause)
    post(session, origin, [_answered(batch.batch_no, line, failed) for line in lines])
    for line in lines:
        _close_line(session, line, failed.get(line.obligation), answer.credited_on or booking.on)
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


def _answered(batch_no: str, line: BatchLine, failed: dict[str, str]) -> Entry:
    name, fen = line.obligation, line.fen
    back = name in failed
    postings = ledger.came_back(batch_no, name, fen) if back else ledger.paid(name, fen)
    return Entry(postings, name, batch_no)


def _close_line(session: Session, line: BatchLine, code: str | None, on: date) -> None:
    row = session.get_one(Obligation, line.obligation)
    if code is None:
        line.state, line.code = "paid", bankfile.PAID
        row.state, row.paid_on = "paid", on
    else:
        line.state, line.code = "returned", code
        row.state, row.returns = "returned", row.returns + 1
    session.add_all((line, row))
