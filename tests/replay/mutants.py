"""Seeded edits of the program: each would treat recorded cases otherwise than they were treated.

The golden histories must refuse every one of them. What imports the edited program is
`tests.replay.edited`.
"""

from __future__ import annotations

from tests.replay.edited import BASE, CASE, CHECK, ITEM, Mutant

MUTANTS = (
    # The procedure: what is done, and in which order.
    Mutant(
        "a timer more",
        CASE,
        "        await self._until_left(Stage.INTAKE)",
        "        await asyncio.sleep(60)\n        await self._until_left(Stage.INTAKE)",
        "plain_jiaozuo",
    ),
    Mutant(
        "the check is not asked for",
        CASE,
        "                asking = asyncio.create_task(self._check_household())\n"
        "            await self._attend()",
        "                asking = None\n            await self._attend()",
        "plain_hanbin",
    ),
    Mutant(
        "the check bears another number",
        CASE,
        "id=ids.check_id(order.case_no, order.number),",
        "id=ids.check_id(order.case_no, order.number + 1),",
        "plain_zhanhe",
    ),
    Mutant(
        "papers of a closed case are not issued",
        CASE,
        "        while True:\n            await self._issue_notices()\n            waits",
        "        while True:\n            waits",
        "withdrawn_intake",
    ),
    Mutant(
        "a period never ends",
        CASE,
        "if self._file.reviews > before and ordering",
        "if self._file.reviews < before and ordering",
        "recheck_keep",
    ),
    Mutant(
        "the calendar does nothing",
        CASE,
        "        self._file = engine.tick(self._file, self._today(), self._now())\n",
        "",
        "plain_yicheng",
    ),
    Mutant(
        "nobody is late",
        CASE,
        "        self._file = engine.tick(self._file, self._today(), self._now())\n"
        "        self._file = engine.overdue_marked(self._file, self._today(), self._now())\n",
        "        self._file = engine.tick(self._file, self._today(), self._now())\n",
        "survey_overdue",
    ),
    Mutant(
        "another activity reads the rules",
        BASE,
        "            steps.take_policy,\n",
        "            steps.project_check,\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "an act is answered before it is shown",
        BASE,
        "        await self._show()\n        return receipt",
        "        return receipt",
        "plain_jiaozuo",
    ),
    Mutant(
        "departments are asked one after another",
        CHECK,
        "        await asyncio.gather(\n"
        "            *(self._ask(d.department, d.department in heard) for d in order.departments)\n"
        "        )\n",
        "        for d in order.departments:\n"
        "            await self._ask(d.department, d.department in heard)\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "the end of a check is not shown",
        CHECK,
        "for d in order.departments)\n        )\n        await self._show()\n",
        "for d in order.departments)\n        )\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "the first question goes to each department by itself again",
        CHECK,
        "await self._ask_all() if self._together else frozenset()",
        "frozenset()",
        "asked_together_jiaozuo",
    ),
    Mutant(
        "the joint question leaves a department out",
        CHECK,
        "                    queries,\n",
        "                    queries[1:],\n",
        "asked_together_jiaozuo",
    ),
    Mutant(
        "who was silent to the joint question is asked again at once",
        CHECK,
        "        return frozenset(by_department)\n",
        "        return frozenset(d.department for d in self._file.departments if d.settled)\n",
        "two_go_their_own_way",
    ),
    Mutant(
        "a decision without minutes",
        ITEM,
        "        await self._issue_minutes()\n",
        "",
        "escalation_living",
    ),
    Mutant(
        "tasks although it was refused",
        ITEM,
        "        if resolution.approved:\n            await",
        "        if resolution:\n            await",
        "escalation_refused",
    ),
    Mutant(
        "the units' tasks end with the item",
        ITEM,
        "ParentClosePolicy.ABANDON",
        "ParentClosePolicy.TERMINATE",
        "escalation_resolved",
    ),
    # What is said, and to whom: replay alone lets all of these pass.
    Mutant(
        "a notice of another day",
        CASE,
        "notice=notice, on=self._today()",
        "notice=notice, on=self._file.applied_on",
        "plain_jiaozuo",
    ),
    Mutant(
        "the next period begins with the old file",
        CASE,
        "workflow.continue_as_new(engine.new_period(self._file))",
        "workflow.continue_as_new(self._file)",
        "recheck_keep",
    ),
    Mutant(
        "another number of runs in the result",
        CASE,
        "runs=self._file.period + 1,",
        "runs=self._file.period,",
        "car_refused",
    ),
    Mutant(
        "another outcome in the result",
        CASE,
        "outcome=closing.outcome,",
        'outcome="ended",',
        "withdrawn_review",
    ),
    Mutant(
        "what is late is shown as in time",
        "workflows.visible",
        "OVERDUE.value_set(overdue),",
        "OVERDUE.value_set(False),",
        "survey_overdue",
    ),
    Mutant(
        "the day due is shown wrongly",
        "workflows.visible",
        "DUE_AT.value_set(at) if at",
        "DUE_AT.value_set(at.replace(day=1)) if at",
        "plain_jiaozuo",
    ),
    Mutant(
        "days begin at eight",
        BASE,
        "ends = [datetime.combine(day, time(), SHANGHAI)] if day else []",
        "ends = [datetime.combine(day, time(8), SHANGHAI)] if day else []",
        "plain_tongren",
    ),
    Mutant(
        "a receipt of another version",
        BASE,
        "receipt = Receipt(version=file.version,",
        "receipt = Receipt(version=file.version + 1,",
        "plain_jiaozuo",
    ),
    Mutant(
        "a receipt that binds only the version",
        BASE,
        "digest=fingerprint(file))",
        "digest=digest_of({'version': version}))",
        "plain_jiaozuo",
    ),
    Mutant(
        "a department is told another attempt",
        "domain.check",
        "        attempt=part.attempts,",
        "        attempt=part.attempts + 1,",
        "plain_hanbin",
    ),
    Mutant(
        "a department is told another day",
        "domain.check",
        "        asked_on=on,\n        attempt",
        "        asked_on=order.ordered_on,\n        attempt",
        "department_down",
    ),
    Mutant(
        "a check that ended earlier",
        CHECK,
        "return result_of(self._file, self._today())",
        "return result_of(self._file, order.ordered_on)",
        "department_down",
    ),
    # The law: amounts, days, who is owed what.
    Mutant(
        "an amount a yuan higher",
        "domain.means",
        "fen = round_ratio(max(due - net, 0),",
        "fen = round_ratio(max(due - net + 1200, 0),",
        "plain_jiaozuo",
    ),
    Mutant(
        "job costs counted twice",
        "domain.means",
        "            total -= cost\n",
        "            total -= 2 * cost\n",
        "plain_jiaozuo",
    ),
    Mutant(
        "paid from the month of the decision",
        "domain.case",
        'first = months_after(month_of(since), file.law.months("first_month_offset"))',
        "first = month_of(act.on)",
        "plain_hanbin",
    ),
    Mutant(
        "rechecked a month later",
        "domain.case",
        "return months_after(day, months)\n\n\ndef recheck_class",
        "return months_after(day, months + 1)\n\n\ndef recheck_class",
        "recheck_keep",
    ),
    Mutant(
        "a decrease need not be served",
        "domain.case",
        "must_serve=act.outcome is Outcome.DECREASE,",
        "must_serve=False,",
        "decrease",
    ),
    Mutant(
        "one undeclared car is no lead",
        "domain.check",
        '项。" if record.count > stated else ""',
        '项。" if record.count > stated + 1 else ""',
        "car_refused",
    ),
    Mutant(
        "the record names acts by their code",
        "domain.case",
        "        zh=move.zh,\n        stage=before.stage,",
        "        zh=move.act,\n        stage=before.stage,",
        "correction",
    ),
    Mutant(
        "intake does not ask for its first rule",
        "domain.case",
        "Stage.INTAKE: (*intake.INTAKE_NEEDS, *hardship.HARDSHIP_NEEDS),",
        "Stage.INTAKE: (*intake.INTAKE_NEEDS[1:], *hardship.HARDSHIP_NEEDS),",
        "withdrawn_intake",
    ),
    Mutant(
        "an objection stays open after the appraisal",
        "domain.case",
        'o if o.resolved_on else o.model_copy(update={"resolved_on": act.on})',
        "o",
        "objection_appraisal",
    ),
    Mutant(
        "the clock does not stop while papers are missing",
        "domain.case",
        'clock=file.clock.hand_to("申请人", act.on, paused=True),',
        'clock=file.clock.hand_to("申请人", act.on),',
        "correction",
    ),
    Mutant(
        "a stop from the month it is decided in",
        "domain.case",
        "first = next_month(file, act.on)\n    stopped",
        "first = month_of(act.on)\n    stopped",
        "job_stop_jiaozuo",
    ),
    Mutant(
        "a unit's task due on another day",
        "domain.measures",
        "due=due.on",
        "due=file.latest",
        "escalation_living",
    ),
)
