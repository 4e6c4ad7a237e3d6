"""Help given once and gifts of charity, in the ledger. Each instalment is one event, once."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.funds import books
from domain.money import yuan_zh
from domain.pay.ledger import Posting
from domain.task import Task
from store.funds import accounts, drawing
from store.funds.entries import Entry, Origin, has_event, post
from store.tables.funds import FundAccountRow


def post_given(session: Session, file: CaseFile) -> bool:
    """Books what a case handed over and the ledger does not have yet. True: something was booked.

    The case decided and handed over; here it is only written who bore it. A reserve that is empty
    is not taken below zero: the county's advance bears the rest, and is repaid first (YC-22).
    """
    grant = file.grant
    if grant is None or not grant.deliveries:
        return False
    booked = False
    for number, given in enumerate(grant.deliveries, start=1):
        event = f"once/{file.case_no}/{number}"
        if not given.fen or has_event(session, event):
            continue
        parts = drawing.for_once(
            session, file.place, file.township, file.programme.value, given.on, given.fen
        )
        if parts is None:
            continue
        cause = _cause(file, "deliver_aid", len(grant.deliveries) - number)
        origin = Origin(file.place, f"once/{file.place}/{given.on:%Y-%m}", given.on, cause)
        entry = Entry(books.given_once(event, parts), f"{file.case_no}/once/{number}")
        post(session, origin, [entry])
        booked = True
    return booked


def _cause(file: CaseFile, act: str, after: int) -> str:
    """The line of the case's record that an act of this name made, so many of them before the last."""
    lines = [entry.seq for entry in file.journal if entry.act == act]
    seq = lines[-1 - after] if after < len(lines) else file.seq
    return f"case/{file.place}/{file.case_no}#{seq}"


def post_gifts(session: Session, file: CaseFile) -> None:
    """Books the money of society that a case tells of: it came into the charity fund and reached the
    family, each gift once. A place that never opened a year here keeps those books elsewhere."""
    gifts = file.linked.gifts
    for ahead, gift in enumerate(reversed(gifts)):
        number = f"{file.case_no}/{gift.number}"
        if not gift.fen or has_event(session, f"gift/{number}"):
            continue
        if not drawing.pots(session, file.place, gift.on.year):
            continue
        cause = _cause(file, "record_gift", ahead)
        post_gift(session, file.place, number, gift.fen, gift.on, cause)
        post_gift_use(session, file.place, number, gift.fen, gift.on, cause)


def reserve_tasks(session: Session, place: str, township: str, today: date) -> tuple[Task, ...]:
    """What finance must do about a township's reserve: top it up at its low mark (YC-22)."""
    row = session.get(FundAccountRow, (place, books.reserve_account(township)))
    if row is None:
        return ()
    owed = -accounts.balance_of(session, place, f"{books.ADVANCE}:{township}")
    if owed <= 0 and not (row.low_fen and row.balance_fen <= row.low_fen):
        return ()
    text = f"临时救助备用金余额{yuan_zh(row.balance_fen)}，已降至警戒线，请补足"
    if owed > 0:
        text += f"（县级已垫付{yuan_zh(owed)}）"
    return (
        Task(
            code="top_up_reserve",
            zh=text,
            act="top_up_reserve",
            role=Role.FINANCE,
            since=today,
            clause="YC-22",
        ),
    )


def post_gift(session: Session, place: str, gift_no: str, fen: int, on: date, cause: str) -> None:
    """A gift came into the place's charity fund. `gift_no` names it once and for all."""
    _charity(session, place, books.gift_came(f"gift/{gift_no}", fen), on, cause)


def post_gift_use(
    session: Session, place: str, use_no: str, fen: int, on: date, cause: str
) -> None:
    """Charity helped a household: out of the fund. NotCovered when it does not hold so much."""
    _charity(session, place, books.gift_used(f"gift_use/{use_no}", fen), on, cause)


def _charity(
    session: Session, place: str, postings: tuple[Posting, ...], on: date, cause: str
) -> None:
    accounts.open_accounts(session, place, [books.charity_sheet()])
    origin = Origin(place, f"charity/{place}/{on:%Y-%m}", on, cause)
    post(session, origin, [Entry(postings)])
