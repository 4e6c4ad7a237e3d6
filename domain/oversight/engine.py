"""The only door into a matter of supervision: a person's act, what the world answered, the calendar.

Pure functions from file to file, as for a case: a validator runs `apply_to_oversight` and throws the
result away. Who answers for something never judges the answer, and whom it concerns neither judges
nor hands on.
"""

from __future__ import annotations

from datetime import date, datetime

from domain import door
from domain.base import CaseRefusal, Frozen
from domain.case.acts import Act, Officer, RefreshPolicy
from domain.case.lifecycle import ROLE_ZH, TOWNSHIP_ROLES, Role
from domain.journal import said
from domain.oversight import engagement, sampling, special
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.answering import RULES as ANSWERING
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    OVERSIGHT_ZH,
    AuditPart,
    EvaluationPart,
    Held,
    OversightErrand,
    OversightFile,
    OversightKind,
    OversightNote,
    OversightStage,
    require,
)
from domain.oversight.moves import HEADS_IN, MOVES_OF, OPENERS, OversightMove, answering_role
from domain.oversight.parts import EngagementPart
from domain.oversight.tasks import ANSWERED_KINDS, ERRAND_ZH, open_oversight_tasks
from domain.policy import Snapshot

ANSWER_DAYS = "oversight.answer_days"
OVERSIGHT_NEEDS = (
    ANSWER_DAYS,
    "audit.unit_kinds",
    "performance.weights",
    *dict.fromkeys(HEADS_IN.values()),
)
"""The policy values a matter of supervision reads."""


def opened(
    kind: OversightKind,
    place: str,
    number: str,
    by: Officer | None,
    on: date,
    held: Held,
    leave: EngagementPart | None = None,
) -> OversightFile:
    """A new matter; `by` None: the tables gave it. CaseRefusal when this role may not begin it.

    `leave`: what an engagement lets its auditor read.
    """
    if by is not None and kind in OPENERS:
        roles, zh, clause = OPENERS[kind]
        require(
            by.role in roles,
            "role_not_allowed",
            f"“{zh}”应当由{'、'.join(ROLE_ZH[r] for r in roles)}办理，您的岗位是{ROLE_ZH[by.role]}。",
            clause,
        )
    if leave is not None:
        engagement.must_hold(leave, on)
    year = int(number[:4])
    return OversightFile(
        kind=kind,
        place=place,
        number=number,
        opened_by=by,
        opened_on=on,
        held=held,
        stage_since=on,
        latest=on,
        audit=AuditPart(year=year) if kind is OversightKind.AUDIT else None,
        evaluation=EvaluationPart(year=year) if kind is OversightKind.EVALUATION else None,
        engagement=leave,
    )


def must_stand(file: OversightFile) -> None:
    """CaseRefusal when the place's rules do not know the head under which it is held."""
    name = HEADS_IN.get(file.kind)
    if name is not None:
        _one_of(file.law, name, file.held.head)


def _one_of(law: Snapshot, name: str, code: str) -> None:
    allowed = law.items(name)
    require(
        code in allowed,
        "head_unknown",
        f"{law.get(name).zh}应当为本地规定的{len(allowed)}类之一，请从列表中选择。",
        law.cite(name),
    )


def begun(file: OversightFile, at: datetime) -> OversightFile:
    """The first line of the record, the day by which it is to be answered, and what it sets going."""
    if file.journal:
        return file
    must_stand(file)
    held = file.held
    if held.due is None and file.law.has(ANSWER_DAYS) and file.kind in ANSWERED_KINDS:
        held = held.model_copy(update={"due": file.law.due(ANSWER_DAYS, file.opened_on).on})
    after = file.having(held=held)
    if file.kind is OversightKind.VIOLATION and held.cases:
        after = after.asked(OversightErrand(key="freeze", what="freeze"))
    if file.kind is OversightKind.EVALUATION:
        after = after.asked(OversightErrand(key="measure", what="measure"))
    zh = OPENERS[file.kind][1] if file.kind in OPENERS else f"登记{OVERSIGHT_ZH[file.kind]}"
    return noted(after, "open", zh, file.opened_on, at, held.text, officer=file.opened_by,
                 clause=held.clause)  # fmt: skip


RULES = {**ANSWERING, **special.RULES, **sampling.RULES, **engagement.RULES}


