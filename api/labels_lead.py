"""The Chinese words of proactive discovery: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.discovery.acts import CONSENT_BY_ZH, CONSENT_ZH, GROUND_ZH
from domain.discovery.lifecycle import LEAD_KIND_ZH

FIELDS: Final[dict[str, str]] = {
    "consent": "是否同意代办申请",
    "consent_by": "由谁表示意见",
    "consent_paper": "委托书编号或者同意的记录方式",
    "first_round": "首次巡查日期",
    "fits": "走访认为线索属实（应纳入的确有困难，应退出的可能不再符合）",
    "grid": "网格名称或者范围",
    "grids": "网格和网格员",
    "ground": "办结理由",
    "head": "村（居）民委员会主任",
    "households": "走访户数",
    "informed": "已告知救助政策和申请途径",
    "lead_no": "主动发现线索编号（没有可不填）",
    "met": "见到本人或者家属",
    "person": "所涉人员",
    "problem": "困难类型",
    "ref": "相关案件或者线索编号",
    "reported_on": "发现日期",
    "round_every": "两次巡查相隔天数",
    "secretary": "村（社区）党组织书记",
    "visitor": "走访人",
    "visitor_role": "走访人岗位",
    "worker": "网格员姓名",
}
EXACT: Final[dict[str, str]] = {
    "report_lead.kind": "线索类型",
    "report_lead.channel": "发现渠道",
    "report_lead.source": "来源（部门、名单或者热线工单号）",
    "report_lead.problem": "困难类型",
    "report_lead.urgent": "急难，须立即响应",
    "report_lead.text": "发现的情况",
    "report_lead.township": "乡镇（街道）",
    "person.name": "姓名（不知道的写称呼）",
    "person.id_no": "身份证号码（不知道可不填）",
    "add_to_lead.text": "补充的情况",
    "transfer_lead.township": "转交的乡镇（街道）",
    "take_urgent.measures": "已采取的措施",
    "record_visit.visitors": "走访人员（每行一个）",
    "record_visit.finding": "走访发现的情况",
    "village.village": "村（社区）",
    "grids.account": "网格员账号（没有可不填）",
    "round.note": "巡查情况",
    "verification.case_no": "案件编号（不填为本人的案件）",
    "verification.happened_on": "变化发生日期",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "Consent": {k.value: v for k, v in CONSENT_ZH.items()},
    "ConsentBy": {k.value: v for k, v in CONSENT_BY_ZH.items()},
    "Ground": {k.value: v for k, v in GROUND_ZH.items()},
    "LeadKind": {k.value: v for k, v in LEAD_KIND_ZH.items()},
}
