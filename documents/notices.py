"""The notices of a case, rendered from its recorded reasons and figures.

What a paper states is what the case holds: reasons with their clauses, figures as they were
compared, remedies as the policy has them. What the place has not set is printed 「尚未设定」, and
demonstration data is marked 「演示数据」 wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from documents.paper import Figure, Rendered, finished
from documents.publicity import Medium, public_sheet
from documents.wording import clause_zh, clauses_zh, fact_zh, township_organ, township_zh
from domain.base import Frozen
from domain.case.acts import Reason
from domain.case.file import CaseFile, NoticeDue
from domain.case.moves import BY_ACT
from domain.case.notices import NOTICE_ZH
from domain.case.phases.intake import paper_names
from domain.case.phases.means import MEANS
from domain.case.tasks import total_due
from domain.means.result import Assessment
from domain.money import parse_yuan
from domain.places import PlaceInfo
from domain.policy import DEMO_CITE, NATIONAL, Status
from domain.programme import PROGRAMME_ZH
from domain.rules import qualified
from runtime import packs

_ACT_OF = {
    "correction": ("request_correction",),
    "acceptance": ("accept",),
    "decline": ("decline",),
    "publicity": ("post_publicity",),
    "confirmation": ("confirm",),
    "refusal": ("refuse",),
    "change": ("decide_change",),
    "stop": ("decide_change",),
    "transition": ("decide_change",),
    "extension": ("extend",),
}
"""The acts whose clauses a paper rests on."""

_BY_TOWNSHIP = frozenset({"correction", "acceptance", "decline", "publicity"})
_ON_MEANS = frozenset({"publicity", "confirmation", "refusal", "change", "stop", "transition"})
_ALSO_USES = {
    "correction": ("correction_days", "required_papers"),
    "acceptance": ("total", "total_delegated", "total_special"),
    "publicity": ("publicity", "publicity_roll"),
    "confirmation": ("first_month_offset",),
    "refusal": ("refusal_notice",),
    "change": ("first_month_offset",),
    "stop": ("first_month_offset", "refusal_notice"),
    "transition": ("transition_months",),
    "extension": ("total_special", "special_reasons"),
}
_WITH_REMEDIES = frozenset({"decline", "confirmation", "refusal", "change", "stop", "transition"})
_HOTLINE, _ORGAN, _REMEDIES = "notice.hotline", "notice.reconsideration_organ", "remedies"


class Ground(Frozen):
    """One numbered reason as printed."""

    text: str
    clause: str
    figures: tuple[tuple[str, str], ...]
    demo: bool


class Remedies(Frozen):
    """Where and until when a decision can be contested; unset parts say so."""

    organ: Figure
    reconsideration_days: Figure
    court_months: Figure


def render(
    kind: str,
    *,
    file: CaseFile,
    notice: NoticeDue,
    number: str,
    issued_on: date,
    place: PlaceInfo,
    medium: Medium = Medium.BOARD,
) -> Rendered:
    """One paper of a kind of `NOTICE_ZH`, numbered and dated. KeyError for an unknown kind.

    Pure: the same values give the same bytes and digest. `medium` matters to publicity alone.
    """
    title = _title(kind, file, notice)
    common: dict[str, object] = {
        "number": number,
        "issued_on": issued_on,
        "organ": issuer(kind, file, place),
        "basis": clauses_zh((BY_ACT[act].clause for act in _acts(kind, notice)), place),
        "hotline": figure(file, _HOTLINE),
        "demo_of": _demo_of(kind, file, place),
        "demo_means": kind in _ON_MEANS and _rests_on_demo(file, MEANS),
    }
    if kind == "publicity":
        # Nothing of the case beyond the sheet reaches the template: not the file, not the notice.
        sheet = public_sheet(file, place, medium=medium, period=_period(notice))
        on_board = medium is Medium.BOARD
        return finished("publicity.html", title, sheet=sheet, on_board=on_board, **common)
    return finished(
        f"{kind}.html",
        title,
        addressee=file.household.applicant.name,
        case_no=file.case_no,
        applied_on=file.applied_on,
        accepted_on=file.accepted_on,
        programme=PROGRAMME_ZH[file.programme],
        township=township_zh(place, file.township),
        village=file.village,
        window=f"{township_organ(place, file.township)}社会救助窗口",
        facts={label: fact_zh(text) for label, text in notice.facts.items()},
        grounds=_grounds(notice.reasons, place),
        remedies=_remedies(file) if kind in _WITH_REMEDIES else None,
        serve_by=notice.due,
        **_particulars(kind, file, notice, place, issued_on),
        **common,
    )


def _period(notice: NoticeDue) -> tuple[date, date] | None:
    """The days this very sheet was posted for: a later round may have begun since."""
    first, last = (notice.facts.get(f"公示{end}日") for end in ("起始", "截止"))
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def issuer(kind: str, file: CaseFile, place: PlaceInfo) -> str:
    """The organ whose seal the paper bears: the township at the window, else who decides."""
    if kind in _BY_TOWNSHIP or figure(file, "decider").text == "township":
        return township_organ(place, file.township)
    return place.bureau


def figure(file: CaseFile, name: str) -> Figure:
    """A value of the case's policy as printed; unset when nobody set it or no stage asked."""
    if file.policy is None or not file.law.has(name):
        return Figure()
    value = file.law.get(name)
    return Figure(text=str(value.value), demo=value.status is Status.DEMO)


