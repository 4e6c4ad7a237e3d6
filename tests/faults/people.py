"""Twelve families of one place, a story each, and words nobody else ever says: the canaries."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta

from documents.ledger import LedgerApplication
from domain.base import Frozen
from domain.household import Household
from sandbox.county import Family, Story, county
from sandbox.county.build import strangers

PLACE = "tongren"
"""The place whose documents know the joint meeting too."""

_STORIES = (
    Story.PLAIN,
    Story.INCOMPLETE_PAPERS,
    Story.HIDDEN_CAR,
    Story.OBJECTION,
    Story.WRONG_ACCOUNT,
    Story.OVER_INCOME,
    Story.OFFICIALS_RELATIVE,
    Story.LATE_DEPARTMENT,
    Story.CONTESTED_FINDING,
    Story.DEATH_SINGLE,
    Story.AGENT,
    Story.SERIOUS_ILLNESS,
)
_NEWCOMERS = {"doubles": 25, "away": 5, "races": 20}
"""Tests on one county that take in families of their own, and how many: nobody is in two of them."""
_CHANGES_AFTER = timedelta(days=75)
_RARE = tuple(chr(n) for n in range(0x7340, 0x73F0))
"""Characters no form of ours uses, so that what is said here is found wherever it turns up."""


class Canary(Frozen):
    kind: str
    text: str


def rare_words(seed: str, length: int = 8) -> str:
    """The same words for the same seed: what is said of illness, quarrels and neighbours."""
    chance = random.Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 - the same again
    return "".join(chance.choice(_RARE) for _ in range(length))


def families(first_day: date) -> tuple[Family, ...]:
    """One of each story, all applying on the first day, their changes early enough to be seen."""
    found = []
    for story in _STORIES:
        family = next(f for f in county(first_day).of(PLACE) if f.story is story)
        found.append(_told(family, first_day))
    return tuple(found)


def newcomers(of: str) -> tuple[LedgerApplication, ...]:
    """The applications of the families one test module takes in."""
    names = list(_NEWCOMERS)
    before = sum(_NEWCOMERS[name] for name in names[: names.index(of)])
    return strangers(PLACE, before + _NEWCOMERS[of])[before:]


def _told(family: Family, first_day: date) -> Family:
    number = family.number
    application = family.application.model_copy(update={"applied_on": first_day})
    later = tuple(
        h.model_copy(update={"on": first_day + _CHANGES_AFTER, "text": rare_words(f"{number} now")})
        for h in family.happenings
    )
    changes: dict[str, object] = {
        "application": application,
        "happenings": later,
        "words": rare_words(f"{number} says"),
    }
    if family.relative:
        name = rare_words(f"{number} official", 3)
        changes["relative"] = family.relative.model_copy(update={"official": name})
    if family.appeal:
        summary = rare_words(f"{number} illness", 20)
        changes["appeal"] = family.appeal.model_copy(update={"summary": summary})
    return family.model_copy(update=changes)


def canaries(told: tuple[Family, ...]) -> tuple[Canary, ...]:
    """Everything that tells who these people are: names, numbers, cards, phones, addresses, words."""
    found: dict[str, Canary] = {}
    for family in told:
        homes = [family.application.household, family.actual, *(h.after for h in family.happenings)]
        for home in homes:
            for canary in _of_home(home):
                found[canary.text] = canary
        cards = [family.right_account.number] if family.right_account else []
        said = [family.words, *(h.text for h in family.happenings)]
        said += [family.relative.official] if family.relative else []
        said += [family.appeal.summary] if family.appeal else []
        said += [family.application.agent.mandate] if family.application.agent else []
        for text in cards:
            found[text] = Canary(kind="card", text=text)
        for text in filter(None, said):
            found[text] = Canary(kind="words", text=text)
    return tuple(found.values())


def _of_home(home: Household) -> list[Canary]:
    found = [Canary(kind="name", text=m.name) for m in home.members]
    found += [Canary(kind="id_no", text=m.id_no) for m in home.members]
    found += [Canary(kind="address", text=home.address), Canary(kind="phone", text=home.phone)]
    if home.account:
        found.append(Canary(kind="card", text=home.account.number))
    return found
