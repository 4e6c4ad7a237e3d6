"""What may be chosen on the forms by which a case is put back or goes over into another."""

from __future__ import annotations

from collections.abc import Mapping

from api.frame.door import Door
from domain.case.file import CaseFile
from domain.case.phases.passage.restoring import overturnable
from domain.programme import PROGRAMME_ZH, Programme

Options = dict[str, Mapping[str, str]]


def passage_choices(door: Door, file: CaseFile, act: str, members: Mapping[str, str]) -> Options:
    """By field; nothing for any other act."""
    if act == "move_case":
        places = {code: door.place(code).short for code in door.places() if code != file.place}
        every = {
            t.code: f"{door.place(code).short}{t.zh}"
            for code in (file.place, *places)
            for t in door.place(code).townships
        }
        here = {"": "（在本县（市、区）内迁移）", **places}
        return {"to_place": here, "to_township": every, "asked_by": members}
    if act == "split_household":
        stays = file.household.applicant.key
        leaving = {k: zh for k, zh in members.items() if k != stays}
        towns = {t.code: t.zh for t in door.place(file.place).townships}
        return {"members": leaving, "applicant": leaving, "to_township": towns}
    if act == "settle_handover" and file.caring.handover is not None:
        offered = {c: PROGRAMME_ZH[Programme(c)] for c in file.caring.handover.suggested}
        return {"programmes": offered, "member": {"": "（未取得答复）", **members}}
    if act == "merge_case":
        return {"asked_by": members}
    if act == "restore_case":
        days = {day.isoformat(): f"{day}作出的{zh}决定" for day, zh in overturnable(file).items()}
        return {"decided_on": days} if days else {}
    return {}
