"""Finding a case for a caller, looking into its workflow, and doing an act, the same for all doors."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date

import structlog
from pydantic import BaseModel

from api.acts import Gone, answered_before, ask
from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.idempotent import Command, Told, once
from api.frame.problems import LawfulAct, Problem, not_found, of_refusal, unavailable
from api.scope import (
    INTAKE_ROLES,
    Caller,
    must_write,
)
from api.work.asked import query_code
from api.work.compare.acting import compare_acts
from api.work.desk.acting import (
    OF_DESK,
    known_of_desk,
    lawful_on_desk,
)
from api.work.discovery.acts import checked_lead_act, lead_acts
from api.work.hygiene import must_be_clean, with_clean_households
from api.work.joint.known import (
    joint_acts,
    known_of_item,
    known_of_measures,
    must_hold_post,
)
from api.work.known import known_of_pay, known_to
from api.work.matters import lawful_on_matter, lawful_on_oversight
from api.work.meetings.knowing import known_of_meeting
from api.work.named import must_be_doubtful, must_be_known
from api.work.parts import lawful
from api.work.passing import may_fit
from api.work.registry import CHECK, KINDS, READ_BY_THE_DOOR, Body
from api.work.resuming import of_use, sent
from api.work.shapes import CaseView
from api.work.stages import stage_zh_of
from api.work.targets import Target, acts_base, check_of, file_of, find_case
from api.work.together.knowing import freed
from api.work.together.lines import help_of_others
from api.work.together.offers import offered_acts
from api.work.views import OUTCOME_ZH, case_view, lawful_acts, rules_are_read
from api.work.watch.kinds import WATCHES, lawful_on_watch
from api.work.watch.knowing import known_of_watch
from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.check.file import CheckFile
from domain.discovery.file import DiscoveryFile
from domain.funds.matter import MatterKind
from domain.measures.acts import TaskAct
from domain.oversight.file import OversightKind
from domain.pay.engine import lawful_pay_moves
from domain.pay.file import PayFile
from store import cases, notices
from workflows import ids
from workflows.base import Receipt

_SETTLING = 20
"""How often a case that has just begun a stage is asked again before it is shown as it is."""


class ActDone(BaseModel):
    """The act was done: where the procedure stands now."""

    subject: str
    act: str
    act_zh: str
    version: int
    stage: str
    stage_zh: str
    digest: str


async def view_of(door: Door, caller: Caller, case_no: str) -> tuple[CaseView, CaseFile]:
    """The case as the caller sees it, and the file it was made from."""
    row, _ = await find_case(door, caller, case_no)
    target = Target(
        kind="case", workflow_id=ids.case_id(row.place, case_no), place=row.place, case_no=case_no
    )
    file = await file_of(door, target)
    for _ in range(_SETTLING):
        if rules_are_read(file):
            break
        await asyncio.sleep(0.05)
        file = await file_of(door, target)
    check = await check_of(door, file)
    asked = (
        await door.read(cases.asks_of, case_no, file.check.number)
        if file.check is not None and check is None
        else ()
    )
    issued = await door.read(notices.notices_of, case_no) if file.period else ()
    today = max(await door.today(), file.latest)
    view = case_view(file, row, caller, today, check, asked, issued)
    more: dict[str, object] = {"may_fit": may_fit(door, file, today)}
    more |= help_of_others(door, caller, file, today)
    offered = offered_acts(door, file.place, today, view.allowed)
    more["allowed"] = await of_use(door, file, offered)
    if caller.role in INTAKE_ROLES:
        more["query_code"] = query_code(door, case_no)
    return view.model_copy(update=more), file


async def must_be_theirs(
    door: Door, caller: Caller, target: Target, act: str, request_id: str
) -> None:
    """403 for a role the act is not for, before what was sent is looked at; logged as refused."""
    try:
        await must_hold_post(door, caller, target, KINDS[target.kind].moves[act])
    except Problem as problem:
        await log_command(door, caller, act, target.subject, problem.code, target.place, request_id)
        raise await _with_lawful(door, caller, target, problem) from None


async def perform(
    door: Door,
    caller: Caller,
    target: Target,
    act: str,
    body: Body,
    key: str,
    request_id: str = "",
) -> Told:
    """The act done once, or why not; the same key gives the same answer for the case's life."""
    command = Command(
        caller=caller,
        key=key,
        what=act,
        subject=target.workflow_id,
        body=body.model_dump_json(),
        place=target.place,
        case_no=target.case_no,
        request_id=request_id,
    )
    return await once(
        door,
        command,
        lambda: _do(door, caller, target, act, body, command.id),
        recall=lambda: _recalled(door, target, act, command.id),
    )


async def _recalled(door: Door, target: Target, act: str, id: str) -> ActDone | None:
    """What came of the act when it was sent before, in whichever run of the case that was."""
    receipt = await answered_before(door, target.workflow_id, id)
    return None if receipt is None else _done(target, act, receipt)


