"""What is held is given to somebody, answered, judged by another, or handed to discipline inspection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.case.acts import Act
from domain.journal import bound, doer
from domain.money import yuan_zh
from domain.oversight import acts
from domain.oversight.file import (
    VERDICT_ZH,
    Closure,
    OversightErrand,
    OversightFile,
    OversightKind,
    OversightStage,
    Reply,
    require,
)


def assign(file: OversightFile, act: acts.AssignOversight) -> tuple[OversightFile, str]:
    _not_concerned(file, act)
    if act.due is not None:
        require(
            act.due >= act.on,
            "due_in_past",
            f"办理期限应当不早于交办日期{act.on}。",
            "ZH-26",
        )
    held = file.held.model_copy(
        update={"unit": act.unit, "unit_kind": act.unit_kind, "due": act.due or file.held.due}
    )
    return file.having(held=held, stage_since=act.on), f"期限{held.due}" if held.due else ""


def answer(file: OversightFile, act: acts.AnswerOversight) -> tuple[OversightFile, str]:
    require(
        act.corrected_fen <= file.held.amount_fen or not file.held.amount_fen,
        "over_amount",
        f"已纠正的金额不能超过涉及金额{yuan_zh(file.held.amount_fen)}，请核对后填写。",
        "HB-23",
    )
    reply = Reply(
        on=act.on,
        by=act.officer.id,
        text=act.text,
        papers=act.papers,
        corrected_fen=act.corrected_fen,
    )
    after = file.having(
        replies=(*file.replies, reply), stage=OversightStage.ANSWERED, stage_since=act.on
    )
    return after, act.text


def send_back(file: OversightFile, act: acts.ReturnOversight) -> tuple[OversightFile, str]:
    _judges(file, act)
    last = file.replies[-1].model_copy(update={"refused": act.reason})
    after = file.having(
        replies=(*file.replies[:-1], last), stage=OversightStage.OPEN, stage_since=act.on
    )
    return after, act.reason


def close(file: OversightFile, act: acts.CloseOversight) -> tuple[OversightFile, str]:
    """Another person than who answered; a finding that money is to be set right for has its papers."""
    _judges(file, act)
    reply = file.reply
    if act.verdict == "corrected" and not file.held.advice:
        require(
            reply is not None and reply.papers,
            "no_evidence",
            "以“已纠正”办结的，答复应当附整改凭据，请先退回补充。",
            "HB-23",
        )
    closure = Closure(on=act.on, by=act.officer.id, verdict=act.verdict, text=act.text)
    after = file.having(closure=closure, stage=OversightStage.CLOSED, stage_since=act.on)
    if file.held.source.startswith("audit/"):
        after = after.asked(OversightErrand(key="tell", what="tell"))
    return after, f"{VERDICT_ZH[act.verdict]}：{act.text}"


def refer(file: OversightFile, act: acts.ReferDiscipline) -> tuple[OversightFile, str]:
    """Handed over once; the matter itself goes on, for what went wrong is still to be set right."""
    _not_concerned(file, act)
    require(
        not file.referred,
        "referred_already",
        f"本事项已移送，违规线索编号{file.referred}，无需重复移送。",
        "JZ-64",
    )
    offences = file.law.items("liability.offences")
    require(
        act.offence in offences,
        "head_unknown",
        f"违规类别应当为本地规定的{len(offences)}类之一，请从列表中选择。",
        file.law.cite("liability.offences"),
    )
    number = referral_number(file)
    held = file.held.model_copy(update={"serious": True})
    opening = OversightErrand(
        key=f"violation:{number}",
        what="open",
        kind=OversightKind.VIOLATION,
        number=number,
        held=held.model_copy(
            update={"head": act.offence, "text": act.reason, "due": None, "source": file.subject}
        ),
    )
    after = file.having(held=held, referred=number).asked(opening)
    return after, f"{act.paper}：{act.reason}"


def referral_number(file: OversightFile) -> str:
    """The violation's number follows from the matter's, so it is opened once: `2026-e003`."""
    return f"{file.number[:5]}{file.kind.value[0]}{file.number[5:]}"


def _judges(file: OversightFile, act: Act) -> None:
    _not_concerned(file, act)
    require(
        bound(doer(file.journal, "answer_oversight")).isdisjoint(act.officer.accounts),
        "same_person",
        "答复的人不能审核自己的答复，请由其他人员审核。",
        "YC-06",
    )


def _not_concerned(file: OversightFile, act: Act) -> None:
    require(
        act.officer.id != file.held.person,
        "concerns_you",
        "本事项涉及您本人，应当由其他人员办理。",
        "JZ-50; YC-06",
    )


RULES: Mapping[str, Callable[[OversightFile, Any], tuple[OversightFile, str]]] = {
    "assign_oversight": assign,
    "answer_oversight": answer,
    "return_oversight": send_back,
    "close_oversight": close,
    "refer_discipline": refer,
}
