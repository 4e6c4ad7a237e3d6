"""The Chinese words of 特困 and of self-care: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.means.selfcare import ABILITY_ZH, BAND_ZH
from domain.means.tekun_facts import AID_ZH, CHILD_AID_ZH, OBLIGOR_ZH
from domain.papers.titles import NOTICE_ZH
from domain.programme import PROGRAMME_ZH, Programme

FIELDS: Final[dict[str, str]] = {
    "aid": "本人享受救助",
    "assessors": "评估人员",
    "band": "生活自理能力",
    "bathe": "自主洗澡",
    "batch": "本批次案件编号（每行一个）",
    "bed": "自主上下床",
    "by": "评估主体",
    "capacity": "民事行为能力",
    "carer": "照料服务人",
    "child_aid": "未成年人选择的儿童保障",
    "dress": "自主穿衣",
    "eat": "自主吃饭",
    "has_record": "健康档案",
    "helper": "协助申请人",
    "income_fen_year": "本人全年收入（元）",
    "institution": "供养服务机构",
    "no_obligors": "没有法定赡养、抚养、扶养义务人",
    "obligors": "法定赡养、抚养、扶养义务人",
    "property_within": "财产符合低收入家庭财产规定",
    "recommends": "评估意见",
    "seed": "公开抽签词",
    "speaks": "本人表达意愿",
    "state": "义务人情形",
    "toilet": "自主如厕",
    "visit_days": "走访间隔（天）",
    "visitor": "走访人",
    "walk": "室内自主行走",
}
EXACT: Final[dict[str, str]] = {
    "assess_selfcare.body": "第三方机构名称（委托评估时填写）",
    "assess_whole.signed_by": "签字的评估人员",
    "assess_whole.finding": "评估情况",
    "care_institution.beds": "床位数",
    "care_institution.code": "统一社会信用代码或者机构编号",
    "care_institution.level": "执行的照料护理标准",
    "care_institution.name": "机构名称",
    "care_inspection.code": "机构",
    "care_inspection.due": "整改期限",
    "care_inspection.finding": "检查情况",
    "care_inspection.result": "检查结果",
    "care_mending.code": "机构",
    "care_mending.mending": "整改情况",
    "care_mending.seq": "第几次检查",
    "care_plan.cases": "走访的家庭（案件编号，每行一个）",
    "care_plan.since": "走访起始日期",
    "care_plan.title": "计划名称",
    "care_plan.unit": "走访单位",
    "care_plan.until": "走访截止日期",
    "roll_down.why": "撤下原因",
    "roll_posted.photo": "张贴照片的文件校验码（可不填）",
    "roll_posted.where": "张贴地点",
    "care_visit.case_no": "案件编号",
    "care_visit.finding": "走访情况",
    "care_visit.number": "计划编号",
    "care_visit.unit": "走访单位",
    "obligors.key": "编号（可不填）",
    "offer_centralised.agrees": "本人答复",
    "offer_centralised.opinion": "本人意见",
    "place_person.manner": "供养方式",
    "cover_visitor.reason": "走访人缺岗原因",
    "cover_visitor.until": "代为走访截止日期（含当日）",
    "cover_visitor.visitor": "代为走访人员",
    "record_care_visit.finding": "走访情况",
    "record_health_answer.reference": "反馈文号",
    "urge_care_visit.finding": "督促情况",
    "sign_care_agreement.number": "协议编号",
    "sign_care_agreement.until": "截止日期",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "Ability": {k.value: v for k, v in ABILITY_ZH.items()},
    "Aid": {k.value: v for k, v in AID_ZH.items()},
    "ChildAid": {k.value: v for k, v in CHILD_AID_ZH.items()},
    "ObligorState": {k.value: v for k, v in OBLIGOR_ZH.items()},
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "care_inspection.result": {"good": "符合标准", "mend": "限期整改", "bad": "不符合标准"},
    "household.receives": {
        code.value: PROGRAMME_ZH[code]
        for code in (Programme.DIBAO, Programme.TEKUN, Programme.EDGE, Programme.RIGID)
    },
    "household.residence": {"rural": "农村", "urban": "城市"},
    "issue_paper.kind": {k: NOTICE_ZH[k] for k in ("late_reminder", "check_result", "roll")},
    "assess_selfcare.by": {"county": "县级民政部门", "third_party": "委托第三方机构"},
    "assess_whole.recommends": {"true": "适宜集中供养", "false": "不适宜集中供养"},
    "offer_centralised.agrees": {"true": "同意集中供养", "false": "不同意集中供养"},
    "place_person.manner": {"centralised": "集中供养", "scattered": "分散供养"},
    "record_health_answer.band": {"": "（未评估）", **BAND_ZH},
    "record_health_answer.has_record": {"true": "已建立", "false": "未建立"},
    "record_statement.capacity": {
        "full": "完全民事行为能力",
        "limited": "限制民事行为能力",
        "none": "无民事行为能力",
    },
    "record_statement.speaks": {"true": "能够准确表达", "false": "无法准确表达"},
}
HINTS: Final[dict[str, str]] = {
    "batch": "列出本次一并抽查的全部特困案件编号，须包括本案",
    "seed": "抽签时公开的文字，任何人用同一文字可以重新验证抽取结果",
    "visit_days": "分散供养的，每隔多少天走访一次",
}
