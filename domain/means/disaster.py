"""受灾人员救助: an amount by the grade of the loss and by head (社会救助法 Art 28, 49).

No means are tested: who was hit is found by the village's appraisal and the sheet on its board
(《自然灾害救助条例》 Art 20).
"""

from __future__ import annotations

from domain.means.facts import Facts
from domain.means.result import Assessment
from domain.means.temporary import grade_number, grade_of, once_of, result
from domain.money import yuan
from domain.rules import Rules

NEEDS = ("causes", "grades")


def disaster(facts: Facts, law: Rules) -> Assessment:
    once = once_of(facts)
    persons = len(facts.household.counted)
    grade = grade_of(once.hardship, law)
    per_head = grade_number(grade, "fen")
    lines = (
        ("受灾人口", f"{persons}人"),
        (f"每人救助标准（{grade['zh']}）", f"{yuan(per_head)}元"),
    )
    return result(facts, law, per_head * persons, per_head, (), lines)
