"""One form page for every act of every procedure, made from the act's own message.

A refusal shows the form again with everything that was typed, the problem on top and linked to
its field. A successful act leads back to the page of its procedure.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.acts import Gone, ask
from api.frame.auditing import log_command, request_id_of
from api.frame.door import Door, DoorOf
from api.frame.problems import FieldFault, LawfulAct, Problem, bad_input, faults_of, not_found
from api.pages import choices
from api.pages.ahead import effects_for
from api.pages.back import after, back_of
from api.pages.choices_compare import around_comparison, first_hit, hits_to_settle
from api.pages.choices_desk import around_desk
from api.pages.choices_funds import matter_choices, matter_values
from api.pages.choices_meeting import meeting_choices, meeting_values
from api.pages.choices_oversight import open_suspicions, oversight_choices
from api.pages.choices_pay import pay_choices, pay_values
from api.pages.choices_repair import asked_to_confirm
from api.pages.choices_together import choices_of_others, first_number
from api.pages.fields import Control, Form
from api.pages.items.choices import around_item, around_measures
from api.pages.watch.choices import around_watch
from api.pages.web import PageCaller, checked_form, clause_of, go, pairs_of, show
from api.scope import Caller
from api.v1.acts import MatterKey, MatterKindCode, MeetingNo, Month, Number, PlaceCode, SubjectNo
from api.v1.cases import CaseNo
from api.v1.discoveries import LeadNo
from api.work.casework import perform
from api.work.compare.opening import departments_of
from api.work.discovery.leading import lead_target
from api.work.evidence import listed
from api.work.funds import matter_target
from api.work.joint.known import must_hold_post
from api.work.meetings.opening import meeting_file, meeting_target
from api.work.registry import KINDS
from api.work.revealing import look
from api.work.shapes import AssessmentView
from api.work.targets import Target, child_target, file_of, pay_target
from api.work.together.lines import paid_lines
from api.work.together.referrals import acting_target
from api.work.views import assessment_view
from api.work.watch.kinds import WATCHES
from domain.case.acts import Outcome
from domain.case.clauses import clause_in
from domain.case.file import ROLE_OF_DECIDER, CaseFile
from domain.case.phases.living.living import lawful_outcomes
from domain.check.file import CheckFile
from domain.discovery.file import DiscoveryFile
from domain.evidence import EVIDENCE_ZH, EvidenceKind
from domain.funds.matter import Matter, MatterKind
from domain.oversight.file import OversightFile, OversightKind
from domain.pay.effects import Effect
from domain.pay.file import PayFile
from domain.programme import Programme

router = APIRouter(include_in_schema=False)

_HIDDEN = {
    "assign_visit": ("visitor_role",),
    "post_publicity": ("sheet_digest",),
    "postpone_recheck": ("order",),
    "recall_postponement": ("order",),
}
"""What a message carries that nobody fills in by hand."""
_WITH_SUMS = frozenset({"give_opinion", "confirm", "refuse", "decide_change", "escalate"})
WITH_FAMILY = frozenset({"record_statement", "record_survey", "verify_lead", "verify_change"})

ActName = Path(max_length=40, pattern=r"^[a-z_]+$")


class Surroundings:
    """What is known around a form: options, first values, the computed result, where to go back."""

    def __init__(self, target: Target, act: str) -> None:
        self.target = target
        self.options: choices.Options = {}
        self.values: Mapping[str, Any] = {}
        self.assessment: AssessmentView | None = None
        self.others: tuple[tuple[str, str], ...] = ()
        """What insurance and special aid have paid: shown before a sum is set (HB-21, JZ-20)."""
        self.effects: tuple[Effect, ...] = ()
        self.hidden: tuple[str, ...] = ()
        self.why = ""
        """What the act is about, where a list would cut it off."""
        self.seen: int | None = None
        """The last line of the case's record that whoever fills in the form has before him."""
        self.programme: Programme | None = None
        """Of a case: whose rules the form quotes."""
        self.back, self.back_zh = back_of(target, act)


