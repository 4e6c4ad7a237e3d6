"""What is open on a case that goes over into another."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.passage import ONWARD
from domain.case.tasks.base import task
from domain.programme import PROGRAMME_ZH, Programme
from domain.task import Task

_WHOM = {ONWARD: "家庭同意转办的申请"}


def passage_tasks(file: CaseFile) -> list[Task]:
    """The new township confirms the file; a family is told what may fit now; a case that could not be
    opened is opened by people."""
    found = _offer(file)
    moved = file.passage.to_receive
    if moved is not None and file.stage is not Stage.CLOSED:
        zh = "家庭迁入，请接收材料并确认"
        found.append(
            task(file, "receive_moved", zh, Role.REVIEWER, moved.on, clause="57号 Art 5; JZ-07")
        )
    return found + [
        task(
            file,
            f"retry_handover:{out.number}",
            f"{_WHOM.get(out.kind, '转出人员')}未能立案，另有案件涉及其中人员，请核清后再次立案",
            Role.COUNTY_REVIEWER,
            out.on,
            clause="57号 Art 5; JZ-07",
            act="retry_handover",
        )
        for out in file.passage.outgoing
        if out.failed
    ]


def _offer(file: CaseFile) -> list[Task]:
    """A case whose aid was stopped stays open until the family has answered what it was offered."""
    offer = file.caring.handover
    if offer is None or offer.settled_on is not None:
        return []
    names = "、".join(PROGRAMME_ZH[Programme(code)] for code in offer.suggested)
    zh = f"请告知并协助转办：{names}"
    clause = "43号 Art 27" if file.programme is Programme.TEKUN else "ZH-21"
    return [task(file, "settle_handover", zh, Role.INTAKE, offer.on, None, clause)]
