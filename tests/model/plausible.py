"""Bodies that could be meant: what the case holds now, now and then a little beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.acts import ChangeCause, Outcome
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.phases.living.living import lawful_outcomes
from domain.case.phases.window.intake import paper_names
from domain.household import Asset, AssetKind, Household, Status
from domain.policy import PolicyNotSet
from tests.model.sim import Sim

Draw = Callable[[st.SearchStrategy[Any]], Any]
Body = dict[str, object]


def plausible(act: str, sim: Sim, account: str, draw: Draw) -> Body:
    """What to put over the sample fields of the act when this account does it."""
    make = _MAKERS.get(act)
    team = _team(sim, account) if act in _BY_TEAM else {}
    if act == "record_survey":
        team["signed_by"] = team["surveyors"]
    try:
        return {**team, **(make(sim.file, sim.today, draw) if make else {})}
    except (PolicyNotSet, KeyError, RuntimeError):
        return {}


def _team(sim: Sim, account: str) -> Body:
    other = sim.who(Role.SURVEYOR, 2).id
    team = [account, other if other != account else sim.who(Role.SURVEYOR, 3).id]
    return {"surveyors": team}


def _home(file: CaseFile, draw: Draw) -> Household:
    home = file.household
    times = draw(st.sampled_from((1, 1, 1, 0, 2, 9)))
    changed: Body = {
        "incomes": tuple(
            i.model_copy(update={"fen_year": i.fen_year * times}) for i in home.incomes
        )
    }
    what = draw(st.sampled_from(("same", "same", "car", "gone")))
    if what == "car":
        changed["assets"] = (Asset(member="m1", kind=AssetKind.VEHICLE, count=1),)
    if what == "gone" and len(home.counted) > 1:
        last = home.counted[-1].model_copy(update={"status": Status.DEAD})
        home = home.with_member(last)
    return home.model_copy(update=changed)


def _papers(file: CaseFile, today: date, draw: Draw) -> Body:
    names = list(paper_names(file)) or ["identity"]
    return {"papers": draw(st.lists(st.sampled_from(names), min_size=1, unique=True))}


def _survey(file: CaseFile, today: date, draw: Draw) -> Body:
    return {"household": _home(file, draw), "unstable_income": draw(st.booleans())}


def _verify_lead(file: CaseFile, today: date, draw: Draw) -> Body:
    keys = [s.lead.key for s in file.open_leads()]
    if not keys:
        return {}
    confirmed = draw(st.booleans())
    return {
        "lead": draw(st.sampled_from(keys)),
        "verdict": "confirmed" if confirmed else "refuted",
        "household": _home(file, draw) if confirmed else None,
    }


def _contest(file: CaseFile, today: date, draw: Draw) -> Body:
    keys = [s.lead.key for s in file.leads if s.settled]
    return {"lead": draw(st.sampled_from(keys))} if keys else {}


def _opinion(file: CaseFile, today: date, draw: Draw) -> Body:
    found = file.assessment
    return {"grant": found.eligible, "monthly_fen": found.monthly_fen} if found else {}


def _confirm(file: CaseFile, today: date, draw: Draw) -> Body:
    found = file.assessment
    return {"monthly_fen": found.monthly_fen, "once_fen": found.once_fen} if found else {}


def _served(file: CaseFile, today: date, draw: Draw) -> Body:
    numbers = [n.number for n in file.notices if n.number and n.served_on is None]
    return {"number": draw(st.sampled_from(numbers))} if numbers else {}


def _change(file: CaseFile, today: date, draw: Draw) -> Body:
    ago = timedelta(days=draw(st.sampled_from((0, 3, 200))))
    return {"cause": draw(st.sampled_from(list(ChangeCause))), "happened_on": today - ago}


def _decide(file: CaseFile, today: date, draw: Draw) -> Body:
    outcomes = lawful_outcomes(file)
    review = file.review
    if not outcomes or review is None or review.assessment is None:
        return {}
    outcome = draw(st.sampled_from(outcomes))
    kept = outcome is Outcome.TRANSITION
    return {
        "outcome": outcome,
        "monthly_fen": file.monthly_fen_now if kept else review.assessment.monthly_fen,
        "transition_months": draw(st.integers(1, 6)) if kept else 0,
    }


def _postpone(file: CaseFile, today: date, draw: Draw) -> Body:
    return {"until": today + timedelta(days=draw(st.integers(1, 400)))}


_BY_TEAM = ("record_survey", "verify_change")
_MAKERS: dict[str, Callable[[CaseFile, date, Draw], Body]] = {
    "supply_papers": _papers,
    "record_survey": _survey,
    "verify_change": _survey,
    "verify_lead": _verify_lead,
    "contest_finding": _contest,
    "give_opinion": _opinion,
    "confirm": _confirm,
    "serve_notice": _served,
    "report_change": _change,
    "decide_change": _decide,
    "postpone_recheck": _postpone,
}
