"""The sandbox bank credits a batch once, returns what cannot be credited, and forgets nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from domain.household import Account
from domain.pay.bankfile import (
    BankBatch,
    BankFileRefused,
    Payee,
    decode_return,
    encode_batch,
    match,
)
from sandbox import bank_http
from sandbox.bank import Bank, OtherContents
from sandbox.county import Story, county
from sandbox.county.build import accounts
from tests.sandbox.serving import serving

DAY = date(2027, 1, 10)
PLACE = "jiaozuo"
COUNTY = county()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bank.db"


@pytest.fixture
def bank(file: Path) -> Iterator[Bank]:
    bank = Bank(file, accounts(COUNTY).values())
    yield bank
    bank.close()


@pytest.fixture
def client(bank: Bank) -> Iterator[httpx.Client]:
    app = FastAPI()
    app.include_router(bank_http.router(bank))
    with serving(app) as client:
        yield client


def payee(no: int, account: Account, holder: str, fen: int = 40_001) -> Payee:
    return Payee(no=no, bank=account.bank, account=account.number, holder=holder, fen=fen)


def good(count: int = 3) -> list[Payee]:
    found = []
    for family in [f for f in COUNTY.of(PLACE) if f.story is Story.PLAIN][:count]:
        home = family.application.household
        assert home.account is not None
        found.append(payee(len(found) + 1, home.account, home.applicant.name))
    return found


def batch(lines: list[Payee], number: str = "jiaozuo-dibao-202701-01") -> bytes:
    return encode_batch(
        BankBatch(batch_no=number, place=PLACE, month="2027-01", made_on=DAY, lines=tuple(lines))
    )


def test_a_file_delivered_twice_is_credited_once(bank: Bank) -> None:
    data = batch(good())
    assert bank.deliver(PLACE, data).first
    assert not bank.deliver(PLACE, data).first
    assert [b.fen for b in bank.balances(PLACE)] == [40_001] * 3
    assert bank.deliveries(PLACE) == {"jiaozuo-dibao-202701-01": 2}


def test_the_same_number_with_other_contents_is_refused(bank: Bank) -> None:
    bank.deliver(PLACE, batch(good(3)))
    with pytest.raises(OtherContents):
        bank.deliver(PLACE, batch(good(2)))
    assert sum(b.fen for b in bank.balances(PLACE)) == 3 * 40_001


def test_a_batch_of_another_place_is_refused(bank: Bank) -> None:
    with pytest.raises(BankFileRefused, match="other_place"):
        bank.deliver("hanbin", batch(good()))


@pytest.mark.rule("JZ-30")
def test_lines_that_cannot_be_credited_come_back_with_their_code(bank: Bank) -> None:
    lines = good(2)
    first = lines[0]
    wrong = {f.place: f for f in COUNTY.families if f.story is Story.WRONG_ACCOUNT}
    missing = [
        f for f in wrong.values() if _account(f.application.household).number not in _known()
    ]
    closed = [f for f in wrong.values() if _account(f.application.household).number in _known()]
    lines.append(first.model_copy(update={"no": 3, "holder": "别人"}))
    lines.append(first.model_copy(update={"no": 4, "account": f"{first.account[:-4]}0000"}))
    expected = {1: "00", 2: "00", 3: "02", 4: "01"}
    for family in (missing[0], closed[0]):
        home = family.application.household
        no = len(lines) + 1
        lines.append(payee(no, _account(home), home.applicant.name))
        expected[no] = "03" if family in closed else "01"
    bank.deliver(PLACE, batch(lines))
    answer = decode_return(bank.answer(PLACE, "jiaozuo-dibao-202701-01") or b"")
    assert {line.no: line.code for line in answer.lines} == expected
    match(answer, "jiaozuo-dibao-202701-01", PLACE, {line.no: line.fen for line in lines})
    assert sum(b.fen for b in bank.balances(PLACE)) == answer.paid_fen == 2 * 40_001


def _known() -> set[str]:
    return set(accounts(COUNTY))


def _account(home: Any) -> Account:
    account: Account = home.account
    return account


def test_a_bank_that_was_killed_remembers_what_it_paid(bank: Bank, file: Path) -> None:
    data = batch(good())
    bank.deliver(PLACE, data)
    again = Bank(file, accounts(COUNTY).values())
    assert not again.deliver(PLACE, data).first
    assert [b.fen for b in again.balances(PLACE)] == [40_001] * 3
    assert again.answer(PLACE, "jiaozuo-dibao-202701-01") is not None
    again.close()


def test_the_return_file_is_ready_on_its_day(client: httpx.Client) -> None:
    client.put("/bank/_conduct", json={"days": 2})
    posted = client.post(f"/bank/{PLACE}/batches?on={DAY}", content=batch(good()))
    assert posted.status_code == 201
    url = f"/bank/{PLACE}/batches/jiaozuo-dibao-202701-01/return"
    assert client.get(f"{url}?on={DAY}").status_code == 202
    ready = client.get(f"{url}?on={DAY + timedelta(days=2)}")
    assert ready.status_code == 200
    assert decode_return(ready.content).credited_on == DAY + timedelta(days=2)


def test_over_http_a_repeat_is_200_and_a_mixture_409(client: httpx.Client) -> None:
    url = f"/bank/{PLACE}/batches"
    assert client.post(url, content=batch(good())).status_code == 201
    assert client.post(url, content=batch(good())).status_code == 200
    assert client.post(url, content=batch(good(1))).status_code == 409
    assert client.post(url, content=batch(good())[:-9]).status_code == 422
    assert client.get(f"{url}/jiaozuo-dibao-209901-01/return").status_code == 404
    assert len(client.get(f"/bank/{PLACE}/balances").json()) == 3


def test_the_bank_may_be_down_for_so_many_requests(client: httpx.Client) -> None:
    client.put("/bank/_conduct", json={"faults": [{"kind": "down", "times": 2}]})
    url = f"/bank/{PLACE}/batches"
    codes = [client.post(url, content=batch(good())).status_code for _ in range(3)]
    assert codes == [503, 503, 201]


@pytest.mark.parametrize(
    "kind", ["cut", "wrong_amount", "doubled", "foreign", "missing", "reordered"]
)
def test_a_spoiled_return_file_is_told_from_a_good_one(client: httpx.Client, kind: str) -> None:
    lines = good()
    client.post(f"/bank/{PLACE}/batches", content=batch(lines))
    client.put("/bank/_conduct", json={"faults": [{"kind": kind, "times": 1}]})
    url = f"/bank/{PLACE}/batches/jiaozuo-dibao-202701-01/return"
    amounts = {line.no: line.fen for line in lines}
    spoiled = client.get(url).content
    if kind == "reordered":
        match(decode_return(spoiled), "jiaozuo-dibao-202701-01", PLACE, amounts)
        return
    with pytest.raises(BankFileRefused):
        match(decode_return(spoiled), "jiaozuo-dibao-202701-01", PLACE, amounts)
    match(decode_return(client.get(url).content), "jiaozuo-dibao-202701-01", PLACE, amounts)


def test_an_account_can_be_opened_for_a_family_outside_the_county(client: httpx.Client) -> None:
    account = Account(bank="兜底示范银行", number="9900009999999999997", holder="m1")
    line = payee(1, account, "新来人")
    opened = {"bank": account.bank, "number": account.number, "holder": "新来人"}
    assert client.post("/bank/_accounts", json=opened).status_code == 204
    client.post(f"/bank/{PLACE}/batches", content=batch([line]))
    (balance,) = client.get(f"/bank/{PLACE}/balances").json()
    assert balance["fen"] == 40_001


def test_files_laid_into_the_directory_are_answered_once(bank: Bank, tmp_path: Path) -> None:
    out = tmp_path / "exchange" / PLACE / "out"
    out.mkdir(parents=True)
    (out / "jiaozuo-dibao-202701-01.txt").write_bytes(batch(good()))
    (out / "jiaozuo-dibao-202701-02.txt").write_bytes(b"B|doudi|1|")
    root = tmp_path / "exchange"
    assert bank.take_in(root) == 2
    assert bank.take_in(root) == 0
    answer = decode_return((root / PLACE / "in" / "jiaozuo-dibao-202701-01.txt").read_bytes())
    assert answer.paid_fen == 3 * 40_001
    refused = root / PLACE / "in" / "jiaozuo-dibao-202701-02.refused"
    assert refused.read_text() == "truncated"
