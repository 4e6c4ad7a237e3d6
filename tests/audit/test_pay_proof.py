"""A month proved to the fen from its run's own history, the list, the bank's files and the ledger;
whatever is changed afterwards, in whichever source, is found and named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.tools import Tools
from audit.pay.gather import month_of, offsets, run_of
from audit.pay.proof import Home, Month, Months, Proof, _first_month, prove
from audit.sources import ServerSource
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from domain.pay.bankfile import decode_batch, decode_return, encode_batch, encode_return
from domain.pay.file import Lateness, PayDates, PayFile
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.tables.pay import BankReturnRow, BatchRow
from tests.paying import Bank, account, household_in
from tests.tables import migrated
from tests.workflows.pay_office import MONTH, Office, worker

DECIDED = date(2038, 2, 10)
EMPTY = Month(
    run="jiaozuo/dibao/2038-04",
    month=date(2038, 4, 1),
    since=MONTH,
    frozen_on=date(2038, 4, 1),
    digest="d",
    listed_digest="d",
    lines=(),
    batches=(),
    given={},
    balances={},
)


class Proved:
    """A closed month with everything a proof looks at; `again` proves it as it stands now."""

    def __init__(self, tools: Tools, office: Office, cases: dict[int, str]) -> None:
        self.tools, self.order, self.cases = tools, office.order, cases
        self.homes = {
            no: Home(
                case_no=no,
                programme="dibao",
                decided_on=DECIDED,
                entitled=((MONTH, None, 50_000 + number),),
            )
            for number, no in cases.items()
        }
        self.file: PayFile | None = None
        self.dates: PayDates | None = None

    def again(self) -> Proof:
        with self.tools.store.read() as session:
            month = month_of(session, self.order)
        return prove(month, self.homes, self.file, self.dates, offsets(self.order))

    def sql(self, *statements: str) -> None:
        with self.tools.store.write() as session:
            for statement in statements:
                session.connection().execute(text(statement))


@pytest.fixture
async def proved(client: Client, skipper: TimeSkipper, tmp_path: Path, keyring: KeyRing) -> Proved:
    settings = Settings(home=tmp_path)
    migrated(settings.database_url)
    tools, bank = Tools.of(settings, keyring), Bank()
    cases = {n: household_in(tools.store, n, (MONTH, None, 50_000 + n)) for n in (1, 2, 3)}
    bank.wrong[account(2).number] = "02"
    async with worker(client, tools, bank) as queue:
        office = await Office(client, skipper).open(queue)
        await office.submitted(date(2038, 3, 4))
        await office.funded(date(2038, 3, 8))
        file = await office.until(lambda f: f.stage is PayStage.RETURNS)
        household_in(
            tools.store, 2, (MONTH, None, 50_002), payee=account(22), version=2
        )  # the clerk corrected the account in the case
        [line] = file.returns
        await office.do(
            "resend_line", Role.PAY_OFFICER, on="2038-03-08", obligation=line.obligation
        )
        await office.handle.result()
    case = Proved(tools, office, cases)
    source = _Named(ServerSource(client), office.handle.id)
    case.file, case.dates = await run_of(source, office.order)
    assert case.file is not None and case.file.closed is not None
    return case


class _Named(ServerSource):
    """The tests' runs have an id of their own each."""

    def __init__(self, source: ServerSource, workflow_id: str) -> None:
        super().__init__(source.client)
        self._name = workflow_id

    async def chain(self, workflow_id: str) -> tuple[object, ...]:  # type: ignore[override]
        return await super().chain(self._name)


@pytest.mark.rule("AUD-08", "AUD-09", "AUD-10")
async def test_a_month_is_proved_exact_and_every_tampering_is_found_and_named(
    proved: Proved,
) -> None:
    exact = proved.again()
    assert exact.faults == () and exact.paid_fen == 150_006
    assert "分文不差" in exact.zh and (exact.households, exact.lines) == (3, 3)
    for tampering, checks, number in _TAMPERINGS:
        undo = tampering(proved)
        found = proved.again()
        named = {fault.check for fault in found.faults}
        assert checks <= named, (tampering.__name__, found.faults)
        if number:
            assert proved.cases[number] in {fault.case_no for fault in found.faults}
        assert all(fault.line and "张" not in fault.line for fault in found.faults)
        undo()
        assert proved.again().exact, tampering.__name__


