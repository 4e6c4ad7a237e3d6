"""调查核对: the household survey and the information check, side by side (57号 Art 15-18).

The stage is over when the survey is in, every department has answered or was waived, and a person
has given a finding on every lead.
"""

from __future__ import annotations

from datetime import date

from domain.case import acts
from domain.case.file import (
    CaseFile,
    CheckState,
    Finding,
    LeadState,
    NoticeDue,
    Rulebook,
    Survey,
    different,
    require,
)
from domain.case.lifecycle import Stage
from domain.case.notices import owed
from domain.case.phases.deciding import midway
from domain.case.phases.relief import hardship
from domain.check.demand import CHECK_NEEDS, facts_of_items, names_of
from domain.check.file import CheckResult, Stated
from domain.check.leads import Lead, leads_from
from domain.household import Household

INVESTIGATION_NEEDS = (
    "survey_start",
    "check_start",
    "check_answer",
    "check_retry_days",
    "surveyors",
    "survey.emergency_periods",
    "refusal_notice",
    *CHECK_NEEDS,
    "money_assets",
    "pay.account_holder",
)


_BESIDES = (acts.SurveyMethod.NEIGHBOURS, acts.SurveyMethod.LETTER)
_FROM_AFAR = (acts.SurveyMethod.PHONE, acts.SurveyMethod.VIDEO)


def record_survey(file: CaseFile, act: acts.RecordSurvey) -> CaseFile:
    require(
        file.passes(Stage.INVESTIGATION),
        "no_investigation",
        "本类救助没有入户调查环节；公示期间有异议的，请组织民主评议。",
        "《自然灾害救助条例》 Art 20",
    )
    _survey_team(file, act.surveyors, act.officer)
    wanted = file.law.count("surveyors")
    clause = file.law.cite("surveyors")
    require(
        len(set(act.signed_by) & set(act.surveyors)) >= wanted,
        "survey_unsigned",
        f"入户调查表应当由不少于{wanted}名调查人员签字。",
        clause,
    )
    require(
        act.family_signature and file.household.member(act.family_signature) is not None,
        "family_signature_missing",
        "入户调查表应当由在场的家庭成员签字，请填写签字成员编号。",
        "57号 Art 16",
    )
    _method_lawful(file, act)
    same_household(file, act.household)
    surveyed = midway.settled_by_survey(file, act.household).having(
        survey_started_on=file.survey_started_on or act.on,
        survey=Survey(
            on=act.on,
            surveyors=tuple(sorted(set(act.surveyors))),
            method=act.method,
            family_signature=act.family_signature,
            unstable_income=act.unstable_income,
            also=act.also,
            where=act.where,
            findings=act.findings,
            evidence=act.evidence,
        ),
        unstable_income=act.unstable_income,
        household=_keep_account(file, act.household),
    )
    if file.stage is Stage.REVIEW:
        return _objection_answered(surveyed, act.on)
    return finish_if_ready(surveyed, act.on)


def _method_lawful(file: CaseFile, act: acts.RecordSurvey) -> None:
    """A visit, or by telephone in a recorded emergency; letters and neighbours only besides."""
    require(
        act.method not in _BESIDES,
        "complement_only",
        "邻里访问、信函索证只能作为入户调查的补充，请以入户走访为调查方式。",
        "57号 Art 16",
    )
    require(
        act.method not in _FROM_AFAR or in_emergency(file, act.on),
        "visit_needed",
        "只有在登记的重大突发事件期间才可以用电话或者视频方式调查，请入户调查。",
        "57号 Art 16",
    )


def knows_emergency(file: CaseFile) -> bool:
    """Whether the place has put down any major emergency at all."""
    name = "survey.emergency_periods"
    return file.law.has(name) and bool(file.law.table(name))


def in_emergency(file: CaseFile, on: date) -> bool:
    """Whether the day lies in a period the place has put down as a major emergency, for all of it or
    for the township this family lives in."""
    name = "survey.emergency_periods"
    if not file.law.has(name):
        return False
    return any(_hit(file, since, said, on) for since, said in file.law.table(name).items())


def _hit(file: CaseFile, since: str, said: object, on: date) -> bool:
    """One period: its last day as text, or `until` that day in the `townships` named."""
    until, where = said, None
    if isinstance(said, dict):
        until, where = said["until"], said["townships"]
    inside = date.fromisoformat(since) <= on <= date.fromisoformat(str(until))
    return inside and (where is None or file.township in where)


def _survey_team(file: CaseFile, surveyors: tuple[str, ...], officer: acts.Officer) -> None:
    wanted = file.law.count("surveyors")
    require(
        len(set(surveyors)) >= wanted,
        "too_few_surveyors",
        f"入户调查人员不得少于{wanted}人，当前为{len(set(surveyors))}人。",
        file.law.cite("surveyors"),
    )
    require(
        officer.id in surveyors,
        "surveyor_not_there",
        "调查结果应当由参加调查的人员登记。",
        "57号 Art 16",
    )
    for account in surveyors:
        require(
            account not in file.relative_accounts(),
            "relative_must_withdraw",
            "参加调查的人员中有申请家庭的近亲属，应当回避，请另行安排调查人员。",
            "57号 Art 11; JZ-50",
        )


def same_household(file: CaseFile, found: Household) -> None:
    """The applicant stays the applicant; the papers of other people belong in another case."""
    require(
        any(m.key == file.household.applicant.key for m in found.members),
        "applicant_missing",
        "调查结果中没有申请人，请核对是否填入了其他家庭的情况。",
        "57号 Art 4",
    )


