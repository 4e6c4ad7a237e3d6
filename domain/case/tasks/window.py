"""What is open at the window beside the stage's own: proofs, promises, identities."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.window import identity
from domain.case.phases.window.proofs import open_proofs, unverified
from domain.case.tasks.base import task
from domain.task import Task
from domain.window.identity import provisional_members
from domain.window.papers import proof_names

_ASKED_IN = (Stage.INVESTIGATION, Stage.REVIEW)


def window_tasks(file: CaseFile) -> list[Task]:
    names = proof_names(file.law)
    asked = [
        task(
            file,
            f"supply_proof:{proof.paper}",
            f"等待家庭补充证明：{names.get(proof.paper, proof.paper)}",
            Role.INTAKE,
            proof.asked_on,
            clause="57号 Art 10; YC-12",
            act="supply_proof",
        )
        for proof in open_proofs(file)
        if file.stage in _ASKED_IN
    ]
    promised = [
        task(
            file,
            f"verify_promise:{promise.paper}",
            f"请核实承诺事项：{names.get(promise.paper, promise.paper)}",
            Role.SURVEYOR,
            promise.on,
            clause="YC-11",
            act="verify_promise",
        )
        for promise in unverified(file)
        if file.stage in (*_ASKED_IN, Stage.APPROVAL) or file.living
    ]
    return asked + promised + _identities(file)


def _identities(file: CaseFile) -> list[Task]:
    found = [
        task(
            file,
            f"identify_person:{m.key}",
            f"请查明成员{m.key}的身份",
            Role.INTAKE,
            file.applied_on,
            clause=identity.CLAUSE,
            act="identify_person",
        )
        for m in provisional_members(file.household)
        if file.stage is not Stage.CLOSED
    ]
    hukou = file.hukou
    if (
        hukou is not None
        and hukou.answered_on is None
        and file.stage in (*_ASKED_IN, Stage.APPROVAL)
    ):
        zh = "请向户籍地核实没有领取最低生活保障金"
        found.append(
            task(
                file,
                "record_hukou_answer",
                zh,
                Role.REVIEWER,
                file.accepted_on or file.applied_on,
                clause=identity.HUKOU_CLAUSE,
            )
        )
    return found
