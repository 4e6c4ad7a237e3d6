"""Where a form leads back to: the page of the procedure its act belongs to."""

from __future__ import annotations

from typing import Final

from api.scope import Caller
from api.work.targets import Target
from api.work.together.referrals import SERVICE
from api.work.watch.kinds import WATCHES
from domain.funds.matter import MatterKind
from domain.oversight.file import OversightKind

MOVE: Final = "move_case"


def after(target: Target, act: str, caller: Caller, body: object) -> str:
    """Where a clerk finds himself when his act is done. A case that moved to another township is no more
    to be seen by the one it left, so that one is led to its tasks."""
    if act == MOVE and caller.bound_to_township and not getattr(body, "to_place", ""):
        return f"/tasks?moved={target.case_no}"
    return f"{back_of(target, act)[0]}?done={act}"


def back_of(target: Target, act: str) -> tuple[str, str]:
    """Address and words of the link."""
    match target.kind:
        case "case" if target.number and act == SERVICE:  # a provider, who sees no case
            return "/services", "安排的服务"
        case "case" if target.number:  # a unit, which does not see the case
            return f"/referrals/{target.case_no}/{target.number}", "转介事项"
        case "case" | "check":
            return f"/cases/{target.case_no}", f"案件{target.case_no}"
        case "item":
            return f"/items/{target.case_no}/{target.number}", "议题"
        case "measures":
            return f"/measures/{target.case_no}/{target.number}", "议定事项"
        case "meeting":
            return f"/{target.workflow_id.replace('meeting/', 'meetings/', 1)}", "会议"
        case kind if kind in set(MatterKind):
            return f"/{target.workflow_id}", "资金事项"
        case "compare":
            return f"/comparisons/{target.place}/{target.month}", f"{target.month}比对"
        case kind if kind in WATCHES:
            watch = WATCHES[kind]
            tail = target.workflow_id.removeprefix(f"{kind}/")
            return f"/{watch.path}/{tail}", watch.procedure.zh
        case kind if kind in set(OversightKind):
            return f"/{target.workflow_id}", "监督事项"
        case "affair":
            return f"/{target.workflow_id.replace('affair/', 'affairs/', 1)}", "办公室事项"
        case "year":
            return f"/{target.workflow_id.replace('year/', 'years/', 1)}", "年度跟踪"
        case "report":
            return f"/{target.workflow_id.replace('report/', 'reports/', 1)}", "单位报告"
        case "discovery":
            lead_no = target.workflow_id.rsplit("/", 1)[-1]
            return f"/discoveries/{lead_no}", f"线索{lead_no}"
    return f"/pay/{target.place}/{target.month}", f"{target.month}发放"
