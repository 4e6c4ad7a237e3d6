"""What a form can offer because of the case: options, values filled in, and the facts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from api.frame.door import Door
from api.labels import AIDS
from api.pages.caring import CARE_FORMS, care_choices, care_values
from api.pages.choices_family import GROUPS, groups_of
from api.pages.choices_passage import passage_choices
from api.pages.choices_repair import repair_choices
from api.pages.joined import came_along, family_now
from domain.authorisation import GUARDIAN, SCOPE_ZH
from domain.case.acts import OUTCOME_ZH, ChangeCause, Outcome
from domain.case.acts.living import CAUSE_ZH
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.notices import issuable, title_of
from domain.case.phases.deciding.midway import successors
from domain.case.phases.living.duties import bound_to_work
from domain.case.phases.living.living import causes_without_occasion, lawful_outcomes
from domain.case.phases.relief.once import HANDLERS
from domain.case.phases.window.complaints import open_complaints
from domain.case.phases.window.intake import every_paper, missing_papers, paper_names
from domain.case.phases.window.proofs import open_proofs, unverified
from domain.check.answers import KIND_ZH
from domain.check.file import CheckFile
from domain.discovery.acts import GROUND_ZH, Ground
from domain.discovery.file import DiscoveryFile
from domain.discovery.lifecycle import VISITOR_ROLES, LeadKind
from domain.hardship import MANNER_ZH
from domain.household import RELATION_ZH
from domain.identity import mask_name
from domain.money import yuan
from domain.places import PlaceInfo
from domain.policy import FOLLOWS, NATIONAL, PolicyNotSet
from domain.relatives import SIGNAL_ZH
from domain.window.identity import provisional_members
from domain.window.papers import promisable, proof_names
from runtime import packs
from store import users
from store.tables import UserRow

CEILINGS = "escalation.ceilings"
Options = dict[str, Mapping[str, str]]
Accounts = Sequence[UserRow]
_OPENED_OTHERWISE: Final = (
    ChangeCause.STANDARD,
    ChangeCause.TRANSITION_END,
    ChangeCause.FAMILY,
    ChangeCause.MOVED,
    ChangeCause.SPLIT,
    ChangeCause.CORRECTION,
)
"""Looks that a decision, the calendar or an act of its own opens: nobody reports them."""


def case_choices(door: Door, file: CaseFile, act: str, accounts: Accounts) -> Options:
    """Options of an act's fields, by path. `accounts`: staff of the place."""
    info = door.place(file.place)
    members = {
        m.key: f"{m.key} {mask_name(m.name)}（{RELATION_ZH[m.relation]}）"
        for m in file.household.members
    }
    surveyors = _of_role(accounts, Role.SURVEYOR, file.township)
    missing = _missing(file)
    there = {**members, **(came_along(file) if act == "verify_change" else {})}
    found: Options = {
        "relatives.member": members,
        "relatives.kinship": _kinship(door, file, info),
        "relative.member": members,
        "relative.kinship": _kinship(door, file, info),
        "family_signature": members,
        "signatures.person": members,
        "signatures.signed_by": {**members, GUARDIAN: "其他监护人"},
        "signatures.scope": SCOPE_ZH,
        "person": members,
        "told_to": members,
        "heard": members,
        "receiver": {"": "（其他人签收，填入备注）", **_who_can(file, members)},
        "surveyors": surveyors,
        "signed_by": surveyors,
        "account.holder": {**members, "custodian": "代管人（须有代管协议）"},
        "household.account.holder": {**members, "custodian": "代管人（须有代管协议）"},
        "household.incomes.member": there,
        "household.expenses.member": there,
        "household.assets.member": there,
        "household.spendings.member": there,
        "household.supporters.supports": there,
        GROUPS: groups_of(door, file),
        **passage_choices(door, file, act, members),
        **repair_choices(file, act),
    }
    match act:
        case "request_correction":
            found["missing"] = missing
        case "supply_papers":
            found["papers"] = missing
        case "hear_family":
            found["heard"] = _who_can(file, members)
        case "identify_person":
            unknown = {m.key for m in provisional_members(file.household)}
            found["member"] = {key: zh for key, zh in members.items() if key in unknown}
        case "request_proof" | "supply_proof" | "make_promise" | "verify_promise":
            found["paper"] = _proofs(file, act)
            found["signed_by"] = members
        case "report_change":
            found["member"] = {"": "（不涉及某一成员）", **members}
            never = {*_OPENED_OTHERWISE, *causes_without_occasion(file)}
            found["cause"] = {c.value: zh for c, zh in CAUSE_ZH.items() if c not in never}
        case "record_work_offer":
            bound = bound_to_work(file, file.latest)
            nobody = {"": "（没有应当就业的家庭成员）"}
            found["member"] = {k: zh for k, zh in members.items() if k in bound} or nobody
        case "verify_lead":
            found["lead"] = {s.lead.key: s.lead.text for s in file.open_leads()}
        case "report_event":
            found["member"] = {"": "（不涉及某一成员）", **members}
        case "replace_applicant":
            found["member"] = {k: zh for k, zh in members.items() if k in successors(file)}
        case "transfer_case":
            towns = {t.code: t.zh for t in info.townships if t.code != file.township}
            found["to_township"] = towns
        case "settle_relative_lead":
            found["lead"] = {
                x.key: f"{x.official}：{SIGNAL_ZH[x.signal]}（{x.member}）"
                for x in file.open_relative_leads()
            }
            found["kinship"] = {"": "（没有亲属关系）", **_kinship(door, file, info)}
        case "contest_finding":
            found["lead"] = {s.lead.key: s.lead.text for s in file.leads if s.settled}
        case "serve_notice" | "fail_service":
            found["number"] = {
                n.number: f"{n.number} {title_of(n.order.kind, file.programme)}"
                for n in file.notices
                if n.number and n.served_on is None and (file.closed is None or n.to_carry)
            }
        case "answer_complaint":
            found["number"] = {
                str(n): f"第{n}件，{told.on}登记" for n, told in open_complaints(file)
            }
        case "issue_paper":
            found["kind"] = {kind: title_of(kind, file.programme) for kind in issuable(file)}
        case "extend":
            found["reason_code"] = _coded(door, file, info, "special_reasons")
        case "escalate":
            found["cause"] = _causes(file)
            units = AIDS | {u.code: u.zh for u in info.units}
            limits = _ceilings(file)
            if limits:
                found["tried.unit"] = {u: units.get(u, u) for u, _, _ in limits}
                found["tried.programme"] = {
                    p: f"{units.get(u, u)}：{AIDS.get(p, p)}，限额{yuan(fen)}元"
                    for u, p, fen in limits
                }
        case "record_hardship":
            found |= once_choices(file, info)
        case "deliver_aid":
            found["receiver"] = members
            found["fund"] = _words(file, "funds")
        case "complete_papers":
            found["papers"] = _words(file, "completion_papers")
            found["signed_by"] = {
                u.id: u.display_name for u in accounts if u.id in file.actors(*HANDLERS)
            }
        case "decide_change":
            found["outcome"] = {o.value: OUTCOME_ZH[o] for o in lawful_outcomes(file)}
        case "assess_whole" | "record_health_answer":
            found |= care_choices(file, act, accounts)
        case "record_collective_review":
            found["present"] = _at_township(accounts, file.township)
        case "record_county_visit":
            found["visitors"] = _of_role(accounts, Role.COUNTY_REVIEWER)
    return found


