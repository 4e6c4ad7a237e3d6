"""What the forms of supervision offer and begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.acts import ask
from api.frame.door import Door
from api.pages.choices import Options, accounts_of
from api.scope import Caller
from api.work.targets import Target
from api.work.watch.knowing import units_of
from domain.case.lifecycle import ROLE_ZH, Role
from domain.credit.engine import CONSEQUENCES
from domain.credit.file import CreditFile
from domain.sampling.file import NOT_YET, SpotFile
from store.watch import credit


async def around_watch(
    door: Door, caller: Caller, target: Target, act: str
) -> tuple[Options, Mapping[str, Any]]:
    """Options and first values. Gone when the workflow is not there."""
    match act:
        case "accept_complaint" | "reassign_complaint":
            units, _ = await units_of(door, target.place)
            return {"unit": units}, {"unit": caller.township} if caller.township else {}
        case "record_spot_check":
            return await _of_check(door, caller, target)
        case "answer_spot_check":
            file = await ask(door, target.workflow_id, "file", SpotFile)
            own = [c.case_no for c in file.unanswered if c.township == caller.township]
            return {"case_no": {no: no for no in own}}, {}
        case "refer_to_police" | "find_credit" | "enter_credit":
            return await _of_credit(door, target, act)
    return {}, {}


async def _of_credit(door: Door, target: Target, act: str) -> tuple[Options, Mapping[str, Any]]:
    file = await ask(door, target.workflow_id, "file", CreditFile)
    if act == "enter_credit":
        law = file.law
        table = law.table(CONSEQUENCES) if law.has(CONSEQUENCES) else {}
        own = {c: str(zh) for c, zh in table.items() if c.startswith("good_") is file.good}
        return {"consequences": own}, {}
    known = await door.read(credit.known_of, target.place, file.order.case_no, file.opened_on)
    recoveries = {key: key for key in known.recoveries}
    return {
        "evidence": {digest: digest[:12] for digest in known.evidence},
        "recovery": {"": "（没有）", **recoveries},
    }, {}


async def _of_check(
    door: Door, caller: Caller, target: Target
) -> tuple[Options, Mapping[str, Any]]:
    file = await ask(door, target.workflow_id, "file", SpotFile)
    names = {t.code: t.zh for t in door.place(target.place).townships}
    again = tuple(c.case_no for c in file.checks if c.back.startswith(NOT_YET))
    cases = {
        no: f"{no}（{names.get(file.townships[no], '')}）" for no in (*file.open_cases, *again)
    }
    county = {
        row.id: f"{row.id}（{ROLE_ZH[Role.COUNTY_REVIEWER]}）"
        for row in await accounts_of(door, target.place)
        if row.role == Role.COUNTY_REVIEWER.value
    }
    return {"case_no": cases, "checkers": county}, {"checkers": [caller.id]}