def test_no_list_before_a_ruling_could_know_the_months_it_gave_back() -> None:
    """A stop overturned on 20 May: the lists of April and May held nothing and were right; June's owes
    both months. A list frozen on the day itself may have been made before or after it."""
    ruled = date(2038, 5, 20)
    stopped: Months = ((date(2038, 3, 1), date(2038, 3, 1), 80_500),)
    home = Home(
        case_no="JZ2038000001",
        programme="dibao",
        decided_on=DECIDED,
        entitled=((date(2038, 3, 1), None, 80_500),),
        overturned=((ruled, stopped),),
    )
    april = date(2038, 4, 1)
    assert home.lawful(april, date(2038, 4, 25)) == (0,)
    assert home.lawful(april, ruled) == (0, 80_500)
    assert home.lawful(april, date(2038, 6, 25)) == (80_500,)
    assert home.lawful(date(2038, 3, 1), date(2038, 3, 25)) == (80_500,)


@pytest.mark.rule("AUD-07")
@pytest.mark.parametrize(
    ("since", "first", "faults"),
    [
        ({}, date(2038, 3, 1), 0),
        ({}, date(2038, 2, 1), 1),
        ({"refused_on": date(2037, 10, 20)}, date(2037, 11, 1), 0),
        ({"refused_on": date(2037, 10, 20)}, date(2038, 3, 1), 1),
        ({"paid_until": date(2037, 12, 1)}, date(2038, 1, 1), 0),
        ({"paid_until": date(2037, 12, 1)}, date(2038, 3, 1), 1),
    ],
)
def test_a_refusal_that_fell_pays_from_there_and_who_moved_from_where_the_other_case_left_off(
    since: dict[str, date], first: date, faults: int
) -> None:
    home = Home(
        case_no="JZ2038000001",
        programme="dibao",
        decided_on=DECIDED,
        entitled=((first, None, 50_000),),
        **since,  # type: ignore[arg-type]
    )
    found = list(_first_month(EMPTY, home, [], {"dibao": 1}))
    assert [f.check for f in found] == ["A07"] * faults


@pytest.mark.rule("AUD-12")
def test_a_rise_that_holds_from_a_month_gone_by_must_be_made_good_for_everyone() -> None:
    """A12: the difference of each month since is on a list, or the household is named."""
    risen = ((MONTH, None, 50_000), (MONTH, None, 4_000))
    homes = {
        no: Home(case_no=no, programme="dibao", decided_on=DECIDED, entitled=risen)
        for no in ("JZ2038000001", "JZ2038000002")
    }
    month = EMPTY.model_copy(
        update={
            "given": {
                "JZ2038000001": {"2038-03": 54_000, "2038-04": 54_000},
                "JZ2038000002": {"2038-03": 50_000, "2038-04": 54_000},
            }
        }
    )
    found = [f for f in prove(month, homes, None, None, {}).faults if f.case_no]
    assert [(f.case_no, f.check) for f in found] == [("JZ2038000002", "A12")]
    assert "540.00元" in found[0].zh and "500.00元" in found[0].zh


Undo = Callable[[], object]


def _obligation_raised(proved: Proved) -> Undo:
    change = (
        "UPDATE obligations SET fen = fen {0} 1, local_fen = local_fen {0} 1 WHERE case_no = '{1}'"
    )
    no = proved.cases[1]
    proved.sql(change.format("+", no))
    return lambda: proved.sql(change.format("-", no))


def _obligation_moved_to_another_state(proved: Proved) -> Undo:
    no = proved.cases[3]
    proved.sql(f"UPDATE obligations SET state = 'zero', paid_on = NULL WHERE case_no = '{no}'")  # noqa: S608
    return lambda: proved.sql(
        f"UPDATE obligations SET state = 'paid', paid_on = '2038-03-08' WHERE case_no = '{no}'"  # noqa: S608
    )


def _returned_line_left(proved: Proved) -> Undo:
    no = proved.cases[2]
    proved.sql(f"UPDATE obligations SET state = 'returned' WHERE case_no = '{no}'")  # noqa: S608
    return lambda: proved.sql(f"UPDATE obligations SET state = 'paid' WHERE case_no = '{no}'")  # noqa: S608


