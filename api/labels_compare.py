"""The Chinese words of the forms of 每月比对: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.case.acts.hits import HOW_ZH
from domain.compare.acts import SAME_ZH

FIELDS: Final[dict[str, str]] = {
    "connected": "已实现共享对接",
    "department": "部门",
    "digest": "名单校验码（没有可不填）",
    "doubts": "疑似匹配",
    "found_on": "发现日期",
    "hit": "疑点线索",
    "how": "核实方式",
    "may_hold": "可以暂缓发放",
    "part": "比对项目",
    "proof": "证明编号",
}
EXACT: Final[dict[str, str]] = {
    "exchange_vital.about": "出生或者死亡",
    "exchange_vital.id_no": "身份证号码（出生的填写父亲或者母亲的号码）",
    "exchange_vital.event_on": "出生或者死亡日期",
    "exchange_vital.department": "告知的部门代码",
    "exchange_payout.period": "期间（如2026或者2026-11）",
    "exchange_payout.paid_fen": "保险赔付金额（元）",
    "exchange_payout.self_paid_fen": "自付金额（元）",
    "exchange_confirm.batch": "批次编号",
    "exchange_confirm.refused": "未予确认的案件编号",
    "note_hit.record": "登记内容校验码",
    "note_hit.event_on": "发生日期",
    "note_hit.department": "登记的部门",
    "note_hit.due": "核实期限",
    "note_hit.fen": "金额（元）",
    "note_hit.count": "数量",
    "settle_hit.reason": "核实情况和理由",
    "settle_hit.clause": "依据的条款或者证明材料（不属实时填写）",
    "settle_doubts.verdict": "核对结论",
    "settle_doubts.reason": "核对依据",
    "explain_missed.reason": "当月未比对的原因",
    "open_comparison.month": "月份（如2026-12）",
    "answer_risk.rule": "风险规则代码",
    "answer_risk.since": "风险起始日期",
    "answer_risk.result": "处置结果",
    "link_department.on": "自哪一日起",
    "link_department.paper": "依据的文件或者对接协议编号",
    "link_department.department": "部门",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "How": {k.value: v for k, v in HOW_ZH.items()},
    "Same": {k.value: v for k, v in SAME_ZH.items()},
}