def _rests_on_demo(file: CaseFile, names: Iterable[str]) -> bool:
    full = {qualified(file.programme, name) for name in names}
    return bool(file.policy and full.intersection(file.policy.demo))


def _acts(kind: str, notice: NoticeDue) -> tuple[str, ...]:
    heard = ("hear_family",) if "听取意见日期" in notice.facts else ()
    return (*_ACT_OF[kind], *heard)


def _title(kind: str, file: CaseFile, notice: NoticeDue) -> str:
    title = NOTICE_ZH[kind]
    if kind == "change":
        before, after = (notice.facts.get(f"{age}月补助金额") for age in ("原", "新"))
        if before and after:
            word = "增发" if parse_yuan(after) > parse_yuan(before) else "减发"
            return title.replace("增发、减发", word)
    return title


def _grounds(reasons: Iterable[Reason], place: PlaceInfo) -> tuple[Ground, ...]:
    return tuple(
        Ground(
            text=reason.text,
            clause=clause_zh(reason.clause, place),
            figures=tuple(reason.figures.items()),
            demo=reason.clause == DEMO_CITE,
        )
        for reason in reasons
    )


def _remedies(file: CaseFile) -> Remedies:
    if file.policy is None or not file.law.has(_REMEDIES):
        table, demo = {}, False
    else:
        table, demo = file.law.table(_REMEDIES), file.law.get(_REMEDIES).status is Status.DEMO

    def of(key: str) -> Figure:
        return Figure(text=str(table[key]), demo=demo) if table.get(key) else Figure()

    return Remedies(
        organ=figure(file, _ORGAN),
        reconsideration_days=of("reconsideration_days"),
        court_months=of("court_months"),
    )


def _demo_of(kind: str, file: CaseFile, place: PlaceInfo) -> tuple[str, ...]:
    """Chinese names of the demonstration data this paper rests on; empty in production."""
    used = {_HOTLINE, *_ALSO_USES.get(kind, ())}
    if kind in _ON_MEANS:
        used.update(MEANS)
    if kind in _WITH_REMEDIES:
        used.update((_ORGAN, _REMEDIES))
    law = file.policy
    full = {qualified(file.programme, name) for name in used}
    names = [law.values[name].zh for name in law.demo if name in full] if law else []
    return (*names, *(("乡镇（街道）名称",) if place.township(file.township).demo else ()))


def _particulars(
    kind: str, file: CaseFile, notice: NoticeDue, place: PlaceInfo, issued_on: date
) -> dict[str, object]:
    """What only this kind of paper states."""
    match kind:
        case "correction":
            return {"missing": _missing(file, notice)}
        case "acceptance":
            name = "total" if figure(file, "decider").text == "county" else "total_delegated"
            return {
                "days": figure(file, name),
                "special_days": figure(file, "total_special"),
                "due": total_due(file, issued_on),
            }
        case "extension":
            return {
                "cause": _label(
                    place,
                    qualified(file.programme, "special_reasons"),
                    notice.facts.get("延长理由", ""),
                ),
                "special_days": figure(file, "total_special"),
                "due": total_due(file, issued_on),
            }
        case "confirmation" | "refusal":
            decided = file.decision
            return {
                "decided_on": decided.on if decided else issued_on,
                "calculation": _calculation(decided.assessment if decided else file.assessment),
            }
        case "transition":
            return {"monthly_fen": file.monthly_fen_now}
        case _:
            return {}


def _missing(file: CaseFile, notice: NoticeDue) -> tuple[str, ...]:
    if file.correction is None or file.policy is None:
        return tuple(notice.facts.get("需要补正的材料", "").split("、"))
    names = paper_names(file)
    return tuple(names.get(code, code) for code in file.correction.missing)


def _label(place: PlaceInfo, name: str, code: str) -> str:
    """The Chinese word of a code of the packs, the nearest level first; the code itself if none."""
    definitions = packs.load().definitions
    for level in reversed((NATIONAL, *place.chain)):
        definition = definitions.get(level, {}).get(name)
        if definition is not None and code in definition.labels:
            return definition.labels[code]
    return code


def _calculation(assessment: Assessment | None) -> tuple[tuple[str, str], ...]:
    return assessment.table if assessment else ()
