"""How a check goes on: what is asked, what failed, what was answered, and what comes of it."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen
from domain.check.answers import Answer, DepartmentQuery, DepartmentReply, Person
from domain.check.asking import rule_for
from domain.check.file import Asked, CheckFile, CheckOrder, CheckResult, Limit, Stated


def opened(order: CheckOrder) -> CheckFile:
    return CheckFile(order=order, departments=order.departments, latest=order.ordered_on)


def renewed(file: CheckFile, order: CheckOrder) -> CheckFile:
    """The case's papers or the query rules have changed: they hold for what is still to be asked."""
    rules = {part.department: part.rules for part in order.departments}
    return file.model_copy(
        update={
            "order": file.order.model_copy(update={"consent": order.consent}),
            "departments": tuple(
                part.model_copy(update={"rules": rules.get(part.department, part.rules)})
                for part in file.departments
            ),
            "version": file.version + 1,
        }
    )


def question(file: CheckFile, department: str, on: date) -> DepartmentQuery | None:
    """What may be asked of this department today; None while nothing may be."""
    part, order = file.of(department), file.order
    rules = {item: rule_for(part.rules, item, on) for item in part.items}
    items = tuple(i for i in part.items if rules[i] is not None or not part.rule_needed)
    papers, ends, persons = set(), [], []
    for person in order.persons:
        mine = []
        for item in items:
            if person.key not in part.persons_of(item, order.keys):
                continue
            paper = order.consent.paper(person.key, item, item in part.written, on)
            if paper:
                papers.add(paper)
                until = order.consent.until(person.key, item, item in part.written, on)
                ends += [until] if until else []
                mine.append(item)
        if mine:
            whole = tuple(mine) == items
            persons.append(person.model_copy(update={"items": () if whole else tuple(mine)}))
    asked_items = tuple(i for i in items if any(not p.items or i in p.items for p in persons))
    if not asked_items:
        return None
    basis = next((r for i in asked_items if (r := rules[i])), None)
    again = f"-{part.rounds + 1}" if part.rounds else ""
    return DepartmentQuery(
        key=f"{order.case_no}-{order.number}-{department}{again}",
        place=order.place,
        department=department,
        items=asked_items,
        persons=tuple(_within(p, asked_items) for p in persons),
        purpose=order.purpose,
        authorisation="、".join(sorted(papers)),
        authorised_until=min(ends, default=None),
        verify=tuple(i for i in part.verify if i in asked_items),
        institutions=part.silent or part.institutions,
        basis=basis.basis if basis else "",
        rule=basis.number if basis else "",
        asked_on=on,
        attempt=part.attempts,
    )


def _within(person: Person, items: tuple[str, ...]) -> Person:
    """Everything asked of the department is said by leaving `items` empty."""
    return person.model_copy(update={"items": ()}) if person.items == items else person


def why_not(file: CheckFile, department: str, on: date) -> str:
    """The trouble of a department that may not be asked today: `no_rule` or `not_authorised`."""
    part = file.of(department)
    ruled = any(rule_for(part.rules, item, on) is not None for item in part.items)
    return "not_authorised" if ruled or not part.rule_needed else "no_rule"


def asked(file: CheckFile, department: str, on: date) -> CheckFile:
    part = file.of(department)
    return file.having(
        part.model_copy(update={"attempts": part.attempts + 1, "last_asked": on}), on
    )


def failed(file: CheckFile, department: str, trouble: str, on: date) -> CheckFile:
    part = file.of(department)
    if part.settled or part.trouble == trouble:
        return file
    return file.having(part.model_copy(update={"trouble": trouble}), on)


class Unobtainable(Frozen):
    """Two people of the case found that a department's answer cannot be had: `repair` is the number
    of the act that says so; `otherwise`: how what it was asked has been established."""

    department: str
    repair: int
    on: date
    by: tuple[str, ...]
    said_by: str
    otherwise: str


def skipped(file: CheckFile, found: Unobtainable, on: date) -> CheckFile:
    """The department is waited for no longer. One that has answered meanwhile stays answered."""
    part = next((d for d in file.departments if d.department == found.department), None)
    if part is None or part.settled:
        return file
    change = {
        "waived_by": "、".join(found.by),
        "waived_on": found.on,
        "waived_because": f"第{found.repair}号纠正：{found.said_by}；{found.otherwise}",
    }
    return file.having(part.model_copy(update=change), on)


def passed(file: CheckFile, on: date) -> CheckFile:
    """A day has come on which nothing else happened, and the tables should show it."""
    return file.model_copy(update={"latest": max(file.latest, on), "version": file.version + 1})


def ask_again_on(file: CheckFile, department: str, today: date) -> date:
    """The next day on which a silent department is asked: as promised, else after some days."""
    part = file.of(department)
    if part.expected is not None and part.expected > today:
        return part.expected
    return file.order.calendar.working_days_after(today, file.order.retry_days).on


def replied(
    file: CheckFile,
    department: str,
    reply: DepartmentReply,
    on: date,
    query: DepartmentQuery | None = None,
) -> CheckFile:
    """An answer that comes after a waiver or a second one changes nothing: the first stands.

    What might not be asked when `query` went out is left to be asked later; without a query the
    answer is taken as one to everything.
    """
    part = file.of(department)
    if part.settled:
        return file
    if reply.answer is None:
        return file.having(part.model_copy(update={"expected": reply.expected}), on)
    everything = {(i, p) for i in part.items for p in part.persons_of(i, file.order.keys)}
    covered = frozenset(query.pairs()) if query else frozenset(everything)
    return file.having(taken(file, part, reply.answer, covered), on)


def taken(
    file: CheckFile, part: Asked, answer: Answer, covered: frozenset[tuple[str, str]]
) -> Asked:
    """The part with one more answer. Of two answers the older day counts: it is what ages first."""
    left = tuple(
        Limit(item=item, persons=persons)
        for item in part.items
        if (
            persons := tuple(
                p for p in part.persons_of(item, file.order.keys) if (item, p) not in covered
            )
        )
    )
    before = part.answer
    if before is not None:
        answer = answer.model_copy(
            update={
                "records": (*before.records, *answer.records),
                "on": min(before.on, answer.on),
            }
        )
    return part.model_copy(
        update={
            "answer": answer,
            "left": left,
            "rounds": part.rounds + 1,
            "late": part.late or answer.on > part.due,
            "trouble": "",
            "expected": None,
        }
    )


def result_of(file: CheckFile, on: date) -> CheckResult:
    return CheckResult(
        number=file.order.number,
        finished_on=on,
        answers=tuple(d.answer for d in file.departments if d.answer is not None),
        waived=tuple(d.department for d in file.departments if d.waived_on is not None),
        attempts=tuple((d.department, d.attempts) for d in file.departments),
        days=tuple(
            (d.department, ((d.answer.on if d.answer else on) - file.order.ordered_on).days)
            for d in file.departments
        ),
        stated=tuple(
            Stated(department=d.department, on=d.answer.on, items=d.items)
            for d in file.departments
            if d.answer is not None
        ),
        not_authorised=tuple(
            (d.department, person)
            for d in file.departments
            if d.trouble == "not_authorised" and not (d.answer and not d.left)
            for person in unasked(file, d)
        ),
    )


def unasked(file: CheckFile, part: Asked) -> tuple[str, ...]:
    """Keys of those about whom this department was still to be asked something."""
    keys = {p for item in part.items for p in part.persons_of(item, file.order.keys)}
    return tuple(sorted(keys))
