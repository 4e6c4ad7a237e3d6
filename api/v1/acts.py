"""办理：每一种操作一个地址，内容由操作本身的定义生成。"""

import inspect
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi import Body as BodyOf

from api.examples import ACT_EXAMPLES
from api.frame.auditing import request_id_of
from api.frame.auth import CallerOf
from api.frame.door import Door, DoorOf
from api.frame.problems import not_found
from api.scope import Caller
from api.v1 import V1
from api.v1.answers import OF_ACT, IdempotencyKey, problems, told
from api.v1.cases import CaseNo
from api.v1.discoveries import LeadNo
from api.work.casework import ActDone, must_be_theirs, perform
from api.work.compare.reading import compare_target
from api.work.desk.targets import affair_target, report_target, year_target
from api.work.discovery.leading import lead_target
from api.work.funds import matter_target
from api.work.meetings.opening import meeting_target
from api.work.oversight import oversight_target
from api.work.registry import KINDS, Body
from api.work.targets import Target, case_target, child_target, pay_target
from api.work.together.referrals import ACTS as OF_REFERRALS
from api.work.together.referrals import SERVICE, acting_target
from api.work.watch.kinds import WATCHES
from api.work.watch.targets import watch_target
from domain.funds.matter import MatterKind
from domain.oversight.file import OversightKind

router = APIRouter(prefix=V1, tags=["办理"])

SubjectNo = Annotated[
    str,
    Path(
        pattern=r"^[A-Z]{2}Y?\d{10}$",
        description="案件编号，或者不由案件提请的议题编号",
        examples=["TR2026000001"],
    ),
]
Number = Annotated[int, Path(ge=1, le=9999, description="第几次（件）", examples=[1])]
Month = Annotated[
    str,
    Path(
        pattern=r"^20\d\d-(0[1-9]|1[0-2])(\.[1-9]\d?)?$",
        description="月份；补充批次在月份后加“.序号”",
        examples=["2026-12"],
    ),
]
PlaceCode = Annotated[
    str,
    Path(pattern=r"^[a-z]{2,20}$", description="县（市、区）代码", examples=["jiaozuo"]),
]
MeetingNo = Annotated[
    str, Path(pattern=r"^20\d\d-\d{2,6}$", description="会议编号", examples=["2026-01"])
]
MatterKindCode = Annotated[
    str,
    Path(pattern=r"^(fund|price|rise|recovery)$", description="资金事项类别", examples=["fund"]),
]
MatterKey = Annotated[
    str,
    Path(
        pattern=r"^(20\d\d(-(0[1-9]|1[0-2]))?|[A-Z]{2}\d{10}-\d{1,3})$",
        description="年度、月份，或者案件编号和次数",
        examples=["2026"],
    ),
]
ComparedMonth = Annotated[
    str,
    Path(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="比对月份", examples=["2026-12"]),
]
OversightKindCode = Annotated[
    str,
    Path(
        pattern="^(" + "|".join(OversightKind) + ")$",
        description="监督事项类别",
        examples=["problem"],
    ),
]
OversightNo = Annotated[
    str,
    Path(
        pattern=r"^20\d\d-([a-z]?\d{3,5}|[sq][0-9a-f]{8}|[a-z]{2}[0-9a-f]{8}|b?r[0-9a-f]{12})$",
        description="监督事项编号",
        examples=["2026-001"],
    ),
]
AffairNo = Annotated[
    str,
    Path(
        pattern=r"^20\d\d-(m\d{3,5}|\d{2,6}-p\d{1,3})$",
        description="事项编号",
        examples=["2026-m001"],
    ),
]
PeriodNo = Annotated[
    str, Path(pattern=r"^20\d\d-H\d{1,2}$", description="报告期", examples=["2026-H1"])
]
ProceedingNo = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{3,39}$",
        description="监督事项编号",
        examples=["2026-c0001"],
    ),
]
YearNo = Annotated[int, Path(ge=2000, le=2100, description="年份", examples=[2026])]
Endpoint = Callable[..., Coroutine[Any, Any, Response]]
Finder = Callable[..., Coroutine[Any, Any, Target]]


@router.get(
    "/acts/{kind}/{act}/schema",
    summary="某种操作提交内容的 JSON Schema",
    responses=problems(401, 403, 404, 422),
)
async def act_schema(
    caller: CallerOf,
    kind: Annotated[str, Path(max_length=20, description="案件类别", examples=["case"])],
    act: Annotated[str, Path(max_length=40, description="操作代码", examples=["accept"])],
) -> dict[str, Any]:
    if kind not in KINDS or act not in KINDS[kind].acts:
        raise not_found("操作")
    return KINDS[kind].body(act).model_json_schema()


def _case(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, case_no: CaseNo) -> Target:
        return await case_target(door, caller, case_no)

    return find


def _referral(act: str) -> Finder:
    """A unit answers a referral, a provider tells of a service, from a case they do not see."""

    async def find(door: Door, caller: Caller, case_no: CaseNo) -> Target:
        return await acting_target(door, caller, case_no, act)

    return find


