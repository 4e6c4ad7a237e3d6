"""Bodies of the acts that mend a case."""

from __future__ import annotations

from typing import Any, Final

REPAIR_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "propose_skip": {
        "department": "police",
        "said_by": "县公安局2026年第8号函：户籍查询系统停用",
        "otherwise": "查阅户口簿原件，并向派出所当面核实",
        "reason": "部门查询系统停用，恢复日期未定",
        "until": "2026-12-31",
    },
    "propose_correction": {
        "fact": "incomes.0.fen_year",
        "value": "6000",
        "paper": "工资单复印件",
        "reason": "录入时少写了一位，与工资单不符",
        "until": "2026-12-31",
    },
    "propose_return": {
        "to_stage": "investigation",
        "reason": "入户调查走错了人家，需要重新调查",
        "until": "2026-12-31",
    },
    "confirm_repair": {"number": 1, "opinion": "情况属实，同意"},
    "refuse_repair": {"number": 1, "reason": "调查记录没有错误"},
    "withdraw_repair": {"number": 1, "reason": "情况已经查明，不再需要"},
}
