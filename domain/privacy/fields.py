"""Of what kind each field is, by model. A field that is not named here is nobody's to see.

The names are those of the models a `CaseFile` is made of, and of what acts carry besides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    PARTS = "parts"  # holds other models: their own fields decide
    PROCESS = "process"  # codes, days, accounts of officers, sums decided: nothing of the family
    FAMILY = "family"  # relations, who counts, whether somebody can work
    NAME = "name"
    NUMBER = "number"  # of the ID card
    CARD = "card"  # number of the payee account
    BANK = "bank"  # where it is kept and by whom
    CONTACT = "contact"
    HEALTH = "health"
    MEANS = "means"  # what the family earns, spends and owns
    WORDS = "words"  # what somebody wrote or said
    RESULT = "result"  # what was computed or found, without the numbers it is about
    DECLARED = "declared"  # what the window takes down besides the family itself
    TIES = "ties"  # close relatives in office
    ANSWER = "answer"  # what a department said
    MEETING = "meeting"  # papers and voices before the joint meeting
    RESOLUTION = "resolution"  # what it decided to give
    AID = "aid"  # what other programmes gave before


_K = Kind

_FAMILY_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Household": {
        _K.PARTS: "members incomes expenses assets account spendings supporters",
        _K.FAMILY: "residence edge_family edge_case receives",
        _K.CONTACT: "address phone email",
    },
    "Member": {
        _K.FAMILY: "key relation work status status_since student study apart no_duty",
        _K.NAME: "name",
        _K.NUMBER: "id_no",
        _K.HEALTH: "disability serious_illness groups",
        _K.CONTACT: "provisional",
    },
    "Income": {_K.MEANS: "member kind fen_year received_on source evidence"},
    "Expense": {_K.MEANS: "member kind fen_year evidence"},
    "Asset": {_K.MEANS: "member kind count fen necessary source evidence"},
    "Spending": {
        _K.MEANS: "member kind fen reimbursed_fen public_fen paid_on receipts source evidence"
    },
    "Account": {_K.CARD: "number", _K.BANK: "bank holder custodian_agreement"},
    "Supporter": {
        _K.FAMILY: "supports relation persons dependants",
        _K.NAME: "name",
        _K.NUMBER: "id_no",
        _K.MEANS: "fen_year agreed_fen_year source evidence",
    },
    "Obligor": {
        _K.FAMILY: "key relation state aid",
        _K.NAME: "name",
        _K.NUMBER: "id_no",
        _K.HEALTH: "disability",
        _K.MEANS: "income_fen_year property_within",
    },
}
_DECLARED_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Agent": {_K.DECLARED: "account mandate"},
    "Signature": {_K.DECLARED: "person scope until signed_by paper guardianship"},
    "Authorisation": {
        _K.DECLARED: "person scope until signed_by paper guardianship signed_on withdrawn_on"
    },
    "Promise": {
        _K.DECLARED: "paper notice commitment signed_by on verified_on true",
        _K.WORDS: "finding",
    },
    "Proof": {_K.DECLARED: "paper asked_on supplied_on"},
    "Elsewhere": {_K.DECLARED: "member province county lives_there"},
    "Hukou": {_K.DECLARED: "place answered_on drawing reference"},
    "Hardship": {
        _K.DECLARED: "cause happened_on statement township spot home home_township urgency grade "
        "manner asked_fen again_reason linked_case"
    },
    "Relative": {_K.TIES: "member kinship official official_account"},
    "RelativeLead": {
        _K.TIES: "key member signal official official_account on verdict settled_on by"
    },
    "AidTried": {_K.AID: "unit programme ceiling_fen granted_fen"},
    "Record": {_K.ANSWER: "item person kind about count fen since institution text"},
    "Paper": {_K.MEETING: "title unit"},
    "NewPoint": {_K.MEETING: "figures grade item kind reference source title units"},
    "Attendee": {_K.MEETING: "mandate name post substitute unit"},
    "Voice": {_K.MEETING: "stand text unit"},
    "Amendment": {_K.MEETING: "number text"},
    "Section": {_K.MEETING: "heading text"},
    "Measure": {
        _K.RESOLUTION: "code unit manner amount_fen standard period_months fund_source due"
    },
}
_CASE_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "CaseFile": {
        _K.PARTS: "agent received_by lead_answers declared household authorisations claim referral "
        "hukou proofs promises policy clock correction relatives relative_leads complaints survey event "
        "warnings result_posted check leads appraisal collective_review county_visit assessment "
        "opinion publicity objections decision caring duties linked watch passage repairs "
        "entitlements "
        "recognition grant "
        "hardship known completion review transition escalation notices journal ending closed rising",
        _K.PROCESS: "case_no place township village programme single_person channel lead_no "
        "lead_told applied_on request_no siblings passed_on_from urgent stage stage_since version "
        "latest policy_stage extended accepted_on survey_started_on county_received_on checks "
        "rounds reviews next_recheck escalations overdue seq period went_on ways stale_policy rises",
        _K.RESULT: "papers carried unstable_income",
    },
    "CaseAnswer": {_K.PROCESS: "lead_no case_no outcome on clause"},
    "Officer": {_K.PROCESS: "id role unit place township village contract behalf"},
    "Behalf": {_K.PROCESS: "account number since until"},
    "Claim": {_K.PROCESS: "name group excludes"},
    "Correction": {_K.PROCESS: "issued_on due supplied_on", _K.RESULT: "missing"},
    "Complaint": {_K.PROCESS: "on channel named answered_on answered_by true"},
    "Survey": {
        _K.PROCESS: "on surveyors method also evidence",
        _K.RESULT: "unstable_income family_signature",
        _K.WORDS: "where findings",
    },
    "MidEvent": {_K.PROCESS: "reported_on", _K.RESULT: "kind happened_on member"},
    "Warned": {_K.PROCESS: "on by by_for evidence", _K.WORDS: "asked"},
    "Posting": {_K.PROCESS: "on by place evidence"},
    "CheckState": {
        _K.PARTS: "stated",
        _K.PROCESS: "number started_on finished_on oldest_answer waived",
        _K.RESULT: "persons not_authorised",
    },
    "Stated": {
        _K.PROCESS: "department on",
        _K.RESULT: "items",
        _K.MEETING: "count unit_zh zh",  # of the meeting's own figures, by the same name
    },
    "LeadState": {_K.PARTS: "lead finding", _K.WORDS: "contested"},
    "Lead": {_K.RESULT: "key department item person about text"},
    "Watch": {_K.PARTS: "hits settled"},
    "Hit": {
        _K.PARTS: "sources hold",
        _K.PROCESS: "id found_on told_on due state review looked_on looked_by how closed_on effective "
        "stake_month_fen stake_day_fen clause",
        _K.RESULT: "member about record event_on outcome",
        _K.WORDS: "reason",
    },
    "Hold": {_K.PROCESS: "first fen since last released_on"},
    "Source": {_K.PROCESS: "department on proof"},
    "Settled": {_K.RESULT: "cause record outcome", _K.PROCESS: "on"},
    "Finding": {_K.RESULT: "verdict by on", _K.WORDS: "reason"},
    "RecordAppraisal": {
        _K.PARTS: "officer",
        _K.PROCESS: "on seen worded evidence",
        _K.RESULT: "participants residents in_favour against",
        _K.WORDS: "note conclusion",
    },
    "RecordCollectiveReview": {
        _K.PARTS: "officer",
        _K.PROCESS: "on seen worded present body",
        _K.WORDS: "note opinion",
    },
    "RecordCountyVisit": {
        _K.PARTS: "officer",
        _K.PROCESS: "on seen worded visitors evidence",
        _K.RESULT: "agrees_with_survey",
        _K.WORDS: "note finding",
    },
    "Opinion": {_K.PARTS: "assessment", _K.PROCESS: "on by by_for"},
    "Publicity": {
        _K.PROCESS: "round posted_on until place_posted provisional stopped_on completed_on "
        "posted_by evidence taken_down_on"
    },
    "Objection": {_K.PROCESS: "on named resolved_on"},
    "Decision": {
        _K.PARTS: "by reasons assessment",
        _K.PROCESS: "granted on",
        _K.RESULT: "monthly_fen",
    },
    "Assessment": {
        _K.PARTS: "reasons",
        _K.RESULT: "eligible monthly_fen once_fen income_per_capita_fen standard_fen persons table "
        "policy_digest demo",
    },
    "Reason": {_K.RESULT: "code text clause figures"},
    "Entitlement": {_K.PROCESS: "first last monthly_fen cause seq"},
    "Recognition": {_K.PROCESS: "since until told_on"},
    "Rising": {_K.PROCESS: "since paper rise"},
    "NoticeState": {
        _K.PARTS: "order tries",
        _K.PROCESS: "number digest issued_on sent_by failed failed_on served_on manner evidence",
        _K.WORDS: "receiver",
    },
    "NoticeDue": {_K.PARTS: "reasons", _K.PROCESS: "key kind must_serve due", _K.WORDS: "facts"},
    "ServiceTry": {_K.PROCESS: "on manner by", _K.WORDS: "reason"},
    "LivingReview": {
        _K.PARTS: "assessment before",
        _K.PROCESS: "number cause opened_on due lead_no verified_on verified_by heard_on nobody_left",
        _K.RESULT: "happened_on member",
        _K.WORDS: "heard_opinion",
    },
    "Transition": {_K.PROCESS: "granted_on until"},
    "Escalation": {
        _K.PARTS: "tried resolution",
        _K.PROCESS: "number opened_on back_to",
        _K.RESULT: "need_fen gap_fen cause",
        _K.WORDS: "cause_text summary",
    },
    "Resolution": {
        _K.PARTS: "measures",
        _K.PROCESS: "item number approved decided_on attended dissent silent government_decision meeting "
        "recused",
        _K.WORDS: "reason",
    },
    "Entry": {
        _K.PARTS: "officer",
        _K.PROCESS: "seq act zh stage on at clause procedure",
        _K.WORDS: "text",
    },
    "Closing": {_K.PARTS: "reasons", _K.PROCESS: "outcome on"},
    "Referral": {_K.PARTS: "answers", _K.PROCESS: "unit zh sent_on due provisional"},
    "Answered": {
        _K.PROCESS: "answer on by clause",
        _K.RESULT: "amount_fen service",
        _K.WORDS: "reason",
    },
}
_PASSAGE_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Passage": {
        _K.PARTS: "stood restorations resumed outgoing origin moves joining into postponed",
        _K.PROCESS: "came_of_age",
    },
    "Outgoing": {
        _K.PARTS: "household claim",
        _K.PROCESS: "number kind place township village on review paid_until monthly_fen case_no "
        "failed programme",
    },
    "Origin": {_K.PROCESS: "case_no place kind on paid_until monthly_fen"},
    "Moved": {
        _K.PROCESS: "on from_township from_village to_township to_village by received_on received_by"
    },
    "Joining": {
        _K.PARTS: "household",
        _K.PROCESS: "case_no on paid_until monthly_fen review",
    },
    "Postponed": {_K.PROCESS: "on planned until order recalled_on", _K.WORDS: "reason"},
    "Into": {_K.PROCESS: "case_no on paid_until monthly_fen told"},
    "Stood": {
        _K.PARTS: "household entitlements recognition transition duties",
        _K.PROCESS: "review outcome decided_on first was_fen now_fen next_recheck",
        _K.RESULT: "unstable_income",
    },
    "Restoration": {
        _K.PARTS: "closed struck",
        _K.PROCESS: "organ document ruled_on on outcome decided_on first monthly_fen",
    },
    "Resumed": {_K.PROCESS: "run_id digest version times"},
}
_REPAIR_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Repairs": {_K.PARTS: "found", _K.PROCESS: "count"},
    "Repair": {
        _K.PARTS: "aside",
        _K.PROCESS: "number kind on by by_for by_role shown until stage department check to_stage "
        "run_id event_id ending ended_on ended_by ended_for ended_role done_on",
        _K.RESULT: "fact fact_zh old new value",
        _K.WORDS: "reason said_by otherwise paper said",
    },
    "Aside": {
        _K.PARTS: "survey check appraisal assessment opinion publicity objections collective_review "
        "county_visit review household",
        _K.PROCESS: "survey_started_on rounds county_received_on",
    },
}
_CARE_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Caring": {
        _K.PARTS: "statement selfcare spot offer whole placement agreement cover visit ending "
        "handover health urged",
        _K.PROCESS: "assessments published_on visits missed gone_on",
    },
    "Duties": {_K.PARTS: "offers late custody", _K.PROCESS: "edge_ended_on"},
    "WorkOffer": {
        _K.PROCESS: "on occasion",
        _K.RESULT: "member refused justified",
        _K.WORDS: "work",
    },
    "LateReport": {_K.PROCESS: "reported_on", _K.RESULT: "cause happened_on"},
    "CustodyFiling": {
        _K.PROCESS: "reference on",
        _K.BANK: "agreement custodian custodian_id",
    },
    "Statement": {
        _K.PARTS: "obligors",
        _K.PROCESS: "on",
        _K.RESULT: "child_aid capacity helper",
        _K.WORDS: "speaks",
    },
    "SelfcareResult": {_K.PROCESS: "on by body assessors", _K.RESULT: "items failed band"},
    "SpotDraw": {_K.PROCESS: "on batch seed percent drawn"},
    "Offer": {_K.PROCESS: "on", _K.RESULT: "agrees band", _K.WORDS: "opinion"},
    "WholeAssessment": {_K.PROCESS: "on assessors", _K.RESULT: "recommends", _K.WORDS: "finding"},
    "Placement": {_K.PROCESS: "on visit_days", _K.RESULT: "manner institution visitor band"},
    "Agreement": {_K.PROCESS: "since until over", _K.RESULT: "number carer"},
    "VisitCover": {_K.PROCESS: "on since until by over", _K.RESULT: "visitor", _K.WORDS: "reason"},
    "CareVisit": {_K.PROCESS: "on", _K.RESULT: "visitor", _K.WORDS: "finding"},
    "Urged": {_K.PROCESS: "on level", _K.WORDS: "finding"},
    "EndingPublicity": {
        _K.PROCESS: "review posted_on until place_posted provisional objected_on completed_on "
        "decided",
        _K.RESULT: "grounds",
    },
    "Handover": {
        _K.PROCESS: "suggested on settled_on reference",
        _K.RESULT: "answer why member",
        _K.WORDS: "reason",
    },
    "HealthRequest": {
        _K.PROCESS: "asked_on due answered_on reference",
        _K.RESULT: "member has_record band",
    },
    "Grant": {
        _K.PARTS: "deliveries filed",
        _K.PROCESS: "fen decided_on manner delivered_on by_township",
        _K.WORDS: "receipt stopped",
    },
    "Delivery": {_K.PROCESS: "fen on by fund", _K.WORDS: "receipt receiver"},
    "Filing": {_K.PROCESS: "on reference"},
    "Known": {_K.PARTS: "earlier", _K.PROCESS: "on", _K.RESULT: "overdue_papers recognised linked"},
    "EarlierAid": {_K.RESULT: "case_no programme cause on fen"},
    "Completion": {_K.PROCESS: "on by papers late", _K.WORDS: "explanation"},
}
_TOGETHER_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Linked": {
        _K.PARTS: "referrals gifts pairs services paid special splits",
        _K.PROCESS: "count",
    },
    "Gift": {
        _K.PROCESS: "number on by source source_zh provider fen receipt",
        _K.RESULT: "cause cause_zh",
        _K.WORDS: "giver goods",
    },
    "Pair": {
        _K.PARTS: "recent",
        _K.PROCESS: "number kind kind_zh since until visits",
        _K.WORDS: "helper why_ended",
    },
    "PairVisit": {_K.PROCESS: "on", _K.WORDS: "finding"},
    "Service": {
        _K.PARTS: "notes",
        _K.PROCESS: "number kind kind_zh provider provider_zh contract order fen since ended_on every_days "
        "last_on",
        _K.RESULT: "member who",
        _K.WORDS: "aim result contact",
    },
    "ServiceNote": {_K.PROCESS: "on by", _K.WORDS: "done"},
    "Paid": {
        _K.PROCESS: "number kind kind_zh instant spending on by",
        _K.RESULT: "member insured total_fen paid_fen receipt",
    },
    "SpecialAid": {_K.PROCESS: "case_no programme state fen on", _K.WORDS: "service"},
    "FundSplit": {_K.PARTS: "parts", _K.PROCESS: "number on by total_fen"},
    "FundPart": {_K.AID: "fund fen"},
    "CaseReferral": {
        _K.PARTS: "aid consent answers",
        _K.PROCESS: "number sent_on sent_by due provisional urged told_on shares",
        _K.RESULT: "members told_to",
        _K.WORDS: "need",
    },
    "OwnedAid": {_K.PROCESS: "code zh whom unit unit_zh names clause shares"},
    "Consent": {_K.DECLARED: "paper signed_by on withdrawn_on withdrawn_by"},
}
_LAW_MODELS: Final[dict[str, dict[Kind, str]]] = {
    "Snapshot": {_K.PARTS: "values calendar", _K.PROCESS: "place place_zh on digest undefined"},
    "PolicyValue": {_K.PARTS: "source", _K.PROCESS: "name zh unit value since until status level"},
    "Source": {_K.PROCESS: "doc article"},
    "WorkingCalendar": {_K.PROCESS: "holidays workdays published_until known_from"},
    "Clock": {_K.PARTS: "intervals"},
    "Interval": {_K.PROCESS: "holder since until paused"},
}


def _flat(*tables: dict[str, dict[Kind, str]]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for table in tables:
        for model, kinds in table.items():
            for kind, names in kinds.items():
                for name in names.split():
                    if field_of(model, name) in found:
                        raise ValueError(f"{model}.{name} stands twice")
                    found[field_of(model, name)] = kind
    return found


def field_of(model: str, name: str) -> str:
    """A field as the tables call it: `Member.id_no`."""
    return f"{model}.{name}"


KIND_OF: Final = _flat(
    _FAMILY_MODELS, _DECLARED_MODELS, _CASE_MODELS, _PASSAGE_MODELS, _REPAIR_MODELS, _CARE_MODELS,
    _TOGETHER_MODELS,
    _LAW_MODELS,
)  # fmt: skip
MODELS: Final = frozenset(name.split(".")[0] for name in KIND_OF)
