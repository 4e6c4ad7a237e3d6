"""Examples of matters of money for the OpenAPI document: one body an act."""

from __future__ import annotations

from typing import Any, Final

FUND_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "propose_budget": {
        "title": "困难群众救助补助资金（省级）",
        "level": "provincial",
        "use": "aid",
        "aids": ["dibao", "tekun"],
        "basic": True,
        "amount_fen": 500_000_000,
    },
    "approve_budget": {"pot": "01", "paper": "财社〔2026〕12号"},
    "refuse_budget": {"pot": "01", "reason": "请按上年决算重新测算"},
    "propose_allocation": {
        "pot": "01",
        "amount_fen": 100_000_000,
        "paper": "财社〔2026〕30号",
        "units": ["区民政局", "区财政局"],
    },
    "give_fund_opinion": {"allocation": "A1", "agrees": True, "opinion": "符合在保人数和标准"},
    "issue_allocation": {"allocation": "A1"},
    "prepay_reserve": {
        "township": "yc-first",
        "pot": "02",
        "amount_fen": 5_000_000,
        "paper": "拨付凭证2026-18",
    },
    "top_up_reserve": {
        "township": "yc-first",
        "pot": "02",
        "amount_fen": 3_000_000,
        "paper": "拨付凭证2026-44",
    },
    "return_reserve": {"township": "yc-first", "pot": "02", "amount_fen": 1_000_000},
    "shift_funds": {
        "source": "02",
        "pot": "03",
        "amount_fen": 1_000_000,
        "reason": "本月低保支出超过预计",
        "paper": "财社〔2026〕41号",
    },
    "decide_shortfall": {
        "month": "2026-11",
        "missing_fen": 2_000_000,
        "first": ["01"],
        "later": ["02"],
        "decision": "先保障低保、特困，临时救助待上级资金到账后安排",
        "paper": "会议纪要〔2026〕9号",
    },
    "raise_query": {"event": "allotted/fund/yicheng/2026/A1", "text": "请说明该笔资金的分配依据"},
    "answer_query": {"query": "Q1", "answer": "依据财社〔2026〕30号按在保人数分配"},
    "publish_sheet": {"period": "2026-10"},
    "close_fund_year": {"summary": "全年收支相符，余额结转下年"},
    "start_round": {"paper": "发改价格〔2026〕88号", "units": ["区民政局", "区财政局"]},
    "decline_round": {"reason": "上级明确本月不启动"},
    "add_claimants": {"person_class": "unemployed", "id_nos": ["990101199001011234"]},
    "confirm_round": {"persons": 40, "total_fen": 180_000},
    "unit_done": {"unit": "区民政局", "report": "补贴已全部发放到账"},
    "waive_unit": {"unit": "区民政局", "reason": "已两次催办，期满仍未反馈"},
    "preview_rise": {},
    "apply_rise": {"changed": 20, "monthly_fen": 60_000, "digest": ""},
    "hear_debtor": {"heard": "对多领月份和金额没有异议，请求分期缴回"},
    "decide_recovery": {
        "amount_fen": 120_000,
        "finding": "核查报告〔2026〕5号",
        "reasons": "家庭成员就业后未及时报告，多领三个月",
        "paper": "追决〔2026〕2号",
        "instalments": 6,
        "first_due": "2027-01-10",
    },
    "record_repayment": {"amount_fen": 20_000, "receipt": "缴款书0001"},
    "propose_storno": {
        "number": 1,
        "reason": "录入时多写一个零，银行回单为2000元",
        "paper": "银行回单0001",
        "until": "2027-03-31",
    },
    "confirm_storno": {"opinion": "与银行回单核对一致，同意更正"},
    "refuse_storno": {"reason": "银行回单与登记一致"},
    "remit_debt": {"amount_fen": 20_000, "reason": "家庭确有困难", "paper": "减免〔2026〕1号"},
    "claim_estate": {
        "estate_fen": 50_000,
        "keeper": "遗产管理人登记表3号",
        "evidence_paper": "遗产清单3号",
    },
    "impose_fine": {
        "amount_fen": 100_000,
        "finding": "认定书〔2026〕7号",
        "reasons": "隐瞒房产骗取低保",
        "paper": "罚决〔2026〕1号",
    },
    "record_fine_payment": {"amount_fen": 100_000, "receipt": "缴款书0002"},
    "drop_recovery": {"reason": "复查后认定没有多领"},
    "adjust_standard": {
        "since": "2027-07-01",
        "paper": "民发〔2027〕20号",
        "rise": "rise/jiaozuo/2027-07",
    },
}

OPENING_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "OpenYear": {"year": 2026},
    "EnterIndex": {
        "month": "2026-10-01",
        "published_on": "2026-11-14",
        "cpi": 290,
        "food": 640,
        "paper": "市统计局2026年10月价格公报",
    },
    "ProposeRise": {"since": "2027-07-01", "programmes": ["dibao"], "paper": "民发〔2027〕20号"},
    "ProposeRecovery": {
        "case_no": "JZ2026000001",
        "ground": "late_report",
        "span": "2026-03至2026-05",
        "claimed_fen": 120_000,
        "facts": "成员就业后三个月没有报告",
    },
}
"""Bodies that begin a matter, by their model."""
