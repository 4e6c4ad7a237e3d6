"""Every mistake as one RFC 9457 document: what, why (the clause), and what would be right.

`Problem` is raised anywhere below; the handlers at the end turn it, and whatever else goes wrong,
into `application/problem+json`. Nothing here ever shows a trace or what was typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from domain.base import CaseRefusal
from domain.household import Contradiction

MEDIA_TYPE: Final = "application/problem+json"
_TYPE = "urn:doudi:problem:"

TITLES: Final = {
    400: "请求不完整",
    401: "请先登录",
    403: "无权办理",
    404: "没有找到",
    405: "不支持这种请求方式",
    409: "现在不能这样办理",
    413: "提交内容过大",
    415: "不支持这种内容格式",
    422: "填写内容有误",
    423: "账号已锁定",
    429: "请求过于频繁",
    500: "系统内部错误",
    503: "系统暂时不可用",
}


class FieldFault(BaseModel):
    """One field that is wrong: its path in the body (`household.members.0.id_no`) and why."""

    field: str = Field(description="字段路径")
    message: str = Field(description="哪里不对、应当怎样填写")


class LawfulAct(BaseModel):
    """One act the caller may do now."""

    act: str = Field(description="操作代码")
    zh: str = Field(description="操作名称")
    clause: str = Field(default="", description="依据条款")
    href: str = Field(default="", description="提交地址")
    schema_href: str = Field(default="", description="提交内容的 JSON Schema 地址")


class ProblemDocument(BaseModel):
    """RFC 9457 问题说明：所有错误都用这一种格式回答。"""

    type: str = Field(description="问题类型（URN）")
    title: str = Field(description="问题类别")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="完整的中文说明：为什么不行、怎样才行")
    code: str = Field(description="稳定的问题代码")
    clause: str = Field(default="", description="依据的条款")
    request_id: str = Field(default="", description="请求编号，报修时请提供")
    errors: list[FieldFault] = Field(default_factory=list, description="逐项的填写错误")
    allowed: list[LawfulAct] = Field(default_factory=list, description="您现在可以办理的事项")
    case_no: str = Field(default="", description="相关的案件编号")


class Problem(Exception):
    """A mistake or refusal on its way to the caller. `detail`: full Chinese sentences."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        clause: str = "",
        errors: tuple[FieldFault, ...] = (),
        allowed: tuple[LawfulAct, ...] = (),
        case_no: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.clause = clause
        self.errors = errors
        self.allowed = allowed
        self.case_no = case_no
        self.headers = headers or {}

    def document(self, request_id: str = "") -> dict[str, Any]:
        """The body, defaults included, so that clients can rely on every member."""
        return ProblemDocument(
            type=_TYPE + self.code,
            title=TITLES.get(self.status, "请求未能办理"),
            status=self.status,
            detail=self.detail,
            code=self.code,
            clause=self.clause,
            request_id=request_id,
            errors=list(self.errors),
            allowed=list(self.allowed),
            case_no=self.case_no,
        ).model_dump(mode="json")


def of_refusal(refusal: CaseRefusal, status: int | None = None) -> Problem:
    """A refusal of the law as a problem: 403 for a wrong role, 422 for bad input, else 409."""
    by_code = {
        "role_not_allowed": 403,
        "not_your_case": 404,
        "act_unknown": 404,
        "bad_input": 422,
        "cursor_unknown": 422,
    }
    return Problem(
        status or by_code.get(refusal.code, 409),
        refusal.code,
        refusal.message,
        clause=refusal.clause,
    )


def not_found(what: str = "案件") -> Problem:
    """The same answer for what does not exist and for what is another township's (S8)."""
    return Problem(404, "not_found", f"没有找到这个{what}，请核对编号；也可能不属于您的管辖范围。")


def signed_out() -> Problem:
    return Problem(401, "signed_out", "您尚未登录或者登录已经过期，请重新登录后再办理。")


def unavailable(seconds: int = 5) -> Problem:
    """Temporal or the worker does not answer; nothing was lost, repeating is safe."""
    return Problem(
        503,
        "unavailable",
        "办理服务暂时没有应答，您提交的内容没有丢失，请稍后用同一个幂等键重试。",
        headers={"Retry-After": str(seconds)},
    )


def tables_away(seconds: int = 30) -> Problem:
    """The database does not take what was sent; nothing of it was done, repeating is safe."""
    return Problem(
        503,
        "tables_away",
        "数据库暂时不能登记，本次提交没有办理，请稍后用同一个幂等键重试；持续不能办理的，"
        "请告知系统管理员，停滞事项中已经列明。",
        headers={"Retry-After": str(seconds)},
    )


def answer(problem: Problem, request: Request) -> Response:
    request_id = getattr(request.state, "request_id", "")
    return JSONResponse(
        problem.document(request_id),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem.headers,
    )


