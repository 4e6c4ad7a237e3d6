"""单人户 and its family: when the 低保边缘 recognition it rests on ends, the question is asked anew.

The case never ends by itself: a review opens, somebody goes and looks, and a person decides
(JZ-05, JZ-62).
"""

from __future__ import annotations

from domain.case.acts import ChangeCause
from domain.case.acts.duties import NoteFamilyEnded
from domain.case.file import CaseFile, Rulebook, require
from domain.case.phases.living.opening import open_review


def note_family_ended(file: CaseFile, act: NoteFamilyEnded) -> CaseFile:
    home = file.household
    require(
        file.single_person and home.edge_family and home.edge_case == act.edge_case,
        "not_resting_on_it",
        "本案不是依该家庭的低保边缘认定办理的单人户，无需登记。",
        "JZ-05",
    )
    noted = file.having(
        household=home.model_copy(update={"edge_family": False}),
        duties=file.duties.model_copy(update={"edge_ended_on": act.on}),
    )
    return ask_anew(noted, act)


def ask_anew(file: CaseFile, act: NoteFamilyEnded) -> CaseFile:
    """A review that is open already looks at the family as it now is."""
    if file.review is not None or file.ending is not None:
        return file
    return open_review(file, ChangeCause.FAMILY, act.on, act.on)


RULES: Rulebook = {"note_family_ended": note_family_ended}
