"""Chinese words of the acts that mend a stuck or wrong case."""

from __future__ import annotations

from typing import Final

from domain.case.lifecycle import STAGE_ZH, Stage

_BACK = (Stage.INVESTIGATION, Stage.REVIEW, Stage.PUBLICITY)
_UNTIL = "复核的最后日期（逾期失效）"

FIELDS: Final[dict[str, str]] = {
    "said_by": "由谁说明无法取得（单位和文号）",
    "otherwise": "该项情况另行查明的办法和结果",
    "fact": "登记有误的事实",
    "value": "更正后的内容",
    "to_stage": "退回的环节",
}
EXACT: Final[dict[str, str]] = {
    "propose_skip.department": "无法取得答复的部门",
    "propose_skip.until": _UNTIL,
    "propose_correction.paper": "证明更正内容的材料",
    "propose_correction.until": _UNTIL,
    "propose_return.until": _UNTIL,
    "propose_handing.to_unit": "改由何单位承担",
    "propose_handing.due": "新的期限（改由其他单位承担的）",
    "propose_handing.paper": "证明文件",
    "propose_handing.until": _UNTIL,
    "confirm_handing.opinion": "复核意见",
    "confirm_repair.number": "待复核的纠正",
    "confirm_repair.opinion": "复核意见",
    "refuse_repair.number": "待复核的纠正",
    "refuse_repair.reason": "不同意的理由",
    "withdraw_repair.number": "撤回的纠正",
    "propose_reset.reason": "理由（哪一个程序版本、什么现象、为何不能继续）",
    "propose_reset.until": _UNTIL,
    "confirm_reset.opinion": "复核意见",
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "propose_return.to_stage": {stage.value: STAGE_ZH[stage] for stage in _BACK},
}
HINTS: Final[dict[str, str]] = {
    "value": "金额以元为单位；日期写作年-月-日；是否一类填写“是”或者“否”；"
    "劳动能力填写有劳动能力、部分丧失劳动能力或者无劳动能力",
    "to_stage": "退回以后，该环节以来办理的内容全部保留，注明作废，重新办理",
    "fact": "原登记和更正后的内容都保留；金额因此改变的，重新出具意见并公示，正在领取救助的重新核实",
}
