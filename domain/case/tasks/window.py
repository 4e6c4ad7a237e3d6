"""What is open at the window beside the stage's own: proofs to bring, promises to look into."""

from __future__ import annotations

from domain.case.file import CaseFile
from domain.case.lifecycle import Role, Stage
from domain.case.phases.proofs import open_proofs, unverified
from domain.case.tasks.base import task
from domain.task import Task
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
    return asked + promised
