"""供养和照料：协议覆盖、走访、供养服务机构及检查、成员单位走访慰问计划。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.v1 import V1
from api.v1.acts import PlaceCode
from api.v1.answers import problems
from api.work.care import institutions, people, plans
from domain.privacy import Purpose

router = APIRouter(prefix=V1, tags=["供养和照料"])

_READ = problems(401, 403, 404, 422, 503)
_MISTAKES = problems(401, 403, 404, 409, 413, 422, 503)
_INSTITUTION = {"code": "JG0001", "name": "示例敬老院", "level": "市级照料护理标准", "beds": 40}
_INSPECTION = {"code": "JG0001", "result": "good", "finding": "护理记录完整，伙食和卫生符合标准"}
_MENDING = {"code": "JG0001", "seq": 1, "mending": "已经补齐夜间值班护理人员"}
_PLAN = {
    "title": "春节走访慰问",
    "since": "2027-01-20",
    "until": "2027-02-05",
    "cases": ["JZ2026000001"],
}
_VISIT = {"number": 1, "case_no": "JZ2026000001", "finding": "已走访，家中取暖物资充足"}


@router.get("/care/{place}", summary="供养和照料情况", responses=_READ)
async def get_care(door: DoorOf, caller: CallerOf, place: PlaceCode) -> people.CareView:
    return await people.care_view(door, caller, place)


@router.post(
    "/care/{place}/unsigned",
    summary="未签订委托照料服务协议人员的姓名",
    description="写明用途；每一人的查看都记入审计日志。",
    responses=_MISTAKES,
)
async def get_names(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    purpose: Annotated[Purpose, Query(description="用途")],
) -> list[people.NamedLine]:
    return await people.names_of_unsigned(door, caller, place, purpose, request_id_of(request))


@router.get("/care/{place}/institutions", summary="供养服务机构和检查", responses=_READ)
async def get_institutions(
    door: DoorOf, caller: CallerOf, place: PlaceCode
) -> institutions.InstitutionsView:
    return await institutions.institutions_view(door, caller, place)


@router.post("/care/{place}/institutions", summary="登记供养服务机构", responses=_MISTAKES)
async def put_institution(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[institutions.InstitutionBody, Body(examples=[_INSTITUTION])],
) -> institutions.InstitutionsView:
    return await institutions.register(door, caller, place, sent, request_id_of(request))


@router.post("/care/{place}/inspections", summary="登记供养服务机构检查", responses=_MISTAKES)
async def put_inspection(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[institutions.InspectionBody, Body(examples=[_INSPECTION])],
) -> institutions.InstitutionsView:
    return await institutions.inspect(door, caller, place, sent, request_id_of(request))


@router.post("/care/{place}/mendings", summary="登记供养服务机构整改", responses=_MISTAKES)
async def put_mending(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[institutions.MendingBody, Body(examples=[_MENDING])],
) -> institutions.InstitutionsView:
    return await institutions.mend(door, caller, place, sent, request_id_of(request))


@router.get("/care/{place}/plans", summary="走访慰问计划和提醒", responses=_READ)
async def get_plans(door: DoorOf, caller: CallerOf, place: PlaceCode) -> plans.PlansView:
    return await plans.plans_view(door, caller, place)


@router.post("/care/{place}/plans", summary="登记走访慰问计划", responses=_MISTAKES)
async def put_plan(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[plans.PlanBody, Body(examples=[_PLAN])],
) -> plans.PlansView:
    return await plans.plan(door, caller, place, sent, request_id_of(request))


@router.post("/care/{place}/visits", summary="登记走访慰问", responses=_MISTAKES)
async def put_visit(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    place: PlaceCode,
    sent: Annotated[plans.VisitBody, Body(examples=[_VISIT])],
) -> plans.PlansView:
    return await plans.visited(door, caller, place, sent, request_id_of(request))