_VALIDATION_ZH: Final = {
    "missing": "必须填写",
    "extra_forbidden": "没有这个字段，请删去",
    "string_type": "应当是文字",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数（金额以分为单位）",
    "bool_type": "应当是 true 或者 false",
    "bool_parsing": "应当是 true 或者 false",
    "date_type": "应当是日期，例如 2026-11-02",
    "date_parsing": "应当是日期，例如 2026-11-02",
    "date_from_datetime_parsing": "应当是日期，例如 2026-11-02",
    "date_from_datetime_inexact": "应当只写日期，例如 2026-11-02",
    "json_invalid": "内容不是有效的 JSON",
    "model_type": "应当是一个对象",
    "model_attributes_type": "应当是一个对象",
    "dict_type": "应当是一个对象",
    "tuple_type": "应当是列表",
    "list_type": "应当是列表",
    "value_error": "内容不符合要求",
}


def zh_of(error: Any) -> str:
    """A validation fault in Chinese, without what was typed."""
    kind, ctx = str(error["type"]), error.get("ctx") or {}
    match kind:
        case "string_too_short":
            return f"至少填写{ctx['min_length']}个字"
        case "string_too_long":
            return f"最多填写{ctx['max_length']}个字"
        case "too_short":
            return f"至少填写{ctx['min_length']}项"
        case "too_long":
            return f"最多填写{ctx['max_length']}项"
        case "greater_than":
            return f"应当大于{ctx['gt']}"
        case "greater_than_equal":
            return "不能为负数" if ctx["ge"] == 0 else f"不能小于{ctx['ge']}"
        case "less_than_equal":
            return f"不能大于{ctx['le']}"
        case "less_than":
            return f"应当小于{ctx['lt']}"
        case "enum" | "literal_error":
            return f"只能是以下之一：{str(ctx.get('expected', '')).replace(' or ', '、')}"
        case "string_pattern_mismatch":
            return "格式不符合要求"
        case "value_error" if isinstance(ctx.get("error"), Contradiction):
            return str(ctx["error"])
    return _VALIDATION_ZH.get(kind, "内容不符合要求")


def faults_of(errors: Any, skip: int = 0) -> tuple[FieldFault, ...]:
    """Validation errors as field faults; `skip` drops leading parts of the path (`body`)."""
    return tuple(
        FieldFault(field=".".join(str(p) for p in e["loc"][skip:]), message=zh_of(e))
        for e in errors
    )


def bad_input(errors: tuple[FieldFault, ...]) -> Problem:
    fields = "、".join(dict.fromkeys(e.field for e in errors if e.field))
    tail = f"请核对以下各项：{fields}。" if fields else "请核对后重新提交。"
    return Problem(422, "bad_input", f"提交内容不符合要求，{tail}", errors=errors)


def _of_http(error: HTTPException) -> Problem:
    known = {
        404: ("no_such_address", "没有这个地址，请核对网址。"),
        405: ("method_not_allowed", "这个地址不支持这种请求方式。"),
        413: ("too_large", "提交内容过大，请缩小后重试。"),
    }
    code, detail = known.get(error.status_code, ("http_error", "请求未能办理，请核对后重试。"))
    return Problem(error.status_code, code, detail, headers=dict(error.headers or {}))


Shown = Callable[[Request, Problem], Awaitable[Response]]


def install(app: FastAPI, on_page: Shown) -> None:
    """Answers every fault: under `/api` as a document, elsewhere by `on_page`."""
    log = structlog.get_logger("api")

    async def told(request: Request, problem: Problem) -> Response:
        request.state.refused = problem.code
        if request.url.path.startswith("/api/") or request.url.path == "/healthz":
            return answer(problem, request)
        return await on_page(request, problem)

    @app.exception_handler(Problem)
    async def _(request: Request, error: Problem) -> Response:
        return await told(request, error)

    @app.exception_handler(CaseRefusal)
    async def _(request: Request, error: CaseRefusal) -> Response:
        return await told(request, of_refusal(error))

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        return await told(request, bad_input(faults_of(error.errors(), skip=1)))

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        return await told(request, _of_http(error))

    @app.exception_handler(OperationalError)
    @app.exception_handler(InternalError)
    async def _(request: Request, error: DBAPIError) -> Response:
        """The tables take nothing (read only, disk full, away): said as what it is, without a frame."""
        log.error("tables away", path=request.url.path, cause=type(error).__name__)
        return answer(tables_away(), request)

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> Response:
        log.error("request failed", path=request.url.path, exc_info=error)
        detail = "系统出现内部错误，已经记录。请稍后重试；再次出现时请把请求编号告诉管理员。"
        problem = Problem(500, "fault", detail)
        # A page needs the tables for its frame, which may be just what is broken.
        return answer(problem, request)
