"""Bodies of the acts that mend a case, and their answers."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Stage
from domain.case.moves.base import APPLYING, LIVING
from domain.case.phases.repair.mending import stages_back


def of_repair(file: CaseFile) -> dict[str, dict[str, object]]:
    until = {"until": file.latest, "reason": "登记有误，需要纠正"}
    back = stages_back(file)
    return {
        "propose_skip": {
            "department": "police",
            "said_by": "县公安局第8号函",
            "otherwise": "查阅户口簿原件",
            **until,
        },
        "propose_correction": {
            "fact": "incomes.0.fen_year",
            "value": "6000",
            "paper": "工资单",
            **until,
        },
        "propose_return": {"to_stage": back[0] if back else "investigation", **until},
        "confirm_repair": {"number": 1, "opinion": "同意"},
        "refuse_repair": {"number": 1, "reason": "没有错误"},
        "withdraw_repair": {"number": 1, "reason": "不再需要"},
    }


REPAIR_OTHERWISE: dict[tuple[Stage, str], str] = {
    **{
        (stage, act): "repair_not_open"
        for stage in (*APPLYING, *LIVING)
        for act in ("confirm_repair", "refuse_repair", "withdraw_repair")
    },
    **{
        (stage, "propose_skip"): "department_not_asked"
        for stage in (Stage.INVESTIGATION, Stage.SUPERVISION)
    },
}
"""What a plain case has no occasion for."""
