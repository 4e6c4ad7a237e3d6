"""审核评议 and 公示: the computed opinion, appraisal, the period on the notice board (57号 Art 19)."""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.file import (
    CaseFile,
    NoticeDue,
    Objection,
    Opinion,
    Publicity,
    Rulebook,
    different,
    require,
)
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.case.phases.deciding import midway
from domain.case.phases.deciding.means import MEANS, assess
from domain.money import yuan

REVIEW_NEEDS = (
    *MEANS,
    "appraisal_required",
    "appraisal_min",
    "appraisal_residents_percent",
    "collective_review",
    "county_visit_causes",
    "publicity",
    "publicity_roll",
    "publicity_repeat",
    "county_opinion",
    "decider",
    "organ",
    "refusal_notice",
    "remedies",
    "escalation.rule",
    "escalation.causes",
    "escalation.min_units",
    "escalation.ceilings",
    "publicity.fields",
    "publicity.web_masked",
    "notice.hotline",
    "notice.reconsideration_organ",
)


def enter_review(file: CaseFile) -> CaseFile:
    """The opinion is computed as soon as the facts are complete."""
    return file.having(assessment=assess(file))


def open_objection(file: CaseFile) -> Objection | None:
    return next((o for o in file.objections if o.resolved_on is None), None)


def appraisal_missing(file: CaseFile) -> bool:
    return file.law.flag("appraisal_required") and file.appraisal is None


def record_appraisal(file: CaseFile, act: acts.RecordAppraisal) -> CaseFile:
    require(
        act.in_favour + act.against <= act.participants and act.residents <= act.participants,
        "votes_do_not_add_up",
        "赞成与反对人数之和、居民代表人数均不得超过参加评议人数。",
        "57号 Art 19; TR-49",
    )
    _quorum(file, act)
    appraised = file.having(appraisal=act)
    if open_objection(file) is None:
        return appraised
    return appraised.having(
        objections=tuple(
            o if o.resolved_on else o.model_copy(update={"resolved_on": act.on})
            for o in file.objections
        ),
        opinion=None,
    )


def _quorum(file: CaseFile, act: acts.RecordAppraisal) -> None:
    """Only where the place has set numbers: the nation asks for none since 57号."""
    law = file.law
    if law.has("appraisal_min"):
        wanted = law.count("appraisal_min")
        require(
            act.participants >= wanted,
            "too_few_at_appraisal",
            f"参加民主评议的人数不得少于{wanted}人，当前为{act.participants}人。",
            law.cite("appraisal_min"),
        )
    if law.has("appraisal_residents_percent"):
        share = law.percent("appraisal_residents_percent")
        require(
            act.residents * 100 >= act.participants * share,
            "too_few_residents",
            f"村（居）民代表应当不少于参加评议人数的{share}%。",
            law.cite("appraisal_residents_percent"),
        )


def give_opinion(file: CaseFile, act: acts.GiveOpinion) -> CaseFile:
    different(
        act.officer,
        file.actors("record_survey", "accept") | set(file.survey.surveyors if file.survey else ()),
        "出具初审意见",
        file,
    )
    require(
        open_objection(file) is None,
        "objection_open",
        "公示期间的异议尚未处理，请先重新入户调查或者组织民主评议。",
        "57号 Art 19",
    )
    require(
        not appraisal_missing(file),
        "appraisal_missing",
        "本地规定出具初审意见前应当组织民主评议，请先登记民主评议记录。",
        file.law.cite("appraisal_required") or "TR-49",
    )
    midway.undisturbed(file)
    computed = assess(file)
    require(
        (act.grant, act.monthly_fen, act.once_fen)
        == (computed.eligible, computed.monthly_fen, computed.once_fen),
        "opinion_differs",
        f"按已登记的事实计算，结果为：{'拟予保障' if computed.eligible else '不符合条件'}，"
        f"月补助{yuan(computed.monthly_fen)}元、一次性救助{yuan(computed.once_fen)}元，"
        "与您提交的意见不一致。"
        "如对事实有疑问，请退回重新调查。",
        "57号 Art 19",
    )
    signed = file.having(
        assessment=computed,
        opinion=Opinion(
            assessment=computed, on=act.on, by=act.officer.id, by_for=act.officer.whose
        ),
    )
    again = file.rounds > 0 and not file.law.flag("publicity_repeat")
    if not computed.eligible or again or not file.passes(Stage.PUBLICITY):
        return _to_approval(signed, act.on)
    return signed.having(stage=Stage.PUBLICITY)


def _to_approval(file: CaseFile, on: date) -> CaseFile:
    holder = "县级民政部门" if file.decider == "county" else "乡镇（街道）"
    return file.having(stage=Stage.APPROVAL, clock=file.clock.hand_to(holder, on))


