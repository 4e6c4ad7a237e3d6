"""救助一次: help handed over, its papers afterwards, its report (社会救助法 Art 50).

Help comes first where it is urgent and small; what could not be asked then is asked afterwards, and
a township that leaves such papers lying may not go on helping first (JZ-18).
"""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.file import (
    CaseFile,
    Closing,
    NoticeDue,
    Rulebook,
    different,
    require,
)
from domain.case.given import Completion, Delivery, Filing, Grant
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.hardship import MANNER_ZH, Manner
from domain.means.result import Reason
from domain.money import yuan

DECIDING_NEEDS = ("township_limit", "overdue_papers_limit", "meeting_measures")
DELIVERY_NEEDS = (
    "kind",
    "staged",
    "funds",
    "completion_days",
    "completion_papers",
    "county_filing_days",
    "rescue_days",
    "total",
    "total_delegated",
)
HANDLERS = ("record_hardship", "confirm")
"""Who registered and who decided: they do not hand over, and they sign the later papers."""


def papers_overdue(file: CaseFile) -> bool:
    """The township left more later papers lying than its limit: no further help first (JZ-18)."""
    law = file.law
    if file.known is None or not law.has("overdue_papers_limit"):
        return False
    before_papers = not file.passes(Stage.INVESTIGATION) and not file.passes(Stage.REVIEW)
    return before_papers and file.known.overdue_papers > law.count("overdue_papers_limit")


def may_help_first(file: CaseFile) -> None:
    require(
        not papers_overdue(file),
        "papers_overdue",
        f"本乡镇（街道）先行救助后逾期未补充说明的案件有"
        f"{file.known.overdue_papers if file.known else 0}件，"
        "超过允许的件数，请先补齐，再重新登记困难情形后办理。",
        "JZ-18",
    )


def granted(file: CaseFile) -> Grant:
    require(
        file.grant is not None,
        "no_grant",
        "本案没有决定给予的一次性救助，不能办理交付；请先作出救助决定。",
        "社会救助法 Art 29",
    )
    if file.grant is None:
        raise AssertionError
    return file.grant


def deliver_aid(file: CaseFile, act: acts.DeliverAid) -> CaseFile:
    """Handed over by somebody who neither registered nor decided; in parts where the rule allows."""
    grant = granted(file)
    different(act.officer, file.actors(*HANDLERS), "交付救助款物", file)
    require(
        grant.delivered_on is None,
        "delivered",
        f"救助款物已于{grant.delivered_on}全部交付，无需重复登记。",
        "社会救助法 Art 29",
    )
    require(
        act.manner.value == grant.manner,
        "manner_differs",
        f"决定的救助方式为{MANNER_ZH[Manner(grant.manner)]}，请按决定交付。",
        "民发〔2018〕23号 二（四）",
    )
    _right_sum(file, act.fen, grant.remaining_fen)
    _right_fund(file, act.fund)
    require(
        file.household.member(act.receiver) is not None,
        "receiver_unknown",
        "签收人应当是本户家庭成员，请填写家庭成员编号。",
        "社会救助法 Art 70",
    )
    given = Delivery(
        fen=act.fen,
        on=act.on,
        receipt=act.receipt,
        receiver=act.receiver,
        fund=act.fund,
        by=act.officer.id,
    )
    left = grant.remaining_fen - act.fen
    after = grant.model_copy(
        update={
            "deliveries": (*grant.deliveries, given),
            "receipt": act.receipt,
            "delivered_on": act.on if left == 0 else None,
        }
    )
    helped = file.having(grant=after)
    if not grant.deliveries:
        helped = _asked_afterwards(helped)
    return _concluded(helped, act.on)


def _asked_afterwards(file: CaseFile) -> CaseFile:
    """With the first help the family is told what it still has to bring, and until when."""
    due = completion_due(file)
    if due is None:
        return file
    papers = file.law.table("completion_papers").values()
    return owed(
        file,
        NoticeDue(
            key="completion",
            kind="completion",
            facts={
                "需要补充的内容": "、".join(str(zh) for zh in papers),
                "补充期限": due.isoformat(),
            },
        ),
    )


def _right_sum(file: CaseFile, fen: int, left: int) -> None:
    """一次审批、分阶段救助 only where the rule has it; never more than was decided."""
    staged = file.law.on_and_set("staged")
    require(
        fen == left or (staged and 0 < fen < left),
        "sum_differs",
        f"尚未交付的金额为{yuan(left)}元，"
        + ("本次交付不得超过。" if staged else "应当一次交付。"),
        "民发〔2018〕23号 二（四）",
    )


def _right_fund(file: CaseFile, fund: str) -> None:
    if not file.law.has("funds"):
        return
    funds = file.law.table("funds")
    require(
        fund in funds,
        "fund_unknown",
        f"资金来源只能是：{'、'.join(str(zh) for zh in funds.values())}。",
        file.law.cite("funds"),
    )


