"""The way to the bank and back, over real HTTP and through a directory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from temporalio.exceptions import ApplicationError

from activities.bank import BankActivities
from activities.tools import Tools
from domain.pay.progress import BankAnswer, BatchSent
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import freezing, money, money_views
from tests.paying import MONTH, Bank, Month, account, household_in
from tests.tables import migrated
from workflows.pay_steps import ReturnQuery


class HttpBankServer:
    """`tests.paying.Bank` behind HTTP; `status` not 0: every answer is that instead."""

    def __init__(self) -> None:
        self.bank, self.status, self.keys = Bank(), 0, list[str]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                on = date.fromisoformat(parse_qs(urlsplit(self.path).query)["on"][0])
                data = self.rfile.read(int(self.headers["Content-Length"]))
                outer.keys.append(self.headers["Idempotency-Key"])
                if not outer.status:
                    outer.bank.take(data, on)
                self._say(outer.status or 201, b"")

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                on = date.fromisoformat(parse_qs(parts.query)["on"][0])
                batch_no = parts.path.split("/")[-2]
                found = asyncio.run(outer.bank.fetch("jiaozuo", batch_no, on))
                self._say(outer.status or (200 if found else 202), found or b"")

            def _say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def at_bank() -> Iterator[HttpBankServer]:
    server = HttpBankServer()
    yield server
    server.stop()


@pytest.fixture
def office(tmp_path: Path, keyring: KeyRing, at_bank: HttpBankServer) -> Iterator[Tools]:
    settings = Settings(home=tmp_path, bank_url=at_bank.url)
    migrated(settings.database_url)
    tools = Tools.of(settings, keyring)
    for number in (1, 2):
        household_in(tools.store, number)
    month = Month()
    with tools.store.write() as session:
        names = freezing.freeze_list(session, month.freeze())
        money.book_release(session, month.release(names.total_fen))
    yield tools
    tools.store.close()


def query(on: date = MONTH) -> ReturnQuery:
    return ReturnQuery(place="jiaozuo", batch_no=Month().batch().batch_no, on=on)


async def test_a_batch_goes_out_once_however_often_it_is_sent(
    office: Tools, at_bank: HttpBankServer
) -> None:
    bank = BankActivities(office)
    first = await bank.send_batch(Month().batch())
    assert isinstance(first, BatchSent) and (first.count, first.total_fen) == (2, 100_003)
    assert await bank.send_batch(Month().batch()) == first
    assert at_bank.bank.deliveries == 1 and at_bank.keys == ["jiaozuo-dibao-202609-01"]


async def test_a_batch_whose_receipt_was_lost_is_delivered_again_under_the_same_number(
    office: Tools, at_bank: HttpBankServer
) -> None:
    bank = BankActivities(office)
    at_bank.status = 503
    with pytest.raises(ApplicationError) as caught:
        await bank.send_batch(Month().batch())
    assert caught.value.type == "BankDown" and not caught.value.non_retryable
    at_bank.status = 0
    household_in(office.store, 1, payee=account(77), version=2)
    await bank.send_batch(Month().batch())
    # What was promised to the bank under this number stays what it was.
    assert account(1).number in at_bank.bank.balances and len(set(at_bank.keys)) == 1


async def test_an_answer_that_is_not_ready_is_no_fault_and_one_that_is_gets_booked(
    office: Tools, at_bank: HttpBankServer
) -> None:
    bank, month = BankActivities(office), Month()
    at_bank.bank.slow_days = 2
    at_bank.bank.wrong[account(2).number] = "04"
    await bank.send_batch(month.batch())
    assert await bank.fetch_return(query()) == BankAnswer(batch_no=query().batch_no, ready=False)
    answer = await bank.fetch_return(query(date(2026, 9, 3)))
    assert answer.ready and [line.zh for line in answer.failed] == ["账户已冻结或者止付"]
    for _ in range(2):
        bank.book_return(month.booking(answer))
    with office.store.read() as session:
        assert sum(money_views.trial_balance(session).values()) == 0
        assert [line.state for line in money_views.lines_of(session, month.run)] == [
            "paid",
            "returned",
        ]


@pytest.mark.parametrize("status", [400, 409, 413])
async def test_a_bank_that_refuses_a_batch_is_for_a_person(
    office: Tools, at_bank: HttpBankServer, status: int
) -> None:
    at_bank.status = status
    with pytest.raises(ApplicationError) as caught:
        await BankActivities(office).send_batch(Month().batch())
    assert caught.value.type == "BankNonsense" and caught.value.non_retryable


async def test_a_broken_return_file_is_refused_without_repeating_what_is_in_it(
    office: Tools, at_bank: HttpBankServer
) -> None:
    bank = BankActivities(office)
    await bank.send_batch(Month().batch())
    number = Month().batch().batch_no
    at_bank.bank.returns[number] = at_bank.bank.returns[number].replace(b"00\n", b"01\n", 1)
    with pytest.raises(ApplicationError) as caught:
        await bank.fetch_return(query())
    assert (caught.value.type, caught.value.message) == ("BankNonsense", "wrong_digest")


async def test_a_credit_day_in_the_future_is_refused(
    office: Tools, at_bank: HttpBankServer
) -> None:
    bank = BankActivities(office)
    at_bank.bank.slow_days = -9
    await bank.send_batch(Month().batch())
    with pytest.raises(ApplicationError, match="credited_in_future"):
        await bank.fetch_return(query(date(2026, 8, 31)))


async def test_the_directory_route_puts_a_whole_file_out_and_takes_the_answer_in(
    office: Tools,
) -> None:
    settings = office.settings.model_copy(update={"bank_routes": {"jiaozuo": "directory"}})
    bank, month = BankActivities(Tools(settings, office.keyring, office.store)), Month()
    await bank.send_batch(month.batch())
    folder = office.settings.bank_dir / "jiaozuo"
    [out] = (folder / "out").iterdir()
    assert out.stat().st_mode & 0o077 == 0
    assert not (await bank.fetch_return(query())).ready
    (folder / "in").mkdir()
    (folder / "in" / out.name).write_bytes(Bank().take(out.read_bytes(), MONTH))
    assert (await bank.fetch_return(query())).paid_count == 2
