"""What may stand in a decision: measures of several units, each whole, within the need (TR-13)."""

from __future__ import annotations

from domain.body.members import Members
from domain.case.file import require
from domain.meeting.acts import DecideItem, RecordGovernmentDecision
from domain.meeting.item import ItemFile
from domain.meeting.resolution import Measure, Resolution
from domain.money import yuan
from domain.policy import Snapshot

_CEILINGS, _FUNDS = "escalation.measure_ceilings", "escalation.funds"


def resolution_of(file: ItemFile, act: DecideItem) -> Resolution:
    """The resolution, still without the number of its minutes. Raises CaseRefusal."""
    government = isinstance(act, RecordGovernmentDecision)
    measures: tuple[Measure, ...] = ()
    if act.approved:
        _agreed(file, government)
        measures = _measures(file, act)
    else:
        _refused(act)
    return Resolution(
        item=file.id,
        number="",
        approved=act.approved,
        decided_on=act.on,
        measures=measures,
        reason=act.reason,
        attended=file.meeting.attended if file.meeting else (),
        dissent=file.dissent,
        silent=file.silent,
        government_decision=act.number if isinstance(act, RecordGovernmentDecision) else "",
        meeting=file.meeting.number if file.meeting else "",
        recused=file.meeting.recused if file.meeting else (),
    )


def _refused(act: DecideItem) -> None:
    require(
        len(act.reason.strip()) > 3,
        "reason_missing",
        "不同意救助的，应当写明理由。",
        "TR-13",
    )
    require(
        not act.measures,
        "measures_without_approval",
        "不同意救助的决定不能列出救助措施，请删除措施或者改为同意。",
        "TR-13",
    )


def _agreed(file: ItemFile, government: bool) -> None:
    """Where the place settles by consensus, every unit at the meeting has said yes (HB-33)."""
    if government or file.law.text("escalation.decision") != "consensus" or file.meeting is None:
        return
    agreeing = {opinion.unit for opinion in file.opinions if opinion.agrees}
    heard = (*agreeing, *file.meeting.recused)
    others = tuple(unit for unit in file.meeting.attended if unit not in heard)
    require(
        not others,
        "no_consensus",
        f"本地规定须形成一致意见，以下到会单位尚未表示同意：{'、'.join(others)}。",
        file.law.cite("escalation.decision"),
    )


def _measures(file: ItemFile, act: DecideItem) -> tuple[Measure, ...]:
    """The measures with each unit under its Chinese name."""
    law = file.law
    least = law.count("escalation.min_units")
    body = act.known.members or file.body
    measures = tuple(_one(body, law, measure, act) for measure in act.measures)
    units = tuple(dict.fromkeys(m.unit for m in measures))
    require(
        len(units) >= (least if file.order.about_household else min(least, 1)),
        "too_few_units",
        f"一事一议应当由至少{least}个部门联合救助，现在只有{len(units)}个部门"
        f"{'（' + '、'.join(units) + '）' if units else ''}。",
        law.cite("escalation.min_units"),
    )
    pairs = [(m.unit, m.code) for m in measures]
    require(
        len(set(pairs)) == len(pairs),
        "measure_twice",
        "同一部门的同一项措施只能列一次，请合并。",
        law.cite("escalation.measures"),
    )
    total, most = sum(m.amount_fen for m in measures), file.order.still_needed_fen
    require(
        total <= most or file.order.need_fen == 0,
        "more_than_needed",
        f"各项措施合计{yuan(total)}元，超过该户尚需解决的{yuan(most)}元，请核减。",
        "TR-12; TR-13",
    )
    _ceilings_hold(law, measures)
    return _funded(law, act.known.spent, measures)


def _ceilings_hold(law: Snapshot, measures: tuple[Measure, ...]) -> None:
    """A measure stays under its own limit where the place has set one (OPN-20)."""
    if not law.has(_CEILINGS):
        return
    limits = law.table(_CEILINGS)
    for measure in measures:
        limit = limits.get(measure.code)
        require(
            not isinstance(limit, int) or measure.amount_fen <= limit,
            "over_measure_ceiling",
            f"{measure.unit}的措施“{measure.code}”{yuan(measure.amount_fen)}元超过限额"
            f"{yuan(limit if isinstance(limit, int) else 0)}元，请核减。",
            law.cite(_CEILINGS),
        )


def _funded(
    law: Snapshot, spent: dict[str, int], measures: tuple[Measure, ...]
) -> tuple[Measure, ...]:
    """Each sum from a fund of the place that still holds it; the fund under its Chinese name."""
    if not law.has(_FUNDS):
        return measures
    funds = {code: row for code, row in law.table(_FUNDS).items() if isinstance(row, dict)}
    names = {str(row["zh"]): code for code, row in funds.items()}
    named = []
    wanted: dict[str, int] = {}
    for measure in measures:
        source = measure.fund_source.strip()
        if not measure.amount_fen:
            named.append(measure)
            continue
        code = source if source in funds else names.get(source, "")
        require(
            code,
            "fund_unknown",
            f"{measure.unit}的措施“{measure.code}”的资金来源“{source}”不在本地资金表中，"
            f"可选：{'、'.join(names)}。",
            law.cite(_FUNDS),
        )
        wanted[code] = wanted.get(code, 0) + measure.amount_fen
        named.append(measure.model_copy(update={"fund_source": str(funds[code]["zh"])}))
    for code, sum_fen in wanted.items():
        zh, year_fen = str(funds[code]["zh"]), funds[code].get("year_fen")
        left = (year_fen if isinstance(year_fen, int) else 0) - spent.get(zh, 0)
        require(
            sum_fen <= left,
            "fund_exhausted",
            f"“{zh}”本年余额{yuan(max(left, 0))}元，不足以支付议定的{yuan(sum_fen)}元，"
            "请调整资金来源或者金额。",
            law.cite(_FUNDS),
        )
    return tuple(named)


def _one(body: Members, law: Snapshot, measure: Measure, act: DecideItem) -> Measure:
    catalogue = law.table("escalation.measures")
    row = catalogue.get(measure.code)
    cite = law.cite("escalation.measures")
    require(
        isinstance(row, dict),
        "measure_unknown",
        f"“{measure.code}”不在本地可以议定的救助措施目录中，可选：{'、'.join(catalogue)}。",
        cite,
    )
    [unit] = body.named((measure.unit,), cite)
    owner = body.after(str(row.get("unit", ""))) if isinstance(row, dict) else None
    require(
        owner is not None and owner.zh == unit,
        "measure_of_other_unit",
        f"措施“{measure.code}”由{owner.zh if owner else '其他单位'}承担，不能交由{unit}。",
        cite,
    )
    require(
        measure.amount_fen == 0 or measure.fund_source.strip(),
        "fund_source_missing",
        f"{unit}的措施“{measure.code}”有资金的，应当写明资金来源。",
        "TR-13",
    )
    require(
        measure.due is None or measure.due >= act.on,
        "due_in_the_past",
        f"{unit}的落实期限不能早于议定日期{act.on}。",
        "TR-58",
    )
    if measure.due is None:
        law.due("escalation.task_days", act.on)  # PolicyNotSet unless the meeting sets the day
    return measure.model_copy(update={"unit": unit})