def case_values(file: CaseFile, act: str) -> dict[str, Any]:
    """What the form shows to begin with."""
    home = file.household.model_dump(mode="json", exclude_none=True)
    computed = file.assessment
    match act:
        case "record_survey":
            return {"household": home, "family_signature": _key_of_applicant(file)}
        case "verify_change":
            return {"household": family_now(file)}
        case _ if act in CARE_FORMS:
            return care_values(file, act)
        case "verify_lead":
            leads = file.open_leads()
            return {"household": home, "lead": leads[0].lead.key if leads else ""}
        case "give_opinion" if computed is not None:
            return {
                "grant": computed.eligible,
                "monthly_fen": computed.monthly_fen,
                "once_fen": computed.once_fen,
            }
        case "confirm" if computed is not None:
            return {"monthly_fen": computed.monthly_fen, "once_fen": computed.once_fen}
        case "record_hardship":
            known = file.hardship.model_dump(mode="json") if file.hardship else {}
            return {"hardship": {"township": file.township, **known}}
        case "deliver_aid" if file.grant is not None:
            return {"manner": file.grant.manner, "fen": file.grant.remaining_fen}
        case "complete_papers":
            return {"family_signature": _key_of_applicant(file)}
        case "supply_papers":
            return {"papers": list(_missing(file))}
        case "change_account" if file.household.account is not None:
            return {"account": file.household.account.model_dump(mode="json")}
        case "serve_notice" | "fail_service":
            open_ones = [n.number for n in file.notices if n.to_carry and n.number]
            return {"number": open_ones[0]} if open_ones else {}
        case "decide_change":
            return _decision(file)
        case "hear_family":
            return {"heard": _key_of_applicant(file)}
    return {}


