"""The acts of the auditor's desk, and what their errands bring, as rules from file to file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.base import Frozen, digest_of
from domain.money import FEN
from domain.oversight import acts, desk
from domain.oversight.file import (
    AuditPart,
    Held,
    OversightErrand,
    OversightFile,
    OversightStage,
    require,
)

CLAUSE = "ZH-15; HB-23; TR-40"
MOST = 20  # not law: samples and lists of one audit that a page can still show
MOST_SENT = 99  # not law: what a page shows of lists that could not be read, too
Ruled = tuple[OversightFile, str]


def part_of(file: OversightFile) -> AuditPart:
    if file.audit is None:
        raise RuntimeError("not an audit")
    return file.audit


def plan_sample(file: OversightFile, act: acts.PlanSample) -> Ruled:
    """The plan stands first, then the seed, then the population: nobody chooses who is drawn."""
    audit = part_of(file)
    require(
        len(audit.samples) < MOST,
        "too_many",
        f"一次审计最多抽样{MOST}次，请使用已有的抽样，或者另立一次审计。",
        CLAUSE,
    )
    require(act.first <= act.last, "period_turned", "期间的起日不能晚于止日。", CLAUSE)
    require(act.last <= act.on, "period_not_over", "期间的止日不能晚于办理日期。", CLAUSE)
    require(
        act.method == "number" or act.count <= 100,  # not law: a share is at most the whole
        "share_too_large",
        "按比例抽样的，每层比例应当在1至100之间。",
        CLAUSE,
    )
    require(
        ("amount" in act.by) == bool(act.bands),
        "bands_unclear",
        "按月补助金额分层的，应当填写各档的界限；不按金额分层的，不填。",
        CLAUSE,
    )
    require(
        list(act.bands) == sorted({band for band in act.bands if band > 0}),
        "bands_unclear",
        "各档的界限应当为正数，由小到大、各不相同。",
        CLAUSE,
    )
    number = len(audit.samples) + 1
    sample = desk.Sample(
        number=number,
        by=act.by,
        method=act.method,
        count=act.count,
        first=act.first,
        last=act.last,
        programmes=act.programmes,
        townships=act.townships,
        bands_fen=tuple(band * FEN for band in act.bands),
        planned_on=act.on,
        planned_by=act.officer.id,
    )
    part = audit.model_copy(update={"samples": (*audit.samples, sample)})
    errand = OversightErrand(key=f"seed:{number}", what="seed", number=str(number))
    by = "、".join(desk.DIMENSION_ZH[one] for one in act.by) or "不分层"
    return file.having(audit=part).asked(errand), f"第{number}次抽样：{by}，{act.text}"


def record_sample_check(file: OversightFile, act: acts.RecordSampleCheck) -> Ruled:
    sample = _sample(file, act.sample)
    require(
        act.case_no in sample.drawn,
        "not_drawn",
        "该案件不在本次抽中的案件之内，不能代替抽中的案件，请从抽中的案件中选择。",
        CLAUSE,
    )
    check = desk.SampleCheck(
        case_no=act.case_no,
        on=act.on,
        by=act.officer.id,
        right=act.right,
        text=act.text,
        papers=act.papers,
    )
    others = tuple(c for c in sample.checks if c.case_no != act.case_no)
    after = _put(file, sample.model_copy(update={"checks": (*others, check)}))
    return after, f"{act.case_no}：{'未发现问题' if act.right else '有问题'}：{act.text}"


def take_list(file: OversightFile, act: acts.TakeList) -> Ruled:
    audit = part_of(file)
    require(
        _read(audit) < MOST and len(audit.lists) < MOST_SENT,  # not law: a limit of size
        "too_many",
        f"一次审计最多报送{MOST}份名单，请合并名单，或者另立一次审计。",
        CLAUSE,
    )
    known = next((one for one in audit.lists if one.digest == act.digest and not one.trouble), None)
    require(
        known is None,
        "taken_before",
        f"这份名单已作为第{known.number if known else 0}份报送，请查看那一份的结果，无需重复报送。",
        CLAUSE,
    )
    number = len(audit.lists) + 1
    taken = desk.SuspicionList(
        number=number,
        kind=act.kind,
        digest=act.digest,
        format=act.format,
        source=act.source,
        taken_on=act.on,
        taken_by=act.officer.id,
    )
    part = audit.model_copy(update={"lists": (*audit.lists, taken)})
    errand = OversightErrand(key=f"match:{number}", what="match", number=str(number))
    return file.having(audit=part).asked(
        errand
    ), f"第{number}份：{desk.LIST_ZH[act.kind]}，{act.source}"


def _read(audit: AuditPart) -> int:
    """Lists that could be read, or still may be."""
    return sum(not one.trouble for one in audit.lists)


def settle_suspicion(file: OversightFile, act: acts.SettleSuspicion) -> Ruled:
    """Not certain is not matched: a person says whose line it is, and why."""
    audit = part_of(file)
    require(
        all(one.key != act.key for one in audit.settled),
        "settled_before",
        "这条疑似匹配已经核对，结论不能更改，请查看核对记录。",
        CLAUSE,
    )
    made = desk.Settled(key=act.key, same=act.same, on=act.on, by=act.officer.id, reason=act.reason)
    part = audit.model_copy(update={"settled": (*audit.settled, made)})
    what = "settle_same" if act.same else "settle_other"
    errand = OversightErrand(key=f"settle:{act.key}", what=what, number=act.key)
    return file.having(audit=part).asked(
        errand
    ), f"{'是' if act.same else '不是'}同一人：{act.reason}"


def issue_list(file: OversightFile, act: acts.IssueList) -> Ruled:
    """Each certain match goes to its township to be verified on the spot, until a day."""
    taken = _list(file, act.list)
    why = desk.LIST_TROUBLE_ZH.get(taken.trouble, "")
    told = f"这份名单没有比对：{why}。" if why else "这份名单尚未比对完毕，请稍后再下发。"
    require(taken.read, "not_read", told, CLAUSE)
    require(act.due > act.on, "due_in_past", "核实期限应当晚于下发日期。", CLAUSE)
    errand = OversightErrand(
        key=f"issue:{act.list}:{file.seq}",
        what="issue",
        number=str(act.list),
        held=Held(text=desk.LIST_ZH[taken.kind], due=act.due, source=file.subject),
    )
    return file.asked(errand), f"第{act.list}份，核实期限{act.due}"


def _sample(file: OversightFile, number: int) -> desk.Sample:
    found = next((s for s in part_of(file).samples if s.number == number), None)
    require(found, "sample_unknown", f"没有第{number}次抽样，请从列表中选择。", CLAUSE)
    assert found is not None  # noqa: S101  (narrowing for the type checker)
    return found


def _list(file: OversightFile, number: int) -> desk.SuspicionList:
    found = next((one for one in part_of(file).lists if one.number == number), None)
    require(found, "list_unknown", f"没有第{number}份名单，请从列表中选择。", CLAUSE)
    assert found is not None  # noqa: S101  (narrowing for the type checker)
    return found


def _put(file: OversightFile, sample: desk.Sample) -> OversightFile:
    audit = part_of(file)
    samples = tuple(sample if s.number == sample.number else s for s in audit.samples)
    return file.having(audit=audit.model_copy(update={"samples": samples}))


def _put_list(file: OversightFile, taken: desk.SuspicionList) -> OversightFile:
    audit = part_of(file)
    lists = tuple(taken if one.number == taken.number else one for one in audit.lists)
    return file.having(audit=audit.model_copy(update={"lists": lists}))


RULES: Mapping[str, Callable[[OversightFile, Any], Ruled]] = {
    "plan_sample": plan_sample,
    "record_sample_check": record_sample_check,
    "take_list": take_list,
    "settle_suspicion": settle_suspicion,
    "issue_list": issue_list,
}


def brought(file: OversightFile, errand: OversightErrand, answer: Frozen | None) -> Ruled:
    """What an errand of the desk brought. Other answers change nothing here."""
    match answer:
        case desk.SeedFixed():
            return _seeded(file, errand, answer)
        case desk.PopulationClosed():
            return _closed(file, errand, answer)
        case desk.Matched():
            return _matched(file, errand, answer)
        case desk.Issued():
            taken = _list(file, int(errand.number))
            after = _put_list(
                file, taken.model_copy(update={"issued": taken.issued + answer.count})
            )
            return after, f"第{errand.number}份名单下发{answer.count}条疑点"
    return file, ""


def _seeded(file: OversightFile, errand: OversightErrand, answer: desk.SeedFixed) -> Ruled:
    sample = _sample(file, int(errand.number))
    digest = digest_of({"seed": answer.chance})
    after = _put(file, sample.model_copy(update={"seed": answer.chance, "seed_digest": digest}))
    number = errand.number
    population = OversightErrand(key=f"population:{number}", what="population", number=number)
    return after.asked(population), f"第{number}次抽样，种子摘要{digest[:16]}"


def _closed(file: OversightFile, errand: OversightErrand, answer: desk.PopulationClosed) -> Ruled:
    sample = _sample(file, int(errand.number))
    if not sample.seed:
        raise RuntimeError("the population was closed before the seed was fixed")
    digest = desk.population_digest(answer.lines)
    after = sample.model_copy(
        update={
            "population_digest": digest,
            "size": len(set(answer.lines)),
            "strata": desk.drawn(sample, answer.lines),
        }
    )
    text = f"第{errand.number}次抽样：总体{after.size}件，名单摘要{digest[:16]}，抽中{len(after.drawn)}件"
    return _put(file, after), text


def _matched(file: OversightFile, errand: OversightErrand, answer: desk.Matched) -> Ruled:
    taken = _list(file, int(errand.number))
    after = taken.model_copy(update={"read": not answer.trouble, **answer.model_dump()})
    said = (
        desk.LIST_TROUBLE_ZH.get(answer.trouble, answer.trouble)
        if answer.trouble
        else f"{answer.rows}行：匹配{answer.certain}条，疑似{answer.doubtful}条，"
        f"不能识别{desk.unread_zh(answer.faults, answer.unread)}，不在名册{answer.strangers}行"
    )
    return _put_list(file, after), f"第{errand.number}份名单：{said}"


def unchecked(file: OversightFile) -> int:
    """Drawn cases of an audit that nobody has looked at yet."""
    if file.audit is None or file.stage is not OversightStage.OPEN:
        return 0
    return sum(len(sample.unchecked) for sample in file.audit.samples)