def _ledger_row_changed(proved: Proved) -> Undo:
    """Somebody with the rights of the owner took the trigger away first."""
    no = proved.cases[1]
    change = (
        "UPDATE ledger SET fen = fen {} 100 WHERE event LIKE 'paid/{}%' AND account = 'payable'"
    )
    proved.sql("DROP TRIGGER ledger_no_UPDATE", change.format("+", no))
    return lambda: proved.sql(change.format("-", no))


def _batch_file_changed(proved: Proved) -> Undo:
    name = proved.order.batch_no(1)
    with proved.tools.store.write() as session:
        row = session.get_one(BatchRow, name)
        was = row.file
        batch = decode_batch(was.encode())
        first = batch.lines[0].model_copy(update={"fen": batch.lines[0].fen + 1})
        changed = batch.model_copy(update={"lines": (first, *batch.lines[1:])})
        row.file = encode_batch(changed).decode()
        session.add(row)
    return lambda: _put_file(proved, name, was)


def _put_file(proved: Proved, name: str, was: str) -> None:
    with proved.tools.store.write() as session:
        row = session.get_one(BatchRow, name)
        row.file = was
        session.add(row)


def _return_file_changed(proved: Proved) -> Undo:
    name = proved.order.batch_no(1)
    with proved.tools.store.write() as session:
        key = (name, session.get_one(BatchRow, name).answer_digest)
        row = session.get_one(BankReturnRow, key)
        was = row.file
        answer = decode_return(was.encode("latin-1"))
        lines = tuple(line.model_copy(update={"code": "01"}) for line in answer.lines)
        changed = answer.model_copy(update={"lines": lines})
        row.file = encode_return(changed).decode("latin-1")
        session.add(row)

    def undo() -> None:
        with proved.tools.store.write() as session:
            stands = session.get_one(BankReturnRow, key)
            stands.file = was
            session.add(stands)

    return undo


def _history(changed: Callable[[Home], Home], number: int) -> Callable[[Proved], Undo]:
    def tamper(proved: Proved) -> Undo:
        no = proved.cases[number]
        was = proved.homes[no]
        proved.homes[no] = changed(was)
        return lambda: proved.homes.update({no: was})

    return tamper


def _history_gone(proved: Proved) -> Undo:
    was = proved.homes.pop(proved.cases[2])
    return lambda: proved.homes.update({was.case_no: was})


def _not_on_the_list(proved: Proved) -> Undo:
    other = Home(
        case_no="JZ2026009999",
        programme="dibao",
        decided_on=DECIDED,
        entitled=((MONTH, None, 1),),
    )
    proved.homes[other.case_no] = other
    return lambda: proved.homes.pop(other.case_no)


def _lateness_hidden(proved: Proved) -> Undo:
    was = proved.file
    assert was is not None
    late = Lateness(step="submit_list", role=Role.PAY_OFFICER, due=MONTH, on=MONTH, days=2)
    proved.file = was.model_copy(update={"lateness": (late,)})
    return lambda: setattr(proved, "file", was)


def _list_of_the_history_another(proved: Proved) -> Undo:
    was = proved.file
    assert was is not None and was.names is not None
    names = was.names.model_copy(update={"digest": "0" * 64})
    proved.file = was.model_copy(update={"names": names})
    return lambda: setattr(proved, "file", was)


_higher = _history(lambda h: h.model_copy(update={"entitled": ((MONTH, None, 60_000),)}), 1)
_earlier = _history(lambda h: h.model_copy(update={"decided_on": date(2038, 1, 10)}), 3)
_unsound = _history(lambda h: h.model_copy(update={"sound": False}), 2)
for _name in ("_higher", "_earlier", "_unsound"):
    globals()[_name].__name__ = _name

_TAMPERINGS: tuple[tuple[Callable[[Proved], Undo], set[str], int], ...] = (
    (_obligation_raised, {"名单", "A11", "台账", "银行"}, 1),
    (_obligation_moved_to_another_state, {"A09", "台账"}, 3),
    (_returned_line_left, {"A10", "台账"}, 2),
    (_batch_file_changed, {"银行"}, 0),
    (_return_file_changed, {"银行"}, 1),
    (_higher, {"A11"}, 1),
    (_earlier, {"A07"}, 3),
    (_unsound, {"历史"}, 2),
    (_history_gone, {"历史"}, 2),
    (_not_on_the_list, {"A09"}, 0),
    (_lateness_hidden, {"A08"}, 0),
    (_list_of_the_history_another, {"名单"}, 0),
    (_ledger_row_changed, {"台账"}, 1),
)
