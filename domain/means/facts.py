"""The recorded facts a test of means may look at: nothing else enters a result."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.hardship import OnceFacts
from domain.household import Household
from domain.means.tekun_facts import TekunFacts


class Facts(Frozen):
    """`on` is the day of the application. Facts of one programme stand in fields of their own."""

    household: Household
    on: date
    single_person: bool = False
    tekun: TekunFacts = TekunFacts()
    once: OnceFacts | None = None
