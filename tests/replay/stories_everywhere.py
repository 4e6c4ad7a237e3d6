"""The same stories in the other places and programmes: what differs there differs by rule alone.

A story told for one place is told for all five under `<story>_<place>`; where a place's rules make it
another story, `NOT_THERE` says why it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domain.case.lifecycle import Role, Stage
from domain.programme import Programme
from tests.domain.recognition_kit import couple, strained
from tests.replay import stories_caring as caring
from tests.replay import stories_once as once
from tests.replay import stories_recognition as recognition
from tests.replay.stories import STORIES, Told
from tests.replay.stories_once import _given_by_its_unit, _refused_by_its_unit
from tests.replay.world import Clerk, Story
from tests.tekun import PAPERS as TEKUN_PAPERS

PLACES = ("zhanhe", "hanbin", "jiaozuo", "tongren", "yicheng")

EVERYWHERE = (
    # before the decision
    "withdrawn_intake", "correction", "declined", "car_refused", "lead_refuted", "department_waived",
    "survey_overdue", "returned_from_approval", "objection_once", "objection_resurvey",
    "complaint_county_visit",
    "refused_with_reason", "extension", "member_died_midway", "nobody_left", "no_cooperation",
    "named_report_answered",
    # living cases
    "recheck_richer", "recheck_postponed", "increase", "decrease", "voluntary_exit",
    "single_person_died", "death_match_right", "stop_overturned", "refusal_overturned",
    # the other programmes
    "tekun_centralised", "tekun_visitor_covered", "tekun_refused", "tekun_ended", "tekun_died",
    "edge_recognised_and_kept",
    "edge_refused", "edge_lost_at_its_recheck", "rigid_over_by_the_calendar", "rigid_refused",
    "quick_help", "quick_help_refused", "emergency_could_not_be_handed_over",
    "emergency_in_two_parts", "emergency_refused", "emergency_withdrawn",
    "expenditure_helped", "expenditure_refused",
    "disaster_helped", "disaster_refused",
)  # fmt: skip

ANEW = (
    "account_changed", "account_in_custody", "board_and_counter", "came_of_age", "child_born",
    "death_match_wrong", "escalation_living", "fact_corrected", "gradual_exit", "handover_retried",
    "joined_by_another", "member_died", "merged_away", "moved_away", "moved_within",
    "postponement_recalled", "property_found_stop", "recheck_half_yearly", "recheck_keep",
    "recheck_overdue", "recheck_postponed", "single_person_whose_family_lost_its_class",
    "split_off", "standard_raised", "stop_handed_over", "stop_handover_declined",
    "tekun_assessed_as_a_whole", "tekun_kept_after_objection", "tekun_recheck_kept",
    "tekun_scattered", "tekun_visit_missed", "transition_then_stop", "work_refused_three_times",
    "year_asked_together",
)  # fmt: skip
"""Told for one place alone, and recorded by releases in which a case stayed in the run of its
application until its first recheck: `<story>_anew` was recorded since it goes on in a new one when
aid begins. Of what is told in five places, some were recorded before that and some since."""

ONE_PERIOD = "publicity is not begun anew after an objection there: see objection_once"
NO_UNIT = "the place has not said which unit decides it"
NO_EMERGENCY = "no emergency is on record there for which a recheck may be put off"
_NO_UNIT = {
    "jiaozuo": ("medical", "education", "housing", "employment", "legal_aid", "rehabilitation"),
    "zhanhe": ("legal_aid", "rehabilitation"),
    "hanbin": ("legal_aid", "rehabilitation"),
    "tongren": ("rehabilitation",),
}
NOT_THERE: dict[str, str] = {
    "objection_once_tongren": "publicity begins anew there: see objection_resurvey",
    **{f"objection_resurvey_{place}": ONE_PERIOD for place in PLACES if place != "tongren"},
    **{f"recheck_postponed_{place}": NO_EMERGENCY for place in PLACES if place != "hanbin"},
    **{
        f"{programme}_{way}_{place}": NO_UNIT
        for place, programmes in _NO_UNIT.items()
        for programme in programmes
        for way in ("refused", "given")
    },
    "quick_help_hanbin": "small sums are reported to the county: quick_help_filed_with_the_county",
    "department_waived_hanbin": "the medical department is not asked there",
    "survey_overdue_tongren": "its publicity goes on by itself: no second day is missed",
    "expenditure_helped_hanbin": "insurance pays first there: see insurance_before_aid",
    "expenditure_refused_hanbin": "insurance pays first there: see insurance_before_aid",
}
"""`<story>_<place>` and the reason."""

_HOME_THERE = {
    (Programme.EDGE, "tongren"): couple(700),
    (Programme.EDGE, "yicheng"): couple(800),
    **{
        (Programme.RIGID, place): strained(yuan=28_000) for place in ("zhanhe", "hanbin", "tongren")
    },
}
"""Who is what the story says under that place's standard."""


