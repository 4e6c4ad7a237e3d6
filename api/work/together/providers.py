"""Social forces and bought services at the door: register, incentives, contracts, assigned work."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import Field

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input, not_found
from api.scope import SIGHT, Caller, must_be
from api.work.shapes import View
from api.work.targets import Target, file_of
from api.work.together import offers
from api.work.window import rules_at
from domain.base import Frozen
from domain.case.lifecycle import Role
from domain.money import yuan
from domain.privacy import seen
from store import cases, providers
from store.tables import ContractRow, ProviderRow, ServiceOrderRow
from workflows import ids

KEEPERS: Final = (Role.COUNTY_REVIEWER,)
READERS: Final = tuple(SIGHT)
PROVIDERS: Final = "together.providers"
PURCHASE: Final = "together.purchase"
INCENTIVES: Final = "together.incentives"
_CLAUSE: Final = "YC-03; JZ-40"


class ProviderBody(Frozen):
    """一个参与救助的社会力量；再次提交即更新。"""

    code: str = Field(pattern=r"^[0-9A-Z]{8,40}$", description="统一社会信用代码")
    kind: str = Field(max_length=40, description="类别，本地规定的社会力量类别之一")
    name: str = Field(min_length=2, max_length=100, description="名称")


class IncentiveBody(Frozen):
    """给予一个社会力量的优惠。"""

    provider: str = Field(max_length=40, description="统一社会信用代码")
    kind: str = Field(max_length=40, description="优惠种类，本地规定的种类之一")
    fen: int = Field(ge=0, description="金额（分），不涉及金额的为0")
    document: str = Field(min_length=2, max_length=100, description="依据的文件")


class ContractBody(Frozen):
    """一份购买服务合同。"""

    number: str = Field(min_length=2, max_length=60, description="合同编号")
    provider: str = Field(max_length=40, description="承接机构的统一社会信用代码")
    services: tuple[str, ...] = Field(
        min_length=1, max_length=20, description="服务内容，本地服务类救助的代码或者合同中的名称"
    )
    budget_fen: int = Field(gt=0, description="合同预算（分）")
    since: date = Field(description="起始日期")
    until: date = Field(description="截止日期")
    account: str = Field(
        default="", max_length=60, description="承接机构人员或者购买服务人员的账号"
    )


class IncentiveView(View):
    """一项优惠。"""

    kind: str
    kind_zh: str
    fen: int
    document: str
    on: date


class ProviderView(View):
    """一个社会力量和给予它的优惠。"""

    code: str
    kind: str
    kind_zh: str
    name: str
    on: date
    incentives: tuple[IncentiveView, ...]


class ContractView(View):
    """一份合同：预算、已安排、余额、服务的户数和次数。"""

    number: str
    provider: str
    provider_zh: str
    services: tuple[str, ...]
    budget_fen: int
    ordered_fen: int
    left_fen: int
    orders: int
    cases: int
    times: int
    since: date
    until: date
    running: bool
    account: str


class RegisterView(View):
    """本地的社会力量和购买服务合同。"""

    providers: tuple[ProviderView, ...]
    contracts: tuple[ContractView, ...]


class AssignedView(View):
    """安排给承接机构的一项服务；只有办理服务需要知道的内容。"""

    case_no: str
    number: int
    kind_zh: str
    member: str
    aim: str
    contact: str
    since: date
    times: int
    ended_on: date | None


async def register_view(door: Door, caller: Caller) -> RegisterView:
    must_be(caller, READERS, "查看社会力量和购买服务", _CLAUSE)
    place, today = caller.place, await door.today()
    kinds = offers.words_at(door, place, today, PROVIDERS)
    words = offers.words_at(door, place, today, INCENTIVES)
    services = offers.words_at(door, place, today, offers.SERVICES)
    granted: dict[str, list[IncentiveView]] = {}
    for one in await door.read(providers.incentives, place):
        granted.setdefault(one.provider, []).append(
            IncentiveView(
                kind=one.kind,
                kind_zh=words.get(one.kind, one.kind),
                fen=one.fen,
                document=one.document,
                on=one.on,
            )
        )
    rows = await door.read(providers.providers, place)
    names = {row.code: row.name for row in rows}
    return RegisterView(
        providers=tuple(
            ProviderView(
                code=row.code,
                kind=row.kind,
                kind_zh=kinds.get(row.kind, row.kind),
                name=row.name,
                on=row.on,
                incentives=tuple(granted.get(row.code, ())),
            )
            for row in rows
        ),
        contracts=tuple(
            [
                await _contract_view(door, row, names, services, today)
                for row in await door.read(providers.contracts, place)
            ]
        ),
    )


async def _contract_view(
    door: Door, row: ContractRow, names: dict[str, str], services: dict[str, str], today: date
) -> ContractView:
    used = await door.read(providers.used, row.place, row.number)
    return ContractView(
        number=row.number,
        provider=row.provider,
        provider_zh=names.get(row.provider, row.provider),
        services=tuple(services.get(code, code) for code in row.services.split(",")),
        budget_fen=row.budget_fen,
        left_fen=row.budget_fen - used.ordered_fen,
        since=row.since,
        until=min(row.until, row.ended_on) if row.ended_on else row.until,
        running=providers.runs_on(row, today),
        account=row.account,
        **used.model_dump(),
    )


async def register(
    door: Door, caller: Caller, body: ProviderBody, request_id: str = ""
) -> ProviderView:
    """The provider as it stands. Problem 422 for a kind the place's document does not speak of."""
    must_be(caller, KEEPERS, "登记社会力量", _CLAUSE)
    today = await door.today()
    kinds = offers.words_at(door, caller.place, today, PROVIDERS)
    _must_be_one_of("kind", body.kind, kinds, "社会力量类别")
    row = ProviderRow(
        place=caller.place, code=body.code, kind=body.kind, name=body.name, on=today, by=caller.id
    )
    await door.write(providers.register, row)
    await _log(door, caller, "register_provider", body.code, request_id)
    found = await register_view(door, caller)
    return next(p for p in found.providers if p.code == body.code)


