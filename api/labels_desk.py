"""The Chinese words of the office's forms: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.desk.lifecycle import AFFAIR_KIND_ZH

FIELDS: Final[dict[str, str]] = {
    "accepted": "是否采纳",
    "circular": "通报文号",
    "document": "会商的文件",
    "handling": "如何处理",
    "direction": "批示",
    "heading": "部分",
    "plan": "会议安排",
    "stall": "停滞事项",
    "sections": "报告内容",
}
EXACT: Final[dict[str, str]] = {
    "open_affair.about": "涉及事项（会议编号、事项编号或者“案件编号/件次”，每行一个）",
    "open_affair.addressee": "向谁提出（报送）",
    "open_affair.due": "期限",
    "open_affair.kind": "事项类别",
    "open_affair.owner": "承办单位",
    "open_affair.text": "情况和建议",
    "open_affair.title": "标题（不写个人姓名）",
    "open_affair.units": "请哪些单位提出意见",
    "open_reports.period": "报告期（如2026-H1）",
    "assign_affair.owner": "承办单位",
    "assign_affair.due": "完成期限",
    "report_affair.text": "进展情况",
    "complete_affair.result": "办理结果",
    "complete_affair.papers": "附件名称（每行一个）",
    "submit_suggestion.paper": "报送文号",
    "answer_suggestion.answer": "答复内容",
    "answer_suggestion.paper": "答复文号",
    "give_consulted_opinion.opinion": "意见内容",
    "conclude_consultation.conclusion": "会商结论",
    "accept_topic.meeting": "列入哪次会议",
    "close_affair.conclusion": "办结说明",
    "save_draft.text": "文稿",
    "mark_important.reason": "为什么是重要事项",
    "mark_affair_important.reason": "为什么是重要事项",
    "sections.text": "内容",
    "return_unit_report.unit": "退回哪个单位的报告",
    "draft_summary.text": "报告正文（各单位报告和未报送单位由系统附后）",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "AffairKind": {k.value: v for k, v in AFFAIR_KIND_ZH.items()},
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "answer_suggestion.accepted": {"true": "采纳", "false": "不予采纳"},
    "give_consulted_opinion.agrees": {"true": "同意", "false": "有不同意见"},
}
