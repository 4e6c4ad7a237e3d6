"""What one case gave, got or asked for its household, line by line: the parts of one timeline.

Every programme and every helper of a case become lines of the same shape, so that all aid to one
household can be laid side by side over its cases (HB-03, TR-08, YC-01). Amounts are whole fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.base import Frozen
from domain.case.lifecycle import Stage
from domain.programme import PROGRAMME_ZH
from domain.referral import ReferralAnswer
from domain.together.referring import STATE_ZH

if TYPE_CHECKING:
    from domain.case.file import CaseFile


class AidKind(StrEnum):
    CASE = "case"
    MONTHLY = "monthly"
    RECOGNITION = "recognition"
    ONCE = "once"
    REQUEST = "request"
    REFERRAL = "referral"
    MEASURE = "measure"
    GIFT = "gift"
    PAIRING = "pairing"
    SERVICE = "service"
    INSURANCE = "insurance"


KIND_ZH = {
    AidKind.CASE: "申请",
    AidKind.MONTHLY: "按月救助",
    AidKind.RECOGNITION: "身份认定",
    AidKind.ONCE: "一次性救助",
    AidKind.REQUEST: "转办",
    AidKind.REFERRAL: "转介",
    AidKind.MEASURE: "联席会议议定",
    AidKind.GIFT: "慈善和社会帮扶",
    AidKind.PAIRING: "结对帮扶",
    AidKind.SERVICE: "服务类救助",
    AidKind.INSURANCE: "保险支付",
}


class AidState(StrEnum):
    """`open` is asked for and undecided; `used` is being given or was given; `ended` is over."""

    OPEN = "open"
    USED = "used"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


AID_STATE_ZH = {
    AidState.OPEN: "办理中",
    AidState.USED: "已给予",
    AidState.ENDED: "已结束",
    AidState.REFUSED: "未给予",
    AidState.WITHDRAWN: "撤回",
}


class AidLine(Frozen):
    """One aid. `key` is its place in the case; `by` who gives it, as the county calls it.

    `fen` is a sum given or promised, a month's where `monthly`; `aid` the row of the catalogue of
    measures it is, if it is one; `fund` the source it was paid from, by code or words.
    """

    key: str
    kind: AidKind
    zh: str
    by: str
    state: AidState
    on: date
    until: date | None = None
    fen: int = 0
    monthly: bool = False
    aid: str = ""
    fund: str = ""
    note: str = ""


OFFICE = "乡镇（街道）、县级民政部门"


def aids_of(file: CaseFile) -> tuple[AidLine, ...]:
    """Everything the case has now; what a new period no longer carries stays in the tables."""
    return (
        _case(file),
        *_monthly(file),
        *_recognition(file),
        *_once(file),
        *_request(file),
        *_referrals(file),
        *_society(file),
        *_insurance(file),
    )


def _case(file: CaseFile) -> AidLine:
    unit = file.referral.zh if file.referral else OFFICE
    closing, decision = file.closed or file.ending, file.decision
    return AidLine(
        key="case",
        kind=AidKind.CASE,
        zh=PROGRAMME_ZH[file.programme],
        by=unit,
        state=_state(file),
        on=file.applied_on,
        until=closing.on if closing else None,
        note=f"{decision.on}作出决定" if decision else "",
    )


def _state(file: CaseFile) -> AidState:
    closing, decision = file.closed or file.ending, file.decision
    outcome = closing.outcome if closing else ""
    if outcome in ("withdrawn", "applicant_gone", "no_cooperation"):
        return AidState.WITHDRAWN
    if outcome in ("refused", "not_accepted", "referral_refused", "undelivered"):
        return AidState.REFUSED
    if outcome in ("aided", "referral_given"):
        return AidState.USED
    if outcome:
        return AidState.ENDED
    if decision is None:
        return AidState.USED if file.stage is Stage.SUPERVISION else AidState.OPEN
    return AidState.USED if decision.granted else AidState.REFUSED


def _monthly(file: CaseFile) -> Iterator[AidLine]:
    for part in file.entitlements:
        yield AidLine(
            key=f"month:{part.seq}",
            kind=AidKind.MONTHLY,
            zh=PROGRAMME_ZH[file.programme],
            by=OFFICE,
            state=AidState.ENDED if part.last else AidState.USED,
            on=part.first,
            until=part.last,
            fen=part.monthly_fen,
            monthly=True,
        )


def _recognition(file: CaseFile) -> Iterator[AidLine]:
    found = file.recognition
    if found is not None:
        yield AidLine(
            key="recognition",
            kind=AidKind.RECOGNITION,
            zh=PROGRAMME_ZH[file.programme],
            by=OFFICE,
            state=AidState.ENDED if file.closed else AidState.USED,
            on=found.since,
            until=file.closed.on if file.closed else found.until,
        )


def _once(file: CaseFile) -> Iterator[AidLine]:
    grant = file.grant
    if grant is None:
        return
    by = "乡镇（街道）" if grant.by_township else "县级民政部门"
    for n, part in enumerate(grant.deliveries, start=1):
        yield AidLine(
            key=f"once:{n}",
            kind=AidKind.ONCE,
            zh=PROGRAMME_ZH[file.programme],
            by=by,
            state=AidState.USED,
            on=part.on,
            fen=part.fen,
            fund=part.fund,
        )
    if grant.remaining_fen and grant.delivered_on is None:
        yield AidLine(
            key="once",
            kind=AidKind.ONCE,
            zh=PROGRAMME_ZH[file.programme],
            by=by,
            state=AidState.REFUSED if grant.stopped else AidState.OPEN,
            on=grant.decided_on,
            fen=grant.remaining_fen,
            note="尚未交付",
        )


def _request(file: CaseFile) -> Iterator[AidLine]:
    """What another unit gave on a request at the window (转办)."""
    found = file.referral.result if file.referral else None
    if found is not None and file.referral is not None:
        yield AidLine(
            key="request",
            kind=AidKind.REQUEST,
            zh=PROGRAMME_ZH[file.programme],
            by=file.referral.zh,
            state=_answered(found.answer),
            on=found.on,
            fen=found.amount_fen,
            note=found.service or found.reason,
        )


def _answered(answer: ReferralAnswer) -> AidState:
    return AidState.USED if answer is ReferralAnswer.GIVEN else AidState.REFUSED


def _referrals(file: CaseFile) -> Iterator[AidLine]:
    for r in file.linked.referrals:
        result = r.result
        state = AidState.WITHDRAWN if r.withdrawn else AidState.OPEN
        yield AidLine(
            key=f"referral:{r.number}",
            kind=AidKind.REFERRAL,
            zh=r.aid.zh,
            by=r.aid.unit_zh,
            state=_answered(result.answer) if result else state,
            on=result.on if result else r.sent_on,
            until=r.consent.withdrawn_on,
            fen=result.amount_fen if result else 0,
            aid=r.aid.code,
            note=(result.service or result.reason) if result else STATE_ZH[r.state],
        )


def _society(file: CaseFile) -> Iterator[AidLine]:
    for gift in file.linked.gifts:
        yield AidLine(
            key=f"gift:{gift.number}",
            kind=AidKind.GIFT,
            zh=gift.source_zh or "社会捐赠",
            by=gift.giver,
            state=AidState.USED,
            on=gift.on,
            fen=gift.fen,
            fund=gift.source,
            note="；".join(x for x in (gift.cause_zh, gift.goods) if x),
        )
    for pair in file.linked.pairs:
        yield AidLine(
            key=f"pair:{pair.number}",
            kind=AidKind.PAIRING,
            zh=f"{pair.kind_zh}结对",
            by=pair.helper,
            state=AidState.ENDED if pair.until else AidState.USED,
            on=pair.since,
            until=pair.until,
            note=f"走访{pair.visits}次",
        )
    for service in file.linked.services:
        yield AidLine(
            key=f"service:{service.number}",
            kind=AidKind.SERVICE,
            zh=service.kind_zh,
            by=service.provider_zh or OFFICE,
            state=AidState.ENDED if service.ended_on else AidState.USED,
            on=service.since,
            until=service.ended_on,
            note=service.result or service.aim,
        )


def _insurance(file: CaseFile) -> Iterator[AidLine]:
    """What an insurance paid; that somebody has none is no aid."""
    for paid in file.linked.paid:
        if paid.insured and paid.paid_fen:
            yield AidLine(
                key=f"paid:{paid.number}",
                kind=AidKind.INSURANCE,
                zh=paid.kind_zh + ("（一站式结算）" if paid.instant else ""),
                by=paid.kind_zh,
                state=AidState.USED,
                on=paid.on,
                fen=paid.paid_fen,
                note=paid.receipt,
            )


__all__ = [
    "AID_STATE_ZH",
    "KIND_ZH",
    "AidKind",
    "AidLine",
    "AidState",
    "aids_of",
]
