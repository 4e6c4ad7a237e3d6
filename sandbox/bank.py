"""A paying bank with real balances: a batch is credited once, whatever is delivered how often.

Accounts, batches and what became of every line stand in one SQLite file, so that the bank survives
being killed. Lines with an account that does not exist, is closed, or bears another name come back
with their code; the rest is credited in the same transaction that takes the batch.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from documents.bankbook import as_text, as_workbook, is_workbook
from domain.base import Frozen
from domain.household import Account
from domain.pay.bankfile import (
    PAID,
    BankBatch,
    BankFileRefused,
    BankReturn,
    Payee,
    Result,
    decode_batch,
    digest_of_file,
    encode_return,
)

NO_ACCOUNT, OTHER_NAME, CLOSED = "01", "02", "03"
_BUSY_SECONDS: Final = 20.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS account (
    number TEXT PRIMARY KEY, bank TEXT NOT NULL, holder TEXT NOT NULL,
    open INTEGER NOT NULL, fen INTEGER NOT NULL DEFAULT 0 CHECK (fen >= 0));
CREATE TABLE IF NOT EXISTS batch (
    place TEXT NOT NULL, batch_no TEXT NOT NULL, digest TEXT NOT NULL, ready_on TEXT NOT NULL,
    count INTEGER NOT NULL, total_fen INTEGER NOT NULL, answer BLOB NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (place, batch_no));
CREATE TABLE IF NOT EXISTS line (
    place TEXT NOT NULL, batch_no TEXT NOT NULL, no INTEGER NOT NULL, account TEXT NOT NULL,
    fen INTEGER NOT NULL, code TEXT NOT NULL, PRIMARY KEY (place, batch_no, no));
"""


class OtherContents(Exception):
    """This batch number was already taken with other contents."""


class Receipt(Frozen):
    """`first` False: the batch was here before and nothing was credited again."""

    batch_no: str
    count: int
    total_fen: int
    digest: str
    first: bool


class Balance(Frozen):
    number: str
    bank: str
    open: bool
    fen: int


