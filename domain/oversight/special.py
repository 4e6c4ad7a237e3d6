"""What is special to audits, violations and evaluations, and what their errands bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic import Field

from domain.base import Frozen
from domain.journal import said
from domain.oversight import acts
from domain.oversight.file import (
    OUTCOME_ZH,
    AuditPart,
    CaseProof,
    EvaluationPart,
    FindingRef,
    Held,
    OversightErrand,
    OversightFile,
    OversightKind,
    OversightStage,
    require,
)
from domain.oversight.performance import Measured, points_zh, scored

MOST_FINDINGS = 999  # not law: what the number of a finding has room for


class Counted(Frozen):
    """What a year measured, and the digest that a repetition must give again. `names`: what the
    townships and funds are called, by code; older histories have none."""

    measured: tuple[Measured, ...]
    digest: str
    names: dict[str, str] = Field(default_factory=dict)


class HistoriesFrozen(Frozen):
    """The histories of the cases of a matter, as they stood when it was handed over."""

    proofs: tuple[CaseProof, ...]


def audit_of(file: OversightFile) -> AuditPart:
    if file.audit is None:
        raise RuntimeError("not an audit")
    return file.audit


def evaluation_of(file: OversightFile) -> EvaluationPart:
    if file.evaluation is None:
        raise RuntimeError("not an evaluation")
    return file.evaluation


def record_finding(file: OversightFile, act: acts.RecordFinding) -> tuple[OversightFile, str]:
    audit = audit_of(file)
    require(
        len(audit.findings) < MOST_FINDINGS,
        "too_many",
        f"一次审计最多登记{MOST_FINDINGS}项发现，请合并登记。",
        "ZH-15",
    )
    areas = file.law.items("audit.areas")
    require(
        act.area in areas,
        "head_unknown",
        f"审计范围应当为本地规定的{len(areas)}类之一，请从列表中选择。",
        file.law.cite("audit.areas"),
    )
    if file.law.has("audit.unit_kinds"):
        require(
            act.unit_kind in file.law.items("audit.unit_kinds"),
            "unit_kind_unknown",
            "被审计单位的类别不在本地规定的范围内，请从列表中选择。",
            file.law.cite("audit.unit_kinds"),
        )
    require(act.due > act.on, "due_in_past", "整改期限应当晚于登记日期。", "HB-23")
    number = f"{audit.year}-{len(audit.findings) + 1:03d}"
    part = audit.model_copy(update={"findings": (*audit.findings, FindingRef(number=number))})
    opening = OversightErrand(
        key=f"finding:{number}",
        what="open",
        kind=OversightKind.FINDING,
        number=number,
        held=_finding(file, act),
    )
    return file.having(audit=part).asked(opening), f"第{number}项：{act.text}"


def _finding(file: OversightFile, act: acts.RecordFinding) -> Held:
    """What the finding's own matter begins with."""
    return Held(
        head=act.area,
        text=act.text,
        clause=act.clause,
        unit=act.unit,
        unit_kind=act.unit_kind,
        cases=act.cases,
        event=act.event,
        amount_fen=act.amount_fen,
        advice=act.advice,
        due=act.due,
        source=file.subject,
    )


def conclude(file: OversightFile, act: acts.ConcludeAudit) -> tuple[OversightFile, str]:
    part = audit_of(file).model_copy(
        update={"report": act.report, "summary": act.summary, "concluded_on": act.on}
    )
    after = file.having(audit=part, stage=OversightStage.REPORTED, stage_since=act.on)
    return after, f"{act.report}：{act.summary}"


def all_closed(file: OversightFile) -> bool:
    return all(f.closed_on is not None for f in audit_of(file).findings)


def finding_closed(file: OversightFile, number: str, on: date) -> OversightFile:
    """A finding's own matter says that it is done."""
    audit = audit_of(file)
    known = [f.number for f in audit.findings if f.closed_on is None]
    if number not in known:
        return file
    part = audit.model_copy(
        update={
            "findings": tuple(
                f.model_copy(update={"closed_on": on}) if f.number == number else f
                for f in audit.findings
            )
        }
    )
    return file.having(audit=part)


def take_up(file: OversightFile, act: acts.TakeUpViolation) -> tuple[OversightFile, str]:
    return file.having(stage=OversightStage.TAKEN_UP, stage_since=act.on), act.text


def record_outcome(file: OversightFile, act: acts.RecordOutcome) -> tuple[OversightFile, str]:
    declined = act.outcome == "declined"
    require(
        declined == (file.stage is OversightStage.OPEN),
        "out_of_order",
        "不予受理应当在受理以前登记；其他处理结果应当先受理并核查，请先办理“受理线索”。",
        "TR-20",
    )
    after = file.having(outcome=act.outcome, stage=OversightStage.CLOSED, stage_since=act.on)
    parts = (OUTCOME_ZH[act.outcome], act.paper, act.text)
    return after, said(*parts)


def give(file: OversightFile, act: acts.GiveEvaluation) -> tuple[OversightFile, str]:
    part = evaluation_of(file)
    require(
        part.digest,
        "not_measured",
        "指标正在从案件和账目计算，请稍后再签署。",
        "HB-19",
    )
    require(
        part.scores,
        "nothing_to_score",
        "本年度没有可以评价的案件和账目，请在有办理记录以后重新评价。",
        "HB-19",
    )
    given = part.model_copy(
        update={
            "comment": act.comment,
            "practice": act.practice,
            "given_by": act.officer.id,
            "given_on": act.on,
        }
    )
    after = file.having(evaluation=given, stage=OversightStage.CLOSED, stage_since=act.on)
    return after, act.comment


RULES: Mapping[str, Callable[[OversightFile, Any], tuple[OversightFile, str]]] = {
    "record_finding": record_finding,
    "conclude_audit": conclude,
    "take_up_violation": take_up,
    "record_outcome": record_outcome,
    "give_evaluation": give,
}


def brought(file: OversightFile, what: str, answer: Frozen | None) -> tuple[OversightFile, str]:
    """What an errand brought: counted figures with their scores, frozen histories."""
    if isinstance(answer, Counted):
        return _measured(file, answer)
    if isinstance(answer, HistoriesFrozen):
        events = sum(p.events for p in answer.proofs)
        text = f"{len(answer.proofs)}个案件，{events}条事件"
        return file.having(proofs=answer.proofs), text
    return file, ""


def _measured(file: OversightFile, counted: Counted) -> tuple[OversightFile, str]:
    """The score of each township and fund by the weights of the year's rules."""
    weights = file.law.table("performance.weights") if file.law.has("performance.weights") else {}
    plain = {name: int(weight) for name, weight in weights.items() if isinstance(weight, int)}
    scores = tuple(s for m in counted.measured if (s := scored(m, plain)) is not None)
    part = evaluation_of(file).model_copy(
        update={"measured": counted.measured, "digest": counted.digest, "scores": scores}
    )
    names = counted.names
    text = "、".join(
        f"{names[s.code]}得{points_zh(s.points)}分" if names else f"{s.code}{points_zh(s.points)}"
        for s in scores
    )
    return file.having(evaluation=part), text or "没有可以计算的指标"
