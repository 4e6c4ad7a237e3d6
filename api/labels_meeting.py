"""The Chinese words of a meeting's forms: merged into `api.labels`, looked up there."""

from __future__ import annotations

from typing import Final

from domain.assembly.lifecycle import MEETING_KIND_ZH
from domain.assembly.points import GRADE_ZH, OUTCOME_ZH, POINT_KIND_ZH, SOURCE_ZH, STAND_ZH

FIELDS: Final[dict[str, str]] = {
    "addressee": "向谁提出（决策建议）",
    "amends": "对以前会议纪要的修改",
    "at": "时间（如09:00）",
    "came": "到会单位",
    "chair_mandate": "委托主持的文件（召集人不能到会时）",
    "chair_post": "主持人职务",
    "coming": "参会",
    "continue_on": "继续开会日期",
    "copies": "抄送单位（每行一个）",
    "figures": "报告的数字",
    "left": "离会单位",
    "mandate": "委托书或者委派文件",
    "meets_on": "开会日期",
    "owner": "落实单位",
    "point": "议题",
    "points": "议题",
    "post": "参会人职务",
    "source": "提出方式",
    "stand": "表态",
    "substitute": "由他人代为参会",
    "title": "标题",
    "unit_zh": "单位（如户、人）",
    "venue": "地点",
    "voices": "各单位意见",
}
EXACT: Final[dict[str, str]] = {
    "open_meeting.kind": "会议性质",
    "open_meeting.reason": "召开临时会议的事由",
    "add_points.points": "列入的议题",
    "points.kind": "议题类别",
    "points.item": "一事一议编号（案件编号/件次）",
    "points.title": "政策和工作事项的标题",
    "points.reference": "交办文件（党委、政府交办的）",
    "points.grade": "知悉范围",
    "points.units": "有关单位（每行一个）",
    "figures.zh": "项目",
    "figures.count": "数",
    "invite_unit.unit": "邀请的单位",
    "open_sitting.chair": "主持人（账号）",
    "open_sitting.attended": "到会单位和参会人",
    "attended.unit": "单位",
    "attended.name": "姓名",
    "came.unit": "单位",
    "came.name": "姓名",
    "record_recusal.unit": "回避单位",
    "record_recusal.post": "回避人职务",
    "voices.unit": "单位",
    "voices.text": "意见内容",
    "decide_point.outcome": "议定结果",
    "decide_point.text": "议定内容或者理由",
    "decide_point.measures": "救助措施（仅一事一议议题填写）",
    "draft_minutes.units": "分送单位（不选为全部参会单位）",
    "amends.number": "会议纪要文号",
    "amends.text": "修改内容",
}
OPTIONS: Final[dict[str, dict[str, str]]] = {
    "MeetingKind": {k.value: v for k, v in MEETING_KIND_ZH.items()},
    "PointKind": {k.value: v for k, v in POINT_KIND_ZH.items()},
    "PointGrade": {k.value: v for k, v in GRADE_ZH.items()},
    "PointSource": {k.value: v for k, v in SOURCE_ZH.items()},
    "PointOutcome": {k.value: v for k, v in OUTCOME_ZH.items()},
    "Stand": {k.value: v for k, v in STAND_ZH.items()},
}
