"""Each breach becomes a matter of supervision: a task for its township, an answer, a judgement.

A breach has one key for ever, and so has its matter: nothing is opened twice, also not after the
matter was closed and the breach, being history, is found again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from audit.clauses import clause_zh
from audit.rulebook.breach import Breach
from audit.rulebook.rules import SEVERITY_ZH, Severity, rule_of
from domain.oversight import engine
from domain.oversight.file import OVERSIGHT_ZH, Held, OversightFile, OversightKind
from runtime import packs
from runtime.settings import Settings
from store.engine import Store
from store.watching import matters, rulebook
from workflows import ids, visible
from workflows.oversight import BreachSeen, OversightWorkflow


def matter_of(found: Breach, today: date, number: str = "") -> OversightFile:
    """The matter of a breach: what is wrong, under which clause, what to do; the township answers.
    `number`: the one it has already, if any."""
    number = number or number_of(found)
    rule = rule_of(found.rule)
    held = Held(
        head=found.rule,
        text=f"{rule.zh}（{SEVERITY_ZH[rule.severity]}）：{found.zh}。怎么办：{rule.act_zh}",
        clause=clause_zh(rule.clause),
        unit=found.township,
        unit_kind="township" if found.township else "",
        cases=(found.case_no,) if "/" not in found.case_no else (),
        serious=rule.severity is Severity.RIGHT,
        source=f"rulebook:{found.key}",
    )
    return engine.opened(OversightKind.BREACH, found.place, number, None, today, held)


def number_of(found: Breach) -> str:
    """The number a new matter of it gets, `2027-r3f9…`; one it has it keeps (`kept_numbers`)."""
    return f"{found.on.year}-r{found.key}"


async def open_matters(
    client: Client, store: Store, settings: Settings, breaches: Sequence[Breach], today: date
) -> int:
    """Begins a matter for each breach that has none yet; how many."""
    with store.read() as session:
        known = rulebook.kept_numbers(
            session, {k for one in breaches for k in (one.key, one.worded)}
        )
    files = {file.subject: file for file in (_file(one, known, today) for one in breaches)}
    with store.read() as session:
        new = [f for s, f in files.items() if matters.get_oversight(session, s) is None]
    begun = 0
    for file in new:
        begun += await _begin(client, file, settings)
    return begun


def _file(found: Breach, known: Mapping[str, str], today: date) -> OversightFile:
    return matter_of(found, today, known.get(found.key) or known.get(found.worded) or "")


async def tell_matters(
    client: Client, matters_: Sequence[tuple[str, str]], on: date, *, gone: bool
) -> None:
    """Says to the matters of breaches that went away by themselves, or came back, that they did: only
    a person closes them. One that is closed needs not be told."""
    for place, number in matters_:
        name = ids.oversight_id(OversightKind.BREACH, place, number)
        told = BreachSeen(on=on, gone=gone)
        try:
            await client.get_workflow_handle(name).signal(OversightWorkflow.breach_seen, told)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _begin(client: Client, file: OversightFile, settings: Settings) -> bool:
    zh = packs.place_info(file.place, settings.policy_overlays).short
    try:
        await client.start_workflow(
            OversightWorkflow.run,
            file,
            id=ids.oversight_id(file.kind, file.place, file.number),
            task_queue=settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            static_summary=f"{OVERSIGHT_ZH[file.kind]} · {zh} · {file.number}",
            search_attributes=visible.at_place(file.place, ""),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
