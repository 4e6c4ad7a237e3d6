"""终止救助供养: why, the publicity before it, objections, and where the person goes (43号 Art 24-27).

Nobody's support ends before the village has read of it for the whole period. An objection breaks
the period: the county looks again, decides in time whether to end, and its decision is hung again.
"""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.acts import Outcome
from domain.case.acts.tekun import ObjectEnding, PostEnding
from domain.case.caring import EndingPublicity, Handover
from domain.case.file import CaseFile, LivingReview, NoticeDue, Rulebook, require
from domain.case.notices import owed
from domain.case.phases.living.living import hearing_needed, lawful_outcomes
from domain.means.result import Assessment
from domain.programme import Programme

ENDING_NEEDS = ("end_grounds", "end_publicity", "end_objection")
_GROUND_OF = {
    "not_alive": "death",
    "not_anybody": "death",
    "not_workless": "ability",
    "not_at_large": "prison",
    "over_income": "means",
    "over_vehicle": "means",
    "over_house": "means",
    "over_deposit": "means",
    "not_supporterless": "supporter",
    "not_staying": "voluntary",
    "not_child_aid": "voluntary",
}
"""Which of the six cases of 43号 Art 24 a failed condition is."""
_CLAUSE = "43号 Art 26"


def grounds(assessment: Assessment) -> tuple[str, ...]:
    """The cases of 43号 Art 24 that hold, each once, in the order of the reasons."""
    found = (_GROUND_OF.get(r.code, "") for r in assessment.reasons)
    return tuple(dict.fromkeys(code for code in found if code))


def ends(file: CaseFile) -> bool:
    """The verified facts leave nothing but to end the support."""
    return lawful_outcomes(file)[:1] == (Outcome.STOP,)


def hung(file: CaseFile) -> EndingPublicity | None:
    """The publicity of the review that is open, or the one hung again after its decision."""
    sheet, looked = file.caring.ending, file.review
    if sheet is None or (looked is not None and sheet.review != looked.number):
        return None
    return sheet


def owes_repeat(file: CaseFile) -> bool:
    """A decision was taken on an objection and does not hang yet."""
    sheet = file.caring.ending
    settled = file.review is None or (sheet is not None and file.review.number != sheet.review)
    return sheet is not None and sheet.objected_on is not None and settled


def post_ending(file: CaseFile, act: PostEnding) -> CaseFile:
    again = owes_repeat(file)
    reasons = (file.caring.ending.grounds if file.caring.ending else ()) if again else _due(file)
    seen = file.review.heard_on or file.review.verified_on if file.review and not again else None
    require(
        seen is None or act.on >= seen,
        "posted_too_early",
        f"张贴日期不得早于核实和听取意见的日期{seen}。",
        _CLAUSE,
    )
    due = file.law.due("end_publicity", act.on, file.law.on_and_set("publicity_roll"))
    review = file.caring.ending.review if again and file.caring.ending else _open(file).number
    sheet = EndingPublicity(
        review=review,
        posted_on=act.on,
        until=due.on,
        provisional=due.provisional,
        place_posted=act.place_posted,
        grounds=reasons,
        decided=again,
    )
    hanging = _with(file, ending=sheet)
    if not act.sheet:
        return hanging
    facts = {
        "公示起始日": act.on.isoformat(),
        "公示截止日": due.on.isoformat(),
        "张贴地点": act.place_posted,
    }
    return owed(hanging, NoticeDue(key="ending_publicity", kind="ending_publicity", facts=facts))


def _due(file: CaseFile) -> tuple[str, ...]:
    """The grounds to hang; refused while there is nothing to end, or something to do before."""
    looked = _open(file)
    require(
        looked.verified_on is not None and looked.assessment is not None and ends(file),
        "nothing_to_end",
        "按核实的事实不属于应当终止救助供养的情形，无需公示；尚未核实的请先入户核实。",
        "43号 Art 24",
    )
    require(
        looked.heard_on is not None or not hearing_needed(file),
        "not_heard",
        "公示拟终止救助供养前，应当先听取本人意见，请先由入户调查员或者乡镇（街道）审核员登记听取意见情况。",
        "社会救助法 Art 48",
    )
    sheet = hung(file)
    require(
        sheet is None or sheet.objected_on is not None,
        "already_posted",
        f"终止公示已张贴，公示期至{sheet.until if sheet else ''}，期间不得中断。",
        _CLAUSE,
    )
    require(
        sheet is None or sheet.objected_on is None,
        "decide_first",
        "终止公示有异议的，调查核实后应当先作出是否终止的决定，再重新公示。",
        _CLAUSE,
    )
    return grounds(looked.assessment) if looked.assessment else ()