def _in_the_other_places() -> Iterator[Told]:
    for name in EVERYWHERE:
        told = STORIES[name]
        for place in PLACES:
            if place != told.place:
                changes = _there(told.changes, place)
                yield replace(told, name=f"{name}_{place}", place=place, changes=changes)


def _there(changes: dict[str, object], place: str) -> dict[str, object]:
    """The application as it is made in that place."""
    found, papers = dict(changes), changes.get("papers")
    if place == "yicheng" and isinstance(papers, tuple):
        found["papers"] = (*papers, "honesty_commitment", "supporter_authorisation")
    for programme, home in ((p, h) for (p, at), h in _HOME_THERE.items() if at == place):
        if changes.get("programme") is programme:
            found |= {"declared": home, "household": home}
    return found


def _by_units() -> Iterator[Told]:
    for programme, owner in once._OWNED:
        for way, play in (("refused", _refused_by_its_unit), ("given", _given_by_its_unit)):
            for place in PLACES:
                if place != owner:
                    name = f"{programme}_{way}_{place}"
                    yield Told(name, place, play, {"programme": programme})


def _withdrawn_at(stage: Stage) -> Story:
    """The family takes its application back at a stage of its programme."""

    async def play(clerk: Clerk) -> None:
        file = await clerk.file()
        if file.programme is Programme.TEKUN:
            await clerk.do("record_statement", Role.INTAKE, no_obligors=True)
        if stage is not Stage.INTAKE:
            await clerk.accepted()
        if stage in (Stage.REVIEW, Stage.APPROVAL):
            await clerk.checked()
            await clerk.surveyed()
            await clerk.until(lambda f: f.stage is Stage.REVIEW and f.assessment is not None)
        if stage is Stage.APPROVAL:
            await clerk.opined()
            if (await clerk.file()).stage is Stage.PUBLICITY:
                await clerk.publicised()
            await clerk.until(lambda f: f.stage is Stage.APPROVAL and f.assessment is not None)
        await clerk.do("withdraw", Role.INTAKE, reason="本人不再申请")
        await clerk.closed()

    return play


_HOMES = {
    Programme.TEKUN: {**caring._TEKUN, "papers": TEKUN_PAPERS},
    Programme.EDGE: recognition._of(Programme.EDGE, couple(500)),
    Programme.RIGID: recognition._of(Programme.RIGID, strained()),
}


def _withdrawn() -> Iterator[Told]:
    for programme, changes in _HOMES.items():
        for stage in (Stage.INTAKE, Stage.INVESTIGATION, Stage.REVIEW, Stage.APPROVAL):
            for place in PLACES:
                name = f"{programme}_withdrawn_{stage}_{place}"
                yield Told(name, place, _withdrawn_at(stage), _there(changes, place))


def _since_aid_has_its_own_run() -> Iterator[Told]:
    for name in ANEW:
        yield replace(STORIES[name], name=f"{name}_anew")


def _all() -> Iterator[Told]:
    yield from _in_the_other_places()
    yield from _since_aid_has_its_own_run()
    yield from _by_units()
    yield from _withdrawn()


def tell() -> None:
    """Once every story is told for its own place."""
    for told in _all():
        if told.name not in STORIES and told.name not in NOT_THERE:
            STORIES[told.name] = told
