"""What each actor must not do is refused by the model itself, through whatever door (register 8)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.assembly.lifecycle import MEETING_MOVES
from domain.base import CaseRefusal
from domain.case.lifecycle import Role, Stage
from domain.case.moves import MOVES
from domain.complaint.lifecycle import REGISTRARS, STEPS
from domain.meeting.lifecycle import ITEM_MOVES
from domain.pay.acts import PAY_MOVES
from domain.privacy import READS, Kind, Read, read_of
from runtime.packs import load, value
from tests.people import Walk, application

R = Role
DECIDING = ("confirm", "refuse", "decide_change")
MONEY = tuple(move.act for move in PAY_MOVES if move.act != "refresh_policy")


def roles(act: str) -> set[Role]:
    return {role for table in (MOVES, ITEM_MOVES, PAY_MOVES) for m in table if m.act == act
            for role in m.roles}  # fmt: skip


def case_acts(role: Role) -> set[str]:
    return {move.act for move in MOVES if role in move.roles}


@pytest.mark.parametrize(
    ("role", "forbidden"),
    [
        pytest.param(*row, marks=pytest.mark.rule(number))
        for number, *row in (
            ("ACT-05", R.INTAKE, DECIDING),
            ("ACT-12", R.FINANCE, tuple(move.act for move in MOVES)),
            ("ACT-15", R.MEETING_OFFICE, ("decide_item",)),
            ("ACT-24", R.AUDITOR, tuple(move.act for move in MOVES)),
            ("ACT-28", R.PROVIDER, ("give_opinion", *DECIDING, *MONEY)),
        )
    ],
)
def test_a_forbidden_act_is_in_no_table_for_the_role(
    role: Role, forbidden: tuple[str, ...]
) -> None:
    assert forbidden and not [act for act in forbidden if role in roles(act)]


@pytest.mark.rule("ACT-03")
def test_a_village_worker_neither_reviews_nor_approves_nor_sees_an_account() -> None:
    assert not case_acts(R.VILLAGE) & {"give_opinion", *DECIDING}
    assert read_of(R.VILLAGE, "Account.number") is Read.MASKED
    assert read_of(R.VILLAGE, "Asset.fen") is Read.NONE


@pytest.mark.rule("ACT-06")
def test_a_surveyor_does_not_survey_alone_nor_his_relatives() -> None:
    walk = Walk(application()).accepted().later(1)
    me = walk.who(R.SURVEYOR).id
    with pytest.raises(CaseRefusal):
        walk.surveyed(surveyors=(me,), signed_by=(me,))
    kin = Walk(application()).accepted().later(1)
    mine = kin.who(R.SURVEYOR).id
    kin.do("declare_relative", R.INTAKE, relative={
        "member": "m1", "kinship": "sibling", "official": "调查员甲", "official_account": mine,
    })  # fmt: skip
    with pytest.raises(CaseRefusal):
        kin.surveyed()


@pytest.mark.rule("ACT-07", "ACT-08")
def test_nobody_decides_alone_where_it_is_collective_nor_without_check_and_survey() -> None:
    walk = Walk(application("jiaozuo"))
    assert walk.file.stage is Stage.INTAKE
    walk.accepted().later(1)
    with pytest.raises(CaseRefusal):
        walk.do("confirm", R.TOWNSHIP_LEADER, monthly_fen=1)
    walk.surveyed().checked().opined()
    if walk.file.stage is Stage.PUBLICITY:
        walk.publicised()
    assert walk.file.law.flag("collective_review") and walk.file.assessment is not None
    with pytest.raises(CaseRefusal) as refused:
        walk.do("confirm", R.TOWNSHIP_LEADER, monthly_fen=walk.file.assessment.monthly_fen)
    assert "集体" in refused.value.message


@pytest.mark.rule("ACT-09")
def test_the_county_neither_confirms_in_place_of_a_township_nor_transfers_money() -> None:
    walk = Walk(application("jiaozuo")).ready_to_decide()
    assert walk.decider is R.TOWNSHIP_LEADER and walk.file.assessment is not None
    with pytest.raises(CaseRefusal):
        walk.do("confirm", R.COUNTY_APPROVER, monthly_fen=walk.file.assessment.monthly_fen)
    assert not {R.COUNTY_REVIEWER, R.COUNTY_APPROVER} & roles("release_funds")


@pytest.mark.rule("ACT-11", "ACT-21")
def test_a_unit_sees_no_other_units_answers_nor_papers_before_the_meeting_of_others() -> None:
    assert READS[R.UNIT_LIAISON][Kind.ANSWER] is Read.NONE
    assert READS[R.UNIT_LIAISON][Kind.MEETING] is Read.NONE
    assert case_acts(R.UNIT_LIAISON) == {"answer_referral", "answer_case_referral"}


@pytest.mark.rule("ACT-19", "DIF-16")
def test_the_government_office_settles_the_agenda_and_the_meeting_decides() -> None:
    """审定审议事项 and 审定 are two acts of two roles, both needed."""
    assert roles("approve_agenda") == {R.GOVERNMENT_OFFICE}
    assert R.GOVERNMENT_OFFICE not in roles("decide_item") | roles("confirm")
    agenda = value(load(), "tongren", date(2026, 11, 29), "escalation.agenda_approval")
    assert agenda.value is True and agenda.cite.endswith("市政府办公室")


@pytest.mark.rule("ACT-13")
def test_a_bank_sees_nothing_of_a_case_and_acts_on_none() -> None:
    assert R.BANK not in READS and not case_acts(R.BANK)


@pytest.mark.rule("ACT-16")
def test_a_convener_decides_only_by_the_rule_of_the_place() -> None:
    """Without the place's rule of decision nothing can be decided; and nobody else presides."""
    from domain.policy import PolicyNotSet
    from runtime.packs import snapshot

    rules = snapshot("jiaozuo", date(2026, 11, 29), ["escalation.decision"], production=False)
    with pytest.raises(PolicyNotSet):
        rules.text("escalation.decision")
    assert roles("decide_item") <= {R.CONVENER, R.GENERAL_CONVENER}