def _keep_account(file: CaseFile, found: Household) -> Household:
    account = found.account or file.household.account
    return found.model_copy(update={"account": account})


def _objection_answered(file: CaseFile, on: date) -> CaseFile:
    return file.having(
        objections=tuple(
            o if o.resolved_on else o.model_copy(update={"resolved_on": on})
            for o in file.objections
        ),
        opinion=None,
        assessment=None,
    )


def start_check(file: CaseFile, on: date) -> CaseFile:
    number = file.checks + 1
    persons = tuple(m.key for m in file.household.members)
    return file.having(
        checks=number, check=CheckState(number=number, started_on=on, persons=persons)
    )


def unchecked_members(file: CaseFile) -> tuple[str, ...]:
    """Members who joined the household after the departments were asked (ZH-13)."""
    if file.check is None or not file.check.persons:
        return ()
    return tuple(m.key for m in file.household.counted if m.key not in file.check.persons)


def check_finished(file: CaseFile, result: CheckResult) -> CaseFile:
    """The departments' answers are in: what differs from the declaration becomes a lead."""
    if file.check is None or file.check.number != result.number:
        return file
    known = {state.lead.key for state in file.leads}
    found = tuple(
        LeadState(lead=lead)
        for lead in leads_from(
            file.household,
            result.answers,
            facts_of_items(file.law),
            names_of(file.law),
            file.law.items("money_assets") if file.law.has("money_assets") else (),
        )
        if lead.key not in known
    )
    after = file.having(
        check=file.check.model_copy(
            update={
                "finished_on": result.finished_on,
                "oldest_answer": min((a.on for a in result.answers), default=None),
                "waived": result.waived,
                "stated": result.stated or _stated(result),
                "not_authorised": result.not_authorised,
            }
        ),
        leads=(*file.leads, *found),
    )
    return finish_if_ready(after, result.finished_on)


def _stated(result: CheckResult) -> tuple[Stated, ...]:
    return tuple(
        Stated(
            department=a.department, on=a.on, items=tuple(dict.fromkeys(r.item for r in a.records))
        )
        for a in result.answers
    )


def verify_lead(file: CaseFile, act: acts.VerifyLead) -> CaseFile:
    state = next((s for s in file.leads if s.lead.key == act.lead), None)
    open_keys = "、".join(s.lead.key for s in file.open_leads())
    require(
        state is not None and not state.settled,
        "lead_unknown",
        f"没有待核实的线索“{act.lead}”。待核实的线索为：{open_keys or '无'}。",
        "JZ-62",
    )
    different(act.officer, (), "核实比对线索", file)
    confirmed = act.verdict is acts.Verdict.CONFIRMED
    require(
        not confirmed or act.household is not None,
        "facts_missing",
        "线索核实属实的，应当同时填写核实后的家庭情况。",
        "JZ-62",
    )
    finding = Finding(verdict=act.verdict, reason=act.reason, by=act.officer.id, on=act.on)
    after = file.having(
        leads=tuple(
            s.model_copy(update={"finding": finding, "contested": ""})
            if s.lead.key == act.lead
            else s
            for s in file.leads
        )
    )
    if confirmed and act.household is not None:
        same_household(file, act.household)
        after = after.having(household=_keep_account(file, act.household))
        if state is not None:
            after = _told(after, state.lead, act)
    if file.stage is Stage.INVESTIGATION:
        return finish_if_ready(after, act.on)
    return after


def _told(file: CaseFile, lead: Lead, act: acts.VerifyLead) -> CaseFile:
    """What the check found against the family is told at once, and how to object (57号 Art 18)."""
    return owed(
        file,
        NoticeDue(
            key="check_result",
            kind="check_result",
            reasons=(acts.Reason(code="check", text=act.reason, clause="57号 Art 18"),),
            facts={"核对结果": lead.text, "核实日期": act.on.isoformat()},
        ),
    )


def contest_finding(file: CaseFile, act: acts.ContestFinding) -> CaseFile:
    """The applicant objects to a finding: it is open again until re-checked (57号 Art 18)."""
    state = next((s for s in file.leads if s.lead.key == act.lead and s.settled), None)
    require(
        state is not None,
        "finding_unknown",
        f"线索“{act.lead}”没有已作出的核实结论，无需提出异议。",
        "57号 Art 18",
    )
    contested = file.having(
        leads=tuple(
            s.model_copy(update={"contested": act.grounds}) if s.lead.key == act.lead else s
            for s in file.leads
        )
    )
    if contested.stage is Stage.INVESTIGATION:
        return contested
    return contested.having(stage=Stage.INVESTIGATION, opinion=None, assessment=None)


def finish_if_ready(file: CaseFile, on: date) -> CaseFile:
    answered = file.check and file.check.done and not unchecked_members(file)
    asked = answered or hardship.means_known(file)
    ready = file.survey and asked and not file.open_leads()
    stays = file.event is not None or file.ending is not None
    if file.stage is not Stage.INVESTIGATION or not ready or stays:
        return file
    return file.having(stage=file.after(Stage.INVESTIGATION), latest=max(file.latest, on))


RULES: Rulebook = {
    "record_survey": record_survey,
    "verify_lead": verify_lead,
    "contest_finding": contest_finding,
}