async def _do(
    door: Door,
    caller: Caller,
    target: Target,
    act: str,
    body: Body,
    id: str,
) -> ActDone:
    kind = KINDS[target.kind]
    today = await door.today()
    try:
        await must_hold_post(door, caller, target, KINDS[target.kind].moves[act])
        must_write(caller, body)
        must_be_clean(body, today)
        if target.kind == "discovery":
            body = await checked_lead_act(door, target.place, target.township, act, body)
        if target.kind == "case":
            await must_be_known(door, target.place, target.case_no, body)
        if act == "settle_suspicion":
            await must_be_doubtful(door, target.place, target.subject, body)
        clean = with_clean_households(body, today)
        assert isinstance(clean, Body)  # noqa: S101  (narrowing for the type checker)
        known = await _known(door, caller, target, act, clean, today, id)
        message = kind.message(act, clean, caller.officer(target.place), today, known)
        receipt = await sent(door, target.workflow_id, act, message, id)
    except Gone:
        problem = await _gone(door, target)
        await freed(door, act, id, problem)
        raise problem from None
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    except Problem as problem:
        await freed(door, act, id, problem)
        raise await _with_lawful(door, caller, target, problem) from None
    return _done(target, act, receipt)


async def _known(
    door: Door, caller: Caller, target: Target, act: str, body: Body, today: date, id: str
) -> dict[str, object]:
    """What this act records from the tables besides what was typed; nothing for most."""
    if READ_BY_THE_DOOR not in KINDS[target.kind].acts[act].model_fields:
        return {}
    if target.kind == "pay":
        return await known_of_pay(door, target.place, target.month, today)
    if target.kind == "item":
        return await known_of_item(door, target.place, target.workflow_id, body, today)
    if target.kind == "measures" and issubclass(KINDS[target.kind].acts[act], TaskAct):
        return await known_of_measures(door, caller, act)
    if target.kind == "meeting":
        return await known_of_meeting(door, caller, target.workflow_id, act, body, today, id)
    if target.kind in WATCHES:
        return await known_of_watch(door, caller, target.place, target.subject, act, body)
    if target.kind in ("measures", *OF_DESK):
        return await known_of_desk(door, target.kind, target.place, target.workflow_id)
    return await known_to(door, await file_of(door, target), act, body, today, id)


def _done(target: Target, act: str, receipt: Receipt) -> ActDone:
    return ActDone(
        subject=target.subject,
        act=act,
        act_zh=KINDS[target.kind].moves[act].zh,
        version=receipt.version,
        stage=receipt.stage,
        stage_zh=stage_zh_of(receipt.stage, target.kind),
        digest=receipt.digest,
    )


_GONE_ZH = {"pay": "发放批次", **{kind.value: "监督事项" for kind in OversightKind}}


async def _gone(door: Door, target: Target) -> Problem:
    """No such workflow: the procedure has ended, or never began."""
    if target.kind in {"pay", *MatterKind, *OversightKind}:
        return not_found(_GONE_ZH.get(target.kind, "资金事项"))
    row = await door.read(cases.get_case, target.case_no)
    if target.kind != "case":
        return Problem(
            409,
            "ended",
            "这项办理已经结束或者尚未开始，不能提交，请返回案件页面查看现在可以办理的事项。",
            case_no=target.case_no,
        )
    if row is not None and row.stage == Stage.CLOSED:
        outcome = OUTCOME_ZH.get(row.outcome, row.outcome)
        return Problem(
            409,
            "closed",
            f"本案已于{row.closed_on}办结（{outcome}），不能再办理。如情况有变化，请重新申请。",
            case_no=target.case_no,
        )
    structlog.get_logger("api").error("workflow missing", workflow_id=target.workflow_id)
    return unavailable(30)


async def _with_lawful(door: Door, caller: Caller, target: Target, problem: Problem) -> Problem:
    """A refusal also says what the caller may do now."""
    if problem.status not in (403, 409):
        return problem
    with contextlib.suppress(Problem, Gone):
        problem.allowed = await lawful_now(door, caller, target)
    problem.case_no = target.case_no
    return problem


async def lawful_now(door: Door, caller: Caller, target: Target) -> tuple[LawfulAct, ...]:
    """What the caller may do to this procedure now. Gone when it is not there."""
    if target.kind == "case":
        return lawful_acts(await ask(door, target.workflow_id, "file", CaseFile), caller)
    if target.kind == "check":
        check = await ask(door, target.workflow_id, "file", CheckFile)
        acts = tuple(a for a, m in CHECK.moves.items() if caller.role in m.roles and not check.done)
    elif target.kind in ("item", "measures", "meeting"):
        acts = await joint_acts(door, caller, target.kind, target.workflow_id, target.place)
    elif target.kind in OF_DESK:
        acts = await lawful_on_desk(door, caller, target.kind, target.workflow_id)
    elif target.kind in WATCHES:
        acts = await lawful_on_watch(door, caller, target.kind, target.workflow_id)
    elif target.kind == "discovery":
        return lead_acts(await ask(door, target.workflow_id, "file", DiscoveryFile), caller)
    elif target.kind == "compare":
        acts = await compare_acts(door, caller, target.workflow_id)
    elif target.kind in set(MatterKind):
        acts = await lawful_on_matter(door, caller, target.workflow_id)
    elif target.kind in set(OversightKind):
        acts = await lawful_on_oversight(door, caller, target.workflow_id)
    else:
        pay = await ask(door, target.workflow_id, "file", PayFile)
        acts = tuple(m.act for m in lawful_pay_moves(pay, caller.role))
    base = acts_base(target)
    return tuple(lawful(target.kind, act, f"{base}/{act}") for act in acts)