async def grant(
    door: Door, caller: Caller, body: IncentiveBody, request_id: str = ""
) -> ProviderView:
    """One more incentive of a registered provider (YC-24)."""
    must_be(caller, KEEPERS, "登记社会力量优惠", "YC-24")
    today = await door.today()
    words = offers.words_at(door, caller.place, today, INCENTIVES)
    _must_be_one_of("kind", body.kind, words, "优惠种类")
    await _must_be_registered(door, caller.place, body.provider)
    await door.write(
        providers.grant,
        place=caller.place,
        code=body.provider,
        kind=body.kind,
        fen=body.fen,
        document=body.document,
        on=today,
        by=caller.id,
    )
    await _log(door, caller, "record_incentive", body.provider, request_id)
    found = await register_view(door, caller)
    return next(p for p in found.providers if p.code == body.provider)


async def sign(
    door: Door, caller: Caller, body: ContractBody, request_id: str = ""
) -> ContractView:
    """A new contract. Refused where the place's document knows no bought services."""
    must_be(caller, KEEPERS, "登记购买服务合同", "JZ-40; HB-15")
    today = await door.today()
    law = rules_at(door, caller.place, today, (PURCHASE,))
    if not (law.has(PURCHASE) and law.flag(PURCHASE)):
        raise Problem(
            409,
            "purchase_not_set",
            "本地文件没有规定购买社会救助服务，请政策管理员先行设定。",
            clause="JZ-40; HB-15",
        )
    await _must_be_registered(door, caller.place, body.provider)
    if body.until < body.since:
        fault = FieldFault(field="until", message="截止日期不得早于起始日期。")
        raise bad_input((fault,))
    row = ContractRow(
        place=caller.place,
        number=body.number,
        provider=body.provider,
        services=",".join(body.services),
        budget_fen=body.budget_fen,
        since=body.since,
        until=body.until,
        account=body.account,
        on=today,
        by=caller.id,
    )
    if not await door.write(providers.sign, row):
        fault = FieldFault(field="number", message="该合同编号已经登记。")
        raise bad_input((fault,))
    await _log(door, caller, "sign_service_contract", "", request_id)
    found = await register_view(door, caller)
    return next(c for c in found.contracts if c.number == body.number)


async def end(door: Door, caller: Caller, number: str, request_id: str = "") -> ContractView:
    """The contract ends today; with it the access of whoever works under it."""
    must_be(caller, KEEPERS, "终止购买服务合同", "HB-15")
    row = await door.read(providers.contract, caller.place, number)
    if row is None:
        raise not_found("合同")
    await door.write(providers.end_contract, caller.place, number, await door.today())
    await _log(door, caller, "end_service_contract", "", request_id)
    found = await register_view(door, caller)
    return next(c for c in found.contracts if c.number == number)


async def assigned(door: Door, caller: Caller) -> list[AssignedView]:
    """What was ordered under the caller's contract and nothing else of any case (HB-15)."""
    if caller.role is not Role.PROVIDER:
        raise not_found("服务")
    if not caller.contract:
        return []
    rows = await door.read(providers.orders_under, caller.place, caller.contract)
    found = [await _assigned(door, caller, row) for row in rows]
    return [one for one in found if one is not None]


async def _assigned(door: Door, caller: Caller, row: ServiceOrderRow) -> AssignedView | None:
    case = await door.read(cases.get_case, row.case_no)
    if case is None or case.closed_on is not None:
        return None
    target = Target(
        kind="case",
        workflow_id=ids.case_id(row.place, row.case_no),
        place=row.place,
        case_no=row.case_no,
    )
    file = await file_of(door, target)
    service = next((s for s in file.linked.services if s.order == row.order), None)
    if service is None:
        return None
    return AssignedView(
        case_no=row.case_no,
        number=service.number,
        kind_zh=service.kind_zh,
        member=service.member,
        aim=seen(caller.role, "Service.aim", service.aim),
        contact=seen(caller.role, "Service.contact", service.contact),
        since=service.since,
        times=len(service.notes),
        ended_on=service.ended_on,
    )


async def _must_be_registered(door: Door, place: str, code: str) -> None:
    row = await door.read(providers.provider, place, code)
    if row is None or not row.active:
        fault = FieldFault(
            field="provider", message="该单位没有登记为参与救助的社会力量，请先登记。"
        )
        raise bad_input((fault,))


def _must_be_one_of(field: str, code: str, words: dict[str, str], what: str) -> None:
    if code not in words:
        listed = "、".join(words.values()) or "本地没有规定"
        raise bad_input((FieldFault(field=field, message=f"{what}应当为以下之一：{listed}。"),))


async def _log(door: Door, caller: Caller, what: str, subject: str, request_id: str) -> None:
    await log_command(door, caller, what, subject, "done", caller.place, request_id)


def contract_words(rows: tuple[ContractView, ...]) -> dict[str, str]:
    """Running contracts as options: number to what it holds still."""
    return {
        c.number: f"{c.number} {c.provider_zh}（余额{yuan(c.left_fen)}元）"
        for c in rows
        if c.running
    }
