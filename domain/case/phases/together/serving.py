"""Services to a member: bought under a contract or without money, and what came of them (JZ-40, 42)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.case.acts import helping as acts
from domain.case.file import CaseFile, Rulebook, require
from domain.case.lifecycle import Role
from domain.case.phases.together.base import linked, must_be_member, next_number, refusal
from domain.identity import age_on
from domain.together.helping import Offered, Service, ServiceNote

CLAUSE = "JZ-42"
CARE = "JZ-41"
BUYING = "JZ-40; HB-15; TR-39"


def order_service(file: CaseFile, act: acts.OrderService) -> CaseFile:
    """The budget itself is held by the register: the door sets the sum aside before it sends this."""
    must_be_member(file, act.member, CLAUSE)
    known = act.known
    if known is None or known.code != act.kind:
        raise refusal(
            "service_not_offered",
            "本地没有规定这项服务，所选合同也不包括这项服务，请重新选择。",
            CLAUSE,
        )
    require(
        act.contract or not act.fen,
        "contract_missing",
        "需要支付费用的服务应当在购买服务合同内安排，请选择合同。",
        BUYING,
    )
    if act.contract:
        until = known.contract_until
        require(
            until is not None and act.on <= until,
            "contract_over",
            "该合同不存在、尚未开始或者已经到期，请选择有效的合同。",
            BUYING,
        )
        require(
            act.fen <= 0 or known.left_fen >= 0,
            "over_budget",
            "合同预算余额不足，不能再安排，请减少费用或者另选合同。",
            BUYING,
        )
    _scheduled(file, act, known)
    service = Service(
        number=next_number(file),
        kind=act.kind,
        kind_zh=known.zh,
        member=act.member,
        provider=act.provider,
        provider_zh=known.provider_zh,
        contract=act.contract,
        order=known.order,
        fen=act.fen,
        aim=act.aim,
        contact=act.contact,
        since=act.on,
        every_days=act.every_days,
        who=act.who,
    )
    return linked(file, count=service.number, services=(*file.linked.services, service))


def _scheduled(file: CaseFile, act: acts.OrderService, known: Offered) -> None:
    """访视、照料 go to those the place names, on a schedule, as visits to 特困 people do (JZ-41)."""
    if not known.people:
        return
    named = "、".join(known.people.values())
    require(
        act.who in known.people and _is(file, act, known),
        "not_of_these",
        f"本地的访视、照料服务面向：{named}。所选成员不符合所填类别，请核对成员和类别。",
        CARE,
    )
    require(
        act.every_days,
        "schedule_missing",
        "访视、照料服务应当有上门计划，请填写每隔多少天上门一次。",
        CARE,
    )


def _is(file: CaseFile, act: acts.OrderService, known: Offered) -> bool:
    """What the case knows of the member bears out the group; how frail the old are is not asked here."""
    member = file.household.member(act.member)
    if member is None:
        return False
    age = age_on(member.id_no, act.on) if member.id_no else None
    match act.who:
        case "disabled":
            return bool(member.disability)
        case "ill":
            return member.serious_illness
        case "minor":
            return age is not None and age < known.minor_age
        case "frail_aged":
            return age is not None and age >= known.aged_age
        case "scattered":
            return file.caring.scattered
    return False


def record_service(file: CaseFile, act: acts.RecordService) -> CaseFile:
    running = [s for s in file.linked.services if s.ended_on is None]
    found = next((s for s in running if s.number == act.number), None)
    if found is None:
        numbers = "、".join(str(s.number) for s in running) or "无"
        raise refusal(
            "service_unknown",
            f"没有编号为{act.number}的服务。进行中的服务编号为：{numbers}。",
            CLAUSE,
        )
    require(
        act.on >= found.since,
        "before_service",
        f"该服务自{found.since}开始，登记日期不得早于该日。",
        CLAUSE,
    )
    contract = act.officer.contract
    require(
        act.officer.role is not Role.PROVIDER or (contract and contract == found.contract),
        "not_your_contract",
        "该服务不在您所属的合同内，应当由承接该合同的机构登记。",
        BUYING,
    )
    note = ServiceNote(on=act.on, by=act.officer.id, done=act.done)
    after = found.model_copy(
        update={
            "notes": (*found.notes, note),
            "last_on": act.on if found.every_days else None,
            "ended_on": act.on if act.result.strip() else None,
            "result": act.result.strip(),
        }
    )
    return linked(
        file,
        services=tuple(after if s.number == found.number else s for s in file.linked.services),
    )


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "record_service": lambda f: any(s.ended_on is None for s in f.linked.services),
}
RULES: Rulebook = {"order_service": order_service, "record_service": record_service}
