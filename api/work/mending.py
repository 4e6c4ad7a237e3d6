"""How what was proposed to mend a case, and what became of it, is shown."""

from __future__ import annotations

from api.work.shapes import RepairView
from domain.case.file import CaseFile
from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role
from domain.case.repairs import ENDING_ZH, REPAIR_ZH, Aside, Repair, RepairKind
from domain.check.demand import names_of
from domain.privacy import seen

_ASIDE_ZH = {
    "survey": "入户调查",
    "check": "信息核对",
    "appraisal": "民主评议",
    "opinion": "初审意见",
    "publicity": "公示",
    "objections": "公示异议",
    "collective_review": "集体研究",
    "county_visit": "县级入户核查",
    "county_received_on": "县级收到材料登记",
}


def sentence(file: CaseFile, repair: Repair) -> str:
    """What the second person is asked to agree to."""
    whose = f"，代行{repair.by_for}的职责" if repair.by_for else ""
    by = f"提出人：{ROLE_ZH[repair.by_role]}（{repair.by}{whose}），{repair.on}"
    return f"{title(repair)}：{_what(file, repair)}\n理由：{repair.reason}\n{by}；最后日期{repair.until}"


def title(repair: Repair) -> str:
    return f"第{repair.number}号 {REPAIR_ZH[repair.kind]}"


def repairs_of(file: CaseFile, role: Role) -> tuple[RepairView, ...]:
    """The newest first."""
    return tuple(_view(file, one, role) for one in reversed(file.repairs.found))


def _view(file: CaseFile, one: Repair, role: Role) -> RepairView:
    return RepairView(
        number=one.number,
        kind=one.kind,
        kind_zh=REPAIR_ZH[one.kind],
        what=seen(role, "Repair.reason", _what(file, one)),
        reason=seen(role, "Repair.reason", one.reason),
        on=one.on,
        by=one.by,
        by_for=one.by_for,
        by_zh=ROLE_ZH[one.by_role],
        until=one.until,
        ending=one.ending or "",
        ending_zh=ENDING_ZH[one.ending] if one.ending else "待复核",
        ended_on=one.ended_on,
        ended_by=one.ended_by,
        ended_for=one.ended_for,
        ended_zh=ROLE_ZH[one.ended_role] if one.ended_role else "",
        said=seen(role, "Repair.said", one.said),
        set_aside=_aside_zh(one.aside) if one.aside else (),
    )


def _what(file: CaseFile, one: Repair) -> str:
    match one.kind:
        case RepairKind.SKIP:
            zh = (
                names_of(file.law).get(one.department, one.department)
                if file.policy
                else one.department
            )
            return f"{zh}的答复无法取得（{one.said_by}），已另行查明：{one.otherwise}"
        case RepairKind.CORRECT:
            return f"{one.fact_zh}，原登记{one.old}，更正为{one.new}（{one.paper}）"
        case RepairKind.RETURN:
            to = STAGE_ZH[one.to_stage] if one.to_stage else ""
            return f"自“{STAGE_ZH[one.stage]}”退回“{to}”"
        case RepairKind.RESET:
            return f"运行{one.run_id}自第{one.event_id}号事件起重新运行"


def _aside_zh(aside: Aside) -> tuple[str, ...]:
    return tuple(zh for name, zh in _ASIDE_ZH.items() if getattr(aside, name))
