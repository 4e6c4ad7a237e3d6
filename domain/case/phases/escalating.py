"""提请一事一议: a case that one department's limit cannot solve goes to the joint meeting (TR-12)."""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.file import CaseFile, Escalation, Rulebook, require
from domain.case.lifecycle import Stage
from domain.meeting.resolution import Resolution
from domain.money import yuan


def escalate(file: CaseFile, act: acts.Escalate) -> CaseFile:
    """Refused with PolicyNotSet where the place's documents give no rule for 一事一议."""
    law = file.law
    law.text("escalation.rule")
    causes = law.table("escalation.causes")
    require(
        act.cause in causes,
        "cause_unknown",
        f"提请一事一议的情形只能是：{'、'.join(str(zh) for zh in causes.values())}。",
        law.cite("escalation.causes"),
    )
    require(
        act.cause != "other" or act.cause_text.strip(),
        "cause_text_missing",
        "选择“其他”情形的，应当写明具体情形。",
        law.cite("escalation.causes"),
    )
    require(
        act.tried,
        "nothing_tried",
        "请先列明已实施或者测算的各部门单项救助及其限额。",
        "TR-12",
    )
    _ceilings_hold(file, act.tried)
    over = [t.programme for t in act.tried if t.granted_fen > t.ceiling_fen]
    require(
        not over,
        "over_ceiling",
        f"以下救助已给金额超过限额，请核对：{'、'.join(over)}。",
        "TR-12",
    )
    gap = act.need_fen - sum(t.ceiling_fen for t in act.tried)
    require(
        gap > 0,
        "no_gap",
        f"各部门单项限额合计可以解决，缺口为{yuan(max(gap, 0))}元，无需提请一事一议。",
        "TR-12",
    )
    number = file.escalations + 1
    return file.having(
        stage=Stage.ESCALATION,
        escalations=number,
        escalation=Escalation(
            number=number,
            cause=act.cause,
            cause_text=act.cause_text,
            need_fen=act.need_fen,
            tried=act.tried,
            gap_fen=gap,
            summary=act.summary,
            opened_on=act.on,
            back_to=file.stage,
        ),
    )


def _ceilings_hold(file: CaseFile, tried: tuple[acts.AidTried, ...]) -> None:
    """Where the place has set each programme's limit, the limit stated is that one (OPN-20)."""
    name = "escalation.ceilings"
    if not file.law.has(name):
        return
    limits = file.law.table(name)
    for aid in tried:
        limit = limits.get(f"{aid.unit}/{aid.programme}")
        require(
            isinstance(limit, int),
            "programme_unknown",
            f"“{aid.unit}/{aid.programme}”不在本地单项救助限额表中，可选：{'、'.join(limits)}。",
            file.law.cite(name),
        )
        require(
            aid.ceiling_fen == limit,
            "ceiling_differs",
            f"“{aid.unit}/{aid.programme}”的限额与本地限额表不一致，"
            f"应为{yuan(limit if isinstance(limit, int) else 0)}元。",
            file.law.cite(name),
        )


def resolved(file: CaseFile, resolution: Resolution, on: date) -> CaseFile:
    """The meeting has spoken: the case goes on where it stood, with the resolution in it."""
    if file.stage is not Stage.ESCALATION or file.escalation is None:
        return file
    return file.having(
        stage=file.escalation.back_to,
        escalation=file.escalation.model_copy(update={"resolution": resolution}),
        latest=max(file.latest, on),
    )


RULES: Rulebook = {
    "escalate": escalate,
}
