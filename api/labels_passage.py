"""Chinese words of the acts by which a case is put back or goes over into another."""

from __future__ import annotations

from typing import Final

from domain.case.acts.passage import RULED_BY_ZH
from domain.case.wording import ANSWER_ZH

FIELDS: Final[dict[str, str]] = {
    "ruled_on": "裁决日期",
    "to_place": "迁往的县（市、区）（在本地迁移的不选）",
    "asked_by": "提出申请的家庭成员",
    "applicant": "分出家庭的申请人",
    "into_case": "并入的案件编号",
    "other_case": "该家庭在此期间享受救助的其他案件编号（没有的不填）",
}
EXACT: Final[dict[str, str]] = {
    "name_stand_in.absent": "缺岗人员",
    "name_stand_in.deputy": "代行人员",
    "name_stand_in.until": "截止日期（含当日）",
    "name_stand_in.paper": "授权文书编号",
    "name_stand_in.reason": "缺岗原因",
    "end_stand_in.reason": "提前结束的原因",
    "report_key_task.task": "重点任务",
    "report_key_task.text": "进展情况",
    "register_plan.title": "实施方案的名称",
    "register_plan.paper": "文号",
    "register_plan.issued_on": "印发日期",
    "split_household.members": "分出的成员",
    "split_household.to_township": "分出家庭居住的乡镇（街道）",
    "split_household.to_village": "分出家庭居住的村（社区）",
    "postpone_recheck.order": "集中暂缓的编号（单独暂缓的不填）",
    "recall_postponement.order": "集中暂缓的编号（单独暂缓的不填）",
    "settle_handover.answer": "转办结果",
    "settle_handover.programmes": "家庭同意申请的救助项目（同意的填写）",
    "settle_handover.member": "答复的家庭成员",
    "settle_handover.reason": "没有转办的原因",
    "settle_handover.reference": "窗口新登记的案件编号（已另行登记的填写）",
    "restore_case.organ": "裁决种类",
    "restore_case.document": "裁决文书文号",
    "restore_case.decided_on": "被撤销、变更的原决定日期",
}
BY_FIELD: Final[dict[str, dict[str, str]]] = {
    "restore_case.organ": RULED_BY_ZH,
    "settle_handover.answer": ANSWER_ZH,
}
HINTS: Final[dict[str, str]] = {
    "restore_case.decided_on": "自该决定执行之月起少发的月份予以补发，列入下月发放名单，逐月一笔",
    "to_place": "迁往其他县（市、区）的，本案发放到本月为止，由转入地接续，材料随案移交",
    "into_case": "本案发放到本月为止，自下月起由并入的案件合并计算",
    "other_case": "填写后，该案已经发放的月份不再重复发放",
}
