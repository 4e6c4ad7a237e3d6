"""Examples of supervision for the OpenAPI document: one body an act."""

from __future__ import annotations

from typing import Any, Final

CREDIT_EXAMPLE: Final[dict[str, Any]] = {
    "case_no": "YC2026000001",
    "member": "m1",
    "ground": "concealment",
    "facts": "申报时隐瞒一处出租房屋的租金收入",
}
ROUND_EXAMPLE: Final[dict[str, Any]] = {"kind": "study"}
PUT_OFF_EXAMPLE: Final[dict[str, Any]] = {
    "townships": ["hb-first"],
    "until": "2027-03-01",
    "reason": "汛期道路中断，无法入户",
}
SPOT_EXAMPLE: Final[dict[str, Any]] = {"period": "2026-H3", "witness": "公开摇号3918"}
COMPLAINT_EXAMPLE: Final[dict[str, Any]] = {
    "channel": "hotline",
    "outside_no": "202612010001",
    "matter": "payment",
    "content": "十一月的低保金没有到账，请核实",
    "named": True,
    "name": "张一一",
    "phone": "13800000000",
}

WATCH_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "accept_complaint": {"unit": "county"},
    "reassign_complaint": {"unit": "county", "reason": "涉及多个乡镇，由县级办理"},
    "report_complaint": {"text": "已经向开户银行核实"},
    "extend_complaint": {
        "until": "2027-02-28",
        "reason": "须向外地银行核实",
        "told_on": "2026-12-20",
    },
    "link_complaint_case": {"case_no": "JZ2026000001"},
    "record_complaint_lead": {"lead_no": "JZL2026000001"},
    "mark_complaint_major": {"reason": "涉及多户集体反映"},
    "coordinate_complaint": {"text": "请民政、财政部门共同办理"},
    "explain_policy": {
        "explanation": "家庭月人均收入超过当地低保标准，不符合低保条件",
        "explainer": "审核员李",
        "explained_on": "2026-12-01",
    },
    "refer_counselling": {"receiver": "县级心理服务中心", "reason": "情绪低落，本人同意"},
    "record_handover": {"receiver": "县级心理服务中心", "receipt": "回执第12号"},
    "answer_petition": {
        "finding": "true",
        "text": "因账号有误退回，已更正并补发",
        "manner": "phone",
    },
    "send_back_result": {"text": "已经解决，信访人表示满意"},
    "reopen_complaint": {"reason": "信访人反映仍未到账"},
    "transfer_complaint": {
        "receiver": "人力资源社会保障部门",
        "reason": "属于养老保险待遇",
        "receipt": "收件回执5号",
    },
    "close_complaint": {"reason": "resolved"},
    "record_spot_check": {
        "case_no": "JZ2026000001",
        "checkers": ["jz.county_reviewer", "jz.county_reviewer.2"],
        "papers": True,
        "visited_on": "2026-12-10",
        "finding": "入户核实，家庭情况与案卷一致",
        "right": True,
    },
    "approve_put_off": {"paper": "汉民〔2027〕3号"},
    "decline_put_off": {"reason": "道路已经恢复，可以入户"},
    "send_again": {},
    "recall_put_off": {"reason": "突发事件提前结束"},
    "count_again": {},
    "hear_person": {"heard_on": "2026-12-02", "statement": "承认未申报租金收入"},
    "refer_to_police": {
        "papers": ["租赁合同复印件", "银行流水"],
        "facts": "隐瞒收入领取低保金，涉嫌骗取救助资金",
        "receipt": "公安回执3号",
    },
    "record_police_outcome": {"outcome": "filed", "paper": "立案决定书第8号"},
    "find_credit": {
        "paper": "峄民诚〔2026〕1号",
        "facts": "隐瞒租金收入，不符合低保条件",
        "recovery": "YC2026000001-1",
    },
    "drop_credit": {"reason": "租金收入已在申报时说明"},
    "enter_credit": {"consequences": ["check_first"]},
    "repair_credit": {"paper": "峄民诚〔2027〕2号", "done": "已全部退回并参加公益服务"},
    "correct_credit": {"paper": "峄民诚〔2027〕3号", "reason": "原认定事实有误"},
    "confirm_register": {"changes": "新增两名村干部，其余没有变化"},
    "record_study": {
        "held_on": "2026-12-05",
        "attended": 7,
        "topics": "重复信访两件，救助金未到账一件",
        "measures": "由分管负责人包案，限期办结",
    },
    "answer_spot_check": {"case_no": "JZ2026000002", "text": "已重新入户调查并调整"},
    "report_spot_checks": {"conclusion": "本期抽查均已完成，发现的问题已经退回办理"},
}
