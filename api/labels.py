"""The Chinese words of every field and option of every message: the one table forms are made with.

A label is looked up by the act and field, then by the part of the message and field, then by the
field alone. A test holds that nothing is missing.
"""

from __future__ import annotations

from typing import Final

from api import labels_care, labels_lead
from domain.case.acts import CAUSE_ZH, EVENT_ZH, OUTCOME_ZH
from domain.case.lifecycle import ROLE_ZH
from domain.check.abouts import ABOUT_ZH
from domain.check.acts import PROBLEM_ZH
from domain.check.answers import KIND_ZH
from domain.hardship import MANNER_ZH as HELP_ZH
from domain.hardship import URGENCY_ZH
from domain.household import (
    ASSET_ZH,
    EXPENSE_ZH,
    INCOME_ZH,
    RELATION_ZH,
    SOURCE_ZH,
    SPENDING_ZH,
    STATUS_ZH,
    STUDY_ZH,
    WORK_ZH,
)
from domain.papers.delivery import MANNER_ZH
from domain.programme import PROGRAMME_ZH, Programme
from domain.referral import ANSWER_ZH
from domain.relatives import SIGNAL_ZH

FIELDS: Final[dict[str, str]] = {
    "again_reason": "同一事由再次申请的理由",
    "asked_fen": "申请金额（元）",
    "explanation": "补充说明",
    "fund": "资金来源",
    "grade": "困难程度",
    "hardship": "困难情形",
    "home": "户籍地或者居住地",
    "home_township": "居住乡镇（街道）",
    "linked_case": "关联的低保、特困申请编号",
    "once_fen": "一次性救助金额（元）",
    "receipt": "签收凭证编号",
    "spot": "发生地点",
    "statement": "困难情况",
    "township": "急难发生乡镇（街道）",
    "urgency": "紧急程度",
    **labels_care.FIELDS,
    **labels_lead.FIELDS,
    "about": "查得内容",
    "account": "发放账户",
    "address": "住址",
    "against": "反对人数",
    "agreed_fen_year": "协议、判决或者实际给付的全年金额（元）",
    "agrees": "意见",
    "agrees_with_survey": "与乡镇（街道）调查是否一致",
    "amount_fen": "金额（元）",
    "answer": "答复内容",
    "apart": "未长期共同居住",
    "applied_on": "申请日期",
    "approved": "审定结果",
    "assets": "财产",
    "attended": "参加单位",
    "bank": "开户行",
    "body": "研究机构",
    "cause": "情形",
    "cause_text": "具体情形",
    "ceiling_fen": "最高限额（元）",
    "chair": "主持人账号",
    "chair_role": "主持人岗位",
    "channel": "渠道",
    "clause": "依据条款",
    "code": "措施编号",
    "commitment": "承诺内容",
    "complete": "材料是否齐全",
    "conclusion": "结论",
    "content": "内容",
    "count": "数量",
    "custodian_agreement": "代管协议编号",
    "delivered_fen": "实际落实金额（元）",
    "dependants": "须赡养抚养扶养的人数",
    "department": "部门",
    "digest": "名单校验码",
    "disability": "残疾等级",
    "due": "期限",
    "edge_case": "低保边缘家庭认定案号",
    "edge_family": "低保边缘家庭",
    "also": "同时采用的方式",
    "where": "调查地点",
    "findings": "调查情况",
    "facts": "具体情形",
    "commitment": "本人签署的承诺书编号",
    "to_township": "接收的乡镇（街道）",
    "to_village": "接收的村（社区）",
    "asked": "需要配合的事项",
    "evidence": "佐证材料",
    "expenses": "刚性支出",
    "family_signature": "签字的家庭成员",
    "fen": "金额（元）",
    "fen_year": "全年金额（元）",
    "finding": "核查情况",
    "fund_source": "资金来源",
    "grant": "意见",
    "groups": "所属困难群体（编号）",
    "granted_fen": "已给金额（元）",
    "grounds": "异议理由",
    "group": "救助群体（不选救助项目时填写）",
    "guardianship": "监护证明编号（监护人代签时填写）",
    "happened_on": "发生日期",
    "heard": "听取意见的家庭成员",
    "holder": "账户持有人",
    "household": "家庭情况",
    "id_no": "公民身份号码",
    "in_favour": "赞成人数",
    "incomes": "收入",
    "item": "核对项目",
    "key": "成员编号",
    "kind": "类别",
    "kinship": "亲属关系",
    "lead": "线索",
    "major": "属于重大事项",
    "manner": "方式",
    "mandate": "委托书编号",
    "measures": "议定措施",
    "meeting_on": "计划开会日期",
    "member": "家庭成员",
    "members": "家庭成员",
    "method": "调查方式",
    "missing": "缺少的材料",
    "monthly_fen": "月补助金额（元）",
    "name": "姓名",
    "named": "实名",
    "necessary": "生活或生产必需",
    "need_fen": "需要救助的金额（元）",
    "no_duty": "无法定赡养抚养扶养义务关系",
    "note": "备注",
    "seen": "已查看的最近办理记录序号",
    "number": "编号",
    "notice_read": "已出示并宣读告知内容",
    "obligation": "发放明细",
    "official": "工作人员姓名",
    "official_account": "工作人员账号",
    "on": "办理日期",
    "opinion": "意见",
    "outcome": "决定",
    "paper": "文书编号",
    "paid_on": "支出日期（不填为全期合计）",
    "papers": "材料",
    "participants": "参加评议人数",
    "period_months": "期限（月）",
    "person": "人员",
    "persons": "其家庭人口",
    "phone": "联系电话",
    "email": "电子邮箱",
    "place_posted": "张贴地点",
    "present": "参加研究人员",
    "programme": "救助项目",
    "public_fen": "公办学校同类收费（元）",
    "programmes": "救助项目（可以多选）",
    "drawing": "户籍地正在发放低保金",
    "found_by": "查明依据",
    "hukou_place": "户籍地（不在本地的填写省、市、县）",
    "provisional": "身份不明时的特征（身份证号码不填）",
    "reason": "理由",
    "receipts": "票据张数",
    "received_on": "收到日期（一次性收入填写）",
    "receives": "已享受的救助",
    "reason_code": "延长理由",
    "silent": "尚未答复的机构",
    "record": "更正后的答复",
    "problem": "问题类别",
    "description": "问题说明",
    "institution": "机构",
    "receiver": "签收人",
    "records": "回复明细",
    "reference": "回复文号",
    "reimbursed_fen": "报销和救助金额（元）",
    "relation": "与申请人关系",
    "relative": "近亲属",
    "relatives": "近亲属备案",
    "signal": "相同的内容",
    "relatives_asked": "已询问是否有近亲属为工作人员",
    "residence": "城乡",
    "residents": "居民代表人数",
    "scope": "授权范围（不选为全部核对项目）",
    "serious_illness": "重病",
    "service": "服务内容",
    "sheet_digest": "公示单校验码",
    "shifted_from": "调剂资金来源",
    "shortage_fen": "缺口金额（元）",
    "signatures": "授权书",
    "signed_by": "签字的调查人员",
    "since": "起始日期",
    "single_person": "按单人户申请",
    "source": "来源",
    "spendings": "必需支出",
    "status": "人员状态",
    "status_since": "该状态开始日期",
    "student": "在读",
    "study": "就读学段",
    "summary": "情况说明",
    "supporters": "家庭以外的赡养抚养扶养人",
    "supports": "被赡养抚养扶养的成员",
    "surveyors": "调查人员",
    "task": "任务",
    "text": "说明",
    "title": "材料名称",
    "told_to": "告知的家庭成员",
    "total_fen": "合计金额（元）",
    "transition_months": "渐退期（月）",
    "tried": "已实施或者测算的单项救助",
    "unit": "单位",
    "units": "涉及单位",
    "urgent": "救急难",
    "unstable_income": "收入不稳定且有劳动能力成员（每半年复核）",
    "until": "暂缓至",
    "verdict": "核实结论",
    "village": "村（社区）",
    "visitors": "核查人员",
    "work": "劳动能力",
    "agent": "代办",
}