class Bank:
    """`days`: how many calendar days after delivery the return file is ready."""

    def __init__(
        self, file: Path | str, accounts: Iterable[tuple[Account, str, bool]] = ()
    ) -> None:
        if isinstance(file, Path):
            file.parent.mkdir(parents=True, exist_ok=True)
        self.days = 0
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(file), timeout=_BUSY_SECONDS, check_same_thread=False)
        self._db.isolation_level = None
        self._db.executescript(f"PRAGMA journal_mode=WAL; {_SCHEMA}")
        with self._transaction() as db:
            for account, holder, is_open in accounts:
                db.execute(
                    "INSERT OR IGNORE INTO account (number, bank, holder, open) VALUES (?,?,?,?)",
                    (account.number, account.bank, holder, is_open),
                )

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def open_account(self, account: Account, holder: str) -> None:
        """For families who are not of the county; opening it twice changes nothing."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO account (number, bank, holder, open) VALUES (?,?,?,1)",
                (account.number, account.bank, holder),
            )

    def deliver(self, place: str, data: bytes, on: date | None = None) -> Receipt:
        """Takes a batch file and credits it. BankFileRefused, or OtherContents for a used number."""
        batch = decode_batch(as_text(data) if is_workbook(data) else data)
        if batch.place != place:
            raise BankFileRefused(["other_place"])
        digest = digest_of_file(data)
        with self._transaction() as db:
            before = db.execute(
                "SELECT digest FROM batch WHERE place=? AND batch_no=?", (place, batch.batch_no)
            ).fetchone()
            if before is not None:
                if before[0] != digest:
                    raise OtherContents
                db.execute(
                    "UPDATE batch SET delivered = delivered + 1 WHERE place=? AND batch_no=?",
                    (place, batch.batch_no),
                )
            else:
                ready = (on or batch.made_on) + timedelta(days=self.days)
                self._book(db, batch, digest, ready, workbook=is_workbook(data))
        return Receipt(
            batch_no=batch.batch_no,
            count=batch.count,
            total_fen=batch.total_fen,
            digest=digest,
            first=before is None,
        )

    def _book(
        self, db: sqlite3.Connection, batch: BankBatch, digest: str, ready: date, *, workbook: bool
    ) -> None:
        results = []
        for line in batch.lines:
            code = _code(db, line)
            if code == PAID:
                db.execute(
                    "UPDATE account SET fen = fen + ? WHERE number=?", (line.fen, line.account)
                )
            db.execute(
                "INSERT INTO line VALUES (?,?,?,?,?,?)",
                (batch.place, batch.batch_no, line.no, line.account, line.fen, code),
            )
            results.append(Result(no=line.no, fen=line.fen, code=code))
        answer = encode_return(
            BankReturn(
                batch_no=batch.batch_no,
                place=batch.place,
                made_on=ready,
                credited_on=ready,
                lines=tuple(results),
            )
        )
        answer = as_workbook(answer) if workbook else answer
        db.execute(
            "INSERT INTO batch (place, batch_no, digest, ready_on, count, total_fen, answer)"
            " VALUES (?,?,?,?,?,?,?)",
            (
                batch.place,
                batch.batch_no,
                digest,
                ready.isoformat(),
                batch.count,
                batch.total_fen,
                answer,
            ),
        )

    def answer(self, place: str, batch_no: str, on: date | None = None) -> bytes | None:
        """The return file, None while it is not ready. KeyError for a batch nobody delivered."""
        with self._lock:
            row = self._db.execute(
                "SELECT answer, ready_on FROM batch WHERE place=? AND batch_no=?", (place, batch_no)
            ).fetchone()
        if row is None:
            raise KeyError(batch_no)
        return None if on is not None and on < date.fromisoformat(row[1]) else bytes(row[0])

    def balances(self, place: str) -> tuple[Balance, ...]:
        """Of every account this place has ever paid to, or tried to, and that exists."""
        with self._lock:
            rows = self._db.execute(
                "SELECT DISTINCT a.number, a.bank, a.open, a.fen FROM account a"
                " JOIN line l ON l.account = a.number WHERE l.place=? ORDER BY a.number",
                (place,),
            ).fetchall()
        return tuple(Balance(number=n, bank=b, open=bool(o), fen=f) for n, b, o, f in rows)

    def deliveries(self, place: str) -> dict[str, int]:
        """How often each batch was delivered; all but the first changed nothing."""
        with self._lock:
            rows = self._db.execute(
                "SELECT batch_no, delivered FROM batch WHERE place=? ORDER BY batch_no", (place,)
            ).fetchall()
        return dict(rows)

    def take_in(self, root: Path) -> int:
        """Answers what lies in `<root>/<place>/out`, into `<root>/<place>/in`; how many.

        A file the bank cannot take is answered by `<name>.refused` with the codes of its faults.
        """
        taken = 0
        for path in sorted(p for p in root.glob("*/out/*") if p.suffix in (".txt", ".xlsx")):
            answer = path.parent.parent / "in" / path.name
            refused = answer.with_suffix(".refused")
            if answer.exists() or refused.exists():
                continue
            place = path.parent.parent.name
            try:
                receipt = self.deliver(place, path.read_bytes())
                _put(answer, self.answer(place, receipt.batch_no) or b"")
            except BankFileRefused as refusal:
                _put(refused, "\n".join(refusal.faults).encode())
            except OtherContents:
                _put(refused, b"other_contents")
            taken += 1
        return taken


def _code(db: sqlite3.Connection, line: Payee) -> str:
    row = db.execute("SELECT holder, open FROM account WHERE number=?", (line.account,)).fetchone()
    if row is None:
        return NO_ACCOUNT
    if not row[1]:
        return CLOSED
    return PAID if row[0] == line.holder else OTHER_NAME


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = path.with_suffix(".part")
    scratch.write_bytes(data)
    scratch.replace(path)
