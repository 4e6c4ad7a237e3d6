"""Examples of the office's desk for the OpenAPI document: one body an act."""

from __future__ import annotations

from typing import Any, Final

AFFAIR_EXAMPLE: Final[dict[str, Any]] = {
    "kind": "consultation",
    "title": "临时救助办法会商",
    "text": "请就申请材料和封顶线提出意见",
    "units": ["medical", "health"],
    "document": "临时救助办法（征求意见稿）",
    "due": "2026-12-20",
}
REPORTS_EXAMPLE: Final[dict[str, Any]] = {"period": "2026-H1"}
_SECTIONS: Final = [
    {"heading": "measures", "text": "本期议定由本单位落实的救助措施2项"},
    {"heading": "carried_out", "text": "承接2项，办结2项"},
    {"heading": "experience", "text": "与医疗保障局合并受理材料"},
    {"heading": "shortcomings", "text": "信息核对答复偏慢"},
    {"heading": "plans", "text": "下半年开展政策宣传"},
]

DESK_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "acknowledge_report": {"handling": "转卫生健康局核实后报召集人"},
    "assign_affair": {"owner": "medical", "due": "2026-12-31"},
    "report_affair": {"text": "已经完成材料比对"},
    "complete_affair": {"result": "两项申请合并受理", "papers": ["申请材料清单"]},
    "send_back_affair": {"reason": "请附合并后的清单"},
    "submit_suggestion": {"paper": "同联办〔2026〕3号"},
    "answer_suggestion": {
        "accepted": True,
        "answer": "同意纳入年度计划",
        "paper": "同政办函〔2026〕8号",
    },
    "give_consulted_opinion": {"agrees": False, "opinion": "封顶线应当明确"},
    "conclude_consultation": {"conclusion": "修改后印发"},
    "accept_topic": {"meeting": "2026-02"},
    "decline_topic": {"reason": "已由部门之间协商解决"},
    "mark_affair_important": {"reason": "涉及全市两千余户"},
    "record_affair_circular": {"circular": "同联通〔2026〕1号"},
    "save_draft": {"text": "关于两项救助合并受理情况的通报。"},
    "submit_draft": {},
    "sign_draft": {},
    "return_draft": {"reason": "请补充资金情况"},
    "close_affair": {"conclusion": "已经办结"},
    "withdraw_affair": {"reason": "与另一事项合并办理"},
    "mark_important": {"reason": "涉及多部门的重大事项"},
    "record_circular": {"circular": "同联通〔2026〕1号"},
    "direct_stall": {"stall": 1, "direction": "请抓紧办结并书面报告"},
    "plan_meeting": {"plan": "拟于十二月中旬召开下半年例行会议"},
    "file_report": {"sections": _SECTIONS},
    "return_unit_report": {"unit": "medical", "reason": "缺少实施情况的数字"},
    "draft_summary": {"text": "上半年全市社会救助工作平稳有序。"},
    "submit_summary": {},
    "sign_summary": {},
    "return_summary": {"reason": "请补充资金情况"},
}
