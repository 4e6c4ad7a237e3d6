"""What a relation to somebody who handles the case forbids to decide on (57号 Art 11; JZ-50)."""

from __future__ import annotations

from domain.case.file import CaseFile, require


def done_by_relative(file: CaseFile) -> bool:
    """A survey or opinion this application rests on was made by somebody now known as a relative."""
    team = set(file.survey.surveyors) if file.survey else set()
    opined = {file.opinion.by, file.opinion.by_for} if file.opinion else set()
    return bool((team | opined) & file.relative_accounts())


def may_be_decided(file: CaseFile) -> None:
    """Refuses a decision while a suspicion is open or a relative's own work stands."""
    require(
        not file.open_relative_leads(),
        "relative_lead_open",
        "本案有待核实的近亲属线索，请先由其他工作人员核实后再作决定。",
        "57号 Art 11; JZ-50",
    )
    require(
        file.living or not done_by_relative(file),
        "relative_acted",
        "本案入户调查或者初审意见由申请家庭的近亲属办理，请退回由其他工作人员重新调查、审核。",
        "57号 Art 11; JZ-50",
    )
