"""The Chinese words of the monthly payment's own fields: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

FIELDS: Final[dict[str, str]] = {
    "case_no": "案件编号",
    "document": "复议、诉讼决定书文号",
    "decided_on": "原决定日期",
    "digest": "名单校验码",
    "last_month": "补发截止月（填该月任意一日）",
    "obligation": "发放明细",
    "shifted_from": "调剂资金来源",
    "shortage_fen": "缺口金额（元）",
}
EXACT: Final[dict[str, str]] = {
    "release_first.amount_fen": "本次先行拨付金额（元）",
    "release_rest.amount_fen": "补拨金额（元）",
    "release_first.decision": "缺口决定（先保障哪些、其余何时补足）",
    "release_first.later": "暂缓拨付的明细类别",
    "release_first.paper": "资金缺口决定文件",
    "file_custody.custodian": "代管人姓名（机构名称）",
    "file_custody.custodian_id": "代管人证件号码（机构统一社会信用代码）",
}
HINTS: Final[dict[str, str]] = {
    "order_backpay.document": "补发自原决定的次月起，列入下月发放名单，逐月一笔。",
}
