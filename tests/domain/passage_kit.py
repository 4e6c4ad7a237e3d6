"""Bodies of the acts by which a case is put back or goes over into another, and their answers."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Stage

_LIVING = (Stage.DISBURSEMENT, Stage.SUPERVISION)


def of_passage(file: CaseFile) -> dict[str, dict[str, object]]:
    return {
        "restore_case": {
            "organ": "judgment",
            "document": "（2027）试行终3号",
            "ruled_on": file.latest,
            "decided_on": file.latest,
            "reason": "判决撤销原决定",
        },
        "move_case": {
            "to_township": "elsewhere",
            "asked_by": "m1",
            "reason": "全家已迁往该街道居住",
            "known": {"place_zh": "本地", "township_zh": "另一街道", "from_zh": "本街道"},
        },
        "split_household": {
            "members": ["m2"],
            "applicant": "m2",
            "to_township": "elsewhere",
            "reason": "女儿出嫁，单独立户",
            "known": {"place_zh": "本地", "township_zh": "另一街道", "from_zh": "本街道"},
        },
        "merge_case": {
            "into_case": "JZ2026000099",
            "asked_by": "m1",
            "reason": "老人与子女共同生活",
        },
        "recall_postponement": {"reason": "突发事件已经结束"},
        "settle_handover": {"answer": "declined", "member": "m1", "reason": "暂不申请"},
    }


PASSAGE_OTHERWISE: dict[tuple[Stage, str], str] = {
    **{(stage, "restore_case"): "no_such_decision" for stage in (*_LIVING, Stage.CLOSED)},
    (Stage.CLOSED, "change_account"): "never_in_aid",
    **{(stage, "receive_moved"): "nothing_to_receive" for stage in _LIVING},
    **{(stage, "retry_handover"): "nothing_failed" for stage in (*_LIVING, Stage.CLOSED)},
    **{(stage, "merge_case"): "other_case_not_living" for stage in _LIVING},
    (Stage.SUPERVISION, "recall_postponement"): "not_postponed",
    **{(stage, "settle_handover"): "no_handover" for stage in _LIVING},
}
"""What a plain case has no occasion for."""
