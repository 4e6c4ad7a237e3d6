"""Bodies right in shape for the matrix of stage, act and role."""

from __future__ import annotations

from domain.case.file import CaseFile


def of_help_once(file: CaseFile) -> dict[str, dict[str, object]]:
    """Bodies of the acts of 临时救助 and 受灾人员救助."""
    return {
        "record_hardship": {
            "hardship": {
                "cause": "fire",
                "happened_on": file.latest,
                "statement": "住房失火，生活用品烧毁",
                "township": file.township,
                "home_township": file.township,
                "urgency": "sudden",
                "grade": "serious",
            },
            "known": {"on": file.latest},
        },
        "deliver_aid": {"manner": "money", "receipt": "签收单1号", "receiver": "m1"},
        "complete_papers": {"explanation": "情况紧急，先行救助", "family_signature": "m1"},
        "file_with_county": {"reference": "报备表1号"},
        "end_delivery": {"reason": "申请人已经离开本地"},
    }


def of_tekun(file: CaseFile) -> dict[str, dict[str, object]]:
    """Bodies of the acts of 特困 and of self-care."""
    items = dict.fromkeys(("eat", "dress", "bed", "toilet", "walk"), "can")
    return {
        "record_statement": {"no_obligors": True},
        "draw_spot_check": {"batch": [file.case_no], "seed": "公开抽签"},
        "assess_selfcare": {**items, "bathe": "cannot", "by": "county", "assessors": ["甲"]},
        "record_health_answer": {"member": "m1", "has_record": True, "band": "capable"},
        "publish_result": {"place_posted": "村务公开栏"},
        "offer_centralised": {"agrees": True, "opinion": "愿意"},
        "assess_whole": {
            "assessors": ["甲"],
            "signed_by": ["甲"],
            "finding": "适宜集中供养",
            "recommends": True,
        },
        "place_person": {"manner": "scattered", "visitor": "乙", "visit_days": 30},
        "sign_care_agreement": {
            "number": "协议1号",
            "carer": "乙",
            "since": file.latest,
            "until": "2030-12-31",
        },
        "cover_visitor": {
            "visitor": "丁",
            "since": file.latest,
            "until": "2030-12-31",
            "reason": "走访人住院",
        },
        "record_care_visit": {"visitor": "乙", "finding": "情况正常"},
        "urge_care_visit": {"finding": "已督促走访人"},
        "post_ending": {"place_posted": "村务公开栏"},
        "object_ending": {"content": "有异议"},
    }