def oversight_act_named(kind: OversightKind, name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    if name not in MOVES_OF[kind]:
        known = "、".join(move.zh for move in MOVES_OF[kind].values())
        raise CaseRefusal("act_unknown", f"没有这项操作，可以办理的为：{known}。")
    return OVERSIGHT_ACTS[name]


def apply_to_oversight(
    file: OversightFile, name: str, act: Act, today: date, at: datetime
) -> OversightFile:
    """The matter after a person's act. Raises CaseRefusal, saying what would be right, if unlawful."""
    move = MOVES_OF[file.kind][name]
    _may(file, move, act, today)
    if isinstance(act, RefreshPolicy):
        after, text = file.having(stale_policy=True), act.reason
    else:
        after, text = RULES[name](file, act)
    text = said(text, act.note)
    return noted(
        after, name, move.zh, act.on, at, text, officer=act.officer, clause=move.clause,
        stage=file.stage,
    )  # fmt: skip


def _may(file: OversightFile, move: OversightMove, act: Act, today: date) -> None:
    officer = act.officer
    lawful = "、".join(m.zh for m in lawful_oversight_moves(file, officer.role))
    require(
        file.stage in move.stages,
        "out_of_order",
        f"本事项处于“{OVERSIGHT_STAGE_ZH[file.stage]}”阶段，不能办理“{move.zh}”。"
        + (f"您现在可以办理：{lawful}。" if lawful else "您在本阶段没有可以办理的事项。"),
        move.clause,
    )
    roles = may_act(file, move)
    require(
        officer.role in roles,
        "role_not_allowed",
        f"“{move.zh}”应当由{'、'.join(ROLE_ZH[r] for r in roles)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        move.clause,
    )
    require(
        officer.place == file.place,
        "not_your_matter",
        "本事项不属于您所在的县（市、区），请由当地人员办理。",
        move.clause,
    )
    if move.act == "answer_oversight" and officer.role in TOWNSHIP_ROLES:
        require(
            officer.township == file.held.unit,
            "not_your_township",
            "本事项由其他乡镇（街道）负责，请由负责的乡镇（街道）答复。",
            move.clause,
        )
    door.dated(act, file.stage_since, today, move.clause)


def may_act(file: OversightFile, move: OversightMove) -> tuple[Role, ...]:
    """The roles of a move; of an answer the one that answers for the unit in question."""
    return (answering_role(file),) if move.act == "answer_oversight" else move.roles


def lawful_oversight_moves(file: OversightFile, role: Role) -> tuple[OversightMove, ...]:
    """What this role may do at the present stage by the table; the act itself is checked in full."""
    return tuple(
        m
        for m in MOVES_OF[file.kind].values()
        if file.stage in m.stages and role in may_act(file, m)
    )


# --- the rules and the calendar -------------------------------------------------------------------


def rules_taken(file: OversightFile, rules: Snapshot) -> OversightFile:
    return file.having(rules=rules, stale_policy=False)


def turned(file: OversightFile, today: date, at: datetime) -> OversightFile:
    """A task past its day is marked once; an audit whose findings are all closed ends, and so does an
    engagement whose last day is past."""
    if file.closed:
        return file
    if file.stage is OversightStage.REPORTED and special.all_closed(file):
        after = file.having(stage=OversightStage.CLOSED, stage_since=today)
        return noted(after, "audit_closed", "审计发现全部办结", today, at, "")
    ended = engagement.ended_by_itself(file, today)
    if ended is not None:
        after, code, zh = ended
        return noted(after, code, zh, today, at, stage=file.stage)
    for task in open_oversight_tasks(file):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
            file = noted(file, "overdue", "超期", today, at, text)
            file = file.having(overdue=(*file.overdue, task.mark))
    return file


def breach_seen(file: OversightFile, on: date, at: datetime, *, gone: bool) -> OversightFile:
    """The nightly round no longer finds the breach of this matter, or finds it again. It is written
    down and closes nothing: only a person does (YC-29)."""
    if file.kind is not OversightKind.BREACH or file.closed or gone == (file.gone_on is not None):
        return file
    zh = "核对不再发现此处不符" if gone else "核对再次发现此处不符"
    after = file.having(gone_on=on if gone else None)
    return noted(after, "breach_gone" if gone else "breach_back", zh, on, at)


def next_matter(file: OversightFile, errand: OversightErrand, on: date) -> OversightFile:
    """The matter an errand opens: a finding of an audit, a violation handed over. Nobody's of its own:
    who recorded it stands in the record of where it came from."""
    if errand.kind is None or errand.held is None:
        raise RuntimeError("this errand opens nothing")
    return opened(errand.kind, file.place, errand.number, None, on, errand.held)


def errand_done(
    file: OversightFile, key: str, answer: Frozen | None, today: date, at: datetime
) -> OversightFile:
    """The errand is off the list; what it brought is in the file and in its record."""
    errand = next((e for e in file.errands if e.key == key), None)
    if errand is None:
        return file
    rest = file.having(
        errands=tuple(e for e in file.errands if e.key != key), done=(*file.done, key)
    )
    after, text = special.brought(rest, errand.what, answer)
    if not text:
        after, text = sampling.brought(rest, errand, answer)
    if not text:
        return after
    return noted(after, errand.what, ERRAND_ZH[errand.what], today, at, text, stage=file.stage)


def noted(
    file: OversightFile,
    code: str,
    zh: str,
    on: date,
    at: datetime,
    text: str = "",
    *,
    officer: Officer | None = None,
    clause: str = "",
    stage: OversightStage | None = None,
) -> OversightFile:
    note = OversightNote(
        seq=file.seq + 1,
        act=code,
        zh=zh,
        stage=stage or file.stage,
        on=on,
        at=at,
        officer=officer,
        text=text,
        clause=clause,
    )
    return file.having(journal=(*file.journal, note), seq=file.seq + 1, latest=max(file.latest, on))