def _who_can(file: CaseFile, members: dict[str, str]) -> dict[str, str]:
    """Those who can speak and sign for themselves: not the dead."""
    able = {m.key for m in file.household.members if m.can_speak}
    return {key: zh for key, zh in members.items() if key in able}


def check_choices(file: CheckFile, act: str = "record_reply") -> Options:
    """The departments the act is about, the items asked, the persons asked about."""
    if act == "correct_reply":
        parts = [d for d in file.departments if d.answer is not None]
    elif act == "raise_problem":
        parts = list(file.departments)
    else:
        parts = [d for d in file.departments if not d.settled]
    items = {item: item for d in parts for item in d.items}
    persons = {p.key: f"{p.key} {mask_name(p.name)}" for p in file.order.persons}
    kinds = {kind.value: zh for kind, zh in KIND_ZH.items()}
    institutions = {i: i for d in parts for i in d.institutions}
    return {
        "department": {d.department: d.zh for d in parts},
        "silent": institutions,
        **{
            f"{field}.{name}": options
            for field in ("record", "records")
            for name, options in (
                ("item", items),
                ("person", persons),
                ("kind", kinds),
                ("institution", {"": "（不限机构）", **institutions}),
            )
        },
    }


def lead_choices(info: PlaceInfo, file: DiscoveryFile, accounts: Accounts) -> Options:
    """Who of the township can be sent, where a lead can be handed to, which grounds fit its kind."""
    other = Ground.STILL_ELIGIBLE if file.order.kind is LeadKind.ENTER else Ground.NOT_IN_NEED
    return {
        "visitor": {
            u.id: u.display_name
            for u in accounts
            if u.township == file.township and u.role in VISITOR_ROLES
        },
        "township": {t.code: t.zh for t in info.townships if t.code != file.township},
        "ground": {g.value: zh for g, zh in GROUND_ZH.items() if g is not other},
    }


async def accounts_of(door: Door, place: str) -> Accounts:
    """Staff of a place who can sign in."""

    def look(session: Session) -> Accounts:
        return [u for u in users.list_users(session, place=place) if u.active]

    return await door.read(look)


def word_of(door: Door, info: PlaceInfo, name: str, code: str) -> str:
    """The Chinese word of a policy code, the nearest level first; the code itself if none."""
    return packs.label(packs.load(door.settings.policy_overlays), info, name, code)


def cause_word(door: Door, info: PlaceInfo, code: str, on: date) -> str:
    """The words of a cause of 一事一议 as the place's rules have it."""
    known = packs.load(door.settings.policy_overlays)
    table = packs.value(known, info.code, on, "escalation.causes").value
    return str(table.get(code, code)) if isinstance(table, dict) else code