def _open(file: CaseFile) -> LivingReview:
    looked = file.review
    require(
        looked is not None,
        "no_review_open",
        "本案目前没有待核实的变化，请先登记变化报告。",
        "43号 Art 25",
    )
    if looked is None:
        raise AssertionError
    return looked


def object_ending(file: CaseFile, act: ObjectEnding) -> CaseFile:
    sheet, looked = hung(file), file.review
    require(
        sheet is not None and looked is not None and act.on <= sheet.until,
        "not_posted",
        "目前没有正在公示的拟终止救助供养事项，群众反映请登记为投诉举报。",
        _CLAUSE,
    )
    require(
        sheet is None or sheet.objected_on is None,
        "objected_already",
        "已经登记过异议，请等待调查核实后的决定。",
        _CLAUSE,
    )
    if sheet is None or looked is None:
        return file
    due = file.law.due("end_objection", act.on)
    again = looked.model_copy(update={"verified_on": None, "heard_on": None, "due": due.on})
    broken = sheet.model_copy(update={"objected_on": act.on, "completed_on": None})
    return _with(file.having(review=again), ending=broken)


def publicity_over(file: CaseFile, today: date) -> CaseFile:
    """The period ran to its end unbroken; its last day is counted whole."""
    sheet = file.caring.ending
    if sheet is None or sheet.objected_on or sheet.completed_on or today <= sheet.until:
        return file
    return _with(file, ending=sheet.model_copy(update={"completed_on": sheet.until}))


def ripe(file: CaseFile) -> bool:
    """Where support is to end, its publicity no longer stands before the decision."""
    if file.programme is not Programme.TEKUN or not ends(file):
        return True
    sheet = hung(file)
    return sheet is not None and bool(sheet.objected_on or sheet.completed_on)


def publicised(file: CaseFile, act: acts.DecideChange) -> None:
    """Before support ends: the whole period, or a new look after an objection."""
    looked, sheet = file.review, hung(file)
    require(
        looked is None or looked.verified_on is None or act.on >= looked.verified_on,
        "decided_too_early",
        "决定日期不得早于核实日期。",
        "43号 Art 25",
    )
    if act.outcome is not Outcome.STOP:
        return
    require(
        sheet is not None,
        "ending_not_publicised",
        "拟终止救助供养的，应当先在其所在村（社区）或者供养服务机构公示，请先由村（社区）协理员张贴终止公示。",
        _CLAUSE,
    )
    require(
        sheet is None
        or sheet.objected_on is not None
        or (sheet.completed_on is not None and act.on > sheet.completed_on),
        "ending_publicity_running",
        f"终止公示期至{sheet.until if sheet else ''}，期满无异议后方可作出终止决定。",
        _CLAUSE,
    )


def ended(before: CaseFile, file: CaseFile, act: acts.DecideChange) -> CaseFile:
    """After the decision: the village is told too, and the person is moved to what may fit."""
    if act.outcome is not Outcome.STOP or before.review is None:
        return file
    village = f"{before.village}村（居）民委员会" if before.village else "村（居）民委员会"
    told = file.having(
        notices=tuple(
            n.model_copy(
                update={
                    "order": n.order.model_copy(
                        update={"facts": {**n.order.facts, "同时告知": village}}
                    )
                }
            )
            if n.order.kind == "stop" and not n.number
            else n
            for n in file.notices
        )
    )
    found = before.review.assessment
    suggested = suggestions(found) if found else ()
    if not suggested:
        return told
    return _with(told, handover=Handover(suggested=suggested, on=act.on))


def suggestions(assessment: Assessment) -> tuple[str, ...]:
    """Programmes that may fit who is supported no more; none for the dead (43号 Art 27).

    低保 while income and property keep the limits, temporary aid for anybody in hardship.
    """
    why = set(grounds(assessment))
    if "death" in why or "prison" in why:
        return ()
    fits = () if "means" in why else (Programme.DIBAO.value,)
    return (*fits, Programme.EXPENDITURE.value)


def _with(file: CaseFile, **changes: object) -> CaseFile:
    return file.having(caring=file.caring.model_copy(update=changes))


RULES: Rulebook = {
    "post_ending": post_ending,
    "object_ending": object_ending,
}
