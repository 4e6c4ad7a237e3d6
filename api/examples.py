"""Examples for the OpenAPI document: invented people, one body for every act.

Right in shape, so that a test can send them; whether they are lawful the case decides.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from api.examples_care import CARE_EXAMPLES
from api.examples_desk import DESK_EXAMPLES
from api.examples_funds import FUND_EXAMPLES
from api.examples_meeting import MEETING_EXAMPLES
from api.examples_oversight import OVERSIGHT_EXAMPLES
from api.examples_repair import REPAIR_EXAMPLES
from api.examples_together import TOGETHER_EXAMPLES
from api.examples_watch import WATCH_EXAMPLES
from api.lead_examples import LEAD_ACT_EXAMPLES
from domain.identity import synthetic_id

_PEOPLE: Final = [
    {
        "key": "m1",
        "name": "张一一",
        "id_no": synthetic_id(date(1960, 5, 1), 11),
        "relation": "self",
        "work": "partial",
    },
    {
        "key": "m2",
        "name": "张二二",
        "id_no": synthetic_id(date(1985, 1, 2), 22),
        "relation": "child",
    },
]
_ACCOUNT: Final = {"bank": "示例农商银行", "number": "6222000000000000", "holder": "m1"}
HOUSEHOLD_EXAMPLE: Final[dict[str, Any]] = {
    "members": _PEOPLE,
    "incomes": [{"member": "m2", "kind": "wage", "fen_year": 480000}],
    "account": _ACCOUNT,
    "residence": "rural",
}
INTAKE_EXAMPLE: Final[dict[str, Any]] = {
    "household": HOUSEHOLD_EXAMPLE,
    "papers": ["application", "authorisation", "commitment", "identity"],
}

_TEAM: Final = ["jz-wangdian.surveyor", "jz-wangdian.surveyor.2"]
_RELATIVE: Final = {"member": "m1", "kinship": "sibling", "official": "某工作人员"}
_MEASURE: Final = {
    "code": "AID-01",
    "unit": "民政局",
    "manner": "给予临时救助",
    "amount_fen": 500000,
}
_OBLIGATION: Final = "JZ2026000001/dibao/2026-12/regular"

_CASE: Final[dict[str, dict[str, Any]]] = {
    "request_correction": {"missing": ["identity"]},
    "supply_papers": {"papers": ["identity"]},
    "accept": {"relatives": [], "relatives_asked": True},
    "record_hardship": {
        "hardship": {
            "cause": "fire",
            "happened_on": "2026-11-20",
            "statement": "住房失火，生活用品烧毁",
            "township": "jz-wangdian",
            "home_township": "jz-wangdian",
            "urgency": "sudden",
            "grade": "serious",
            "asked_fen": 200000,
        }
    },
    "deliver_aid": {
        "manner": "money",
        "fen": 186000,
        "receipt": "签收单1号",
        "receiver": "m1",
        "fund": "reserve",
    },
    "complete_papers": {
        "explanation": "火灾当日先行救助，现补齐登记表和身份证明",
        "papers": ["register", "identity"],
        "family_signature": "m1",
        "signed_by": ["jz-wangdian.intake", "jz-wangdian.township_leader"],
    },
    "file_with_county": {"reference": "2026年11月小额救助报备表"},
    "end_delivery": {"reason": "申请人已经返回户籍地，联系不上"},
    "decline": {"reason": "申请人户籍和经常居住地均不在本地"},
    "withdraw": {"reason": "家庭情况好转"},
    "declare_relative": {"relative": _RELATIVE},
    "start_survey": {},
    "report_event": {"kind": "died", "happened_on": "2026-11-20", "member": "m2"},
    "replace_applicant": {"member": "m2", "commitment": "承诺书2"},
    "transfer_case": {"to_township": "jz-first", "reason": "家庭已迁往该街道居住"},
    "close_application": {"reason": "申请人去世，没有其他共同生活的家庭成员"},
    "warn_cooperation": {"asked": "请签署银行账户查询授权，并于本周内配合入户调查"},
    "end_for_no_cooperation": {"reason": "两次书面告知后仍无正当理由拒绝入户调查"},
    "receive_file": {},
    "take_down_publicity": {},
    "post_result": {"place_posted": "村务公开栏"},
    "record_work_offer": {
        "member": "m2",
        "work": "镇保洁员，月工资1800元",
        "suitable": "身体健康，路程十分钟，与本人能力相适应",
        "refused": True,
        "reason": "本人表示不愿意做",
    },
    "file_custody": {
        "reference": "焦代管〔2026〕3号",
        "custodian": "张代管",
        "custodian_id": "990101196501010013",
    },
    "note_family_ended": {"edge_case": "JZ2026000009"},
    "note_hit": {
        "hit": "0123456789abcdef",
        "department": "police",
        "member": "m1",
        "about": "death",
        "record": "0123456789abcdef",
        "found_on": "2026-12-01",
    },
    "settle_hit": {
        "hit": "0123456789abcdef",
        "verdict": "refuted",
        "how": "met",
        "reason": "入户见到本人，登记信息为同名人员",
        "clause": "JZ-62",
    },
    "receive_register": {"part": "police.death"},
    "settle_doubts": {
        "part": "police.death",
        "doubts": ["0123456789abcdef"],
        "verdict": "other",
        "reason": "核对户口簿，为同名同日出生的另一人",
    },
    "explain_missed": {
        "part": "health.general",
        "reason": "部门系统整月停机维护，已约定下月初补报",
    },
    "note_relative_lead": {
        "key": "o1-m1-address",
        "member": "m1",
        "signal": "address",
        "official": "村委会委员",
    },
    "settle_relative_lead": {
        "lead": "o1-m1-address",
        "verdict": "refuted",
        "reason": "入户走访，同住一院但没有亲属关系",
    },
    "answer_complaint": {"number": 1, "true": False, "text": "经入户核查，没有机动车。"},
    "register_complaint": {"channel": "hotline", "content": "反映该户有未申报收入"},
    "record_survey": {
        "surveyors": _TEAM,
        "signed_by": _TEAM,
        "family_signature": "m1",
        "household": HOUSEHOLD_EXAMPLE,
    },
    "verify_lead": {
        "lead": "police-PZ-01-m1-vehicle",
        "verdict": "refuted",
        "reason": "车辆已于去年报废，有注销证明",
    },
    "contest_finding": {"lead": "police-PZ-01-m1-vehicle", "grounds": "车辆不在本人名下"},
    "record_appraisal": {
        "participants": 9,
        "residents": 6,
        "in_favour": 8,
        "against": 1,
        "conclusion": "情况属实，同意",
    },
    "give_opinion": {"grant": True, "monthly_fen": 61000},
    "return_for_survey": {"reason": "收入来源需要重新核实"},
    "post_publicity": {"place_posted": "村务公开栏"},
    "object": {"content": "该户有未申报的收入", "named": False},
    "record_collective_review": {
        "present": ["jz-wangdian.township_leader", "jz-wangdian.reviewer.2"],
        "opinion": "集体研究，同意初审意见",
    },
    "record_county_visit": {
        "visitors": ["jz.county_reviewer"],
        "finding": "入户核查，与乡镇调查一致",
        "agrees_with_survey": True,
    },
    "extend": {"reason_code": "hard_survey"},
    "confirm": {"monthly_fen": 61000},
    "refuse": {"reason": "", "clause": ""},
    "serve_notice": {"number": "焦救〔2026〕1号", "manner": "in_person", "receiver": "m1"},
    "fail_service": {"number": "焦救〔2026〕1号", "manner": "post", "reason": "邮件退回，查无此人"},
    "issue_paper": {"kind": "late_reminder", "text": "尚缺授权书，请于期限届满前补交"},
    "escalate": {
        "cause": "serious_illness",
        "need_fen": 9000000,
        "tried": [
            {
                "unit": "medical",
                "programme": "medical_assistance",
                "ceiling_fen": 3000000,
                "granted_fen": 3000000,
            }
        ],
        "summary": "医疗费用巨大，单项救助不能解决",
    },
    "change_account": {"account": _ACCOUNT, "reason": "原账户注销"},
    "restore_case": {
        "organ": "judgment",
        "document": "（2027）豫08行终12号",
        "ruled_on": "2026-11-28",
        "decided_on": "2026-11-02",
        "reason": "判决撤销停发决定，恢复救助",
    },
    "move_case": {
        "to_place": "",
        "to_township": "jz-first",
        "asked_by": "m1",
        "reason": "全家已迁往该街道居住",
    },
    "receive_moved": {},
    "retry_handover": {},
    "settle_handover": {"answer": "consents", "programmes": ["edge"], "member": "m1"},
    "split_household": {
        "members": ["m2"],
        "applicant": "m2",
        "to_township": "jz-wangdian",
        "reason": "女儿出嫁，单独立户",
    },
    "merge_case": {
        "into_case": "JZ2026000009",
        "asked_by": "m1",
        "reason": "老人与子女共同生活",
    },
    **REPAIR_EXAMPLES,
    "report_change": {"cause": "employment", "happened_on": "2026-11-02", "member": "m2"},
    "verify_change": {
        "surveyors": _TEAM,
        "household": HOUSEHOLD_EXAMPLE,
        "finding": "入户核实，收入增加",
    },
    "hear_family": {"heard": "m1", "opinion": "没有意见"},
    "decide_change": {"outcome": "keep", "monthly_fen": 61000, "reason": "核实后没有变化"},
    "postpone_recheck": {"until": "2027-12-01", "reason": "突发事件期间暂缓复核"},
    "recall_postponement": {"reason": "突发事件已经结束，恢复复核"},
    "refresh_policy": {"reason": "保障标准已经调整"},
    **CARE_EXAMPLES,
    **TOGETHER_EXAMPLES,
    "sign_authorisation": {
        "signatures": [{"person": "m1", "signed_by": "m1", "paper": "授权书〔2026〕1号"}]
    },
    "withdraw_authorisation": {"person": "m1", "reason": "本人要求撤回"},
    "identify_person": {
        "member": "m1",
        "name": "张一一",
        "id_no": synthetic_id(date(1960, 5, 1), 11),
        "found_by": "公安机关人像比对结果",
    },
    "record_hukou_answer": {"reference": "复函〔2026〕3号", "drawing": False},
    "request_proof": {"paper": "marriage_certificate"},
    "supply_proof": {"paper": "marriage_certificate"},
    "make_promise": {
        "paper": "marriage_certificate",
        "commitment": "本人承诺：本人未婚，如有不实愿意承担责任。",
        "signed_by": "m1",
        "notice_read": True,
    },
    "verify_promise": {
        "paper": "marriage_certificate",
        "verdict": "confirmed",
        "reason": "与婚姻登记一致",
    },
    "answer_referral": {"answer": "given", "amount_fen": 300000},
    "close_referral": {"told_to": "m1"},
}

_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "record_reply": {
        "department": "police",
        "records": [{"item": "PZ-01", "person": "m1", "kind": "nothing"}],
        "reference": "公函〔2026〕8号",
    },
    "waive_reply": {"department": "police", "reason": "系统故障，已电话核实未见异常"},
    "correct_reply": {
        "department": "police",
        "record": {"item": "CHK-12", "person": "m1", "kind": "nothing"},
        "reference": "公函〔2026〕9号",
    },
    "raise_problem": {
        "department": "police",
        "problem": "no_answer",
        "description": "接口三周没有应答，请研究数据共享",
    },
    "submit_papers": {"papers": [{"title": "医疗费用票据", "unit": "医疗保障局"}]},
    "sort_papers": {"units": ["民政局", "医疗保障局"]},
    "review_papers": {"complete": True},
    "approve_agenda": {"meeting_on": "2026-12-10"},
    "return_agenda": {"reason": "缺少费用明细"},
    "request_preparatory": {},
    "waive_preparatory": {"reason": "事实清楚，不召开准备会"},
    "hold_preparatory": {"attended": ["民政局", "医疗保障局"], "opinion": "建议给予综合救助"},
    "give_unit_opinion": {"agrees": True, "opinion": "同意"},
    "declare_recusal": {"reason": "与申请家庭成员是近亲属"},
    "hold_meeting": {
        "chair": "tr.convener",
        "chair_role": "convener",
        "attended": ["民政局", "医疗保障局"],
    },
    "decide_item": {"approved": True, "measures": [_MEASURE]},
    "record_government_decision": {
        "approved": True,
        "measures": [_MEASURE],
        "number": "政函〔2026〕3号",
    },
    "accept_task": {"task": "1"},
    "report_progress": {"task": "1", "text": "已受理，正在办理"},
    "complete_task": {"task": "1", "evidence": ["拨付凭证"], "delivered_fen": 500000},
    "supervise": {"task": "1", "reason": "逾期未落实"},
    "answer_supervision": {"task": "1", "answer": "已经安排落实"},
    "close_supervision": {"task": "1", "conclusion": "已经落实，予以办结"},
    "propose_handing": {
        "task": "1",
        "to_unit": "民政局",
        "due": "2027-01-29",
        "reason": "机构改革后该单位撤销，没有承接单位",
        "paper": "编办〔2026〕12号",
        "until": "2026-12-31",
    },
    "confirm_handing": {"task": "1", "opinion": "情况属实，同意"},
    "refuse_handing": {"task": "1", "reason": "该单位职责仍在，请继续落实"},
    "submit_list": {"count": 20, "total_fen": 1220000},
    "release_first": {
        "amount_fen": 4_000_000,
        "later": ["dibao/other"],
        "decision": "先保障基本生活，价格补贴待市级资金到账后补拨",
        "paper": "焦财社〔2026〕21号",
    },
    "release_rest": {"amount_fen": 100000},
    "report_shortage": {"shortage_fen": 100000, "reason": "上级资金尚未到账"},
    "release_funds": {"amount_fen": 1220000},
    "resend_line": {"obligation": _OBLIGATION},
    "zero_line": {"obligation": _OBLIGATION, "reason": "该成员已经死亡"},
    "suspend_line": {"obligation": _OBLIGATION, "reason": "收款账户正在核实"},
    "order_backpay": {
        "case_no": "TR2026000001",
        "document": "同政复决〔2026〕3号",
        "decided_on": "2026-09-15",
        "last_month": "2026-11-01",
        "monthly_fen": 61000,
    },
    "ask_bank_again": {"reason": "银行系统已经恢复"},
}

ACT_EXAMPLES: Final = (
    _CASE
    | _OTHERS
    | LEAD_ACT_EXAMPLES
    | MEETING_EXAMPLES
    | FUND_EXAMPLES
    | DESK_EXAMPLES
    | WATCH_EXAMPLES
    | OVERSIGHT_EXAMPLES
)

RAISE_EXAMPLE: Final[dict[str, Any]] = {
    "source": "unit",
    "topic": "山体滑坡受灾群众过渡安置",
    "cause": "natural_disaster",
    "summary": "滑坡造成房屋倒塌，单个部门救助不能解决",
    "need_fen": 9_000_000,
    "tried": [
        {
            "unit": "emergency",
            "programme": "disaster_aid",
            "ceiling_fen": 2_000_000,
            "granted_fen": 2_000_000,
        }
    ],
    "facts": {"persons": 4, "situation": "四口人，房屋全部倒塌，暂住亲属家"},
}
"""An item raised by a member unit: a family no case is about."""

MONTH_EXAMPLE: dict[str, object] = {"month": "2026-12"}
LINK_EXAMPLE: dict[str, object] = {
    "department": "hr",
    "connected": True,
    "on": "2026-12-01",
    "paper": "焦数对接〔2026〕8号",
}
VITAL_EXAMPLE: dict[str, object] = {
    "about": "death",
    "id_no": "990101196005010119",
    "event_on": "2026-11-20",
    "proof": "同死证〔2026〕16号",
}
CONFIRM_EXAMPLE: dict[str, object] = {"batch": "20261201-1", "refused": []}
RISK_EXAMPLE: dict[str, object] = {
    "case_no": "YC2026000001",
    "rule": "no_visit",
    "since": "2026-12-01",
    "result": "已入户走访，家庭情况正常",
}
PAYOUT_EXAMPLE: dict[str, object] = {
    "id_no": "990101196005010119",
    "name": "张一一",
    "township": "tr-first",
    "period": "2026-11",
    "paid_fen": 3_000_000,
    "self_paid_fen": 2_500_000,
}