def return_for_survey(file: CaseFile, act: acts.ReturnForSurvey) -> CaseFile:
    require(
        file.passes(Stage.INVESTIGATION),
        "no_investigation",
        "本类救助没有入户调查环节，不能退回调查；情形有变化的，请重新登记困难情形。",
        "民发〔2018〕23号 二（二）",
    )
    return file.having(
        stage=Stage.INVESTIGATION,
        survey=None,
        assessment=None,
        opinion=None,
        clock=file.clock.hand_to("乡镇（街道）", act.on),
    )


def on_the_board(file: CaseFile) -> bool:
    """A sheet of this round hangs now: posted, and not stopped by an objection."""
    return file.publicity is not None and file.publicity.stopped_on is None


def post_publicity(file: CaseFile, act: acts.PostPublicity) -> CaseFile:
    law = file.law
    require(
        not on_the_board(file),
        "already_posted",
        f"公示已张贴，公示期至{file.publicity.until if file.publicity else ''}，期间不得中断。",
        law.cite("publicity"),
    )
    roll = law.has("publicity_roll") and law.flag("publicity_roll")
    due = law.due("publicity", act.on, roll)
    posted = file.having(
        rounds=file.rounds + 1,
        publicity=Publicity(
            round=file.repairs.rounds_aside + file.rounds + 1,
            posted_on=act.on,
            until=due.on,
            provisional=due.provisional,
            place_posted=act.place_posted,
            posted_by=act.officer.id,
            evidence=act.evidence,
        ),
    )
    return owed(
        posted,
        NoticeDue(
            key="publicity",
            kind="publicity",
            facts={
                "公示起始日": act.on.isoformat(),
                "公示截止日": due.on.isoformat(),
                "张贴地点": act.place_posted,
                **_proposed(file),
            },
        ),
    )


def _proposed(file: CaseFile) -> dict[str, str]:
    found = file.assessment
    if found is None:
        return {}
    if found.once_fen:
        return {"家庭人口": f"{found.persons}人", "拟救助金额": f"{yuan(found.once_fen)}元"}
    return {"保障人口": f"{found.persons}人", "拟月补助金额": f"{yuan(found.monthly_fen)}元"}


def object_to(file: CaseFile, act: acts.Object) -> CaseFile:
    """An objection breaks the period; the case goes back to be looked at again (57号 Art 19 ¶2)."""
    require(
        on_the_board(file),
        "not_posted",
        "公示尚未张贴，群众反映请登记为投诉举报。",
        "57号 Art 19",
    )
    if file.publicity is None:
        return file
    return file.having(
        stage=Stage.REVIEW,
        publicity=file.publicity.model_copy(update={"stopped_on": act.on}),
        objections=(*file.objections, Objection(on=act.on, named=act.named)),
    )


def publicity_over(file: CaseFile, today: date) -> CaseFile:
    """The period ran to its end unbroken; its last day is counted whole."""
    if file.publicity is None or not on_the_board(file) or today <= file.publicity.until:
        return file
    if file.ending is not None:
        return file
    done = file.publicity.model_copy(update={"completed_on": file.publicity.until})
    return _to_approval(file.having(publicity=done), today)


OBJECTED = "publicity_objection"


def extend(file: CaseFile, act: acts.Extend) -> CaseFile:
    law = file.law
    allowed = law.items("special_reasons")
    require(
        act.reason_code in allowed,
        "extension_reason_unknown",
        f"延长办理期限的理由只能是：{'、'.join(allowed)}。",
        law.cite("special_reasons"),
    )
    require(
        not file.extended,
        "extended_once",
        "办理期限已经延长过一次，不能再次延长，请在延长后的期限内办结。",
        law.cite("total_special"),
    )
    by_objection = act.reason_code == OBJECTED
    require(
        not by_objection or file.objections,
        "no_objection",
        "公示期间没有登记异议，不能以公示有异议为由延长办理期限；请按其他法定情形或者在原期限内办结。",
        law.cite("special_reasons"),
    )
    require(
        by_objection or len(act.facts.strip()) > 3,  # not law: a word is no fact
        "facts_missing",
        "延长办理期限的，应当写明属于该情形的具体事实。",
        law.cite("special_reasons"),
    )
    facts = {"延长理由": act.reason_code, **({"具体情形": act.facts} if act.facts else {})}
    return owed(
        file.having(extended=act.reason_code),
        NoticeDue(key="extension", kind="extension", facts=facts),
    )


RULES: Rulebook = {
    "record_appraisal": record_appraisal,
    "give_opinion": give_opinion,
    "return_for_survey": return_for_survey,
    "post_publicity": post_publicity,
    "object": object_to,
    "extend": extend,
}