@router.get("/cases/{case_no}/acts/{act}")
async def case_form(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo, act: str = ActName
) -> Response:
    return await _form(request, door, caller, await acting_target(door, caller, case_no, act), act)


@router.post("/cases/{case_no}/acts/{act}")
async def case_act(
    request: Request, door: DoorOf, caller: PageCaller, case_no: CaseNo, act: str = ActName
) -> Response:
    target = await acting_target(door, caller, case_no, act)
    return await _posted(request, door, caller, target, act)


_MANY = {"checks": "check", "items": "item", "measures": "measures"}


async def _child(
    request: Request, door: DoorOf, caller: PageCaller, case_no: SubjectNo, number: Number, act: str
) -> Response:
    kind = _MANY[request.url.path.split("/")[1]]
    target = await child_target(door, caller, kind, case_no, number)
    shown = _form if request.method == "GET" else _posted
    return await shown(request, door, caller, target, act)


for _many in _MANY:
    router.add_api_route(
        f"/{_many}/{{case_no}}/{{number}}/acts/{{act}}", _child, methods=["GET", "POST"]
    )


@router.api_route("/discoveries/{lead_no}/acts/{act}", methods=["GET", "POST"])
async def lead_form(
    request: Request, door: DoorOf, caller: PageCaller, lead_no: LeadNo, act: str = ActName
) -> Response:
    shown = _form if request.method == "GET" else _posted
    return await shown(request, door, caller, await lead_target(door, caller, lead_no), act)


@router.api_route("/meetings/{place}/{number}/acts/{act}", methods=["GET", "POST"])
async def meeting_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    number: MeetingNo,
    act: str = ActName,
) -> Response:
    shown = _form if request.method == "GET" else _posted
    target = await meeting_target(door, caller, place, number)
    return await shown(request, door, caller, target, act)


@router.api_route("/money/{kind}/{place}/{key}/acts/{act}", methods=["GET", "POST"])
async def matter_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    kind: MatterKindCode,
    place: PlaceCode,
    key: MatterKey,
    act: str = ActName,
) -> Response:
    shown = _form if request.method == "GET" else _posted
    return await shown(request, door, caller, matter_target(caller, kind, place, key), act)


@router.api_route("/pay/{place}/{month}/acts/{act}", methods=["GET", "POST"])
async def pay_form(
    request: Request,
    door: DoorOf,
    caller: PageCaller,
    place: PlaceCode,
    month: Month,
    act: str = ActName,
) -> Response:
    shown = _form if request.method == "GET" else _posted
    return await shown(request, door, caller, pay_target(caller, place, month), act)


async def of_target(
    request: Request, door: Door, caller: Caller, target: Target, act: str
) -> Response:
    """The form of an act, or what came of sending it."""
    shown = _form if request.method == "GET" else _posted
    return await shown(request, door, caller, target, act)


async def _form(request: Request, door: Door, caller: Caller, target: Target, act: str) -> Response:
    await _must_know(door, target, act, caller)
    chosen = request.query_params.get("task", "")[:160]
    around = await surroundings(door, caller, target, act, chosen)
    if act in WITH_FAMILY:
        # The form shows the family in clear, because it is there to be corrected.
        subject, request_id = target.case_no, request_id_of(request)
        what = look("Household.*", act)
        await log_command(door, caller, what, subject, "done", target.place, request_id)
    form = _made(target, act, around)
    asked = {"aid": request.query_params.get("aid", "")} if act == "refer_case" else around.values
    return await _shown(request, target, act, around, form, form.shown(asked))


async def _posted(
    request: Request, door: Door, caller: Caller, target: Target, act: str
) -> Response:
    await _must_know(door, target, act, caller)
    posted = await checked_form(request, door, caller)
    around = await surroundings(door, caller, target, act)
    form = _made(target, act, around)
    raw = form.read(pairs_of(posted))
    if "_add" in posted or "_restore" in posted:
        more = str(posted.get("_add", ""))
        return await _shown(request, target, act, around, form, raw, more=more)
    try:
        body = _body(target, act, form, raw).model_copy(update=_seen(posted))
        key = str(posted.get("_key", ""))
        told = await perform(door, caller, target, act, body, key, request_id_of(request))
    except Problem as problem:
        return await _shown(request, target, act, around, form, raw, problem)
    if told.status < 400:
        return go(after(target, act, caller, body))
    return await _shown(request, target, act, around, form, raw, problem_of(told.document))


