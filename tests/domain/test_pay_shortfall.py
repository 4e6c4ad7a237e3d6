"""资金缺口: basic living first, the rest put off by a decision and paid when the money has come."""

from __future__ import annotations

from datetime import date

import pytest

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.pay import engine, progress
from domain.pay.acts import PAY_ACTS, PayStage, Short
from domain.pay.file import LineFacts, LineKind, PayFile, ReturnState
from domain.pay.tasks import open_pay_tasks, pay_waiting_zh
from tests.domain.test_pay import AT, MONTH, NAME, OTHER, answered, at_submission, did, refusal
from tests.people import officer

BASIC = LineKind(programme="dibao", basic=True, count=1, fen=50_000)
PRICE = LineKind(programme="dibao", basic=False, count=1, fen=30_000)
TEKUN = LineKind(programme="tekun", basic=True, count=1, fen=30_000)
FACTS = LineFacts(kinds=(BASIC, PRICE), booked=True, papers=("焦财社〔2026〕21号",))
RELEASED = {
    "amount_fen": 50_000,
    "later": ("dibao/other",),
    "decision": "先保障基本生活",
    "paper": "焦财社〔2026〕21号",
}
LATE = date(2026, 9, 20)


def act(file: PayFile, name: str, on: date, facts: LineFacts | None, **fields: object) -> PayFile:
    who = officer(Role.FINANCE, file.order.place).model_dump()
    made = PAY_ACTS[name].model_validate({"officer": who, "on": on, **fields})
    return engine.apply_pay(file, name, made, max(on, file.latest), AT, facts)


def submitted() -> PayFile:
    return did(at_submission(), "submit_list", Role.PAY_OFFICER, MONTH, count=2, total_fen=80_000)


def sent(file: PayFile, count: int, fen: int, on: date) -> PayFile:
    file = progress.batch_planned(file, on)
    assert file.batch is not None
    told = progress.BatchSent(batch_no=file.batch.batch_no, count=count, total_fen=fen, digest="d")
    return progress.batch_sent(file, told, on, AT)


@pytest.mark.rule("ZH-25", "YC-25")
def test_what_is_put_off_keeps_the_month_open_until_it_is_released_and_paid() -> None:
    file = progress.release_booked(act(submitted(), "release_first", MONTH, FACTS, **RELEASED))
    assert file.stage is PayStage.CREDITING and file.parts == 1
    assert file.deferred is not None and (file.deferred.count, file.deferred.fen) == (1, 30_000)
    file = answered(sent(file, 1, 50_000, MONTH), MONTH)
    assert file.stage is PayStage.RETURNS and file.closed is None
    [task] = open_pay_tasks(file, MONTH)
    assert (task.act, task.role) == ("release_rest", Role.FINANCE)
    assert "资金缺口300.00元、1笔尚未发放" in pay_waiting_zh(file, MONTH)
    assert progress.batch_planned(file, MONTH) is file, "nothing is sent that is not funded"
    rest = LineFacts(kinds=(PRICE,), booked=True, enough=True)
    file = progress.rest_booked(act(file, "release_rest", LATE, rest, amount_fen=30_000))
    file = sent(file, 1, 30_000, LATE)
    assert [batch.rest for batch in file.batches] == [False, True]
    file = answered(file, LATE)
    assert file.stage is PayStage.CLOSED
    late = {entry.step: entry.days for entry in file.lateness}
    assert late == {"release_rest": (LATE - file.dates.transfer.on).days}, "the bank was not late"


@pytest.mark.rule("ZH-25")
def test_basic_living_is_never_put_off_behind_anything_else() -> None:
    later = {**RELEASED, "later": ("dibao/basic",), "amount_fen": 30_000}
    said = refusal(lambda: act(submitted(), "release_first", MONTH, FACTS, **later))
    assert said.code == "basic_first" and "最低生活保障救助金" in said.message
    several = FACTS.model_copy(update={"kinds": (BASIC, TEKUN)})
    one = {**RELEASED, "later": ("tekun/basic",)}
    assert act(submitted(), "release_first", MONTH, several, **one).deferred is not None


@pytest.mark.rule("YC-25")
@pytest.mark.parametrize(
    ("facts", "changed", "code"),
    [
        ({"papers": ()}, {}, "shortfall_not_decided"),
        ({"enough": True}, {}, "funds_suffice"),
        ({"short": (Short(zh="本级救助资金", need_fen=2, balance_fen=1),)}, {}, "funds_short"),
        ({}, {"amount_fen": 50_001}, "amount_differs"),
        ({}, {"later": ("medical/basic",)}, "kind_unknown"),
        ({}, {"later": ("dibao/basic", "dibao/other")}, "nothing_first"),
    ],
)
def test_a_part_is_released_only_under_a_recorded_decision_and_exactly(
    facts: dict[str, object], changed: dict[str, object], code: str
) -> None:
    known = FACTS.model_copy(update=facts)
    fields = {**RELEASED, **changed}
    assert refusal(lambda: act(submitted(), "release_first", MONTH, known, **fields)).code == code


def test_a_place_that_keeps_its_books_elsewhere_records_the_decision_with_the_release() -> None:
    elsewhere = LineFacts(kinds=(BASIC, PRICE))
    file = act(submitted(), "release_first", MONTH, elsewhere, **RELEASED)
    assert file.deferred is not None and file.deferred.paper == "焦财社〔2026〕21号"
    assert (
        "先行拨付500.00元；缺口300.00元、1笔（最低生活保障补贴和补发）待补拨"
        in file.journal[-1].text
    )


def test_the_rest_is_released_once_and_in_full() -> None:
    file = act(submitted(), "release_first", MONTH, FACTS, **RELEASED)
    short = LineFacts(short=(Short(zh="本级救助资金", need_fen=2, balance_fen=1),))
    for facts, fen, code in ((None, 29_999, "amount_differs"), (short, 30_000, "funds_short")):
        said = refusal(lambda f=facts, n=fen: act(file, "release_rest", MONTH, f, amount_fen=n))
        assert said.code == code
    done = act(file, "release_rest", MONTH, None, amount_fen=30_000)
    again = refusal(lambda: act(done, "release_rest", MONTH, None, amount_fen=30_000))
    assert again.code == "nothing_deferred" and "已于2026-09-01补拨" in again.message
    whole = did(submitted(), "release_funds", Role.FINANCE, MONTH, amount_fen=80_000)
    with pytest.raises(CaseRefusal, match="名单已足额拨付"):
        act(whole, "release_rest", MONTH, None, amount_fen=1)


def test_a_line_that_came_back_is_paid_again_while_the_rest_still_waits() -> None:
    file = progress.release_booked(act(submitted(), "release_first", MONTH, FACTS, **RELEASED))
    file = answered(sent(file, 1, 50_000, MONTH), MONTH, NAME)
    file = did(file, "resend_line", Role.PAY_OFFICER, MONTH, obligation=NAME)
    file = answered(sent(file, 1, 50_000, MONTH), MONTH)
    [line] = file.returns
    assert line.state is ReturnState.PAID and file.stage is PayStage.RETURNS
    assert file.awaits_rest and OTHER not in {x.obligation for x in file.returns}
