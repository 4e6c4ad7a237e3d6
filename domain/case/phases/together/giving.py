"""Gifts of charity and pairing help: who, what, for which cause (JZ-36 to JZ-38, YC-03)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.case.acts import helping as acts
from domain.case.file import CaseFile, Rulebook, require
from domain.case.phases.together.base import linked, next_number, refusal
from domain.together.helping import Gift, Pair, PairVisit

GIVING = "JZ-37; YC-03"
PAIRING = "JZ-38"


def record_gift(file: CaseFile, act: acts.RecordGift) -> CaseFile:
    named = [x for x in (act.source, act.provider, act.giver.strip()) if x]
    require(
        len(named) == 1,
        "one_giver",
        "资金来源、已登记的社会力量、其他捐赠人应当填写其中一项。",
        GIVING,
    )
    require(
        act.fen > 0 or act.goods.strip(),
        "gift_empty",
        "应当填写帮扶金额或者物资。",
        GIVING,
    )
    known = act.known
    if known is None or known.code != (act.source or act.provider):
        raise refusal(
            "giver_unknown",
            "本地没有这项慈善资金，或者该单位没有登记为参与救助的社会力量，请先登记或者另行选择。",
            GIVING,
        )
    require(
        not act.cause or known.cause_zh,
        "cause_unknown",
        "所选的困难原因不在本地规定的范围内，请重新选择。",
        GIVING,
    )
    require(
        not act.source or act.cause,
        "cause_missing",
        "使用社会救助专项基金或者互助社资金的，应当填写困难原因。",
        "JZ-37",
    )
    gift = Gift(
        number=next_number(file),
        on=act.on,
        by=act.officer.id,
        source=act.source,
        source_zh=known.zh if act.source else "",
        provider=act.provider,
        giver=known.provider_zh or known.zh or act.giver.strip(),
        cause=act.cause,
        cause_zh=known.cause_zh,
        fen=act.fen,
        goods=act.goods.strip(),
        receipt=act.receipt,
    )
    require(
        all((g.giver, g.receipt) != (gift.giver, gift.receipt) for g in file.linked.gifts),
        "gift_recorded",
        "同一捐赠人、同一凭证的帮扶已经登记，请勿重复登记。",
        GIVING,
    )
    return linked(file, count=gift.number, gifts=(*file.linked.gifts, gift))


def start_pairing(file: CaseFile, act: acts.StartPairing) -> CaseFile:
    known = act.known
    if known is None or known.code != act.kind:
        raise refusal(
            "pairing_not_offered", "本地没有规定这一类结对帮扶，请选择本地规定的帮扶主体。", PAIRING
        )
    helper = act.helper.strip()
    require(
        all(p.helper != helper or p.until is not None for p in file.linked.pairs),
        "paired_already",
        "该帮扶人已经与本户结对，请登记走访或者先结束原结对。",
        PAIRING,
    )
    pair = Pair(
        number=next_number(file), kind=act.kind, kind_zh=known.zh, helper=helper, since=act.on
    )
    return linked(file, count=pair.number, pairs=(*file.linked.pairs, pair))


def record_pair_visit(file: CaseFile, act: acts.RecordPairVisit) -> CaseFile:
    pair = _pair(file, act.number)
    require(
        act.on >= pair.since,
        "before_pairing",
        f"结对自{pair.since}开始，走访日期不得早于该日。",
        PAIRING,
    )
    visit = PairVisit(on=act.on, finding=act.finding)
    return _replaced(file, pair, visits=pair.visits + 1, recent=(*pair.recent, visit))


def end_pairing(file: CaseFile, act: acts.EndPairing) -> CaseFile:
    pair = _pair(file, act.number)
    require(
        act.on >= pair.since,
        "before_pairing",
        f"结对自{pair.since}开始，结束日期不得早于该日。",
        PAIRING,
    )
    return _replaced(file, pair, until=act.on, why_ended=act.reason)


def _pair(file: CaseFile, number: int) -> Pair:
    open_ones = [p for p in file.linked.pairs if p.until is None]
    found = next((p for p in open_ones if p.number == number), None)
    if found is None:
        numbers = "、".join(str(p.number) for p in open_ones) or "无"
        raise refusal(
            "pairing_unknown", f"没有编号为{number}的结对。进行中的结对编号为：{numbers}。", PAIRING
        )
    return found


def _replaced(file: CaseFile, pair: Pair, **changes: object) -> CaseFile:
    after = pair.model_copy(update=changes)
    return linked(
        file, pairs=tuple(after if p.number == pair.number else p for p in file.linked.pairs)
    )


def paired(file: CaseFile) -> bool:
    return any(p.until is None for p in file.linked.pairs)


OCCASION: Mapping[str, Callable[[CaseFile], bool]] = {
    "record_pair_visit": paired,
    "end_pairing": paired,
}
RULES: Rulebook = {
    "record_gift": record_gift,
    "start_pairing": start_pairing,
    "record_pair_visit": record_pair_visit,
    "end_pairing": end_pairing,
}
