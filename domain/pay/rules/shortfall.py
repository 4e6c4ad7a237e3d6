"""资金缺口: basic living is paid first, the rest is followed and paid when the money has come.

The rest stays on the month's own list: it is funded by a second release, goes to the bank in files
of its own, and the month is not closed before (ZH-25, YC-25). So nothing can be paid twice.
"""

from __future__ import annotations

from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.money import yuan_zh
from domain.pay import acts
from domain.pay.acts import PayStage
from domain.pay.covering import covered
from domain.pay.file import Deferred, LineFacts, LineKind, PayFile, Release
from domain.pay.rules.marks import late, require

_CLAUSE = "ZH-25; YC-25"


def release_first(
    file: PayFile, act: acts.ReleaseFirst, facts: LineFacts | None
) -> tuple[PayFile, str]:
    """The kinds of lines that are not `later` are released now, under a recorded decision."""
    later = tuple(sorted(set(act.later)))
    known = facts.kinds if facts else ()
    if facts is not None:
        _decided(act, facts, known)
    waiting = [kind for kind in known if kind.code in later]
    now = sum(kind.fen for kind in known if kind.code not in later)
    require(
        facts is None or act.amount_fen == now,
        "amount_differs",
        f"优先发放的各类明细合计{yuan_zh(now)}，您填写的拨付金额是{yuan_zh(act.amount_fen)}，请核对。",
        _CLAUSE,
    )
    deferred = Deferred(
        kinds=later,
        count=sum(kind.count for kind in waiting),
        fen=sum(kind.fen for kind in waiting),
        paper=act.paper,
        decision=act.decision,
        by=act.officer.id,
        on=act.on,
    )
    release = Release(
        officer=act.officer, on=act.on, amount_fen=act.amount_fen, reason=act.decision
    )
    told = late(file, "release_funds", Role.FINANCE, file.dates.transfer.on, act.on)
    text = (
        f"先行拨付{yuan_zh(act.amount_fen)}；缺口{yuan_zh(deferred.fen)}、{deferred.count}笔"
        f"（{'、'.join(kind.zh for kind in waiting)}）待补拨：{act.decision}（{act.paper}）"
    )
    return told.having(released=release, deferred=deferred, stage=PayStage.CREDITING), text


def _decided(act: acts.ReleaseFirst, facts: LineFacts, known: tuple[LineKind, ...]) -> None:
    names = "、".join(f"{kind.code} {kind.zh}" for kind in known)
    strange = sorted(set(act.later) - {kind.code for kind in known})
    require(
        not strange,
        "kind_unknown",
        f"名单中没有这类明细：{'、'.join(strange)}。本月名单的明细类别为：{names}。",
        _CLAUSE,
    )
    first = [kind for kind in known if kind.code not in act.later]
    require(
        first,
        "nothing_first",
        "所列类别已是全部名单，请至少优先安排一类；全部不能拨付的，请登记资金缺口。",
        _CLAUSE,
    )
    put_back = [kind.zh for kind in known if kind.basic and kind.code in act.later]
    require(
        not put_back or all(kind.basic for kind in first),
        "basic_first",
        f"资金不足时应当优先保障基本生活：{'、'.join(put_back)}应当先于其他补贴、补发安排。",
        "ZH-25",
    )
    require(
        not (facts.booked and facts.enough),
        "funds_suffice",
        "资金账户余额足以支付全部名单，应当足额拨付，不能暂缓其中一部分。",
        "ZH-19; YC-25",
    )
    require(
        not facts.booked or act.paper in facts.papers,
        "shortfall_not_decided",
        "本月没有以该文件登记的资金缺口决定，请先在资金年度中登记资金缺口决定。"
        + (f"已登记的决定文件为：{'、'.join(facts.papers)}。" if facts.papers else ""),
        "YC-25",
    )
    covered(acts.FundsKnown(short=facts.short))


def release_rest(
    file: PayFile, act: acts.ReleaseRest, facts: LineFacts | None
) -> tuple[PayFile, str]:
    """The money for the rest has come."""
    deferred = file.deferred
    if deferred is None or deferred.released is not None:
        raise CaseRefusal(
            "nothing_deferred",
            "本月没有待补拨的资金缺口"
            + (
                f"：已于{deferred.released.on}补拨{yuan_zh(deferred.released.amount_fen)}。"
                if deferred and deferred.released
                else "，名单已足额拨付。"
            ),
            _CLAUSE,
        )
    require(
        act.amount_fen == deferred.fen,
        "amount_differs",
        f"应当足额补拨{yuan_zh(deferred.fen)}，您填写的是{yuan_zh(act.amount_fen)}，请核对。",
        _CLAUSE,
    )
    if facts is not None:
        covered(acts.FundsKnown(short=facts.short))
    release = Release(officer=act.officer, on=act.on, amount_fen=act.amount_fen)
    after = late(file, "release_rest", Role.FINANCE, file.dates.transfer.on, act.on)
    paid = deferred.model_copy(update={"released": release})
    return after.having(deferred=paid), f"补拨{yuan_zh(act.amount_fen)}，{deferred.count}笔"
