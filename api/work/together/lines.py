"""The lines of a case's own page about help of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.frame.door import Door
from api.scope import Caller
from api.work.shapes import ReferralLine
from api.work.together.offers import charity_aid
from domain.case.file import CaseFile
from domain.money import yuan_zh
from domain.privacy import Read, read_of
from domain.programme import PROGRAMME_ZH
from domain.together.aids import AID_STATE_ZH, AidState
from domain.together.referring import STATE_ZH
from domain.together.unmet import unmet_need

Line = tuple[str, str]


def help_of_others(door: Door, caller: Caller, file: CaseFile, today: date) -> dict[str, object]:
    """Fields of a case's view: referrals, society's help, and what a decision left unmet."""
    if read_of(caller.role, "CaseReferral.need") is Read.NONE:
        return {}
    found: dict[str, object] = {
        "referrals": lines_of(file, today),
        "others": society_lines(file),
    }
    unmet, aid = unmet_need(file), charity_aid(door, file.place, today)
    if unmet is not None and aid and file.closed is None:
        found |= {"unmet": unmet.why, "unmet_fen": unmet.fen, "charity_aid": aid}
    return found


def lines_of(file: CaseFile, today: date) -> tuple[ReferralLine, ...]:
    """The referrals a case carries, for its own page."""
    return tuple(
        ReferralLine(
            case_no=file.case_no,
            number=r.number,
            unit=r.aid.unit,
            unit_zh=r.aid.unit_zh,
            aid=r.aid.code,
            aid_zh=r.aid.zh,
            state=r.state,
            state_zh=STATE_ZH[r.state],
            sent_on=r.sent_on,
            due=r.due,
            provisional=r.provisional,
            overdue=is_late(r.waits_for_unit, r.due, today),
            urged=len(r.urged),
            amount_fen=r.result.amount_fen if r.result else 0,
            told_on=r.told_on,
            href=href_of(file.case_no, r.number),
        )
        for r in file.linked.referrals
    )


def is_late(waits: bool, due: date | None, today: date) -> bool:
    return bool(waits and due and today > due)


def href_of(case_no: str, number: int) -> str:
    return f"/referrals/{case_no}/{number}"


def society_lines(file: CaseFile) -> tuple[Line, ...]:
    """Gifts, pairing, services, insurance, special aid and sources, as the case page shows them."""
    return (*_gifts(file), *_pairs(file), *_services(file), *paid_lines(file), *_sources(file))


def _gifts(file: CaseFile) -> Iterator[Line]:
    for g in file.linked.gifts:
        cause = f"，因{g.cause_zh}" if g.cause_zh else ""
        given = "、".join(x for x in (yuan_zh(g.fen) if g.fen else "", g.goods) if x)
        yield "慈善和社会帮扶", f"{g.on}，{g.source_zh or g.giver}{cause}，{given}（{g.receipt}）"


def _pairs(file: CaseFile) -> Iterator[Line]:
    for p in file.linked.pairs:
        ended = f"，{p.until}结束（{p.why_ended}）" if p.until else ""
        yield "结对帮扶", f"{p.helper}（{p.kind_zh}），自{p.since}起，走访{p.visits}次{ended}"


def _services(file: CaseFile) -> Iterator[Line]:
    for s in file.linked.services:
        who = f"，{s.provider_zh}" if s.provider_zh else ""
        money = f"，合同{s.contract}内安排{yuan_zh(s.fen)}" if s.fen else ""
        money += f"，每{s.every_days}天上门一次" if s.every_days else ""
        end = f"，{s.ended_on}结束：{s.result}" if s.ended_on else f"，已服务{len(s.notes)}次"
        yield "救助服务", f"{s.kind_zh}（成员{s.member}）{who}{money}{end}"


def paid_lines(file: CaseFile) -> tuple[Line, ...]:
    """What insurance and special aid have paid, or that there is none."""
    found: list[Line] = []
    for p in file.linked.paid:
        if not p.insured:
            found.append((p.kind_zh, f"成员{p.member}未参保"))
            continue
        how = "，一站式结算" if p.instant else ""
        sums = f"，费用{yuan_zh(p.total_fen)}，支付{yuan_zh(p.paid_fen)}" if p.total_fen else ""
        receipt = f"（{p.receipt}）" if p.receipt else ""
        found.append((p.kind_zh, f"成员{p.member}已参保{sums}{how}{receipt}"))
    for s in file.linked.special:
        sums = f"，{yuan_zh(s.fen)}" if s.fen else ""
        state = AID_STATE_ZH[AidState(s.state)]
        what = f"，{s.service}" if s.service else ""
        found.append(("专项救助", f"{PROGRAMME_ZH[s.programme]}（{s.case_no}）{state}{sums}{what}"))
    return tuple(found)


def _sources(file: CaseFile) -> Iterator[Line]:
    for split in file.linked.splits:
        parts = "，".join(f"{p.fund} {yuan_zh(p.fen)}" for p in split.parts)
        yield "资金来源构成", f"{split.on}，合计{yuan_zh(split.total_fen)}：{parts}"
