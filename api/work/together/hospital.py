"""Hospitals ask whether a person is covered, and settle at the counter (一站式即时结算, TR-41)."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from api.frame.door import Door
from api.frame.problems import Problem, not_found, of_refusal
from api.scope import Caller
from api.work.casework import perform
from api.work.recognised import Recognised, RecognitionQuery, recognised_by
from api.work.registry import CASE
from api.work.targets import Target
from api.work.window import rules_at
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.identity import check_id
from store import cases, intake, providers
from workflows import ids

SETTLEMENT: Final = "together.settlement"
_HOSPITAL: Final = "hospital"
_CLAUSE: Final = "TR-41"


class SettlementBody(BaseModel):
    """一次即时结算；同一凭证不得重复登记。"""

    id_no: str = Field(max_length=18, description="公民身份号码")
    kind: str = Field(max_length=40, description="支付的保险，本地规定的险种代码")
    total_fen: int = Field(ge=0, description="费用总额（分）")
    paid_fen: int = Field(gt=0, description="保险支付金额（分）")
    receipt: str = Field(min_length=1, max_length=80, description="结算凭证编号")


class Settled(BaseModel):
    """登记到本人正在办理或者享受的案件。"""

    cases: list[str]


async def covered(
    door: Door, caller: Caller, place: str, asked: RecognitionQuery, request_id: str
) -> Recognised:
    """Whether the person is covered, by which class, until when; nothing else is told."""
    await _must_be_hospital(door, caller, place)
    return await recognised_by(door, caller, place, asked, request_id)


async def settle(
    door: Door, caller: Caller, place: str, body: SettlementBody, key: str, request_id: str
) -> Settled:
    """Puts what was paid on every living case of the person, so that aid is not paid twice."""
    await _must_be_hospital(door, caller, place)
    try:
        number = check_id(body.id_no, await door.today())
    except CaseRefusal as refusal:
        raise of_refusal(refusal) from None
    done = []
    held = await door.read(intake.cases_of_person, number)
    for case_no in sorted(set(held.values())):
        row = await door.read(cases.get_case, case_no)
        if row is None or row.place != place:
            continue
        member = await door.read(intake.member_of_case, number, case_no)
        target = Target(
            kind="case",
            workflow_id=ids.case_id(place, case_no),
            place=place,
            township=row.township,
            case_no=case_no,
        )
        sent = CASE.body("record_insurance").model_validate(
            {
                "member": member,
                "kind": body.kind,
                "insured": True,
                "total_fen": body.total_fen,
                "paid_fen": body.paid_fen,
                "receipt": body.receipt,
                "instant": True,
            }
        )
        told = await perform(
            door, caller, target, "record_insurance", sent, f"{key}/{case_no}", request_id
        )
        if told.status >= 400:
            document = told.document
            raise Problem(
                told.status,
                str(document["code"]),
                str(document["detail"]),
                clause=str(document["clause"]),
            )
        done.append(case_no)
    if not done:
        raise not_found("正在办理或者享受的救助")
    return Settled(cases=done)


async def _must_be_hospital(door: Door, caller: Caller, place: str) -> None:
    """A designated hospital of a place that settles at the counter; 404 for everybody else."""
    law = rules_at(door, place, await door.today(), (SETTLEMENT,))
    offered = law.has(SETTLEMENT) and law.flag(SETTLEMENT)
    row = None
    if offered and caller.role is Role.PROVIDER and caller.place == place and caller.contract:
        held = await door.read(providers.contract, place, caller.contract)
        row = await door.read(providers.provider, place, held.provider) if held else None
    if row is None or row.kind != _HOSPITAL:
        raise not_found()
