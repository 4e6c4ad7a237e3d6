"""What each act does to a case: one table of all phases, and what a programme asks around it.

Whether an act is lawful now is asked in `domain.case.engine` before anything here is called.
"""

from __future__ import annotations

from domain.case import acts, notices
from domain.case.acts import Act
from domain.case.file import CaseFile, Rulebook, require
from domain.case.lifecycle import Stage
from domain.case.phases.deciding import (
    approval,
    escalating,
    investigation,
    midway,
    referral,
    review,
)
from domain.case.phases.living import duties, family, hits, living, standard
from domain.case.phases.passage import moving, onward, parting, restoring
from domain.case.phases.relief import hardship, once
from domain.case.phases.repair import mending
from domain.case.phases.support import selfcare, tekun
from domain.case.phases.together import giving, paying, referring, serving
from domain.case.phases.window import complaints, identity, intake, kin, proofs, window
from domain.programme import Programme


def _refresh_policy(file: CaseFile, act: acts.RefreshPolicy) -> CaseFile:
    """The stage's rules are read anew, and papers that could not be made are tried once more."""
    require(
        file.closed is None or notices.unmade(file),
        "nothing_to_make",
        "本案已经办结，没有需要重新制发的文书，无需办理。",
        "JZ-59",
    )
    return notices.tried_anew(file).having(stale_policy=file.stage is not Stage.CLOSED)


RULES: Rulebook = {
    **intake.RULES,
    **complaints.RULES,
    **investigation.RULES,
    **review.RULES,
    **approval.RULES,
    **notices.RULES,
    **escalating.RULES,
    **living.RULES,
    **standard.RULES,
    **duties.RULES,
    **family.RULES,
    **window.RULES,
    **hardship.RULES,
    **once.RULES,
    **referral.RULES,
    **proofs.RULES,
    **identity.RULES,
    **kin.RULES,
    **midway.RULES,
    **tekun.RULES,
    **selfcare.RULES,
    **referring.RULES,
    **giving.RULES,
    **serving.RULES,
    **paying.RULES,
    **hits.RULES,
    **restoring.RULES,
    **moving.RULES,
    **parting.RULES,
    **onward.RULES,
    **mending.RULES,
    "refresh_policy": _refresh_policy,
}
_BEFORE = {Programme.TEKUN: tekun.BEFORE, **paying.BEFORE}
_AFTER = {Programme.TEKUN: tekun.AFTER}
"""What one programme's own rule asks before a common act, and what follows from it there."""


def done(file: CaseFile, name: str, act: Act) -> CaseFile:
    """The file after what the act does, with what its programme and its open hits ask besides."""
    if name in mending.HELD:
        mending.none_pending(file)
    before = _BEFORE.get(file.programme, {}).get(name)
    if before is not None:
        before(file, act)
    changed = RULES[name](file, act)
    after = _AFTER.get(file.programme, {}).get(name)
    if after is not None:
        changed = after(file, changed, act)
    if isinstance(act, acts.DecideChange):
        changed = onward.offered(file, changed, act)
    changed = hits.followed(file, changed, act)
    return selfcare.ask_health(changed, act.on) if name in selfcare.LOOKS_AT_PEOPLE else changed