def _child(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, case_no: SubjectNo, number: Number) -> Target:
        return await child_target(door, caller, kind, case_no, number)

    return find


def _pay(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, month: Month) -> Target:
        return pay_target(caller, place, month)

    return find


def _meeting(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, number: MeetingNo) -> Target:
        return await meeting_target(door, caller, place, number)

    return find


def _matter(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, matter: MatterKey) -> Target:
        return matter_target(caller, kind, place, matter)

    return find


def _oversight(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, matter: OversightNo) -> Target:
        return await oversight_target(door, caller, kind, place, matter)

    return find


def _affair(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, number: AffairNo) -> Target:
        return await affair_target(door, caller, place, number)

    return find


def _report(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, period: PeriodNo) -> Target:
        return await report_target(door, caller, place, period)

    return find


def _year(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, year: YearNo) -> Target:
        return await year_target(door, caller, place, year)

    return find


def _compare(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, month: ComparedMonth) -> Target:
        return await compare_target(door, caller, place, month)

    return find


def _watch(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, place: PlaceCode, number: ProceedingNo) -> Target:
        return await watch_target(door, caller, kind, place, number)

    return find


def _lead(kind: str) -> Finder:
    async def find(door: Door, caller: Caller, lead_no: LeadNo) -> Target:
        return await lead_target(door, caller, lead_no)

    return find


def _endpoint(find: Finder, act: str, model: type[Body]) -> Endpoint:
    """One act: whose procedure it is, then whose act it is, then what was sent."""

    async def theirs(request: Request, door: DoorOf, caller: CallerOf, **named: Any) -> Target:
        target = await find(door, caller, **named)
        await must_be_theirs(door, caller, target, act, request_id_of(request))
        return target

    async def do(
        request: Request,
        door: DoorOf,
        caller: CallerOf,
        target: Annotated[Target, Depends(_naming(theirs, find))],
        key: IdempotencyKey,
        sent: Annotated[Any, _body(act)],
    ) -> Response:
        return told(await perform(door, caller, target, act, sent, key, request_id_of(request)))

    return _typed(do, model)


def _naming(theirs: Finder, find: Finder) -> Finder:
    """`theirs`, asking for the parts of the address that `find` goes by. One dependency and not two:
    FastAPI looks through each of them for each of hundreds of addresses."""
    own = list(inspect.signature(theirs).parameters.values())[:-1]
    asked = list(inspect.signature(find).parameters.values())[2:]
    theirs.__signature__ = inspect.Signature([*own, *asked])  # type: ignore[attr-defined]
    return theirs


def _body(act: str) -> Any:
    return BodyOf(examples=[ACT_EXAMPLES[act]])


def _typed(do: Endpoint, model: type[Body]) -> Endpoint:
    """The endpoint with the act's own model as its body; FastAPI reads the annotation."""
    marks = do.__annotations__["sent"].__metadata__
    do.__annotations__["sent"] = Annotated[(model, *marks)]
    return do


_PLACES: dict[str, tuple[str, Callable[[str], Finder]]] = {
    "case": ("/cases/{case_no}/acts", _case),
    "check": ("/checks/{case_no}/{number}/acts", _child),
    "item": ("/items/{case_no}/{number}/acts", _child),
    "measures": ("/measures/{case_no}/{number}/acts", _child),
    "meeting": ("/meetings/{place}/{number}/acts", _meeting),
    "affair": ("/affairs/{place}/{number}/acts", _affair),
    "report": ("/reports/{place}/{period}/acts", _report),
    "year": ("/years/{place}/{year}/acts", _year),
    "pay": ("/pay/{place}/{month}/acts", _pay),
    "discovery": ("/discoveries/{lead_no}/acts", _lead),
    "compare": ("/comparisons/{place}/{month}/acts", _compare),
    **{code: (f"/{w.path}/{{place}}/{{number}}/acts", _watch) for code, w in WATCHES.items()},
    **{
        k.value: (f"/oversight/{k.value}/{{place}}/{{matter}}/acts", _oversight)
        for k in OversightKind
    },
    **{k.value: (f"/money/{k.value}/{{place}}/{{matter}}/acts", _matter) for k in MatterKind},
}

for _code, (_path, _finder) in _PLACES.items():
    _kind = KINDS[_code]
    for _act, _move in _kind.moves.items():
        router.add_api_route(
            f"{_path}/{_act}",
            _endpoint(
                _referral(_act) if _act in (*OF_REFERRALS, SERVICE) else _finder(_code),
                _act,
                _kind.body(_act),
            ),
            methods=["POST"],
            name=f"{_code}_{_act}",
            operation_id=f"{_code}_{_act}",
            summary=f"{_kind.zh}：{_move.zh}",
            description=f"依据：{_move.clause}。办理人取自登录会话。",
            response_model=ActDone,
            responses=OF_ACT,
        )