EXACT: Final[dict[str, str]] = {
    **labels_care.EXACT,
    **labels_lead.EXACT,
    "account.number": "银行账号",
    "agent.account": "代办人账号",
    "spendings.fen": "支出金额（元）",
    "supporters.fen_year": "其家庭全年收入（元）",
    "supporters.relation": "是该成员的",
    "agent.mandate": "委托书编号",
    "hardship.cause": "困难事由",
    "hardship.manner": "救助方式",
    "complete_papers.papers": "补交的材料",
    "complete_papers.signed_by": "签字的登记人、决定人",
    "deliver_aid.manner": "交付方式",
    "deliver_aid.fen": "本次交付金额（元）",
    "file_with_county.reference": "报备表编号",
    "serve_notice.number": "文书文号",
    "serve_notice.manner": "送达方式",
    "serve_notice.evidence": "回证扫描件校验码（没有可不填）",
    "fail_service.number": "文书文号",
    "fail_service.manner": "采用的送达方式",
    "fail_service.reason": "未能送达的原因",
    "issue_paper.kind": "文书种类",
    "issue_paper.text": "文书内容（公示单填写公示地点）",
    "record_government_decision.number": "政府决定文号",
    "measures.manner": "措施内容",
    "measures.due": "完成期限",
    "measures.unit": "责任单位",
    "register_complaint.channel": "反映渠道",
    "supply_papers.papers": "补交的材料",
    "submit_papers.papers": "议题材料",
    "intake.papers": "已交材料",
    "records.count": "数量",
    "submit_list.count": "笔数",
    "hear_family.opinion": "家庭意见",
    "report_change.cause": "变化原因",
    "register_relatives.kind": "人员类别",
    "register_relatives.account": "系统账号",
    "register_relatives.title": "单位和职务",
    "register_relatives.bank_account": "本人银行账号",
    "register_relatives.relatives": "近亲属",
    "relatives.kinship": "与该工作人员的关系",
    "relatives.bank_account": "银行账号",
    "review_papers.missing": "缺少的材料（退回时填写）",
    "record_reply.reference": "回复文号",
    "record_reply.silent": "尚未答复的机构",
    "correct_reply.reference": "更正文号",
    "correct_reply.record": "更正后的答复",
    "raise_problem.problem": "问题类别",
    "raise_problem.description": "问题说明",
    "records.institution": "机构",
    "record.institution": "机构",
    "record.count": "数量",
    "report_progress.text": "进展情况",
    "signatures.paper": "授权书编号",
    "make_promise.signed_by": "承诺人",
    "make_promise.paper": "承诺代替的材料",
    "request_proof.paper": "要求补充的证明",
    "supply_proof.paper": "补充的证明",
    "verify_promise.paper": "承诺事项",
    "answer_referral.amount_fen": "救助金额（元，给予救助时填写）",
    "answer_referral.clause": "依据条款（不予救助时填写）",
    "answer_referral.reason": "理由（不予救助时填写）",
    "signatures.person": "授权人",
    "signatures.signed_by": "签字人",
    "signatures.until": "有效期至",
    "withdraw_authorisation.person": "撤回授权的成员",
}
"""Labels that differ by place: `act.field` or `part.field`."""