def _body(target: Target, act: str, form: Form, raw: Mapping[str, Any]) -> Any:
    """The message's body. Problem 422 with every wrong field."""
    values, faults = form.typed(raw)
    try:
        body = KINDS[target.kind].body(act).model_validate(values)
    except ValidationError as error:
        named = {f.field for f in faults}
        found = (f for f in faults_of(error.errors()) if f.field not in named)
        raise bad_input((*faults, *found)) from None
    if faults:
        raise bad_input(faults)
    return body


def _seen(posted: Mapping[str, Any]) -> dict[str, int]:
    sent = str(posted.get("_seen", ""))
    return {"seen": int(sent)} if sent.isdigit() else {}


def problem_of(document: Mapping[str, Any]) -> Problem:
    """A kept refusal as the problem it was."""
    return Problem(
        int(document["status"]),
        str(document["code"]),
        str(document["detail"]),
        clause=str(document["clause"]),
        errors=tuple(FieldFault(**e) for e in document["errors"]),
        allowed=tuple(LawfulAct(**a) for a in document["allowed"]),
        case_no=str(document["case_no"]),
    )


async def _shown(
    request: Request,
    target: Target,
    act: str,
    around: Surroundings,
    form: Form,
    raw: Mapping[str, Any],
    problem: Problem | None = None,
    more: str = "",
) -> Response:
    move = KINDS[target.kind].moves[act]
    controls = form.controls(raw, problem.errors if problem else (), more)
    return await show(
        request,
        "act.html",
        status=problem.status if problem else 200,
        title=" · ".join(part for part in (move.zh, target.case_no or target.month) if part),
        verb=move.zh,
        basis=clause_of(
            request,
            clause_in(around.programme, move.clause) if around.programme else move.clause,
            target.place,
        ),
        place=target.place,
        back=around.back,
        back_zh=around.back_zh,
        controls=controls,
        linked=dict(names_of(controls)),
        problem=problem,
        key=str(uuid.uuid4()),
        assessment=around.assessment,
        others=around.others,
        effects=around.effects,
        seen=around.seen,
        files_href=f"/cases/{target.case_no}/evidence"
        if "evidence" in form.schema["properties"]
        else "",
        why=around.why,
    )


def names_of(controls: Iterable[Control]) -> Iterable[tuple[str, str]]:
    """Every field on the page with its label, for the links of the problem."""
    for control in controls:
        yield control.name, control.label
        yield from names_of(control.children)
        for n, row in enumerate(control.rows, start=1):
            for name, label in names_of(row):
                yield name, f"{control.label}第{n}行{label}"


