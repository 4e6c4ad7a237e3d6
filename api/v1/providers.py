"""社会力量和购买服务：登记、优惠、合同、安排的服务、定点医疗机构。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.scope import must_be_of
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import IdempotencyKey, problems
from api.work.recognised import Recognised, RecognitionQuery
from api.work.together import providers as work
from api.work.together.hospital import Settled, SettlementBody, covered, settle

router = APIRouter(prefix=V1, tags=["转介和衔接"])

_PROVIDER = {"code": "52410800MJ0000001X", "kind": "social_work", "name": "示例社工服务中心"}
_INCENTIVE = {
    "provider": "52410800MJ0000001X",
    "kind": "reward",
    "fen": 100000,  # not law: a made-up example
    "document": "峄财函〔2026〕1号",
}
_CONTRACT = {
    "number": "焦民购〔2026〕1号",
    "provider": "52410800MJ0000001X",
    "services": ["counselling"],
    "budget_fen": 500000,  # not law: a made-up example
    "since": "2026-01-01",
    "until": "2026-12-31",
}
_QUERY = {"id_no": "990101196005010119", "purpose": "assistance"}
_SETTLEMENT = {
    "id_no": "990101196005010119",
    "kind": "medical",
    "total_fen": 900000,  # not law: a made-up example
    "paid_fen": 600000,  # not law: a made-up example
    "receipt": "结算单2026-1",
}
_MISTAKES = problems(401, 403, 404, 409, 422, 503)


@router.get(
    "/providers",
    summary="查看社会力量和购买服务合同",
    description="合同的预算、已安排、余额、服务户数和次数。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_register(door: DoorOf, caller: CallerOf) -> work.RegisterView:
    return await work.register_view(door, caller)


@router.post("/providers", summary="登记社会力量", responses=_MISTAKES)
async def put_provider(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[work.ProviderBody, Body(examples=[_PROVIDER])],
) -> work.ProviderView:
    return await work.register(door, caller, sent, request_id_of(request))


@router.post("/providers/incentives", summary="登记给予社会力量的优惠", responses=_MISTAKES)
async def put_incentive(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[work.IncentiveBody, Body(examples=[_INCENTIVE])],
) -> work.ProviderView:
    return await work.grant(door, caller, sent, request_id_of(request))


@router.post("/contracts", summary="登记购买服务合同", responses=_MISTAKES)
async def put_contract(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    sent: Annotated[work.ContractBody, Body(examples=[_CONTRACT])],
) -> work.ContractView:
    return await work.sign(door, caller, sent, request_id_of(request))


@router.post("/contracts/end", summary="终止购买服务合同", responses=_MISTAKES)
async def end_contract(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    number: Annotated[str, Query(max_length=60, description="合同编号")],
) -> work.ContractView:
    return await work.end(door, caller, number, request_id_of(request))


@router.get(
    "/services",
    summary="查看安排给本机构的服务",
    description="承接机构只看到本合同内安排的服务，合同终止后不能查看。",
    responses=problems(401, 403, 404, 422, 503),
)
async def list_services(door: DoorOf, caller: CallerOf) -> list[work.AssignedView]:
    return await work.assigned(door, caller)


@router.post(
    "/places/{place}/coverage/query",
    summary="定点医疗机构查询救助身份",
    description="只答复是否享受、类别和有效期；每次查询记入审计日志。",
    responses=_MISTAKES,
)
async def query_coverage(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[RecognitionQuery, Body(examples=[_QUERY])],
) -> Recognised:
    must_be_of(caller, place)
    return await covered(door, caller, place, sent, request_id_of(request))


@router.post(
    "/places/{place}/settlements",
    summary="定点医疗机构登记即时结算",
    description="记入本人正在办理或者享受的案件，计算救助时先行扣除；同一凭证不得重复登记。",
    responses=_MISTAKES,
)
async def put_settlement(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    key: IdempotencyKey,
    sent: Annotated[SettlementBody, Body(examples=[_SETTLEMENT])],
) -> Settled:
    must_be_of(caller, place)
    return await settle(door, caller, place, sent, key, request_id_of(request))