def complete_papers(file: CaseFile, act: acts.CompletePapers) -> CaseFile:
    grant = granted(file)
    require(
        file.passes(Stage.COMPLETION) and grant.deliveries,
        "nothing_to_complete",
        "先行救助的款物交付以后，才需要补充说明情况。",
        "社会救助法 Art 50",
    )
    require(
        file.completion is None,
        "completed",
        f"本案已于{file.completion.on if file.completion else ''}补充说明，无需重复登记。",
        "社会救助法 Art 50",
    )
    _later_papers(file, act.papers)
    handlers = file.actors(*HANDLERS)
    require(
        handlers <= set(act.signed_by),
        "handlers_unsigned",
        "补充说明应当由登记人和决定人补齐签字、盖章手续。",
        "民发〔2018〕23号 二（二）",
    )
    require(
        file.household.member(act.family_signature) is not None,
        "family_signature_missing",
        "补充说明应当由家庭成员签字，请填写签字成员编号。",
        "民发〔2018〕23号 二（二）",
    )
    due = completion_due(file)
    done = Completion(
        on=act.on,
        by=act.officer.id,
        explanation=act.explanation,
        papers=tuple(sorted(set(act.papers))),
        late=due is not None and act.on > due,
    )
    return _concluded(file.having(completion=done), act.on)


def _later_papers(file: CaseFile, papers: tuple[str, ...]) -> None:
    names = {code: str(zh) for code, zh in file.law.table("completion_papers").items()}
    unknown = [code for code in papers if code not in names]
    missing = [zh for code, zh in names.items() if code not in papers]
    require(
        not unknown,
        "paper_unknown",
        f"没有名为{'、'.join(unknown)}的材料。可以补交的材料为：{'、'.join(names.values())}。",
        file.law.cite("completion_papers"),
    )
    require(
        not missing,
        "papers_missing",
        f"补充说明的材料不全，请补齐：{'、'.join(missing)}。",
        file.law.cite("completion_papers"),
    )


def completion_due(file: CaseFile) -> date | None:
    """The last day for the later papers, counted from the first help; PolicyNotSet where not set."""
    if file.grant is None or file.grant.first_on is None or not file.passes(Stage.COMPLETION):
        return None
    return file.law.due("completion_days", file.grant.first_on).on


def to_deliver(file: CaseFile) -> bool:
    return file.grant is not None and file.grant.delivered_on is None


def to_complete(file: CaseFile) -> bool:
    """Help came first and nobody has explained it yet."""
    helped = file.grant is not None and bool(file.grant.deliveries)
    return helped and file.completion is None and file.passes(Stage.COMPLETION)


def filing_needed(file: CaseFile) -> bool:
    """The township decided by itself, and the place wants such decisions reported (LS-16)."""
    return (
        file.grant is not None
        and file.grant.filed is None
        and file.grant.by_township
        and file.law.has("county_filing_days")
    )


def file_with_county(file: CaseFile, act: acts.FileWithCounty) -> CaseFile:
    grant = granted(file)
    require(
        filing_needed(file),
        "no_filing",
        "本案无需报备，或者已经报备。",
        "国发〔2014〕47号",
    )
    filed = grant.model_copy(update={"filed": Filing(on=act.on, reference=act.reference)})
    return _concluded(file.having(grant=filed), act.on)


def end_delivery(file: CaseFile, act: acts.EndDelivery) -> CaseFile:
    """The rest will not be handed over; what was handed over stays to be explained."""
    grant = granted(file)
    different(act.officer, file.actors(*HANDLERS), "终止交付", file)
    reason = Reason(code="undelivered", text=act.reason, clause="社会救助法 Art 47")
    if grant.deliveries:
        rest = grant.model_copy(update={"delivered_on": act.on, "stopped": act.reason})
        return _concluded(file.having(grant=rest), act.on)
    return file.having(
        stage=Stage.CLOSED,
        closed=Closing(outcome="undelivered", on=act.on, reasons=(reason,)),
    )


def _concluded(file: CaseFile, on: date) -> CaseFile:
    """Closed when everything is handed over, explained and reported; until then what is left waits."""
    if file.grant is None or file.grant.delivered_on is None:
        return file
    unexplained = file.passes(Stage.COMPLETION) and file.completion is None
    if not unexplained and not filing_needed(file):
        reasons = file.decision.reasons if file.decision else ()
        return file.having(
            stage=Stage.CLOSED, closed=Closing(outcome="aided", on=on, reasons=reasons)
        )
    if file.passes(Stage.COMPLETION):
        return file.having(stage=Stage.COMPLETION)
    return file


RULES: Rulebook = {
    "deliver_aid": deliver_aid,
    "complete_papers": complete_papers,
    "file_with_county": file_with_county,
    "end_delivery": end_delivery,
}