@pytest.mark.rule("ACT-23", "ACT-27")
def test_those_who_only_look_change_no_case_and_a_supervisor_reads_no_person() -> None:
    for role in (R.DISCIPLINE, R.AUDITOR, R.SUPERVISOR):
        assert not case_acts(role)
        assert not [m.act for table in (ITEM_MOVES, PAY_MOVES) for m in table if role in m.roles]
    assert {k for k, read in READS[R.SUPERVISOR].items() if read is not Read.NONE} == {Kind.PROCESS}
    assert READS[R.DISCIPLINE][Kind.NAME] is Read.MASKED


@pytest.mark.rule("ACT-34")
def test_a_version_of_the_rules_a_case_has_used_is_not_edited_under_it() -> None:
    """The case keeps its snapshot with its digest; an administrator has one act, to have it read anew."""
    walk = Walk(application())
    kept = walk.file.policy
    assert kept is not None and kept.digest
    walk.later(3)
    assert walk.file.policy == kept
    assert case_acts(R.POLICY_ADMIN) == {"refresh_policy"}


@pytest.mark.rule("ACT-17")
def test_the_general_convener_calls_and_asks_for_a_preparatory_meeting() -> None:
    called = {role for move in MEETING_MOVES if move.act == "call_meeting" for role in move.roles}
    assert R.GENERAL_CONVENER in called
    assert roles("request_preparatory") == {R.GENERAL_CONVENER}


@pytest.mark.rule("ACT-25")
def test_the_petition_office_registers_assigns_and_answers_and_reads_no_family() -> None:
    acts = {step.act for step in STEPS if R.PETITION_OFFICE in step.roles}
    assert {"accept_complaint", "reassign_complaint", "answer_petition"} <= acts
    assert R.PETITION_OFFICE in REGISTRARS
    assert R.PETITION_OFFICE not in READS and not case_acts(R.PETITION_OFFICE)
