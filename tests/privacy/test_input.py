"""S16: what cannot be is never taken: numbers of people and accounts, amounts, days.

The values are made wrong on purpose and counted: at least 100,000 of them, none accepted. Two ways
in are tried: what the door checks (`domain.identity`, `domain.money`) and what a message may hold
at all (the frozen values themselves, as Python objects and as JSON).
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from domain.base import CaseRefusal
from domain.case.acts import Confirm
from domain.household import Account, Asset, Household, Income, Member, Spending
from domain.identity import account_warning, check_id, luhn_digit, synthetic_id
from domain.money import parse_yuan
from tests.privacy.people import family

TODAY = date(2026, 11, 23)
_REST = "0123456789X"


def refuses_id(text: str) -> bool:
    try:
        check_id(text, TODAY)
    except CaseRefusal as refusal:
        assert text not in refusal.message or not text
        return True
    return False


def wrong_numbers(chance: random.Random, count: int) -> Iterator[str]:
    """Each is a good number with one thing wrong that the check must see."""
    for n in range(count):
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(34_000))
        good = synthetic_id(born, chance.randrange(1, 999))
        at = chance.randrange(18)
        match n % 6:
            case 0:  # a digit mistyped: MOD 11-2 sees every single one
                yield good[:at] + chance.choice(_REST[:10].replace(good[at], "")) + good[at + 1 :]
            case 1:  # two neighbours exchanged
                if at == 17 or good[at] == good[at + 1] or "X" in good[at : at + 2]:
                    yield good[:-1] + chance.choice(_REST.replace(good[-1], ""))
                else:
                    yield good[:at] + good[at + 1] + good[at] + good[at + 2 :]
            case 2:  # a place too many or too few
                yield good[:at] + good[at + 1 :] if chance.random() < 0.5 else good + good[at]
            case 3:  # a letter
                yield good[:at] + chance.choice("ABCDEFGHIJ张") + good[at + 1 :]
            case 4:  # a day that is none, with a right check digit
                day = chance.choice(["19990230", "19991301", "20250431", "18991231", "20261124"])
                yield _closed(good[:6] + day + good[14:17])
            case _:  # nobody's sequence
                yield _closed(good[:14] + "000")


def _closed(body: str) -> str:
    from domain.identity import check_digit

    return body + check_digit(body)


def test_no_wrong_id_number_is_accepted() -> None:
    taken = [n for n in wrong_numbers(random.Random(16), 40_000) if not refuses_id(n)]  # noqa: S311
    assert taken == []


def test_no_amount_that_is_none_is_accepted() -> None:
    chance, taken = random.Random(17), []  # noqa: S311
    for n in range(20_000):
        good = f"{chance.randrange(10**6)}"
        wrong = (
            f"-{good}", f"{good}.{chance.randrange(100, 1000)}", f"{good}e{n % 9}", f"{good},{n % 99}",
            f"{good}.{good}.", f"0x{good}", good + chance.choice(string.ascii_letters), "", " ",
            f"{good} {good}", "NaN", "Infinity", f"1{good.zfill(6) * 3}", "一百", f"{good}%", f"+-{good}",
        )[n % 16]  # fmt: skip
        try:
            taken.append((wrong, parse_yuan(wrong)))
        except CaseRefusal:
            continue
    assert taken == []


def _with(model: type[BaseModel], good: dict[str, Any], name: str, wrong: Any) -> bool:
    """Whether the value is refused, as an object and as JSON."""
    sent = {**good, name: wrong}
    refused = 0
    as_object, as_json = model.model_validate, model.model_validate_json
    for attempt in (partial(as_object, sent), partial(as_json, json.dumps(sent))):
        try:
            attempt()
        except (ValidationError, TypeError):
            refused += 1
    return refused == 2


AMOUNTS: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (Income, {"member": "m1", "kind": "wage", "fen_year": 1}, "fen_year"),
    (Spending, {"member": "m1", "kind": "medical", "fen": 1}, "fen"),
    (Spending, {"member": "m1", "kind": "medical", "fen": 1}, "reimbursed_fen"),
    (Asset, {"member": "m1", "kind": "deposit"}, "fen"),
    (Asset, {"member": "m1", "kind": "deposit"}, "count"),
    (Confirm, {"officer": {"id": "x", "role": "intake", "unit": "u", "place": "p"},
               "on": "2026-11-23"}, "monthly_fen"),
]  # fmt: skip


def test_an_amount_is_whole_fen_and_nothing_else() -> None:
    chance = random.Random(18)  # noqa: S311
    for n in range(12_000):
        model, good, name = AMOUNTS[n % len(AMOUNTS)]
        whole = chance.randrange(1, 10**9)
        wrong = (float(whole), whole + 0.5, str(whole), f"{whole}.0", True, False, -whole,
                 [whole], {"fen": whole}, "", f" {whole}")[n % 11]  # fmt: skip
        assert _with(model, good, name, wrong), (model.__name__, name, wrong)


DAYS: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (Income, {"member": "m1", "kind": "wage", "fen_year": 1}, "received_on"),
    (Spending, {"member": "m1", "kind": "medical", "fen": 1}, "paid_on"),
    (Member, {"key": "m1", "name": "甲", "id_no": "1", "relation": "self"}, "status_since"),
]


def test_a_day_is_a_day_of_the_calendar() -> None:
    chance = random.Random(19)  # noqa: S311
    for n in range(12_000):
        model, good, name = DAYS[n % len(DAYS)]
        year, month, day = chance.randrange(1900, 2200), chance.randrange(1, 13), n % 28 + 1
        wrong = (f"{year}-{month + 12}-{day:02d}", f"{year}-02-3{n % 2}", f"{year}/{month}/{day}",
                 f"{year}年{month}月{day}日", f"{year}-{month}-{day % 9 + 1}", n + 1, n + 0.5, True,
                 f"{year}-{month:02d}-{day:02d}T08:00:00", f"{10**9 + n}", "", "今天",
                 f"{year}-{month:02d}-{day:02d} ", [year, month, day])[n % 14]  # fmt: skip
        assert _with(model, good, name, wrong), (name, wrong)


def test_an_account_is_ten_to_twenty_four_digits() -> None:
    chance = random.Random(20)  # noqa: S311
    good = {"bank": "示例银行", "holder": "m1"}
    for n in range(18_000):
        digits = "".join(chance.choices("0123456789", k=16))
        at = chance.randrange(16)
        wrong = (digits[:9], digits * 2, digits[:at] + "A" + digits[at:], "", f"{digits} ",
                 digits[:at] + "-" + digits[at:], digits[:at] + "７" + digits[at:], f"\n{digits}",
                 int("1" + digits[1:]), None, f"{digits}\n")[n % 11]  # fmt: skip
        assert _with(Account, good, "number", wrong), wrong


def test_a_passbook_is_no_card_and_a_card_that_fails_its_check_is_only_pointed_out() -> None:
    """Passbooks and many village banks' accounts have no check digit: refusing them would be wrong."""
    card = "622200000000000"
    assert account_warning(card + luhn_digit(card)) == ""
    for other in "0123456789":
        if other != luhn_digit(card):
            assert "核对" in account_warning(card + other)
    for passbook in ("9912000000000001", "1234567890", "62220000000", "81010100000000001"):
        assert account_warning(passbook) == ""


def test_what_is_right_is_still_taken() -> None:
    home = family()
    assert Household.model_validate(home.model_dump(mode="json")) == home
    assert Household.model_validate_json(home.model_dump_json()) == home
    assert check_id(home.members[0].id_no, TODAY) and parse_yuan("1,234.56") == 123_456


@pytest.mark.parametrize("phone", ["1990000000a", "张三", "1' OR '1'='1", "<script>", "1" * 21])
def test_a_telephone_number_holds_digits(phone: str) -> None:
    with pytest.raises(ValidationError):
        Household.model_validate({**family().model_dump(mode="json"), "phone": phone})
