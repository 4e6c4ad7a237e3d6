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
HINTS: Final[dict[str, str]] = {
    "document": "补发自原决定的次月起，列入下月发放名单，逐月一笔。",
}
