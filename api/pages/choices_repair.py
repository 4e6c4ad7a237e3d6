"""What may be chosen on the forms that mend a case."""

from __future__ import annotations

from collections.abc import Mapping

from api.work.mending import sentence, title
from domain.case.file import CaseFile
from domain.case.lifecycle import STAGE_ZH
from domain.case.phases.repair.facts import facts_of
from domain.case.phases.repair.mending import asked_departments, stages_back

Options = dict[str, Mapping[str, str]]


def repair_choices(file: CaseFile, act: str) -> Options:
    """By field; nothing for any other act."""
    match act:
        case "propose_skip":
            return {"department": asked_departments(file)}
        case "propose_correction":
            facts = facts_of(file)
            return {"fact": {k: f"{f.zh}：现登记为{f.show(f.value)}" for k, f in facts.items()}}
        case "propose_return":
            return {"to_stage": {s.value: STAGE_ZH[s] for s in stages_back(file)}}
        case "confirm_repair" | "refuse_repair" | "withdraw_repair":
            pending = file.repairs.open
            return {"number": {str(pending.number): title(pending)} if pending else {}}
    return {}


def asked_to_confirm(file: CaseFile, act: str) -> str:
    """The whole of what a second person is asked about, above the form; empty for any other act."""
    pending = file.repairs.open
    answers = ("confirm_repair", "refuse_repair", "withdraw_repair")
    return sentence(file, pending) if pending is not None and act in answers else ""
