"""风险监测预警名单；保险公司大病保险赔付。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from api.examples import PAYOUT_EXAMPLE, RISK_EXAMPLE
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.idempotent import command_of, once
from api.frame.workbooks import XLSX, workbook_answer
from api.v1 import V1
from api.v1.answers import OF_ACT, IdempotencyKey, problems, told
from api.work.compare.insurers import list_book
from api.work.compare.risks import (
    PayoutBody,
    PayoutTaken,
    RiskAnswer,
    RiskAnswered,
    RiskLine,
    answer_risk,
    risks_of,
    take_payout,
)

router = APIRouter(prefix=V1, tags=["主动发现"])


@router.get(
    "/risks", summary="风险监测名单，最高等级在前", responses=problems(401, 403, 404, 422, 503)
)
async def list_risks(
    door: DoorOf,
    caller: CallerOf,
    place: Annotated[str, Query(max_length=20, description="县（市、区）代码")] = "",
    township: Annotated[str, Query(max_length=40, description="乡镇（街道）代码")] = "",
) -> list[RiskLine]:
    return await risks_of(door, caller, place, township)


@router.post(
    "/risks/answers",
    status_code=201,
    summary="登记一条风险的处置结果",
    response_model=RiskAnswered,
    responses=OF_ACT,
)
async def create_answer(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[RiskAnswer, Body(examples=[RISK_EXAMPLE])],
) -> Response:
    command = command_of(
        request, caller, key, "answer_risk", sent, subject=sent.case_no, case_no=sent.case_no
    )
    return told(await once(door, command, lambda: answer_risk(door, caller, sent), 201))


@router.get(
    "/insurer-list/workbook",
    summary="提供给大病保险承办机构的困难群众名单（电子表格）",
    description="只有姓名、身份证号码和救助对象类别；提供哪些类别由本地规则设定。",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **problems(401, 403, 409, 422)},
)
async def get_insurer_list(door: DoorOf, caller: CallerOf) -> Response:
    data = await list_book(door, caller)
    return workbook_answer(data, f"{door.place(caller.place).short}大病保险困难群众名单.xlsx")


@router.post(
    "/insurer-payouts",
    status_code=201,
    summary="登记大病保险赔付",
    description="自付费用超过本地规定金额的，登记主动发现线索；线索只带来走访，不带来救助。",
    response_model=PayoutTaken,
    responses=OF_ACT,
)
async def create_payout(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    key: IdempotencyKey,
    sent: Annotated[PayoutBody, Body(examples=[PAYOUT_EXAMPLE])],
) -> Response:
    command = command_of(request, caller, key, "insurer_payout", sent, subject=sent.period)
    own = f"{caller.id}:{command.id}"
    return told(await once(door, command, lambda: take_payout(door, caller, sent, own), 201))
