"""What each department answers: which kinds of facts stand behind each information item."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.check.answers import DepartmentQuery, Kind, Person, Record
from sandbox.county.model import Fact, Truth

REGISTER = ("registered", "death", "prison", "service")
JOBS = ("wage", "unemployed")
ITEMS: Final[dict[str, tuple[str, ...]]] = {
    "DB-37/hukou": REGISTER,
    "DB-37/vehicles": ("vehicle",),
    "DB-37/tax": ("taxed_income",),
    "DB-37/social_insurance": ("wage", "pension"),
    "DB-37/real_estate": ("house",),
    "DB-37/market_entity": ("company",),
    "DB-37/housing_fund": ("fund_contribution",),
    "DB-37/deposits": ("deposit",),
    "DB-37/insurance": ("insurance",),
    "DB-37/securities": ("securities",),
    "DB-37/internet_finance": ("internet_finance",),
    "DB-37/payment": ("internet_finance",),
    "CHK-01": REGISTER,
    "CHK-02": ("moved", "split"),
    "CHK-03": ("death",),
    "CHK-04": ("registered", "death", "member"),
    "CHK-05": ("birth",),
    "CHK-06": ("birth", "death"),
    "CHK-07": ("death",),
    "CHK-08": ("spouse",),
    "CHK-09": ("death",),
    "CHK-10": ("adoption",),
    "CHK-11": ("service", "prison", "married_out"),
    "CHK-12": ("vehicle",),
    "CHK-13": ("business_vehicle",),
    "CHK-14": ("business_vehicle",),
    "CHK-15": ("vehicle",),
    "CHK-16": ("occupation",),
    "CHK-17": ("house",),
    "CHK-18": ("house_sale",),
    "CHK-19": ("rent",),
    "CHK-20": ("compensation",),
    "CHK-21": ("reform_house",),
    "CHK-22": ("housing_aid",),
    "CHK-23": ("house",),
    "CHK-24": ("land",),
    "CHK-25": ("compensation",),
    "CHK-26": ("land",),
    "CHK-27": ("forest",),
    "CHK-28": ("land_income",),
    "CHK-29": ("fund_contribution",),
    "CHK-30": ("fund_withdrawal",),
    "CHK-31": ("fund_loan",),
    "CHK-32": ("farm_subsidy",),
    "CHK-33": ("machine",),
    "CHK-34": ("farm_subsidy",),
    "CHK-35": ("machine",),
    "CHK-36": ("crop_damage",),
    "CHK-37": ("farm_subsidy",),
    "CHK-38": ("public_pay",),
    "CHK-39": JOBS,
    "CHK-40": ("unemployed",),
    "CHK-41": ("wage",),
    "CHK-42": ("pension",),
    "CHK-43": ("subsidy",),
    "CHK-44": ("wage",),
    "CHK-45": ("taxed_income",),
    "CHK-46": ("business",),
    "CHK-47": ("company",),
    "CHK-48": ("company",),
    "CHK-49": ("cooperative",),
    "CHK-50": ("office",),
    "CHK-51": ("account",),
    "CHK-52": ("deposit",),
    "CHK-53": ("insurance",),
    "CHK-54": ("fund",),
    "CHK-55": ("interest",),
    "CHK-56": ("wealth_product",),
    "CHK-57": ("wealth_product",),
    "CHK-58": ("insured",),
    "CHK-59": ("maternity",),
    "CHK-60": ("medical_cost",),
    "CHK-61": ("medical_aid",),
    "CHK-62": ("illness", "medical_cost"),
    "CHK-63": ("disability",),
    "CHK-64": ("work_ability",),
    "CHK-65": ("disabled_aid",),
    "CHK-66": ("self_care", "illness"),
    "CHK-67": ("aid",),
    "CHK-68": ("welfare",),
    "CHK-69": ("school",),
    "CHK-70": ("education_aid", "school"),
    "CHK-71": ("legal_aid",),
    "CHK-72": ("union_aid",),
    "CHK-73": ("women_aid",),
    "CHK-74": ("veteran",),
    "CHK-75": ("poverty_register",),
    "CHK-76": ("relocated",),
    "CHK-77": ("disaster",),
    "CHK-78": ("ecology",),
    "CHK-79": ("clergy",),
    "CHK-81": ("self_care",),
    "CHK-82": ("aid",),
}
"""Which facts a department looks up under each item."""

TOLD_AS: Final = {"reform_house": "house", "cooperative": "company", "farm_subsidy": "subsidy"}
"""Facts that stand in an answer under a more general code."""

COMPARISON: Final = "CHK-80"
BY_DEPARTMENT: Final[dict[str, tuple[str, ...]]] = {
    "disabled": ("disability",),
    "education": ("school",),
    "emergency": ("disaster",),
    "health": ("death", "illness"),
    "housing": ("house",),
    "hr": ("wage", "pension"),
    "medical": ("insured", "illness"),
    "rural": ("poverty_register",),
}
"""What is behind the low-income comparison (CHK-80), which each department answers from its own."""


def records_of(query: DepartmentQuery, truths: dict[str, Truth]) -> tuple[Record, ...]:
    """Everything asked about each person, answered: found or nothing, or yes or no.

    A fact is told once, under the first item asked that covers it, and only from its day on. Of
    two facts of the same kind the later one stands. Strangers have no file: nothing is found. Of
    a coordinator's institutions the first has what there is.
    """
    return tuple(
        record
        for person in query.persons
        for record in _about(query, person, truths.get(Truth.hash_of(person.id_no)))
    )


def _about(query: DepartmentQuery, person: Person, truth: Truth | None) -> list[Record]:
    known = _known(truth, query.department, query.asked_on)
    told: set[str] = set()
    records: list[Record] = []
    for item in query.items:
        if person.items and item not in person.items:
            continue
        kinds = (
            BY_DEPARTMENT.get(query.department, ()) if item == COMPARISON else ITEMS.get(item, ())
        )
        if item in query.verify:
            so = any(about in known for about in kinds)
            records.append(_plain(item, person, Kind.YES if so else Kind.NO))
            continue
        found = [known[about] for about in kinds if about in known and about not in told]
        told |= {fact.about for fact in found}
        records += [_found(item, person, fact) for fact in found] or [
            _plain(item, person, Kind.NOTHING)
        ]
    if not query.institutions:
        return records
    first, *others = query.institutions
    items = dict.fromkeys(record.item for record in records)
    return [record.model_copy(update={"institution": first}) for record in records] + [
        _plain(item, person, Kind.NOTHING).model_copy(update={"institution": other})
        for other in others
        for item in items
    ]


def _plain(item: str, person: Person, kind: Kind) -> Record:
    return Record(item=item, person=person.key, kind=kind)


def _known(truth: Truth | None, department: str, on: date) -> dict[str, Fact]:
    known: dict[str, Fact] = {}
    for fact in truth.facts if truth else ():
        if fact.since is not None and fact.since > on:
            continue
        if fact.known_to and department not in fact.known_to:
            continue
        before = known.get(fact.about)
        if before is None or (fact.since or date.min) >= (before.since or date.min):
            known[fact.about] = fact
    return known


def _found(item: str, person: Person, fact: Fact) -> Record:
    return Record(
        item=item,
        person=person.key,
        kind=Kind.FOUND,
        about=TOLD_AS.get(fact.about, fact.about),
        count=fact.count,
        fen=fact.fen,
        since=fact.since,
        text=fact.text,
    )