async def surroundings(
    door: Door, caller: Caller, target: Target, act: str, chosen: str = ""
) -> Surroundings:
    """Everything the form offers because of the state its procedure is in. `chosen`: the task the
    caller came from, where there are several."""
    around = Surroundings(target, act)
    try:
        match target.kind:
            case "case":
                await _around_case(door, caller, around, act)
            case "check":
                around.options = choices.check_choices(
                    await ask(door, target.workflow_id, "file", CheckFile), act
                )
            case "item":
                around.options, around.values = await around_item(door, target, act)
            case "meeting":
                number = target.workflow_id.rsplit("/", 1)[-1]
                sat = await meeting_file(door, caller, target.place, number)
                accounts = await choices.accounts_of(door, target.place)
                around.options = meeting_choices(sat, caller, accounts)
                around.values = meeting_values(sat, caller, act)
            case "affair" | "report" | "year":
                around.options, around.values = await around_desk(door, caller, target, act)
            case "compare":
                around.options, around.values = await around_comparison(door, target, act)
            case kind if kind in WATCHES:
                around.options, around.values = await around_watch(door, caller, target, act)
            case "measures":
                found = await around_measures(door, caller, target, act, chosen)
                around.options, around.values = found
            case "pay":
                file = await ask(door, target.workflow_id, "file", PayFile)
                around.options = await pay_choices(door, file, act)
                around.values = pay_values(file, act)
            case kind if kind in set(MatterKind):
                matter = await ask(door, target.workflow_id, "file", Matter)
                around.options = matter_choices(matter, door.place(target.place))
                around.values = matter_values(matter, act, chosen)
            case kind if kind in set(OversightKind):
                watched = await ask(door, target.workflow_id, "file", OversightFile)
                around.options = oversight_choices(door, watched)
                if act == "settle_suspicion":
                    around.options |= await open_suspicions(door, watched)
                    around.values = {"key": chosen}
            case "discovery":
                await _around_lead(door, caller, around)
    except Gone:
        raise not_found("事项") from None
    return around


async def _around_case(door: Door, caller: Caller, around: Surroundings, act: str) -> None:
    file: CaseFile = await file_of(door, around.target)
    accounts = await choices.accounts_of(door, file.place)
    around.options = choices.case_choices(door, file, act, accounts)
    around.values = choices.case_values(file, act)
    around.seen = file.seq
    around.why = asked_to_confirm(file, act)
    around.programme = file.programme
    bodies = departments_of(door, file.place, await door.today())
    around.options |= hits_to_settle(file, bodies)
    around.values = {**first_hit(file), **around.values}
    around.options |= await choices_of_others(door, file, act, around.options["told_to"])
    around.values = {**first_number(around.options, around.target.number), **around.values}
    files = () if around.target.number else await listed(door, caller, file.case_no)
    around.options["evidence"] = {
        r.digest: f"{EVIDENCE_ZH[EvidenceKind(r.kind)]} {r.at:%m-%d} {r.digest[:8]}" for r in files
    }
    around.hidden = () if files else ("evidence",)
    if act in ("record_survey", "verify_change"):
        mine = {"surveyors": [caller.id], "signed_by": [caller.id]}
        around.values = {**mine, **around.values}
    if act == "move_case" and not _decides(file, caller):
        # Who ends aid here to have it go on elsewhere is the decider alone.
        local = {t.code: t.zh for t in door.place(file.place).townships}
        around.options["to_township"], around.hidden = local, (*around.hidden, "to_place")
    if act == "decide_change" and Outcome.TRANSITION not in lawful_outcomes(file):
        around.hidden += ("transition_months",)
    found = file.review.assessment if file.review else file.assessment
    if found is not None and act in _WITH_SUMS:
        around.assessment = assessment_view(found)
    if act in _WITH_SUMS and not around.target.number:
        around.others = paid_lines(file)
    around.effects = await effects_for(door, file, act)


async def _around_lead(door: Door, caller: Caller, around: Surroundings) -> None:
    lead = await ask(door, around.target.workflow_id, "file", DiscoveryFile)
    accounts = await choices.accounts_of(door, lead.place)
    around.options = choices.lead_choices(door.place(lead.place), lead, accounts)
    around.values = {"visitors": [caller.id]}
    around.seen = lead.seq


def _decides(file: CaseFile, caller: Caller) -> bool:
    return not file.law.has("decider") or ROLE_OF_DECIDER[file.decider] is caller.role


def _made(target: Target, act: str, around: Surroundings) -> Form:
    schema = KINDS[target.kind].body(act).model_json_schema()
    return Form(act, schema, around.options, (*_HIDDEN.get(act, ()), "seen", *around.hidden))


async def _must_know(door: Door, target: Target, act: str, caller: Caller) -> None:
    """Whose act it is not does not see its form, which may show the family."""
    moves = KINDS[target.kind].moves
    if act not in moves:
        raise not_found("操作")
    await must_hold_post(door, caller, target, moves[act])
