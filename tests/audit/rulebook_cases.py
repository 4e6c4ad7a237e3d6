"""Clean cases by the thousand, and for every provable question the ways to break it.

Templates are golden histories, recomputed; each case made of one has its own number, township,
people, words and moments. `python -m tests.audit.rulebook_cases 10000` plants a breach at random
into one case of ten and counts what was found, missed, and found where nothing was planted.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from audit.facts import projection
from audit.replay import audit_runs
from audit.rulebook.book import asked_of, asked_together
from audit.rulebook.county import trace
from audit.rulebook.dossier import Dossier
from domain.case.file import CaseFile
from domain.case.runs import at_the_end_of_periods
from domain.identity import synthetic_id
from tests.audit.rulebook_table import SPOILS
from tests.replay import golden
from workflows import ids, steps

TEMPLATES: Final = (
    "plain_jiaozuo",
    "plain_tongren",
    "plain_zhanhe",
    "recheck_keep",
    "car_refused",
    "objection_resurvey",
    "objection_once",
    "relative_county_visit",
    "lead_refuted",
    "papers_after_help",
    "job_stop_jiaozuo",
    "property_found_stop",
    "decrease",
    "tekun_scattered",
    "named_report_answered",
    "refused_with_reason",
    "sent_back_by_two",
    "fact_corrected",
)
SALT: Final = b"synthetic cases"


async def templates() -> list[Dossier]:
    made = []
    for name in TEMPLATES:
        story = await golden.load(name)
        case_id = ids.case_id(story.place, story.case_no)
        runs = [run for run in story.runs if run.workflow_id == case_id]
        shown = [
            projection(report, "project_case", steps.CaseProjection)
            for report in await audit_runs(runs, golden.CONVERTER)
        ]
        files = at_the_end_of_periods(one.file for one in shown if one is not None)
        made.append(Dossier(story.place, story.case_no, files, today=files[-1].latest))
    return made


def another(model: Dossier, n: int, chance: random.Random) -> Dossier:
    """A case like it, of other people in another township, at other moments."""
    later = timedelta(seconds=chance.randrange(1, 3600))
    number = f"SY2027{n:06d}"
    township = f"{model.place}-{chance.randrange(12)}"
    people: dict[str, str] = {}

    def one(file: CaseFile) -> CaseFile:
        for member in file.household.members:
            person = 20 * n + len(people)
            born = date(1950, 1, 1) + timedelta(days=person // 999)
            people.setdefault(member.key, synthetic_id(born, 1 + person % 999))
        members = tuple(
            m.model_copy(update={"id_no": people[m.key]}) for m in file.household.members
        )
        survey = file.survey
        if survey is not None:
            words = f"住房、收入与申报一致，邻里两户证实，第{n}户，{chance.random()}"
            survey = survey.model_copy(update={"findings": words * 2})
        return file.having(
            case_no=number,
            township=township,
            household=file.household.model_copy(update={"members": members}),
            survey=survey,
            journal=tuple(e.model_copy(update={"at": e.at + later}) for e in file.journal),
        )

    return replace(model, case_no=number, periods=tuple(one(f) for f in model.periods))


@dataclass
class Planted:
    """What planting gave: by question and kind how often, what was missed, what was false."""

    cases: int
    made: Counter[tuple[str, int]]
    missed: list[str]
    false: list[str]
    seconds: float


def plant(models: Sequence[Dossier], count: int, seed: int = 1, share: int = 10) -> Planted:
    """One case of `share` gets a breach of a random question and kind; twins are planted as well."""
    chance = random.Random(seed)  # noqa: S311
    began = time.perf_counter()
    made: Counter[tuple[str, int]] = Counter()
    missed, false, traces, spoilt_cases = [], [], [], set()
    rules = sorted(SPOILS)
    for n in range(count):
        case = another(chance.choice(models), n, chance)
        wanted = ""
        if n % share == 0:
            wanted = rules[(n // share) % len(rules)]
            kind = (n // share // len(rules)) % len(SPOILS[wanted])
            case = _spoilt(models, wanted, kind, n, chance)
            made[wanted, kind] += 1
            spoilt_cases.add(case.case_no)
        found = {b.rule for b in asked_of(case)}
        if wanted and wanted not in found:
            missed.append(f"{wanted} kind {kind} in {case.case_no}: {sorted(found)}")
        if not wanted and found:
            false.append(f"{case.case_no}: {sorted(found)}")
        traces.append(trace(case, SALT))
    twins = _twins(traces, chance)
    told = {(b.rule, b.case_no) for b in asked_together(traces)}
    missed += [f"{rule} {number}" for rule, number in sorted(twins - told)]
    false += [f"{rule} {number}" for rule, number in sorted(told - twins)]
    made["A16", 0] = sum(rule == "A16" for rule, _ in twins)
    made["A20", 3] = sum(rule == "A20" for rule, _ in twins)
    return Planted(count, made, missed, false, time.perf_counter() - began)


def _spoilt(
    models: Sequence[Dossier], rule: str, kind: int, n: int, chance: random.Random
) -> Dossier:
    for model in chance.sample(list(models), len(models)):
        case = SPOILS[rule][kind](another(model, n, chance), chance)
        if case is not None:
            return case
    raise LookupError(f"no template can have kind {kind} of {rule}")


def _twins(traces: list[Any], chance: random.Random) -> set[tuple[str, str]]:
    """Some persons with aid in two cases, some surveys copied; gives who must be named."""
    living = [n for n, one in enumerate(traces) if one.living]
    written = [n for n, one in enumerate(traces) if one.survey]
    pairs = max(3, len(traces) // 500)
    must: set[tuple[str, str]] = set()
    for _ in range(pairs):
        one, other = chance.sample(living, 2)
        shared = (*traces[other].living, traces[one].living[0])
        traces[other] = traces[other].model_copy(update={"living": shared})
        must |= {("A16", traces[one].case_no), ("A16", traces[other].case_no)}
        one, other = chance.sample(written, 2)
        traces[other] = traces[other].model_copy(update={"survey": traces[one].survey})
        must |= {("A20", traces[one].case_no), ("A20", traces[other].case_no)}
    return must


if __name__ == "__main__":
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    done = plant(asyncio.run(templates()), how_many)
    sys.stdout.write(
        f"{done.cases} cases, {sum(done.made.values())} breaches of {len({r for r, _ in done.made})} "
        f"questions in {len(done.made)} kinds; missed {len(done.missed)}, false {len(done.false)}, "
        f"{done.seconds:.1f} s\n"
    )
    for line in (*done.missed[:20], *done.false[:20]):
        sys.stdout.write(f"  {line}\n")
    sys.exit(bool(done.missed or done.false))
