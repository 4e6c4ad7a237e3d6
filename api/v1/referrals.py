"""转介：承办单位的转介事项、一件转介、家庭同意提供的信息、本单位的职责和措施。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import DoorOf
from api.frame.problems import not_found
from api.v1 import V1
from api.v1.answers import problems
from api.v1.cases import CaseNo
from api.work.revealing import Revealed
from api.work.shapes import ReferralLine
from api.work.together.household import household_aids
from api.work.together.referrals import listed, referral_view, reveal_shared, unit_view
from api.work.together.shapes import HouseholdAids, ReferralView, UnitView
from domain.privacy import Purpose

router = APIRouter(prefix=V1, tags=["转介和衔接"])

ReferralNo = Annotated[int, Path(ge=1, le=9999, description="本案第几件转介", examples=[1])]


@router.get(
    "/referrals",
    summary="查看转介事项",
    description="联络员看到本单位的，乡镇（街道）和县级看到辖区的；期限近的在前。",
    responses=problems(401, 403, 404, 422, 503),
)
async def list_referrals(
    door: DoorOf,
    caller: CallerOf,
    open: Annotated[bool, Query(description="只看未办结的")] = True,
) -> list[ReferralLine]:
    return await listed(door, caller, open=open)


@router.get(
    "/referrals/{case_no}/{number}",
    summary="查看一件转介",
    description="承办单位只看到家庭同意提供的内容；答复以后不再显示涉及的人。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_referral(
    door: DoorOf, caller: CallerOf, case_no: CaseNo, number: ReferralNo
) -> ReferralView:
    return (await referral_view(door, caller, case_no, number))[0]


@router.get(
    "/referrals/{case_no}/{number}/shared",
    summary="查看家庭同意提供的信息原文",
    description="必须写明用途；每一项的查看都记入审计日志。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_shared(
    request: Request,
    door: DoorOf,
    caller: CallerOf,
    case_no: CaseNo,
    number: ReferralNo,
    purpose: Annotated[Purpose, Query(description="查看用途")],
) -> Revealed:
    return await reveal_shared(door, caller, case_no, number, purpose, request_id_of(request))


@router.get(
    "/cases/{case_no}/aids",
    summary="查看家庭得到的全部救助",
    description="各个项目、各个单位给予或者申请过的救助，所属群体，各层次救助的情况。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_household_aids(door: DoorOf, caller: CallerOf, case_no: CaseNo) -> HouseholdAids:
    return await household_aids(door, caller, case_no)


@router.get(
    "/unit",
    summary="查看本单位的职责和救助措施",
    description="职责可以作为半年报告的标题；措施是会议可以议定、案件可以转介的。",
    responses=problems(401, 403, 404, 422, 503),
)
async def get_unit(door: DoorOf, caller: CallerOf) -> UnitView:
    found = unit_view(door, caller, await door.today()) if caller.place else None
    if found is None:
        raise not_found("单位")
    return found
