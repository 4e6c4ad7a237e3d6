"""Examples of a meeting for the OpenAPI document: one body an act."""

from __future__ import annotations

from typing import Any, Final

MEETING_EXAMPLE: Final[dict[str, Any]] = {"kind": "extra", "reason": "研究两户家庭的一事一议事项"}
_SEAT: Final[dict[str, Any]] = {"unit": "医疗保障局", "post": "副局长"}

MEETING_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "add_points": {
        "points": [
            {"kind": "item", "item": "TR2026000001/1"},
            {"kind": "policy", "title": "救助资金年度安排", "grade": "members"},
        ]
    },
    "remove_point": {"point": "p2", "reason": "条件尚不成熟"},
    "invite_unit": {"unit": "某三甲医院", "reason": "说明诊疗费用"},
    "submit_agenda": {},
    "approve_meeting": {},
    "return_meeting": {"reason": "请补充资金来源"},
    "call_meeting": {"meets_on": "2026-12-10", "at": "09:00", "venue": "市政府三楼会议室"},
    "confirm_notice": {"coming": True, "post": "副局长"},
    "open_sitting": {
        "chair": "tr.convener",
        "chair_role": "convener",
        "chair_post": "市民政局局长",
        "attended": [_SEAT],
    },
    "record_presence": {"came": [_SEAT], "left": []},
    "record_recusal": {"point": "p1", "unit": "医疗保障局", "post": "副局长", "reason": "近亲属"},
    "record_voices": {
        "point": "p1",
        "voices": [{"unit": "医疗保障局", "stand": "agree", "text": "同意救助"}],
    },
    "decide_point": {
        "point": "p2",
        "outcome": "approved",
        "text": "同意资金安排方案",
        "owner": "市民政局",
        "due": "2026-12-31",
    },
    "put_off_point": {"point": "p2", "reason": "资金方案尚未报送"},
    "adjourn_meeting": {"continue_on": "2026-12-12", "reason": "时间不够"},
    "close_sitting": {},
    "cancel_meeting": {"reason": "因防汛工作取消"},
    "draft_minutes": {"units": [], "copies": ["市政府"]},
    "check_minutes": {},
    "return_minutes": {"reason": "第一项金额有误"},
    "sign_minutes": {},
}