def once_choices(file: CaseFile, info: PlaceInfo) -> Options:
    """The programme's own causes, grades and manners, and the townships of the county."""
    towns = {t.code: t.zh for t in info.townships}
    known = file.law.items("manners") if file.policy and file.law.has("manners") else ()
    return {
        "hardship.cause": _words(file, "causes"),
        "hardship.grade": _words(file, "grades"),
        "hardship.manner": {
            m.value: zh for m, zh in MANNER_ZH.items() if not known or m.value in known
        },
        "hardship.township": towns,
        "hardship.home_township": {"": "（不在本县（市、区））", **towns},
    }


def _words(file: CaseFile, name: str) -> dict[str, str]:
    """A table of the programme as options: code to words; empty where it is not set."""
    if file.policy is None or not file.law.has(name):
        return {}
    return {
        code: str(row["zh"]) if isinstance(row, dict) else str(row)
        for code, row in file.law.table(name).items()
    }


def _missing(file: CaseFile) -> dict[str, str]:
    if file.policy is None:
        return {}
    names = paper_names(file)
    return {code: names[code] for code in missing_papers(file)}


def _proofs(file: CaseFile, act: str) -> dict[str, str]:
    """The papers an act on proofs and promises can be about: code to Chinese name."""
    if file.policy is None:
        return {}
    names = proof_names(file.law) | every_paper(file)
    codes: Mapping[str, tuple[str, ...]] = {
        "request_proof": tuple(proof_names(file.law)),
        "supply_proof": tuple(p.paper for p in open_proofs(file)),
        "make_promise": promisable(file.law),
        "verify_promise": tuple(p.paper for p in unverified(file)),
    }
    return {code: names.get(code, code) for code in codes[act]}


def _kinship(door: Door, file: CaseFile, info: PlaceInfo) -> dict[str, str]:
    found = _coded(door, file, info, "relative_kinship")
    return found | _coded(door, file, info, "relative_kinship_extra")


def _coded(door: Door, file: CaseFile, info: PlaceInfo, name: str) -> dict[str, str]:
    """The codes of a rule of the case's programme with their words; a rule it follows in has them
    under the name of the programme it follows."""
    if file.policy is None or not file.law.has(name):
        return {}
    national = packs.load(door.settings.policy_overlays).definitions.get(NATIONAL, {})
    link = national.get(f"{file.programme}{FOLLOWS}")
    names = [f"{p}.{name}" for p in (file.programme, *(link.options if link else ()))]
    return {
        code: next((w for n in names if (w := word_of(door, info, n, code)) != code), code)
        for code in file.law.items(name)
    }


def _causes(file: CaseFile) -> dict[str, str]:
    try:
        return {k: str(v) for k, v in file.law.table("escalation.causes").items()}
    except (PolicyNotSet, KeyError):
        return {}


def _ceilings(file: CaseFile) -> list[tuple[str, str, int]]:
    """Unit, programme and limit in fen, where the place has set them."""
    law = file.policy
    if law is None or not law.has(CEILINGS):
        return []
    found = []
    for name, fen in law.table(CEILINGS).items():
        unit, _, programme = name.partition("/")
        if isinstance(fen, int):
            found.append((unit, programme, fen))
    return found


def _of_role(accounts: Accounts, role: Role, township: str = "") -> dict[str, str]:
    return {
        u.id: u.display_name
        for u in accounts
        if u.role == role and (not township or u.township == township)
    }


def _at_township(accounts: Accounts, township: str) -> dict[str, str]:
    return {u.id: u.display_name for u in accounts if u.township == township}


def _key_of_applicant(file: CaseFile) -> str:
    return file.household.applicant.key


def _decision(file: CaseFile) -> dict[str, Any]:
    outcomes = lawful_outcomes(file)
    review = file.review
    if not outcomes or review is None or review.assessment is None:
        return {}
    if len(outcomes) > 1:
        return {}  # whoever decides chooses: the harsher one is nobody's default
    first = outcomes[0]
    fen = file.monthly_fen_now if first is Outcome.TRANSITION else review.assessment.monthly_fen
    return {"outcome": first.value, "monthly_fen": fen}
