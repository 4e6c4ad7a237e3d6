"""登录与退出。"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.frame.auth import CallerOf, sign_in, sign_out
from api.frame.door import DoorOf
from api.scope import Caller
from api.v1 import V1
from api.v1.answers import SHAPE, problems

router = APIRouter(prefix=V1, tags=["登录"])


class Credentials(BaseModel):
    """账号和密码。"""

    model_config = ConfigDict(extra="forbid")

    user: str = Field(min_length=1, max_length=60, description="账号")
    password: str = Field(min_length=1, max_length=200, description="密码")
    code: str = Field("", max_length=8, description="动态口令；账号启用的才填")
    new_password: str = Field(
        "", max_length=200, description="新密码；首次登录、重置以后须设置，平时填写即修改密码"
    )


class Me(BaseModel):
    """当前登录的人。"""

    id: str
    role: str
    role_zh: str
    place: str
    township: str
    unit: str
    name: str
    behalf: str = Field(description="正在代行其职责的人员账号；为空表示本人岗位")

    @classmethod
    def of(cls, caller: Caller) -> Me:
        return cls(
            id=caller.id,
            role=caller.role,
            role_zh=caller.role_zh,
            place=caller.place,
            township=caller.township,
            unit=caller.unit,
            name=caller.name,
            behalf=caller.behalf.account if caller.behalf else "",
        )


@router.post(
    "/session",
    status_code=201,
    summary="登录",
    description="账号密码正确时设置会话 Cookie `doudi_session`；连续输错五次暂停登录十五分钟。",
    responses={**problems(403, 422, 423), 401: {**problems(401)[401], **SHAPE}},
)
async def create_session(
    request: Request,
    door: DoorOf,
    sent: Annotated[
        Credentials,
        Body(examples=[{"user": "jz-wangdian.intake", "password": "doudi-demo-2026"}]),
    ],
) -> Me:
    return Me.of(
        await sign_in(door, request, sent.user, sent.password, sent.code, sent.new_password)
    )


@router.delete("/session", status_code=204, summary="退出登录", responses=problems(401, 403, 422))
async def delete_session(request: Request, door: DoorOf, caller: CallerOf) -> Response:
    await sign_out(door, request, caller)
    return Response(status_code=204)


@router.get("/me", summary="查看当前登录的人", responses=problems(401, 403, 422))
async def me(caller: CallerOf) -> Me:
    return Me.of(caller)
