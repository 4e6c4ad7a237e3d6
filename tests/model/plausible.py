"""Bodies that could be meant: what the case holds now, now and then a little beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.phases.living.living import lawful_outcomes
from domain.case.phases.relief import once
from domain.case.phases.window.intake import paper_names
from domain.household import Asset, AssetKind, Household, Status
from domain.policy import PolicyNotSet
from tests.domain.test_matrix import of_help_once
from tests.model.sim import Sim
from tests.people import officer

Body = dict[str, object]


def plausible(act: str, sim: Sim, account: str, chance: Random) -> Body:
    """What to put over the sample fields of the act when this account does it."""
    make = _MAKERS.get(act)
    team = _team(sim, account) if act in _BY_TEAM else {}
    if act == "record_survey":
        team["signed_by"] = team["surveyors"]
    try:
        return {**team, **(make(sim.file, sim.today, chance) if make else {})}
    except (PolicyNotSet, KeyError, RuntimeError):
        return {}


def _team(sim: Sim, account: str) -> Body:
    other = sim.who(Role.SURVEYOR, 2).id
    team = [account, other if other != account else sim.who(Role.SURVEYOR, 3).id]
    return {"surveyors": team}


def _home(file: CaseFile, chance: Random) -> Household:
    home = file.household
    times = chance.choice((1, 1, 1, 0, 2, 9))
    changed: Body = {
        "incomes": tuple(
            i.model_copy(update={"fen_year": i.fen_year * times}) for i in home.incomes
        )
    }
    what = chance.choice(("same", "same", "car", "gone"))
    if what == "car":
        changed["assets"] = (Asset(member="m1", kind=AssetKind.VEHICLE, count=1),)
    if what == "gone" and len(home.counted) > 1:
        last = home.counted[-1].model_copy(update={"status": Status.DEAD})
        home = home.with_member(last)
    return home.model_copy(update=changed)


def _papers(file: CaseFile, today: date, chance: Random) -> Body:
    names = list(paper_names(file)) or ["identity"]
    return {"papers": chance.sample(names, chance.randint(1, len(names)))}


def _survey(file: CaseFile, today: date, chance: Random) -> Body:
    return {"household": _home(file, chance), "unstable_income": chance.choice((True, False))}


def _verify_lead(file: CaseFile, today: date, chance: Random) -> Body:
    keys = [s.lead.key for s in file.open_leads()]
    if not keys:
        return {}
    confirmed = chance.choice((True, False))
    return {
        "lead": chance.choice(keys),
        "verdict": "confirmed" if confirmed else "refuted",
        "household": _home(file, chance) if confirmed else None,
    }


def _contest(file: CaseFile, today: date, chance: Random) -> Body:
    keys = [s.lead.key for s in file.leads if s.settled]
    return {"lead": chance.choice(keys)} if keys else {}


def _opinion(file: CaseFile, today: date, chance: Random) -> Body:
    found = file.assessment
    if found is None:
        return {}
    return {"grant": found.eligible, "monthly_fen": found.monthly_fen, "once_fen": found.once_fen}


def _confirm(file: CaseFile, today: date, chance: Random) -> Body:
    found = file.assessment
    return {"monthly_fen": found.monthly_fen, "once_fen": found.once_fen} if found else {}


def _served(file: CaseFile, today: date, chance: Random) -> Body:
    numbers = [n.number for n in file.notices if n.number and n.served_on is None]
    return {"number": chance.choice(numbers)} if numbers else {}


def _change(file: CaseFile, today: date, chance: Random) -> Body:
    ago = timedelta(days=chance.choice((0, 3, 200)))
    return {"cause": chance.choice(list(ChangeCause)), "happened_on": today - ago}


def _decide(file: CaseFile, today: date, chance: Random) -> Body:
    outcomes = lawful_outcomes(file)
    review = file.review
    if not outcomes or review is None or review.assessment is None:
        return {}
    outcome = chance.choice(outcomes)
    kept = outcome is Outcome.TRANSITION
    return {
        "outcome": outcome,
        "monthly_fen": file.monthly_fen_now if kept else review.assessment.monthly_fen,
        "transition_months": chance.randint(1, 6) if kept else 0,
    }


def _postpone(file: CaseFile, today: date, chance: Random) -> Body:
    return {"until": today + timedelta(days=chance.randint(1, 400))}


def _hardship(file: CaseFile, today: date, chance: Random) -> Body:
    sample = of_help_once(file)["record_hardship"]
    told = dict(sample["hardship"]) if isinstance(sample["hardship"], dict) else {}
    listed = {
        "cause": sorted(file.law.table("causes")),
        "grade": sorted(file.law.table("grades")),
        "manner": sorted(file.law.items("manners")),
    }
    told |= {name: chance.choice(codes) for name, codes in listed.items()}
    return {"hardship": told, "known": sample["known"]}


def _delivery(file: CaseFile, today: date, chance: Random) -> Body:
    if file.grant is None:
        return {}
    left = file.grant.remaining_fen
    part = chance.choice((left, left, left // 2))
    body: Body = {"manner": file.grant.manner, "fen": part}
    return {**body, "fund": min(file.law.table("funds"))} if file.law.has("funds") else body


def _completed(file: CaseFile, today: date, chance: Random) -> Body:
    papers = sorted(file.law.table("completion_papers"))
    return {"papers": papers, "signed_by": sorted(file.actors(*once.HANDLERS))}


def _kin(file: CaseFile, today: date, chance: Random) -> Body:
    found = file.open_relative_leads()
    return {"lead": found[0].key} if found else {}


def _answered(file: CaseFile, today: date, chance: Random) -> Body:
    if file.referral is None:
        return {}
    unit = officer(Role.UNIT_LIAISON, file.place, 1, file.township)
    given = chance.choice(("aided", "refused", "taken_on"))
    return {
        "officer": unit.model_copy(update={"unit": file.referral.unit}).model_dump(),
        "answer": given,
        "service": "已提供服务" if given == "aided" else "",
        "reason": "不符合条件" if given == "refused" else "",
        "clause": "有关规定" if given == "refused" else "",
    }


_BY_TEAM = ("record_survey", "verify_change")
_MAKERS: dict[str, Callable[[CaseFile, date, Random], Body]] = {
    "supply_papers": _papers,
    "record_survey": _survey,
    "verify_change": _survey,
    "verify_lead": _verify_lead,
    "contest_finding": _contest,
    "give_opinion": _opinion,
    "confirm": _confirm,
    "serve_notice": _served,
    "fail_service": _served,
    "record_hardship": _hardship,
    "complete_papers": _completed,
    "settle_relative_lead": _kin,
    "deliver_aid": _delivery,
    "answer_referral": _answered,
    "report_change": _change,
    "decide_change": _decide,
    "postpone_recheck": _postpone,
}
