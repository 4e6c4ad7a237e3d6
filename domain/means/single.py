"""单人户: one person of a family enters 低保 alone, on a named ground (57号 Art 8, DB-09, JZ-05).

Never in place of the family: where all of it qualifies, nobody is taken in alone (DB-27).
"""

from __future__ import annotations

from collections.abc import Callable

from domain.means.counting import members
from domain.means.facts import Facts
from domain.means.result import Reason
from domain.rules import Rules

NEEDS = ("single_person_paths", "single_person_grades")
_PATHS: dict[str, tuple[str, Callable[[Facts, Rules], bool]]] = {
    "severe_disability": (
        "申请人为低保边缘家庭中的重度残疾人或者三级智力、精神残疾人",
        lambda f, law: (
            f.household.edge_family
            and members.is_severe(f.household.applicant, law, "single_person_grades")
        ),
    ),
    "serious_illness": (
        "申请人为低保边缘家庭中的重病患者",
        lambda f, law: f.household.edge_family and f.household.applicant.serious_illness,
    ),
    "clergy": (
        "申请人为脱离家庭、长期在宗教场所居住的宗教教职人员",
        lambda f, law: members.long_clergy(f.household.applicant, f.on, law),
    ),
    "unemployed_severe_disability": (
        "申请人为无就业的成年重度残疾人",
        lambda f, law: (
            members.is_severe(f.household.applicant, law)
            and members.is_adult(f.household.applicant, f.on, law)
            and members.is_jobless(f.household, f.household.applicant)
        ),
    ),
}


def reasons(facts: Facts, law: Rules, family_qualifies: bool) -> tuple[Reason, ...]:
    """Nothing for a family; for one person the ground he enters on, or why he cannot."""
    if not facts.single_person:
        return ()
    clause = law.cite("single_person_paths")
    for path in law.items("single_person_paths"):
        zh, fits = _PATHS[path]
        if not fits(facts, law):
            continue
        if family_qualifies and path != "clergy":
            return (
                Reason(
                    code="not_only_some",
                    text="家庭整体符合最低生活保障条件，应当以家庭为单位申请，"
                    "不得只将部分家庭成员纳入。",
                    clause="2022年10月20日通知一（一）",
                ),
            )
        case = facts.household.edge_case
        return (
            Reason(
                code="single_person",
                text=f"{zh}，可以按单人户申请。",
                clause=clause,
                figures={"低保边缘家庭认定案号": case} if case else {},
            ),
        )
    return (
        Reason(
            code="not_single_person",
            text="按单人户申请须为低保边缘家庭中的重度残疾人、重病患者，"
            "或者文件列明的其他人员，并有相应证明。",
            clause=clause,
        ),
    )
