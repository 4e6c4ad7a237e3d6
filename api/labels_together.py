"""The Chinese words of help by others: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.together.referring import SHARED_ZH

FIELDS: Final[dict[str, str]] = {
    "aim": "服务目标",
    "contact": "告知服务机构的联系方式",
    "contract": "购买服务合同",
    "done": "本次服务情况",
    "fen": "金额（元）",
    "giver": "其他捐赠人（单位或者个人）",
    "goods": "帮扶物资",
    "helper": "帮扶单位或者个人",
    "instant": "一站式即时结算",
    "insured": "参保情况",
    "need": "困难和需求",
    "paid_fen": "保险支付金额（元）",
    "parts": "资金来源构成",
    "provider": "已登记的社会力量",
    "result": "服务结果（服务结束时填写）",
    "budget_fen": "合同预算（元）",
    "document": "文件",
    "services": "服务内容",
    "shares": "向承办单位提供的信息",
}
EXACT: Final[dict[str, str]] = {
    "answer_case_referral.amount_fen": "救助金额（元，给予救助时填写）",
    "answer_case_referral.clause": "依据条款（不予救助时填写）",
    "answer_case_referral.number": "转介",
    "answer_case_referral.reason": "理由（不予救助时填写）",
    "answer_case_referral.service": "服务内容（给予救助时填写）",
    "close_case_referral.number": "转介",
    "end_pairing.number": "结对",
    "link_special_aid.special": "专项救助案件",
    "order_service.kind": "服务内容",
    "order_service.member": "服务对象",
    "order_service.provider": "服务机构（不在合同内安排时选择）",
    "order_service.every_days": "上门间隔（天，访视、照料服务填写）",
    "order_service.who": "服务对象类别（访视、照料服务填写）",
    "order_service.fen": "安排的费用（元，不付费的不填）",
    "parts.fen": "金额（元）",
    "parts.fund": "资金来源",
    "record_gift.cause": "困难原因",
    "record_gift.fen": "帮扶金额（元）",
    "record_gift.receipt": "凭证编号",
    "record_gift.source": "慈善和互助资金",
    "record_insurance.kind": "保险",
    "record_insurance.member": "成员",
    "record_insurance.receipt": "结算凭证编号",
    "record_insurance.total_fen": "费用总额（元）",
    "record_pair_visit.finding": "走访情况",
    "record_pair_visit.number": "结对",
    "record_service.number": "服务",
    "start_pairing.kind": "帮扶主体",
    "register_contract.account": "承接机构人员或者购买服务人员的账号",
    "register_contract.number": "合同编号",
    "register_contract.provider": "承接机构",
    "register_contract.until": "截止日期",
    "register_incentive.document": "依据的文件",
    "register_incentive.kind": "优惠种类",
    "register_incentive.provider": "社会力量",
    "register_provider.code": "统一社会信用代码",
    "register_provider.kind": "类别",
    "register_provider.name": "名称",
    "refer_case.aid": "救助措施和承办单位",
    "refer_case.members": "涉及的家庭成员",
    "refer_case.paper": "转介同意书编号",
    "refer_case.signed_by": "在同意书上签字的成员",
    "urge_case_referral.number": "转介",
    "withdraw_referral_consent.number": "转介",
    "withdraw_referral_consent.signed_by": "撤回同意的成员",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "Shared": {k.value: v for k, v in SHARED_ZH.items()},
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "record_insurance.insured": {"true": "已参保", "false": "未参保"},
}
HINTS: Final[dict[str, str]] = {
    "contact": "家庭同意告知服务机构的姓名、电话或者地址",
    "need": "承办单位看得到这段文字，不要写入与所需救助无关的情况",
    "shares": "只勾选承办单位办理这项救助必须知道的各项",
}
