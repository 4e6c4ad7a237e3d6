"""Golden histories of cases that were stuck or wrong and were mended by two people."""

from __future__ import annotations

from datetime import date, timedelta

from audit.restart.door import Restart
from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.repairs import Ending
from domain.case.tasks import next_mark
from tests.people import officer
from tests.replay.faulty import FaultyCase, FaultyCheck
from tests.replay.stories import story
from tests.replay.world import Clerk
from workflows import ids


async def proposed(clerk: Clerk, act: str, days: int = 5, **fields: object) -> CaseFile:
    until = await clerk.today() + timedelta(days=days)
    await clerk.do(act, Role.REVIEWER, 7, until=until, **fields)
    return await clerk.until(lambda f: f.repairs.open is not None)


async def confirmed(clerk: Clerk, number: int = 1) -> None:
    await clerk.do(
        "confirm_repair", Role.COUNTY_REVIEWER, 8, number=number, opinion="情况属实，同意"
    )


@story(scene=lambda s: s.down_for_days.update(medical=999))
async def department_skipped(clerk: Clerk) -> None:
    """Refused once, withdrawn once, confirmed at last; then the check is over."""
    await clerk.accepted()
    fields = {
        "department": "medical",
        "said_by": "县医疗保障局第8号函：系统停用",
        "otherwise": "查阅医疗费用票据原件并当面核实",
        "reason": "系统停用，恢复日期未定",
    }
    await proposed(clerk, "propose_skip", **fields)
    await clerk.do("refuse_repair", Role.COUNTY_REVIEWER, 8, number=1, reason="请先附上来函")
    await proposed(clerk, "propose_skip", **fields)
    await clerk.do("withdraw_repair", Role.REVIEWER, 7, number=2, reason="文号有误，重新提出")
    await proposed(clerk, "propose_skip", **fields)
    await confirmed(clerk, 3)
    file = await clerk.checked()
    assert file.check is not None and file.check.waived == ("medical",)
    await clerk.surveyed()
    await clerk.opined()


@story()
async def sent_back_by_two(clerk: Clerk) -> None:
    """A proposal lapses; the next sends the case back to be surveyed and asked about anew."""
    await clerk.to_approval()
    reason = "入户调查走错了人家，需要重新调查"
    file = await proposed(clerk, "propose_return", 2, to_stage="investigation", reason=reason)
    await clerk.past(file.repairs.found[-1].until)
    await clerk.until(lambda f: f.repairs.found[-1].ending is Ending.LAPSED)
    await proposed(clerk, "propose_return", to_stage="investigation", reason=reason)
    await confirmed(clerk, 2)
    await clerk.until(lambda f: f.stage is Stage.INVESTIGATION and f.checks == 2)
    await clerk.checked()
    await clerk.surveyed()
    await clerk.opined()
    await clerk.publicised()
    await clerk.confirmed()


@story()
async def fact_corrected(clerk: Clerk) -> None:
    """In aid a corrected fact has the family looked at again before anything changes for it."""
    await clerk.living()
    await proposed(
        clerk,
        "propose_correction",
        fact="incomes.0.fen_year",
        value="6000",
        paper="工资单复印件",
        reason="录入时少写了一位",
    )
    await confirmed(clerk)
    file = await clerk.until(lambda f: f.review is not None)
    await clerk.verified(file.household)
    await clerk.heard()
    await clerk.changed("decrease")
    await clerk.until(lambda f: f.period > 0)


@story()
async def sum_corrected(clerk: Clerk) -> None:
    """Before the decision the sum is computed anew, and shown anew."""
    await clerk.to_approval()
    await proposed(
        clerk,
        "propose_correction",
        fact="incomes.0.fen_year",
        value="6000",
        paper="工资单复印件",
        reason="录入时少写了一位",
    )
    await confirmed(clerk)
    await clerk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
    await clerk.opined()
    await clerk.publicised()


async def stuck(clerk: Clerk) -> None:
    """A case at its decision meets a faulty program for a day, which is then taken back."""
    file = await clerk.file()
    day = first_day_late(file, await clerk.today())
    await clerk.world.program.put(FaultyCase)
    await clerk.past(day)
    await clerk.until(lambda f: any(e.act == "overdue" for e in f.journal))
    await clerk.world.program.put()


def first_day_late(file: CaseFile, today: date) -> date:
    mark = next_mark(file, today)
    assert mark is not None
    return mark


@story()
async def set_back_by_two(clerk: Clerk) -> None:
    """No program can go on with the case; two people set its run back, and it is decided."""
    await clerk.to_approval()
    await stuck(clerk)
    case = clerk.case
    proposer = officer(Role.COUNTY_REVIEWER, case.place, 7)
    door = await opened_at_the_door(clerk)
    await door.propose(proposer, "误上的程序版本多记了一次定时，现行程序不能继续", door.today)
    door = await opened_at_the_door(clerk)
    await door.confirm(officer(Role.COUNTY_APPROVER, case.place, 8), "情况属实，同意")
    await clerk.until(lambda f: bool(f.repairs.found) and f.repairs.found[-1].in_force)
    await clerk.confirmed()


async def opened_at_the_door(clerk: Clerk) -> Restart:
    return await Restart.open(clerk.client, ids.case_id(clerk.case.place, clerk.case.case_no))


@story(scene=lambda s: s.down_for_days.update(medical=8))
async def check_set_back_by_two(clerk: Clerk) -> None:
    """A check stands still while the case waits for it; set back, it asks on, and the case hears."""
    await clerk.accepted()
    name = ids.check_id(clerk.case.case_no, 1)
    await clerk.until_check(name, lambda f: f.of("medical").attempts == 1)
    await clerk.world.program.put(FaultyCheck)
    check = clerk.client.get_workflow_handle(name)
    for _ in range(9):
        if clerk.world.checks[name].of("medical").attempts > 1:
            break
        await clerk.skipper.fast_forward(check, timedelta(days=1, minutes=5))
    await clerk.until_check(name, lambda f: f.of("medical").attempts == 2)
    await clerk.skipper.fast_forward(check, timedelta(minutes=5))
    await clerk.world.program.put()
    place = clerk.case.place
    door = await Restart.open(clerk.client, name)
    reason = "误上的程序版本多记了一次定时，现行程序不能继续"
    await door.propose(officer(Role.COUNTY_REVIEWER, place, 7), reason, door.today)
    door = await Restart.open(clerk.client, name)
    await door.confirm(officer(Role.COUNTY_APPROVER, place, 8), "情况属实，同意")
    await clerk.until_check(name, lambda f: bool(f.repairs) and not f.repairs[-1].open)
    for _ in range(9):
        if clerk.world.checks[name].done:
            break
        await clerk.skipper.fast_forward(check, timedelta(days=1, minutes=5))
    await clerk.checked()