_SOURCE = {"declared": "家庭申报", "survey": "入户调查", "check": "部门核对"}
_GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_SORTS = {"limb": "肢体", "sight": "视力", "hearing": "听力", "mental": "精神", "mind": "智力"}
_DISABILITY = {"": "无"} | {
    grade + (f"-{sort}" if sort else ""): zh + (f"（{_SORTS[sort]}）" if sort else "")
    for grade, zh in _GRADES.items()
    for sort in ("", *_SORTS)
}

OPTIONS: Final[dict[str, dict[str, str]]] = {
    **labels_care.OPTIONS,
    "Relation": {k.value: v for k, v in RELATION_ZH.items()},
    "WorkAbility": {k.value: v for k, v in WORK_ZH.items()},
    "Status": {k.value: v for k, v in STATUS_ZH.items()},
    "IncomeKind": {k.value: v for k, v in INCOME_ZH.items()},
    "ExpenseKind": {k.value: v for k, v in EXPENSE_ZH.items()},
    "AssetKind": {k.value: v for k, v in ASSET_ZH.items()},
    "Source": {k.value: v for k, v in SOURCE_ZH.items()},
    "SpendingKind": {k.value: v for k, v in SPENDING_ZH.items()},
    "Study": {k.value: v for k, v in STUDY_ZH.items()},
    "Role": {k.value: v for k, v in ROLE_ZH.items()},
    "ChangeCause": {k.value: v for k, v in CAUSE_ZH.items()},
    "Outcome": {k.value: v for k, v in OUTCOME_ZH.items()},
    "ReferralAnswer": {k.value: v for k, v in ANSWER_ZH.items()},
    "Verdict": {"confirmed": "属实", "refuted": "不属实"},
    "EventKind": {k.value: v for k, v in EVENT_ZH.items()},
    "Signal": {k.value: v for k, v in SIGNAL_ZH.items()},
    "Kind": {k.value: v for k, v in KIND_ZH.items()},
    "Urgency": {k.value: v for k, v in URGENCY_ZH.items()},
    "Manner": {k.value: v for k, v in HELP_ZH.items()},
    **labels_lead.OPTIONS,
    "SurveyMethod": {
        "home_visit": "入户走访",
        "neighbours": "邻里访问",
        "letter": "信函索证",
        "phone": "电话",
        "video": "视频",
    },
}
"""Options of enumerations, by the enumeration's name in the schema."""

BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "raise_problem.problem": PROBLEM_ZH,
    "register_complaint.channel": {
        "hotline": "热线电话",
        "letter": "来信",
        "visit": "来访",
        "online": "网络",
    },
    "serve_notice.manner": MANNER_ZH,
    "fail_service.manner": {k: v for k, v in MANNER_ZH.items() if k != "public"},
    "record_collective_review.body": {
        "joint_meeting": "乡镇（街道）联席会议",
        "leading_group": "领导小组",
    },
    "household.residence": {"rural": "农村", "urban": "城市"},
    "household.receives": {
        code.value: PROGRAMME_ZH[code]
        for code in (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)
    },
    **labels_care.BY_FIELD,
    "members.disability": _DISABILITY,
    "obligors.disability": _DISABILITY,
    "records.about": {"": "（无）", **ABOUT_ZH},
    "give_opinion.grant": {"true": "拟予保障", "false": "不符合条件"},
    "give_unit_opinion.agrees": {"true": "同意", "false": "不同意"},
    "decide_item.approved": {"true": "同意救助", "false": "不予同意"},
    "record_government_decision.approved": {"true": "同意救助", "false": "不予同意"},
    "review_papers.complete": {"true": "齐全", "false": "不齐全，退回"},
    "record_county_visit.agrees_with_survey": {"true": "一致", "false": "不一致"},
}
"""Options of single fields, by `act.field` or `part.field`."""

AIDS: Final = {
    "temporary_relief": "临时救助",
    "medical_assistance": "医疗救助",
    "major_illness": "大病保险",
    "living_aid": "残疾人生活补助",
    "education_aid": "教育资助",
    "disaster_aid": "受灾人员救助",
    "dilapidated_house": "危房改造",
    "insurers": "保险机构",
}
"""Single aids and units that a limit may be set for."""

NOTES: Final = {
    "agent": "由他人代为申请时填写",
    "household": "核实后情况有变化时填写",
    "household.account": "本人或者家庭成员的账户",
}
"""What a group that may be left out is for."""

HINTS: Final[dict[str, str]] = {
    **labels_care.HINTS,
    "on": "事情实际办理的那一天，不填为今天",
    "household": "清空一行即删除该行；金额以元为单位",
    "official_account": "该工作人员在本系统有账号的，填写账号，系统将自动回避",
}


def label(act: str, path: str) -> str:
    """The label of a field; the field's own name when there is none (a test forbids that)."""
    parts = [p for p in path.split(".") if not p.isdigit()]
    name = parts[-1]
    part = parts[-2] if len(parts) > 1 else act
    return EXACT.get(f"{act}.{name}" if len(parts) == 1 else f"{part}.{name}") or FIELDS.get(
        name, name
    )


def field_options(act: str, path: str) -> dict[str, str] | None:
    """The options of a field that are the same everywhere, code to words."""
    parts = [p for p in path.split(".") if not p.isdigit()]
    part = parts[-2] if len(parts) > 1 else act
    return BY_FIELD.get(f"{part}.{parts[-1]}")
